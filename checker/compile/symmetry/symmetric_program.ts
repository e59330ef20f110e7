/**
 * A machine explored up to what interchangeable members are called: of all states that differ by
 * that only, one is kept.
 *
 * @module
 */

import { toPlain } from "../../codec.ts";
import { InternalError } from "../../errors.ts";
import { type Program, type Successors, successorsFor } from "../../program.ts";
import type { Behaviour, BehaviourStep } from "../../result.ts";
import type { GeneratedProgram } from "../generated_program.ts";
import type { LevelProgram, Way } from "../level_search.ts";
import { inverse, renamed } from "./permutation.ts";
import { Representatives } from "./representatives.ts";

/**
 * A program in which every state is its representative. That this leaves nothing out has to be
 * known before: `symmetryFor` of `mod.ts` makes sure of it.
 */
export class SymmetricProgram implements LevelProgram {
  readonly layout: Program["layout"];
  readonly choices: Program["choices"];
  readonly initialChoices: Program["initialChoices"];
  readonly #whole: GeneratedProgram;
  readonly #representatives: Representatives;

  /**
   * @param symmetric The names of the interchangeable index types.
   * @throws {UnsupportedError} if too many orders of members may have to be tried.
   */
  constructor(whole: GeneratedProgram, symmetric: readonly string[]) {
    this.layout = whole.layout;
    this.choices = whole.choices;
    this.initialChoices = whole.initialChoices;
    this.#whole = whole;
    this.#representatives = new Representatives(whole.layout, symmetric);
  }

  initial(into: Successors): number {
    return this.#whole.initial(into);
  }

  append(states: Uint32Array, at: number, into: Successors, count: number): number {
    return this.#whole.append(states, at, into, count);
  }

  canonicalise(states: Uint32Array, from: number, to: number): void {
    const { words } = this.layout;
    for (let i = from; i < to; i++) this.#representatives.canonicalise(states, i * words);
  }

  isEnabled(states: Uint32Array, at: number, choice: number): boolean {
    return this.#whole.isEnabled(states, at, choice);
  }

  apply(states: Uint32Array, at: number, choice: number, into: Uint32Array, intoAt: number): void {
    this.#whole.apply(states, at, choice, into, intoAt);
  }

  /**
   * The way in concrete terms: from an initial state, in each step to a state that the next one of
   * the way represents. There is one, since a state can do whatever its representative can.
   */
  behaviourAlong({ states, choice }: Way): Behaviour {
    const { layout, choices, initialChoices } = this;
    const successors = successorsFor(this.#whole);
    const state = new Uint32Array(layout.words);
    const steps: BehaviourStep[] = [];
    for (const [i, representative] of states.entries()) {
      const count = i === 0
        ? this.#whole.initial(successors)
        : this.#whole.expand(state, 0, successors);
      const found = this.#representedBy(representative, successors, count);
      state.set(successors.states.subarray(found * layout.words, (found + 1) * layout.words));
      const number = successors.choices[found];
      steps.push({
        ...(i === 0 ? { action: null, params: initialChoices[number] } : choices[number]),
        state: toPlain(layout, state),
      });
    }
    if (choice !== undefined) {
      const own = this.#choiceOf(state, choice);
      const after = new Uint32Array(layout.words);
      this.#whole.apply(state, 0, own, after, 0);
      steps.push({ ...choices[own], state: toPlain(layout, after) });
    }
    return { steps };
  }

  /** The first of the successors that a state represents. */
  #representedBy(representative: Uint32Array, { states }: Successors, count: number): number {
    const { words } = this.layout;
    const state = new Uint32Array(words);
    for (let i = 0; i < count; i++) {
      state.set(states.subarray(i * words, (i + 1) * words));
      this.#representatives.canonicalise(state, 0);
      if (state.every((word, w) => word === representative[w])) return i;
    }
    throw new InternalError("Cannot find the way to a state again: the symmetry does not hold");
  }

  /** What a state does where its representative takes a choice. */
  #choiceOf(state: Uint32Array, choice: number): number {
    const { action, params } = this.choices[choice];
    const permutation = this.#representatives.permutationOf(state.slice(), 0);
    const { parameters } = this.#whole.data.actions.find(({ name }) => name === action)!;
    const back = inverse(permutation);
    const own = renamed(params, parameters, this.#representatives.cells, back);
    return this.choices.findIndex((each) =>
      each.action === action &&
      parameters.every(({ name }) => each.params[name] === own[name])
    );
  }
}
