/**
 * What an observer must see of a step: whether it is carried out or refused, the doorbell that reaches
 * the controller, the waiters that wake. All of it is read off the machine's states before and after.
 *
 * @module
 */

import type { Choice } from "../../checker/mod.ts";
import type { Answer, CommandName, Outcome } from "./adapter.ts";
import type { MachineState } from "./machine_state.ts";

/** What must be seen. */
export interface Expectation {
  readonly outcome: Outcome;
  readonly doorbell: Answer["doorbell"];
  readonly woken: readonly CommandName[];
}

/** What must be seen of the step from one state to the next. */
export function expectation(
  before: MachineState,
  { action, params }: Choice,
  after: MachineState,
): Expectation {
  const queue = params.queue as number;
  switch (action) {
    case "providerRingsDoorbell":
    case "providerSubmitsIntent":
      return only(after.queue[queue].scan.phase === "idle" ? "refused" : "done");
    case "providerEnablesController":
      return only(after.controller.phase === "on" ? "done" : "refused");
    case "kernelRefusesBatch":
      return only("refused");
    case "kernelPublishesBatch":
      return { ...only("done"), doorbell: { queue, tail: after.queue[queue].tail } };
    case "kernelTakesCompletion":
      return { ...only("done"), woken: wokenBetween(before, after, queue) };
    default:
      return only("done");
  }
}

function only(outcome: Outcome): Expectation {
  return { outcome, doorbell: null, woken: [] };
}

function wokenBetween(before: MachineState, after: MachineState, queue: number): CommandName[] {
  return after.queue[queue].issue.flatMap(({ phase }, cid) =>
    phase === "woken" && before.queue[queue].issue[cid].phase !== "woken" ? [{ queue, cid }] : []
  );
}

/** What differs between what must be seen and what was. */
export function missed(expected: Expectation, answer: Answer): string[] {
  const found: string[] = [];
  if (answer.outcome !== expected.outcome) {
    const reason = answer.reason === "" ? "" : ` (${answer.reason})`;
    found.push(`expected ${expected.outcome}, was ${answer.outcome}${reason}`);
  }
  for (const what of ["doorbell", "woken"] as const) {
    const left = JSON.stringify(expected[what]);
    const right = JSON.stringify(answer[what]);
    if (left !== right) found.push(`${what}: expected ${left}, was ${right}`);
  }
  return found;
}
