/**
 * The part of a machine's state graph that a suite walks on.
 *
 * @module
 */

import { toPlain } from "../../checker/codec.ts";
import { type Choice, Stepper } from "../../checker/mod.ts";
import { ringfence } from "../../spec/machine.ts";
import type { Constants, Schema } from "../../spec/state.ts";
import { type MachineState, machineState } from "../conformance/machine_state.ts";
import { belongs, type Suite } from "./suites.ts";

/** A step from one state to another, by numbers. */
export interface Edge {
  readonly choice: number;
  readonly target: number;
}

/** States and steps, numbered in breadth-first order; state 0 is the initial one. */
export interface Reachable {
  readonly suite: Suite;
  readonly constants: Constants;
  readonly stepper: Stepper<Schema, Constants>;
  /** The steps out of each state. States beyond a limit have none. */
  readonly edges: readonly (readonly Edge[])[];
  /** A shortest way to each state: the state before it, and the choice taken there. */
  readonly parents: readonly { readonly source: number; readonly choice: number }[];
  /** Steps that the machine has from these states, also those that are not the suite's. */
  readonly steps: number;
  /** Whether all states were reached. */
  readonly complete: boolean;
  stateAt(number: number): MachineState;
  /** The state that packed words stand for. */
  plain(words: Uint32Array): MachineState;
}

/** A word vector as a key. */
const keyOf = (words: Uint32Array) => words.join();

/**
 * Explores a suite's machine.
 *
 * @param whole Scans are run whole: nothing happens while one is under way.
 * @param limit How many states are expanded.
 */
export function reachable(suite: Suite, whole: boolean, limit: number): Reachable {
  const machine = ringfence(suite.instance);
  const stepper = new Stepper(machine);
  const { choices, layout } = stepper;
  const plain = (words: Uint32Array) => machineState(toPlain(layout, words));
  const [first] = stepper.initialWords();
  const states = [first];
  const numbers = new Map([[keyOf(first), 0]]);
  const edges: Edge[][] = [];
  const parents = [{ source: -1, choice: -1 }];
  const inWhole = whole || suite.wholeScans === true;
  let steps = 0;
  for (let source = 0; source < states.length && source < limit; source++) {
    const state = plain(states[source]);
    const out: Edge[] = [];
    for (const { choice, state: next } of stepper.successorsWords(states[source])) {
      steps++;
      if (!belongs(suite, inWhole, state, choices[choice])) continue;
      const key = keyOf(next);
      let target = numbers.get(key);
      if (target === undefined) {
        numbers.set(key, target = states.length);
        states.push(next);
        parents.push({ source, choice });
      }
      out.push({ choice, target });
    }
    edges.push(out);
  }
  return {
    suite,
    constants: machine.constants,
    stepper,
    edges,
    parents,
    steps,
    complete: states.length <= limit,
    stateAt: (number) => plain(states[number]),
    plain,
  };
}

/** The choices of a shortest way from the initial state to a state. */
export function wayTo({ parents }: Reachable, state: number): number[] {
  const way: number[] = [];
  for (let at = state; parents[at].source >= 0; at = parents[at].source) {
    way.push(parents[at].choice);
  }
  return way.reverse();
}

/** Choices by number as choices. */
export function choicesOf({ stepper }: Reachable, numbers: readonly number[]): Choice[] {
  return numbers.map((number) => stepper.choices[number]);
}
