import { assertEquals } from "@std/assert";
import * as fc from "fast-check";
import { array, range, record } from "../domains.ts";
import { layoutOf } from "../layout.ts";
import { keyBatch } from "./key_set.ts";
import { stateKeys } from "./state_keys.ts";

/** A layout of so many words, all of them full but the last, which has `bits`. */
function layoutWith(words: number, bits: number) {
  const full = Array.from({ length: words - 1 }, (_, i) => [`word${i}`, array(32, range(0, 1))]);
  return layoutOf(record({ ...Object.fromEntries(full), last: array(bits, range(0, 1)) }));
}

for (
  const [words, bits] of [[1, 5], [1, 32], [2, 1], [2, 24], [2, 25], [2, 32], [3, 9], [11, 17]]
) {
  Deno.test(`stateKeys() of ${words} words, ${bits} bits in the last, lose nothing`, () => {
    const layout = layoutWith(words, bits);
    assertEquals(layout.words, words);
    const keys = stateKeys(layout, 4);
    const word = fc.integer({ min: 0, max: 0xffffffff });
    const state = fc.tuple(
      fc.array(word, { minLength: words - 1, maxLength: words - 1 }),
      word.map((value) => bits === 32 ? value : value % 2 ** bits),
    ).map(([rest, last]) => [...rest, last]);
    const known = new Map<string, string>();
    fc.assert(
      fc.property(state, fc.array(fc.nat(words - 1), { maxLength: 3 }), (source, changes) => {
        // A source, and a successor that differs from it in some words.
        const successor = [...source];
        for (const w of changes) successor[w] = w === words - 1 ? 0 : (successor[w] ^ 5) >>> 0;
        const batch = keyBatch(2);
        const { low, high } = batch;
        const into = new Uint32Array(words);
        keys.encode(Uint32Array.from(source), Int32Array.of(-1), 1, batch);
        keys.decode(low[0], high[0], into, 0, 3);
        assertEquals([...into], source);
        const both = Uint32Array.from([...successor, ...source]);
        keys.encode(both, Int32Array.of(3, 3), 2, batch);
        for (const [i, words] of [successor, source].entries()) {
          // Equal states have equal keys, whichever source they came from.
          const key = `${low[i]},${high[i]}`;
          assertEquals(known.get(words.join()) ?? key, key);
          known.set(words.join(), key);
          assertEquals(high[i] >>> 24, 0);
          keys.decode(low[i], high[i], into, 0, 0);
          assertEquals([...into], words);
        }
      }),
      { seed: 1, numRuns: 300 },
    );
    assertEquals(new Set(known.values()).size, known.size);
  });
}

Deno.test("stateKeys() take no part that was never asked for, a zero one, for a known one", () => {
  const keys = stateKeys(layoutWith(4, 32), 1);
  const states = Uint32Array.of(1, 2, 3, 4, 0, 0, 0, 0);
  const batch = keyBatch(2);
  const { low, high } = batch;
  keys.encode(states, Int32Array.of(-1, -1), 2, batch);
  const into = new Uint32Array(4);
  for (const [i, expected] of [[1, 2, 3, 4], [0, 0, 0, 0]].entries()) {
    keys.decode(low[i], high[i], into, 0, 0);
    assertEquals([...into], expected);
  }
});
