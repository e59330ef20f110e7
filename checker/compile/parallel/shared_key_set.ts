/**
 * The seen set, as in `key_set.ts`, for several threads, each with an instance of its own on the
 * same memory.
 *
 * Thirty-two shards have a lock, which is held while a batch's keys for them are put in. That is
 * short; to make a shard grow is not. So shards grow while nobody puts anything in: a set says that
 * it is {@link SharedKeySet.crowded crowded} some time before it must grow, and all who share it
 * meet and make it grow together. Only small shards, which one batch can fill, grow at once.
 *
 * @example
 * ```ts
 * import { hashOf } from "../hash.ts";
 * import { keyBatch } from "../key_set.ts";
 * import { SharedKeySet } from "./shared_key_set.ts";
 * import { assertEquals } from "@std/assert";
 *
 * const memory = SharedKeySet.memory();
 * const [one, two] = [new SharedKeySet(memory), new SharedKeySet(memory)];
 * const fresh = new Uint32Array(2);
 * const add = (set: SharedKeySet, ...low: number[]) => {
 *   const batch = keyBatch(low.length);
 *   batch.low.set(low);
 *   batch.positions.set(low.map((_, i) => i));
 *   batch.hashes.set(low.map((word) => hashOf(word, 0)));
 *   return set.add(batch, low.length, 1, fresh);
 * };
 * assertEquals([add(one, 7, 8), add(two, 8, 9)], [2, 1]);
 * assertEquals([one.size, two.size, one.crowded], [2, 1, false]);
 * ```
 *
 * @module
 */

import { MemoryError } from "../../errors.ts";
import {
  type KeyBatch,
  KeySet,
  type KeySetMemory,
  keySetMemory,
  SHARDS,
  STRETCHES,
} from "../key_set.ts";
import { Locks } from "./locks.ts";

/** Locks of a set. The highest bits of a hash say which. */
const LOCKS = 8;
const LOCK_SHIFT = 29;
/** By how much a shard grows: by more than in a set of one's own, so that all meet less often. */
const GROWTH = 1.75;
/** How full a shard is that has to grow at once, by keys to a line of eight. */
const CRAMMED = 7.6;
/** Of how many keys to its limit a shard grows if others do: it would be next. */
const NEARLY = 0.9;
/** Cells: whether a shard is due to grow, and the next shard that nobody has looked at. */
const CROWDED = 0;
const NEXT = 1;

/** Memory of a set that several threads share. */
export interface SharedKeySetMemory extends KeySetMemory {
  readonly locks: SharedArrayBuffer;
  readonly cells: SharedArrayBuffer;
}

/** A set of keys that several threads share. */
export class SharedKeySet extends KeySet {
  readonly #locks: Locks;
  readonly #cells: Int32Array;
  /** Which of the batch's keys comes when, in the order of the locks; where those of each begin. */
  #sorted = new Uint32Array(0);
  readonly #begins = new Int32Array(LOCKS + 1);
  /** Which of them were not there. */
  #isNew = new Uint8Array(0);

  /**
   * Memory for a set.
   *
   * @throws {MemoryError} if there is none to be had.
   */
  static memory(): SharedKeySetMemory {
    for (const stretch of STRETCHES) {
      try {
        return {
          ...keySetMemory((bytes) => new SharedArrayBuffer(bytes), stretch),
          locks: Locks.memory(LOCKS),
          cells: new SharedArrayBuffer(8),
        };
      } catch {
        // As much cannot be had here.
      }
    }
    throw new MemoryError("Cannot keep any states: there is no memory to share");
  }

  constructor(memory: SharedKeySetMemory) {
    super(memory, GROWTH);
    this.#locks = new Locks(memory.locks);
    this.#cells = new Int32Array(memory.cells);
  }

  override get bytes(): number {
    return super.bytes + 4 * this.#sorted.length + this.#isNew.length;
  }

  /** Whether all who share the set should make it grow before they go on. */
  get crowded(): boolean {
    return Atomics.load(this.#cells, CROWDED) !== 0;
  }

  /** Prepares for {@link growTogether}: to be done by one, while nobody uses the set. */
  beginToGrow(): void {
    Atomics.store(this.#cells, CROWDED, 0);
    Atomics.store(this.#cells, NEXT, 0);
  }

  /** Does a share of what makes the set grow, while nobody puts anything in. */
  growTogether(): void {
    for (;;) {
      const shard = Atomics.add(this.#cells, NEXT, 1);
      if (shard >= SHARDS) return;
      if (this.counts[shard] >= NEARLY * this.limits[shard] && this.lines[shard] < this.most) {
        this.#growAsFarAsThereIsRoom(shard);
      }
    }
  }

  /** Puts keys in, lock by lock, those first whose lock is free. */
  protected override putIn(
    batch: KeyBatch,
    count: number,
    tagged: number,
    fresh: Uint32Array,
  ): number {
    const { low, high, positions, hashes } = batch;
    if (this.#sorted.length < count) {
      this.#sorted = new Uint32Array(hashes.length);
      this.#isNew = new Uint8Array(hashes.length);
    }
    const sorted = this.#sorted;
    const isNew = this.#isNew;
    const begins = this.#begins.fill(0);
    for (let i = 0; i < count; i++) begins[(hashes[i] >>> LOCK_SHIFT) + 1]++;
    for (let lock = 0; lock < LOCKS; lock++) begins[lock + 1] += begins[lock];
    for (let i = 0; i < count; i++) sorted[begins[hashes[i] >>> LOCK_SHIFT]++] = i;
    // By now each begins where the next one did.
    this.#locks.each((lock) => {
      for (let at = lock === 0 ? 0 : begins[lock - 1]; at < begins[lock]; at++) {
        const i = sorted[at];
        const position = positions[i];
        isNew[i] = this.insert(hashes[i], low[position], high[position], tagged) ? 1 : 0;
      }
    });
    let added = 0;
    for (let i = 0; i < count; i++) if (isNew[i] !== 0) fresh[added++] = positions[i];
    return added;
  }

  protected override filled(shard: number): void {
    const lines = this.lines[shard];
    if (lines < this.most && this.counts[shard] < lines * CRAMMED) {
      Atomics.store(this.#cells, CROWDED, 1);
    } else if (lines < this.most) {
      this.#growAsFarAsThereIsRoom(shard);
    } else {
      throw this.full();
    }
  }

  #growAsFarAsThereIsRoom(shard: number): void {
    this.grow(shard, Math.min(this.enlarged(shard), this.most));
  }
}
