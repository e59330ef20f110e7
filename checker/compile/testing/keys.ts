/**
 * Keys to put into sets, and how.
 *
 * @module
 */

import { hashOf } from "../hash.ts";
import { KEY_MASK, type KeyBatch, keyBatch, type KeySet } from "../key_set.ts";

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
    const added = set.add(batchOf(some), some.length, tag, fresh);
    for (let i = 0; i < added; i++) found.push(from + fresh[i]);
  }
  return found;
}

/** A batch of these keys, all of them to be looked up. */
export function batchOf(keys: readonly (readonly [number, number])[]): KeyBatch {
  const batch = keyBatch(keys.length);
  for (const [i, [low, high]] of keys.entries()) {
    batch.low[i] = low;
    batch.high[i] = high;
    batch.positions[i] = i;
    batch.hashes[i] = hashOf(low, high);
  }
  return batch;
}

/** Keys of every sort: dense, sparse, equal in one word, negative, with twins far apart. */
export function keys(count: number): [number, number][] {
  return Array.from({ length: count }, (_, i) => {
    const n = i % 7 === 6 ? i >>> 1 : i;
    return [n % 3 === 0 ? n : Math.imul(n, 0x2545f491), n % 5 === 0 ? 0 : (n * 31) & KEY_MASK];
  });
}
