/**
 * The queues of a claim: making and unmaking them, with the memory they stand on.
 *
 * @module
 */

import { giveBackKernelFrames, takeKernelRing } from "./kernel_memory.ts";
import type { Platform } from "./platform.ts";
import {
  CompletionQueue,
  entryBytes,
  type KernelRing,
  type ProviderRing,
  type QueueStatus,
  SubmissionQueue,
} from "./queue.ts";
import { Refusal } from "./refusal.ts";

/** What a queue of either kind is made from. */
export interface QueueRequest {
  readonly qid: number;
  readonly entries: number;
  readonly provider: ProviderRing | null;
  readonly status: QueueStatus;
}

/** Submission and completion queues by identifier. */
export class QueueSet {
  readonly submissions = new Map<number, SubmissionQueue>();
  readonly completions = new Map<number, CompletionQueue>();
  readonly #platform: Platform;
  readonly #owner: number;
  /** How many submission queues were made. It never wraps: 2^53 admin commands take longer than that. */
  #made = 0;

  constructor(platform: Platform, owner: number) {
    this.#platform = platform;
    this.#owner = owner;
  }

  /** Makes a submission queue, or says why its memory cannot be had. */
  openSubmission(request: QueueRequest & { cqid: number }): SubmissionQueue | Refusal {
    const kernel = this.#openRing("submission", request.entries);
    if (kernel instanceof Refusal) return kernel;
    const queue = new SubmissionQueue({ ...request, generation: this.#made++, kernel });
    this.submissions.set(queue.qid, queue);
    return queue;
  }

  /** Makes a completion queue, or says why its memory cannot be had. */
  openCompletion(request: QueueRequest & { vector: number | null }): CompletionQueue | Refusal {
    const kernel = this.#openRing("completion", request.entries);
    if (kernel instanceof Refusal) return kernel;
    const queue = new CompletionQueue({ ...request, kernel });
    this.completions.set(queue.qid, queue);
    return queue;
  }

  /** Unmakes a queue that the controller no longer uses, and that has nothing in flight. */
  close(queue: SubmissionQueue | CompletionQueue): void {
    if (queue instanceof SubmissionQueue) this.submissions.delete(queue.qid);
    else this.completions.delete(queue.qid);
    giveBackKernelFrames(this.#platform, this.#owner, queue.kernel.ring.frames);
  }

  /** Whether a submission queue is answered by this completion queue. */
  isAnswering(cqid: number): boolean {
    return [...this.submissions.values()].some((queue) => queue.cqid === cqid);
  }

  #openRing(kind: "submission" | "completion", entries: number): KernelRing | Refusal {
    // Entries are fetched, completions are posted; nothing else is the controller's to do there.
    const permission = kind === "submission" ? "read" : "write";
    const ring = takeKernelRing(this.#platform, this.#owner, entries, entryBytes(kind), permission);
    return ring ?? new Refusal("memoryExhausted");
  }
}
