// Hosts that tests begin from: a controller enabled in a lane, under a model, with an I/O queue.

import { assertEquals } from "@std/assert";
import { type SubmissionEntry, submissionEntry } from "../../nvme/mod.ts";
import type { Lane } from "../../vocabulary.ts";
import { assemble, type Assembly, type AssemblyOptions } from "../assembly.ts";
import type { BrokeredClaim, QueueHandle } from "../brokered_path.ts";
import type { GrantedWindow } from "../kernel.ts";
import type { Wake } from "../platform.ts";
import { Refusal } from "../refusal.ts";
import { ValidatedDriver } from "../validated_driver.ts";
import type { ValidatedClaim } from "../validated_path.ts";

export const OWNER = 1;
export const OTHER = 2;
export const BASE = 0x40_0000n;
export const PAGE = 4096;
/** Pages of the window that the driver is given. */
export const PAGES = 16;

export interface ValidatedHost extends Assembly {
  readonly driver: ValidatedDriver;
  readonly window: GrantedWindow;
  readonly claim: ValidatedClaim;
  readonly wakes: Wake[];
}

export interface BrokeredHost extends Assembly {
  readonly claim: BrokeredClaim;
  readonly window: GrantedWindow;
  readonly admin: QueueHandle;
  readonly wakes: Wake[];
}

/** The answer, which is no refusal. */
export function granted<T>(answer: T | Refusal): T {
  if (answer instanceof Refusal) throw new Error(`Refused: ${answer.message}`);
  return answer;
}

/** The reason of a refusal, or `null`. */
export function reasonOf(answer: unknown): string | null {
  return answer instanceof Refusal ? answer.reason : null;
}

/** A claim under the validated model, its driver not yet started. */
export function claimedHost(
  lane: "remapped" | "synthetic",
  options: AssemblyOptions & { entries?: number } = {},
): ValidatedHost {
  const wakes: Wake[] = [];
  const host = assemble(lane, { onWake: (wake) => wakes.push(wake), ...options });
  const window = granted(host.kernel.grantWindow(OWNER, BASE, PAGES));
  const claim = granted(host.kernel.claim(OWNER, "validated"));
  const driver = new ValidatedDriver(claim, window.memory, BASE, options.entries);
  return { ...host, driver, window, claim, wakes };
}

/** The same, enabled and ready. */
export function enabledHost(
  lane: "remapped" | "synthetic",
  options: AssemblyOptions & { entries?: number } = {},
): ValidatedHost {
  const host = claimedHost(lane, options);
  assertEquals(reasonOf(host.driver.enable()), null);
  host.controller.run();
  return host;
}

/** Submits to the admin queue and lets the controller finish. */
export function runAdmin(host: ValidatedHost, entry: SubmissionEntry) {
  assertEquals(reasonOf(host.driver.submit(host.driver.admin, entry)), null);
  host.controller.run();
  host.kernel.poll();
  return host.driver.take(host.driver.admin);
}

/** The same, with an I/O queue, and nothing woken yet that a test would have to skip. */
export function ioHost(
  lane: "remapped" | "synthetic",
  options: AssemblyOptions & { entries?: number } = {},
): ValidatedHost {
  const host = enabledHost(lane, options);
  runAdmin(host, host.driver.completionQueueEntry(null));
  runAdmin(host, host.driver.submissionQueueEntry());
  host.wakes.length = 0;
  return host;
}

/** Where a second window of the driver's begins. */
export const SECOND = 0x80_0000n;

/** Grants the driver a second window; with it come the frames behind it. */
export function secondWindow(host: ValidatedHost, pages = 2) {
  const window = granted(host.kernel.grantWindow(OWNER, SECOND, pages));
  const { frames } = host.kernel.platform.ledger.windowsOf(OWNER).find(SECOND)!;
  return { ...window, frames };
}

/** A claim under the brokered model, enabled and ready. */
export function brokeredHost(lane: Lane, options: AssemblyOptions = {}): BrokeredHost {
  const wakes: Wake[] = [];
  const host = assemble(lane, { onWake: (wake) => wakes.push(wake), ...options });
  const window = granted(host.kernel.grantWindow(OWNER, BASE, PAGES));
  const claim = granted(host.kernel.claim(OWNER, "brokered"));
  const admin = granted(claim.enable({ submission: 8, completion: 8 }));
  host.controller.run();
  return { ...host, claim, window, admin, wakes };
}

/** A read of whole blocks to an address. */
export function readEntry(fields: Partial<SubmissionEntry>): SubmissionEntry {
  return submissionEntry({ opc: 0x02, nsid: 1, ...fields });
}
