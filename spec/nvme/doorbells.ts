/**
 * Doorbells: which register moves which queue's tail or head.
 *
 * From 1000h on, one 4-byte register every 4 << CAP.DSTRD bytes: submission queue 0's tail,
 * completion queue 0's head, submission queue 1's tail, and so on. The value is in bits 15:0; the
 * rest is reserved. Controllers have been seen to drop the high bits, so a value is never masked:
 * 10001h is out of range, not 1.
 *
 * Source: NVMe over PCIe Transport Specification 1.1, 3.1.2 (SQyTDBL, CQyHDBL).
 *
 * @module
 */

/** Which end of which queue a doorbell moves. */
export interface Doorbell {
  readonly kind: "submissionTail" | "completionHead";
  readonly qid: number;
}

/** Where doorbells begin. */
export const DOORBELL_BASE = 0x1000;

/** Bytes of a doorbell register. */
export const DOORBELL_BYTES = 4;

/**
 * The offset of a doorbell.
 *
 * @example
 * ```ts
 * import { assert } from "@std/assert";
 * import { doorbellAt, doorbellOffset } from "./doorbells.ts";
 *
 * assert(doorbellOffset({ kind: "completionHead", qid: 1 }, 0) === 0x100c);
 * assert(doorbellOffset({ kind: "submissionTail", qid: 1 }, 2) === 0x1020);
 * assert(doorbellAt(0x1008, 0)?.qid === 1);
 * assert(doorbellAt(0x1002, 0) === null);
 * ```
 */
export function doorbellOffset(doorbell: Doorbell, dstrd: number): number {
  const index = 2 * doorbell.qid + (doorbell.kind === "completionHead" ? 1 : 0);
  return DOORBELL_BASE + index * (DOORBELL_BYTES << dstrd);
}

/** The doorbell that begins exactly at this offset, if one does. */
export function doorbellAt(offset: number, dstrd: number): Doorbell | null {
  const stride = DOORBELL_BYTES << dstrd;
  const index = (offset - DOORBELL_BASE) / stride;
  if (!Number.isInteger(index) || index < 0 || index >= 2 * 0x1_0000) return null;
  return {
    kind: index % 2 === 0 ? "submissionTail" : "completionHead",
    qid: Math.floor(index / 2),
  };
}
