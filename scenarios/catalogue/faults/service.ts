/**
 * Faults of the service: the broker, what correct providers rely on, and a hostile case that passes.
 *
 * @module
 */

import { faulty } from "../rows.ts";

export const service = faulty({
  fault_foreign_capability: {
    place: "brokered",
    violates: [
      "PublishedPointersAreGranted",
      "NoOwnerSeesAnothersBytes",
      "NoTransferReachesForeignFrames",
      "TransfersStayInGrants",
    ],
    pinned: {
      distinct: 386,
      generated: 1595,
      depth: 33,
      lengths: {
        PublishedPointersAreGranted: 3,
        NoTransferReachesForeignFrames: 5,
        TransfersStayInGrants: 5,
        NoOwnerSeesAnothersBytes: 5,
      },
    },
  },
  fault_offsets_locked_out: {
    place: "correctProvider",
    violates: ["EntriesAreSubmitted", "OffsetsCanBeServed"],
    pinned: { distinct: 4844, generated: 31333, depth: 40, lengths: { EntriesAreSubmitted: 4 } },
  },
  fault_completions_dropped: {
    place: "correctProvider",
    violates: ["CommandsAreServed", "CommandsCanComplete", "OffsetsCanBeServed"],
    idle: {
      actions: ["kernelRefusesBatch", "providerReapsWaiter"],
      witnesses: ["DoorbellsCanBeRefused"],
      why: "The provider writes nothing here that is refused, and nothing is ever completed.",
    },
    pinned: { distinct: 1329, generated: 8065, depth: 12, lengths: { CommandsAreServed: 8 } },
  },
  fault_in_hostile_out_of_window: {
    fault: "firstUnchecked",
    title: "A hostile case that is not refused: the doorbell is written, and the waiter woken.",
    place: "onePage",
    bounds: { lowPage: 0, highPage: 0, reasons: 1 },
    attack: "outOfWindow",
    violates: [
      "NoDoorbellIsWritten",
      "PublishedPointersAreGranted",
      "NoWaiterIsWoken",
      "TheAttackIsRefused",
    ],
    idle: {
      actions: ["kernelRefusesBatch"],
      why: "The kernel that does not look refuses nothing.",
    },
    pinned: {
      distinct: 504,
      generated: 1669,
      depth: 40,
      lengths: { NoDoorbellIsWritten: 4, PublishedPointersAreGranted: 4, NoWaiterIsWoken: 8 },
    },
  },
});
