/**
 * An implementation taken through a suite.
 *
 * @module
 */

import type { Choice, Graph } from "../../checker/mod.ts";
import type { Adapter } from "./adapter.ts";
import type { Path } from "./cover.ts";
import type { MachineConstants } from "./machine_state.ts";
import { refusalsIn, type Suite } from "./suites.ts";
import { type Disagreement, type StepResult, Trial } from "./trial.ts";

/** How an implementation fails: the steps that lead there, the last of which disagrees. */
export interface Failure {
  readonly steps: readonly Choice[];
  readonly disagreement: Disagreement;
}

/** What a run has done. */
export interface SuiteRun {
  readonly walks: number;
  readonly steps: number;
  readonly declined: number;
  readonly allowed: number;
  /** The first failure, with a shortest way to it. */
  readonly failure: Failure | null;
}

/** Takes an implementation through a suite, up to its first failure. */
export async function runSuite(
  suite: Suite,
  k: MachineConstants,
  adapter: Adapter,
): Promise<SuiteRun> {
  const { graph } = suite;
  const visited = new Uint8Array(graph.states);
  const run = { walks: 0, steps: 0, declined: 0, allowed: 0 };
  for (const walk of suite.walks) {
    run.walks++;
    const failure = await takeWalk(graph, k, adapter, walk, visited, run);
    if (failure !== null) return { ...run, failure: await shortest(graph, k, adapter, failure) };
  }
  return { ...run, failure: null };
}

/** Where a walk failed: the choice in a state. */
interface Found extends Failure {
  readonly state: number;
}

async function takeWalk(
  graph: Graph,
  k: MachineConstants,
  adapter: Adapter,
  walk: Path,
  visited: Uint8Array,
  run: { steps: number; declined: number; allowed: number },
): Promise<Found | null> {
  const trial = new Trial(adapter, k);
  const steps: Choice[] = [];
  let state = 0;
  const failed = (result: StepResult, choice: Choice | null): Found | null => {
    if (result.kind !== "disagrees") return null;
    const led = choice === null ? steps : [...steps, choice];
    return { steps: [...led], state, disagreement: result.disagreement };
  };
  const begun = failed(await begin(trial, graph), null);
  if (begun !== null) return begun;
  for (let position = 0;; position++) {
    if (visited[state] === 0) {
      visited[state] = 1;
      for (const choice of refusalsIn(graph, k, state)) {
        const result = await guarded(
          () => trial.attempt(graph.stateAt(state), choice),
          choice,
          false,
        );
        const found = failed(result, choice);
        if (found !== null) return found;
        run.declined++;
      }
    }
    if (position === walk.length) return null;
    const edge = walk[position];
    const choice = graph.program.choices[graph.choices[edge]];
    const target = graph.targets[edge];
    const result = await guarded(
      () => trial.step(graph.stateAt(state), choice, graph.stateAt(target)),
      choice,
      true,
    );
    run.steps++;
    const found = failed(result, choice);
    if (found !== null) return found;
    if (result.kind === "allowed") {
      run.allowed++;
      return null;
    }
    steps.push(choice);
    state = target;
  }
}

function begin(trial: Trial, graph: Graph): Promise<StepResult> {
  return guarded(() => trial.start(graph.stateAt(0)), null, true);
}

/** An implementation that throws disagrees: the machine never does. */
async function guarded(
  step: () => Promise<StepResult>,
  choice: Choice | null,
  enabled: boolean,
): Promise<StepResult> {
  try {
    return await step();
  } catch (error) {
    const observed = [`threw ${error instanceof Error ? error.message : String(error)}`];
    const disagreement = {
      choice,
      enabled,
      expected: null,
      answer: null,
      observed,
      departures: [],
    };
    return { kind: "disagrees", disagreement };
  }
}

/** How many states are tried for a shorter way to a failure. */
const MOST_TRIES = 200;

/** The failure of the same choice by as short a way as there is to be found: nearest states first. */
async function shortest(
  graph: Graph,
  k: MachineConstants,
  adapter: Adapter,
  found: Found,
): Promise<Failure> {
  const { choice, enabled } = found.disagreement;
  if (choice === null) return found;
  const number = graph.program.choices.indexOf(choice);
  let tries = 0;
  for (let state = 0; state <= found.state && tries < MOST_TRIES; state++) {
    const edges = graph.choices.subarray(graph.first[state], graph.first[state + 1]);
    if (edges.includes(number) !== enabled) continue;
    if (!enabled && !refusalsIn(graph, k, state).includes(choice)) continue;
    tries++;
    const failure = await failureAt(graph, k, adapter, state, choice, enabled);
    if (failure !== null && failure.steps.length <= found.steps.length) return failure;
  }
  return found;
}

/** The failure of a choice in a state that is reached by a shortest way, if it fails there. */
async function failureAt(
  graph: Graph,
  k: MachineConstants,
  adapter: Adapter,
  state: number,
  choice: Choice,
  enabled: boolean,
): Promise<Failure | null> {
  const { steps } = graph.behaviourTo(state);
  const trial = new Trial(adapter, k);
  if ((await begin(trial, graph)).kind !== "agrees") return null;
  const led: Choice[] = [];
  for (let position = 1; position < steps.length; position++) {
    const { action, params, state: after } = steps[position];
    const taken = { action: action!, params };
    const before = steps[position - 1].state;
    const result = await guarded(() => trial.step(before, taken, after), taken, true);
    led.push(taken);
    // On the way it may fail earlier still.
    if (result.kind === "disagrees") return { steps: led, disagreement: result.disagreement };
    if (result.kind === "allowed") return null;
  }
  const result = await guarded(
    () =>
      enabled
        ? stepInGraph(trial, graph, state, choice)
        : trial.attempt(steps[steps.length - 1].state, choice),
    choice,
    enabled,
  );
  return result.kind === "disagrees"
    ? { steps: [...led, choice], disagreement: result.disagreement }
    : null;
}

function stepInGraph(trial: Trial, graph: Graph, state: number, choice: Choice) {
  const { first, choices, targets, program } = graph;
  for (let edge = first[state]; edge < first[state + 1]; edge++) {
    if (program.choices[choices[edge]] === choice) {
      return trial.step(graph.stateAt(state), choice, graph.stateAt(targets[edge]));
    }
  }
  throw new Error(`Cannot take ${choice.action}: it is not enabled in state ${state}`);
}
