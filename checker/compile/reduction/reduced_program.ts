/**
 * A machine explored with fewer steps.
 *
 * @module
 */

import type { Successors } from "../../program.ts";
import type { LevelProgram } from "../level_search.ts";
import { AmpleSets } from "./ample.ts";
import type { Reduction } from "./reduction.ts";

/**
 * A machine that takes from every state only as many steps as it needs to.
 *
 * It may be put around a reduction by symmetry, if the reduction was found with the index types that
 * this one interchanges.
 */
export class ReducedProgram implements LevelProgram {
  readonly layout: LevelProgram["layout"];
  readonly choices: LevelProgram["choices"];
  readonly initialChoices: LevelProgram["initialChoices"];
  readonly leavesOut = true;
  readonly canonicalise?: LevelProgram["canonicalise"];
  readonly behaviourAlong?: LevelProgram["behaviourAlong"];
  readonly #inner: LevelProgram;
  readonly #ample: AmpleSets;

  constructor(inner: LevelProgram, reduction: Reduction) {
    this.layout = inner.layout;
    this.choices = inner.choices;
    this.initialChoices = inner.initialChoices;
    this.canonicalise = inner.canonicalise?.bind(inner);
    this.behaviourAlong = inner.behaviourAlong?.bind(inner);
    this.#inner = inner;
    this.#ample = new AmpleSets(inner.layout, reduction);
  }

  initial(into: Successors): number {
    return this.#inner.initial(into);
  }

  append(states: Uint32Array, at: number, into: Successors, count: number): number {
    const after = this.#inner.append(states, at, into, count);
    return this.#ample.keep(states, at, into, count, after);
  }

  isEnabled(states: Uint32Array, at: number, choice: number): boolean {
    return this.#inner.isEnabled(states, at, choice);
  }

  apply(states: Uint32Array, at: number, choice: number, into: Uint32Array, intoAt: number): void {
    this.#inner.apply(states, at, choice, into, intoAt);
  }
}
