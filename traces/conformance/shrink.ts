/**
 * Shrinking: from a failure to the shortest one that can be found, each try taken to the implementation
 * itself. First the nearest states in which the same choice fails are looked for; then steps are left
 * out.
 *
 * @module
 */

import { type BehaviourStep, type Choice, Stepper } from "../../checker/mod.ts";
import { type Instance, ringfence } from "../../spec/machine.ts";
import type { Adapter } from "./adapter.ts";
import { type MachineConstants, machineState } from "./machine_state.ts";
import { type Explored, SCAN_STEPS } from "./suite_places.ts";
import { refusalsIn } from "./suites.ts";
import { type Failure, type FailureStep, takeWalk, type Walk, walkTo } from "./walks.ts";

/** When to be content with what was found. */
export interface ShrinkLimits {
  /** Walks taken to the implementation. */
  readonly tries: number;
  readonly milliseconds: number;
}

const LIMITS: ShrinkLimits = { tries: 2000, milliseconds: 20_000 };

/** How many of the nearest states are tried. */
const NEAREST = 200;

/** Counts tries, and says when to stop. */
class Budget {
  #tries: number;
  readonly #end: number;

  constructor({ tries, milliseconds }: ShrinkLimits) {
    this.#tries = tries;
    this.#end = performance.now() + milliseconds;
  }

  get isSpent(): boolean {
    return this.#tries <= 0 || performance.now() >= this.#end;
  }

  spend(): void {
    this.#tries--;
  }
}

/** The shortest failure found in a suite's graph, or by leaving out steps. */
export async function shrink(
  explored: Explored,
  adapter: Adapter,
  found: Failure,
  limits: ShrinkLimits = LIMITS,
): Promise<Failure> {
  const near = explored.whole ? found : await nearest(explored, adapter, found);
  return await leaveOut(explored, adapter, near, limits);
}

/** The failure of the same choice by as short a way as there is to be found: nearest states first. */
async function nearest(explored: Explored, adapter: Adapter, found: Failure): Promise<Failure> {
  const { graph, constants } = explored;
  const { choice, enabled } = found.disagreement;
  if (choice === null) return found;
  const number = graph.program.choices.findIndex((each) => isSame(each, choice));
  let tries = 0;
  for (let state = 0; state < graph.states && tries < NEAREST; state++) {
    const [from, to] = [graph.first[state], graph.first[state + 1]];
    const at = graph.choices.subarray(from, to).indexOf(number);
    if ((at >= 0) !== enabled) continue;
    if (!enabled && !refusalsIn(explored, state).some((each) => isSame(each, choice))) continue;
    tries++;
    const behaviour = graph.behaviourTo(state);
    if (behaviour.steps.length > found.steps.length) return found;
    const after = enabled ? graph.stateAt(graph.targets[from + at]) : null;
    const failure = await takeWalk(adapter, constants, walkTo(behaviour, choice, after));
    if (failure !== null) return failure;
  }
  return found;
}

function isSame(left: Choice, right: Choice): boolean {
  return left.action === right.action &&
    JSON.stringify(left.params) === JSON.stringify(right.params);
}

/** What is needed to try other ways than a suite's own. */
export interface Shrinkable {
  readonly instance: Instance;
  readonly constants: MachineConstants;
  readonly whole: boolean;
}

/** Makes a failing walk as short as leaving out steps that follow each other can make it. */
export async function leaveOut(
  { instance, constants, whole }: Shrinkable,
  adapter: Adapter,
  found: Failure,
  limits: ShrinkLimits = LIMITS,
): Promise<Failure> {
  const stepper = new Stepper(ringfence(instance));
  const budget = new Budget(limits);
  const fails = async (steps: readonly FailureStep[]): Promise<Failure | null> => {
    const walk = walkOf(stepper, steps, whole);
    if (walk === null) return null;
    budget.spend();
    return await takeWalk(adapter, constants, walk);
  };
  const without = async (found: Failure, sizes: Iterable<number>): Promise<Failure> => {
    let best = found;
    for (const size of sizes) {
      for (let at = 0; at + size < best.steps.length;) {
        if (budget.isSpent) return best;
        const again = await fails(best.steps.filter((_, i) => i < at || i >= at + size));
        best = again ?? best;
        at = again === null ? at + 1 : 0;
      }
    }
    return best;
  };
  // What was forbidden and declined on the way is rarely what matters.
  const last = found.steps.length - 1;
  const allowed = found.steps.filter(({ forbidden }, i) => !forbidden || i === last);
  const shorter = allowed.length < found.steps.length
    ? await fails(allowed) ?? await without(found, halves(last))
    : found;
  return await without(shorter, downFrom(shorter.steps.length - 1));
}

function* downFrom(size: number): Generator<number> {
  for (; size >= 1; size--) yield size;
}

function* halves(size: number): Generator<number> {
  for (; size >= 1; size >>= 1) yield size;
}

/**
 * The walk that takes steps one after the other; `null` if the machine does not allow them, or allows a
 * forbidden one.
 *
 * @param whole whether nothing may happen while a scan is under way.
 */
export function walkOf(
  stepper: Pick<Stepper, "initial" | "isEnabled" | "apply">,
  choices: readonly FailureStep[],
  whole: boolean,
): Walk | null {
  const steps: BehaviourStep[] = [{ action: null, params: {}, state: stepper.initial()[0] }];
  const refused = new Map<number, Choice[]>();
  for (const { forbidden, ...choice } of choices) {
    const position = steps.length - 1;
    const { state } = steps[position];
    const scans = machineState(state).queue.some(({ scan }) => scan.phase !== "idle");
    if (whole && scans && !SCAN_STEPS.includes(choice.action)) return null;
    if (stepper.isEnabled(state, choice) === (forbidden === true)) return null;
    if (forbidden) refused.set(position, [...refused.get(position) ?? [], choice]);
    else steps.push({ ...choice, state: stepper.apply(state, choice) });
  }
  return { behaviour: { steps }, refused };
}
