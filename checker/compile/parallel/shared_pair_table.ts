/**
 * Numbers for pairs, as in `pair_table.ts`, for several threads.
 *
 * Pairs are kept side by side; a hash table, split into shards, finds their numbers. Both are in
 * shared memory, of which the operating system provides what was written to. Most pairs are found
 * without a lock; what may be new is looked for once more, and put in, while its shard's lock is
 * held. A shard doubles in place, under the same lock.
 *
 * @module
 */

import { MemoryError } from "../../errors.ts";
import { hashOf } from "../hash.ts";
import { Locks } from "./locks.ts";
import { PairNumbers } from "../pair_table.ts";

/** Pairs that there can be, at most; fewer, where as much memory cannot be had. */
const MOST = [2 ** 28, 2 ** 26, 2 ** 24];
const SHARD_BITS = 6;
const SHARDS = 1 << SHARD_BITS;
const FIRST_SLOTS = 64;
/** A word, as it reads before it is written. */
const UNWRITTEN = ~0;
/** Cells: the number of pairs; for each shard its slots, then its pairs. */
const SIZE = 0;
const SLOTS = 16;
const COUNTS = SLOTS + SHARDS;

/** Memory for a table. */
export interface PairTableMemory {
  readonly pairs: SharedArrayBuffer;
  readonly slots: SharedArrayBuffer;
  readonly cells: SharedArrayBuffer;
  readonly locks: SharedArrayBuffer;
}

/** A growing set of numbered pairs that several threads share. */
export class SharedPairTable extends PairNumbers {
  /** Pairs by their numbers, their words complemented, so that few are what is not yet written. */
  readonly #pairs: Int32Array;
  /** Numbers plus one; 0 is a free slot. */
  readonly #slots: Int32Array;
  readonly #stretch: number;
  readonly #cells: Int32Array;
  readonly #locks: Locks;

  /**
   * Memory for a table.
   *
   * @throws {MemoryError} if there is none to be had.
   */
  static memory(): PairTableMemory {
    for (const most of MOST) {
      try {
        const pairs = new SharedArrayBuffer(8 * most);
        const slots = new SharedArrayBuffer(8 * most);
        const cells = new SharedArrayBuffer(4 * (COUNTS + SHARDS));
        new Int32Array(cells).fill(FIRST_SLOTS, SLOTS, SLOTS + SHARDS);
        return { pairs, slots, cells, locks: Locks.memory(SHARDS) };
      } catch {
        // As much cannot be had here.
      }
    }
    throw new MemoryError("Cannot keep any states: there is no memory to share");
  }

  constructor({ pairs, slots, cells, locks }: PairTableMemory) {
    super();
    this.#pairs = new Int32Array(pairs);
    this.#slots = new Int32Array(slots);
    this.#stretch = this.#slots.length / SHARDS;
    this.#cells = new Int32Array(cells);
    this.#locks = new Locks(locks);
  }

  override get bytes(): number {
    const slots = this.#cells.subarray(SLOTS, SLOTS + SHARDS).reduce((sum, slots) => sum + slots);
    return super.bytes + 4 * slots + 8 * this.#cells[SIZE];
  }

  left(number: number): number {
    return ~this.#pairs[2 * number];
  }

  right(number: number): number {
    return ~this.#pairs[2 * number + 1];
  }

  protected findOrAdd(hash: number, left: number, right: number): number {
    // A pair that another thread is writing may be seen with words that are not written yet; one
    // that is found without any such is all there.
    if (left !== UNWRITTEN && right !== UNWRITTEN) {
      const number = this.#find(hash, left, right);
      if (number >= 0) return number;
    }
    const shard = hash >>> (32 - SHARD_BITS);
    this.#locks.lock(shard);
    try {
      return this.#findOrPut(hash, left, right);
    } finally {
      this.#locks.unlock(shard);
    }
  }

  /** The number of a pair, or, less one, less the position of a slot where it could be put. */
  #find(hash: number, left: number, right: number): number {
    const slots = this.#slots;
    const pairs = this.#pairs;
    const shard = hash >>> (32 - SHARD_BITS);
    const first = shard * this.#stretch;
    const cells = this.#cells;
    let slot = hash & (cells[SLOTS + shard] - 1);
    for (let found = slots[first + slot]; found !== 0; found = slots[first + slot]) {
      if (pairs[2 * found - 2] === ~left && pairs[2 * found - 1] === ~right) return found - 1;
      // The shard may have grown meanwhile. Whoever is led astray by that looks again with the lock.
      slot = (slot + 1) & (cells[SLOTS + shard] - 1);
    }
    return -1 - (first + slot);
  }

  /** As {@link findOrAdd}, while the shard's lock is held. */
  #findOrPut(hash: number, left: number, right: number): number {
    const found = this.#find(hash, left, right);
    if (found >= 0) return found;
    const number = Atomics.add(this.#cells, SIZE, 1);
    if (2 * number >= this.#pairs.length) {
      throw new MemoryError(`Cannot number more than ${number} parts of states`);
    }
    this.#pairs[2 * number] = ~left;
    this.#pairs[2 * number + 1] = ~right;
    this.#slots[-1 - found] = number + 1;
    const shard = hash >>> (32 - SHARD_BITS);
    if (++this.#cells[COUNTS + shard] * 4 > this.#cells[SLOTS + shard] * 3) this.#grow(shard);
    return number;
  }

  #grow(shard: number): void {
    const length = this.#cells[SLOTS + shard];
    if (2 * length > this.#stretch) {
      throw new MemoryError(`Cannot number more than ${this.#cells[SIZE]} parts of states`);
    }
    const first = shard * this.#stretch;
    const old = this.#slots.slice(first, first + length);
    this.#slots.fill(0, first, first + length);
    const mask = 2 * length - 1;
    this.#cells[SLOTS + shard] = 2 * length;
    for (const found of old) {
      if (found === 0) continue;
      let slot = hashOf(this.left(found - 1), this.right(found - 1)) & mask;
      while (this.#slots[first + slot] !== 0) slot = (slot + 1) & mask;
      this.#slots[first + slot] = found;
    }
  }
}
