/**
 * Faults of the teardown of windows and claims.
 *
 * @module
 */

import * as idle from "../idle.ts";
import { faulty } from "../rows.ts";

export const teardown = faulty({
  fault_scans_not_quiesced: {
    place: "ringRevocations",
    pinned: {
      distinct: 14920,
      generated: 82725,
      depth: 47,
      lengths: { ScansReadOnlyTheOwnersPages: 5 },
    },
  },
  fault_dma_not_quiesced: {
    place: "ends",
    violates: ["TransfersStayInGrants", "NothingOutlivesItsGrant"],
    pinned: {
      distinct: 2584,
      generated: 11821,
      depth: 41,
      lengths: { TransfersStayInGrants: 8, NothingOutlivesItsGrant: 8 },
    },
  },
  fault_dma_not_quiesced_on_revoke: {
    fault: "dmaNotQuiesced",
    title:
      "The same where one window is revoked and the claim goes on: a completion wakes its waiter.",
    place: "revocations",
    violates: [
      "TransfersStayInGrants",
      "NothingOutlivesItsGrant",
      "OnlyLiveCommandsAreWoken",
      "WokenCommandsWereCompleted",
    ],
    pinned: {
      distinct: 74550,
      generated: 521867,
      depth: 49,
      lengths: {
        TransfersStayInGrants: 8,
        NothingOutlivesItsGrant: 8,
        OnlyLiveCommandsAreWoken: 12,
        WokenCommandsWereCompleted: 12,
      },
    },
  },
  fault_teardown_without_reset: {
    place: "ends",
    violates: ["RevocationsEnd", "TeardownsEnd", "WaitersAreReleased"],
    pinned: {
      distinct: 1800,
      generated: 7373,
      depth: 41,
      lengths: { RevocationsEnd: 5, TeardownsEnd: 4, WaitersAreReleased: 5 },
    },
  },
  fault_reset_not_awaited: {
    place: "endsWithoutData",
    violates: ["NothingOutlivesItsGrant", "OnlyValidatedEntriesAreFetched"],
    idle: idle.noData,
    pinned: {
      distinct: 3226,
      generated: 16987,
      depth: 33,
      lengths: { OnlyValidatedEntriesAreFetched: 9, NothingOutlivesItsGrant: 9 },
    },
  },
  fault_windows_not_unmapped: {
    place: "ends",
    pinned: {
      distinct: 1800,
      generated: 7821,
      depth: 41,
      lengths: { FreeFramesAreUnreachable: 4 },
    },
  },
  fault_iotlb_not_invalidated: {
    place: "ends",
    pinned: {
      distinct: 1496,
      generated: 6581,
      depth: 41,
      lengths: { FreeFramesAreUnreachable: 3 },
    },
  },
  fault_frames_not_scrubbed: {
    place: "successions",
    violates: ["NoOwnerSeesAnothersBytes", "FramesAreCleanWhenGranted"],
    pinned: {
      distinct: 61996,
      generated: 484267,
      depth: 61,
      lengths: { FramesAreCleanWhenGranted: 5, NoOwnerSeesAnothersBytes: 5 },
    },
  },
  fault_windows_left_behind: {
    place: "ends",
    pinned: { distinct: 1944, generated: 8877, depth: 41, lengths: { TeardownsLeaveNoWindows: 3 } },
  },
  fault_waiters_forgotten: {
    place: "ends",
    violates: ["NothingOutlivesItsGrant", "WaitersAreReleased"],
    pinned: {
      distinct: 1798,
      generated: 7811,
      depth: 41,
      lengths: { NothingOutlivesItsGrant: 10, WaitersAreReleased: 10 },
    },
  },
});
