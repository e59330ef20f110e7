/**
 * A correct userspace driver for the validated model, as small as it can be.
 *
 * It keeps its queues and its data in one window and writes every address itself. It is here to be
 * read, to run the example, and to show that a provider that does nothing wrong is refused nothing.
 *
 * @module
 */

import {
  AQA,
  CAP,
  CC,
  type CompletionEntry,
  createCompletionQueue,
  createSubmissionQueue,
  decodeCompletionEntry,
  type Doorbell,
  doorbellOffset,
  encodeSubmissionEntry,
  REGISTERS,
  type SubmissionEntry,
} from "../nvme/mod.ts";
import type { ProviderMapping } from "./provider_mapping.ts";
import { entryBytes } from "./queue.ts";
import { Refusal } from "./refusal.ts";
import type { ValidatedClaim } from "./validated_path.ts";

/** Where in the window each queue begins, and where data may. */
export const LAYOUT = {
  admin: { submission: 0x0000, completion: 0x1000 },
  io: { submission: 0x2000, completion: 0x3000 },
  list: 0x4000,
  data: 0x5000,
} as const;

/** CC for 4 KiB pages and entries of 64 and 16 bytes, enabled. */
export const ENABLE = CC.encode({ en: 1, iosqes: 6, iocqes: 4 });

/** One pair of queues, as the driver keeps it. */
interface Pair {
  readonly qid: number;
  readonly submission: number;
  readonly completion: number;
  readonly entries: number;
  tail: number;
  head: number;
  phase: number;
}

/** The driver. */
export class ValidatedDriver {
  readonly claim: ValidatedClaim;
  readonly memory: ProviderMapping;
  /** Where the window lies in the driver's address space. */
  readonly base: bigint;
  readonly admin: Pair;
  readonly io: Pair;
  readonly #dstrd: number;
  #nextCid = 0;

  constructor(claim: ValidatedClaim, memory: ProviderMapping, base: bigint, entries = 8) {
    this.claim = claim;
    this.memory = memory;
    this.base = base;
    const cap = claim.read(REGISTERS.cap.offset, REGISTERS.cap.width);
    this.#dstrd = cap instanceof Refusal ? 0 : CAP.decode(cap).dstrd;
    this.admin = { qid: 0, ...LAYOUT.admin, entries, tail: 0, head: 0, phase: 1 };
    this.io = { qid: 1, ...LAYOUT.io, entries, tail: 0, head: 0, phase: 1 };
  }

  /** The address of an offset in the window. */
  address(offset: number): bigint {
    return this.base + BigInt(offset);
  }

  /** Writes AQA, ASQ and ACQ, then CC.EN. */
  enable(): Refusal | null {
    const sizes = AQA.encode({ asqs: this.admin.entries - 1, acqs: this.admin.entries - 1 });
    return this.claim.write(REGISTERS.aqa.offset, 4, sizes) ??
      this.claim.write(REGISTERS.asq.offset, 8, this.address(this.admin.submission)) ??
      this.claim.write(REGISTERS.acq.offset, 8, this.address(this.admin.completion)) ??
      this.claim.write(REGISTERS.cc.offset, 4, ENABLE);
  }

  /** The entry that creates the I/O completion queue. */
  completionQueueEntry(vector: number | null): SubmissionEntry {
    const { qid, entries, completion } = this.io;
    const base = this.address(completion);
    return createCompletionQueue(0, { qid, entries, contiguous: true, base, vector });
  }

  /** The entry that creates the I/O submission queue. */
  submissionQueueEntry(): SubmissionEntry {
    const { qid, entries, submission } = this.io;
    const base = this.address(submission);
    return createSubmissionQueue(0, { qid, entries, contiguous: true, base, cqid: qid });
  }

  /** Writes an entry into the next slot, under the next command identifier, and hands that back. */
  put(pair: Pair, entry: SubmissionEntry): number {
    const cid = this.#nextCid++ & 0xffff;
    const at = pair.submission + pair.tail * entryBytes("submission");
    this.memory.store(at, encodeSubmissionEntry({ ...entry, cid }));
    pair.tail = (pair.tail + 1) % pair.entries;
    return cid;
  }

  /** Rings the doorbell for everything that was put. */
  ring(pair: Pair): Refusal | null {
    return this.#ring({ kind: "submissionTail", qid: pair.qid }, pair.tail);
  }

  /** Puts one entry and rings. */
  submit(pair: Pair, entry: SubmissionEntry): Refusal | null {
    this.put(pair, entry);
    return this.ring(pair);
  }

  /** Takes the completions that have arrived, and says so. */
  take(pair: Pair): CompletionEntry[] {
    const taken: CompletionEntry[] = [];
    for (;;) {
      const at = pair.completion + pair.head * entryBytes("completion");
      const completion = decodeCompletionEntry(this.memory.load(at, entryBytes("completion")));
      if (completion.phase !== pair.phase) break;
      taken.push(completion);
      pair.head = (pair.head + 1) % pair.entries;
      if (pair.head === 0) pair.phase ^= 1;
    }
    if (taken.length > 0) this.#ring({ kind: "completionHead", qid: pair.qid }, pair.head);
    return taken;
  }

  #ring(doorbell: Doorbell, value: number): Refusal | null {
    return this.claim.write(doorbellOffset(doorbell, this.#dstrd), 4, BigInt(value));
  }
}
