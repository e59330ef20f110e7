/**
 * Locks in shared memory, for structures in parts that threads seldom want at the same time.
 *
 * @example
 * ```ts
 * import { Locks } from "./locks.ts";
 * import { assertEquals } from "@std/assert";
 *
 * const locks = new Locks(Locks.memory(3));
 * const held: number[] = [];
 * locks.each((lock) => held.push(lock));
 * assertEquals(held.sort(), [0, 1, 2]);
 * ```
 *
 * @module
 */

import { PATIENCE, Vigil } from "./vigil.ts";

/** Words from one lock to the next: a cache line. */
const STRIDE = 16;
/** What a lock is: free, held, or held while others sleep until it is free. */
const FREE = 0;
const HELD = 1;
const WANTED = 2;
/** How often to look whether a lock is free before sleeping, which takes longer than most holds. */
const LOOKS = 5000;
/** How long a thread sleeps before it looks again, in milliseconds. */
const NAP = 1000;

/** Some locks, as one thread sees them. */
export class Locks {
  readonly #cells: Int32Array;
  readonly #count: number;
  readonly #waiting: Uint8Array;
  /** Where to begin: where another thread is not at work, if it began elsewhere. */
  #first = 0;
  readonly #patience: number;

  /** Memory for so many locks. */
  static memory(count: number): SharedArrayBuffer {
    return new SharedArrayBuffer(4 * STRIDE * count);
  }

  /** @param patience For how long anyone may hold a lock, in milliseconds. */
  constructor(memory: SharedArrayBuffer, patience: number = PATIENCE) {
    this.#patience = patience;
    this.#cells = new Int32Array(memory);
    this.#count = this.#cells.length / STRIDE;
    this.#waiting = new Uint8Array(this.#count);
  }

  /** Does something while holding each lock in turn, those first that are free. */
  each(work: (lock: number) => void): void {
    const waiting = this.#waiting.fill(1);
    let left = this.#count;
    for (let turn = 0; left > 0; turn++) {
      const lock = (this.#first + turn) % this.#count;
      if (waiting[lock] === 0) continue;
      // After some rounds, whoever holds a lock is asleep.
      if (turn > LOOKS) this.lock(lock);
      else if (!this.#tryLock(lock)) continue;
      try {
        work(lock);
      } finally {
        this.unlock(lock);
      }
      waiting[lock] = 0;
      left--;
      this.#first = lock;
    }
  }

  /**
   * Takes a lock, when it is free.
   *
   * @throws {InternalError} if it does not become free: who held it died without a word.
   */
  lock(lock: number): void {
    for (let look = 0; look < LOOKS; look++) if (this.#tryLock(lock)) return;
    this.#sleepFor(lock);
  }

  #sleepFor(lock: number): void {
    const at = lock * STRIDE;
    const vigil = new Vigil(() => 0, this.#patience);
    while (Atomics.exchange(this.#cells, at, WANTED) !== FREE) {
      vigil.look();
      Atomics.wait(this.#cells, at, WANTED, NAP);
    }
  }

  /** Gives a lock back. */
  unlock(lock: number): void {
    const at = lock * STRIDE;
    if (Atomics.exchange(this.#cells, at, FREE) === WANTED) Atomics.notify(this.#cells, at, 1);
  }

  #tryLock(lock: number): boolean {
    return Atomics.compareExchange(this.#cells, lock * STRIDE, FREE, HELD) === FREE;
  }
}
