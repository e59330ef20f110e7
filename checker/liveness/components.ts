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
 * const found: number[][] = [];
 * const part = new Uint32Array(3); // All three states belong to part 0.
 * const search = new ComponentSearch(steps, part, new Allowance());
 * await search.search(Uint32Array.of(0, 1, 2), 0, (members) => {
 *   found.push([...members].sort());
 * });
 * assertEquals(found, [[0, 1]]);
 * ```
 *
 * @module
 */

import type { Allowance } from "./allowance.ts";
import type { Steps } from "./steps.ts";

/** The number of a state that the search has not come to, and of one it has done with. */
const UNSEEN = 0;
const DONE = 0xffffffff;

/** What is told of each component. */
type Found = (members: Uint32Array) => void | Promise<void>;

/** Searches parts of a graph for strongly connected components. */
export class ComponentSearch {
  readonly #steps: Steps;
  readonly #allowance: Allowance;
  /** Which part each state belongs to. Steps that leave a part are not followed. */
  readonly #part: Uint32Array;
  /** When the search came to a state, counted from 1. */
  readonly #order: Uint32Array;
  /** The earliest state, by `#order`, that is known to be reached from a state. */
  readonly #earliest: Uint32Array;
  /** States whose component is not known yet. */
  readonly #waiting: Uint32Array;
  /** The path from a root to the state being looked at, and how far each state on it has come. */
  readonly #path: Uint32Array;
  readonly #position: Uint32Array;

  constructor(steps: Steps, part: Uint32Array, allowance: Allowance) {
    this.#steps = steps;
    this.#part = part;
    this.#allowance = allowance;
    this.#order = allowance.numbers(steps.states);
    this.#earliest = allowance.numbers(steps.states);
    this.#waiting = allowance.numbers(steps.states);
    this.#path = allowance.numbers(steps.states);
    this.#position = allowance.numbers(steps.states);
  }

  /**
   * Tells `found` every strongly connected component of part number `part`, whose states are
   * `states`, but for components of a single state. The members are only lent. `found` may move
   * members to other parts.
   */
  async search(states: Uint32Array, part: number, found: Found): Promise<void> {
    for (const state of states) this.#order[state] = UNSEEN;
    let seen = 0;
    for (const root of states) {
      if (this.#allowance.isDue) await this.#allowance.pause();
      if (this.#order[root] !== UNSEEN) continue;
      seen = await this.#from(root, part, seen, found);
    }
  }

  async #from(root: number, part: number, seen: number, found: Found): Promise<number> {
    const { first, targets } = this.#steps;
    const order = this.#order;
    const earliest = this.#earliest;
    const waiting = this.#waiting;
    const path = this.#path;
    const position = this.#position;
    let waitingCount = 0;
    let length = 0;
    const enter = (state: number) => {
      order[state] = earliest[state] = ++seen;
      waiting[waitingCount++] = state;
      path[length] = state;
      position[length++] = first[state];
    };
    enter(root);
    while (length > 0) {
      if (this.#allowance.isDue) await this.#allowance.pause();
      const state = path[length - 1];
      if (position[length - 1] < first[state + 1]) {
        const target = targets[position[length - 1]++];
        if (this.#part[target] !== part) continue;
        if (order[target] === UNSEEN) enter(target);
        else if (order[target] < earliest[state]) earliest[state] = order[target];
        continue;
      }
      length--;
      if (length > 0 && earliest[state] < earliest[path[length - 1]]) {
        earliest[path[length - 1]] = earliest[state];
      }
      if (earliest[state] !== order[state]) continue;
      let rest = waitingCount;
      do order[waiting[--rest]] = DONE; while (waiting[rest] !== state);
      if (waitingCount - rest > 1) await found(waiting.subarray(rest, waitingCount));
      waitingCount = rest;
    }
    return seen;
  }
}
