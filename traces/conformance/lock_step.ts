/**
 * Lock step: machine and implementation explored together, exhaustively.
 *
 * What is explored is the product of the two: pairs of a state of the machine and a state of the
 * implementation, told apart by whatever it keeps ({@link Adapter.fingerprint}). The implementation is
 * real and cannot be copied, so it is walked: always on to the nearest step that was not taken yet,
 * and from the beginning again where there is no way on. At every pair that is reached every enabled
 * choice is taken, and every disabled one is tried.
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
  /** Pairs that were reached: as many as states, if the implementation's state follows from them. */
  readonly pairs: number;
  /** Steps of the machine; then those that were taken from pairs and agreed, or were allowed not to. */
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

/** What became of a step from a node. */
const CLOSED = -1;

/** A state of the machine together with one of the implementation. */
interface Node {
  readonly state: number;
  /** For each edge of the state: the node it leads to, `CLOSED`, or `null` while it is not known. */
  readonly edges: (number | null)[];
  /** How many edges are not known. */
  open: number;
  visited: boolean;
}

class Walk {
  readonly #graph: Graph;
  readonly #trial: Trial;
  readonly #k: MachineConstants;
  readonly #most: number;
  readonly #nodes: Node[] = [];
  readonly #numbers = new Map<string, number>();
  readonly #reached = new Set<number>();
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
    this.#tried = options.negative === false
      ? []
      : graph.program.choices.map((_, number) => number);
  }

  result(): LockStep {
    return {
      states: this.#graph.states,
      reached: this.#reached.size,
      pairs: this.#nodes.length,
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
    return await this.#note(0, result) ? await this.#visit(await this.#nodeAt(0)) : null;
  }

  /** The node at which machine and implementation are, the machine in a state. */
  async #nodeAt(state: number): Promise<number> {
    const key = `${state} ${await this.#trial.adapter.fingerprint?.() ?? ""}`;
    const known = this.#numbers.get(key);
    if (known !== undefined) return known;
    const number = this.#nodes.length;
    const { first } = this.#graph;
    const open = first[state + 1] - first[state];
    this.#nodes.push({ state, edges: Array(open).fill(null), open, visited: false });
    this.#numbers.set(key, number);
    this.#reached.add(state);
    return number;
  }

  /** Takes the way to the nearest step that is not known, and that step; `null` where there is none. */
  async #goOn(from: number): Promise<number | null> {
    const way = this.#wayOn(from);
    if (way === null) return null;
    let at: number = from;
    for (const edge of way) {
      const next = await this.#take(at, edge);
      if (next === null) return null;
      at = next;
    }
    return at;
  }

  /** Takes an edge of a node, by its number there. */
  async #take(from: number, edge: number): Promise<number | null> {
    const { program, first, choices, targets } = this.#graph;
    const { state, edges } = this.#nodes[from];
    const target = targets[first[state] + edge];
    const choice = program.choices[choices[first[state] + edge]];
    const [before, after] = [this.#graph.stateAt(state), this.#graph.stateAt(target)];
    const result = await this.#trial.step(before, choice, after);
    this.#taken++;
    const agrees = await this.#note(state, result);
    const to = agrees ? await this.#nodeAt(target) : CLOSED;
    if (edges[edge] === null) {
      this.#nodes[from].open--;
      if (agrees) this.#agreed++;
    }
    edges[edge] = to;
    return agrees ? await this.#visit(to) : null;
  }

  /** Tries what is disabled at a node that is reached for the first time. */
  async #visit(number: number): Promise<number | null> {
    const node = this.#nodes[number];
    if (node.visited) return number;
    node.visited = true;
    const { program, first, choices, complete } = this.#graph;
    const { state } = node;
    // Of a state that a limit left unexpanded nobody knows what is disabled.
    if (!complete && first[state] === first[state + 1]) return number;
    const enabled = new Set(choices.subarray(first[state], first[state + 1]));
    const plain = this.#graph.stateAt(state);
    for (const tried of this.#tried) {
      if (enabled.has(tried) || isUntried(this.#k, machineState(plain), program.choices[tried])) {
        continue;
      }
      const result = await this.#trial.attempt(plain, program.choices[tried]);
      if (!await this.#note(state, result)) return null;
      this.#declined++;
    }
    // To decline may take note of what the controller has done, as any other call does.
    return await this.#nodeAt(state);
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
    const through = new Map<number, { edge: number; from: number }>();
    const queue = [from];
    for (const number of queue) {
      const { edges, open } = this.#nodes[number];
      if (open > 0) return [...wayTo(through, from, number), edges.indexOf(null)];
      edges.forEach((target, edge) => {
        if (target === null || target === CLOSED || target === from || through.has(target)) return;
        through.set(target, { edge, from: number });
        queue.push(target);
      });
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
