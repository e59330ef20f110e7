/**
 * Which commands may be published: an allow-list, with lengths that the kernel knows.
 *
 * An entry is looked at field by field for everything that could carry an address, or change what
 * an address means; what is not understood is refused. Some commands would be harmless but for what
 * they enable: Doorbell Buffer Config lets memory publish commands behind the kernel's back, the Host
 * Memory Buffer carries a list of addresses, Format NVM changes the size of a block, a vendor's
 * telemetry may hold the host-physical addresses of rings.
 *
 * @module
 */

import {
  type CommandSet,
  FEATURE,
  featureOf,
  OPC,
  type SubmissionEntry,
  type Transfer,
  transferOf,
  usesSgl,
} from "../nvme/mod.ts";
import type { Identity } from "./platform.ts";
import { Refusal } from "./refusal.ts";

/** The dwords of an entry whose meaning depends on the command. */
const DWORDS = ["cdw2", "cdw3", "cdw10", "cdw11", "cdw12", "cdw13", "cdw14", "cdw15"] as const;

/** Allowed opcodes, and which of those dwords each uses; the others are reserved. */
type AllowList = { readonly [opc: number]: readonly typeof DWORDS[number][] | undefined };

const ADMIN_ALLOWED: AllowList = {
  [OPC.deleteSubmissionQueue]: ["cdw10"],
  [OPC.createSubmissionQueue]: ["cdw10", "cdw11"],
  [OPC.getLogPage]: ["cdw10", "cdw11", "cdw12", "cdw13", "cdw14"],
  [OPC.deleteCompletionQueue]: ["cdw10"],
  [OPC.createCompletionQueue]: ["cdw10", "cdw11"],
  [OPC.identify]: ["cdw10", "cdw11", "cdw14"],
  [OPC.abort]: ["cdw10"],
  // Of the features that are allowed none uses more; the Host Memory Buffer would use 12 to 15.
  [OPC.setFeatures]: ["cdw10", "cdw11", "cdw14"],
  [OPC.getFeatures]: ["cdw10", "cdw11", "cdw14"],
  [OPC.asynchronousEventRequest]: [],
};

const NVM_ALLOWED: AllowList = {
  [OPC.flush]: [],
  [OPC.write]: DWORDS,
  [OPC.read]: DWORDS,
  [OPC.compare]: DWORDS,
  [OPC.writeZeroes]: DWORDS,
  [OPC.datasetManagement]: ["cdw10", "cdw11"],
  [OPC.verify]: DWORDS,
};

/** Features that neither carry an address nor change what one means. */
const FEATURES_ALLOWED: ReadonlySet<number> = new Set([
  FEATURE.arbitration,
  FEATURE.powerManagement,
  FEATURE.temperatureThreshold,
  FEATURE.errorRecovery,
  FEATURE.volatileWriteCache,
  FEATURE.numberOfQueues,
  FEATURE.interruptCoalescing,
  FEATURE.interruptVectorConfiguration,
  FEATURE.writeAtomicity,
  FEATURE.asynchronousEventConfiguration,
  FEATURE.timestamp,
]);

/** Error information to device self-test: pages that the specification lays out, byte by byte. */
const LOG_PAGES_ALLOWED: ReadonlySet<number> = new Set([0x01, 0x02, 0x03, 0x04, 0x05, 0x06]);

/** Commands of I/O queues whose length counts blocks. */
const BLOCK_COMMANDS: ReadonlySet<number> = new Set([OPC.write, OPC.read, OPC.compare]);

/**
 * What an entry moves, if it is allowed.
 *
 * @example
 * ```ts
 * import { assert } from "@std/assert";
 * import { submissionEntry } from "../nvme/mod.ts";
 * import { allowedTransfer } from "./allowed_commands.ts";
 *
 * const identity = { maxTransferBytes: 131072, namespaces: new Map() };
 * const identify = allowedTransfer("admin", submissionEntry({ opc: 0x06 }), identity);
 * assert("kind" in identify && identify.kind === "data" && identify.bytes === 4096);
 * const buffers = allowedTransfer("admin", submissionEntry({ opc: 0x7c }), identity);
 * assert("reason" in buffers && buffers.reason === "doorbellBuffer");
 * ```
 */
export function allowedTransfer(
  set: CommandSet,
  entry: SubmissionEntry,
  identity: Identity,
): Transfer | Refusal {
  const refusal = refusedField(entry) ??
    (set === "admin" ? refusedAdmin(entry) : refusedNvm(entry, identity)) ??
    refusedDword(set === "admin" ? ADMIN_ALLOWED : NVM_ALLOWED, entry);
  if (refusal !== null) return refusal;
  const blockBytes = identity.namespaces.get(entry.nsid)?.blockBytes ?? 0;
  const transfer = transferOf(set, entry, blockBytes);
  if (transfer === null) return new Refusal("opcode", entry.opc);
  const bytes = transfer.kind === "data" ? transfer.bytes : 0;
  if (bytes > identity.maxTransferBytes) return new Refusal("transferTooLong", bytes);
  return transfer;
}

/** Fields of every entry that carry an address, or change how the others are read. */
function refusedField(entry: SubmissionEntry): Refusal | null {
  if (usesSgl(entry)) return new Refusal("sgl", entry.psdt);
  if (entry.fuse !== 0) return new Refusal("fused", entry.fuse);
  if (entry.reserved10 !== 0) return new Refusal("reservedBits", entry.reserved10);
  if (entry.mptr !== 0n) return new Refusal("metadata", entry.mptr);
  return null;
}

/** What a later controller may read in dwords that are reserved today, nobody knows. */
function refusedDword(allowed: AllowList, entry: SubmissionEntry): Refusal | null {
  const used = allowed[entry.opc];
  const reserved = DWORDS.find((dword) => entry[dword] !== 0 && !used?.includes(dword));
  return reserved === undefined ? null : new Refusal("reservedBits", entry[reserved]);
}

function refusedAdmin(entry: SubmissionEntry): Refusal | null {
  if (entry.opc === OPC.doorbellBufferConfig) return new Refusal("doorbellBuffer", entry.opc);
  if (!(entry.opc in ADMIN_ALLOWED)) return new Refusal("opcode", entry.opc);
  if (entry.opc === OPC.setFeatures || entry.opc === OPC.getFeatures) return refusedFeature(entry);
  const logPage = entry.cdw10 & 0xff;
  if (entry.opc === OPC.getLogPage && !LOG_PAGES_ALLOWED.has(logPage)) {
    return new Refusal("logPage", logPage);
  }
  return null;
}

/** Bits of CDW10 that are reserved: Set Features uses bit 31 and bits 7:0, Get Features bits 10:0. */
const SET_RESERVED = 0x7fff_ff00;
const GET_RESERVED = 0xffff_f800;

function refusedFeature(entry: SubmissionEntry): Refusal | null {
  const feature = featureOf(entry);
  if (feature === FEATURE.hostMemoryBuffer) return new Refusal("hostMemoryBuffer", feature);
  if (!FEATURES_ALLOWED.has(feature)) return new Refusal("feature", feature);
  const reserved = entry.opc === OPC.setFeatures ? SET_RESERVED : GET_RESERVED;
  if ((entry.cdw10 & reserved) !== 0) return new Refusal("reservedBits", entry.cdw10);
  // SEL = 3 asks what the feature supports: whether data moves then is left to the controller.
  const select = (entry.cdw10 >>> 8) & 0b111;
  return select > 2 ? new Refusal("feature", feature) : null;
}

function refusedNvm(entry: SubmissionEntry, identity: Identity): Refusal | null {
  if (!(entry.opc in NVM_ALLOWED)) return new Refusal("opcode", entry.opc);
  if (!BLOCK_COMMANDS.has(entry.opc)) return null;
  const namespace = identity.namespaces.get(entry.nsid);
  if (namespace === undefined) return new Refusal("namespace", entry.nsid);
  if (namespace.metadataBytes !== 0) return new Refusal("metadata", entry.nsid);
  return null;
}
