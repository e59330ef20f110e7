/**
 * The completion queue entry: 16 bytes, little endian.
 *
 * | bytes | field | meaning |
 * | --- | --- | --- |
 * | 0..3 | `dw0` | command-specific result |
 * | 4..7 | `dw1` | command-specific result |
 * | 8..9 | `sqhd` | how far the controller has fetched the submission queue |
 * | 10..11 | `sqid` | submission queue the command came from |
 * | 12..13 | `cid` | its command identifier |
 * | 14, bit 0 | `phase` | turns over each time the ring wraps: tells a new entry from an old one |
 * | 14..15, bits 8:1 | `sc` | status code; 0 with `sct` 0 is success |
 * | bits 11:9 | `sct` | status code type |
 * | bits 13:12 | `crd` | command retry delay |
 * | bit 14 | `more` | more in the error log |
 * | bit 15 | `dnr` | do not retry |
 *
 * Source: NVMe Base Specification 2.1, 4.2.1 "Common Completion Queue Entry Layout".
 *
 * @module
 */

import { requireBits, requireLength, viewOf } from "./bit_fields.ts";

/** Bytes of a completion entry; CC.IOCQES holds its binary logarithm, 4. */
export const COMPLETION_ENTRY_BYTES = 16;

/** A completion entry, field by field. */
export interface CompletionEntry {
  readonly dw0: number;
  readonly dw1: number;
  readonly sqhd: number;
  readonly sqid: number;
  readonly cid: number;
  readonly phase: number;
  readonly sc: number;
  readonly sct: number;
  readonly crd: number;
  readonly more: number;
  readonly dnr: number;
}

const EMPTY: CompletionEntry = {
  dw0: 0,
  dw1: 0,
  sqhd: 0,
  sqid: 0,
  cid: 0,
  phase: 0,
  sc: 0,
  sct: 0,
  crd: 0,
  more: 0,
  dnr: 0,
};

/**
 * A completion entry in which every field that is not named is zero.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { completionEntry, encodeCompletionEntry } from "./completion_entry.ts";
 *
 * const bytes = encodeCompletionEntry(completionEntry({ cid: 7, phase: 1 }));
 * assertEquals([...bytes.subarray(12)], [7, 0, 1, 0]);
 * ```
 */
export function completionEntry(fields: Partial<CompletionEntry>): CompletionEntry {
  return { ...EMPTY, ...fields };
}

/**
 * The fields of 16 bytes.
 *
 * @example
 * ```ts
 * import { assert } from "@std/assert";
 * import { decodeCompletionEntry, succeeded } from "./completion_entry.ts";
 *
 * const bytes = new Uint8Array(16);
 * bytes.set([0x02, 0x00, 0x00, 0x00, 0x07, 0x00, 0x01, 0x00], 8);
 * const completion = decodeCompletionEntry(bytes);
 * assert(completion.sqhd === 2 && completion.cid === 7 && completion.phase === 1);
 * assert(succeeded(completion));
 * ```
 * @throws {RangeError} if there are not exactly 16 bytes.
 */
export function decodeCompletionEntry(bytes: Uint8Array): CompletionEntry {
  requireLength("a completion entry", bytes, COMPLETION_ENTRY_BYTES);
  const view = viewOf(bytes);
  const status = view.getUint16(14, true);
  return {
    dw0: view.getUint32(0, true),
    dw1: view.getUint32(4, true),
    sqhd: view.getUint16(8, true),
    sqid: view.getUint16(10, true),
    cid: view.getUint16(12, true),
    phase: status & 1,
    sc: (status >> 1) & 0xff,
    sct: (status >> 9) & 0b111,
    crd: (status >> 12) & 0b11,
    more: (status >> 14) & 1,
    dnr: status >> 15,
  };
}

/**
 * The 16 bytes of a completion: the inverse of {@link decodeCompletionEntry}.
 *
 * @throws {RangeError} if a value does not fit its field.
 */
export function encodeCompletionEntry(entry: CompletionEntry): Uint8Array {
  for (const [field, width] of WIDTHS) requireBits(field, entry[field], width);
  const bytes = new Uint8Array(COMPLETION_ENTRY_BYTES);
  const view = viewOf(bytes);
  view.setUint32(0, entry.dw0, true);
  view.setUint32(4, entry.dw1, true);
  view.setUint16(8, entry.sqhd, true);
  view.setUint16(10, entry.sqid, true);
  view.setUint16(12, entry.cid, true);
  const status = entry.phase | (entry.sc << 1) | (entry.sct << 9) | (entry.crd << 12) |
    (entry.more << 14) | (entry.dnr << 15);
  view.setUint16(14, status, true);
  return bytes;
}

const WIDTHS = [
  ["dw0", 32],
  ["dw1", 32],
  ["sqhd", 16],
  ["sqid", 16],
  ["cid", 16],
  ["phase", 1],
  ["sc", 8],
  ["sct", 3],
  ["crd", 2],
  ["more", 1],
  ["dnr", 1],
] as const;

/** Whether the status says success. It is the controller's word, not evidence that data moved. */
export function succeeded(completion: Pick<CompletionEntry, "sc" | "sct">): boolean {
  return completion.sc === 0 && completion.sct === 0;
}
