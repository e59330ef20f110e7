/**
 * The completion gate: what the controller posts is believed only as far as the kernel can hold it
 * against what it published itself.
 *
 * The controller writes into a ring that no provider can write. An entry is new if its phase says so;
 * it must name a submission queue of this completion queue, move that queue's head no further than its
 * tail, and name a command in flight whose grants have not ended. Then the command's waiter is woken,
 * once, and the completion is handed over: into the provider's own ring, or as a value.
 *
 * @module
 */

import {
  COMPLETION_ENTRY_BYTES,
  type CompletionEntry,
  decodeCompletionEntry,
  doorbellOffset,
  encodeCompletionEntry,
  succeeded,
} from "../nvme/mod.ts";
import type { Issue } from "./issue_ledger.ts";
import type { CompletionQueue, SubmissionQueue } from "./queue.ts";
import { settleEffect } from "./queue_effects.ts";
import { Refusal } from "./refusal.ts";
import { distance, freeSlots, slotAfter } from "./ring.ts";
import type { ControllerSession } from "./session.ts";

/**
 * Takes what is new from a completion queue, as far as there is room to hand it over.
 *
 * @param most how many entries are taken at most, those that are refused included.
 * @returns the completions that were handed over, in order.
 */
export function takeCompletions(
  session: ControllerSession,
  queue: CompletionQueue,
  most = Infinity,
): CompletionEntry[] {
  const taken: CompletionEntry[] = [];
  let moved = 0;
  while (moved < most && hasRoom(session, queue)) {
    const completion = readNew(session, queue);
    if (completion === null) break;
    moved++;
    if (acceptCompletion(session, queue, completion)) taken.push(completion);
  }
  if (moved > 0 && session.hasDoorbells) {
    const doorbell = doorbellOffset(
      { kind: "completionHead", qid: queue.qid },
      session.platform.capabilities.dstrd,
    );
    session.platform.controller.write(doorbell, 4, BigInt(queue.head));
  }
  return taken;
}

/** A completion that has nowhere to go stays with the controller, which then stops. */
function hasRoom(session: ControllerSession, queue: CompletionQueue): boolean {
  if (queue.provider !== null) return freeSlots(queue.consumed, queue.copied, queue.size) > 0;
  return session.mailbox.length < session.platform.limits.queueEntries;
}

/** The next completion of the kernel's ring, if its phase says that it is new. */
function readNew(session: ControllerSession, queue: CompletionQueue): CompletionEntry | null {
  const { frame, offset } = queue.kernel.ring.place(queue.head);
  const bytes = session.platform.memory.read(frame, offset, COMPLETION_ENTRY_BYTES);
  const completion = decodeCompletionEntry(bytes);
  if (completion.phase !== queue.phase) return null;
  queue.head = slotAfter(queue.head, 1, queue.size);
  if (queue.head === 0) queue.phase ^= 1;
  return completion;
}

/** Settles the command that a completion names, or records why there is none. */
function acceptCompletion(
  session: ControllerSession,
  queue: CompletionQueue,
  completion: CompletionEntry,
): boolean {
  const found = findCommand(session, queue, completion);
  if (found instanceof Refusal) return refuse(session, queue, found);
  const { submission, issue } = found;
  // Whoever waits under a claim that ends is told so by its retirement, not by the controller.
  if (!isCurrent(session, issue)) {
    // Where nobody waits any more, there is nobody to tell, and nothing to keep the command for.
    if (issue.waiter.phase === "abandoned") session.endIssue(submission, issue, completion);
    return refuse(session, queue, new Refusal("staleCompletion", completion.cid));
  }
  submission.head = completion.sqhd;
  handOver(session, queue, completion);
  session.endIssue(submission, issue, completion);
  if (issue.effect !== null) settleEffect(session.queues, issue.effect, succeeded(completion));
  return true;
}

function findCommand(
  session: ControllerSession,
  queue: CompletionQueue,
  { sqid, sqhd, cid }: CompletionEntry,
): { submission: SubmissionQueue; issue: Issue } | Refusal {
  const submission = session.queues.submissions.get(sqid);
  if (submission?.cqid !== queue.qid) return new Refusal("unknownQueue", sqid);
  const issue = submission.issues.get(cid);
  if (issue === null) return new Refusal("unknownCommand", cid);
  const { head, tail, size } = submission;
  if (sqhd >= size || distance(head, sqhd, size) > distance(head, tail, size)) {
    return new Refusal("submissionHead", sqhd);
  }
  return { submission, issue };
}

/** Whether the claim that a command was validated under is still the one that it was. */
function isCurrent(session: ControllerSession, issue: Issue): boolean {
  return session.platform.ledger.claims.get(issue.claim) !== null;
}

function handOver(
  session: ControllerSession,
  queue: CompletionQueue,
  completion: CompletionEntry,
): void {
  if (queue.provider === null) {
    session.mailbox.push(completion);
    return;
  }
  // A ring whose pages are no longer mapped for the provider is not the kernel's to write, either.
  if (!queue.provider.windows.every((window) => window.mapped)) return;
  const { frame, offset } = queue.provider.ring.place(queue.copied);
  const copy = encodeCompletionEntry({ ...completion, phase: queue.copiedPhase });
  session.platform.memory.write(frame, offset, copy);
  queue.copied = slotAfter(queue.copied, 1, queue.size);
  if (queue.copied === 0) queue.copiedPhase ^= 1;
}

function refuse(session: ControllerSession, queue: CompletionQueue, refusal: Refusal): false {
  const attempt = `completion of queue ${queue.qid}`;
  session.platform.log.record(session.owner, attempt, refusal);
  return false;
}
