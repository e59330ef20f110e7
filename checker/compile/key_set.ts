/**
 * The seen set: every distinct state as a key of 56 bits, with the level it was first reached on.
 *
 * A slot is two 32-bit words: the key's low word, and its high 24 bits under an 8-bit tag that is
 * never zero, so that a zero tells a free slot. Slots lie in *lines* of eight; a key is looked for
 * from the beginning of the line that its hash picks. That keeps a look-up within one or two cache
 * lines even when the table is nearly full, so that it can be kept nearly full: about 10 bytes a
 * state. Keys are compared in full; no hash collision can hide a state.
 *
 * The table is split into 256 shards, each of which grows by a quarter when it is full. Their sizes
 * are staggered, so that at any moment only a few are about to grow: there is no pause, and no
 * second copy of more than a 256th. They grow in place: each has a stretch of one large array to
 * itself, of which the operating system provides only the pages that were written to.
 *
 * Several threads may share a set, each with an instance of its own on the same memory. Sixteen
 * shards have a lock, which is held while a batch's keys for them are put in, and while they grow.
 *
 * Keys are put in by the batch, in three passes. A small cache of keys lately seen leaves out most
 * (in a breadth-first search most successors were generated a moment ago by a neighbour: three of
 * four in two-phase commit). Then every other key's line is touched, in a loop that does nothing
 * else, so that the misses overlap. Then keys are compared.
 *
 * @example
 * ```ts
 * import { KeySet } from "./key_set.ts";
 * import { assertEquals } from "@std/assert";
 *
 * const set = new KeySet();
 * const fresh = new Uint32Array(3);
 * const added = set.add(Int32Array.of(7, 8, 7), Int32Array.of(1, 1, 1), 3, 1, fresh);
 * assertEquals([added, ...fresh.subarray(0, added)], [2, 0, 1]);
 * assertEquals(set.size, 2);
 * ```
 *
 * @module
 */

import { MemoryError } from "../errors.ts";
import { hashOf } from "./hash.ts";
import { Locks } from "./locks.ts";

const SHARDS = 256;
/** Locks of a shared set. The highest bits of a hash say which. */
const LOCKS = 8;
const LOCK_SHIFT = 29;
/** Words of a line: eight slots of two. */
const LINE = 16;
/**
 * Words before the first line. A large array's memory begins 16 bytes past a cache line, after the
 * allocator's own header; so lines of slots are cache lines.
 */
const FIRST = 12;
/** Lines of the smallest shard when the set is empty. */
const FIRST_LINES = 4;
/** Words of a shard's stretch: of a small set, and of any other (8 GiB in all, if it can be had). */
const STRETCHES = [2 ** 12, 2 ** 23 - LINE, 2 ** 21, 2 ** 19];
/** How full a shard gets before it grows, and by how much it grows. */
const FULL = 0.8;
const GROWTH = 1.25;
/** The same where threads share the set: while one makes a shard grow, others wait for it. */
const SHARED_GROWTH = 2;
/** Keys lately seen, as a power of two. */
const LATELY_BITS = 13;
/** The key's part of a slot's second word. */
export const KEY_MASK = 0xffffff;
/** How many different tags there are. */
export const TAGS = 255;

/** Memory of a set that several threads share. */
export interface KeySetMemory {
  readonly slots: SharedArrayBuffer;
  /** Lines, keys and limits of each shard. */
  readonly shards: SharedArrayBuffer;
  readonly scales: SharedArrayBuffer;
  readonly locks: SharedArrayBuffer;
}

/** A set of 56-bit keys, each with a tag from 1 to 255. */
export class KeySet {
  #slots: Int32Array;
  #stretch: number;
  /** Lines of each shard, over 2^24: what the low bits of a hash are multiplied by. */
  readonly #scales: Float64Array;
  readonly #lines: Int32Array;
  readonly #counts: Int32Array;
  readonly #limits: Int32Array;
  /** For 32 shards each; none, if the set is not shared. */
  readonly #locks: Locks | undefined;
  readonly #growth: number;
  /** Keys lately seen, two words each, at the place that the hash picks. */
  readonly #lately = new Int32Array(2 << LATELY_BITS).fill(-1);
  /** Of the batch's keys, those not lately seen: their positions and hashes. */
  #pending = new Uint32Array(0);
  #hashes = new Int32Array(0);
  /** Which of them comes when, in the order of the locks; where those of each lock begin. */
  #sorted = new Uint32Array(0);
  readonly #begins = new Int32Array(LOCKS + 1);
  /** Which of them were not there. */
  #isNew = new Uint8Array(0);
  /** A shard as it was before it grew. */
  #copy = new Int32Array(0);
  #size = 0;
  /** Keeps the touching pass from being optimised away. */
  #touched = 0;

  /**
   * Memory for a set that several threads share.
   *
   * @throws {MemoryError} if there is none to be had.
   */
  static memory(): KeySetMemory {
    for (const stretch of STRETCHES.slice(1)) {
      try {
        return {
          slots: new SharedArrayBuffer(4 * (FIRST + SHARDS * stretch)),
          shards: new SharedArrayBuffer(4 * 3 * SHARDS),
          scales: new SharedArrayBuffer(8 * SHARDS),
          locks: Locks.memory(LOCKS),
        };
      } catch {
        // As much cannot be had here.
      }
    }
    throw new MemoryError("Cannot keep any states: there is no memory to share");
  }

  /** @param shared What is shared, if the set is; it is new to the first of its instances. */
  constructor(shared?: KeySetMemory) {
    const { slots, shards, scales, locks } = shared ?? {
      slots: new ArrayBuffer(4 * (FIRST + SHARDS * STRETCHES[0])),
      shards: new ArrayBuffer(4 * 3 * SHARDS),
      scales: new ArrayBuffer(8 * SHARDS),
    };
    this.#slots = new Int32Array(slots);
    this.#stretch = (this.#slots.length - FIRST) / SHARDS;
    this.#scales = new Float64Array(scales);
    [this.#lines, this.#counts, this.#limits] = [0, 1, 2].map((part) =>
      new Int32Array(shards, 4 * part * SHARDS, SHARDS)
    );
    this.#locks = locks && new Locks(locks);
    this.#growth = locks === undefined ? GROWTH : SHARED_GROWTH;
    if (this.#lines[0] > 0) return;
    for (let i = 0; i < SHARDS; i++) {
      this.#resize(i, Math.ceil(FIRST_LINES * this.#growth ** (i / SHARDS)));
    }
  }

  /** Keys in the set, as far as this instance put them in. */
  get size(): number {
    return this.#size;
  }

  /** Bytes held. */
  get bytes(): number {
    const lines = this.#lines.reduce((sum, lines) => sum + lines);
    const besides = 2 * this.#hashes.length + this.#sorted.length +
      this.#lately.length + this.#copy.length;
    return 4 * (lines * LINE + besides);
  }

  /**
   * Puts in `count` keys with one tag. Positions of those that were not there before, in order, are
   * written to `fresh`.
   *
   * @returns how many were not there.
   * @throws {MemoryError} if there is no room for more keys.
   */
  add(
    low: Int32Array,
    high: Int32Array,
    count: number,
    tag: number,
    fresh: Uint32Array,
  ): number {
    if (this.#hashes.length < count) {
      this.#hashes = new Int32Array(count);
      this.#pending = new Uint32Array(count);
    }
    const unseen = this.#leaveOutLatelySeen(low, high, count);
    this.#touch(unseen);
    const tagged = tag << 24;
    let added = 0;
    if (this.#locks === undefined) {
      for (let i = 0; i < unseen; i++) {
        const position = this.#pending[i];
        if (!this.#insert(this.#hashes[i], low[position], high[position], tagged)) continue;
        fresh[added++] = position;
      }
    } else {
      this.#insertByLocks(this.#locks, low, high, unseen, tagged);
      for (let i = 0; i < unseen; i++) if (this.#isNew[i] !== 0) fresh[added++] = this.#pending[i];
    }
    this.#size += added;
    return added;
  }

  /** Puts the pending keys in, lock by lock, and notes which are new. */
  #insertByLocks(
    locks: Locks,
    low: Int32Array,
    high: Int32Array,
    unseen: number,
    tagged: number,
  ): void {
    if (this.#sorted.length < unseen) {
      this.#sorted = new Uint32Array(this.#hashes.length);
      this.#isNew = new Uint8Array(this.#hashes.length);
    }
    const hashes = this.#hashes;
    const pending = this.#pending;
    const sorted = this.#sorted;
    const isNew = this.#isNew;
    const begins = this.#begins.fill(0);
    for (let i = 0; i < unseen; i++) begins[(hashes[i] >>> LOCK_SHIFT) + 1]++;
    for (let lock = 0; lock < LOCKS; lock++) begins[lock + 1] += begins[lock];
    for (let i = 0; i < unseen; i++) sorted[begins[hashes[i] >>> LOCK_SHIFT]++] = i;
    // By now each begins where the next one did.
    locks.each((lock) => {
      for (let at = lock === 0 ? 0 : begins[lock - 1]; at < begins[lock]; at++) {
        const i = sorted[at];
        const position = pending[i];
        isNew[i] = this.#insert(hashes[i], low[position], high[position], tagged) ? 1 : 0;
      }
    });
  }

  /** Calls back with every key that has the tag, until the callback returns true. */
  each(tag: number, found: (low: number, high: number) => boolean): void {
    const slots = this.#slots;
    for (let shard = 0; shard < SHARDS; shard++) {
      const first = FIRST + shard * this.#stretch;
      const end = first + this.#lines[shard] * LINE;
      for (let slot = first; slot < end; slot += 2) {
        if (slots[slot + 1] >>> 24 !== tag) continue;
        if (found(slots[slot], slots[slot + 1] & KEY_MASK)) return;
      }
    }
  }

  #leaveOutLatelySeen(
    low: Int32Array,
    high: Int32Array,
    count: number,
  ): number {
    const lately = this.#lately;
    const pending = this.#pending;
    const hashes = this.#hashes;
    let unseen = 0;
    for (let i = 0; i < count; i++) {
      const lo = low[i];
      const hi = high[i];
      const hash = hashOf(lo, hi);
      // The low bits pick the line; these are others.
      const at = (hash >>> (31 - LATELY_BITS)) & ((2 << LATELY_BITS) - 2);
      if (lately[at] === lo && lately[at + 1] === hi) continue;
      lately[at] = lo;
      lately[at + 1] = hi;
      pending[unseen] = i;
      hashes[unseen++] = hash;
    }
    return unseen;
  }

  /** Has the line of every pending key fetched. Nothing here waits for what is fetched. */
  #touch(unseen: number): void {
    const hashes = this.#hashes;
    const slots = this.#slots;
    const scales = this.#scales;
    const stretch = this.#stretch;
    let touched = 0;
    for (let i = 0; i < unseen; i++) {
      const hash = hashes[i];
      const shard = hash >>> 24;
      touched ^= slots[FIRST + shard * stretch + ((hash & KEY_MASK) * scales[shard] | 0) * LINE];
    }
    this.#touched ^= touched;
  }

  /** Puts a key in unless it is there. */
  #insert(hash: number, low: number, high: number, tagged: number): boolean {
    const slots = this.#slots;
    const shard = hash >>> 24;
    const first = FIRST + shard * this.#stretch;
    let slot = first + ((hash & KEY_MASK) * this.#scales[shard] | 0) * LINE;
    let there = slots[slot + 1];
    while (there !== 0 && (slots[slot] !== low || (there & KEY_MASK) !== high)) {
      slot += 2;
      if (slot === first + this.#lines[shard] * LINE) slot = first;
      there = slots[slot + 1];
    }
    if (there !== 0) return false;
    slots[slot] = low;
    slots[slot + 1] = high | tagged;
    if (++this.#counts[shard] >= this.#limits[shard]) this.#grow(shard);
    return true;
  }

  #grow(shard: number): void {
    const old = this.#lines[shard] * LINE;
    let lines = Math.ceil(this.#lines[shard] * this.#growth);
    const most = Math.floor(this.#stretch / LINE);
    // A set that cannot spread grows as far as there is room, the last time.
    if (this.#locks !== undefined && this.#lines[shard] < most) lines = Math.min(lines, most);
    if (lines > most) this.#spread();
    const first = FIRST + shard * this.#stretch;
    if (this.#copy.length < old) this.#copy = new Int32Array(2 * old);
    const copy = this.#copy;
    copy.set(this.#slots.subarray(first, first + old));
    this.#slots.fill(0, first, first + old);
    this.#resize(shard, lines);
    const scale = this.#scales[shard];
    const end = first + lines * LINE;
    for (let from = 0; from < old; from += 2) {
      const there = copy[from + 1];
      if (there === 0) continue;
      const hash = hashOf(copy[from], there & KEY_MASK);
      let slot = first + ((hash & KEY_MASK) * scale | 0) * LINE;
      while (this.#slots[slot + 1] !== 0) {
        slot += 2;
        if (slot === end) slot = first;
      }
      this.#slots[slot] = copy[from];
      this.#slots[slot + 1] = there;
    }
  }

  /** Moves a small set to the large array. */
  #spread(): void {
    const [small, ...large] = STRETCHES;
    if (this.#locks !== undefined || this.#stretch !== small) {
      throw new MemoryError(`Cannot keep more than ${this.#size} states`);
    }
    const slots = this.#slots;
    for (const stretch of large) {
      try {
        this.#slots = new Int32Array(FIRST + SHARDS * stretch);
      } catch {
        // As much cannot be had here.
        continue;
      }
      this.#stretch = stretch;
      break;
    }
    if (this.#stretch === small) {
      throw new MemoryError(`Cannot keep more than ${this.#size} states`);
    }
    for (let shard = 0; shard < SHARDS; shard++) {
      const first = FIRST + shard * small;
      const lines = slots.subarray(first, first + this.#lines[shard] * LINE);
      this.#slots.set(lines, FIRST + shard * this.#stretch);
    }
  }

  #resize(shard: number, lines: number): void {
    this.#lines[shard] = lines;
    this.#scales[shard] = lines / 2 ** 24;
    this.#limits[shard] = Math.floor(lines * (LINE / 2) * FULL);
  }
}
