/**
 * What the in-process adapter keeps beside the implementation: who holds which handle, which scans and
 * retirements are under way, which wait has ended and was not noted yet.
 *
 * @module
 */

import type {
  Assembly,
  Batch,
  BrokeredClaim,
  DoorbellScan,
  Flight,
  GrantedWindow,
  QueueHandle,
  Refusal,
  ValidatedClaim,
  WindowRetirement,
} from "../../spec/implementation/mod.ts";
import type { CommandName } from "./adapter.ts";
import type { Geometry } from "./geometry.ts";
import type { Addresses } from "./layout.ts";

/** The implementation as it is loaded: the project's own, or one with a mistake in it. */
export type Implementation = typeof import("../../spec/implementation/mod.ts");

/** A batch on its way: it is scanned, or it was authored; or it was refused, and nobody was told yet. */
export interface PendingBatch {
  readonly scan: DoorbellScan | null;
  readonly batch: Batch | null;
  readonly ringer: number;
  refused: Refusal | null;
}

/** A command in the controller's hands, and how many memory accesses it has made. */
export interface NumberedFlight {
  readonly flight: Flight;
  accesses: number;
}

/** How a wait ended. */
export type WaitEnd = "woken" | "cancelled";

/** A granted window, under the handle that its owner holds. */
export interface HeldWindow extends GrantedWindow {
  readonly owner: number;
  readonly base: bigint;
  retirement: WindowRetirement | null;
}

/** A claim, and in the brokered model the handle of its admin queue. */
export interface HeldClaim {
  readonly claim: ValidatedClaim | BrokeredClaim;
  adminQueue: QueueHandle | null;
}

/** One host. */
export interface InProcessHost {
  readonly geometry: Geometry;
  readonly addresses: Addresses;
  readonly assembly: Assembly;
  /** By ledger slot: the window that was last granted there. */
  readonly windows: (HeldWindow | null)[];
  /** By owner, then by generation: the claims that it got. */
  readonly claims: readonly Map<number, HeldClaim>[];
  /** By queue. */
  readonly pending: (PendingBatch | null)[];
  readonly flights: (NumberedFlight | null)[];
  /** Ended waits that nobody has taken note of, by {@link waitKey}. */
  readonly ended: Map<string, WaitEnd>;
  /** By queue: where the completion queue stood when its submission queue came to be. */
  readonly origins: number[];
  /** What happened since the last answer. */
  doorbell: { queue: number; tail: number } | null;
  readonly woken: CommandName[];
}

/** The key of a command in {@link InProcessHost.ended}. */
export function waitKey(queue: number, cid: number): string {
  return `${queue}:${cid}`;
}
