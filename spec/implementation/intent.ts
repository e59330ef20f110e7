/**
 * Typed intent: what a brokered provider asks for, without a single address.
 *
 * @module
 */

import {
  createCompletionQueue,
  createSubmissionQueue,
  OPC,
  requireBits,
  type SubmissionEntry,
  submissionEntry,
} from "../nvme/mod.ts";
import type { QueueEffect } from "./queue_effects.ts";
import type { Handle } from "./slot_table.ts";

/** Memory of the provider's: a window's handle, and an offset in it. */
export interface Buffer {
  readonly window: Handle;
  readonly offset: number;
}

/** What a provider may ask of the admin queue. */
export type AdminIntent =
  | {
    readonly kind: "identify";
    readonly cns: number;
    readonly nsid: number;
    readonly buffer: Buffer;
  }
  | {
    readonly kind: "createCompletionQueue";
    readonly qid: number;
    readonly entries: number;
    readonly vector: number | null;
  }
  | {
    readonly kind: "createSubmissionQueue";
    readonly qid: number;
    readonly entries: number;
    readonly cqid: number;
  }
  | { readonly kind: "deleteSubmissionQueue"; readonly qid: number }
  | { readonly kind: "deleteCompletionQueue"; readonly qid: number };

/** What a provider may ask of an I/O queue. `block` is the first logical block. */
export type BlockIntent =
  | {
    readonly kind: "read" | "write" | "compare";
    readonly nsid: number;
    readonly block: bigint;
    readonly blocks: number;
    readonly buffer: Buffer;
  }
  | { readonly kind: "flush"; readonly nsid: number };

export type Intent = AdminIntent | BlockIntent;

/** Whether an intent is for the admin queue. */
export function isAdminIntent(intent: Intent): intent is AdminIntent {
  return intent.kind === "identify" || effectOfIntent(intent) !== null;
}

/** The buffer that an intent names, or `null`. */
export function bufferOf(intent: Intent): Buffer | null {
  return "buffer" in intent ? intent.buffer : null;
}

/** What an intent does to queues. There is no ring of the provider's behind them. */
export function effectOfIntent(intent: Intent): QueueEffect | null {
  switch (intent.kind) {
    case "createCompletionQueue":
    case "createSubmissionQueue":
      return { ...intent, provider: null };
    case "deleteSubmissionQueue":
    case "deleteCompletionQueue":
      return intent;
    default:
      return null;
  }
}

/**
 * The entry for an intent, its data pointers still to be filled in.
 *
 * @example
 * ```ts
 * import { assert } from "@std/assert";
 * import { entryOfIntent } from "./intent.ts";
 *
 * const buffer = { window: { slot: 0, generation: 0 }, offset: 0 };
 * const entry = entryOfIntent(3, { kind: "read", nsid: 1, block: 5n, blocks: 8, buffer });
 * assert(entry.cid === 3 && entry.cdw10 === 5 && entry.cdw12 === 7 && entry.prp1 === 0n);
 * ```
 * @throws {RangeError} if a number does not fit its field.
 */
export function entryOfIntent(cid: number, intent: Intent): SubmissionEntry {
  switch (intent.kind) {
    case "identify":
      requireBits("cns", intent.cns, 8);
      return submissionEntry({ opc: OPC.identify, cid, nsid: intent.nsid, cdw10: intent.cns });
    case "createCompletionQueue":
      return createCompletionQueue(cid, { ...intent, contiguous: true, base: 0n });
    case "createSubmissionQueue":
      return createSubmissionQueue(cid, { ...intent, contiguous: true, base: 0n });
    case "deleteSubmissionQueue":
    case "deleteCompletionQueue":
      requireBits("qid", intent.qid, 16);
      return submissionEntry({ opc: OPC[intent.kind], cid, cdw10: intent.qid });
    case "flush":
      return submissionEntry({ opc: OPC.flush, cid, nsid: intent.nsid });
    case "read":
    case "write":
    case "compare":
      // The field holds one less.
      requireBits("blocks", intent.blocks - 1, 16);
      return submissionEntry({
        opc: OPC[intent.kind],
        cid,
        nsid: intent.nsid,
        cdw10: Number(intent.block & 0xffff_ffffn),
        cdw11: Number(intent.block >> 32n),
        cdw12: intent.blocks - 1,
      });
  }
}
