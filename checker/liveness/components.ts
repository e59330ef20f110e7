/**
 * Strongly connected components, by Tarjan's algorithm (SIAM Journal on Computing 1:2, 1972)
 * without recursion, so that the length of a path is bounded by memory and not by the call stack.
 *
 * @example Two states that lead to each other, and one that leads away
 * ```ts
 * import { Allowance } from "./allowance.ts";
 * import { ComponentSearch } from "./components.ts";
 * import { assertEquals } from "@std/assert";
 *
 * const steps = {
 *   states: 3,
 *   initialStates: 1,
 *   first: Uint32Array.of(0, 1, 3, 3),
 *   targets: Uint32Array.of(1, 0, 2),
 *   choices: Uint32Array.of(0, 1, 2),
 * };
 * const parts = new Uint32Array(3); // All three states belong to part 0.
 * const search = new ComponentSearch(steps, parts, new Allowance());
 * const found: number[][] = [];
 * for (const end of await search.search(Uint32Array.of(0, 1, 2))) {
 *   found.push([...search.members.subarray(0, end)].sort());
 * }
 * assertEquals(found, [[0, 1]]);
 * ```
 *
 * @module
 */

import { Numbers } from "../numbers.ts";
import type { Allowance } from "./allowance.ts";
import type { Steps } from "./steps.ts";

/** The number of a state that the search has not come to, and of one it has done with. */
const UNSEEN = 0;
const DONE = 0xffffffff;

/** Searches parts of a graph for strongly connected components. */
export class ComponentSearch {
  readonly #steps: Steps;
  readonly #allowance: Allowance;
  /** Which part each state belongs to. Steps from one part to another are not followed. */
  readonly #parts: Uint32Array;
  /** When the search came to a state, counted from 1; `DONE` for those that it has nothing to do with. */
  readonly #order: Uint32Array;
  /** States whose component is not known yet. */
  readonly #waiting: Uint32Array;
  /**
   * The path from a root to the state being looked at; and for each state on it, how far the search
   * has come with its steps, and the earliest state, by `#order`, that is known to be reached from it.
   */
  readonly #path: Uint32Array;
  readonly #position: Uint32Array;
  readonly #earliest: Uint32Array;
  /** The members of what was last found, component by component. */
  readonly members: Uint32Array;

  constructor(steps: Steps, parts: Uint32Array, allowance: Allowance) {
    this.#steps = steps;
    this.#parts = parts;
    this.#allowance = allowance;
    this.#order = allowance.numbers(steps.states).fill(DONE);
    this.#waiting = allowance.numbers(steps.states);
    this.#path = allowance.numbers(steps.states);
    this.#position = allowance.numbers(steps.states);
    this.#earliest = allowance.numbers(steps.states);
    this.members = allowance.numbers(steps.states);
  }

  /**
   * Finds the strongly connected components of the parts whose states are given, but for components
   * of a single state. Returns where each of them ends in {@link members}, in turn.
   */
  async search(states: Uint32Array): Promise<Uint32Array> {
    const { first, targets } = this.#steps;
    const parts = this.#parts;
    const order = this.#order;
    const earliest = this.#earliest;
    const waiting = this.#waiting;
    const path = this.#path;
    const position = this.#position;
    const members = this.members;
    const ends = new Numbers();
    for (const state of states) order[state] = UNSEEN;
    let seen = 0;
    let waitingCount = 0;
    let found = 0;
    for (const root of states) {
      if (order[root] !== UNSEEN) continue;
      let length = 0;
      for (let entered = root;;) {
        if (this.#allowance.isDue) await this.#allowance.pause();
        if (order[entered] === UNSEEN) {
          order[entered] = earliest[length] = ++seen;
          waiting[waitingCount++] = entered;
          path[length] = entered;
          position[length++] = first[entered];
        }
        const top = length - 1;
        const state = path[top];
        const end = first[state + 1];
        const part = parts[state];
        let least = earliest[top];
        let step = position[top];
        for (; step < end; step++) {
          const target = targets[step];
          const known = order[target];
          if (known === DONE || parts[target] !== part) continue;
          if (known === UNSEEN) {
            entered = target;
            break;
          }
          if (known < least) least = known;
        }
        if (step < end) {
          earliest[top] = least;
          position[top] = step + 1;
          continue;
        }
        if (least === order[state]) {
          let rest = waitingCount;
          do order[waiting[--rest]] = DONE; while (waiting[rest] !== state);
          if (waitingCount - rest > 1) {
            for (let i = rest; i < waitingCount; i++) members[found++] = waiting[i];
            ends.push(found);
          }
          waitingCount = rest;
        }
        length = top;
        if (top === 0) break;
        if (least < earliest[top - 1]) earliest[top - 1] = least;
        entered = path[top - 1];
      }
    }
    return ends.values();
  }
}
