/**
 * Lock step: machine and implementation explored together, exhaustively.
 *
 * The implementation is real and cannot be copied, so it is walked: along the machine's graph, always
 * on to the nearest step that was not taken yet, and from the beginning again where there is no way on.
 * In every state that is reached every enabled choice is taken, and every disabled one is tried.
 *
 * @module
 */

import type { Graph } from "../../checker/mod.ts";
import type { Adapter } from "./adapter.ts";
import { type MachineConstants, machineState } from "./machine_state.ts";
import { isUntried } from "./suites.ts";
import { type Disagreement, type StepResult, Trial } from "./trial.ts";

/** What a walk in lock step has found. */
export interface LockStep {
  /** States of the machine, and those in which the implementation was brought. */
  readonly states: number;
  readonly reached: number;
  /** Steps of the machine: all, those that were taken and agreed, and those that were allowed not to. */
  readonly steps: number;
  readonly agreed: number;
  readonly allowed: ReadonlyMap<string, number>;
  /** Disabled steps that were tried, and declined. */
  readonly declined: number;
  /** Steps that were taken in all, repetitions on the way included, and beginnings. */
  readonly taken: number;
  readonly starts: number;
  /** Where the two parted, each with the number of the state. */
  readonly disagreements: readonly (Disagreement & { readonly state: number })[];
}

/** How far to go. */
export interface LockStepOptions {
  /** After how many disagreements to give up. */
  readonly most?: number;
  /** Whether disabled steps are tried. */
  readonly negative?: boolean;
}

/** Explores a machine's graph and an implementation in lock step. */
export async function lockStep(
  graph: Graph,
  k: MachineConstants,
  adapter: Adapter,
  options: LockStepOptions = {},
): Promise<LockStep> {
  const walk = new Walk(graph, k, adapter, options);
  await walk.run();
  return walk.result();
}

/** What became of an edge of the graph. */
const UNKNOWN = 0;
const AGREED = 1;
const CLOSED = 2;

class Walk {
  readonly #graph: Graph;
  readonly #trial: Trial;
  readonly #k: MachineConstants;
  readonly #most: number;
  readonly #edges: Uint8Array;
  /** By state, how many edges are not known yet. */
  readonly #open: Int32Array;
  readonly #visited: Uint8Array;
  readonly #tried: readonly number[];
  readonly #allowed = new Map<string, number>();
  readonly #disagreements: (Disagreement & { state: number })[] = [];
  #agreed = 0;
  #declined = 0;
  #taken = 0;
  #starts = 0;

  constructor(graph: Graph, k: MachineConstants, adapter: Adapter, options: LockStepOptions) {
    this.#graph = graph;
    this.#k = k;
    this.#trial = new Trial(adapter, k);
    this.#most = options.most ?? 1;
    this.#edges = new Uint8Array(graph.targets.length);
    this.#open = Int32Array.from(
      { length: graph.states },
      (_, state) => graph.first[state + 1] - graph.first[state],
    );
    this.#visited = new Uint8Array(graph.states);
    this.#tried = options.negative === false
      ? []
      : graph.program.choices.map((_, number) => number);
  }

  result(): LockStep {
    return {
      states: this.#graph.states,
      reached: this.#visited.reduce((sum, visited) => sum + visited, 0),
      steps: this.#graph.targets.length,
      agreed: this.#agreed,
      allowed: this.#allowed,
      declined: this.#declined,
      taken: this.#taken,
      starts: this.#starts,
      disagreements: this.#disagreements,
    };
  }

  async run(): Promise<void> {
    while (this.#disagreements.length < this.#most) {
      let at: number | null = await this.#start();
      if (at === null) return;
      const before = this.#taken;
      while (at !== null && this.#disagreements.length < this.#most) at = await this.#goOn(at);
      if (this.#taken === before) return;
    }
  }

  async #start(): Promise<number | null> {
    this.#starts++;
    const result = await this.#trial.start(this.#graph.stateAt(0));
    return await this.#note(0, result) ? await this.#visit(0) : null;
  }

  /** Takes the way to the nearest step that is not known, and that step; `null` where there is none. */
  async #goOn(from: number): Promise<number | null> {
    const way = this.#wayOn(from);
    if (way === null) return null;
    let at = from;
    for (const edge of way) {
      const next = await this.#take(at, edge);
      if (next === null) return null;
      at = next;
    }
    return at;
  }

  async #take(from: number, edge: number): Promise<number | null> {
    const { program, choices, targets } = this.#graph;
    const target = targets[edge];
    const known = this.#edges[edge] !== UNKNOWN;
    const [before, after] = [this.#graph.stateAt(from), this.#graph.stateAt(target)];
    const result = await this.#trial.step(before, program.choices[choices[edge]], after);
    this.#taken++;
    const agrees = await this.#note(from, result);
    if (!known) {
      this.#open[from]--;
      this.#edges[edge] = agrees ? AGREED : CLOSED;
      if (agrees) this.#agreed++;
    }
    return agrees ? await this.#visit(target) : null;
  }

  /** Tries what is disabled in a state that is reached for the first time. */
  async #visit(state: number): Promise<number | null> {
    if (this.#visited[state] === 1) return state;
    this.#visited[state] = 1;
    const { program, first, choices, complete } = this.#graph;
    // Of a state that a limit left unexpanded nobody knows what is disabled.
    if (!complete && first[state] === first[state + 1]) return state;
    const enabled = new Set(choices.subarray(first[state], first[state + 1]));
    const plain = this.#graph.stateAt(state);
    for (const number of this.#tried) {
      if (enabled.has(number) || isUntried(this.#k, machineState(plain), program.choices[number])) {
        continue;
      }
      const result = await this.#trial.attempt(plain, program.choices[number]);
      if (!await this.#note(state, result)) return null;
      this.#declined++;
    }
    return state;
  }

  #note(state: number, result: StepResult): boolean {
    if (result.kind === "allowed") {
      const { name } = result.allowance;
      this.#allowed.set(name, (this.#allowed.get(name) ?? 0) + 1);
    }
    if (result.kind === "disagrees") {
      this.#disagreements.push({ ...result.disagreement, state });
    }
    return result.kind === "agrees";
  }

  /** The edges of a shortest way over known steps to one that is not known, and that one. */
  #wayOn(from: number): number[] | null {
    const { first, targets } = this.#graph;
    const through = new Map<number, { edge: number; from: number }>();
    const queue = [from];
    for (let next = 0; next < queue.length; next++) {
      const state = queue[next];
      for (let edge = first[state]; edge < first[state + 1]; edge++) {
        if (this.#open[state] > 0 && this.#edges[edge] === UNKNOWN) {
          return [...wayTo(through, from, state), edge];
        }
        const target = targets[edge];
        if (this.#edges[edge] !== AGREED || target === from || through.has(target)) continue;
        through.set(target, { edge, from: state });
        queue.push(target);
      }
    }
    return null;
  }
}

function wayTo(
  through: ReadonlyMap<number, { edge: number; from: number }>,
  from: number,
  to: number,
): number[] {
  const way: number[] = [];
  for (let at = to; at !== from;) {
    const step = through.get(at)!;
    way.push(step.edge);
    at = step.from;
  }
  return way.reverse();
}
