/**
 * Golden traces held against an implementation: each shows what a kernel must not do, so somewhere on
 * the way this one must not do it.
 *
 * The trace is one of another design, or of a kernel with a fault; its states are not those of the
 * implementation. What counts is what it sets out to do. Step by step the implementation is asked for
 * the same, until it declines, or until what it does is not what the trace tells: another command is
 * fetched, a waiter is not woken, a page stays what it was. That must be the very step at which the
 * hardened machine does not go along, either (`decisive_step.ts`): who declines an earlier one has not
 * met the attack.
 *
 * @module
 */

import type { Choice, Plain, PlainState } from "../../checker/mod.ts";
import type { ToldBehaviour } from "../subject.ts";
import type { Adapter, Answer, Exchange, Request } from "./adapter.ts";
import { departures } from "./comparison.ts";
import { decisiveStep } from "./decisive_step.ts";
import { compared, Expectations } from "./expectation.ts";
import { factText } from "./facts.ts";
import type { MachineConstants, MachineState } from "./machine_state.ts";
import { geometryOf, initialRequests, planOf } from "./plan.ts";
import type { Setting } from "./stores.ts";

/** How an implementation meets an attack. */
export type AttackResult =
  /** It declines a step, or does it otherwise than the trace tells. */
  | {
    readonly kind: "declined";
    readonly step: number;
    readonly choice: Choice;
    readonly how: string;
  }
  /** It has nothing with which the step could be done. */
  | {
    readonly kind: "unthinkable";
    readonly step: number;
    readonly choice: Choice;
    readonly how: string;
  }
  /** It does all that the trace tells, as far as it says; and what it says of its state, step by step. */
  | { readonly kind: "performed"; readonly told: readonly (PlainState | null)[] };

/**
 * Properties whose violation no request and no variable shows: they are about what a kernel reads, what
 * it writes down, and what a register shows. Tests of the implementation look at each directly.
 */
export const OUT_OF_SIGHT: { readonly [property: string]: string } = {
  RegistersShowNoHostPhysical: "spec/implementation/exposure_test.ts reads every register",
  ScansReadOnlyNewEntries: "spec/implementation/cost_test.ts counts the bytes that a scan reads",
  ScansReadOnlyTheOwnersPages: "spec/implementation/scan_test.ts looks at refused lists",
  MemoryWritesCostNothing: "spec/implementation/cost_test.ts: stores run no code of the kernel's",
  RefusalsAreRecorded: "spec/implementation/refusal_test.ts reads the log",
  RefusedEnablesAreRecorded: "spec/implementation/validated_path_test.ts reads the log",
};

/** Actions of the machine for which the implementation has no counterpart, and why. */
const UNTHINKABLE: { readonly [action: string]: string } = {
  providerForgesCompletion: "completion rings that decide anything are the kernel's",
  providerRingsHead: "the completion doorbell of the controller is the kernel's",
};

/** Whether an attack is met where it has to be, and if not, what is wrong about that. */
export function judgeAttack(
  k: MachineConstants,
  behaviour: ToldBehaviour,
  property: string,
  result: AttackResult,
): string | null {
  const decisive = decisiveStep(k, behaviour);
  if (result.kind === "performed") {
    return decisive === null && Object.hasOwn(OUT_OF_SIGHT, property)
      ? null
      : "performed to its end";
  }
  // Where no step is decisive, it is what the last state shows, or what does not come of it.
  const wanted = decisive ?? behaviour.steps.length - 1;
  if (result.step === wanted) return null;
  return `${result.kind} at step ${result.step} (${result.how}); the decisive one is ${wanted}`;
}

/**
 * Holds the behaviour that violates a property against an implementation.
 *
 * @param exchanges where to put what was asked and answered: at first, and then step by step.
 */
export async function meetAttack(
  adapter: Adapter,
  k: MachineConstants,
  { steps, loop }: ToldBehaviour,
  property: string,
  exchanges: (readonly Exchange[])[] = [],
): Promise<AttackResult> {
  const addresses = await adapter.reset(geometryOf(k));
  const expectations = new Expectations(k);
  for (const request of initialRequests(k)) {
    const answer = await adapter.take(request);
    if (answer.outcome === "done") continue;
    const choice = { action: request.action, params: {} };
    return { kind: "declined", step: 0, choice, how: `refused (${answer.reason})` };
  }
  exchanges.push(adapter.exchanges?.() ?? []);
  const told: (PlainState | null)[] = [null];
  for (let step = 1; step < steps.length; step++) {
    const { action, params, state } = steps[step];
    const choice = { action: action!, params: params! };
    const how = UNTHINKABLE[choice.action];
    if (how !== undefined) return { kind: "unthinkable", step, choice, how };
    const seen = await differenceAt(
      adapter,
      { k, addresses },
      expectations,
      steps[step - 1].state,
      choice,
      state,
      property,
      told,
    );
    exchanges.push(adapter.exchanges?.() ?? []);
    if (seen !== null) return { kind: "declined", step, choice, how: seen };
  }
  const stuck = loop !== undefined || property === "Deadlock";
  const onward = stuck ? await goesOn(adapter, k, steps.length - 1) : null;
  return onward ?? { kind: "performed", told };
}

/** Where the trace is about what never happens, the kernel's own next step is what it must not do. */
async function goesOn(
  adapter: Adapter,
  { queues, bounds }: MachineConstants,
  step: number,
): Promise<AttackResult | null> {
  const requests: Request[] = [{ action: "kernelResetsController" }, {
    action: "kernelFreesClaim",
  }];
  for (let queue = 0; queue < queues; queue++) {
    requests.push({ action: "kernelRefusesBatch", queue });
  }
  for (let window = 0; window < bounds.windows; window++) {
    requests.push({ action: "kernelUnmapsWindow", window });
  }
  for (const request of requests) {
    const { outcome } = await adapter.take(request);
    if (outcome === "impossible") continue;
    const choice = { action: request.action, params: {} };
    return { kind: "declined", step, choice, how: "the trace ends here, the kernel goes on" };
  }
  return null;
}

async function differenceAt(
  adapter: Adapter,
  to: Setting,
  expectations: Expectations,
  before: PlainState,
  choice: Choice,
  after: PlainState,
  property: string,
  tellings: (PlainState | null)[],
): Promise<string | null> {
  const [from, next] = [before, after] as unknown as [MachineState, MachineState];
  const plan = planOf(to, from, choice);
  for (const request of plan.before) await adapter.take(request);
  let answer: Answer | null = null;
  for (const request of plan.main) {
    answer = await adapter.take(request);
    if (answer.outcome !== "done") break;
  }
  for (const request of plan.after) await adapter.take(request);
  // Why another design, or a kernel with a fault, refuses something is its own affair.
  const expected = { ...expectations.of(from, choice, next), reasons: null };
  const difference = answer === null
    ? undefined
    : compared(expected, answer).find(({ holds }) => !holds);
  if (difference !== undefined) return factText(difference);
  const told = await adapter.state();
  tellings.push(told);
  if (told === null) return null;
  const seen = decisive(told, to.k, property);
  const departure = departures(to.k, next, seen, adapter.lenient)[0];
  return departure === undefined
    ? null
    : `${departure.path}: the trace has ${JSON.stringify(departure.machine)}, ` +
      `it is ${JSON.stringify(departure.told)}`;
}

/**
 * The variables that decide who touches what, and who is told: what the controller works on, who has
 * what, whose bytes are where. Where rings lie differs between the designs from the beginning.
 */
function decisive(told: PlainState, { bounds }: MachineConstants, property: string): PlainState {
  const { claim, window, iommu, frame, controller, queue } = told as { [name: string]: Plain };
  // What stands in a page is what one of the properties is about, and a means to the others.
  const frames = property === "MemoryShowsNoHostPhysical"
    ? frame
    : (frame as readonly { [name: string]: Plain }[] | undefined)?.map(({ holds }) => ({ holds }));
  const { phase, flight, bigPages, queue: device } = controller as { [name: string]: Plain };
  const tails = (device as readonly { [name: string]: Plain }[]).map(({ tail }) => ({ tail }));
  const issues = (queue as readonly { [name: string]: Plain }[]).map((
    { tail, issue, armed, checked },
  ) => ({ tail, issue, armed, checked }));
  return {
    claim,
    window,
    // Every owner has a domain of its own here, also where the trace has one for all of them.
    ...(bounds.sharedDomain === 1 ? {} : { iommu }),
    frame: frames,
    queue: issues,
    controller: { phase, flight, bigPages, queue: tails },
  } as unknown as PlainState;
}
