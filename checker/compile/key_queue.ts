/**
 * The frontier: keys in the order in which they are to be expanded, first in, first out, in
 * segments that are used again once they are empty.
 *
 * @module
 */

/** The keys that are to be expanded: those of the level at hand, then those of the next. */
export interface Frontier {
  /** Keys put in and not taken out. */
  readonly size: number;
  /** Bytes held. */
  readonly bytes: number;
  /** How many keys of the level at hand are next; none, if there are no more. */
  readonly left: number;
  /** The first word of the next key, which {@link advance} then takes out. */
  readonly low: number;
  /** The second word of the next key. */
  readonly high: number;
  /** Takes the next key out. */
  advance(): void;
  /** Puts the keys at `count` positions in, in order: they are the next level's. */
  push(low: Int32Array, high: Int32Array, positions: Uint32Array, count: number): void;
  /** Goes on to the next level. */
  beginLevel(): void;
}

/** Keys in a segment. */
const SEGMENT = 1 << 13;

/** A queue of keys. */
export class KeyQueue implements Frontier {
  readonly #segments: Int32Array[] = [];
  readonly #spare: Int32Array[] = [];
  #begin = 0;
  #end = 0;
  #held = 0;
  #left = 0;

  get size(): number {
    return this.#end - this.#begin;
  }

  /** Bytes held, now or to be used again. */
  get bytes(): number {
    return this.#held * SEGMENT * 8;
  }

  push(low: Int32Array, high: Int32Array, positions: Uint32Array, count: number): void {
    for (let i = 0; i < count; i++) {
      const at = this.#end++ % SEGMENT;
      if (at === 0) this.#segments.push(this.#segment());
      const segment = this.#segments[this.#segments.length - 1];
      segment[2 * at] = low[positions[i]];
      segment[2 * at + 1] = high[positions[i]];
    }
  }

  get low(): number {
    return this.#segments[0][2 * this.#begin];
  }

  get high(): number {
    return this.#segments[0][2 * this.#begin + 1];
  }

  get left(): number {
    return this.#left;
  }

  beginLevel(): void {
    this.#left = this.size;
  }

  advance(): void {
    this.#left--;
    if (++this.#begin < SEGMENT) return;
    this.#begin = 0;
    this.#end -= SEGMENT;
    this.#spare.push(this.#segments.shift()!);
  }

  #segment(): Int32Array {
    const spare = this.#spare.pop();
    if (spare !== undefined) return spare;
    this.#held++;
    return new Int32Array(SEGMENT * 2);
  }
}
