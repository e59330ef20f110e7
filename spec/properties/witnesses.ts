/**
 * The document's hostile cases, and what must be possible so that nothing holds vacuously.
 *
 * @module
 */

import { ADMIN, invariant, step, witness } from "../state.ts";
import { kernelPublishesBatch } from "../submission.ts";
import { isServed } from "./granted.ts";

/** "no doorbell write". */
export const NoDoorbellIsWritten = step(
  [kernelPublishesBatch],
  (_, __, ___, k) => k.attack === "none",
);

/** "no waiter wake". */
export const NoWaiterIsWoken = invariant((s, k) => {
  for (let q = 0; q < k.queues; q++) {
    if (isServed(s, k, q)) return false;
  }
  return true;
});

/** The attack is made, and refused for what it is. */
export const TheAttackIsRefused = witness((s, k) => {
  for (let q = 0; q < k.queues; q++) {
    if (s.queue.at(q).answer === k.attack) return true;
  }
  return false;
});

/** A command can be submitted, executed and completed, and its waiter is woken. */
export const CommandsCanComplete = witness((s, k) => isServed(s, k, ADMIN));

/** The same on an I/O queue that the provider created. */
export const IoCommandsCanComplete = witness((s, k) => isServed(s, k, k.queues - 1));

/** A read with an offset in PRP1, as every real driver issues it, can complete. */
export const OffsetsCanBeServed = witness((s, k) => {
  for (let c = 0; c < k.bounds.commands; c++) {
    const issue = s.queue.at(ADMIN).issue.at(c);
    if (issue.phase === "woken" && issue.shape === "readOffset") return true;
  }
  return false;
});

/** A provider that was refused is not locked out: it can still submit and complete. */
export const RefusedProvidersCanBeServed = witness((s, k) =>
  s.queue.at(ADMIN).wasRefused && isServed(s, k, ADMIN)
);

/** A doorbell can be refused. */
export const DoorbellsCanBeRefused = witness((s, k) => {
  for (let q = 0; q < k.queues; q++) {
    if (s.queue.at(q).answer !== "none") return true;
  }
  return false;
});

/** A teardown can end, and the claim be free again. */
export const TeardownsCanEnd = witness((s) => s.claim.phase === "free" && s.claim.generation > 0);

/** The next owner of the claim can be served. */
export const TheNextOwnerCanBeServed = witness((s, k) =>
  s.claim.phase === "live" && s.claim.owner === 1 && s.claim.generation > 0 &&
  isServed(s, k, ADMIN)
);
