import { assertEquals, assertThrows } from "@std/assert";
import * as fc from "fast-check";
import { codeOf, differences, fromPlain, toPlain } from "./codec.ts";
import {
  array,
  cardinality,
  flag,
  index,
  oneOf,
  optional,
  range,
  record,
  type ScalarDomain,
  subset,
  valueAt,
} from "./domains.ts";
import { DomainError } from "./errors.ts";
import { layoutOf } from "./layout.ts";
import type { PlainState } from "./result.ts";
import { randomMachine } from "./testing/random_machine.ts";

Deno.test("packing and unpacking are inverse on random schemas and words", () => {
  fc.assert(
    fc.property(fc.gen(), (g) => {
      const layout = layoutOf(randomMachine(g, 1e6).schema);
      const words = new Uint32Array(layout.words + 1);
      for (const { domain, word, shift } of layout.leaves) {
        const codes = domain.kind === "subset" ? 2 ** domain.size : cardinality(domain);
        words[1 + word] |= g(fc.integer, { min: 0, max: codes - 1 }) << shift;
      }
      const plain = toPlain(layout, words, 1);
      assertEquals(fromPlain(layout, plain), words.slice(1));
      const used = new Uint32Array(words.length).fill(0xffffffff);
      assertEquals(fromPlain(layout, plain, used, 1).subarray(1), words.subarray(1));
      assertEquals(used[0], 0xffffffff);
      assertEquals(toPlain(layout, fromPlain(layout, plain)), plain);
    }),
    { seed: 7, numRuns: 200 },
  );
});

Deno.test("codeOf finds every value and nothing else", () => {
  const domains: ScalarDomain[] = [
    flag(),
    range(-2, 3),
    index("rm", 3),
    oneOf("red", "green"),
    optional(range(4, 5)),
    optional(oneOf("red")),
  ];
  for (const domain of domains) {
    for (let code = 0; code < cardinality(domain); code++) {
      assertEquals(codeOf(domain, valueAt(domain, code)), code);
    }
    for (const value of [undefined, 99, -3, 0.5, NaN, "blue", [], {}, "1", Infinity]) {
      assertEquals(codeOf(domain, value), undefined, `${domain.kind} ${String(value)}`);
    }
  }
});

Deno.test("a plain state that does not fit is refused, naming the variable", () => {
  const schema = record({
    on: flag(),
    slots: array(2, record({ opc: oneOf("read", "write") })),
    ready: subset(3),
    level: range(-1, 2),
    holder: index("owner", 2),
  });
  const layout = layoutOf(schema);
  const good = {
    on: true,
    slots: [{ opc: "read" }, { opc: "write" }],
    ready: [0, 2],
    level: 2,
    holder: 1,
  };
  assertEquals(toPlain(layout, fromPlain(layout, good)), good);
  const refused: [state: unknown, field: string, quoted: string][] = [
    [{ ...good, on: 1 }, "on", "1"],
    [{ slots: good.slots, ready: [], level: 0, holder: 0 }, "on", "nothing"],
    [{ ...good, off: true }, "off", "a variable that the schema lacks"],
    [{ ...good, slots: [{ opc: "read" }] }, "slots", '[{"opc":"read"}]'],
    [{ ...good, slots: [...good.slots, { opc: "read" }] }, "slots", '{"opc":"read"}]'],
    [{ ...good, slots: { 0: { opc: "read" }, 1: { opc: "read" } } }, "slots", '{"0":'],
    [{ ...good, slots: [{ opc: "read" }, {}] }, "slots[1].opc", "nothing"],
    [{ ...good, slots: [{ opc: "read" }, { opc: "trim" }] }, "slots[1].opc", '"trim"'],
    [{ ...good, slots: [{ opc: "read" }, { opc: "read", x: 1 }] }, "slots[1].x", "lacks"],
    [{ ...good, slots: [{ opc: "read" }, null] }, "slots[1]", "null"],
    [{ ...good, ready: [3] }, "ready", "[3]"],
    [{ ...good, ready: [-1] }, "ready", "[-1]"],
    [{ ...good, ready: [0.5] }, "ready", "[0.5]"],
    [{ ...good, ready: true }, "ready", "true"],
    [{ ...good, level: 3 }, "level", "3"],
    [{ ...good, level: -2 }, "level", "-2"],
    [{ ...good, level: 0.5 }, "level", "0.5"],
    [{ ...good, holder: 2 }, "holder", "2"],
    [{ ...good, holder: null }, "holder", "null"],
  ];
  for (const [state, field, quoted] of refused) {
    const error = assertThrows(() => fromPlain(layout, state as PlainState), DomainError, quoted);
    assertEquals(error.field, field);
  }
});

Deno.test("differences are told by path, in the order of the schema", () => {
  const schema = record({
    slots: array(2, record({ opc: oneOf("read", "write"), prps: array(2, range(0, 3)) })),
    holder: optional(index("owner", 2)),
    ready: subset(3),
  });
  const before = {
    slots: [{ opc: "read", prps: [0, 0] }, { opc: "read", prps: [1, 2] }],
    holder: null,
    ready: [1],
  };
  assertEquals(differences(schema, before, structuredClone(before)), []);
  const after = {
    slots: [{ opc: "read", prps: [0, 3] }, { opc: "write", prps: [1, 2] }],
    holder: 0,
    ready: [],
  };
  assertEquals(differences(schema, before, after), [
    ["slots[0].prps[1]", 0, 3],
    ["slots[1].opc", "read", "write"],
    ["holder", null, 0],
    ["ready", [1], []],
  ]);
});
