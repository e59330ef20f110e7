/**
 * The submission queue entry: 64 bytes, little endian.
 *
 * | bytes | field | meaning |
 * | --- | --- | --- |
 * | 0 | `opc` | opcode |
 * | 1, bits 1:0 | `fuse` | fused operation; 0 is a command of its own |
 * | 1, bits 5:2 | `reserved10` | bits 13:10 of the first dword |
 * | 1, bits 7:6 | `psdt` | 0: PRPs; 1, 2: SGLs, with MPTR a buffer or an SGL segment |
 * | 2..3 | `cid` | command identifier, unique among those in flight of its queue |
 * | 4..7 | `nsid` | namespace |
 * | 8..15 | `cdw2`, `cdw3` | command specific |
 * | 16..23 | `mptr` | metadata pointer |
 * | 24..31 | `prp1` | first data pointer; with `prp2` the place of SGL1 |
 * | 32..39 | `prp2` | second data pointer, or pointer to a PRP list |
 * | 40..63 | `cdw10` … `cdw15` | command specific |
 *
 * Source: NVMe Base Specification 2.1, 4.1.1 "Submission Queue Entry", common command format.
 *
 * @module
 */

import { requireBits, requireLength, requireQword, viewOf } from "./bit_fields.ts";

/** Bytes of a submission entry; CC.IOSQES holds its binary logarithm, 6. */
export const SUBMISSION_ENTRY_BYTES = 64;

/** A submission entry, field by field. Addresses are exact 64-bit integers. */
export interface SubmissionEntry {
  readonly opc: number;
  readonly fuse: number;
  readonly reserved10: number;
  readonly psdt: number;
  readonly cid: number;
  readonly nsid: number;
  readonly cdw2: number;
  readonly cdw3: number;
  readonly mptr: bigint;
  readonly prp1: bigint;
  readonly prp2: bigint;
  readonly cdw10: number;
  readonly cdw11: number;
  readonly cdw12: number;
  readonly cdw13: number;
  readonly cdw14: number;
  readonly cdw15: number;
}

const EMPTY: SubmissionEntry = {
  opc: 0,
  fuse: 0,
  reserved10: 0,
  psdt: 0,
  cid: 0,
  nsid: 0,
  cdw2: 0,
  cdw3: 0,
  mptr: 0n,
  prp1: 0n,
  prp2: 0n,
  cdw10: 0,
  cdw11: 0,
  cdw12: 0,
  cdw13: 0,
  cdw14: 0,
  cdw15: 0,
};

/**
 * A submission entry in which every field that is not named is zero.
 *
 * @example
 * ```ts
 * import { assert } from "@std/assert";
 * import { decodeSubmissionEntry, encodeSubmissionEntry, submissionEntry } from "./submission_entry.ts";
 *
 * const identify = submissionEntry({ opc: 0x06, cid: 7, prp1: 0x10_0000n, cdw10: 1 });
 * const bytes = encodeSubmissionEntry(identify);
 * assert(bytes[0] === 0x06 && bytes[2] === 7);
 * assert(decodeSubmissionEntry(bytes).prp1 === 0x10_0000n);
 * ```
 */
export function submissionEntry(fields: Partial<SubmissionEntry>): SubmissionEntry {
  return { ...EMPTY, ...fields };
}

/**
 * The fields of 64 bytes. Every bit of them comes back in some field.
 *
 * @throws {RangeError} if there are not exactly 64 bytes.
 */
export function decodeSubmissionEntry(bytes: Uint8Array): SubmissionEntry {
  requireLength("a submission entry", bytes, SUBMISSION_ENTRY_BYTES);
  const view = viewOf(bytes);
  const flags = bytes[1];
  return {
    opc: bytes[0],
    fuse: flags & 0b11,
    reserved10: (flags >> 2) & 0b1111,
    psdt: flags >> 6,
    cid: view.getUint16(2, true),
    nsid: view.getUint32(4, true),
    cdw2: view.getUint32(8, true),
    cdw3: view.getUint32(12, true),
    mptr: view.getBigUint64(16, true),
    prp1: view.getBigUint64(24, true),
    prp2: view.getBigUint64(32, true),
    cdw10: view.getUint32(40, true),
    cdw11: view.getUint32(44, true),
    cdw12: view.getUint32(48, true),
    cdw13: view.getUint32(52, true),
    cdw14: view.getUint32(56, true),
    cdw15: view.getUint32(60, true),
  };
}

/**
 * The 64 bytes of an entry: the inverse of {@link decodeSubmissionEntry}.
 *
 * @throws {RangeError} if a value does not fit its field.
 */
export function encodeSubmissionEntry(entry: SubmissionEntry): Uint8Array {
  requireBits("opc", entry.opc, 8);
  requireBits("fuse", entry.fuse, 2);
  requireBits("reserved10", entry.reserved10, 4);
  requireBits("psdt", entry.psdt, 2);
  requireBits("cid", entry.cid, 16);
  const bytes = new Uint8Array(SUBMISSION_ENTRY_BYTES);
  const view = viewOf(bytes);
  bytes[0] = entry.opc;
  bytes[1] = entry.fuse | (entry.reserved10 << 2) | (entry.psdt << 6);
  view.setUint16(2, entry.cid, true);
  for (const [field, offset] of DWORDS) {
    requireBits(field, entry[field], 32);
    view.setUint32(offset, entry[field], true);
  }
  for (const [field, offset] of QWORDS) {
    requireQword(field, entry[field]);
    view.setBigUint64(offset, entry[field], true);
  }
  return bytes;
}

const DWORDS = [
  ["nsid", 4],
  ["cdw2", 8],
  ["cdw3", 12],
  ["cdw10", 40],
  ["cdw11", 44],
  ["cdw12", 48],
  ["cdw13", 52],
  ["cdw14", 56],
  ["cdw15", 60],
] as const;

const QWORDS = [["mptr", 16], ["prp1", 24], ["prp2", 32]] as const;
