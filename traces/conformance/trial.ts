/**
 * A trial: an implementation taken along a behaviour of the machine, step by step.
 *
 * @module
 */

import type { Choice, PlainState } from "../../checker/mod.ts";
import type { Adapter, Answer, Request } from "./adapter.ts";
import { type Allowance, ALLOWANCES } from "./allowances.ts";
import { type Departure, departures } from "./comparison.ts";
import { type Expectation, expectation, missed } from "./expectation.ts";
import type { MachineConstants, MachineState } from "./machine_state.ts";
import { geometryOf, initialRequests, planOf } from "./plan.ts";
import type { Setting } from "./stores.ts";

/** Where implementation and machine part. */
export interface Disagreement {
  /** The choice that was taken; `null` where the beginning already differs. */
  readonly choice: Choice | null;
  /** Whether the machine allows the choice. A disabled one must be declined and change nothing. */
  readonly enabled: boolean;
  readonly expected: Expectation | null;
  readonly answer: Answer | null;
  /** What an observer saw that the machine does not say. */
  readonly observed: readonly string[];
  /** Variables that differ. */
  readonly departures: readonly Departure[];
}

/** What became of a step: it agrees, it is allowed not to, or it does not. */
export type StepResult =
  | { readonly kind: "agrees" }
  | { readonly kind: "allowed"; readonly allowance: Allowance }
  | { readonly kind: "disagrees"; readonly disagreement: Disagreement };

const AGREES: StepResult = { kind: "agrees" };

/** One host beside the machine. */
export class Trial {
  readonly adapter: Adapter;
  readonly #k: MachineConstants;
  #to!: Setting;

  constructor(adapter: Adapter, k: MachineConstants) {
    this.adapter = adapter;
    this.#k = k;
  }

  /** Sets the host up as the machine starts. */
  async start(initial: PlainState): Promise<StepResult> {
    this.#to = { k: this.#k, addresses: await this.adapter.reset(geometryOf(this.#k)) };
    for (const request of initialRequests(this.#k)) {
      const answer = await this.adapter.take(request);
      if (answer.outcome !== "done") {
        const observed = [`${request.action} is ${answer.outcome} (${answer.reason})`];
        return disagrees({ choice: null, enabled: true, answer, observed });
      }
    }
    const differing = await this.#departures(initial);
    return differing.length === 0
      ? AGREES
      : disagrees({ choice: null, enabled: true, departures: differing });
  }

  /** Takes an enabled step; the machine says where it leads. */
  async step(before: PlainState, choice: Choice, after: PlainState): Promise<StepResult> {
    const [from, to] = [before, after] as unknown as [MachineState, MachineState];
    const expected = expectation(from, choice, to);
    const { answer, afterwards } = await this.#carryOut(from, choice);
    const observed = missed(expected, answer);
    if (observed.length > 0) {
      const allowance = ALLOWANCES.find((each) =>
        answer.outcome === each.instead && each.concerns(this.#k, from, choice)
      );
      if (allowance !== undefined) return { kind: "allowed", allowance };
      return disagrees({ choice, enabled: true, expected, answer, observed });
    }
    for (const request of afterwards) await this.adapter.take(request);
    const differing = await this.#departures(after);
    if (differing.length === 0) return AGREES;
    return disagrees({ choice, enabled: true, expected, answer, departures: differing });
  }

  /** Tries a disabled step: it must be declined, and change nothing. */
  async attempt(state: PlainState, choice: Choice): Promise<StepResult> {
    const { answer } = await this.#carryOut(state as unknown as MachineState, choice);
    const observed: string[] = [];
    if (answer.outcome === "done") observed.push("expected it not to be done, but it was");
    if (answer.doorbell !== null) observed.push(`doorbell: ${JSON.stringify(answer.doorbell)}`);
    if (answer.woken.length > 0) observed.push(`woken: ${JSON.stringify(answer.woken)}`);
    const differing = observed.length > 0 ? [] : await this.#departures(state);
    if (observed.length === 0 && differing.length === 0) return AGREES;
    return disagrees({ choice, enabled: false, answer, observed, departures: differing });
  }

  async #carryOut(
    state: MachineState,
    choice: Choice,
  ): Promise<{ answer: Answer; afterwards: readonly Request[] }> {
    const { before, main, after } = planOf(this.#to, state, choice);
    for (const request of before) await this.adapter.take(request);
    let answer = NOTHING;
    for (const request of main) {
      answer = await this.adapter.take(request);
      if (answer.outcome !== "done") break;
    }
    return { answer, afterwards: after };
  }

  async #departures(state: PlainState): Promise<Departure[]> {
    const told = await this.adapter.state();
    if (told === null) return [];
    return departures(this.#k, state as unknown as MachineState, told);
  }
}

const NOTHING: Answer = { outcome: "impossible", reason: "", doorbell: null, woken: [] };

function disagrees(
  found: Partial<Disagreement> & Pick<Disagreement, "choice" | "enabled">,
): StepResult {
  const empty = { expected: null, answer: null, observed: [], departures: [] };
  return { kind: "disagrees", disagreement: { ...empty, ...found } };
}
