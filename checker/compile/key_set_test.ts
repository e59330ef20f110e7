import { assertEquals, assertLess } from "@std/assert";
import { KeySet } from "./key_set.ts";
import { addAll, keys } from "./testing/keys.ts";

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

Deno.test("keys that share one of their words are different keys", () => {
  const numbers = Array.from({ length: 20_000 }, (_, i) => i);
  const alike: ((n: number) => [number, number])[] = [(n) => [7, n], (n) => [n, 7]];
  for (const keyOf of alike) {
    const set = new KeySet();
    assertEquals(addAll(set, numbers.map(keyOf), 20_000), numbers);
    assertEquals(addAll(set, numbers.map(keyOf), 20_000), []);
  }
});
