import { assert, assertEquals, assertLess } from "@std/assert";
import { KeySet } from "../key_set.ts";
import { addAll, keys } from "../testing/keys.ts";
import { SharedKeySet } from "./shared_key_set.ts";

const all = keys(400_000);
const expected = addAll(new KeySet(), all, 1000);

/** Puts all keys in, a batch by each in turn, and calls back after every batch. */
function addInTurn(sets: readonly SharedKeySet[], after: () => void): number[] {
  const found: number[] = [];
  for (let from = 0; from < all.length; from += 1000) {
    const set = sets[(from / 1000) % sets.length];
    found.push(...addAll(set, all.slice(from, from + 1000), 1000).map((i) => from + i));
    after();
  }
  return found;
}

/** Two instances of one set. */
function pair(): [SharedKeySet, SharedKeySet] {
  const memory = SharedKeySet.memory();
  return [new SharedKeySet(memory), new SharedKeySet(memory)];
}

Deno.test("instances of a SharedKeySet know each other's keys, when they grow together", () => {
  const [one, two] = pair();
  let grown = 0;
  const found = addInTurn([one, two], () => {
    if (!one.crowded) return;
    assert(two.crowded);
    one.beginToGrow();
    (grown++ % 2 === 0 ? one : two).growTogether();
    assert(!one.crowded);
  });
  assert(grown > 0);
  assertEquals(found, expected);
  assertEquals(one.size + two.size, expected.length);
  assertEquals([addAll(one, all, 1000), addAll(two, all, 1000)], [[], []]);
  assertLess(one.bytes / expected.length, 16);
});

Deno.test("a SharedKeySet takes all keys even if nobody makes it grow in time", () => {
  const [one, two] = pair();
  assertEquals(addInTurn([one, two], () => {}), expected);
  assert(one.crowded);
  assertEquals([addAll(one, all, 1000), addAll(two, all, 1000)], [[], []]);
});
