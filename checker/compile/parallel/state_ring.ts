/**
 * A ring of states in shared memory: one thread puts in, another takes out.
 *
 * States are only their words. What is put in is seen by the other side when it is published, so
 * that a batch costs one synchronised store.
 *
 * @example
 * ```ts
 * import { StateRing } from "./state_ring.ts";
 * import { assertEquals } from "@std/assert";
 *
 * const memory = StateRing.memory(2, 4);
 * const [sender, receiver] = [new StateRing(memory, 2), new StateRing(memory, 2)];
 * sender.put(Uint32Array.of(7, 8), 0);
 * const into = new Uint32Array(8);
 * assertEquals(receiver.take(into, 4), 0);
 * sender.publish();
 * assertEquals([receiver.take(into, 4), into[0], into[1]], [1, 7, 8]);
 * ```
 *
 * @module
 */

/** Where the number of states ever put in is kept, modulo 2^32; and of those ever taken out. */
const HEAD = 0;
const TAIL = 16;
/** The first state's word. The counters have a cache line each, so that sides do not disturb. */
const FIRST = 32;

/** One side of a ring. */
export class StateRing {
  readonly #cells: Int32Array;
  readonly #words: number;
  readonly #capacity: number;
  /** States put in, published or not. */
  #put: number;

  /** Memory for a ring of at least so many states. */
  static memory(words: number, states: number): SharedArrayBuffer {
    const capacity = 2 ** Math.ceil(Math.log2(states));
    return new SharedArrayBuffer(4 * (FIRST + capacity * words));
  }

  constructor(memory: SharedArrayBuffer, words: number) {
    this.#cells = new Int32Array(memory);
    this.#words = words;
    this.#capacity = (this.#cells.length - FIRST) / words;
    this.#put = this.#cells[HEAD];
  }

  /** States that can be put in before the other side takes any out. */
  get room(): number {
    return this.#capacity - ((this.#put - Atomics.load(this.#cells, TAIL)) | 0);
  }

  /** Whether the other side has published states that are not taken out. */
  get isEmpty(): boolean {
    return Atomics.load(this.#cells, HEAD) === this.#cells[TAIL];
  }

  /** Puts the state at `states[at]` in. There must be room. */
  put(states: Uint32Array, at: number): void {
    const cells = this.#cells;
    const words = this.#words;
    let to = FIRST + (this.#put & (this.#capacity - 1)) * words;
    for (let from = at; from < at + words; from++) cells[to++] = states[from];
    this.#put = (this.#put + 1) | 0;
  }

  /** Lets the other side see what was put in. Returns whether that is anything new. */
  publish(): boolean {
    if (this.#cells[HEAD] === this.#put) return false;
    Atomics.store(this.#cells, HEAD, this.#put);
    return true;
  }

  /** Takes out at most so many states. Returns how many. */
  take(into: Uint32Array, most: number): number {
    const cells = this.#cells;
    const words = this.#words;
    const tail = cells[TAIL];
    const count = Math.min(most, (Atomics.load(cells, HEAD) - tail) | 0);
    for (let i = 0, to = 0; i < count; i++) {
      let from = FIRST + ((tail + i) & (this.#capacity - 1)) * words;
      for (const end = from + words; from < end; from++) into[to++] = cells[from];
    }
    if (count > 0) Atomics.store(cells, TAIL, (tail + count) | 0);
    return count;
  }
}
