/**
 * Faults of the pointers that an entry carries, and of its command id.
 *
 * @module
 */

import * as idle from "../idle.ts";
import { faulty } from "../rows.ts";

export const pointers = faulty({
  fault_sgl_accepted: {
    place: "carriers",
    pinned: {
      distinct: 49192,
      generated: 676365,
      depth: 39,
      lengths: { PublishedPointersAreGranted: 4 },
    },
  },
  fault_metadata_accepted: {
    place: "carriers",
    pinned: {
      distinct: 49192,
      generated: 676365,
      depth: 39,
      lengths: { PublishedPointersAreGranted: 4 },
    },
  },
  fault_chain_accepted: {
    place: "chains",
    pinned: {
      distinct: 100554,
      generated: 888745,
      depth: 54,
      lengths: { PublishedPointersAreGranted: 5 },
    },
  },
  fault_pointer_unaligned: {
    place: "carriers",
    pinned: {
      distinct: 41080,
      generated: 554997,
      depth: 39,
      lengths: { PublishedPointersAreAligned: 4 },
    },
  },
  fault_first_unchecked: {
    place: "addresses",
    idle: idle.nothingIsRefused,
    pinned: {
      distinct: 17344,
      generated: 162465,
      depth: 39,
      lengths: { PublishedPointersAreGranted: 4 },
    },
  },
  fault_second_unchecked: {
    place: "transfers",
    pinned: {
      distinct: 48224,
      generated: 578953,
      depth: 39,
      lengths: { PublishedPointersAreGranted: 4 },
    },
  },
  fault_offset_ignored: {
    place: "transfers",
    pinned: {
      distinct: 43384,
      generated: 516253,
      depth: 39,
      lengths: { PublishedPointersAreGranted: 4 },
    },
  },
  fault_list_unchecked: {
    place: "foreignLists",
    violates: ["ScansReadOnlyTheOwnersPages", "PublishedPointersAreGranted"],
    pinned: {
      distinct: 300186,
      generated: 3250873,
      depth: 53,
      lengths: { ScansReadOnlyTheOwnersPages: 3, PublishedPointersAreGranted: 5 },
    },
  },
  fault_list_read_before_check: {
    place: "lists",
    pinned: {
      distinct: 17922,
      generated: 145853,
      depth: 51,
      lengths: { ScansReadOnlyTheOwnersPages: 3 },
    },
  },
  fault_listed_unchecked: {
    place: "lists",
    pinned: {
      distinct: 41040,
      generated: 354961,
      depth: 50,
      lengths: { PublishedPointersAreGranted: 4 },
    },
  },
  fault_command_id_reused: {
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
});
