/**
 * Noticing that a thread died without a word. One that throws is heard of; one that was ended from
 * outside leaves nothing but silence, and whoever waits for it would wait for ever.
 *
 * @module
 */

import { InternalError } from "../../errors.ts";

/** For how long nothing may be heard, in milliseconds. The longest batch takes seconds. */
export const PATIENCE = 300_000;

/** What one look may count for, in milliseconds: whoever did not run could not listen either. */
const LOOK = 1000;

/**
 * Keeps watch over others that say now and then that they are alive.
 *
 * @example
 * ```ts
 * import { assertThrows } from "@std/assert";
 * import { InternalError } from "../../errors.ts";
 * import { Vigil } from "./vigil.ts";
 *
 * let signs = 0;
 * const vigil = new Vigil(() => signs, 0);
 * for (signs = 1; signs < 5; signs++) vigil.look();
 * const looksAgain = () => {
 *   for (;;) vigil.look();
 * };
 * assertThrows(looksAgain, InternalError, "has not been heard of");
 * ```
 */
export class Vigil {
  readonly #signs: () => number;
  readonly #patience: number;
  #heard: number;
  #looked = performance.now();
  #silent = 0;

  /**
   * @param signs How often a sign of life was given so far.
   * @param patience For how long there may be none, in milliseconds.
   */
  constructor(signs: () => number, patience: number = PATIENCE) {
    this.#signs = signs;
    this.#patience = patience;
    this.#heard = signs();
  }

  /**
   * Looks for signs of life.
   *
   * @throws {InternalError} if there was none for too long.
   */
  look(): void {
    const now = performance.now();
    const signs = this.#signs();
    if (signs !== this.#heard) this.#silent = 0;
    else this.#silent += Math.min(now - this.#looked, LOOK);
    this.#heard = signs;
    this.#looked = now;
    if (this.#silent > this.#patience) {
      throw new InternalError(
        `Cannot go on: a thread of the search has not been heard of for ${this.#patience} ms`,
      );
    }
  }
}
