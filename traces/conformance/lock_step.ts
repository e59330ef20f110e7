/**
 * Lock step: machine and implementation explored together, to the end where there is one.
 *
 * What is explored is the product of the two: pairs of a state of the machine and a state of the
 * implementation, told apart by {@link Adapter.fingerprint}. So a walk is exhaustive relative to that:
 * what an implementation keeps and does not tell may be one thing now and another later, and only one of
 * them was met. Of the implementation of this project everything is told, every field and every byte, but
 * for the list in `told_fields.ts`; its source is held to keeping nothing elsewhere
 * (`inner_state_test.ts`). Of a process behind a protocol nothing is known but its answers, and no walk
 * of it is exhaustive. Exhaustive is a walk, moreover, within the bounds of its place, for the choices
 * that the machine has there, and without those that say nothing when they are tried.
 *
 * The implementation is real and cannot be copied, so it is walked: always on to the nearest step that
 * was not taken yet, and from the beginning again where there is no way on. At every pair that is reached
 * every enabled choice is taken, and every disabled one is tried, but for those that say nothing
 * (`allowances.ts`). How often each action was taken, and tried in vain, is counted: what is never
 * tried is never found wanting.
 *
 * @module
 */

import type { Graph, PlainState } from "../../checker/mod.ts";
import type { Adapter } from "./adapter.ts";
import { type MachineConstants, machineState } from "./machine_state.ts";
import { isUntried } from "./suites.ts";
import { type Disagreement, type StepResult, Trial } from "./trial.ts";

/** What a walk in lock step has found. */
export interface LockStep {
  /**
   * Whether nothing is left: every pair was reached, and everything in it was taken or tried. Pairs are
   * told apart by the adapter's fingerprint; without one, this is `false`.
   */
  readonly exhaustive: boolean;
  /** Steps that led elsewhere when they were repeated: then the fingerprint tells too little. */
  readonly unsteady: number;
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
  /** By action: from how many pairs its choices were taken, and in how many they were tried in vain. */
  readonly actions: ReadonlyMap<string, ActionCount>;
  /** Steps that were taken in all, repetitions on the way included, and beginnings. */
  readonly taken: number;
  readonly starts: number;
  /** Where the two parted, each with the number of the state. */
  readonly disagreements: readonly (Disagreement & { readonly state: number })[];
}

/** How often an action was taken where it is enabled, and tried where it is not. */
export interface ActionCount {
  enabled: number;
  disabled: number;
  /** Of how many choices, state by state, to try them would have said nothing (`allowances.ts`). */
  untried: number;
}

/** How far to go. */
export interface LockStepOptions {
  /** After how many disagreements to give up. */
  readonly most?: number;
  /** Whether disabled steps are tried. */
  readonly negative?: boolean;
  /** How many pairs to go to at most: an implementation that counts has no end of states. */
  readonly pairs?: number;
  /** Called with each pair that is new. */
  readonly onProgress?: (progress: LockStepProgress) => void;
}

/** How far a walk has come. */
export interface LockStepProgress {
  /** Pairs that were reached, states of the machine among them, and how many there are. */
  readonly pairs: number;
  readonly reached: number;
  readonly states: number;
  /** Steps of these pairs that are still to be taken or tried. */
  readonly open: number;
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

/** How many pairs there may be for each state of the machine, unless something else is said. */
const PAIRS_PER_STATE = 100;

/**
 * A state of the machine together with one of the implementation. Its steps are the disabled choices of
 * its state that are tried there, and then the enabled ones: to try in vain may take the implementation
 * on, too, since any call may take note of what the controller has done.
 */
interface Node {
  readonly state: number;
  /** For each step: the node it leads to, `CLOSED`, or `null` while it is not known. */
  readonly steps: (number | null)[];
  /** How many steps are not known. */
  open: number;
}

class Walk {
  readonly #graph: Graph;
  readonly #trial: Trial;
  readonly #k: MachineConstants;
  readonly #most: number;
  readonly #negative: boolean;
  readonly #mostPairs: number;
  readonly #onProgress: (progress: LockStepProgress) => void;
  readonly #nodes: Node[] = [];
  readonly #numbers = new Map<string, number>();
  /** By state that was reached: the disabled choices to try there. */
  readonly #tries = new Map<number, readonly number[]>();
  readonly #allowed = new Map<string, number>();
  readonly #actions = new Map<string, ActionCount>();
  readonly #disagreements: (Disagreement & { state: number })[] = [];
  #agreed = 0;
  #declined = 0;
  #taken = 0;
  /** Steps of nodes that are known, and those that led elsewhere when they were taken once more. */
  #known = 0;
  /** Steps of nodes that are not known. */
  #open = 0;
  #unsteady = 0;
  #starts = 0;
  /** The state of the machine that was looked at last: the next step begins where this one ends. */
  #last: { readonly state: number; readonly plain: PlainState } | null = null;

  constructor(graph: Graph, k: MachineConstants, adapter: Adapter, options: LockStepOptions) {
    this.#graph = graph;
    this.#k = k;
    this.#trial = new Trial(adapter, k);
    this.#most = options.most ?? 1;
    this.#negative = options.negative ?? true;
    this.#mostPairs = options.pairs ?? PAIRS_PER_STATE * graph.states;
    this.#onProgress = options.onProgress ?? (() => {});
    for (const { action } of graph.program.choices) {
      this.#actions.set(action, { enabled: 0, disabled: 0, untried: 0 });
    }
  }

  result(): LockStep {
    const { complete, states } = this.#graph;
    const reached = this.#tries.size;
    const isDone = reached === states && this.#nodes.every(({ open }) => open === 0);
    const agrees = this.#disagreements.length === 0 && this.#allowed.size === 0;
    const isTold = this.#trial.adapter.fingerprint !== undefined && this.#unsteady === 0;
    return {
      exhaustive: complete && this.#negative && isDone && agrees && isTold,
      unsteady: this.#unsteady,
      states,
      reached,
      pairs: this.#nodes.length,
      steps: this.#graph.targets.length,
      agreed: this.#agreed,
      allowed: this.#allowed,
      declined: this.#declined,
      actions: this.#actions,
      taken: this.#taken,
      starts: this.#starts,
      disagreements: this.#disagreements,
    };
  }

  async run(): Promise<void> {
    while (this.#goesOn()) {
      let at: number | null = await this.#start();
      if (at === null) return;
      const before = this.#known;
      while (at !== null && this.#goesOn()) at = await this.#goOn(at);
      if (this.#known === before) return;
    }
  }

  #goesOn(): boolean {
    return this.#disagreements.length < this.#most && this.#nodes.length < this.#mostPairs;
  }

  async #start(): Promise<number | null> {
    this.#starts++;
    const result = await this.#trial.start(this.#stateAt(0));
    return this.#note(0, result) ? await this.#nodeAt(0) : null;
  }

  /** The node at which machine and implementation are, the machine in a state. */
  async #nodeAt(state: number): Promise<number> {
    const key = `${state} ${await this.#trial.adapter.fingerprint?.() ?? ""}`;
    const known = this.#numbers.get(key);
    if (known !== undefined) return known;
    const number = this.#nodes.length;
    const { first } = this.#graph;
    const open = this.#triesAt(state).length + first[state + 1] - first[state];
    this.#nodes.push({ state, steps: Array(open).fill(null), open });
    this.#numbers.set(key, number);
    this.#open += open;
    const { states } = this.#graph;
    this.#onProgress({
      pairs: this.#nodes.length,
      reached: this.#tries.size,
      states,
      open: this.#open,
    });
    return number;
  }

  /** The disabled choices of a state that say something when they are tried. */
  #triesAt(state: number): readonly number[] {
    const known = this.#tries.get(state);
    if (known !== undefined) return known;
    const { program, first, choices, complete } = this.#graph;
    const tries: number[] = [];
    // Of a state that a limit left unexpanded nobody knows what is disabled.
    if (this.#negative && (complete || first[state] < first[state + 1])) {
      const enabled = new Set(choices.subarray(first[state], first[state + 1]));
      const plain = machineState(this.#stateAt(state));
      program.choices.forEach((choice, number) => {
        if (enabled.has(number)) return;
        if (isUntried(this.#k, plain, choice)) this.#actions.get(choice.action)!.untried++;
        else tries.push(number);
      });
    }
    this.#tries.set(state, tries);
    return tries;
  }

  /** Takes the way to the nearest step that is not known, and that step; `null` where there is none. */
  async #goOn(from: number): Promise<number | null> {
    const way = this.#wayOn(from);
    if (way === null) return null;
    let at: number = from;
    for (const step of way) {
      const next = await this.#take(at, step);
      if (next === null) return null;
      at = next;
    }
    return at;
  }

  /** Takes a step of a node, by its number there: tries what is disabled, or takes what is enabled. */
  async #take(from: number, step: number): Promise<number | null> {
    const { program, first, choices, targets } = this.#graph;
    const node = this.#nodes[from];
    const { state } = node;
    const tries = this.#triesAt(state);
    const tried = step < tries.length;
    const edge = first[state] + step - tries.length;
    const choice = program.choices[tried ? tries[step] : choices[edge]];
    const target = tried ? state : targets[edge];
    const before = this.#stateAt(state);
    const result = tried
      ? await this.#trial.attempt(before, choice)
      : await this.#trial.step(before, choice, this.#stateAt(target));
    if (!tried) this.#taken++;
    const agrees = this.#note(state, result);
    const to = agrees ? await this.#nodeAt(target) : CLOSED;
    if (node.steps[step] !== null && node.steps[step] !== to) this.#unsteady++;
    if (node.steps[step] === null) {
      node.open--;
      this.#open--;
      this.#known++;
      if (agrees) this.#count(choice.action, tried);
    }
    node.steps[step] = to;
    return agrees ? to : null;
  }

  #stateAt(state: number): PlainState {
    if (this.#last?.state !== state) this.#last = { state, plain: this.#graph.stateAt(state) };
    return this.#last.plain;
  }

  #count(action: string, tried: boolean): void {
    if (tried) this.#declined++;
    else this.#agreed++;
    this.#actions.get(action)![tried ? "disabled" : "enabled"]++;
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

  /** A shortest way over known steps to one that is not known, and that one. */
  #wayOn(from: number): number[] | null {
    const through = new Map<number, { step: number; from: number }>();
    const queue = [from];
    for (const number of queue) {
      const { steps, open } = this.#nodes[number];
      if (open > 0) return [...wayTo(through, from, number), steps.indexOf(null)];
      steps.forEach((target, step) => {
        if (target === null || target === CLOSED || target === from || through.has(target)) return;
        through.set(target, { step, from: number });
        queue.push(target);
      });
    }
    return null;
  }
}

function wayTo(
  through: ReadonlyMap<number, { step: number; from: number }>,
  from: number,
  to: number,
): number[] {
  const way: number[] = [];
  for (let at = to; at !== from;) {
    const back = through.get(at)!;
    way.push(back.step);
    at = back.from;
  }
  return way.reverse();
}
