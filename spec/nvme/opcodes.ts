/**
 * Opcodes, and how many bytes each command moves.
 *
 * The length of a transfer is nowhere in the data pointer: it follows from the opcode and a field
 * that differs from command to command. A validator that does not know a command's length cannot
 * check its extent, so the answer for a command that is not in these tables is `null`.
 *
 * Sources: NVMe Base Specification 2.1, chapter 5 (admin commands); NVM Command Set Specification
 * 1.1, chapter 3; Zoned Namespace Command Set Specification 1.2, chapter 3.
 *
 * @module
 */

import { featureBytes, featureOf } from "./features.ts";
import type { SubmissionEntry } from "./submission_entry.ts";

/** What a command moves, and which way. */
export type Transfer =
  | { readonly kind: "none" }
  /** `bytes` of data: `toController` is read from memory, `fromController` written to it. */
  | {
    readonly kind: "data";
    readonly direction: "toController" | "fromController";
    readonly bytes: number;
  }
  /** PRP1 is the base of a queue, or of the list of its pages (`queue_commands.ts`). */
  | { readonly kind: "queue" };

/** Which set of opcodes an entry is read by: that of queue 0, or that of the others. */
export type CommandSet = "admin" | "nvm";

interface Opcode {
  readonly name: string;
  /** `blockBytes` is the size of a logical block of the namespace, for the commands that count in blocks. */
  transfer(entry: SubmissionEntry, blockBytes: number): Transfer | null;
}

const none = (): Transfer => ({ kind: "none" });
const queue = (): Transfer => ({ kind: "queue" });
const reads = (bytes: number): Transfer => ({ kind: "data", direction: "toController", bytes });
const writes = (bytes: number): Transfer => ({ kind: "data", direction: "fromController", bytes });

/** Number of logical blocks: bits 15:0 of CDW12, 0-based. */
const blocks = (entry: SubmissionEntry) => (entry.cdw12 & 0xffff) + 1;
/** A 0-based number of dwords. */
const dwords = (field: number) => (field + 1) * 4;

/** The admin commands by opcode. */
export const ADMIN_OPCODES: { readonly [opc: number]: Opcode } = {
  0x00: { name: "Delete I/O Submission Queue", transfer: none },
  0x01: { name: "Create I/O Submission Queue", transfer: queue },
  0x02: {
    name: "Get Log Page",
    // NUMDL is bits 31:16 of CDW10, NUMDU bits 15:0 of CDW11.
    transfer: ({ cdw10, cdw11 }) => writes(dwords((cdw11 & 0xffff) * 0x1_0000 + (cdw10 >>> 16))),
  },
  0x04: { name: "Delete I/O Completion Queue", transfer: none },
  0x05: { name: "Create I/O Completion Queue", transfer: queue },
  0x06: { name: "Identify", transfer: () => writes(4096) },
  0x08: { name: "Abort", transfer: none },
  0x09: {
    name: "Set Features",
    transfer: (entry) => {
      const bytes = featureBytes(featureOf(entry), entry);
      if (bytes === null) return null;
      return bytes === 0 ? none() : reads(bytes);
    },
  },
  0x0a: {
    name: "Get Features",
    transfer: (entry) => {
      const bytes = featureBytes(featureOf(entry), entry);
      if (bytes === null) return null;
      return bytes === 0 ? none() : writes(bytes);
    },
  },
  0x0c: { name: "Asynchronous Event Request", transfer: none },
  0x0d: {
    name: "Namespace Management",
    // SEL, bits 3:0 of CDW10: 0 creates from a data structure, 1 deletes.
    transfer: ({ cdw10 }) => (cdw10 & 0xf) === 0 ? reads(4096) : none(),
  },
  0x10: { name: "Firmware Commit", transfer: none },
  0x11: { name: "Firmware Image Download", transfer: ({ cdw10 }) => reads(dwords(cdw10)) },
  0x14: { name: "Device Self-test", transfer: none },
  0x15: { name: "Namespace Attachment", transfer: () => reads(4096) },
  0x18: { name: "Keep Alive", transfer: none },
  0x19: { name: "Directive Send", transfer: ({ cdw10 }) => reads(dwords(cdw10)) },
  0x1a: { name: "Directive Receive", transfer: ({ cdw10 }) => writes(dwords(cdw10)) },
  0x1c: { name: "Virtualization Management", transfer: none },
  0x7c: { name: "Doorbell Buffer Config", transfer: () => null },
  0x80: { name: "Format NVM", transfer: none },
  0x81: { name: "Security Send", transfer: ({ cdw11 }) => dataOrNone(reads, cdw11) },
  0x82: { name: "Security Receive", transfer: ({ cdw11 }) => dataOrNone(writes, cdw11) },
  0x84: { name: "Sanitize", transfer: none },
};

/** The commands of I/O queues by opcode: the NVM command set, and what shares its queues. */
export const NVM_OPCODES: { readonly [opc: number]: Opcode } = {
  0x00: { name: "Flush", transfer: none },
  0x01: { name: "Write", transfer: (entry, size) => reads(blocks(entry) * size) },
  0x02: { name: "Read", transfer: (entry, size) => writes(blocks(entry) * size) },
  0x04: { name: "Write Uncorrectable", transfer: none },
  0x05: { name: "Compare", transfer: (entry, size) => reads(blocks(entry) * size) },
  0x08: { name: "Write Zeroes", transfer: none },
  // NR, bits 7:0 of CDW10, counts ranges of 16 bytes, 0-based.
  0x09: {
    name: "Dataset Management",
    transfer: ({ cdw10 }) => reads(((cdw10 & 0xff) + 1) * 16),
  },
  0x0c: { name: "Verify", transfer: none },
  0x19: {
    name: "Copy",
    // NR, bits 7:0 of CDW12, counts source ranges; bits 11:8 give their format.
    transfer: ({ cdw12 }) => {
      const format = (cdw12 >>> 8) & 0xf;
      if (format > 3) return null;
      return reads(((cdw12 & 0xff) + 1) * (format % 2 === 0 ? 32 : 40));
    },
  },
  0x7d: { name: "Zone Append", transfer: (entry, size) => reads(blocks(entry) * size) },
};

function dataOrNone(data: (bytes: number) => Transfer, bytes: number): Transfer {
  return bytes === 0 ? none() : data(bytes);
}

/**
 * What an entry moves, or `null` where the tables do not know the length.
 *
 * @example
 * ```ts
 * import { assert } from "@std/assert";
 * import { transferOf } from "./opcodes.ts";
 * import { submissionEntry } from "./submission_entry.ts";
 *
 * const read = submissionEntry({ opc: 0x02, nsid: 1, cdw12: 7 });
 * const transfer = transferOf("nvm", read, 512);
 * assert(transfer?.kind === "data" && transfer.bytes === 4096);
 * assert(transferOf("nvm", submissionEntry({ opc: 0xc0 }), 512) === null);
 * ```
 */
export function transferOf(
  set: CommandSet,
  entry: SubmissionEntry,
  blockBytes: number,
): Transfer | null {
  const opcode = (set === "admin" ? ADMIN_OPCODES : NVM_OPCODES)[entry.opc];
  return opcode === undefined ? null : opcode.transfer(entry, blockBytes);
}

/** An opcode's name, or its number where the specification leaves it to vendors or to the future. */
export function opcodeName(set: CommandSet, opc: number): string {
  const opcode = (set === "admin" ? ADMIN_OPCODES : NVM_OPCODES)[opc];
  return opcode?.name ?? `${set} opcode ${opc.toString(16).padStart(2, "0")}h`;
}

/** Whether an opcode is a vendor's: C0h and above for admin commands, 80h and above for others. */
export function isVendorSpecific(set: CommandSet, opc: number): boolean {
  return opc >= (set === "admin" ? 0xc0 : 0x80);
}

/** Opcodes that the implementation names. */
export const OPC = {
  deleteSubmissionQueue: 0x00,
  createSubmissionQueue: 0x01,
  getLogPage: 0x02,
  deleteCompletionQueue: 0x04,
  createCompletionQueue: 0x05,
  identify: 0x06,
  abort: 0x08,
  setFeatures: 0x09,
  getFeatures: 0x0a,
  asynchronousEventRequest: 0x0c,
  doorbellBufferConfig: 0x7c,
  flush: 0x00,
  write: 0x01,
  read: 0x02,
  compare: 0x05,
  writeZeroes: 0x08,
  datasetManagement: 0x09,
  verify: 0x0c,
} as const;
