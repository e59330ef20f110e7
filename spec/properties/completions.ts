/**
 * Claims about completions and waiters.
 *
 * @module
 */

import { kernelTakesCompletion } from "../completions.ts";
import { invariant, step } from "../state.ts";

/** A completion wakes its waiter once. */
export const WaitersAreWokenOnce = invariant((s, k) => {
  for (let q = 0; q < k.queues; q++) {
    for (let c = 0; c < k.bounds.commands; c++) {
      if (s.queue.at(q).issue.at(c).wakes > 1) return false;
    }
  }
  return true;
});

/**
 * "a completion whose submission was never validated (or was validated under a now-retired
 * generation) does not wake a waiter". A window's generation is retired when its revocation has
 * ended, a claim's when its teardown has.
 */
export const OnlyLiveCommandsAreWoken = step(
  [kernelTakesCompletion],
  (before, after, { queue }, k) => {
    for (let c = 0; c < k.bounds.commands; c++) {
      const was = before.queue.at(queue).issue.at(c);
      const is = after.queue.at(queue).issue.at(c);
      if (is.phase === "woken" && was.phase !== "woken") {
        if (was.phase !== "waiting" || was.stale || before.claim.phase !== "live") return false;
        if (was.generation !== before.claim.generation) return false;
      }
    }
    return true;
  },
);

/** A waiter is woken because the controller completed its command, and for no other reason. */
export const WokenCommandsWereCompleted = invariant((s, k) => {
  for (let q = 0; q < k.queues; q++) {
    for (let c = 0; c < k.bounds.commands; c++) {
      const issue = s.queue.at(q).issue.at(c);
      if (issue.phase === "woken" && !issue.completed) return false;
    }
  }
  return true;
});
