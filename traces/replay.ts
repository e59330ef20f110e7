/**
 * Replays a trace against its machine, step by step.
 *
 * The first state must be an initial one; every later state must be what the action told, with the
 * parameters told, makes of the state before it, and its guard must allow it; a lasso's loop must
 * close. Where the trace leaves the machine, the replay says at which state, and what the machine
 * would have allowed instead.
 *
 * Traces of other tools may leave out the parameters, or the whole action: the replay then looks for
 * a choice that leads to the state told. TLA+ lets a behaviour stand still, so a step that tells no
 * action and changes nothing is passed over.
 *
 * Whether an endless loop is fair is not looked at: a replay is about steps.
 *
 * @example
 * ```ts
 * import { assert, assertEquals } from "@std/assert";
 * import { replay } from "./replay.ts";
 * import { counter, toThree } from "./testing/counter.ts";
 *
 * assertEquals(replay(counter, toThree), { kind: "replays", behaviour: toThree });
 *
 * const [first, , last] = toThree.steps;
 * const replayed = replay(counter, { steps: [first, last] });
 * assert(replayed.kind === "leaves" && replayed.departure.why.kind === "other-state");
 * assertEquals(replayed.departure.why.differences, [
 *   ["count", 2, 3],
 *   ["seen", [2], [1, 2]],
 *   ["slots[0]", 0, 1],
 * ]);
 * ```
 *
 * @module
 */

import {
  type Behaviour,
  type BehaviourStep,
  type Choice,
  differences,
  type Plain,
  type PlainState,
  Stepper,
} from "../checker/mod.ts";
import type { AnyMachine, ToldBehaviour, ToldStep } from "./subject.ts";

/** A variable in which two states differ: where, what the machine makes of it, what was told. */
export type Difference = [path: string, expected: Plain, actual: Plain];

/** Something that the machine allows, and how far it is from what was told. */
export interface Alternative {
  /** `null` for an initial state. */
  readonly choice: Choice | null;
  /** None where it leads to the very state that was told. */
  readonly differences: readonly Difference[];
}

/** Why a step is none of the machine's. */
export type Reason =
  /** The first state is not an initial state. */
  | { readonly kind: "not-initial" }
  /** The machine has no action of that name. */
  | { readonly kind: "unknown-action"; readonly action: string }
  /** The action's guard, whose text is `guard`, does not hold; for no parameters if those are `null`. */
  | { readonly kind: "disabled"; readonly step: ToldStep; readonly guard: string }
  /** The action is allowed and leads elsewhere. */
  | {
    readonly kind: "other-state";
    readonly choice: Choice;
    readonly differences: readonly Difference[];
  }
  /** No action was told, and none leads to the state told. */
  | { readonly kind: "no-step" };

/** Where and how a trace leaves its machine. */
export interface Departure {
  /** The number of the state that the machine does not get to. */
  readonly position: number;
  /** Whether it is the step that closes the loop; `position` is then where the loop begins. */
  readonly closing: boolean;
  readonly why: Reason;
  /** What the machine allows there, nearest first. */
  readonly alternatives: readonly Alternative[];
}

/** What came of a replay. `behaviour` has every action and parameter, found where none was told. */
export type Replay =
  | { readonly kind: "replays"; readonly behaviour: Behaviour }
  | {
    readonly kind: "leaves";
    /** The part before the departure; without steps if the first state is not initial. */
    readonly behaviour: Behaviour;
    readonly departure: Departure;
  };

/** Replays what a trace tells. */
export function replay(machine: AnyMachine, told: ToldBehaviour): Replay {
  const replayer = new Replayer(machine);
  const steps: BehaviourStep[] = [];
  const leaves = (position: number, closing: boolean, why: Reason, from?: PlainState): Replay => {
    const alternatives = replayer.alternatives(from, told.steps[position].state);
    const departure = { position, closing, why, alternatives };
    return { kind: "leaves", behaviour: { steps }, departure };
  };

  const [first] = told.steps;
  if (!replayer.isInitial(first.state)) return leaves(0, false, { kind: "not-initial" });
  steps.push({ action: null, params: first.params ?? {}, state: first.state });

  // Where each state of the trace is among the steps: not at its own number after a standstill.
  const places = [0];
  for (const [position, { state, ...step }] of told.steps.entries()) {
    if (position === 0) continue;
    const before = told.steps[position - 1].state;
    const found = replayer.find(before, step, state);
    if (!("kind" in found)) steps.push({ ...found, state });
    else if (found.kind !== "no-step" || !replayer.equal(before, state)) {
      return leaves(position, false, found, before);
    }
    places.push(steps.length - 1);
  }

  if (told.loop === undefined) return { kind: "replays", behaviour: { steps } };
  const loop = places[told.loop];
  const owed = told.obligation === undefined ? {} : { obligation: places[told.obligation] };
  const last = steps[steps.length - 1];
  const { state } = steps[loop];
  if (told.closing === undefined) {
    if (loop === steps.length - 1) return { kind: "replays", behaviour: { steps, loop, ...owed } };
    if (replayer.equal(last.state, state)) {
      // The last state is the one at which the loop began, so the step to it is the one that closes.
      const closing = { action: last.action!, params: last.params };
      const others = steps.slice(0, -1);
      return { kind: "replays", behaviour: { steps: others, loop, closing, ...owed } };
    }
  }
  const closing = replayer.find(last.state, told.closing ?? untold, state);
  if ("kind" in closing) return leaves(told.loop, true, closing, last.state);
  return { kind: "replays", behaviour: { steps, loop, closing, ...owed } };
}

const untold: ToldStep = { action: null, params: null };

class Replayer {
  readonly #machine: AnyMachine;
  readonly #stepper: Stepper;

  constructor(machine: AnyMachine) {
    this.#machine = machine;
    this.#stepper = new Stepper(machine);
  }

  isInitial(state: PlainState): boolean {
    return this.#stepper.initial().some((initial) => this.equal(initial, state));
  }

  equal(left: PlainState, right: PlainState): boolean {
    return this.#differences(left, right).length === 0;
  }

  /** The choice by which a told step leads from one state to the other, or why there is none. */
  find(before: PlainState, { action, params }: ToldStep, after: PlainState): Choice | Reason {
    if (action !== null && !Object.hasOwn(this.#machine.actions, action)) {
      return { kind: "unknown-action", action };
    }
    if (action !== null && params !== null) {
      const choice = { action, params };
      if (!this.#stepper.isEnabled(before, choice)) return this.#disabled(choice);
      const differences = this.#differences(this.#stepper.apply(before, choice), after);
      return differences.length === 0 ? choice : { kind: "other-state", choice, differences };
    }
    const [nearest] = this.alternatives(before, after)
      .filter(({ choice }) => action === null || choice!.action === action);
    if (nearest?.differences.length === 0) return nearest.choice!;
    if (action === null) return { kind: "no-step" };
    if (nearest === undefined) return this.#disabled({ action, params });
    return { kind: "other-state", choice: nearest.choice!, differences: nearest.differences };
  }

  /** What the machine allows in a state, or at first, the nearest to `told` in front. */
  alternatives(from: PlainState | undefined, told: PlainState): Alternative[] {
    const stepper = this.#stepper;
    const found = from === undefined
      ? stepper.initial().map((state) => ({ choice: null, state }))
      : stepper.enabled(from).map((choice) => ({ choice, state: stepper.apply(from, choice) }));
    return found
      .map(({ choice, state }) => ({ choice, differences: this.#differences(state, told) }))
      .sort((left, right) => left.differences.length - right.differences.length);
  }

  #differences(expected: PlainState, actual: PlainState): Difference[] {
    return differences(this.#machine.state, expected, actual);
  }

  #disabled(step: ToldStep & { readonly action: string }): Reason {
    const guard = this.#machine.actions[step.action].when.toString();
    return { kind: "disabled", step, guard };
  }
}
