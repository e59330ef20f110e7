/**
 * The states in which an obligation may still be open: those that can be reached from a state where
 * it arises without passing one where it is met. A behaviour that violates `leadsTo` ends up here
 * and never leaves.
 *
 * @module
 */

import { Obligation } from "../graph.ts";
import type { Allowance } from "./allowance.ts";
import { NO_STEP, sourceOf, type Steps, type Ways, wayTo } from "./steps.ts";

/** Not in the region. */
export const OUTSIDE = 0xffffffff;

/** The states where an obligation may be open, each with a shortest way there. */
export interface Region {
  /** The states, nearest first. */
  readonly states: Uint32Array;
  /** Steps from an initial state by a way on which the obligation arises; `OUTSIDE` if none. */
  readonly distance: Uint32Array;
  /** The last step of that way; `NO_STEP` where the obligation arises. */
  readonly last: Uint32Array;
}

/**
 * Finds the states where an obligation may be open, nearest first.
 *
 * A way to one of them is a way to a state where the obligation arises, of which a shortest one is
 * the shortest of all, followed by steps between open states. So the search goes level by level,
 * and each level takes in the states of that depth where the obligation arises.
 *
 * @param obligations What is known of each state: an `Obligation`.
 */
export async function openRegion(
  steps: Steps,
  ways: Ways,
  obligations: Uint8Array,
  allowance: Allowance,
): Promise<Region> {
  const queue = allowance.numbers(steps.states);
  const distance = allowance.numbers(steps.states).fill(OUTSIDE);
  const last = allowance.numbers(steps.states).fill(NO_STEP);
  let count = 0;
  let done = 0;
  let unseen = 0;
  for (let level = 0; done < count || unseen < steps.states; level++) {
    for (; unseen < steps.states && ways.depth[unseen] === level; unseen++) {
      if (allowance.isDue) await allowance.pause();
      if (obligations[unseen] !== Obligation.arises || distance[unseen] !== OUTSIDE) continue;
      distance[unseen] = level;
      queue[count++] = unseen;
    }
    for (const end = count; done < end; done++) {
      if (allowance.isDue) await allowance.pause();
      const source = queue[done];
      for (let step = steps.first[source]; step < steps.first[source + 1]; step++) {
        const target = steps.targets[step];
        if (distance[target] !== OUTSIDE || obligations[target] === Obligation.met) continue;
        distance[target] = level + 1;
        last[target] = step;
        queue[count++] = target;
      }
    }
  }
  return { states: queue.subarray(0, count), distance, last };
}

/** A way from an initial state to one where an obligation is open. */
export interface OpenWay {
  /** The initial state. */
  readonly first: number;
  readonly way: readonly number[];
  /** After how many steps the obligation arises. */
  readonly arises: number;
}

/** A shortest way to a state of the region. */
export function wayInto(steps: Steps, ways: Ways, region: Region, state: number): OpenWay {
  const open = wayTo(steps, region.last, state);
  const start = open.length > 0 ? sourceOf(steps, open[0]) : state;
  const before = wayTo(steps, ways.last, start);
  return {
    first: before.length > 0 ? sourceOf(steps, before[0]) : start,
    way: [...before, ...open],
    arises: before.length,
  };
}
