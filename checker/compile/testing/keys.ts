/**
 * Keys to put into sets, and how.
 *
 * @module
 */

import { KEY_MASK, type KeySet } from "../key_set.ts";

/** Puts keys in by batches of the size given; returns which were new. */
export function addAll(
  set: KeySet,
  keys: readonly (readonly [number, number])[],
  batch: number,
  tag = 1,
): number[] {
  const fresh = new Uint32Array(batch);
  const found: number[] = [];
  for (let from = 0; from < keys.length; from += batch) {
    const some = keys.slice(from, from + batch);
    const low = Int32Array.from(some, ([low]) => low);
    const high = Int32Array.from(some, ([, high]) => high);
    const positions = Uint32Array.from(some.keys());
    const added = set.add(low, high, positions, some.length, tag, fresh);
    for (let i = 0; i < added; i++) found.push(from + fresh[i]);
  }
  return found;
}

/** Keys of every sort: dense, sparse, equal in one word, negative, with twins far apart. */
export function keys(count: number): [number, number][] {
  return Array.from({ length: count }, (_, i) => {
    const n = i % 7 === 6 ? i >>> 1 : i;
    return [n % 3 === 0 ? n : Math.imul(n, 0x2545f491), n % 5 === 0 ? 0 : (n * 31) & KEY_MASK];
  });
}
