/**
 * A machine as the search sees it: packed states, numbered choices, successors.
 *
 * `direct.ts` makes a program by running the machine's own guards and effects on views. Whatever
 * else makes one (a compiler, say) is held to the same results.
 *
 * @module
 */

import type { Layout } from "./layout.ts";
import type { PlainParameters } from "./result.ts";

/** One thing that can be done: an action, and a value for each of its parameters. */
export interface Choice {
  readonly action: string;
  readonly params: PlainParameters;
}

/** The successors of a state, side by side. */
export interface Successors {
  /** State number `i` begins at word `i * layout.words`. */
  readonly states: Uint32Array;
  /** The number of the choice that leads to it. */
  readonly choices: Uint32Array;
}

/** A machine on packed states. Successors come in the order of the choices. */
export interface Program {
  readonly layout: Layout;
  /** Every action with every combination of its parameters' values, actions in machine order. */
  readonly choices: readonly Choice[];
  /** Every combination of the values of the initial action's parameters. */
  readonly initialChoices: readonly PlainParameters[];
  /** Writes the initial states, duplicates included. Returns how many. */
  initial(into: Successors): number;
  /** Writes the successors of the state at `states[at]`. Returns how many. */
  expand(states: Uint32Array, at: number, into: Successors): number;
  /** Whether a choice's guard holds in the state at `states[at]`. */
  isEnabled(states: Uint32Array, at: number, choice: number): boolean;
  /** Writes the state that an enabled choice leads to. */
  apply(states: Uint32Array, at: number, choice: number, into: Uint32Array, intoAt: number): void;
}

/** Room for all successors, or all initial states, that a program can yield at once. */
export function successorsFor(program: Program): Successors {
  const most = Math.max(program.choices.length, program.initialChoices.length);
  return {
    states: new Uint32Array(most * program.layout.words),
    choices: new Uint32Array(most),
  };
}
