/**
 * Claims about grants and their teardown.
 *
 * @module
 */

import { isHostPhysical, windowOfFrame } from "../addresses.ts";
import { kernelGrantsWindow } from "../grants.ts";
import { kernelFreesClaim } from "../teardown.ts";
import { invariant, step } from "../state.ts";
import { kernelPublishesBatch } from "../submission.ts";

/** "in-flight doorbell scans are quiesced [...]": once a teardown has ended nothing of it is left. */
export const NothingOutlivesItsGrant = invariant((s, k) => {
  for (let j = 0; j < k.bounds.flights; j++) {
    if (s.controller.flight.at(j).stale) return false;
  }
  for (let q = 0; q < k.queues; q++) {
    for (let i = 0; i < k.bounds.depth; i++) {
      const e = s.queue.at(q).checked.at(i);
      if (e.published && e.stale) return false;
    }
    for (let c = 0; c < k.bounds.commands; c++) {
      const issue = s.queue.at(q).issue.at(c);
      if (issue.phase === "waiting" && issue.stale) return false;
    }
  }
  return true;
});

/** "the owner's windows are removed from the validator's accepted set" before its teardown ends. */
export const TeardownsLeaveNoWindows = step([kernelFreesClaim], (before, _, __, k) => {
  for (let w = 0; w < k.bounds.windows; w++) {
    const window = before.window.at(w);
    if (window.phase !== "free" && window.owner === before.claim.owner) return false;
  }
  return true;
});

/** Free frames are out of the controller's reach, through tables and IOTLB alike. */
export const FreeFramesAreUnreachable = invariant((s, k) => {
  if (k.lane !== "remapped") return true;
  for (let f = 1; f < k.frames; f++) {
    if (s.window.at(windowOfFrame(k, f)).phase === "free") {
      for (let o = 0; o < k.bounds.owners; o++) {
        if (s.iommu.reach.at(o).has(f)) return false;
      }
    }
  }
  return true;
});

/** "backing pages are scrubbed before frame reuse": nobody else's bytes are in a granted frame. */
export const FramesAreCleanWhenGranted = step(
  [kernelGrantsWindow],
  (before, _, { window }, k) => {
    for (let f = 1; f < k.frames; f++) {
      if (windowOfFrame(k, f) === window && before.frame.at(f).holds !== null) return false;
    }
    return true;
  },
);

/** No owner reads another's bytes in its own memory. */
export const NoOwnerSeesAnothersBytes = invariant((s, k) => {
  for (let f = 1; f < k.frames; f++) {
    const window = s.window.at(windowOfFrame(k, f));
    const holds = s.frame.at(f).holds;
    if (window.phase === "live" && holds !== null && holds !== window.owner) return false;
  }
  return true;
});

/** "A DeviceMmio doorbell claim must declare which model is active". */
export const ClaimsDeclareTheirModel = invariant(
  (s) => s.claim.phase === "free" || s.claim.model !== "undeclared",
);

/** "no-IOMMU claims must not accept provider-authored raw device addresses". */
export const BounceLanesAreBrokered = invariant(
  (s, k) => k.lane !== "bounce" || s.claim.model !== "validated",
);

/** "never a host physical address": no register shows a provider a number that it did not write. */
export const RegistersShowNoHostPhysical = invariant((s, k) => {
  if (s.claim.phase === "free") return true;
  const shown = k.rules.registerReadBack(s);
  if (!isHostPhysical(k, shown)) return true;
  return k.model === "validated" && shown === s.registers.asq;
});

/** The same of memory: the kernel stores no host-physical number where a provider reads. */
export const MemoryShowsNoHostPhysical = step(
  [kernelPublishesBatch],
  (before, after, _, k) => {
    for (let f = 1; f < k.frames; f++) {
      for (let i = 0; i < k.bounds.depth; i++) {
        const was = before.frame.at(f).slot.at(i);
        const is = after.frame.at(f).slot.at(i);
        if (is.page !== was.page && isHostPhysical(k, is.page)) return false;
        if (is.second !== was.second && isHostPhysical(k, is.second)) return false;
      }
      const listed = after.frame.at(f).listed;
      if (listed !== before.frame.at(f).listed && isHostPhysical(k, listed)) return false;
    }
    return true;
  },
);
