/**
 * Faults of the doorbell: who rings, which ring is meant, and how far its tail moves.
 *
 * @module
 */

import * as idle from "../idle.ts";
import { faulty } from "../rows.ts";

export const doorbells = faulty({
  fault_stale_handle_accepted: {
    place: "oldHandles",
    idle: idle.nothingIsRefused,
    pinned: { distinct: 288, generated: 1297, depth: 39, lengths: { OnlyTheHolderRings: 4 } },
  },
  fault_stale_handle_enables: {
    fault: "staleHandleAccepted",
    title: "The same where the controller is enabled anew.",
    place: "generations",
    violates: ["OnlyTheHolderRings", "OnlyTheHolderEnables"],
    idle: idle.noData,
    pinned: {
      distinct: 8836,
      generated: 33654,
      depth: 42,
      lengths: { OnlyTheHolderEnables: 9, OnlyTheHolderRings: 12 },
    },
  },
  fault_unarmed_queue_accepted: {
    place: "brokeredIoQueues",
    violates: [
      "DoorbellsReachLiveQueues",
      "KernelAndControllerAgreeOnRings",
      "OnlyValidatedEntriesAreFetched",
      "DeletionsStrandNobody",
    ],
    properties: "safety",
    pinned: {
      distinct: 449296,
      generated: 5941329,
      depth: 83,
      lengths: {
        DoorbellsReachLiveQueues: 2,
        KernelAndControllerAgreeOnRings: 12,
        OnlyValidatedEntriesAreFetched: 13,
        DeletionsStrandNobody: 16,
      },
    },
  },
  fault_ring_not_granted: {
    place: "ringRevocations",
    violates: ["ScansReadOnlyTheOwnersPages", "AcceptedDoorbellsAreLive"],
    pinned: {
      distinct: 13620,
      generated: 74589,
      depth: 47,
      lengths: { ScansReadOnlyTheOwnersPages: 5, AcceptedDoorbellsAreLive: 8 },
    },
  },
  fault_ring_generation_ignored: {
    place: "ringRegrants",
    pinned: {
      distinct: 8257,
      generated: 50464,
      depth: 50,
      lengths: { RegrantedRingsAreRefused: 9 },
    },
  },
  fault_window_generations_wrap: {
    fault: "generationsWrap",
    title:
      "Generations start again at 0, a window's too, and an armed ring is taken for granted again.",
    place: "ringRegrants",
    violates: ["RegrantedRingsAreRefused", "OnlyTheHolderEnables"],
    pinned: {
      distinct: 133456,
      generated: 1021191,
      depth: 71,
      lengths: { RegrantedRingsAreRefused: 14, OnlyTheHolderEnables: 18 },
    },
  },
  fault_ring_generation_read_late: {
    place: "ioRingRegrants",
    idle: idle.theClaimLivesOn,
    pinned: {
      distinct: 233356,
      generated: 1019581,
      depth: 78,
      lengths: { RegrantedRingsAreRefused: 22 },
    },
  },
  fault_tail_out_of_range: {
    place: "onePage",
    violates: ["EveryDoorbellMovesTheTail", "TailsStayInRange", "KernelAndControllerAgreeOnRings"],
    idle: idle.nothingIsRefused,
    pinned: {
      distinct: 336,
      generated: 993,
      depth: 39,
      lengths: {
        EveryDoorbellMovesTheTail: 2,
        TailsStayInRange: 2,
        KernelAndControllerAgreeOnRings: 12,
      },
    },
  },
  fault_tail_unchanged: {
    place: "onePage",
    idle: idle.nothingIsRefused,
    pinned: { distinct: 312, generated: 933, depth: 39, lengths: { EveryDoorbellMovesTheTail: 2 } },
  },
  fault_ring_overrun: {
    place: "twoCommands",
    pinned: { distinct: 19152, generated: 77593, depth: 60, lengths: { RingsAreNeverOverrun: 8 } },
  },
});
