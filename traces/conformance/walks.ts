/**
 * Walks: what an adapter is taken along, a behaviour of the machine with the disabled steps that are to
 * be tried on the way, and what comes of that.
 *
 * @module
 */

import type { Behaviour, Choice, PlainState } from "../../checker/mod.ts";
import type { Adapter, Exchange } from "./adapter.ts";
import type { Attack } from "./attacks.ts";
import type { MachineConstants } from "./machine_state.ts";
import { type Disagreement, type StepResult, Trial } from "./trial.ts";

/** A behaviour, and by position in it the choices that are disabled there and to be declined. */
export interface Walk {
  readonly behaviour: Behaviour;
  readonly refused: ReadonlyMap<number, readonly Choice[]>;
}

/** A step on the way to a failure. What is `forbidden`, the machine does not allow there. */
export interface FailureStep extends Choice {
  readonly forbidden?: true;
}

/** How an implementation fails: the steps that lead there, the last of which disagrees. */
export interface Failure {
  /**
   * None where the beginning already differs. Forbidden ones that were declined are among them: an
   * implementation may have changed by that, unseen.
   */
  readonly steps: readonly FailureStep[];
  readonly disagreement: Disagreement;
  /** What was asked and answered in each step; before the first one, what set the host up. */
  readonly exchanges: readonly (readonly Exchange[])[];
  /** The attack that was not withstood, where it was one. */
  readonly attack?: Attack;
  /** Of an attack: the number of the step that must be declined. */
  readonly decisive?: number;
}

/** Counts of what was done. */
export interface Work {
  walks: number;
  steps: number;
  declined: number;
  allowed: number;
}

/** Nothing done yet. */
export function noWork(): Work {
  return { walks: 0, steps: 0, declined: 0, allowed: 0 };
}

/**
 * Takes an adapter along a walk, up to the first failure.
 *
 * @throws {AdapterFault} if the adapter does not keep to its protocol.
 */
export async function takeWalk(
  adapter: Adapter,
  k: MachineConstants,
  { behaviour: { steps }, refused }: Walk,
  work: Work = noWork(),
): Promise<Failure | null> {
  const trial = new Trial(adapter, k);
  const led: FailureStep[] = [];
  const exchanges: Exchange[][] = [];
  const failed = (result: StepResult, choice: FailureStep | null): Failure | null => {
    exchanges.push(trial.exchanges());
    if (result.kind !== "disagrees") return null;
    const choices = choice === null ? led : [...led, choice];
    return { steps: choices, disagreement: result.disagreement, exchanges };
  };
  work.walks++;
  const begun = failed(await trial.start(steps[0].state), null);
  if (begun !== null) return begun;
  for (let position = 0;; position++) {
    const { state } = steps[position];
    for (const choice of refused.get(position) ?? []) {
      const tried = { ...choice, forbidden: true } as const;
      const failure = failed(await trial.attempt(state, choice), tried);
      if (failure !== null) return failure;
      led.push(tried);
      work.declined++;
    }
    if (position + 1 === steps.length) return null;
    const { action, params, state: after } = steps[position + 1];
    const choice = { action: action!, params };
    const result = await trial.step(state, choice, after);
    work.steps++;
    const failure = failed(result, choice);
    if (failure !== null) return failure;
    if (result.kind === "allowed") {
      work.allowed++;
      return null;
    }
    led.push(choice);
  }
}

/** A walk that ends with one choice, enabled or not, in the last state of a behaviour. */
export function walkTo(
  { steps }: Behaviour,
  choice: Choice,
  after: PlainState | null,
): Walk {
  if (after !== null) {
    return { behaviour: { steps: [...steps, { ...choice, state: after }] }, refused: new Map() };
  }
  return { behaviour: { steps }, refused: new Map([[steps.length - 1, [choice]]]) };
}

/**
 * Takes an implementation along walks, up to its first failure.
 *
 * @throws {AdapterFault} if the adapter does not keep to its protocol.
 */
export async function runWalks(
  walks: Iterable<Walk>,
  k: MachineConstants,
  adapter: Adapter,
  work: Work = noWork(),
): Promise<Failure | null> {
  for (const walk of walks) {
    const failure = await takeWalk(adapter, k, walk, work);
    if (failure !== null) return failure;
  }
  return null;
}
