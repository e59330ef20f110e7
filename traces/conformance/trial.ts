/**
 * A trial: an implementation taken along a behaviour of the machine, step by step.
 *
 * @module
 */

import type { Choice, PlainState } from "../../checker/mod.ts";
import { type Adapter, type Answer, type Exchange, NOTHING, type Request } from "./adapter.ts";
import { AdapterFault } from "./adapter_fault.ts";
import { type Allowance, ALLOWANCES } from "./allowances.ts";
import { departures } from "./comparison.ts";
import {
  compared,
  doorbellText,
  type Expectation,
  Expectations,
  wokenText,
} from "./expectation.ts";
import { type Fact, fact } from "./facts.ts";
import { type MachineConstants, type MachineState, machineState } from "./machine_state.ts";
import { geometryOf, initialRequests, planOf } from "./plan.ts";
import type { Setting } from "./stores.ts";

/** Where implementation and machine part. */
export interface Disagreement {
  /** The choice that was taken; `null` where the beginning already differs. */
  readonly choice: Choice | null;
  /** Whether the machine allows the choice. A disabled one must be declined and change nothing. */
  readonly enabled: boolean;
  /** What an observer saw, and what variables were told, beside what the machine says. */
  readonly facts: readonly Fact[];
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
  #expectations!: Expectations;
  /** Where scans are atomic: the doorbell or intent whose scan the machine runs step by step. */
  readonly #held = new Map<number, Request>();

  constructor(adapter: Adapter, k: MachineConstants) {
    this.adapter = adapter;
    this.#k = k;
  }

  /** What was asked and answered since it was last asked for, where the adapter keeps it. */
  exchanges(): Exchange[] {
    return this.adapter.exchanges?.() ?? [];
  }

  /** Sets the host up as the machine starts. */
  start(initial: PlainState): Promise<StepResult> {
    return guarded(null, true, async () => {
      this.#held.clear();
      this.#expectations = new Expectations(this.#k);
      this.#to = { k: this.#k, addresses: await this.adapter.reset(geometryOf(this.#k)) };
      for (const request of initialRequests(this.#k)) {
        const { outcome, sights } = await this.adapter.take(request);
        const facts = [fact(request.action, ["done"], outcome), ...sights];
        if (facts.some(({ holds }) => !holds)) return facts;
      }
      return await this.#compare(initial);
    });
  }

  /** Takes an enabled step; the machine says where it leads. */
  async step(before: PlainState, choice: Choice, after: PlainState): Promise<StepResult> {
    const [from, to] = [machineState(before), machineState(after)];
    let allowance: Allowance | undefined;
    const result = await guarded(choice, true, async () => {
      const expected = this.#expectations.of(from, choice, to);
      const { before: stores, main, after: afterwards } = planOf(this.#to, from, choice);
      await this.#store(stores);
      const requests = this.#due(choice, main, expected);
      if (requests.length === 0) return [];
      const answer = await this.#ask(requests);
      const facts = [...compared(expected, answer), ...answer.sights];
      if (facts.some(({ holds }) => !holds)) {
        allowance = this.#allowance(from, choice, answer.outcome);
        return facts;
      }
      await this.#store(afterwards);
      return [...facts, ...await this.#compare(after)];
    });
    return allowance === undefined ? result : { kind: "allowed", allowance };
  }

  #allowance(from: MachineState, choice: Choice, instead: Allowance["instead"]) {
    if (this.adapter.lenient !== true) return undefined;
    return ALLOWANCES.find((each) =>
      each.instead === instead && each.concerns(this.#k, from, choice)
    );
  }

  /** Tries a disabled step: it must be declined, and change nothing. */
  attempt(state: PlainState, choice: Choice): Promise<StepResult> {
    return guarded(choice, false, async () => {
      const { before, main } = planOf(this.#to, machineState(state), choice);
      await this.#store(before);
      const { outcome, doorbell, woken } = await this.#ask(main);
      const facts = [
        fact("outcome", ["refused", "impossible"], outcome),
        fact("doorbell", ["not written"], doorbellText(doorbell)),
        fact("woken", ["nobody"], wokenText(woken)),
      ];
      if (facts.some(({ holds }) => !holds)) return facts;
      return [...facts, ...await this.#compare(state)];
    });
  }

  /**
   * The requests to make now. Where scans are atomic, a doorbell that begins one is held back until the
   * machine's scan ends, and stands for all its steps.
   */
  #due({ action, params }: Choice, main: readonly Request[], { outcome }: Expectation) {
    if (this.adapter.stepwise) return main;
    const queue = params.queue as number;
    switch (action) {
      case "providerRingsDoorbell":
      case "providerSubmitsIntent":
        if (outcome === "refused") return main;
        this.#held.set(queue, main[0]);
        return [];
      case "kernelScansEntry":
        return [];
      case "kernelPublishesBatch":
      case "kernelRefusesBatch": {
        const held = this.#held.get(queue)!;
        this.#held.delete(queue);
        return [held];
      }
      default:
        return main;
    }
  }

  async #store(requests: readonly Request[]): Promise<void> {
    for (const request of requests) await this.adapter.take(request);
  }

  /** Makes requests, up to the first that is not done. */
  async #ask(requests: readonly Request[]): Promise<Answer> {
    let answer = NOTHING;
    for (const request of requests) {
      answer = await this.adapter.take(request);
      if (answer.outcome !== "done") break;
    }
    return answer;
  }

  /** The variables that are told and differ. */
  async #compare(state: PlainState): Promise<Fact[]> {
    const told = await this.adapter.state();
    if (told === null) return [];
    const found = departures(this.#k, machineState(state), told, this.adapter.lenient);
    return found.map(({ path, machine, told }) =>
      fact(path, [JSON.stringify(machine)], JSON.stringify(told))
    );
  }
}

/** Makes a result of facts. An implementation that throws disagrees: the machine never does. */
async function guarded(
  choice: Choice | null,
  enabled: boolean,
  observe: () => Promise<readonly Fact[]>,
): Promise<StepResult> {
  let facts: readonly Fact[];
  try {
    facts = await observe();
  } catch (error) {
    if (error instanceof AdapterFault) throw error;
    const thrown = error instanceof Error ? error.message : String(error);
    facts = [fact("the implementation", ["answers"], `throws: ${thrown}`)];
  }
  if (facts.every(({ holds }) => holds)) return AGREES;
  return { kind: "disagrees", disagreement: { choice, enabled, facts } };
}
