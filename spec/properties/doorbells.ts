/**
 * Claims about doorbells, scans and rings.
 *
 * @module
 */

import { same } from "../../checker/mod.ts";
import { frameNamed } from "../addresses.ts";
import { providerSubmitsIntent } from "../brokered.ts";
import { controllerCompletes } from "../controller.ts";
import { providerForgesCompletion, providerWritesEntry, providerWritesList } from "../memory.ts";
import { providerEnablesController } from "../registers.ts";
import { distance, slotAfter } from "../rings.ts";
import { ADMIN, type Constants, invariant, type State, step } from "../state.ts";
import {
  kernelPublishesBatch,
  kernelRefusesBatch,
  kernelScansEntry,
  providerRingsDoorbell,
} from "../submission.ts";
import { isGrantedTo, windowIsLive, windowsAreLive } from "./granted.ts";

/**
 * "The validator binds its accept decision to the live grant generation of the owner's DMA window
 * and doorbell claim": at the moment of acceptance, not only when the scan began.
 */
export const AcceptedDoorbellsAreLive = step(
  [kernelPublishesBatch],
  (before, after, { queue }, k) => {
    const known = before.queue.at(queue);
    if (before.claim.phase !== "live" || known.scan.overtaken) return false;
    if (k.model === "validated" && !windowIsLive(before, k, known.sq)) return false;
    const count = distance(k, known.tail, after.queue.at(queue).tail);
    for (let i = 0; i < k.bounds.depth; i++) {
      const e = known.checked.at(slotAfter(k, known.tail, i));
      if (i < count && (e.stale || !windowsAreLive(before, k, e))) return false;
    }
    return true;
  },
);

/**
 * "A doorbell rung after revoke/reset/regrant against a stale generation fails closed even if the
 * byte value would have been in-window for the prior grant": a queue takes no more doorbells when the
 * window in which its ring was checked has been revoked and granted anew, be it to the same owner.
 */
export const RegrantedRingsAreRefused = step(
  [kernelPublishesBatch],
  (before, _, { queue }, k) => {
    const known = before.queue.at(queue);
    return !known.ringStale || !windowIsLive(before, k, known.sq);
  },
);

/** "The validator resolves owner from the doorbell claim's grant identity": the holder rings. */
export const OnlyTheHolderRings = step(
  [kernelPublishesBatch],
  (before, _, { queue }) => {
    const scan = before.queue.at(queue).scan;
    return scan.ringer === before.claim.owner && scan.presented === before.claim.generation;
  },
);

/** The same of "the controller-enable / CC.EN write that activates the admin queue". */
export const OnlyTheHolderEnables = step(
  [providerEnablesController],
  (before, after, { owner, handle }) =>
    after.controller.phase !== "on" ||
    (before.claim.phase === "live" && before.claim.owner === owner &&
      before.claim.generation === handle),
);

/** "before the doorbell write is allowed to take effect": a ring by itself reaches no controller. */
export const RingingWaitsForTheScan = step(
  [providerRingsDoorbell],
  (before, after) => same(before.controller, after.controller),
);

/**
 * "A rejected scan does not write the doorbell [...]; the device never sees the descriptor batch":
 * controller, queues, waiters, memory and grants are as before.
 */
export const RefusalsChangeNothing = step(
  [kernelRefusesBatch],
  (before, after, _, k) => {
    for (let q = 0; q < k.queues; q++) {
      if (before.queue.at(q).armed !== after.queue.at(q).armed) return false;
      if (before.queue.at(q).tail !== after.queue.at(q).tail) return false;
      if (!same(before.queue.at(q).issue, after.queue.at(q).issue)) return false;
    }
    return same(before.controller, after.controller) && same(before.registers, after.registers) &&
      same(before.frame, after.frame) && same(before.iommu, after.iommu) &&
      same(before.claim, after.claim) && same(before.window, after.window);
  },
);

/**
 * "returns a fail-closed error [...] and records the rejection": be it refused at once, when no scan
 * begins, or when its scan ends.
 */
export const RefusalsAreRecorded = step(
  [kernelRefusesBatch, providerRingsDoorbell, providerSubmitsIntent],
  (_, after, { queue }) =>
    after.queue.at(queue).scan.phase !== "idle" || after.queue.at(queue).answer !== "none",
);

/** The same of a CC.EN write that is refused; and the controller stays off. */
export const RefusedEnablesAreRecorded = step(
  [providerEnablesController],
  (_, after) => after.queue.at(ADMIN).armed === "yes" || after.queue.at(ADMIN).answer !== "none",
);

/** A doorbell is all or nothing: no valid prefix of a bad batch is published. */
export const DoorbellsAreAllOrNothing = step(
  [kernelScansEntry, kernelRefusesBatch],
  (before, after, { queue }) => before.queue.at(queue).tail === after.queue.at(queue).tail,
);

/** "Its cost is O(descriptors newly published by this doorbell)": only those are read, each once. */
export const ScansReadOnlyNewEntries = step(
  [kernelScansEntry],
  (before, after, { queue }, k) => {
    const known = before.queue.at(queue);
    const count = distance(k, known.tail, known.scan.to);
    return distance(k, known.tail, known.scan.cursor) < count &&
      after.queue.at(queue).scan.reads <= count;
  },
);

/** Nothing is published that this scan has not read. */
export const EveryPublishedEntryWasScanned = step(
  [kernelPublishesBatch],
  (before, _, { queue }, k) => {
    const known = before.queue.at(queue);
    return k.model === "brokered" ||
      known.scan.reads >= distance(k, known.tail, known.scan.to);
  },
);

/** "not on every provider memory write": stores between doorbells run no kernel code. */
export const MemoryWritesCostNothing = step(
  [providerWritesEntry, providerWritesList, providerForgesCompletion],
  (before, after) => same(before.queue, after.queue) && same(before.claim, after.claim),
);

/** "It does not gain a generic memory-read authority": a scan reads only pages of the owner's. */
export const ScansReadOnlyTheOwnersPages = step(
  [kernelScansEntry],
  (before, after, { queue }, k) => {
    const owner = before.claim.owner;
    const known = before.queue.at(queue);
    if (!isGrantedTo(before, k, frameNamed(k, known.sq), owner)) return false;
    const read = after.queue.at(queue).checked.at(known.scan.cursor);
    return !read.listRead || isGrantedTo(before, k, frameNamed(k, read.second), owner);
  },
);

/** A tail is a slot of the ring. */
export const TailsStayInRange = step(
  [kernelPublishesBatch],
  (before, _, { queue }, k) => before.queue.at(queue).scan.to < k.bounds.depth,
);

/** A ring of n entries holds at most n - 1 commands: a tail never overtakes the head. */
export const RingsAreNeverOverrun = step(
  [kernelPublishesBatch],
  (before, _, { queue }, k) => {
    const device = before.controller.queue.at(queue);
    if (device.state !== "live") return true;
    return distance(k, device.head, device.tail) +
        distance(k, before.queue.at(queue).tail, before.queue.at(queue).scan.to) < k.bounds.depth;
  },
);

/** A queue comes and goes for the kernel when a completion says so, not when it is asked for. */
export const QueuesChangeOnCompletions = step(
  [kernelPublishesBatch],
  (before, after, _, k) => {
    for (let q = 0; q < k.queues; q++) {
      if (before.queue.at(q).armed !== after.queue.at(q).armed) return false;
    }
    return true;
  },
);

/** A queue is deleted when nobody waits for a command of it: nobody is left stranded. */
export const DeletionsStrandNobody = step(
  [controllerCompletes],
  (before, after, _, k) => {
    const q = k.queues - 1;
    if (before.controller.queue.at(q).state !== "live") return true;
    if (after.controller.queue.at(q).state === "live") return true;
    for (let c = 0; c < k.bounds.commands; c++) {
      if (after.queue.at(q).issue.at(c).phase === "waiting") return false;
    }
    return true;
  },
);

/** A doorbell is written only for a queue that the controller has. */
export const DoorbellsReachLiveQueues = step(
  [kernelPublishesBatch],
  (before, _, { queue }) => before.controller.queue.at(queue).state === "live",
);

/** A doorbell that publishes nothing is not written: its value would be invalid. */
export const EveryDoorbellMovesTheTail = step(
  [kernelPublishesBatch],
  (before, after, { queue }) => before.queue.at(queue).tail !== after.queue.at(queue).tail,
);

/** How many commands of a queue with this id the controller has, published or in flight. */
function inFlight(s: State, k: Constants, queue: number, cid: number): number {
  let count = 0;
  for (let j = 0; j < k.bounds.flights; j++) {
    const f = s.controller.flight.at(j);
    if (f.phase === "busy" && f.queue === queue && f.cid === cid) count += 1;
  }
  for (let i = 0; i < k.bounds.depth; i++) {
    const e = s.queue.at(queue).checked.at(i);
    if (e.published && e.cid === cid) count += 1;
  }
  return count;
}

/** No command id is in flight twice: its completions could not be told apart. */
export const CommandIdsAreUnique = invariant((s, k) => {
  for (let q = 0; q < k.queues; q++) {
    for (let c = 0; c < k.bounds.commands; c++) {
      if (inFlight(s, k, q, c) > 1) return false;
    }
  }
  return true;
});
