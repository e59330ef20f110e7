/**
 * Safety, observed while a search runs: invariants, step properties, witnesses and deadlocks. Each
 * is recorded the first time it is met, and since the search is breadth first no behaviour that
 * meets it is shorter.
 *
 * @module
 */

import type { Reading, RecordDomain } from "./domains.ts";
import { toldOf } from "./errors.ts";
import type { Observer } from "./explore.ts";
import type { Machine, StepProperty } from "./language.ts";
import type { Program } from "./program.ts";
import type { Store } from "./store.ts";
import { readingOf } from "./views.ts";

/** The name that stands for the claim that every state without successor is final. */
export const DEADLOCK = "Deadlock";

/** Where a property was first met. */
export interface Met {
  readonly property: string;
  readonly kind: "invariant" | "step" | "deadlock" | "witness";
  /** The number of the state, or of the step's source. */
  readonly id: number;
  /** The step's choice. */
  readonly choice?: number;
}

/** A claim that is still open: its name and its predicate. */
interface Open<F> {
  readonly name: string;
  readonly test: F;
}

/** Checks the safety properties named, {@link DEADLOCK} among them. */
export class Safety<S extends RecordDomain, K> implements Observer {
  /** What was met, in the order in which it was. */
  readonly met: Met[] = [];
  readonly #machine: Machine<S, K>;
  readonly #program: Program;
  readonly #stopAtFirst: boolean;
  readonly #before: Uint32Array;
  readonly #after: Uint32Array;
  readonly #beforeView: Reading<S>;
  readonly #afterView: Reading<S>;
  /** The number of the state that `#before` holds. */
  #source = -1;
  #invariants: Open<(s: Reading<S>, k: K) => boolean>[] = [];
  #witnesses: Open<(s: Reading<S>, k: K) => boolean>[] = [];
  /** The step properties still open, by the number of the choice they observe. */
  readonly #steps: Open<StepProperty<S, K>["holds"]>[][];
  #wantsDeadlock: boolean;
  #violated = false;

  /** There only if a step property is to be checked, so that the search need not ask in vain. */
  readonly stepped?: Observer["stepped"];

  constructor(machine: Machine<S, K>, program: Program, names: readonly string[], stop: boolean) {
    this.#machine = machine;
    this.#program = program;
    this.#stopAtFirst = stop;
    this.#before = new Uint32Array(program.layout.words);
    this.#after = new Uint32Array(program.layout.words);
    this.#beforeView = readingOf<S>(program.layout, this.#before);
    this.#afterView = readingOf<S>(program.layout, this.#after);
    this.#steps = program.choices.map(() => []);
    this.#wantsDeadlock = names.includes(DEADLOCK);
    for (const name of names.filter((name) => name !== DEADLOCK)) {
      const property = machine.properties[name];
      if (property.kind === "invariant") {
        this.#invariants.push({ name, test: property.holds });
      } else if (property.kind === "witness") {
        this.#witnesses.push({ name, test: property.reached });
      } else if (property.kind === "step") {
        program.choices.forEach(({ action }, choice) => {
          if (property.of === undefined || property.of.includes(machine.actions[action])) {
            this.#steps[choice].push({ name, test: property.holds });
          }
        });
      }
    }
    if (this.#steps.some((open) => open.length > 0)) this.stepped = this.#checkStep;
  }

  /** Whether nothing more is wanted of the search. */
  get satisfied(): boolean {
    return this.#stopAtFirst && this.#violated;
  }

  discovered(id: number, states: Uint32Array, at: number): void {
    load(this.#after, states, at);
    for (const { name, test } of this.#invariants) {
      if (this.#ask(name, test)) continue;
      this.#record({ property: name, kind: "invariant", id });
      this.#invariants = this.#invariants.filter((open) => open.name !== name);
    }
    for (const { name, test } of this.#witnesses) {
      if (!this.#ask(name, test)) continue;
      this.met.push({ property: name, kind: "witness", id });
      this.#witnesses = this.#witnesses.filter((open) => open.name !== name);
    }
  }

  expanded(id: number, states: Uint32Array, at: number, successors: number): void {
    if (successors > 0 || !this.#wantsDeadlock) return;
    const { final } = this.#machine;
    load(this.#after, states, at);
    if (final !== undefined && this.#ask("final", final)) return;
    this.#record({ property: DEADLOCK, kind: "deadlock", id });
    this.#wantsDeadlock = false;
  }

  #checkStep(
    source: number,
    choice: number,
    _target: number,
    states: Uint32Array,
    at: number,
    store: Store,
  ): void {
    const open = this.#steps[choice];
    if (open.length === 0) return;
    if (source !== this.#source) {
      store.read(source, this.#before);
      this.#source = source;
    }
    load(this.#after, states, at);
    const { params } = this.#program.choices[choice];
    for (const { name, test } of open) {
      try {
        if (test(this.#beforeView, this.#afterView, params, this.#machine.constants)) continue;
      } catch (error) {
        throw toldOf(error, { property: name });
      }
      this.#record({ property: name, kind: "step", id: source, choice });
      this.#steps.forEach((each, i) => this.#steps[i] = each.filter((step) => step.name !== name));
    }
  }

  #ask(name: string, test: (s: Reading<S>, k: K) => boolean): boolean {
    try {
      return test(this.#afterView, this.#machine.constants);
    } catch (error) {
      throw toldOf(error, { property: name });
    }
  }

  #record(met: Met): void {
    this.met.push(met);
    this.#violated = true;
  }
}

function load(into: Uint32Array, states: Uint32Array, at: number): void {
  for (let w = 0; w < into.length; w++) into[w] = states[at + w];
}
