/**
 * What every part of the kernel's driver works with: memory, the controller, the ledger, the lane.
 *
 * @module
 */

import type { CompletionEntry, ControllerCapabilities } from "../nvme/mod.ts";
import type { Addressing } from "./addressing.ts";
import type { Controller } from "./controller.ts";
import type { FrameTable } from "./frames.ts";
import type { GrantLedger, LedgerLimits } from "./ledger.ts";
import type { HostMemory } from "./memory.ts";
import type { RefusalLog } from "./refusal.ts";

/** How much of everything the kernel serves. */
export interface Limits extends LedgerLimits {
  /** Queues of each kind, the admin queue included. */
  readonly queues: number;
  /** Entries of a queue. */
  readonly queueEntries: number;
  /** Copies of PRP lists that one claim may hold. */
  readonly listPages: number;
  /** Refusals that the log keeps. */
  readonly refusals: number;
}

/** Limits of a small host. */
export const DEFAULT_LIMITS: Limits = {
  windows: 64,
  claims: 4,
  interrupts: 16,
  generations: 2 ** 32,
  queues: 8,
  queueEntries: 1024,
  listPages: 256,
  refusals: 64,
};

/** A namespace, as the controller told the kernel. */
export interface Namespace {
  readonly nsid: number;
  readonly blocks: bigint;
  readonly blockBytes: number;
  readonly metadataBytes: number;
}

/** What the kernel has asked the controller itself, before it granted it to anyone. */
export interface Identity {
  /** The largest transfer in bytes. */
  readonly maxTransferBytes: number;
  readonly namespaces: ReadonlyMap<number, Namespace>;
}

/** A waiter that left its wait: with the completion, or because its command was cancelled. */
export interface Wake {
  readonly owner: number;
  readonly sqid: number;
  readonly cid: number;
  readonly completion: CompletionEntry | null;
}

/** The parts, put together by the kernel. */
export interface Platform {
  readonly memory: HostMemory;
  readonly frames: FrameTable;
  readonly ledger: GrantLedger;
  readonly addressing: Addressing;
  readonly controller: Controller;
  readonly capabilities: ControllerCapabilities;
  readonly limits: Limits;
  readonly log: RefusalLog;
  identity: Identity;
  /** Told of every waiter that is woken or cancelled. */
  onWake(wake: Wake): void;
}

/** Bytes of a page: frames, memory pages of CC.MPS and pages of the address spaces are the same. */
export function pageBytes(platform: Platform): number {
  return platform.memory.frameBytes;
}
