import { assertEquals, assertThrows } from "@std/assert";
import * as fc from "fast-check";
import { fromPlain, toPlain } from "../../codec.ts";
import {
  array,
  cardinality,
  type Domain,
  flag,
  index,
  optional,
  range,
  record,
  type RecordDomain,
  subset,
  valueAt,
} from "../../domains.ts";
import { UnsupportedError } from "../../errors.ts";
import { layoutOf } from "../../layout.ts";
import type { Plain, PlainState } from "../../result.ts";
import { cellsOf } from "./cells.ts";
import { Mover } from "./permutation.ts";
import { Representatives } from "./representatives.ts";
import { orbitOf, rename, type Renaming, renamingsOf } from "./testing/orbits.ts";

const sizes = { a: 3, b: 2 };
const [a, b] = Object.entries(sizes).map(([name, size]) => index(name, size));
const renamings = renamingsOf(sizes);

/** Schemas in which members are by themselves, and in which they are related. */
const schemas: { readonly [name: string]: RecordDomain } = {
  "members by themselves": record({
    n: range(0, 2),
    at: array(a, range(0, 2)),
    set: subset(a),
    first: a,
    some: optional(b),
    flags: array(b, record({ up: flag(), down: flag() })),
    others: array(2, subset(b)),
  }),
  "rows wider than a word": record({
    wide: array(a, record({ low: range(0, 2 ** 20), high: range(0, 2 ** 20) })),
    one: optional(a),
  }),
  "members that name each other": record({
    next: array(a, optional(a)),
    up: array(a, flag()),
    some: optional(b),
  }),
  "a table for each pair": record({
    table: array(a, array(b, range(0, 2))),
    knows: array(a, subset(a)),
    leader: optional(a),
  }),
};

/** A random value of a domain. */
function valueOf(domain: Domain, g: fc.GeneratorValue): Plain {
  const upTo = (max: number) => g(fc.integer, { min: 0, max });
  switch (domain.kind) {
    case "record":
      return Object.fromEntries(
        Object.entries(domain.fields).map(([name, of]) => [name, valueOf(of, g)]),
      );
    case "array":
      return Array.from({ length: domain.length }, () => valueOf(domain.of, g));
    case "subset":
      return Array.from({ length: domain.size }, (_, i) => i).filter(() => g(fc.boolean));
    default:
      return valueAt(domain, upTo(Math.min(cardinality(domain) - 1, 3)));
  }
}

for (const [name, schema] of Object.entries(schemas)) {
  const layout = layoutOf(schema);
  const representatives = new Representatives(layout, ["a", "b"]);

  Deno.test(`two states have one representative if renaming makes one the other: ${name}`, () => {
    fc.assert(
      fc.property(fc.gen(), (g) => {
        const drawn = [1, 2].map(() => valueOf(schema, g) as PlainState);
        const renamed = drawn.map((state) =>
          rename(schema, state, g(fc.constantFrom<Renaming[]>, ...renamings)) as PlainState
        );
        const states = [...drawn, ...renamed];
        const found = states.map((state) => {
          const words = fromPlain(layout, state);
          representatives.canonicalise(words, 0);
          return toPlain(layout, words);
        });
        for (const [i, left] of states.entries()) {
          // A representative is one of those that it represents.
          assertEquals(orbitOf(schema, found[i], renamings), orbitOf(schema, left, renamings));
          for (const [j, right] of states.entries()) {
            assertEquals(
              JSON.stringify(found[i]) === JSON.stringify(found[j]),
              orbitOf(schema, left, renamings) === orbitOf(schema, right, renamings),
            );
          }
        }
      }),
      { seed: 11, numRuns: 200 },
    );
  });

  Deno.test(`the permutation is the one that leads to the representative: ${name}`, () => {
    const cells = cellsOf(layout, ["a", "b"]);
    const mover = new Mover(cells, cells.moving, layout.words);
    fc.assert(
      fc.property(fc.gen(), (g) => {
        const words = fromPlain(layout, valueOf(schema, g) as PlainState);
        const [expected, moved] = [words.slice(), words.slice()];
        const permutation = representatives.permutationOf(expected, 0);
        mover.move(permutation, words, 0, moved, 0);
        assertEquals(moved, expected);
      }),
      { seed: 12, numRuns: 100 },
    );
  });
}

Deno.test("Mover does to packed states what renaming does to plain ones", () => {
  for (const schema of Object.values(schemas)) {
    const layout = layoutOf(schema);
    const cells = cellsOf(layout, ["a", "b"]);
    const mover = new Mover(cells, cells.moving, layout.words);
    fc.assert(
      fc.property(fc.gen(), (g) => {
        const state = valueOf(schema, g) as PlainState;
        const renaming = g(fc.constantFrom<Renaming[]>, ...renamings);
        const permutation = cells.types.map(({ name }) => Uint8Array.from(renaming[name]));
        const into = new Uint32Array(layout.words);
        mover.move(permutation, fromPlain(layout, state), 0, into, 0);
        assertEquals<Plain>(toPlain(layout, into), rename(schema, state, renaming));
      }),
      { seed: 13, numRuns: 100 },
    );
  }
});

Deno.test("too many orders to try are refused; members by themselves are never too many", () => {
  const many = index("many", 9);
  const related = layoutOf(record({ next: array(many, optional(many)) }));
  assertThrows(() => new Representatives(related, ["many"]), UnsupportedError, "362880 orders");
  new Representatives(layoutOf(record({ at: array(index("many", 32), flag()) })), ["many"]);
});
