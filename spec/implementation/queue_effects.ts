/**
 * What becomes of queues when an admin command succeeds.
 *
 * Creation and deletion are prepared when the command is published, and take effect only on a
 * completion that the kernel itself has read: until then nobody knows whether the queue exists.
 *
 * @module
 */

import type { Platform } from "./platform.ts";
import type { ProviderRing, SubmissionQueue } from "./queue.ts";
import type { QueueSet } from "./queue_set.ts";
import { Refusal } from "./refusal.ts";
import { QUEUE_LEAST_ENTRIES } from "../nvme/mod.ts";

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
  if (qid < 1 || qid >= limits.queues) return new Refusal("queueIdentifier", qid);
  const most = Math.min(limits.queueEntries, capabilities.mqes + 1);
  if (entries < QUEUE_LEAST_ENTRIES || entries > most) return new Refusal("queueSize", entries);
  return null;
}

/**
 * Prepares an effect: makes the queue's rings, or marks the queue as being deleted.
 *
 * @returns the base that the controller is to be told (0 where there is none) and the way back, or
 * why not.
 */
export function prepareEffect(
  queues: QueueSet,
  effect: QueueEffect,
): { base: bigint; undo(): void } | Refusal {
  switch (effect.kind) {
    case "createSubmissionQueue": {
      const answering = queues.completions.get(effect.cqid);
      const orderly = !queues.submissions.has(effect.qid) && answering?.status === "live";
      if (effect.cqid < 1 || !orderly) return new Refusal("queueOrder", effect.qid);
      const queue = queues.openSubmission({ ...effect, status: "creating" });
      if (queue instanceof Refusal) return queue;
      return { base: queue.kernel.address, undo: () => queues.close(queue) };
    }
    case "createCompletionQueue": {
      if (queues.completions.has(effect.qid)) return new Refusal("queueOrder", effect.qid);
      const queue = queues.openCompletion({ ...effect, status: "creating" });
      if (queue instanceof Refusal) return queue;
      return { base: queue.kernel.address, undo: () => queues.close(queue) };
    }
    case "deleteSubmissionQueue": {
      const queue = queues.submissions.get(effect.qid);
      if (queue === undefined || !isIdle(queue)) return new Refusal("queueOrder", effect.qid);
      queue.status = "deleting";
      return { base: 0n, undo: () => queue.status = "live" };
    }
    case "deleteCompletionQueue": {
      const queue = queues.completions.get(effect.qid);
      if (queue?.status !== "live" || queues.isAnswering(effect.qid)) {
        return new Refusal("queueOrder", effect.qid);
      }
      queue.status = "deleting";
      return { base: 0n, undo: () => queue.status = "live" };
    }
  }
}

/** Nothing in flight and no doorbell being scanned: deleting it takes nothing from anyone. */
function isIdle(queue: SubmissionQueue): boolean {
  return queue.status === "live" && queue.issues.size === 0 && queue.scan === null;
}

/** Lets a prepared effect take place, or not, as the completion says. */
export function settleEffect(queues: QueueSet, effect: QueueEffect, succeeded: boolean): void {
  const ofSubmission = effect.kind === "createSubmissionQueue" ||
    effect.kind === "deleteSubmissionQueue";
  const queue = ofSubmission
    ? queues.submissions.get(effect.qid)
    : queues.completions.get(effect.qid);
  if (queue === undefined) throw new Error(`Cannot settle queue ${effect.qid}: there is none`);
  const exists = succeeded === (queue.status === "creating");
  if (exists) queue.status = "live";
  else queues.close(queue);
}
