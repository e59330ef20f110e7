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
 * Keys are put in by the batch, in two passes. First every key's line is touched, in a loop that
 * does nothing else, so that the misses overlap. Then keys are compared.
 *
 * @example
 * ```ts
 * import { hashOf } from "./hash.ts";
 * import { keyBatch, KeySet } from "./key_set.ts";
 * import { assertEquals } from "@std/assert";
 *
 * const set = new KeySet();
 * const fresh = new Uint32Array(3);
 * const batch = keyBatch(3);
 * batch.low.set([7, 8, 7]);
 * batch.positions.set([0, 1, 2]);
 * batch.hashes.set([7, 8, 7].map((low) => hashOf(low, 0)));
 * const added = set.add(batch, 3, 1, fresh);
 * assertEquals([added, ...fresh.subarray(0, added)], [2, 0, 1]);
 * assertEquals(set.size, 2);
 * ```
 *
 * @module
 */

import { MemoryError } from "../errors.ts";
import { hashOf } from "./hash.ts";

/** Shards of a set. The highest bits of a hash say which. */
export const SHARDS = 256;
/** Words of a line: eight slots of two. */
export const LINE = 16;
/**
 * Words before the first line. A large array's memory begins 16 bytes past a cache line, after the
 * allocator's own header; so lines of slots are cache lines.
 */
const FIRST = 12;
/** Lines of the smallest shard when the set is empty. */
const FIRST_LINES = 4;
/** Words of a shard's stretch: of a small set, and of any other (8 GiB in all, if it can be had). */
const SMALL_STRETCH = 2 ** 12;
export const STRETCHES = [2 ** 23 - LINE, 2 ** 21, 2 ** 19];
/** How full a shard gets before it grows, and by how much it grows. */
const FULL = 0.8;
const GROWTH = 1.25;
/** The key's part of a slot's second word. */
export const KEY_MASK = 0xffffff;
/** How many different tags there are. */
export const TAGS = 255;

/** What a set is kept in. */
export interface KeySetMemory {
  readonly slots: SharedArrayBuffer | ArrayBuffer;
  /** Lines, keys and limits of each shard. */
  readonly shards: SharedArrayBuffer | ArrayBuffer;
  readonly scales: SharedArrayBuffer | ArrayBuffer;
}

/** Memory for a set, each of whose shards has a stretch of so many words, in buffers of some kind. */
export function keySetMemory(
  buffer: (bytes: number) => SharedArrayBuffer | ArrayBuffer,
  stretch: number,
): KeySetMemory {
  return {
    slots: buffer(4 * (FIRST + SHARDS * stretch)),
    shards: buffer(4 * 3 * SHARDS),
    scales: buffer(8 * SHARDS),
  };
}

/** Keys to be looked up together. */
export interface KeyBatch {
  /** The two words of each. */
  readonly low: Int32Array;
  readonly high: Int32Array;
  /** Positions of those to be looked up, where others are known to be there. */
  readonly positions: Uint32Array;
  /** The hash of the key at each of these positions. */
  readonly hashes: Int32Array;
}

/** Room for so many keys. */
export function keyBatch(room: number): KeyBatch {
  const words = () => new Int32Array(room);
  return { low: words(), high: words(), positions: new Uint32Array(room), hashes: words() };
}

/** A set of 56-bit keys, each with a tag from 1 to 255. */
export class KeySet {
  /** Of each shard: its lines, its keys, and how many of them make it grow. */
  protected readonly lines: Int32Array;
  protected readonly counts: Int32Array;
  protected readonly limits: Int32Array;
  readonly #growth: number;
  #slots: Int32Array;
  #stretch: number;
  /** Lines of each shard, over 2^24: what the low bits of a hash are multiplied by. */
  readonly #scales: Float64Array;
  /** A shard as it was before it grew. */
  #copy = new Int32Array(0);
  /** Words taken of each of its lines, while it grows. */
  #taken = new Uint8Array(0);
  #size = 0;
  /** Keeps the touching pass from being optimised away. */
  #touched = 0;

  /**
   * @param memory Where to keep the keys, and where another instance may have kept some.
   * @param growth By how much a shard grows.
   */
  constructor(
    memory = keySetMemory((bytes) => new ArrayBuffer(bytes), SMALL_STRETCH),
    growth = GROWTH,
  ) {
    const { slots, shards, scales } = memory;
    this.#growth = growth;
    this.#slots = new Int32Array(slots);
    this.#stretch = (this.#slots.length - FIRST) / SHARDS;
    this.#scales = new Float64Array(scales);
    [this.lines, this.counts, this.limits] = [0, 1, 2].map((part) =>
      new Int32Array(shards, 4 * part * SHARDS, SHARDS)
    );
    if (this.lines[0] > 0) return;
    for (let i = 0; i < SHARDS; i++) {
      this.#resize(i, Math.ceil(FIRST_LINES * growth ** (i / SHARDS)));
    }
  }

  /** Keys in the set, as far as this instance put them in. */
  get size(): number {
    return this.#size;
  }

  /** Bytes held. */
  get bytes(): number {
    const lines = this.lines.reduce((sum, lines) => sum + lines);
    return 4 * (lines * LINE + this.#copy.length) + this.#taken.length;
  }

  /**
   * Puts in the keys at the first `count` positions of a batch, with one tag. Positions of keys that
   * were not there before are written to `fresh`, in their order.
   *
   * @returns how many were not there.
   * @throws {MemoryError} if there is no room for more keys.
   */
  add(batch: KeyBatch, count: number, tag: number, fresh: Uint32Array): number {
    this.#touch(batch.hashes, count);
    const added = this.putIn(batch, count, tag << 24, fresh);
    this.#size += added;
    return added;
  }

  /** Puts keys in whose lines were fetched; otherwise as {@link add}. */
  protected putIn(batch: KeyBatch, count: number, tagged: number, fresh: Uint32Array): number {
    const { low, high, positions, hashes } = batch;
    let added = 0;
    for (let i = 0; i < count; i++) {
      const position = positions[i];
      if (!this.insert(hashes[i], low[position], high[position], tagged)) continue;
      fresh[added++] = position;
    }
    return added;
  }

  /**
   * Calls back with every key that has the tag, until the callback returns true.
   *
   * @param shards Where to look.
   */
  each(
    tag: number,
    found: (low: number, high: number) => boolean,
    shards: Iterable<number> = everyShard(),
  ): void {
    const slots = this.#slots;
    for (const shard of shards) {
      const first = FIRST + shard * this.#stretch;
      const end = first + this.lines[shard] * LINE;
      for (let slot = first; slot < end; slot += 2) {
        if (slots[slot + 1] >>> 24 !== tag) continue;
        if (found(slots[slot], slots[slot + 1] & KEY_MASK)) return;
      }
    }
  }

  /** Has the line of each key fetched. Nothing here waits for what is fetched. */
  #touch(hashes: Int32Array, count: number): void {
    const slots = this.#slots;
    const scales = this.#scales;
    const stretch = this.#stretch;
    let touched = 0;
    for (let i = 0; i < count; i++) {
      const hash = hashes[i];
      const shard = hash >>> 24;
      touched ^= slots[FIRST + shard * stretch + ((hash & KEY_MASK) * scales[shard] | 0) * LINE];
    }
    this.#touched ^= touched;
  }

  /** Puts a key in unless it is there. Returns whether it was not. */
  protected insert(hash: number, low: number, high: number, tagged: number): boolean {
    const slots = this.#slots;
    const shard = hash >>> 24;
    const first = FIRST + shard * this.#stretch;
    let slot = first + ((hash & KEY_MASK) * this.#scales[shard] | 0) * LINE;
    const end = first + this.lines[shard] * LINE;
    for (;;) {
      const there = slots[slot];
      // Only where the first word says nothing, for want of a key or of another one, the second does.
      if (there === low || there === 0) {
        const tail = slots[slot + 1];
        if (tail === 0) break;
        if (there === low && (tail & KEY_MASK) === high) return false;
      }
      slot += 2;
      if (slot === end) slot = first;
    }
    slots[slot] = low;
    slots[slot + 1] = high | tagged;
    if (++this.counts[shard] >= this.limits[shard]) this.filled(shard);
    return true;
  }

  /** What to do when a shard has as many keys as its limit says. */
  protected filled(shard: number): void {
    if (this.enlarged(shard) > this.most) this.#spread();
    this.grow(shard, this.enlarged(shard));
  }

  /** How many lines a shard has when it has grown. */
  protected enlarged(shard: number): number {
    return Math.ceil(this.lines[shard] * this.#growth);
  }

  /** How many lines a shard can have. */
  protected get most(): number {
    return Math.floor(this.#stretch / LINE);
  }

  /**
   * Makes a shard grow to so many lines. Keys are met in the order of their hashes, but for those
   * of one line, and so are the lines that they go to: both are read and written from end to end.
   */
  protected grow(shard: number, lines: number): void {
    const slots = this.#slots;
    const first = FIRST + shard * this.#stretch;
    const old = this.lines[shard] * LINE;
    if (this.#copy.length < old) this.#copy = new Int32Array(2 * old);
    const copy = this.#copy;
    for (let word = 0; word < old; word++) {
      copy[word] = slots[first + word];
      slots[first + word] = 0;
    }
    this.#resize(shard, lines);
    const scale = this.#scales[shard];
    if (this.#taken.length < lines) this.#taken = new Uint8Array(2 * lines);
    const taken = this.#taken.fill(0, 0, lines);
    for (let from = 0; from < old; from += 2) {
      const there = copy[from + 1];
      if (there === 0) continue;
      const low = copy[from];
      let line = (hashOf(low, there & KEY_MASK) & KEY_MASK) * scale | 0;
      while (taken[line] === LINE) line = line === lines - 1 ? 0 : line + 1;
      const slot = first + line * LINE + taken[line];
      taken[line] += 2;
      slots[slot] = low;
      slots[slot + 1] = there;
    }
  }

  /** Moves a small set to the large array. */
  #spread(): void {
    const small = this.#stretch;
    if (small !== SMALL_STRETCH) throw this.full();
    const slots = this.#slots;
    for (const stretch of STRETCHES) {
      try {
        this.#slots = new Int32Array(FIRST + SHARDS * stretch);
      } catch {
        // As much cannot be had here.
        continue;
      }
      this.#stretch = stretch;
      break;
    }
    if (this.#stretch === small) throw this.full();
    for (let shard = 0; shard < SHARDS; shard++) {
      const first = FIRST + shard * small;
      const lines = slots.subarray(first, first + this.lines[shard] * LINE);
      this.#slots.set(lines, FIRST + shard * this.#stretch);
    }
  }

  #resize(shard: number, lines: number): void {
    this.lines[shard] = lines;
    this.#scales[shard] = lines / 2 ** 24;
    this.limits[shard] = Math.floor(lines * (LINE / 2) * FULL);
  }

  /** That there is no room for more keys. */
  protected full(): MemoryError {
    return new MemoryError(`Cannot keep more than ${this.#size} states`);
  }
}

function* everyShard(): Iterable<number> {
  for (let shard = 0; shard < SHARDS; shard++) yield shard;
}
