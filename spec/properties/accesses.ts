/**
 * Claims about memory accesses of the controller, and about what it executes.
 *
 * @module
 */

import { busPage } from "../addresses.ts";
import {
  accessedFrame,
  controllerAccessesMemory,
  controllerCompletes,
  controllerFetchesEntry,
  fetchedFrame,
  freeFlight,
  postedFrame,
} from "../controller.ts";
import { providerEnablesController } from "../registers.ts";
import { distance, slotAfter } from "../rings.ts";
import { accessAt, usesSecond } from "../shapes.ts";
import { ADMIN, invariant, step } from "../state.ts";
import { kernelPublishesBatch } from "../submission.ts";
import { extentIsGranted, isForeign, isGrantedTo, pointersAreGranted } from "./granted.ts";

/**
 * "Every scanned device-visible address, and the full extent of the region it names [...] must lie
 * wholly within a DMA window granted to the owning provider": every fetch of an entry touches only
 * frames granted to the owner of the queue.
 */
export const EntryFetchesStayInGrants = step(
  [controllerFetchesEntry],
  (before, _, { queue }, k) => {
    const frame = fetchedFrame(before, k, queue);
    return frame < 0 || isGrantedTo(before, k, frame, before.controller.queue.at(queue).owner);
  },
);

/** The same of every list fetch and every transfer of data. */
export const TransfersStayInGrants = step(
  [controllerAccessesMemory],
  (before, _, { flight }, k) => {
    const f = before.controller.flight.at(flight);
    const frame = accessedFrame(before, k, f);
    return frame < 0 || isGrantedTo(before, k, frame, f.owner);
  },
);

/** The same of every completion that the controller posts. */
export const CompletionPostsStayInGrants = step(
  [controllerCompletes],
  (before, _, { flight }, k) => {
    const f = before.controller.flight.at(flight);
    const frame = postedFrame(before, k, f.queue);
    return frame < 0 || isGrantedTo(before, k, frame, f.owner);
  },
);

/**
 * "no aliasing into a different owner's DMA region, no host-physical address, no out-of-any-window
 * address": no list fetch and no transfer that the controller makes for one owner touches another
 * owner's frames, or the host's. (Entry fetches and completions are held to the owner's own frames by
 * the claims above, which say more.)
 */
export const NoTransferReachesForeignFrames = step(
  [controllerAccessesMemory],
  (before, _, { flight }, k) => {
    const f = before.controller.flight.at(flight);
    const frame = accessedFrame(before, k, f);
    return frame < 0 || !isForeign(before, k, frame, f.owner);
  },
);

/**
 * Bounds and owner-scoping, where the validator promises them: what is published names only frames
 * granted to the owner of the claim, whatever an IOMMU behind it would still stop.
 */
export const PublishedPointersAreGranted = step(
  [kernelPublishesBatch],
  (before, after, { queue }, k) => {
    const from = before.queue.at(queue).tail;
    const count = distance(k, from, after.queue.at(queue).tail);
    for (let i = 0; i < k.bounds.depth; i++) {
      if (i < count) {
        const e = after.queue.at(queue).checked.at(slotAfter(k, from, i));
        if (!pointersAreGranted(before, k, e)) return false;
      }
    }
    return true;
  },
);

/** "Unaligned [...] PRP addresses [...] fail closed": PRP1 is dword-aligned. */
export const PublishedPointersAreAligned = step(
  [kernelPublishesBatch],
  (before, after, { queue }, k) => {
    const from = before.queue.at(queue).tail;
    for (let i = 0; i < k.bounds.depth; i++) {
      const e = after.queue.at(queue).checked.at(slotAfter(k, from, i));
      if (i < distance(k, from, after.queue.at(queue).tail) && e.shape === "readUnaligned") {
        return false;
      }
    }
    return true;
  },
);

/** "queue size × entry size for a queue base": the admin queues lie wholly in the owner's windows. */
export const EnabledQueuesLieInGrants = step(
  [providerEnablesController],
  (before, after, _, k) =>
    before.controller.phase === after.controller.phase || k.model === "brokered" ||
    (extentIsGranted(after, k, after.registers.asq) &&
      extentIsGranted(after, k, after.registers.acq)),
);

/**
 * "There is no window in which the controller can fetch an unvalidated descriptor": what it fetches
 * was published, and is as the kernel read it.
 */
export const OnlyValidatedEntriesAreFetched = step(
  [controllerFetchesEntry],
  (before, after, { queue }, k) => {
    const copied = before.queue.at(queue).checked.at(before.controller.queue.at(queue).head);
    const fetched = after.controller.flight.at(freeFlight(before, k));
    return copied.published && fetched.shape === copied.shape && fetched.cid === copied.cid &&
      fetched.page === busPage(k, copied.page) &&
      (!usesSecond(copied.shape) || fetched.second === busPage(k, copied.second));
  },
);

/** The same for PRP lists: the list that is used is the list that was read in the scan. */
export const OnlyValidatedListsAreUsed = step(
  [controllerAccessesMemory],
  (before, after, { flight }) => {
    const f = before.controller.flight.at(flight);
    return accessAt(f.shape, f.part) !== "list" ||
      after.controller.flight.at(flight).listed === f.validated;
  },
);

/** The kernel scans the memory that the controller fetches from, where the two are to be the same. */
export const ScannedRingIsTheFetchedRing = invariant((s, k) => {
  if (k.rules.entriesAreCopied(k)) return true;
  const known = s.queue.at(ADMIN);
  const device = s.controller.queue.at(ADMIN);
  if (known.armed !== "yes" || device.state !== "live") return true;
  return device.sq === busPage(k, known.sq);
});

/** "Unaligned queue-base [...] addresses [...] fail closed": a base has its controller's alignment. */
export const QueueBasesArePageAligned = invariant((s) => !s.queue.at(ADMIN).sqShifted);

/** The kernel's doorbell and the controller's ring speak of the same slots. */
export const KernelAndControllerAgreeOnRings = invariant((s, k) => {
  for (let q = 0; q < k.queues; q++) {
    const known = s.queue.at(q);
    const device = s.controller.queue.at(q);
    if (known.armed === "yes" && device.state === "live") {
      if (known.tail !== device.tail) return false;
    }
  }
  return true;
});
