/**
 * Tests that cover a suite: walks from the initial state that together take every situation, or every
 * step, at least once.
 *
 * A *situation* is an action with its parameters, what it meets (who holds what, how far scans,
 * commands and teardowns are), and how it is answered. It leaves out what the action does not look at,
 * such as the contents of other slots, so there are far fewer situations than steps.
 *
 * @module
 */

import type { Edge, Reachable } from "./reachable.ts";
import type { MachineState } from "../conformance/machine_state.ts";

/** Which steps a cover takes. */
export type Depth = "situations" | "steps";

/** Walks, and what they cover. */
export interface Cover {
  /** Each from the initial state, as choices by number. */
  readonly walks: readonly (readonly number[])[];
  readonly situations: { readonly covered: number; readonly all: number };
  readonly steps: { readonly covered: number; readonly all: number };
}

/** The longest walk: a failure in a long one takes long to make short. */
const LONGEST = 80;

/** The situation of a step, as text. */
export function situationOf(
  { stepper }: Reachable,
  choice: number,
  before: MachineState,
  after: MachineState,
): string {
  const { claim, controller, window, queue } = before;
  const { action, params } = stepper.choices[choice];
  const met: unknown[] = [claim.phase, controller.phase];
  const { queue: q, window: w, flight: f } = params as { [name: string]: number | undefined };
  const about = q ?? (f === undefined ? undefined : controller.flight[f].queue);
  if (about !== undefined) {
    const { armed, scan, issue } = queue[about];
    met.push(
      armed,
      scan.phase,
      scan.cursor === scan.to,
      issue.map(({ phase }) => phase),
      after.queue[about].answer,
    );
  }
  if (w !== undefined) {
    const scanning = queue.some(({ scan }) => scan.phase !== "idle");
    const busy = controller.flight.some(({ phase }) => phase === "busy");
    met.push(window[w].phase, scanning, busy);
  }
  if (q === undefined && w === undefined) {
    met.push(window.map(({ phase }) => phase), queue.map(({ armed, answer }) => [armed, answer]));
  }
  return JSON.stringify([action, params, met]);
}

/**
 * Covers a suite's graph with walks.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { cover } from "./cover.ts";
 * import { reachable } from "./reachable.ts";
 * import { suites } from "./suites.ts";
 *
 * const graph = reachable(suites[0], false, 10_000);
 * const { steps } = cover(graph, "steps");
 * assertEquals(steps.covered, steps.all);
 * ```
 */
export function cover(graph: Reachable, depth: Depth): Cover {
  const { edges } = graph;
  const wanted: boolean[][] = [];
  const covered: boolean[][] = edges.map((out) => out.map(() => false));
  const situations = new Set<string>();
  let all = 0;
  let left = 0;
  const states = new Map<number, MachineState>();
  const stateAt = (number: number) => {
    let state = states.get(number);
    if (state === undefined) states.set(number, state = graph.stateAt(number));
    return state;
  };
  edges.forEach((out, source) => {
    wanted.push(out.map(({ choice, target }) => {
      all++;
      const situation = situationOf(graph, choice, stateAt(source), stateAt(target));
      const isNew = !situations.has(situation);
      situations.add(situation);
      const wants = depth === "steps" || isNew;
      if (wants) left++;
      return wants;
    }));
  });

  const walks: number[][] = [];
  let taken = 0;
  const take = (source: number, at: number) => {
    if (!covered[source][at]) taken++;
    covered[source][at] = true;
    if (!wanted[source][at]) return;
    wanted[source][at] = false;
    left--;
  };
  while (left > 0) {
    const walk: number[] = [];
    let state = 0;
    while (walk.length < LONGEST) {
      const way = nearestWanted(edges, wanted, state, LONGEST - walk.length);
      if (way === null) break;
      for (const at of way) {
        const { choice, target }: Edge = edges[state][at];
        take(state, at);
        walk.push(choice);
        state = target;
      }
    }
    if (walk.length === 0) {
      // What is further from the initial state than a walk is long: one walk for it alone.
      const way = nearestWanted(edges, wanted, 0, Infinity);
      if (way === null) break;
      for (const at of way) {
        walk.push(edges[state][at].choice);
        take(state, at);
        state = edges[state][at].target;
      }
    }
    walks.push(walk);
  }
  return {
    walks,
    situations: {
      covered: depth === "steps" || left === 0 ? situations.size : situations.size - left,
      all: situations.size,
    },
    steps: { covered: taken, all },
  };
}

/** The shortest way from a state to a step that is wanted, that step included, as positions of edges. */
function nearestWanted(
  edges: Reachable["edges"],
  wanted: readonly (readonly boolean[])[],
  from: number,
  longest: number,
): number[] | null {
  const came = new Map<number, { source: number; at: number }>([[from, { source: -1, at: -1 }]]);
  let level = [from];
  for (let length = 1; level.length > 0 && length <= longest; length++) {
    const next: number[] = [];
    for (const source of level) {
      // States beyond the limit were not expanded.
      const out = edges[source] ?? [];
      const at = out.findIndex((_, i) => wanted[source][i]);
      if (at >= 0) {
        const way = [at];
        for (let s = source; came.get(s)!.source >= 0; s = came.get(s)!.source) {
          way.push(came.get(s)!.at);
        }
        return way.reverse();
      }
      out.forEach(({ target }, i) => {
        if (came.has(target)) return;
        came.set(target, { source, at: i });
        next.push(target);
      });
    }
    level = next;
  }
  return null;
}
