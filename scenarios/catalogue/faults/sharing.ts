/**
 * Faults of privacy: what the controller reads or writes is in the provider's pages.
 *
 * @module
 */

import * as idle from "../idle.ts";
import { faulty } from "../rows.ts";

export const sharing = faulty({
  fault_entries_shared: {
    place: "addresses",
    pinned: {
      distinct: 3040,
      generated: 33297,
      depth: 38,
      lengths: { OnlyValidatedEntriesAreFetched: 6 },
    },
  },
  fault_lists_shared: {
    place: "lists",
    pinned: {
      distinct: 21522,
      generated: 179093,
      depth: 51,
      lengths: { OnlyValidatedListsAreUsed: 8 },
    },
  },
  fault_translated_in_place: {
    place: "onePage",
    lane: "synthetic",
    violates: ["MemoryShowsNoHostPhysical", "OnlyValidatedEntriesAreFetched"],
    idle: idle.nothingIsRefused,
    pinned: {
      distinct: 160,
      generated: 565,
      depth: 36,
      lengths: { MemoryShowsNoHostPhysical: 4, OnlyValidatedEntriesAreFetched: 6 },
    },
  },
  fault_shared_ring_moved: {
    place: "registers",
    violates: [
      "ScannedRingIsTheFetchedRing",
      "QueueBasesArePageAligned",
      "ScansReadOnlyTheOwnersPages",
    ],
    idle: idle.blankEntries,
    pinned: {
      distinct: 5800,
      generated: 592601,
      depth: 29,
      lengths: {
        ScannedRingIsTheFetchedRing: 2,
        QueueBasesArePageAligned: 2,
        ScansReadOnlyTheOwnersPages: 4,
      },
    },
  },
  fault_shared_rings_not_quiesced: {
    place: "ends",
    violates: [
      "WokenCommandsWereCompleted",
      "EntryFetchesStayInGrants",
      "TransfersStayInGrants",
      "OnlyValidatedEntriesAreFetched",
      "NothingOutlivesItsGrant",
      "CompletionPostsStayInGrants",
      "CommandIdsAreUnique",
      "RingsAreNeverOverrun",
    ],
    pinned: {
      distinct: 109536,
      generated: 644749,
      depth: 71,
      lengths: {
        WokenCommandsWereCompleted: 6,
        EntryFetchesStayInGrants: 7,
        TransfersStayInGrants: 8,
        OnlyValidatedEntriesAreFetched: 8,
        NothingOutlivesItsGrant: 8,
        CompletionPostsStayInGrants: 9,
        CommandIdsAreUnique: 10,
        RingsAreNeverOverrun: 10,
      },
    },
  },
  fault_completions_shared: {
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
});
