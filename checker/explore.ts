/**
 * The reference search: breadth first, every reachable state once, with links to parents.
 *
 * Whoever wants something of it (safety properties, the graph for liveness and test suites)
 * observes it. The search itself only finds states, counts, and stops where it is told to.
 *
 * @module
 */

import { DomainError, IndexError, MachineError } from "./errors.ts";
import { type Program, type Successors, successorsFor } from "./program.ts";
import type { Counts } from "./result.ts";
import type { Search } from "./search.ts";
import { NO_PARENT, Store } from "./store.ts";
import { behaviourTo } from "./trace.ts";

/** Told what the search comes across. States are given as the words from `states[at]` on. */
export interface Observer {
  /** A state seen for the first time. */
  discovered?(id: number, states: Uint32Array, at: number): void;
  /** A step, whether or not its target is new. The words given are the target's. */
  stepped?(
    source: number,
    choice: number,
    target: number,
    states: Uint32Array,
    at: number,
    store: Store,
  ): void;
  /** A state all of whose steps have been told; the next to be told are another's. */
  expanded?(id: number, states: Uint32Array, at: number, successors: number): void;
  /** Looked at after each expansion; the search ends when it is true. */
  readonly satisfied?: boolean;
  /** Bytes that the observer holds, to be counted with the search's own. */
  readonly bytes?: number;
}

/** A search in progress, advanced by one state at a time. */
export class Exploration implements Search {
  readonly program: Program;
  readonly store: Store;
  /** Steps taken with each choice, by its number. */
  readonly steps: Float64Array;
  /** States first reached with each choice, by its number. */
  readonly discoveries: Float64Array;
  readonly #observers: readonly Observer[];
  readonly #onDiscovered: readonly Observer[];
  readonly #onStepped: readonly Observer[];
  readonly #onExpanded: readonly Observer[];
  readonly #successors: Successors;
  /** What the store says of the successors. */
  readonly #numbers: Int32Array;
  readonly #state: Uint32Array;
  /** The number of the state to expand next. */
  #next = 0;
  /** The number of the first state of the next level. */
  #levelEnd = 0;
  #depth = 1;
  #generated = 0;
  #generatedInitially = 0;
  #initial = 0;
  #least = Infinity;
  #most = 0;
  #satisfied = false;

  constructor(program: Program, observers: readonly Observer[] = []) {
    this.program = program;
    this.store = new Store(program.layout.words);
    this.steps = new Float64Array(program.choices.length);
    this.discoveries = new Float64Array(program.choices.length);
    this.#observers = observers;
    this.#onDiscovered = observers.filter((observer) => observer.discovered);
    this.#onStepped = observers.filter((observer) => observer.stepped);
    this.#onExpanded = observers.filter((observer) => observer.expanded);
    this.#successors = successorsFor(program);
    this.#numbers = new Int32Array(this.#successors.choices.length);
    this.#state = new Uint32Array(program.layout.words);
    this.#begin();
  }

  /** Distinct states found. */
  get size(): number {
    return this.store.size;
  }

  /** Whether every reachable state has been expanded. */
  get complete(): boolean {
    return this.#next === this.store.size;
  }

  /** Whether the observers want no more. */
  get satisfied(): boolean {
    return this.#satisfied;
  }

  /** Bytes held by the search and its observers. */
  get bytes(): number {
    return this.#observers.reduce((sum, observer) => sum + (observer.bytes ?? 0), this.store.bytes);
  }

  /** States found and not yet expanded. */
  get frontier(): number {
    return this.store.size - this.#next;
  }

  /** Initial states, each counted once. They have the numbers from 0 on. */
  get initialStates(): number {
    return this.#initial;
  }

  /** How much was found; successors are those of the states expanded. */
  get counts(): Counts {
    const expanded = this.#next;
    const successors = this.#generated - this.#generatedInitially;
    return {
      distinct: this.store.size,
      generated: this.#generated,
      depth: this.#depth,
      outDegree: {
        least: expanded === 0 ? 0 : this.#least,
        most: this.#most,
        mean: expanded === 0 ? 0 : successors / expanded,
      },
    };
  }

  #begin(): void {
    const { states } = this.#successors;
    const count = this.program.initial(this.#successors);
    if (count === 0) throw new MachineError("Cannot explore: there is no initial state");
    this.#generated = this.#generatedInitially = count;
    for (let i = 0; i < count; i++) {
      const at = i * this.program.layout.words;
      const id = this.store.add(states, at, NO_PARENT);
      if (id < 0) {
        for (const observer of this.#onDiscovered) observer.discovered!(~id, states, at);
      }
    }
    this.#initial = this.#levelEnd = this.store.size;
    this.#satisfied = this.#observers.some((observer) => observer.satisfied);
  }

  /** Expands the next state, unless there is none. */
  advance(): void {
    const source = this.#next;
    if (source === this.store.size) return;
    if (source === this.#levelEnd) {
      this.#depth++;
      this.#levelEnd = this.store.size;
    }
    this.store.read(source, this.#state);
    try {
      this.#expandState(source);
    } catch (error) {
      // A misfit is a mistake in the specification; how to get there is what its author needs.
      if (error instanceof DomainError || error instanceof IndexError) {
        error.behaviour ??= behaviourTo(this.program, this.store, source);
      }
      throw error;
    }
    this.#next++;
    for (const observer of this.#observers) this.#satisfied ||= observer.satisfied === true;
  }

  #expandState(source: number): void {
    const { states, choices } = this.#successors;
    const { words } = this.program.layout;
    const count = this.program.expand(this.#state, 0, this.#successors);
    this.#generated += count;
    this.#least = Math.min(this.#least, count);
    this.#most = Math.max(this.#most, count);
    const numbers = this.#numbers;
    this.store.addAll(states, count, source, numbers);
    for (let i = 0, at = 0; i < count; i++, at += words) {
      const choice = choices[i];
      this.steps[choice]++;
      let target = numbers[i];
      if (target < 0) {
        target = ~target;
        this.discoveries[choice]++;
        for (const observer of this.#onDiscovered) observer.discovered!(target, states, at);
      }
      for (const observer of this.#onStepped) {
        observer.stepped!(source, choice, target, states, at, this.store);
      }
    }
    for (const observer of this.#onExpanded) observer.expanded!(source, this.#state, 0, count);
  }
}
