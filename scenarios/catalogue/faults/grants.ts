/**
 * Faults of the ledger: claims that may not be granted, and windows that are not the owner's.
 *
 * @module
 */

import * as idle from "../idle.ts";
import { faulty } from "../rows.ts";

export const grants = faulty({
  fault_undeclared_claim: {
    place: "fromNothing",
    pinned: {
      distinct: 3985,
      generated: 14893,
      depth: 43,
      lengths: { ClaimsDeclareTheirModel: 1 },
    },
  },
  fault_validated_on_bounce: {
    place: "validatedBounce",
    pinned: { distinct: 1012, generated: 3718, depth: 43, lengths: { BounceLanesAreBrokered: 1 } },
  },
  fault_generations_wrap: {
    place: "generations",
    violates: ["OnlyTheHolderRings", "OnlyTheHolderEnables"],
    idle: idle.noData,
    pinned: {
      distinct: 141564,
      generated: 713639,
      depth: 55,
      lengths: { OnlyTheHolderEnables: 13, OnlyTheHolderRings: 15 },
    },
  },
  fault_host_physical_accepted: {
    place: "addresses",
    pinned: {
      distinct: 10176,
      generated: 91233,
      depth: 39,
      lengths: { PublishedPointersAreGranted: 4 },
    },
  },
  fault_out_of_window_accepted: {
    place: "addresses",
    pinned: {
      distinct: 13760,
      generated: 126849,
      depth: 39,
      lengths: { PublishedPointersAreGranted: 4 },
    },
  },
  fault_foreign_window_accepted: {
    place: "addresses",
    pinned: {
      distinct: 12224,
      generated: 111585,
      depth: 39,
      lengths: { PublishedPointersAreGranted: 4 },
    },
  },
  fault_retired_window_accepted: {
    place: "revocations",
    violates: [
      "AcceptedDoorbellsAreLive",
      "PublishedPointersAreGranted",
      "TransfersStayInGrants",
      "NothingOutlivesItsGrant",
      "OnlyLiveCommandsAreWoken",
      "WokenCommandsWereCompleted",
    ],
    pinned: {
      distinct: 81430,
      generated: 564171,
      depth: 49,
      lengths: {
        AcceptedDoorbellsAreLive: 5,
        PublishedPointersAreGranted: 6,
        TransfersStayInGrants: 8,
        NothingOutlivesItsGrant: 8,
        OnlyLiveCommandsAreWoken: 12,
        WokenCommandsWereCompleted: 12,
      },
    },
  },
});
