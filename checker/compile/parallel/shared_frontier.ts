/**
 * The frontier of several threads: keys in chunks, which whoever is free takes to expand.
 *
 * What is found goes to chunks of the finder's own, so that the states of a chunk are neighbours;
 * chunks of two levels, the one at hand and the next, lie in two stretches of shared memory.
 *
 * @module
 */

import { MemoryError } from "../../errors.ts";
import type { Frontier } from "../key_queue.ts";

/** Keys in a chunk. */
const CHUNK = 256;
/** Words of a chunk: how many keys it has, some room, its keys. */
const HEAD = 16;
const STRIDE = HEAD + 2 * CHUNK;
/** Chunks of a level, at most; fewer, where as much memory cannot be had. */
const MOST = [2 ** 20, 2 ** 18, 2 ** 16];
/** Cells: chunks of the level at hand that were taken, all of them, and those of the next. */
const TAKEN = 0;
const PRESENT = 1;
const NEXT = 2;
/** Which of the two stretches the next level is in. */
const SIDE = 3;

/** Memory for a frontier. */
export interface FrontierMemory {
  readonly sides: readonly [SharedArrayBuffer, SharedArrayBuffer];
  readonly cells: SharedArrayBuffer;
}

/** One thread's view of the frontier. */
export class SharedFrontier implements Frontier {
  readonly #sides: readonly Int32Array[];
  readonly #cells: Int32Array;
  readonly #chunks: number;
  /** The chunk that is taken from: where its next key is, and where it ends. */
  #source: Int32Array;
  #at = 0;
  #end = 0;
  /** The chunk that is put into: where its next key goes, and where it is full. */
  #target: Int32Array;
  #to = 0;
  #full = 0;
  #pushed = 0;
  #taken = 0;

  /**
   * Memory for a frontier.
   *
   * @throws {MemoryError} if there is none to be had.
   */
  static memory(): FrontierMemory {
    for (const most of MOST) {
      try {
        const side = () => new SharedArrayBuffer(4 * STRIDE * most);
        return { sides: [side(), side()], cells: new SharedArrayBuffer(16) };
      } catch {
        // As much cannot be had here.
      }
    }
    throw new MemoryError("Cannot keep any states: there is no memory to share");
  }

  constructor({ sides, cells }: FrontierMemory) {
    this.#sides = sides.map((side) => new Int32Array(side));
    this.#cells = new Int32Array(cells);
    this.#chunks = Math.floor(this.#sides[0].length / STRIDE);
    this.#source = this.#sides[1];
    this.#target = this.#sides[0];
  }

  /** Keys that this thread has put in, less those that it has taken out. */
  get size(): number {
    return this.#pushed - this.#taken;
  }

  /** Chunks of the level at hand, whoever's they are. */
  get chunks(): number {
    return this.#cells[PRESENT];
  }

  /** Bytes of the chunks of both levels, whoever's they are. */
  get bytes(): number {
    return 4 * STRIDE * (this.#cells[PRESENT] + this.#cells[NEXT]);
  }

  /** How many keys are left in a chunk of this thread's own; it takes another where there is none. */
  get left(): number {
    if (this.#at === this.#end) this.#takeChunk();
    return (this.#end - this.#at) / 2;
  }

  get low(): number {
    return this.#source[this.#at];
  }

  get high(): number {
    return this.#source[this.#at + 1];
  }

  advance(): void {
    this.#at += 2;
    this.#taken++;
  }

  push(low: Int32Array, high: Int32Array, positions: Uint32Array, count: number): void {
    for (let i = 0; i < count; i++) {
      if (this.#to === this.#full) this.#openChunk();
      this.#target[this.#to++] = low[positions[i]];
      this.#target[this.#to++] = high[positions[i]];
    }
    this.#noteLength();
    this.#pushed += count;
  }

  /** Makes the next level the one at hand, while everyone waits. Returns whether it has any chunk. */
  turn(): boolean {
    const cells = this.#cells;
    cells[TAKEN] = 0;
    cells[PRESENT] = cells[NEXT];
    cells[NEXT] = 0;
    cells[SIDE] = 1 - cells[SIDE];
    return cells[PRESENT] > 0;
  }

  /** Takes note that everyone has gone on to the next level. */
  beginLevel(): void {
    const side = this.#cells[SIDE];
    this.#source = this.#sides[1 - side];
    this.#target = this.#sides[side];
    this.#at =
      this.#end =
      this.#to =
      this.#full =
        0;
  }

  #takeChunk(): void {
    const cells = this.#cells;
    if (Atomics.load(cells, TAKEN) >= cells[PRESENT]) return;
    const chunk = Atomics.add(cells, TAKEN, 1);
    if (chunk >= cells[PRESENT]) return;
    this.#at = chunk * STRIDE + HEAD;
    this.#end = this.#at + 2 * this.#source[chunk * STRIDE];
  }

  #openChunk(): void {
    this.#noteLength();
    const chunk = Atomics.add(this.#cells, NEXT, 1);
    if (chunk >= this.#chunks) throw new MemoryError("Cannot keep so many states of one level");
    this.#to = chunk * STRIDE + HEAD;
    this.#full = this.#to + 2 * CHUNK;
  }

  /** Notes how many keys there are in the chunk that is put into, if there is one. */
  #noteLength(): void {
    if (this.#full > 0) this.#target[this.#full - STRIDE] = CHUNK - (this.#full - this.#to) / 2;
  }
}
