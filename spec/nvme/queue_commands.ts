/**
 * The commands that create and delete I/O queues.
 *
 * A queue's base is no register: it is the data pointer of an admin command, and its extent is the
 * queue's size times its entry's. With PC = 0 the queue is not contiguous, and PRP1 points to a list
 * of its pages instead.
 *
 * | dword, bits | field | meaning |
 * | --- | --- | --- |
 * | `prp1` | base | the queue, or with PC = 0 the list of its pages |
 * | 10, 15:0 | `qid` | the queue's identifier; deletion has this field alone |
 * | 10, 31:16 | `qsize` | its entries, 0-based |
 * | 11, 0 | `pc` | physically contiguous |
 * | 11, 1 | `ien` | completion queue: raises interrupts |
 * | 11, 2:1 | `qprio` | submission queue: its priority, under another arbitration than round robin |
 * | 11, 31:16 | `iv` | completion queue: the interrupt vector |
 * | 11, 31:16 | `cqid` | submission queue: the completion queue that answers it |
 *
 * Source: NVMe Base Specification 2.1, 5.2.1 to 5.2.4 (Create and Delete I/O Completion and
 * Submission Queue).
 *
 * @module
 */

import { BitFields } from "./bit_fields.ts";
import { OPC } from "./opcodes.ts";
import { type SubmissionEntry, submissionEntry } from "./submission_entry.ts";

const CDW10 = new BitFields("CDW10 of Create I/O Queue", 32, { qid: [0, 16], qsize: [16, 16] });

const CDW11_COMPLETION = new BitFields("CDW11 of Create I/O Completion Queue", 32, {
  pc: [0, 1],
  ien: [1, 1],
  reserved2: [2, 14],
  iv: [16, 16],
});

const CDW11_SUBMISSION = new BitFields("CDW11 of Create I/O Submission Queue", 32, {
  pc: [0, 1],
  qprio: [1, 2],
  reserved3: [3, 13],
  cqid: [16, 16],
});

/** A completion queue to be created. `entries` is the size itself, not the 0-based field. */
export interface CreateCompletionQueue {
  readonly qid: number;
  readonly entries: number;
  readonly contiguous: boolean;
  readonly base: bigint;
  /** The interrupt vector, or `null` for a queue that raises none. */
  readonly vector: number | null;
}

/** A submission queue to be created, and the completion queue that answers it. */
export interface CreateSubmissionQueue {
  readonly qid: number;
  readonly entries: number;
  readonly contiguous: boolean;
  readonly base: bigint;
  readonly cqid: number;
}

/**
 * Reads a Create I/O Completion Queue entry.
 *
 * @example
 * ```ts
 * import { assert } from "@std/assert";
 * import { createCompletionQueue, readCreateCompletionQueue } from "./queue_commands.ts";
 *
 * const wanted = { qid: 1, entries: 64, contiguous: true, base: 0x8000n, vector: 1 };
 * const entry = createCompletionQueue(5, wanted);
 * assert(readCreateCompletionQueue(entry).entries === 64);
 * assert(entry.cdw10 === 0x003f_0001);
 * ```
 */
export function readCreateCompletionQueue(entry: SubmissionEntry): CreateCompletionQueue {
  const { qid, qsize } = CDW10.decode(BigInt(entry.cdw10));
  const { pc, ien, iv } = CDW11_COMPLETION.decode(BigInt(entry.cdw11));
  return {
    qid,
    entries: qsize + 1,
    contiguous: pc === 1,
    base: entry.prp1,
    vector: ien === 1 ? iv : null,
  };
}

/** Reads a Create I/O Submission Queue entry. */
export function readCreateSubmissionQueue(entry: SubmissionEntry): CreateSubmissionQueue {
  const { qid, qsize } = CDW10.decode(BigInt(entry.cdw10));
  const { pc, cqid } = CDW11_SUBMISSION.decode(BigInt(entry.cdw11));
  return { qid, entries: qsize + 1, contiguous: pc === 1, base: entry.prp1, cqid };
}

/** Writes a Create I/O Completion Queue entry. */
export function createCompletionQueue(cid: number, queue: CreateCompletionQueue): SubmissionEntry {
  return submissionEntry({
    opc: OPC.createCompletionQueue,
    cid,
    prp1: queue.base,
    cdw10: Number(CDW10.encode({ qid: queue.qid, qsize: queue.entries - 1 })),
    cdw11: Number(CDW11_COMPLETION.encode({
      pc: queue.contiguous ? 1 : 0,
      ien: queue.vector === null ? 0 : 1,
      iv: queue.vector ?? 0,
    })),
  });
}

/** Writes a Create I/O Submission Queue entry. */
export function createSubmissionQueue(cid: number, queue: CreateSubmissionQueue): SubmissionEntry {
  return submissionEntry({
    opc: OPC.createSubmissionQueue,
    cid,
    prp1: queue.base,
    cdw10: Number(CDW10.encode({ qid: queue.qid, qsize: queue.entries - 1 })),
    cdw11: Number(CDW11_SUBMISSION.encode({ pc: queue.contiguous ? 1 : 0, cqid: queue.cqid })),
  });
}

/** The queue that a Delete I/O Queue entry names: bits 15:0 of CDW10. */
export function deletedQueue(entry: SubmissionEntry): number {
  return entry.cdw10 & 0xffff;
}
