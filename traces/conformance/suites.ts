/**
 * Test suites: behaviours of a machine that together take every transition, or every pair of
 * transitions, or every situation, or lead to every witness, and the disabled steps to be tried on the
 * way.
 *
 * Where an adapter tells its whole state, and that is compared after every step, the suite that covers
 * the transitions is complete in the sense of the W-method: the state told is a status message, so no
 * sequences are needed to tell states apart. It then finds every implementation that does not agree with
 * the machine, assumed that two hosts that tell the same state do the same from there on. Covering pairs
 * finds those too whose mistake shows one step later than the state that they tell.
 *
 * @module
 */

import type { Behaviour, BehaviourStep, Choice, Graph } from "../../checker/mod.ts";
import { ALLOWANCES, UNTRIED } from "./allowances.ts";
import { coverWalks, pairsOf, type Path, reachableEdges, reached } from "./cover.ts";
import { type MachineConstants, type MachineState, machineState } from "./machine_state.ts";
import { situationOf } from "./situations.ts";
import type { Explored } from "./suite_places.ts";
import type { Walk } from "./walks.ts";
import { witnessesIn } from "./witnesses.ts";

/** What a suite covers. */
export const COVERAGES = ["situations", "transitions", "pairs", "witnesses"] as const;
export type Coverage = typeof COVERAGES[number];

/** A suite. */
export interface Suite {
  readonly explored: Explored;
  readonly covers: Coverage;
  readonly seed: number;
  /** Walks from the initial state, as numbers of edges of the graph. */
  readonly walks: readonly Path[];
  /** How much there is to cover, and how much of it the walks take. */
  readonly all: number;
  readonly covered: number;
}

/** How long a walk may become before the next begins, unless one step needs a longer way. */
export const LONGEST_WALK = 100;

/** The suite that covers a place's graph. Always the same for the same seed. */
export function suiteOf(explored: Explored, covers: Coverage, seed = 0): Suite {
  const { graph, constants } = explored;
  const rows = { nodes: graph.states, first: graph.first, targets: graph.targets };
  const contested = contestedEdges(graph, constants);
  const ends = (edge: number) => contested[edge] === 1;
  const options = { longest: LONGEST_WALK, seed };
  const common = { explored, covers, seed };
  if (covers === "pairs") {
    const pairs = pairsOf(rows);
    const paths = coverWalks(pairs, { ...options, ends: (pair) => ends(pairs.second[pair]) });
    const walks = paths.map((path) => path.map((pair) => pairs.second[pair]));
    return { ...common, walks, all: reachableEdges(pairs), covered: distinct(paths) };
  }
  if (covers === "transitions") {
    const walks = coverWalks(rows, { ...options, ends });
    return { ...common, walks, all: reachableEdges(rows), covered: distinct(walks) };
  }
  if (covers === "witnesses") {
    const { ways, all } = witnessesIn(explored, ends);
    return { ...common, walks: [...ways.values()], all, covered: ways.size };
  }
  const wanted = firstOfEachSituation(graph, constants);
  const walks = coverWalks(rows, { ...options, ends, wants: (edge) => wanted.has(edge) });
  const covered = new Set(walks.flat().filter((edge) => wanted.has(edge))).size;
  return { ...common, walks, all: wanted.size, covered };
}

/** The nearest edge of every situation that can be reached. */
function firstOfEachSituation(graph: Graph, k: MachineConstants): Set<number> {
  const seen = reached({ nodes: graph.states, first: graph.first, targets: graph.targets });
  const situations = new Set<string>();
  const wanted = new Set<number>();
  const states = new Map<number, MachineState>();
  const stateAt = (state: number) => {
    let plain = states.get(state);
    if (plain === undefined) states.set(state, plain = machineState(graph.stateAt(state)));
    return plain;
  };
  for (let state = 0; state < graph.states; state++) {
    if (seen[state] === 0) continue;
    for (let edge = graph.first[state]; edge < graph.first[state + 1]; edge++) {
      const choice = graph.program.choices[graph.choices[edge]];
      const situation = situationOf(k, stateAt(state), choice, stateAt(graph.targets[edge]));
      if (situations.has(situation)) continue;
      situations.add(situation);
      wanted.add(edge);
    }
    states.delete(state);
  }
  return wanted;
}

/** Steps that an implementation may decline. They come last in their walks: nothing is sure after them. */
function contestedEdges({ states, first, choices, program, stateAt }: Graph, k: MachineConstants) {
  const contested = new Uint8Array(choices.length);
  for (let state = 0; state < states; state++) {
    const plain = machineState(stateAt(state));
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

/** The walks of a suite; what is disabled in a state is to be tried when it is first reached. */
export function* walksOf(suite: Suite): Generator<Walk> {
  const { graph } = suite.explored;
  const visited = new Set<number>();
  for (const path of suite.walks) {
    const refused = new Map<number, readonly Choice[]>();
    [0, ...path.map((edge) => graph.targets[edge])].forEach((state, position) => {
      if (visited.has(state)) return;
      visited.add(state);
      const choices = refusalsIn(suite.explored, state);
      if (choices.length > 0) refused.set(position, choices);
    });
    yield { behaviour: behaviourOfPath(graph, path), refused };
  }
}

function behaviourOfPath(graph: Graph, path: Path): Behaviour {
  const steps: BehaviourStep[] = [{ action: null, params: {}, state: graph.stateAt(0) }];
  for (const edge of path) {
    const choice = graph.program.choices[graph.choices[edge]];
    steps.push({ ...choice, state: graph.stateAt(graph.targets[edge]) });
  }
  return { steps };
}

/** Disabled steps that are worth trying in a state of a graph. */
export function refusalsIn({ graph, constants, whole }: Explored, state: number): Choice[] {
  const { program, first, choices, complete } = graph;
  // Of a state that a limit left unexpanded nobody knows what is disabled.
  if (!complete && first[state] === first[state + 1]) return [];
  const plain = machineState(graph.stateAt(state));
  // Where scans are run whole, nobody gets a word in while one is under way.
  if (whole && plain.queue.some(({ scan }) => scan.phase !== "idle")) return [];
  const enabled = new Set(choices.subarray(first[state], first[state + 1]));
  return program.choices.filter((choice, number) =>
    !enabled.has(number) && !isUntried(constants, plain, choice)
  );
}

/** Whether trying a disabled choice would say nothing. */
export function isUntried(k: MachineConstants, state: MachineState, choice: Choice): boolean {
  return UNTRIED.some((each) => each.holds(k, state, choice));
}
