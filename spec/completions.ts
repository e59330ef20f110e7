/**
 * Completions: the kernel's gate decides which completion wakes a waiter.
 *
 * @module
 */

import { clear, index, range, weakly } from "../checker/mod.ts";
import { frameNamed } from "./addresses.ts";
import { changeKnownQueues, rewindEmptyCompletions } from "./queues.ts";
import { slotAfter } from "./rings.ts";
import { managesQueues } from "./shapes.ts";
import { action, type Cell, type Constants, type State } from "./state.ts";

/** Whether the kernel has a completion ring to look at. */
function hasCompletionRing(s: State, k: Constants, queue: number): boolean {
  const known = s.queue.at(queue);
  return known.armed !== "no" &&
    (k.rules.completionsAreTheKernels(k) || frameNamed(k, known.cq) >= 0);
}

/** The completion entry that the kernel looks at next. */
export function nextCell(s: State, k: Constants, queue: number): Cell {
  const known = s.queue.at(queue);
  if (k.rules.completionsAreTheKernels(k)) return known.cell.at(known.head);
  return s.frame.at(frameNamed(k, known.cq)).cell.at(known.head);
}

/**
 * The kernel takes the next completion off the ring. It wakes the waiter of a command that is
 * waited for and was validated under the claim as it is now; any other completion wakes nobody.
 */
export const kernelTakesCompletion = action({
  params: (k) => ({ queue: range(0, k.queues - 1) }),
  fairness: weakly("queue"),
  when: (s, { queue }, k) => hasCompletionRing(s, k, queue) && k.rules.completionIsNew(s, k, queue),
  then: (n, { queue }, k) => {
    const known = n.queue.at(queue);
    const cid = nextCell(n, k, queue).cid!;
    const error = nextCell(n, k, queue).error;
    known.head = slotAfter(k, known.head, 1);
    if (known.head === 0) known.expects = !known.expects;
    if (k.rules.completionsAreTheKernels(k)) n.controller.queue.at(queue).consumed = known.head;
    rewindEmptyCompletions(n, k, queue);
    const issue = known.issue.at(cid);
    if (!k.rules.commandIsAwaited(n, queue, cid)) {
      if (issue.phase === "abandoned") clear(issue);
      return;
    }
    if (!k.rules.commandIsCurrent(n, queue, cid)) return;
    issue.phase = "woken";
    clear(issue.uses);
    if (issue.wakes < 2) issue.wakes += 1;
    if (
      managesQueues(issue.shape) && !k.rules.queuesChangeWhenPublished(k) &&
      k.rules.completionSucceeded(error)
    ) {
      changeKnownQueues(n, k, issue.shape, issue.page, issue.ringGeneration);
    }
  },
});

/** Where the completion ring is the provider's, the provider writes its head doorbell. */
export const providerRingsHead = action({
  params: (k) => ({ queue: range(0, k.queues - 1) }),
  when: (s, { queue }, k) => {
    const q = s.controller.queue.at(queue);
    return !k.rules.completionsAreTheKernels(k) && s.claim.phase === "live" &&
      q.state === "live" && q.consumed !== q.post;
  },
  then: (n, { queue }, k) => {
    const q = n.controller.queue.at(queue);
    q.consumed = slotAfter(k, q.consumed, 1);
  },
});

/** Whoever waited gives up before the completion has come. */
export const providerAbandonsWait = action({
  params: (k) => ({ queue: range(0, k.queues - 1), cid: index("command", k.bounds.commands) }),
  when: (s, { queue, cid }) => s.queue.at(queue).issue.at(cid).phase === "waiting",
  then: (n, { queue, cid }) => {
    n.queue.at(queue).issue.at(cid).phase = "abandoned";
  },
});

/** Whoever waited takes note, and the command id is free for good. */
export const providerReapsWaiter = action({
  params: (k) => ({ queue: range(0, k.queues - 1), cid: index("command", k.bounds.commands) }),
  when: (s, { queue, cid }) => {
    const phase = s.queue.at(queue).issue.at(cid).phase;
    return phase === "woken" || phase === "cancelled";
  },
  then: (n, { queue, cid }) => clear(n.queue.at(queue).issue.at(cid)),
});
