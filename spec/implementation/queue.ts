/**
 * Queues as the kernel keeps them: its own rings, which the controller uses, and the provider's, which
 * the controller never sees.
 *
 * @module
 */

import { COMPLETION_ENTRY_BYTES, SUBMISSION_ENTRY_BYTES } from "../nvme/mod.ts";
import { IssueLedger } from "./issue_ledger.ts";
import type { Window } from "./ledger.ts";
import type { Batch } from "./batch.ts";

/** Where an entry lies. */
export interface Place {
  readonly frame: number;
  readonly offset: number;
}

/** A ring in memory: slot by slot over its frames. No entry crosses a frame's end. */
export class Ring {
  readonly size: number;
  readonly entryBytes: number;
  readonly frames: readonly number[];
  readonly #entriesPerFrame: number;

  constructor(size: number, entryBytes: number, frames: readonly number[], frameBytes: number) {
    this.size = size;
    this.entryBytes = entryBytes;
    this.frames = frames;
    this.#entriesPerFrame = frameBytes / entryBytes;
  }

  /** Where a slot lies. */
  place(slot: number): Place {
    return {
      frame: this.frames[Math.floor(slot / this.#entriesPerFrame)],
      offset: (slot % this.#entriesPerFrame) * this.entryBytes,
    };
  }
}

/** A ring that the provider named: entries are copied from it, or completions into it. */
export interface ProviderRing {
  readonly ring: Ring;
  /** The windows it lies in. Without them the ring is nobody's to read or write. */
  readonly windows: readonly Window[];
}

/** The kernel's ring: in frames of its own, at an address that only the controller is told. */
export interface KernelRing {
  readonly ring: Ring;
  readonly address: bigint;
}

/** `creating` and `deleting` last until the kernel has read the completion of the command. */
export type QueueStatus = "creating" | "live" | "deleting";

/** A submission queue. */
export class SubmissionQueue {
  readonly qid: number;
  readonly size: number;
  readonly cqid: number;
  readonly kernel: KernelRing;
  /** `null` where the kernel authors every entry. */
  readonly provider: ProviderRing | null;
  readonly issues = new IssueLedger();
  /** Tells the queue from those of its claim that had its identifier before. */
  readonly generation: number;
  status: QueueStatus;
  /** How far the controller says it has fetched. */
  head = 0;
  /** The value of the tail doorbell: the last tail that was validated. */
  tail = 0;
  /** The batch that is being checked. */
  batch: Batch | null = null;

  constructor(
    fields: Pick<
      SubmissionQueue,
      "qid" | "generation" | "cqid" | "kernel" | "provider" | "status"
    >,
  ) {
    this.qid = fields.qid;
    this.generation = fields.generation;
    this.cqid = fields.cqid;
    this.kernel = fields.kernel;
    this.size = fields.kernel.ring.size;
    this.provider = fields.provider;
    this.status = fields.status;
  }
}

/** A completion queue. */
export class CompletionQueue {
  readonly qid: number;
  readonly size: number;
  readonly kernel: KernelRing;
  /** `null` where completions are handed over as values. */
  readonly provider: ProviderRing | null;
  /** The interrupt vector, or `null` for none. */
  readonly vector: number | null;
  status: QueueStatus;
  /** The next slot of the kernel's ring to read, and the phase that marks it as new. */
  head = 0;
  phase = 1;
  /** The next slot of the provider's ring to fill and its phase, and the provider's head. */
  copied = 0;
  copiedPhase = 1;
  consumed = 0;

  constructor(
    fields: Pick<CompletionQueue, "qid" | "kernel" | "provider" | "vector" | "status">,
  ) {
    this.qid = fields.qid;
    this.kernel = fields.kernel;
    this.size = fields.kernel.ring.size;
    this.provider = fields.provider;
    this.vector = fields.vector;
    this.status = fields.status;
  }
}

/** Bytes of a queue of either kind. */
export function queueBytes(kind: "submission" | "completion", entries: number): number {
  return entries * entryBytes(kind);
}

/** Bytes of an entry of a queue of either kind. */
export function entryBytes(kind: "submission" | "completion"): number {
  return kind === "submission" ? SUBMISSION_ENTRY_BYTES : COMPLETION_ENTRY_BYTES;
}
