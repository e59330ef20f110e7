/**
 * Numbers for pairs: the inner nodes of compressed states.
 *
 * A pair of 32-bit words gets a number, counted from 0, the first time it is asked for. Numbers
 * index the pairs themselves, kept in segments that are never moved; a hash table split into
 * shards, each of which doubles on its own, finds the number of a pair.
 *
 * @example
 * ```ts
 * import { PairTable } from "./pair_table.ts";
 * import { assertEquals } from "@std/assert";
 *
 * const table = new PairTable();
 * assertEquals([table.numberOf(7, 9), table.numberOf(9, 7), table.numberOf(7, 9)], [0, 1, 0]);
 * assertEquals([table.left(1), table.right(1)], [9, 7]);
 * ```
 *
 * @module
 */

import { MemoryError } from "../errors.ts";
import { hashOf } from "./hash.ts";

/** Pairs in a segment, as a power of two. */
const SEGMENT_BITS = 12;
const SEGMENT_MASK = (1 << SEGMENT_BITS) - 1;
const SHARD_BITS = 6;
const FIRST_SHARD = 16;
/** Pairs lately asked for, as a power of two. */
const LATELY_BITS = 13;
/** Numbers have 28 bits, so that two of them make a key. */
const MOST = 2 ** 28;

/** Where a pair stands among those lately asked for. Coarse, but quick. */
export function latelyAt(left: number, right: number): number {
  const mixed = Math.imul(left, 0x9e3779b1) ^ Math.imul(right, 0x85ebca6b);
  return (mixed >>> (32 - LATELY_BITS)) << 2;
}

/** Pairs with numbers, most of which are asked for again a moment later. */
export abstract class PairNumbers {
  /**
   * Pairs lately asked for, each with its number behind it, where {@link latelyAt} says: nineteen of
   * twenty are found here, by whoever looks before it asks.
   */
  readonly lately = new Int32Array(4 << LATELY_BITS);

  constructor() {
    // Before anything was asked for, zeroes must not be taken for the pair of two zeroes; it is
    // looked for nowhere else.
    this.lately[latelyAt(0, 0)] = 1;
  }

  /** Bytes held. */
  get bytes(): number {
    return this.lately.byteLength;
  }

  /** The number of a pair, which is put in if it is new. */
  numberOf(left: number, right: number): number {
    const number = this.findOrAdd(hashOf(left, right), left, right);
    const at = latelyAt(left, right);
    this.lately[at] = left;
    this.lately[at + 1] = right;
    this.lately[at + 2] = number;
    return number;
  }

  /** The first word of a pair. */
  abstract left(number: number): number;
  /** The second word of a pair. */
  abstract right(number: number): number;
  /** The number of a pair, which has the hash given, and which is put in if it is new. */
  protected abstract findOrAdd(hash: number, left: number, right: number): number;
}

/** A growing set of numbered pairs. */
export class PairTable extends PairNumbers {
  readonly #segments: Int32Array[] = [];
  /** Numbers plus one; 0 is a free slot. */
  readonly #shards: Int32Array[] = [];
  readonly #counts = new Int32Array(1 << SHARD_BITS);
  #size = 0;
  #slots = 0;

  constructor() {
    super();
    for (let i = 0; i < 1 << SHARD_BITS; i++) this.#shards.push(new Int32Array(FIRST_SHARD));
    this.#slots = FIRST_SHARD << SHARD_BITS;
  }

  /** Pairs in the table. */
  get size(): number {
    return this.#size;
  }

  override get bytes(): number {
    return super.bytes + 4 * (this.#slots + (this.#segments.length << (SEGMENT_BITS + 1)));
  }

  left(number: number): number {
    return this.#segments[number >>> SEGMENT_BITS][(number & SEGMENT_MASK) << 1];
  }

  right(number: number): number {
    return this.#segments[number >>> SEGMENT_BITS][((number & SEGMENT_MASK) << 1) + 1];
  }

  protected findOrAdd(hash: number, left: number, right: number): number {
    const shardNumber = hash >>> (32 - SHARD_BITS);
    const shard = this.#shards[shardNumber];
    const mask = shard.length - 1;
    let slot = hash & mask;
    for (let found = shard[slot]; found !== 0; found = shard[slot = (slot + 1) & mask]) {
      const segment = this.#segments[(found - 1) >>> SEGMENT_BITS];
      const base = ((found - 1) & SEGMENT_MASK) << 1;
      if (segment[base] === left && segment[base + 1] === right) return found - 1;
    }
    const number = this.#size;
    if (number === MOST) throw new MemoryError("Cannot number more than 2^28 parts of states");
    this.#size++;
    if ((number & SEGMENT_MASK) === 0) this.#segments.push(new Int32Array(2 << SEGMENT_BITS));
    const segment = this.#segments[number >>> SEGMENT_BITS];
    segment[(number & SEGMENT_MASK) << 1] = left;
    segment[((number & SEGMENT_MASK) << 1) + 1] = right;
    shard[slot] = number + 1;
    if (++this.#counts[shardNumber] * 4 > shard.length * 3) this.#grow(shardNumber);
    return number;
  }

  #grow(shardNumber: number): void {
    const old = this.#shards[shardNumber];
    const shard = new Int32Array(old.length * 2);
    const mask = shard.length - 1;
    for (const found of old) {
      if (found === 0) continue;
      let slot = hashOf(this.left(found - 1), this.right(found - 1)) & mask;
      while (shard[slot] !== 0) slot = (slot + 1) & mask;
      shard[slot] = found;
    }
    this.#shards[shardNumber] = shard;
    this.#slots += old.length;
  }
}
