/**
 * Choices left to chance, for whoever writes random machines.
 *
 * @module
 */

import * as fc from "fast-check";

/** Draws from a generator, so that the same seed draws the same. */
export class Chance {
  readonly #g: fc.GeneratorValue;

  constructor(g: fc.GeneratorValue) {
    this.#g = g;
  }

  /** A whole number from 0 to `most`. */
  upTo(most: number): number {
    return this.#g(fc.integer, { min: 0, max: most });
  }

  /** One thing or the other. */
  flip(): boolean {
    return this.#g(fc.boolean);
  }

  /** One of the items. */
  pick<T>(items: readonly T[]): T {
    return items[this.upTo(items.length - 1)];
  }
}
