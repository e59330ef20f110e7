/**
 * 32 well mixed bits of two words: the finaliser of MurmurHash3 (Austin Appleby, public domain).
 *
 * @module
 */

/** Hashes a pair of words. */
export function hashOf(low: number, high: number): number {
  let hash = low ^ Math.imul(high, 0x9e3779b1);
  hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b);
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35);
  return hash ^ (hash >>> 16);
}
