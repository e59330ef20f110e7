/**
 * What an observer must see of a step: whether it is carried out or refused, for which reason, the
 * doorbell that reaches the controller, the waiters that wake. All of it is read off the machine's
 * states before and after.
 *
 * @module
 */

import type { Choice } from "../../checker/mod.ts";
import type { Answer, CommandName, Outcome } from "./adapter.ts";
import { type Fact, fact } from "./facts.ts";
import type { MachineConstants, MachineState } from "./machine_state.ts";
import {
  doorbellReasons,
  enableReasons,
  entryReasons,
  intentReasons,
  overtakenReasons,
  reasonNamed,
} from "./reasons.ts";

/** What must be seen. */
export interface Expectation {
  readonly outcome: Outcome;
  /** The reasons that a refusal may have; `null` where they are not looked at. */
  readonly reasons: readonly string[] | null;
  readonly doorbell: Answer["doorbell"];
  readonly woken: readonly CommandName[];
}

/** What must be seen of each step, by a watcher that remembers what a scan objected to. */
export class Expectations {
  readonly #k: MachineConstants;
  /** By queue: the objections to the batch that is being scanned. */
  readonly #objections = new Map<number, readonly string[]>();

  constructor(k: MachineConstants) {
    this.#k = k;
  }

  /** What must be seen of the step from one state to the next. */
  of(before: MachineState, { action, params }: Choice, after: MachineState): Expectation {
    const k = this.#k;
    const queue = params.queue as number;
    const p = params as never;
    switch (action) {
      case "providerRingsDoorbell":
        if (after.queue[queue].scan.phase !== "idle") return only("done");
        return refused(doorbellReasons(before, k, p));
      case "providerSubmitsIntent":
        if (after.queue[queue].scan.phase !== "idle") return only("done");
        return refused(intentReasons(before, k, p));
      case "providerEnablesController":
        if (after.controller.phase === "on") return only("done");
        return refused(enableReasons(before, k, params.handle as number));
      case "kernelScansEntry":
        if (after.queue[queue].scan.phase === "refusing") {
          const slot = before.queue[queue].scan.cursor;
          this.#objections.set(queue, entryReasons(before, after, k, queue, slot));
        }
        return only("done");
      case "kernelRefusesBatch": {
        const objections = this.#objections.get(queue) ?? [];
        this.#objections.delete(queue);
        const changed = before.queue[queue].scan.phase !== "refusing" ||
          before.queue[queue].scan.overtaken;
        return refused([...objections, ...(changed ? overtakenReasons(before) : [])]);
      }
      case "kernelPublishesBatch":
        return { ...only("done"), doorbell: { queue, tail: after.queue[queue].tail } };
      case "kernelTakesCompletion":
        return { ...only("done"), woken: wokenBetween(before, after, queue) };
      default:
        return only("done");
    }
  }
}

function only(outcome: Outcome): Expectation {
  return { outcome, reasons: null, doorbell: null, woken: [] };
}

function refused(reasons: readonly string[]): Expectation {
  return { ...only("refused"), reasons };
}

function wokenBetween(before: MachineState, after: MachineState, queue: number): CommandName[] {
  return after.queue[queue].issue.flatMap(({ phase }, cid) =>
    phase === "woken" && before.queue[queue].issue[cid].phase !== "woken" ? [{ queue, cid }] : []
  );
}

/** The reason of what is not refused. */
const NO_REASON = "none";

/** What must be seen beside what was. */
export function compared(expected: Expectation, answer: Answer): Fact[] {
  const facts = [fact("outcome", [expected.outcome], answer.outcome)];
  const came = answer.outcome === "refused" ? reasonNamed(answer.reason) : NO_REASON;
  if (expected.outcome === "refused") facts.push(fact("reason", expected.reasons ?? [came], came));
  else if (came !== NO_REASON) facts.push(fact("reason", [NO_REASON], came));
  facts.push(
    fact("doorbell", [doorbellText(expected.doorbell)], doorbellText(answer.doorbell)),
    fact("woken", [wokenText(expected.woken)], wokenText(answer.woken)),
  );
  return facts;
}

/** A tail doorbell in words. */
export function doorbellText(doorbell: Answer["doorbell"]): string {
  return doorbell === null ? "not written" : `queue ${doorbell.queue}: tail ${doorbell.tail}`;
}

/** Woken waiters in words. */
export function wokenText(woken: readonly CommandName[]): string {
  if (woken.length === 0) return "nobody";
  return woken.map(({ queue, cid }) => `${queue}:${cid}`).sort().join(", ");
}
