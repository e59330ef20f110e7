/**
 * What must happen in the end, as long as the kernel's own steps are taken.
 *
 * @module
 */

import { index, range } from "../../checker/mod.ts";
import { ringFrame } from "../memory.ts";
import { ADMIN, type Constants, leadsTo } from "../state.ts";

const eachQueue = (k: Constants) => ({ queue: range(0, k.queues - 1) });
const eachCommand = (k: Constants) => ({
  queue: range(0, k.queues - 1),
  cid: index("command", k.bounds.commands),
});

/** A rung doorbell is answered. */
export const DoorbellsAreAnswered = leadsTo({
  params: eachQueue,
  from: (s, { queue }) => s.queue.at(queue).scan.phase !== "idle",
  to: (s, { queue }) => s.queue.at(queue).scan.phase === "idle",
});

/** A waiter is woken or cancelled, however slow the controller is. */
export const WaitersAreReleased = leadsTo({
  params: eachCommand,
  from: (s, { queue, cid }) => s.queue.at(queue).issue.at(cid).phase === "waiting",
  to: (s, { queue, cid }) => s.queue.at(queue).issue.at(cid).phase !== "waiting",
});

/** What a correct provider has written into the next slot of its ring, it can submit. */
export const EntriesAreSubmitted = leadsTo({
  from: (s, _, k) => {
    const known = s.queue.at(ADMIN);
    const f = ringFrame(s, k, ADMIN);
    return f >= 0 && s.frame.at(f).slot.at(known.tail).shape !== "noData";
  },
  to: (s, _, k) => {
    for (let c = 0; c < k.bounds.commands; c++) {
      if (s.queue.at(ADMIN).issue.at(c).phase === "waiting") return true;
    }
    return false;
  },
});

/** What was submitted is served, where the controller does its part. */
export const CommandsAreServed = leadsTo({
  params: eachCommand,
  from: (s, { queue, cid }) => s.queue.at(queue).issue.at(cid).phase === "waiting",
  to: (s, { queue, cid }) => s.queue.at(queue).issue.at(cid).phase === "woken",
});

/** A teardown ends, also when the controller is slow. */
export const TeardownsEnd = leadsTo({
  from: (s) => s.claim.phase === "closing",
  to: (s) => s.claim.phase !== "closing",
});

/** A revoked window becomes free. */
export const RevocationsEnd = leadsTo({
  params: (k) => ({ window: range(0, k.bounds.windows - 1) }),
  from: (s, { window }) => s.window.at(window).phase === "retiring",
  to: (s, { window }) => s.window.at(window).phase === "free",
});
