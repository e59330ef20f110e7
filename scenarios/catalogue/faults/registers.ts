/**
 * Faults of the registers: queue bases and page sizes.
 *
 * @module
 */

import * as idle from "../idle.ts";
import { faulty } from "../rows.ts";

export const registers = faulty({
  fault_registers_change_while_enabled: {
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
  fault_registers_read_back: {
    place: "brokered",
    pinned: {
      distinct: 114,
      generated: 483,
      depth: 27,
      lengths: { RegistersShowNoHostPhysical: 1 },
    },
  },
  fault_page_size_unchecked: {
    place: "pageSizes",
    idle: idle.nothingIsRefused,
    pinned: {
      distinct: 38112,
      generated: 244577,
      depth: 45,
      lengths: { PublishedPointersAreGranted: 6 },
    },
  },
  fault_base_unaligned: {
    place: "registers",
    idle: idle.blankEntriesAndNothingRefused,
    pinned: {
      distinct: 312,
      generated: 20953,
      depth: 29,
      lengths: { QueueBasesArePageAligned: 2 },
    },
  },
  fault_base_overrun: {
    place: "registers",
    idle: idle.blankEntriesAndNothingRefused,
    pinned: {
      distinct: 316,
      generated: 20965,
      depth: 29,
      lengths: { EnabledQueuesLieInGrants: 2 },
    },
  },
  fault_submission_base_unchecked: {
    place: "registers",
    idle: idle.blankEntriesAndNothingRefused,
    pinned: {
      distinct: 264,
      generated: 20801,
      depth: 28,
      lengths: { EnabledQueuesLieInGrants: 2 },
    },
  },
  fault_completion_base_unchecked: {
    place: "registers",
    idle: idle.blankEntriesAndNothingRefused,
    pinned: {
      distinct: 480,
      generated: 21481,
      depth: 29,
      lengths: { EnabledQueuesLieInGrants: 2 },
    },
  },
});
