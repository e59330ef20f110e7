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
/** Shards of the table, as a power of two. The highest bits of a state's hash say which. */
export const SHARD_BITS = 8;
const SHARDS = 1 << SHARD_BITS;
/** Slots of a new shard. The lowest bits of a state's hash say which it should have. */
const FIRST_SLOTS = 64;
const FIRST_NUMBER_BITS = 16;

/** A set of packed states of one width, each with a link to the state it was first reached from. */
export class Store {
  /** Words of a state. */
  readonly words: number;
  readonly #stride: number;
  readonly #segments: Uint32Array[] = [];
  /**
   * What is known of the state in a slot, or 0: in the low `#numberBits` bits its number plus one,
   * above them its *tag*, a few more bits of its hash. States whose tags differ need not be
   * fetched to be told apart, and most slots that a search passes are told apart so.
   */
  readonly #shards: Uint32Array[] = [];
  /** For each shard how many bits of a slot hold the number. Fewer states leave more for tags. */
  readonly #numberBits = new Uint8Array(SHARDS);
  readonly #counts = new Uint32Array(SHARDS);
  #size = 0;
  #slots = SHARDS * FIRST_SLOTS;
  /** The hashes of a batch of states. */
  #hashes = new Uint32Array(0);
  /** Where `addAll` leaves what it looked at, or the compiler would see that it is not used. */
  #seen = 0;

  constructor(words: number) {
    this.words = words;
    this.#stride = words + 1;
    for (let i = 0; i < SHARDS; i++) this.#shards.push(new Uint32Array(FIRST_SLOTS));
    this.#numberBits.fill(FIRST_NUMBER_BITS);
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
   * Puts the state at `states[at]` in, unless it is there.
   *
   * @returns its number `n` if it was there, `~n` (which is negative) if it is new.
   */
  add(states: Uint32Array, at: number, parent: number): number {
    return this.#add(states, at, parent, hashOf(states, at, this.words));
  }

  /**
   * Puts the first `count` of the states side by side in `states` in, as {@link add} would one after
   * the other, and writes its answers to `numbers`.
   */
  addAll(states: Uint32Array, count: number, parent: number, numbers: Int32Array): void {
    const words = this.words;
    if (this.#hashes.length < count) this.#hashes = new Uint32Array(count);
    const hashes = this.#hashes;
    // The slots are far apart in memory. Looking at all of them first lets the processor wait for
    // them all at once.
    let seen = 0;
    for (let i = 0; i < count; i++) {
      const hash = hashes[i] = hashOf(states, i * words, words);
      const shard = this.#shards[hash >>> (32 - SHARD_BITS)];
      seen |= shard[hash & (shard.length - 1)];
    }
    this.#seen = seen;
    for (let i = 0; i < count; i++) numbers[i] = this.#add(states, i * words, parent, hashes[i]);
  }

  #add(states: Uint32Array, at: number, parent: number, hash: number): number {
    const words = this.words;
    const shardNumber = hash >>> (32 - SHARD_BITS);
    const shard = this.#shards[shardNumber];
    const numberBits = this.#numberBits[shardNumber];
    const tag = tagOf(hash, numberBits);
    const mask = shard.length - 1;
    let slot = hash & mask;
    for (let found = shard[slot]; found !== 0; found = shard[slot = (slot + 1) & mask]) {
      if (found >>> numberBits !== tag) continue;
      const number = (found & ((1 << numberBits) - 1)) - 1;
      const segment = this.#segments[number >>> SEGMENT_BITS];
      const base = (number & SEGMENT_MASK) * this.#stride;
      let w = 0;
      while (w < words && segment[base + w] === states[at + w]) w++;
      if (w === words) return number;
    }
    if ((this.#size + 1) >>> numberBits !== 0) {
      this.#rebuild(shardNumber, shard.length);
      return this.#add(states, at, parent, hash);
    }
    const number = this.#size++;
    shard[slot] = (tag << numberBits) | (number + 1);
    if ((number & SEGMENT_MASK) === 0) {
      this.#segments.push(new Uint32Array(this.#stride << SEGMENT_BITS));
    }
    const segment = this.#segments[number >>> SEGMENT_BITS];
    const base = (number & SEGMENT_MASK) * this.#stride;
    for (let w = 0; w < words; w++) segment[base + w] = states[at + w];
    segment[base + words] = parent;
    if (++this.#counts[shardNumber] * 4 > shard.length * 3) {
      this.#rebuild(shardNumber, shard.length * 2);
    }
    return ~number;
  }

  /** Copies state number `number` to `into[at]`. */
  read(number: number, into: Uint32Array, at = 0): void {
    const segment = this.#segments[number >>> SEGMENT_BITS];
    const base = (number & SEGMENT_MASK) * this.#stride;
    for (let w = 0; w < this.words; w++) into[at + w] = segment[base + w];
  }

  /** The number of the state from which `number` was first reached, or `NO_PARENT`. */
  parentOf(number: number): number {
    const base = (number & SEGMENT_MASK) * this.#stride;
    return this.#segments[number >>> SEGMENT_BITS][base + this.words];
  }

  /** Makes a shard anew, with so many slots, and with room for numbers twice as large as now. */
  #rebuild(shardNumber: number, slots: number): void {
    const old = this.#shards[shardNumber];
    const oldMask = (1 << this.#numberBits[shardNumber]) - 1;
    const numberBits = Math.max(FIRST_NUMBER_BITS, 33 - Math.clz32(this.#size));
    const shard = new Uint32Array(slots);
    const mask = slots - 1;
    for (const found of old) {
      if (found === 0) continue;
      const number = (found & oldMask) - 1;
      const base = (number & SEGMENT_MASK) * this.#stride;
      const hash = hashOf(this.#segments[number >>> SEGMENT_BITS], base, this.words);
      let slot = hash & mask;
      while (shard[slot] !== 0) slot = (slot + 1) & mask;
      shard[slot] = (tagOf(hash, numberBits) << numberBits) | (number + 1);
    }
    this.#shards[shardNumber] = shard;
    this.#numberBits[shardNumber] = numberBits;
    this.#slots += slots - old.length;
  }
}

/** 32 well mixed bits: MurmurHash3's rounds (Austin Appleby, public domain) over the words. */
export function hashOf(states: Uint32Array, at: number, words: number): number {
  let hash = 0;
  for (let w = 0; w < words; w++) {
    let k = Math.imul(states[at + w], 0xcc9e2d51);
    k = (k << 15) | (k >>> 17);
    hash ^= Math.imul(k, 0x1b873593);
    hash = (hash << 13) | (hash >>> 19);
    hash = (Math.imul(hash, 5) + 0xe6546b64) | 0;
  }
  hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b);
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35);
  return (hash ^ (hash >>> 16)) >>> 0;
}

/** Bits of a hash for the top of a slot. A product's high bits depend on all bits of the hash. */
function tagOf(hash: number, numberBits: number): number {
  return Math.imul(hash, 0x9e3779b1) >>> numberBits;
}
