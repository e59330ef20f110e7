/**
 * Publication: from checked commands to entries that the controller may fetch.
 *
 * Publication is all or nothing. Everything that could still go wrong is reserved first, and given up
 * again if anything is missing; only then are the entries written, into the kernel's ring, where the
 * provider cannot rewrite them; and the real doorbell is written last.
 *
 * @module
 */

import {
  createCompletionQueue,
  createSubmissionQueue,
  doorbellOffset,
  encodePrpList,
  encodeSubmissionEntry,
  PRP_ENTRY_BYTES,
  type SubmissionEntry,
} from "../nvme/mod.ts";
import type { Window } from "./ledger.ts";
import { pageBytes } from "./platform.ts";
import type { SubmissionQueue } from "./queue.ts";
import { prepareEffect, type QueueEffect } from "./queue_effects.ts";
import { Refusal } from "./refusal.ts";
import { slotAfter } from "./ring.ts";
import type { ControllerSession } from "./session.ts";

/** One page's share of a command's data. */
export interface Segment {
  /** The address that the controller is handed. */
  readonly address: bigint;
  readonly window: Window;
  /** Where it begins in memory. */
  readonly frame: number;
  readonly offset: number;
}

/** A command whose every address has been checked. */
export interface CheckedCommand {
  /** The entry as it was authored; its data pointers are replaced by the segments. */
  readonly entry: SubmissionEntry;
  readonly segments: readonly Segment[];
  readonly effect: QueueEffect | null;
  /** Where its data lies, or the ring of the queue that it creates: while these stand, it is good. */
  readonly windows: readonly Window[];
}

/** A command with everything that it needs. */
interface Reservation {
  readonly command: CheckedCommand;
  readonly listFrame: number | null;
  /** The base of the queue that it creates. */
  readonly base: bigint;
}

/**
 * Publishes a batch on a queue and rings the controller's doorbell.
 *
 * @returns why not; then nothing has changed.
 */
export function publish(
  session: ControllerSession,
  queue: SubmissionQueue,
  commands: readonly CheckedCommand[],
): Refusal | null {
  const undo: (() => void)[] = [];
  const reservations: Reservation[] = [];
  for (const command of commands) {
    const reservation = reserve(session, queue, command, undo);
    if (reservation instanceof Refusal) {
      for (const step of undo.reverse()) step();
      return reservation;
    }
    reservations.push(reservation);
  }
  for (const reservation of reservations) {
    write(session, queue, reservation);
    queue.tail = slotAfter(queue.tail, 1, queue.size);
  }
  const doorbell = doorbellOffset(
    { kind: "submissionTail", qid: queue.qid },
    session.platform.capabilities.dstrd,
  );
  session.platform.controller.write(doorbell, 4, BigInt(queue.tail));
  return null;
}

/** Takes what a command needs; each step taken adds its way back to `undo`. */
function reserve(
  session: ControllerSession,
  queue: SubmissionQueue,
  command: CheckedCommand,
  undo: (() => void)[],
): Reservation | Refusal {
  const { queues, listPages } = session;
  const { entry: { cid }, segments, effect } = command;
  let base = 0n;
  if (effect !== null) {
    const prepared = prepareEffect(queues, effect);
    if (prepared instanceof Refusal) return prepared;
    base = prepared.base;
    undo.push(prepared.undo);
  }
  let listFrame: number | null = null;
  if (segments.length > 2) {
    // One page of a list, and no further one: a list that does not fit is nobody's to follow.
    if (segments.length - 1 > pageBytes(session.platform) / PRP_ENTRY_BYTES) {
      return new Refusal("transferTooLong", cid);
    }
    listFrame = listPages.take();
    if (listFrame === null) return new Refusal("memoryExhausted", cid);
    const taken = listFrame;
    undo.push(() => listPages.put(taken));
  }

  const windows = windowsOf(segments);
  for (const window of windows) window.uses++;
  queue.issues.open({
    cid,
    claim: session.claim,
    windows,
    listFrame,
    effect,
    waiter: { phase: "waiting" },
  });
  undo.push(() => {
    queue.issues.close(cid);
    for (const window of windows) window.uses--;
  });
  return { command, listFrame, base };
}

function windowsOf(segments: readonly Segment[]): Window[] {
  return [...new Set(segments.map((segment) => segment.window))];
}

/** Writes the entry that the controller will fetch, and its list, into frames of the kernel's. */
function write(session: ControllerSession, queue: SubmissionQueue, reservation: Reservation): void {
  const { platform } = session;
  const { command, listFrame, base } = reservation;
  const [first, ...following] = command.segments.map((segment) => segment.address);
  let prp2 = following[0] ?? 0n;
  if (listFrame !== null) {
    platform.memory.write(listFrame, 0, encodePrpList(following));
    prp2 = platform.addressing.ofKernelFrame(listFrame);
  }
  // Pointers that the controller is to ignore reach it as zeros, never as the provider's numbers.
  const entry = creationEntry(command, base) ?? { ...command.entry, prp1: first ?? 0n, prp2 };
  const { frame, offset } = queue.kernel.ring.place(queue.tail);
  platform.memory.write(frame, offset, encodeSubmissionEntry(entry));
}

/**
 * The entry that creates a queue on the kernel's ring, written anew from what was understood; `null`
 * for other commands. Rings of the kernel's are contiguous, whatever the provider's are.
 */
function creationEntry({ entry, effect }: CheckedCommand, base: bigint): SubmissionEntry | null {
  switch (effect?.kind) {
    case "createSubmissionQueue":
      return createSubmissionQueue(entry.cid, { ...effect, contiguous: true, base });
    case "createCompletionQueue":
      return createCompletionQueue(entry.cid, { ...effect, contiguous: true, base });
    default:
      return null;
  }
}
