import { assert, assertEquals } from "@std/assert";
import * as fc from "fast-check";
import { array, flag, oneOf, optional, range, record, subset } from "./domains.ts";
import { layoutOf } from "./layout.ts";
import { randomMachine } from "./testing/random_machine.ts";

Deno.test("a leaf takes as many bits as its values need", () => {
  const schema = record({
    one: oneOf("only"),
    two: flag(),
    three: optional(flag()),
    four: range(-2, 1),
    five: range(10, 14),
    most: range(0, 2 ** 31 - 2),
    perhaps: optional(range(0, 2 ** 31 - 2)),
    set: subset(32),
  });
  assertEquals(layoutOf(schema).leaves.map(({ width }) => width), [0, 1, 2, 2, 3, 31, 31, 32]);
});

Deno.test("leaves never overlap, never straddle a word, and stand in the order of the schema", () => {
  fc.assert(
    fc.property(fc.gen(), (g) => {
      const { words, bits, leaves } = layoutOf(randomMachine(g, 1e6).schema);
      const taken = new Uint8Array(words * 32);
      for (const { word, shift, width, path } of leaves) {
        assert(word < words && shift + width <= 32, path);
        for (let bit = 0; bit < width; bit++) assertEquals(taken[word * 32 + shift + bit]++, 0);
      }
      assertEquals(taken.reduce((sum, bit) => sum + bit, 0), bits);
      const order = leaves.map(({ path }) => Number(/\d+/.exec(path)?.[0] ?? 0));
      assertEquals(order, order.toSorted((a, b) => a - b));
    }),
    { seed: 3, numRuns: 200 },
  );
});

Deno.test("an array that fits a word has its elements side by side", () => {
  const schema = record({ a: range(0, 2 ** 20), b: array(8, range(0, 3)), c: flag() });
  const elements = layoutOf(schema).leaves.filter(({ path }) => path.startsWith("b"));
  assertEquals(new Set(elements.map(({ word }) => word)).size, 1);
  assertEquals(elements.map(({ shift }) => shift - elements[0].shift), [0, 2, 4, 6, 8, 10, 12, 14]);
});

Deno.test("a state without bits still has a word", () => {
  assertEquals(layoutOf(record({})).words, 1);
  assertEquals(layoutOf(record({ only: oneOf("only") })).words, 1);
});

Deno.test("words are filled to the last bit, the widest leaves first", () => {
  const flags = Array.from({ length: 32 }, (_, i) => [`f${i}`, flag()] as const);
  assertEquals(layoutOf(record(Object.fromEntries(flags))).words, 1);
  const bits = (count: number) => range(0, 2 ** count - 1);
  // In the order of the schema the first two would leave no room beside either of the others.
  const { words } = layoutOf(record({ a: bits(12), b: bits(16), c: bits(20), d: bits(16) }));
  assertEquals(words, 2);
});
