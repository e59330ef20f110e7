/**
 * The check of one entry, read once: what it asks of memory, and what it does to queues.
 *
 * The check has two halves, because a list has to be read in between: {@link planCommand} looks at the
 * entry alone, {@link checkPlaced} at where its pages lie.
 *
 * @module
 */

import {
  type CommandSet,
  deletedQueue,
  OPC,
  readCreateCompletionQueue,
  readCreateSubmissionQueue,
  type SubmissionEntry,
} from "../nvme/mod.ts";
import { allowedTransfer } from "./allowed_commands.ts";
import { type Extent, type PageList, type Pages, planData, planQueue } from "./data_pointer.ts";
import { providerRing } from "./extent_check.ts";
import { pageBytes, type Platform } from "./platform.ts";
import type { CheckedCommand, Segment } from "./publication.ts";
import { entryBytes, queueBytes } from "./queue.ts";
import { checkQueueShape, type QueueEffect } from "./queue_effects.ts";
import { Refusal } from "./refusal.ts";

/** An entry whose own fields are in order. `memory` is what it names, `null` if it names nothing. */
export interface CommandPlan {
  readonly entry: SubmissionEntry;
  readonly memory: Extent | Pages | PageList | null;
}

/** Looks at an entry's own fields. */
export function planCommand(
  platform: Platform,
  set: CommandSet,
  entry: SubmissionEntry,
): CommandPlan | Refusal {
  const transfer = allowedTransfer(set, entry, platform.identity);
  if (transfer instanceof Refusal) return transfer;
  if (transfer.kind === "none") return { entry, memory: null };
  const memory = transfer.kind === "data"
    ? planData(entry, transfer.bytes, pageBytes(platform))
    : planNewQueue(platform, entry);
  if (memory instanceof Refusal) return memory;
  return { entry, memory };
}

function planNewQueue(platform: Platform, entry: SubmissionEntry): Extent | PageList | Refusal {
  const kind = createdKind(entry);
  const { qid, entries, contiguous, base } = kind === "submission"
    ? readCreateSubmissionQueue(entry)
    : readCreateCompletionQueue(entry);
  const refusal = checkQueueShape(platform, qid, entries);
  if (refusal !== null) return refusal;
  if (!contiguous && platform.capabilities.cqr === 1) return new Refusal("contiguity", qid);
  return planQueue(base, contiguous, queueBytes(kind, entries), pageBytes(platform));
}

function createdKind(entry: SubmissionEntry): "submission" | "completion" {
  return entry.opc === OPC.createSubmissionQueue ? "submission" : "completion";
}

/** Puts a plan together with the places of its pages. */
export function checkPlaced(
  platform: Platform,
  owner: number,
  set: CommandSet,
  plan: CommandPlan,
  segments: readonly Segment[],
): CheckedCommand | Refusal {
  const effect = set === "admin" ? effectOf(platform, owner, plan.entry, segments) : null;
  if (effect instanceof Refusal) return effect;
  const createsQueue = effect?.kind.startsWith("create") ?? false;
  return {
    entry: plan.entry,
    segments: createsQueue ? [] : segments,
    effect,
    windows: segments.map(({ window }) => window),
  };
}

function effectOf(
  platform: Platform,
  owner: number,
  entry: SubmissionEntry,
  segments: readonly Segment[],
): QueueEffect | null | Refusal {
  switch (entry.opc) {
    case OPC.createSubmissionQueue: {
      const { qid, entries, cqid } = readCreateSubmissionQueue(entry);
      const provider = providerRing(platform, segments, entries, entryBytes("submission"));
      return { kind: "createSubmissionQueue", qid, entries, cqid, provider };
    }
    case OPC.createCompletionQueue: {
      const { qid, entries, vector } = readCreateCompletionQueue(entry);
      if (vector !== null && !platform.ledger.hasInterrupt(owner, vector)) {
        return new Refusal("interruptVector", vector);
      }
      const provider = providerRing(platform, segments, entries, entryBytes("completion"));
      return { kind: "createCompletionQueue", qid, entries, vector, provider };
    }
    case OPC.deleteSubmissionQueue:
      return { kind: "deleteSubmissionQueue", qid: deletedQueue(entry) };
    case OPC.deleteCompletionQueue:
      return { kind: "deleteCompletionQueue", qid: deletedQueue(entry) };
    default:
      return null;
  }
}
