/**
 * What becomes of queues when an admin command succeeds.
 *
 * Creation and deletion are prepared when the command is published, and take effect only on a
 * completion that the kernel itself has read: until then nobody knows whether the queue exists. A
 * queue that is being deleted takes no more doorbells, so that nothing is lost with it.
 *
 * @module
 */

import { QUEUE_LEAST_ENTRIES } from "../nvme/mod.ts";
import type { Platform } from "./platform.ts";
import type { ProviderRing, SubmissionQueue } from "./queue.ts";
import type { QueueSet } from "./queue_set.ts";
import { Refusal } from "./refusal.ts";

/** What a command does to queues. */
export type QueueEffect =
  | {
    readonly kind: "createSubmissionQueue";
    readonly qid: number;
    readonly entries: number;
    readonly cqid: number;
    readonly provider: ProviderRing | null;
  }
  | {
    readonly kind: "createCompletionQueue";
    readonly qid: number;
    readonly entries: number;
    readonly vector: number | null;
    readonly provider: ProviderRing | null;
  }
  | { readonly kind: "deleteSubmissionQueue"; readonly qid: number }
  | { readonly kind: "deleteCompletionQueue"; readonly qid: number };

/** Whether a queue of this identifier and size is served at all. */
export function checkQueueShape(platform: Platform, qid: number, entries: number): Refusal | null {
  const { limits, capabilities } = platform;
  if (!(qid >= 1 && qid < limits.queues)) return new Refusal("queueIdentifier");
  const most = Math.min(limits.queueEntries, capabilities.mqes + 1);
  const served = entries >= QUEUE_LEAST_ENTRIES && entries <= most;
  return served ? null : new Refusal("queueSize");
}

/**
 * Why queues are not in a state for an effect. A completion queue comes before the submission queues
 * that it answers, and goes after them.
 */
export function effectObjection(queues: QueueSet, effect: QueueEffect): Refusal | null {
  return isInOrder(queues, effect) ? null : new Refusal("queueOrder", effect.qid);
}

function isInOrder(queues: QueueSet, effect: QueueEffect): boolean {
  const submission = queues.submissions.get(effect.qid);
  const completion = queues.completions.get(effect.qid);
  switch (effect.kind) {
    case "createSubmissionQueue": {
      const answering = queues.completions.get(effect.cqid);
      return submission === undefined && effect.cqid >= 1 && answering?.status === "live";
    }
    case "createCompletionQueue":
      return completion === undefined;
    // The admin queues stay: the command itself is a batch of the one, and the other answers it.
    case "deleteSubmissionQueue":
      return submission !== undefined && isIdle(submission);
    case "deleteCompletionQueue":
      return completion?.status === "live" && !queues.isAnswering(effect.qid);
  }
}

/** Nothing in flight and no batch under way: deleting the queue takes nothing from anyone. */
function isIdle(queue: SubmissionQueue): boolean {
  return queue.status === "live" && queue.issues.size === 0 && queue.batch === null;
}

/**
 * Prepares an effect: makes the queue's ring, or marks the queue as being deleted.
 *
 * @returns the base that the controller is to be told (0 where there is none) and the way back, or
 * why not.
 */
export function prepareEffect(
  queues: QueueSet,
  effect: QueueEffect,
): { base: bigint; undo(): void } | Refusal {
  const objection = effectObjection(queues, effect);
  if (objection !== null) return objection;
  if (effect.kind === "deleteSubmissionQueue" || effect.kind === "deleteCompletionQueue") {
    const queue = queueOf(queues, effect);
    queue.status = "deleting";
    return { base: 0n, undo: () => queue.status = "live" };
  }
  const queue = effect.kind === "createSubmissionQueue"
    ? queues.openSubmission({ ...effect, status: "creating" })
    : queues.openCompletion({ ...effect, status: "creating" });
  if (queue instanceof Refusal) return queue;
  return { base: queue.kernel.address, undo: () => queues.close(queue) };
}

/** Lets a prepared effect take place, or not, as the completion says. */
export function settleEffect(queues: QueueSet, effect: QueueEffect, succeeded: boolean): void {
  const queue = queueOf(queues, effect);
  const exists = succeeded === (queue.status === "creating");
  if (exists) queue.status = "live";
  else queues.close(queue);
}

function queueOf(queues: QueueSet, { kind, qid }: QueueEffect) {
  const ofSubmission = kind === "createSubmissionQueue" || kind === "deleteSubmissionQueue";
  const queue = ofSubmission ? queues.submissions.get(qid) : queues.completions.get(qid);
  if (queue === undefined) throw new Error(`Cannot change queue ${qid}: there is none`);
  return queue;
}
