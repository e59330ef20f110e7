/**
 * Shrinking: from a failure to the shortest one that can be found, each try taken to the implementation
 * itself. First the nearest states in which the same choice fails are looked for; then steps are left
 * out.
 *
 * @module
 */

import { type Behaviour, type BehaviourStep, type Choice, Stepper } from "../../checker/mod.ts";
import { type Instance, ringfence } from "../../spec/machine.ts";
import type { Adapter } from "./adapter.ts";
import { type MachineConstants, machineState } from "./machine_state.ts";
import { type Explored, SCAN_STEPS } from "./suite_places.ts";
import { refusalsIn } from "./suites.ts";
import { type Failure, takeWalk, walkTo } from "./walks.ts";

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

  /** Whether there is a try left; takes it. */
  take(): boolean {
    return this.#tries-- > 0 && performance.now() < this.#end;
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
  let best = found;
  for (let size = best.steps.length - 1; size >= 1; size--) {
    for (let at = 0; at + size < best.steps.length;) {
      const shorter = best.steps.filter((_, i) => i < at || i >= at + size);
      const walk = walkOf(stepper, shorter, best.disagreement.enabled, whole);
      if (walk === null) {
        at++;
        continue;
      }
      if (!budget.take()) return best;
      const again = await takeWalk(adapter, constants, walk);
      if (again === null) {
        at++;
        continue;
      }
      best = again;
      // A shorter walk may lose more at once than the one before it.
      size = Math.min(size, best.steps.length);
      at = 0;
    }
  }
  return best;
}

/**
 * The walk that takes choices one after the other; `null` if the machine does not allow them.
 *
 * @param enabled whether the machine allows the last one, or it is to be declined.
 * @param whole whether nothing may happen while a scan is under way.
 */
export function walkOf(
  stepper: Pick<Stepper, "initial" | "isEnabled" | "apply">,
  choices: readonly Choice[],
  enabled: boolean,
  whole: boolean,
): ReturnType<typeof walkTo> | null {
  const steps: BehaviourStep[] = [{ action: null, params: {}, state: stepper.initial()[0] }];
  const behaviour: Behaviour = { steps };
  for (const [position, choice] of choices.entries()) {
    const { state } = steps[steps.length - 1];
    const last = position === choices.length - 1;
    const scans = machineState(state).queue.some(({ scan }) => scan.phase !== "idle");
    if (whole && scans && !SCAN_STEPS.includes(choice.action)) return null;
    if (stepper.isEnabled(state, choice) !== (enabled || !last)) return null;
    if (last && !enabled) return walkTo(behaviour, choice, null);
    steps.push({ ...choice, state: stepper.apply(state, choice) });
  }
  return { behaviour, refused: new Map() };
}
