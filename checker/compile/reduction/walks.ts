/**
 * Walks about in a machine, to see what its steps are like before every state is explored.
 *
 * @module
 */

import { CheckerError } from "../../errors.ts";
import { type Program, type Successors, successorsFor } from "../../program.ts";

/** How many walks there are, and how long they are. */
const WALKS = 64;
const STEPS = 64;

/**
 * Sees a state that no walk came to before, with its successors. Returns how many of them, from the
 * first on, the walk may go on to.
 */
export type Visit = (state: Uint32Array, successors: Successors, count: number) => number;

/**
 * Walks about from the initial states, by chance but every time in the same way.
 *
 * A walk that comes to a state again may go on to any successor of it.
 *
 * @example
 * ```ts
 * import { DirectProgram } from "../../direct.ts";
 * import { peterson } from "../../examples/peterson.ts";
 * import { walkAbout } from "./walks.ts";
 * import { assertEquals, assertLess } from "@std/assert";
 *
 * const seen: string[] = [];
 * walkAbout(new DirectProgram(peterson()), (state, _successors, count) => {
 *   seen.push(state.join());
 *   return count;
 * });
 * assertEquals(new Set(seen).size, seen.length);
 * assertLess(seen.length, 43); // It has 42 states.
 * ```
 */
export function walkAbout(program: Program, visit: Visit): void {
  const walker = new Walker(program, visit);
  try {
    for (let walk = 0; walk < WALKS; walk++) walker.walk();
  } catch (error) {
    // A mistake in the machine is for the search to find, with the way to it.
    if (!(error instanceof CheckerError)) throw error;
  }
}

class Walker {
  readonly #program: Program;
  readonly #visit: Visit;
  readonly #successors: Successors;
  readonly #state: Uint32Array;
  readonly #known = new Set<string>();
  #random = 1;

  constructor(program: Program, visit: Visit) {
    this.#program = program;
    this.#visit = visit;
    this.#successors = successorsFor(program);
    this.#state = new Uint32Array(program.layout.words);
  }

  walk(): void {
    let count = this.#program.initial(this.#successors);
    for (let step = 0; step < STEPS && count > 0; step++) {
      this.#goOn(count);
      count = this.#program.expand(this.#state, 0, this.#successors);
      const isKnown = this.#known.size === this.#known.add(this.#state.join()).size;
      if (!isKnown) count = this.#visit(this.#state, this.#successors, count);
    }
  }

  /** Goes on to one of the successors. */
  #goOn(count: number): void {
    const { length } = this.#state;
    // The lower bits of such a sequence are the less random ones.
    this.#random = (Math.imul(this.#random, 1664525) + 1013904223) >>> 0;
    const at = (this.#random >>> 8) % count * length;
    this.#state.set(this.#successors.states.subarray(at, at + length));
  }
}
