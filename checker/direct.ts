/**
 * Direct execution: a machine's own guards and effects, run on views of packed states.
 *
 * One scratch buffer holds the state that guards read, another the one that effects write. All
 * choices' parameter objects are made beforehand. For each action a small loop over its choices is
 * generated, with the guard and the effect as its only call targets, so that V8 can inline them; a
 * state is copied only where the guard held.
 *
 * @module
 */

import { cardinality, type Draft, type Reading, type RecordDomain, valueAt } from "./domains.ts";
import { toldOf } from "./errors.ts";
import type { Action, Machine, ParameterDomains } from "./language.ts";
import { type Layout, layoutOf } from "./layout.ts";
import type { Choice, Program, Successors } from "./program.ts";
import type { PlainParameters } from "./result.ts";
import { draftOf, readingOf } from "./views.ts";

/** Writes the successors by one action, numbering them from `count`. Returns the new count. */
type Fill = (states: Uint32Array, choices: Uint32Array, count: number) => number;

/** A machine run as it is written. */
export class DirectProgram<S extends RecordDomain, K> implements Program {
  readonly layout: Layout;
  readonly choices: readonly Choice[];
  readonly initialChoices: readonly PlainParameters[];
  readonly #machine: Machine<S, K>;
  /** The state that guards read. */
  readonly #current: Uint32Array;
  /** The state that effects write. */
  readonly #next: Uint32Array;
  readonly #reading: Reading<S>;
  readonly #draft: Draft<S>;
  readonly #names: readonly string[];
  /** For each choice the number of its action. */
  readonly #actionOf: readonly number[];
  readonly #actions: readonly Action<S, K>[];
  readonly #fills: readonly Fill[];
  readonly #fillInitial: Fill;
  /** The number of the action that runs; -1 for the initial one. */
  #running = -1;

  constructor(machine: Machine<S, K>) {
    this.#machine = machine;
    this.layout = layoutOf(machine.state);
    this.#current = new Uint32Array(this.layout.words);
    this.#next = new Uint32Array(this.layout.words);
    this.#reading = readingOf<S>(this.layout, this.#current);
    this.#draft = draftOf<S>(this.layout, this.#next);

    this.initialChoices = combinations(machine.initial.params?.(machine.constants) ?? {});
    this.#fillInitial = this.#fill("initial", machine.initial, this.initialChoices, 0);
    const choices: Choice[] = [];
    const fills: Fill[] = [];
    for (const [name, action] of Object.entries(machine.actions)) {
      const params = combinations(action.params?.(machine.constants) ?? {});
      fills.push(this.#fill(name, action, params, choices.length));
      for (const each of params) choices.push({ action: name, params: each });
    }
    this.choices = choices;
    this.#names = Object.keys(machine.actions);
    this.#actions = Object.values(machine.actions);
    this.#actionOf = choices.map(({ action }) => this.#names.indexOf(action));
    this.#fills = fills;
  }

  initial(into: Successors): number {
    this.#current.fill(0);
    this.#running = -1;
    try {
      return this.#fillInitial(into.states, into.choices, 0);
    } catch (error) {
      throw this.#located(error);
    }
  }

  expand(states: Uint32Array, at: number, into: Successors): number {
    const current = this.#current;
    for (let w = 0; w < current.length; w++) current[w] = states[at + w];
    let count = 0;
    try {
      for (let a = 0; a < this.#fills.length; a++) {
        this.#running = a;
        count = this.#fills[a](into.states, into.choices, count);
      }
    } catch (error) {
      throw this.#located(error);
    }
    return count;
  }

  isEnabled(states: Uint32Array, at: number, choice: number): boolean {
    const { when } = this.#begin(states, at, choice);
    try {
      const { params } = this.choices[choice];
      return when(this.#reading, params as never, this.#machine.constants);
    } catch (error) {
      throw this.#located(error);
    }
  }

  apply(states: Uint32Array, at: number, choice: number, into: Uint32Array, intoAt: number): void {
    const { then } = this.#begin(states, at, choice);
    this.#next.set(this.#current);
    try {
      then(this.#draft, this.choices[choice].params as never, this.#machine.constants);
    } catch (error) {
      throw this.#located(error);
    }
    into.set(this.#next, intoAt);
  }

  /** Loads the state and returns the action of the choice. */
  #begin(states: Uint32Array, at: number, choice: number): Action<S, K> {
    const current = this.#current;
    for (let w = 0; w < current.length; w++) current[w] = states[at + w];
    this.#running = this.#actionOf[choice];
    return this.#actions[this.#running];
  }

  #fill(
    name: string,
    action: Action<S, K>,
    params: readonly PlainParameters[],
    first: number,
  ): Fill {
    const words = this.layout.words;
    const each = (text: (w: number) => string) => Array.from({ length: words }, (_, w) => text(w));
    // The name makes every action's text its own: V8 shares what it learns about equal texts.
    const source = `"use strict"; // ${JSON.stringify(name)} of ${
      JSON.stringify(this.#machine.name)
    }
      return (states, choices, count) => {
        for (let i = 0; i < params.length; i++) {
          if (!when(reading, params[i], constants)) continue;
          ${each((w) => `next[${w}] = current[${w}];`).join(" ")}
          then(draft, params[i], constants);
          const at = count * ${words};
          ${each((w) => `states[at + ${w}] = next[${w}];`).join(" ")}
          choices[count++] = ${first} + i;
        }
        return count;
      };`;
    const scope = {
      params,
      when: action.when,
      then: action.then,
      constants: this.#machine.constants,
      reading: this.#reading,
      draft: this.#draft,
      current: this.#current,
      next: this.#next,
    };
    return new Function(...Object.keys(scope), source)(...Object.values(scope));
  }

  /** The error, with the running action's name where views raised it. */
  #located(error: unknown): unknown {
    const action = this.#running === -1 ? "initial" : this.#names[this.#running];
    return toldOf(error, { action });
  }
}

/** Every combination of the parameters' values; the last parameter varies fastest. */
export function combinations(domains: ParameterDomains): PlainParameters[] {
  let found: PlainParameters[] = [{}];
  for (const [name, domain] of Object.entries(domains)) {
    found = found.flatMap((params) =>
      Array.from(
        { length: cardinality(domain) },
        (_, code) => ({ ...params, [name]: valueAt(domain, code) }),
      )
    );
  }
  return found;
}
