/**
 * Faults of the teardown of windows and claims.
 *
 * @module
 */

import { ingredients } from "../designs.ts";
import type { Faults } from "./fault.ts";

export const teardown: Faults = {
  scansNotQuiesced: {
    title: "The kernel takes windows away while scans run",
    breaks: "ScansReadOnlyTheOwnersPages",
    replaces: { scansAreQuiet: () => true },
  },
  dmaNotQuiesced: {
    title: "The kernel takes windows away while the controller uses them",
    breaks: "NothingOutlivesItsGrant",
    replaces: { dmaIsQuiet: () => true },
  },
  teardownWithoutReset: {
    title: "The kernel waits for the controller instead of resetting it",
    breaks: "TeardownsEnd",
    replaces: { teardownResets: () => false },
  },
  resetNotAwaited: {
    title: "The kernel frees the claim before RDY = 0",
    breaks: "NothingOutlivesItsGrant",
    replaces: { resetHasEnded: () => true },
  },
  windowsNotUnmapped: {
    title: "The kernel frees windows that the IOMMU still maps",
    breaks: "FreeFramesAreUnreachable",
    replaces: { unmap: () => {} },
  },
  iotlbNotInvalidated: {
    title: "The kernel frees windows that the IOTLB may still translate",
    breaks: "FreeFramesAreUnreachable",
    replaces: ingredients.invalidation,
  },
  framesNotScrubbed: {
    title: "The kernel frees frames as they are",
    breaks: "FramesAreCleanWhenGranted",
    replaces: { scrub: () => {} },
  },
  windowsLeftBehind: {
    title: "The kernel frees the claim before its owner's windows are gone",
    breaks: "TeardownsLeaveNoWindows",
    replaces: { windowsAreGone: () => true },
  },
  waitersForgotten: {
    title: "The kernel leaves waiters waiting when their claim ends",
    breaks: "WaitersAreReleased",
    replaces: ingredients.cancelledWaiters,
  },
};
