/**
 * What was expected and what came, side by side.
 *
 * @module
 */

import type { Exchange } from "./protocol.ts";

/** One observation. */
export interface Fact {
  readonly name: string;
  /** What would have been right: usually one thing, of reasons sometimes several. */
  readonly expected: readonly string[];
  readonly actual: string;
  readonly holds: boolean;
}

/** A step on which adapter and machine part ways. */
export interface Mismatch {
  readonly facts: readonly Fact[];
  /** What was asked and answered in this step. */
  readonly exchanges: readonly Exchange[];
}

/**
 * Collects observations of one step.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { Facts } from "./facts.ts";
 *
 * const facts = new Facts();
 * facts.add("outcome", ["refused"], "done");
 * assertEquals(facts.differ, true);
 * ```
 */
export class Facts {
  readonly #facts: Fact[] = [];

  /** Adds what may come, and what came; what is missing in an answer came as nothing. */
  add(name: string, expected: Iterable<string>, actual: string | number | undefined): void {
    const wanted = [...new Set(expected)];
    const came = String(actual ?? "nothing");
    this.#facts.push({ name, expected: wanted, actual: came, holds: wanted.includes(came) });
  }

  /** Whether anything came that was not expected. */
  get differ(): boolean {
    return this.#facts.some(({ holds }) => !holds);
  }

  mismatch(exchanges: readonly Exchange[]): Mismatch {
    return { facts: this.#facts, exchanges };
  }
}
