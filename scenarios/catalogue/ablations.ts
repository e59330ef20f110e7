/**
 * Ablations: the hardened design without one ingredient. Each one is missed by a property.
 *
 * @module
 */

import * as idle from "./idle.ts";
import { ablated } from "./rows.ts";

export const ablations = ablated({
  without_private_entries: {
    place: "addresses",
    violates: ["OnlyValidatedEntriesAreFetched"],
    pinned: {
      distinct: 3040,
      generated: 33297,
      depth: 38,
      lengths: { OnlyValidatedEntriesAreFetched: 6 },
    },
  },
  without_private_lists: {
    place: "lists",
    violates: ["OnlyValidatedListsAreUsed"],
    pinned: {
      distinct: 21522,
      generated: 179093,
      depth: 51,
      lengths: { OnlyValidatedListsAreUsed: 8 },
    },
  },
  without_private_completions: {
    place: "onePage",
    violates: ["WokenCommandsWereCompleted", "CommandIdsAreUnique", "RingsAreNeverOverrun"],
    idle: idle.nothingIsRefused,
    pinned: {
      distinct: 39392,
      generated: 178113,
      depth: 71,
      lengths: { WokenCommandsWereCompleted: 6, CommandIdsAreUnique: 10, RingsAreNeverOverrun: 10 },
    },
  },
  without_latched_registers: {
    place: "registers",
    violates: ["QueueBasesArePageAligned", "ScansReadOnlyTheOwnersPages"],
    idle: idle.blankEntries,
    pinned: {
      distinct: 5800,
      generated: 592601,
      depth: 29,
      lengths: { QueueBasesArePageAligned: 2, ScansReadOnlyTheOwnersPages: 4 },
    },
  },
  without_page_size: {
    place: "pageSizes",
    violates: ["PublishedPointersAreGranted"],
    idle: idle.nothingIsRefused,
    pinned: {
      distinct: 38112,
      generated: 244577,
      depth: 45,
      lengths: { PublishedPointersAreGranted: 6 },
    },
  },
  without_base_alignment: {
    place: "registers",
    violates: ["QueueBasesArePageAligned"],
    idle: idle.blankEntriesAndNothingRefused,
    pinned: {
      distinct: 312,
      generated: 20953,
      depth: 29,
      lengths: { QueueBasesArePageAligned: 2 },
    },
  },
  without_pointer_alignment: {
    place: "transfers",
    violates: ["OffsetsCanBeServed"],
    pinned: { distinct: 27456, generated: 319793, depth: 39, lengths: {} },
  },
  without_second_look: {
    place: "endsWithoutData",
    violates: ["AcceptedDoorbellsAreLive", "DoorbellsReachLiveQueues"],
    idle: idle.noDataAndNothingRefused,
    pinned: {
      distinct: 3476,
      generated: 18211,
      depth: 33,
      lengths: { AcceptedDoorbellsAreLive: 4, DoorbellsReachLiveQueues: 5 },
    },
  },
  without_opcodes: {
    place: "vendors",
    violates: ["PublishedPointersAreGranted"],
    idle: idle.nothingIsRefused,
    pinned: {
      distinct: 50040,
      generated: 457621,
      depth: 49,
      lengths: { PublishedPointersAreGranted: 4 },
    },
  },
  without_metadata: {
    place: "carriers",
    violates: ["PublishedPointersAreGranted"],
    pinned: {
      distinct: 49192,
      generated: 676365,
      depth: 39,
      lengths: { PublishedPointersAreGranted: 4 },
    },
  },
  without_command_ids: {
    place: "oneCommandId",
    violates: [
      "CommandIdsAreUnique",
      "RingsAreNeverOverrun",
      "WokenCommandsWereCompleted",
      "OnlyValidatedEntriesAreFetched",
    ],
    idle: idle.nothingIsRefused,
    pinned: {
      distinct: 120660,
      generated: 505565,
      depth: 89,
      lengths: {
        CommandIdsAreUnique: 6,
        RingsAreNeverOverrun: 10,
        WokenCommandsWereCompleted: 12,
        OnlyValidatedEntriesAreFetched: 20,
      },
    },
  },
  without_doorbell_values: {
    place: "onePage",
    violates: ["EveryDoorbellMovesTheTail", "TailsStayInRange", "KernelAndControllerAgreeOnRings"],
    pinned: {
      distinct: 644,
      generated: 1677,
      depth: 40,
      lengths: {
        EveryDoorbellMovesTheTail: 2,
        TailsStayInRange: 2,
        KernelAndControllerAgreeOnRings: 12,
      },
    },
  },
  without_queue_timing: {
    place: "ioQueues",
    violates: [
      "QueuesChangeOnCompletions",
      "DoorbellsReachLiveQueues",
      "KernelAndControllerAgreeOnRings",
    ],
    idle: idle.noData,
    pinned: {
      distinct: 91728,
      generated: 645889,
      depth: 70,
      lengths: {
        QueuesChangeOnCompletions: 4,
        DoorbellsReachLiveQueues: 14,
        KernelAndControllerAgreeOnRings: 16,
      },
    },
  },
  without_created_extents: {
    place: "ioQueueExtents",
    violates: ["PublishedPointersAreGranted", "IoCommandsCanComplete"],
    idle: idle.noData,
    pinned: {
      distinct: 26170,
      generated: 226365,
      depth: 45,
      lengths: { PublishedPointersAreGranted: 4 },
    },
  },
  without_queue_order: {
    place: "ioQueueOrder",
    violates: ["DeletionsStrandNobody"],
    idle: idle.noData,
    properties: "safety",
    pinned: {
      distinct: 788736,
      generated: 3994177,
      depth: 98,
      lengths: { DeletionsStrandNobody: 23 },
    },
  },
  without_ending_generations: {
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
  without_quiesce_on_revoke: {
    place: "ringRevocations",
    violates: ["ScansReadOnlyTheOwnersPages"],
    pinned: {
      distinct: 14920,
      generated: 81525,
      depth: 48,
      lengths: { ScansReadOnlyTheOwnersPages: 5 },
    },
  },
  without_quiesce_dma: {
    place: "ends",
    violates: [
      "TransfersStayInGrants",
      "NothingOutlivesItsGrant",
      "OnlyValidatedEntriesAreFetched",
    ],
    pinned: {
      distinct: 2892,
      generated: 12207,
      depth: 41,
      lengths: {
        TransfersStayInGrants: 8,
        NothingOutlivesItsGrant: 8,
        OnlyValidatedEntriesAreFetched: 10,
      },
    },
  },
  without_invalidation: {
    place: "ends",
    violates: ["FreeFramesAreUnreachable"],
    pinned: {
      distinct: 1496,
      generated: 6581,
      depth: 41,
      lengths: { FreeFramesAreUnreachable: 3 },
    },
  },
  without_cancelled_waiters: {
    place: "ends",
    violates: ["NothingOutlivesItsGrant", "WaitersAreReleased"],
    pinned: {
      distinct: 1798,
      generated: 7811,
      depth: 41,
      lengths: { NothingOutlivesItsGrant: 10, WaitersAreReleased: 10 },
    },
  },
  without_hidden_registers: {
    place: "brokered",
    violates: ["RegistersShowNoHostPhysical"],
    pinned: {
      distinct: 114,
      generated: 483,
      depth: 27,
      lengths: { RegistersShowNoHostPhysical: 1 },
    },
  },
});
