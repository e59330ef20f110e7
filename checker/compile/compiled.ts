/**
 * A machine compiled: the same interface as direct execution, from generated code.
 *
 * @module
 */

import type { RecordDomain } from "../domains.ts";
import { combinations } from "../direct.ts";
import { DomainError, IndexError } from "../errors.ts";
import type { Machine } from "../language.ts";
import { type Layout, layoutOf } from "../layout.ts";
import type { Choice, Program, Successors } from "../program.ts";
import type { PlainParameters } from "../result.ts";
import type { Coverage } from "./coverage.ts";
import { emitMachine, type Generated } from "./emit_machine.ts";
import { lowerMachine } from "./lower_machine.ts";
import type { MachineText } from "./representation.ts";
import { loadSource } from "./source.ts";
import { MachineError } from "../errors.ts";

/**
 * Compiles a machine from the source that it names, with its conjuncts and branches watched where
 * `coverage` is given.
 *
 * @throws {MachineError} if it names none, or it cannot be read.
 * @throws {SubsetError} if the text leaves the subset.
 */
export async function compile<S extends RecordDomain, K>(
  machine: Machine<S, K>,
  coverage?: Coverage,
): Promise<CompiledProgram> {
  if (machine.source === undefined) {
    throw new MachineError(
      `Cannot compile the machine "${machine.name}": it does not say where its source is ` +
        "(write `source: import.meta.url`)",
    );
  }
  const source = await loadSource(machine.source);
  return new CompiledProgram(
    machine as unknown as Machine,
    lowerMachine(machine, source),
    coverage,
  );
}

/** The generated source of a compiled machine, for inspection. */
export function generatedSource(program: CompiledProgram): string {
  return program.source;
}

/** A machine as generated code. */
export class CompiledProgram implements Program {
  readonly layout: Layout;
  readonly choices: readonly Choice[];
  readonly initialChoices: readonly PlainParameters[];
  /** What was compiled, for other back ends. */
  readonly text: MachineText;
  /** The generated source. */
  readonly source: string;
  readonly #generated: Generated;
  readonly #scratch: Successors;

  constructor(machine: Machine, text: MachineText, coverage?: Coverage) {
    this.text = text;
    this.layout = layoutOf(machine.state);
    this.initialChoices = combinations(machine.initial.params?.(machine.constants) ?? {});
    this.choices = Object.entries(machine.actions).flatMap(([action, { params }]) =>
      combinations(params?.(machine.constants) ?? {}).map((params) => ({ action, params }))
    );
    this.#generated = emitMachine(this.layout, text, coverage);
    this.source = this.#generated.source;
    const most = Math.max(this.choices.length, this.initialChoices.length);
    this.#scratch = {
      states: new Uint32Array(most * this.layout.words),
      choices: new Uint32Array(most),
    };
  }

  initial(into: Successors): number {
    try {
      const nothing = new Uint32Array(this.layout.words);
      return this.#generated.initial(nothing, 0, into.states, into.choices, 0);
    } catch (error) {
      throw located(error, "initial");
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
    for (const { action, run } of this.#generated.actions) {
      try {
        run(states, at, this.#scratch.states, this.#scratch.choices, 0);
      } catch (again) {
        return located(again, action);
      }
    }
    return error;
  }
}

function located(error: unknown, action: string): unknown {
  if (error instanceof DomainError) return new DomainError(error.field, error.value, action);
  if (error instanceof IndexError) return new IndexError(error.field, error.index, action);
  return error;
}
