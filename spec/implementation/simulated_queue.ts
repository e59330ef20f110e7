/**
 * A simulated controller's own view of its queues.
 *
 * @module
 */

import {
  COMPLETION_ENTRY_BYTES,
  type CompletionEntry,
  decodeSubmissionEntry,
  encodeCompletionEntry,
  SUBMISSION_ENTRY_BYTES,
  type SubmissionEntry,
} from "../nvme/mod.ts";
import type { DeviceBus } from "./bus.ts";

/** A submission queue: entries from `head` up to `tail` are published and not fetched. */
export class DeviceSubmissionQueue {
  head = 0;
  tail = 0;

  constructor(
    readonly qid: number,
    readonly base: bigint,
    readonly size: number,
    readonly cqid: number,
  ) {}

  get hasWork(): boolean {
    return this.head !== this.tail;
  }

  /** Fetches the next entry; `null` if the access faulted. */
  fetch(bus: DeviceBus): SubmissionEntry | null {
    const at = this.base + BigInt(this.head * SUBMISSION_ENTRY_BYTES);
    const bytes = bus.read(at, SUBMISSION_ENTRY_BYTES);
    this.head = (this.head + 1) % this.size;
    return bytes === null ? null : decodeSubmissionEntry(bytes);
  }
}

/** A completion queue: `tail` is the next slot to post to, `head` what the host says it has read. */
export class DeviceCompletionQueue {
  head = 0;
  tail = 0;
  phase = 1;

  constructor(
    readonly qid: number,
    readonly base: bigint,
    readonly size: number,
    /** The interrupt vector, or `null` for none. */
    readonly vector: number | null,
  ) {}

  get isFull(): boolean {
    return (this.tail + 1) % this.size === this.head;
  }

  /** Posts a completion; `false` if the access faulted. */
  post(bus: DeviceBus, completion: Omit<CompletionEntry, "phase">): boolean {
    const at = this.base + BigInt(this.tail * COMPLETION_ENTRY_BYTES);
    const posted = bus.write(at, encodeCompletionEntry({ ...completion, phase: this.phase }));
    this.tail = (this.tail + 1) % this.size;
    if (this.tail === 0) this.phase ^= 1;
    return posted;
  }
}
