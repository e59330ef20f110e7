/**
 * Faults of the scan: when it begins and ends, what it reads, and the opcodes that it takes.
 *
 * @module
 */

import * as idle from "../idle.ts";
import { faulty } from "../rows.ts";

export const scans = faulty({
  fault_scan_from_the_start: {
    place: "onePage",
    idle: idle.nothingIsRefused,
    pinned: {
      distinct: 139,
      generated: 455,
      depth: 33,
      lengths: { EveryPublishedEntryWasScanned: 11 },
    },
  },
  fault_entries_read_twice: {
    place: "onePage",
    idle: idle.nothingIsRefused,
    pinned: { distinct: 240, generated: 777, depth: 39, lengths: { ScansReadOnlyNewEntries: 3 } },
  },
  fault_judged_then_copied: {
    place: "addresses",
    pinned: {
      distinct: 2168,
      generated: 20309,
      depth: 33,
      lengths: { PublishedPointersAreGranted: 5 },
    },
  },
  fault_memory_writes_trapped: {
    place: "onePage",
    idle: idle.nothingIsRefused,
    pinned: { distinct: 336, generated: 1145, depth: 45, lengths: { MemoryWritesCostNothing: 1 } },
  },
  fault_vendor_accepted: {
    place: "vendors",
    idle: idle.nothingIsRefused,
    pinned: {
      distinct: 50040,
      generated: 457621,
      depth: 49,
      lengths: { PublishedPointersAreGranted: 4 },
    },
  },
  fault_doorbell_buffer_accepted: {
    place: "doorbellBuffers",
    violates: [
      "KernelAndControllerAgreeOnRings",
      "OnlyValidatedEntriesAreFetched",
      "CommandIdsAreUnique",
      "WokenCommandsWereCompleted",
      "RingsAreNeverOverrun",
    ],
    idle: idle.nothingIsRefused,
    pinned: {
      distinct: 48972,
      generated: 224341,
      depth: 48,
      lengths: {
        KernelAndControllerAgreeOnRings: 10,
        OnlyValidatedEntriesAreFetched: 10,
        CommandIdsAreUnique: 14,
        WokenCommandsWereCompleted: 16,
        RingsAreNeverOverrun: 23,
      },
    },
  },
  fault_doorbell_written_at_once: {
    place: "onePage",
    violates: [
      "KernelAndControllerAgreeOnRings",
      "RingingWaitsForTheScan",
      "OnlyValidatedEntriesAreFetched",
      "RingsAreNeverOverrun",
      "CommandIdsAreUnique",
      "WokenCommandsWereCompleted",
    ],
    idle: idle.nothingIsRefused,
    pinned: {
      distinct: 4080,
      generated: 12817,
      depth: 48,
      lengths: {
        KernelAndControllerAgreeOnRings: 2,
        RingingWaitsForTheScan: 2,
        OnlyValidatedEntriesAreFetched: 3,
        RingsAreNeverOverrun: 4,
        CommandIdsAreUnique: 5,
        WokenCommandsWereCompleted: 7,
      },
    },
  },
  fault_overtaken_not_answered: {
    place: "endsWithoutData",
    violates: ["Deadlock", "DoorbellsAreAnswered", "RevocationsEnd", "TeardownsEnd"],
    idle: idle.noDataAndNothingRefused,
    pinned: {
      distinct: 2952,
      generated: 15349,
      depth: 33,
      lengths: { Deadlock: 5, DoorbellsAreAnswered: 4, RevocationsEnd: 4, TeardownsEnd: 4 },
    },
  },
});
