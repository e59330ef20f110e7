import { assertEquals, assertLess } from "@std/assert";
import { KEY_MASK, KeySet } from "./key_set.ts";

/** Puts keys in by batches of the size given; returns which were new. */
function addAll(set: KeySet, keys: readonly (readonly [number, number])[], batch: number, tag = 1) {
  const fresh = new Uint32Array(batch);
  const found: number[] = [];
  for (let from = 0; from < keys.length; from += batch) {
    const some = keys.slice(from, from + batch);
    const low = Int32Array.from(some, ([low]) => low);
    const high = Int32Array.from(some, ([, high]) => high);
    const added = set.add(low, high, some.length, tag, fresh);
    for (let i = 0; i < added; i++) found.push(from + fresh[i]);
  }
  return found;
}

/** Keys of every sort: dense, sparse, equal in one word, negative, with twins far apart. */
function keys(count: number): [number, number][] {
  return Array.from({ length: count }, (_, i) => {
    const n = i % 7 === 6 ? i >>> 1 : i;
    return [n % 3 === 0 ? n : Math.imul(n, 0x2545f491), n % 5 === 0 ? 0 : (n * 31) & KEY_MASK];
  });
}

Deno.test("KeySet knows exactly the keys that were put in, in every size of batch", () => {
  const all = keys(60_000);
  const seen = new Set<string>();
  const expected = all.flatMap((key, i) => {
    if (seen.has(key.join())) return [];
    seen.add(key.join());
    return [i];
  });
  for (const batch of [1, 7, 1000, 60_000]) {
    const set = new KeySet();
    assertEquals(addAll(set, all, batch), expected);
    assertEquals(set.size, expected.length);
    assertEquals(addAll(set, all, batch), []);
  }
});

Deno.test("KeySet keeps the tag that a key came with first", () => {
  const set = new KeySet();
  addAll(set, [[1, 2], [3, 4]], 2, 9);
  addAll(set, [[3, 4], [5, 6]], 2, 255);
  const tagged = (tag: number) => {
    const found: [number, number][] = [];
    set.each(tag, (low, high) => {
      found.push([low, high]);
      return false;
    });
    return found.sort();
  };
  assertEquals(tagged(9), [[1, 2], [3, 4]]);
  assertEquals(tagged(255), [[5, 6]]);
  assertEquals(tagged(1), []);
});

Deno.test("KeySet.each() stops when it is told to", () => {
  const set = new KeySet();
  addAll(set, keys(1000), 100);
  let calls = 0;
  set.each(1, () => ++calls === 3);
  assertEquals(calls, 3);
});

Deno.test("KeySet takes less than 12 bytes a key", () => {
  const set = new KeySet();
  addAll(set, keys(400_000), 1000);
  assertLess(set.bytes / set.size, 12);
});

Deno.test("instances of a shared KeySet know each other's keys", () => {
  const memory = KeySet.memory();
  const [one, two] = [new KeySet(memory), new KeySet(memory)];
  const all = keys(60_000);
  const own = new KeySet();
  const expected = addAll(own, all, 1000);
  const found: number[] = [];
  for (let from = 0; from < all.length; from += 1000) {
    const added = addAll(from % 2000 === 0 ? one : two, all.slice(from, from + 1000), 1000);
    found.push(...added.map((i) => from + i));
  }
  assertEquals(found, expected);
  assertEquals(one.size + two.size, own.size);
  assertEquals([addAll(one, all, 1000), addAll(two, all, 1000)], [[], []]);
});

Deno.test("keys that share one of their words are different keys", () => {
  const count = 20_000;
  const numbers = Int32Array.from({ length: count }, (_, i) => i);
  const alike = new Int32Array(count).fill(7);
  for (const [low, high] of [[alike, numbers], [numbers, alike]]) {
    const set = new KeySet();
    const fresh = new Uint32Array(count);
    assertEquals(set.add(low, high, count, 1, fresh), count);
    assertEquals(set.add(low, high, count, 2, fresh), 0);
  }
});
