/**
 * The explored graph as the liveness check reads it. A *step* is an edge of the graph, by its
 * number, which tells its source, its choice and its target.
 *
 * A step whose target is its source changes nothing: it is stuttering, and counts neither as taking
 * its action nor as the action's being enabled (TLA+ writes `<<A>>_vars` for exactly that).
 *
 * @module
 */

import type { Graph } from "../graph.ts";
import type { Allowance } from "./allowance.ts";

/**
 * Numbered states and the steps between them. State `s` has the steps from `first[s]` up to, but not
 * including, `first[s + 1]`.
 */
export type Steps = Pick<Graph, "states" | "initialStates" | "first" | "targets" | "choices">;

/** No step: the way to a state begins there. */
export const NO_STEP = 0xffffffff;

/** The state that a step leaves, by bisection. */
export function sourceOf(steps: Steps, step: number): number {
  let low = 0;
  let high = steps.states;
  while (high - low > 1) {
    const middle = (low + high) >>> 1;
    if (steps.first[middle] <= step) low = middle;
    else high = middle;
  }
  return low;
}

/** A shortest way to every state. */
export interface Ways {
  /** Steps from an initial state. Never falls from one state's number to the next. */
  readonly depth: Uint32Array;
  /** The last step of the way; `NO_STEP` for an initial state. */
  readonly last: Uint32Array;
}

/** Finds a shortest way to every state, which takes one pass as states are in breadth-first order. */
export async function shortestWays(steps: Steps, allowance: Allowance): Promise<Ways> {
  const depth = allowance.numbers(steps.states);
  const last = allowance.numbers(steps.states).fill(NO_STEP);
  for (let source = 0; source < steps.states; source++) {
    if (allowance.isDue) await allowance.pause();
    for (let step = steps.first[source]; step < steps.first[source + 1]; step++) {
      const target = steps.targets[step];
      if (target < steps.initialStates || last[target] !== NO_STEP) continue;
      last[target] = step;
      depth[target] = depth[source] + 1;
    }
  }
  return { depth, last };
}

/** The steps by which `last` leads to a state, in the order in which they are taken. */
export function wayTo(steps: Steps, last: Uint32Array, state: number): number[] {
  const way: number[] = [];
  for (let step = last[state]; step !== NO_STEP; step = last[sourceOf(steps, step)]) way.push(step);
  return way.reverse();
}
