/**
 * A machine as generated code, and that code as data, to be sent to where it is to run.
 *
 * @module
 */

import { repack } from "../codec.ts";
import { toldOf } from "../errors.ts";
import type { Layout } from "../layout.ts";
import type { Choice, Program, Successors } from "../program.ts";
import type { PlainParameters } from "../result.ts";
import type { Coverage } from "./coverage_points.ts";
import { evaluateSource, type Generated } from "./emit_machine.ts";
import type { ActionText, PropertyText, Type } from "./representation.ts";

/** All that it takes to run a compiled machine. There are no functions in it. */
export interface ProgramData {
  /** How states are packed: with room for what the machine can make of them. */
  readonly layout: Layout;
  /** The layout that has room for every value, as in direct execution. */
  readonly fullLayout: Layout;
  readonly choices: readonly Choice[];
  readonly initialChoices: readonly PlainParameters[];
  readonly actions: readonly Pick<ActionText, "name" | "parameters">[];
  readonly properties: readonly Pick<PropertyText, "name" | "kind">[];
  /** The generated source. */
  readonly source: string;
  /** What the numbers of types in the source stand for. */
  readonly types: readonly Type[];
}

/** A machine as generated code. */
export class GeneratedProgram implements Program {
  readonly data: ProgramData;
  readonly layout: Layout;
  readonly choices: readonly Choice[];
  readonly initialChoices: readonly PlainParameters[];
  readonly #generated: Generated;
  readonly #scratch: Successors;

  constructor(data: ProgramData, coverage?: Coverage) {
    this.data = data;
    this.layout = data.layout;
    this.choices = data.choices;
    this.initialChoices = data.initialChoices;
    this.#generated = evaluateSource(data.source, data.layout, data.types, coverage);
    const most = Math.max(this.choices.length, this.initialChoices.length);
    this.#scratch = {
      states: new Uint32Array(most * this.layout.words),
      choices: new Uint32Array(most),
    };
  }

  initial(into: Successors): number {
    try {
      const { layout, fullLayout } = this.data;
      const nothing = new Uint32Array(fullLayout.words);
      const states = new Uint32Array(this.initialChoices.length * fullLayout.words);
      const count = this.#generated.initial(nothing, 0, states, into.choices, 0);
      for (let i = 0; i < count; i++) {
        repack(fullLayout, states, i * fullLayout.words, layout, into.states, i * layout.words);
      }
      return count;
    } catch (error) {
      throw toldOf(error, { action: "initial" });
    }
  }

  expand(states: Uint32Array, at: number, into: Successors): number {
    return this.append(states, at, into, 0);
  }

  /** Writes the successors of a state after the `count` that are there. Returns the new count. */
  append(states: Uint32Array, at: number, into: Successors, count: number): number {
    try {
      return this.#generated.expand(states, at, into.states, into.choices, count);
    } catch (error) {
      throw this.#explained(error, states, at);
    }
  }

  isEnabled(states: Uint32Array, at: number, choice: number): boolean {
    return this.#find(states, at, choice) !== -1;
  }

  apply(states: Uint32Array, at: number, choice: number, into: Uint32Array, intoAt: number): void {
    const { words } = this.layout;
    const found = this.#find(states, at, choice) * words;
    into.set(this.#scratch.states.subarray(found, found + words), intoAt);
  }

  /** Whether an invariant, witness or `final` holds in a state. */
  holds(property: string, states: Uint32Array, at: number): boolean {
    return this.#generated.holds[property](states, at);
  }

  /** The generated predicates on states, by property; `final` is that of the machine. */
  get predicates(): Generated["holds"] {
    return this.#generated.holds;
  }

  /** The generated predicates on steps, by property and choice, where the choice is observed. */
  get stepPredicates(): Generated["steps"] {
    return this.#generated.steps;
  }

  #find(states: Uint32Array, at: number, choice: number): number {
    const count = this.expand(states, at, this.#scratch);
    return this.#scratch.choices.subarray(0, count).indexOf(choice);
  }

  /** The error with the name of the action that raised it, found by running them one by one. */
  #explained(error: unknown, states: Uint32Array, at: number): unknown {
    for (const [i, run] of this.#generated.actions.entries()) {
      try {
        run(states, at, this.#scratch.states, this.#scratch.choices, 0);
      } catch (again) {
        return toldOf(again, { action: this.data.actions[i].name });
      }
    }
    return error;
  }
}
