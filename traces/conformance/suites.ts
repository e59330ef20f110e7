/**
 * Test suites: behaviours of a machine that together take every transition, or every pair of
 * transitions, and the disabled steps to be tried on the way.
 *
 * @module
 */

import type { Behaviour, BehaviourStep, Choice, Graph } from "../../checker/mod.ts";
import { ALLOWANCES } from "./allowances.ts";
import { coverWalks, pairsOf, type Path } from "./cover.ts";
import { isUntried } from "./lock_step.ts";
import type { MachineConstants, MachineState } from "./machine_state.ts";

/** What a suite covers. */
export type Coverage = "transitions" | "pairs";

/** A suite. */
export interface Suite {
  readonly covers: Coverage;
  readonly graph: Graph;
  /** Walks from the initial state, as numbers of edges of the graph. */
  readonly walks: readonly Path[];
  /** How many transitions, or pairs, there are, and how many of them the walks take. */
  readonly all: number;
  readonly covered: number;
}

/** How long a walk may become before the next begins, unless one step needs a longer way. */
export const LONGEST_WALK = 100;

/** The suite that covers the transitions of a graph, or its pairs of transitions. */
export function suiteOf(graph: Graph, k: MachineConstants, covers: Coverage): Suite {
  const rows = { nodes: graph.states, first: graph.first, targets: graph.targets };
  const contested = contestedEdges(graph, k);
  if (covers === "transitions") {
    const walks = coverWalks(rows, LONGEST_WALK, (edge) => contested[edge] === 1);
    return { covers, graph, walks, all: graph.targets.length, covered: distinct(walks) };
  }
  const pairs = pairsOf(rows);
  const paths = coverWalks(pairs, LONGEST_WALK, (pair) => contested[pairs.second[pair]] === 1);
  const walks = paths.map((path) => path.map((pair) => pairs.second[pair]));
  return { covers, graph, walks, all: pairs.targets.length, covered: distinct(paths) };
}

/** Steps that an implementation may decline. They come last in their walks: nothing is sure after them. */
function contestedEdges({ states, first, choices, program, stateAt }: Graph, k: MachineConstants) {
  const contested = new Uint8Array(choices.length);
  for (let state = 0; state < states; state++) {
    const plain = stateAt(state) as unknown as MachineState;
    for (let edge = first[state]; edge < first[state + 1]; edge++) {
      const choice = program.choices[choices[edge]];
      if (ALLOWANCES.some((each) => each.concerns(k, plain, choice))) contested[edge] = 1;
    }
  }
  return contested;
}

function distinct(walks: readonly Path[]): number {
  return new Set(walks.flat()).size;
}

/** The behaviour of a walk. */
export function behaviourOfWalk({ graph }: Suite, walk: Path): Behaviour {
  const steps: BehaviourStep[] = [{ action: null, params: {}, state: graph.stateAt(0) }];
  for (const edge of walk) {
    const choice = graph.program.choices[graph.choices[edge]];
    steps.push({ ...choice, state: graph.stateAt(graph.targets[edge]) });
  }
  return { steps };
}

/** Disabled steps that are worth trying in a state of a graph. */
export function refusalsIn(graph: Graph, k: MachineConstants, state: number): Choice[] {
  const { program, first, choices, complete } = graph;
  // Of a state that a limit left unexpanded nobody knows what is disabled.
  if (!complete && first[state] === first[state + 1]) return [];
  const enabled = new Set(choices.subarray(first[state], first[state + 1]));
  const plain = graph.stateAt(state);
  return program.choices.filter((choice, number) =>
    !enabled.has(number) && !isUntried(k, plain, choice)
  );
}
