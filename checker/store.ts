/**
 * The seen set: every distinct state in full, found by its words.
 *
 * States are numbered in the order in which they are added, which in a breadth-first search is the
 * order in which they are expanded: the numbers from the next state to expand up to `size` *are*
 * the frontier. A state is kept as its words and the number of the state it was first reached from,
 * in segments that are never moved. The hash table holds nothing but state numbers, 4 bytes each,
 * and states are compared in full, so that no hash collision can hide one. The table is split into
 * 256 shards that grow one by one: at no moment is there a second copy of more than a 256th of it.
 *
 * @example
 * ```ts
 * import { NO_PARENT, Store } from "./store.ts";
 * import { assertEquals } from "@std/assert";
 *
 * const store = new Store(2);
 * assertEquals(store.add(Uint32Array.of(7, 9), 0, NO_PARENT), ~0); // state number 0, new
 * assertEquals(store.add(Uint32Array.of(7, 8), 0, 0), ~1); // state number 1, new
 * assertEquals(store.add(Uint32Array.of(7, 9), 0, 1), 0); // seen before
 * assertEquals([store.size, store.parentOf(1)], [2, 0]);
 * ```
 *
 * @module
 */

/** The parent of a state that was reached from none. */
export const NO_PARENT = 0xffffffff;

/** States in a segment, as a power of two. */
const SEGMENT_BITS = 14;
const SEGMENT_MASK = (1 << SEGMENT_BITS) - 1;
/** Shards of the table, as a power of two. */
const SHARD_BITS = 8;
const FIRST_SHARD = 64;

/** A set of packed states of one width, each with a link to the state it was first reached from. */
export class Store {
  /** Words of a state. */
  readonly words: number;
  readonly #stride: number;
  readonly #segments: Uint32Array[] = [];
  /** State numbers plus one, at the place that the hash says or the next free one after it. */
  readonly #shards: Uint32Array[] = [];
  readonly #counts = new Uint32Array(1 << SHARD_BITS);
  #size = 0;
  #slots = 0;

  constructor(words: number) {
    this.words = words;
    this.#stride = words + 1;
    for (let i = 0; i < 1 << SHARD_BITS; i++) this.#shards.push(new Uint32Array(FIRST_SHARD));
    this.#slots = FIRST_SHARD << SHARD_BITS;
  }

  /** States in the set. */
  get size(): number {
    return this.#size;
  }

  /** Bytes held, all included. */
  get bytes(): number {
    return 4 * (this.#slots + this.#segments.length * (this.#stride << SEGMENT_BITS));
  }

  /**
   * Puts the state at `buffer[at]` in, unless it is there.
   *
   * @returns its number `n` if it was there, `~n` (which is negative) if it is new.
   */
  add(buffer: Uint32Array, at: number, parent: number): number {
    const words = this.words;
    const hash = hashOf(buffer, at, words);
    const shardNumber = hash >>> (32 - SHARD_BITS);
    const shard = this.#shards[shardNumber];
    const mask = shard.length - 1;
    let slot = hash & mask;
    for (let found = shard[slot]; found !== 0; found = shard[slot = (slot + 1) & mask]) {
      const id = found - 1;
      const segment = this.#segments[id >>> SEGMENT_BITS];
      const base = (id & SEGMENT_MASK) * this.#stride;
      let w = 0;
      while (w < words && segment[base + w] === buffer[at + w]) w++;
      if (w === words) return id;
    }
    const id = this.#size++;
    shard[slot] = id + 1;
    if ((id & SEGMENT_MASK) === 0) {
      this.#segments.push(new Uint32Array(this.#stride << SEGMENT_BITS));
    }
    const segment = this.#segments[id >>> SEGMENT_BITS];
    const base = (id & SEGMENT_MASK) * this.#stride;
    for (let w = 0; w < words; w++) segment[base + w] = buffer[at + w];
    segment[base + words] = parent;
    if (++this.#counts[shardNumber] * 4 > shard.length * 3) this.#grow(shardNumber);
    return ~id;
  }

  /** Copies state number `id` to `into[at]`. */
  read(id: number, into: Uint32Array, at = 0): void {
    const segment = this.#segments[id >>> SEGMENT_BITS];
    const base = (id & SEGMENT_MASK) * this.#stride;
    for (let w = 0; w < this.words; w++) into[at + w] = segment[base + w];
  }

  /** The number of the state from which `id` was first reached, or `NO_PARENT`. */
  parentOf(id: number): number {
    const base = (id & SEGMENT_MASK) * this.#stride;
    return this.#segments[id >>> SEGMENT_BITS][base + this.words];
  }

  #grow(shardNumber: number): void {
    const old = this.#shards[shardNumber];
    const shard = new Uint32Array(old.length * 2);
    const mask = shard.length - 1;
    for (const found of old) {
      if (found === 0) continue;
      const id = found - 1;
      const base = (id & SEGMENT_MASK) * this.#stride;
      let slot = hashOf(this.#segments[id >>> SEGMENT_BITS], base, this.words) & mask;
      while (shard[slot] !== 0) slot = (slot + 1) & mask;
      shard[slot] = found;
    }
    this.#shards[shardNumber] = shard;
    this.#slots += old.length;
  }
}

/** 32 well mixed bits: MurmurHash3's rounds (Austin Appleby, public domain) over the words. */
function hashOf(buffer: Uint32Array, at: number, words: number): number {
  let hash = 0;
  for (let w = 0; w < words; w++) {
    let k = Math.imul(buffer[at + w], 0xcc9e2d51);
    k = (k << 15) | (k >>> 17);
    hash ^= Math.imul(k, 0x1b873593);
    hash = (hash << 13) | (hash >>> 19);
    hash = (Math.imul(hash, 5) + 0xe6546b64) | 0;
  }
  hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b);
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35);
  return (hash ^ (hash >>> 16)) >>> 0;
}
