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

/** Where a queue lies: from one address on, or over pages of their own. */
export interface QueuePlace {
  readonly base: bigint;
  readonly pageBytes: number;
  /** The pages of a queue that is not contiguous, else `null`. */
  readonly pages: readonly bigint[] | null;
}

/** The address of a byte of a queue. No entry crosses a page's end. */
function addressIn({ base, pageBytes, pages }: QueuePlace, at: number): bigint {
  if (pages === null) return base + BigInt(at);
  return pages[Math.floor(at / pageBytes)] + BigInt(at % pageBytes);
}

/** A submission queue: entries from `head` up to `tail` are published and not fetched. */
export class DeviceSubmissionQueue {
  head = 0;
  tail = 0;

  constructor(
    readonly qid: number,
    readonly place: QueuePlace,
    readonly size: number,
    readonly cqid: number,
  ) {}

  get base(): bigint {
    return this.place.base;
  }

  get hasWork(): boolean {
    return this.head !== this.tail;
  }

  /** Fetches the next entry; `null` if the access faulted. */
  fetch(bus: DeviceBus): SubmissionEntry | null {
    const at = addressIn(this.place, this.head * SUBMISSION_ENTRY_BYTES);
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
    readonly place: QueuePlace,
    readonly size: number,
    /** The interrupt vector, or `null` for none. */
    readonly vector: number | null,
  ) {}

  get base(): bigint {
    return this.place.base;
  }

  get isFull(): boolean {
    return (this.tail + 1) % this.size === this.head;
  }

  /** Posts a completion; `false` if the access faulted. */
  post(bus: DeviceBus, completion: Omit<CompletionEntry, "phase">): boolean {
    const at = addressIn(this.place, this.tail * COMPLETION_ENTRY_BYTES);
    const posted = bus.write(at, encodeCompletionEntry({ ...completion, phase: this.phase }));
    this.tail = (this.tail + 1) % this.size;
    if (this.tail === 0) this.phase ^= 1;
    return posted;
  }
}
