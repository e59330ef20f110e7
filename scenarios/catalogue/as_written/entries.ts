/**
 * The document taken literally: entries, doorbells and completions that it takes or refuses wrongly.
 *
 * @module
 */

import * as idle from "../idle.ts";
import { asWrittenFindings } from "../rows.ts";

export const entries = asWrittenFindings({
  as_written_base_unaligned: {
    title: "A queue base that is dword-aligned only is accepted.",
    place: "registers",
    bounds: { disorder: 0, forges: 0, queuePages: 1, lowPage: 1, highPage: 2 },
    violates: ["QueueBasesArePageAligned"],
    idle: idle.noDataAndNothingRefused,
    pinned: {
      distinct: 110624,
      generated: 1905697,
      depth: 39,
      lengths: { QueueBasesArePageAligned: 2 },
    },
  },
  as_written_offset_refused: {
    title: "A PRP1 with an offset, as every real driver writes it, is refused.",
    place: "transfers",
    bounds: { disorder: 0, forges: 0, highPage: 2 },
    shapes: ["readOffset"],
    violates: ["OffsetsCanBeServed"],
    idle: idle.everyCommandIsRefusedAsWritten,
    pinned: { distinct: 5, generated: 6, depth: 5, lengths: {} },
  },
  as_written_page_size: {
    title: "CC.MPS selects pages larger than those that the validator counts in.",
    place: "pageSizes",
    bounds: { disorder: 0, forges: 0, lowPage: 2 },
    violates: ["PublishedPointersAreGranted"],
    idle: idle.nothingIsRefused,
    pinned: {
      distinct: 6789,
      generated: 35014,
      depth: 51,
      lengths: { PublishedPointersAreGranted: 6 },
    },
  },
  as_written_metadata_pointer: {
    title: "MPTR lies outside every window.",
    place: "carriers",
    bounds: { disorder: 0, forges: 0 },
    shapes: ["metadata"],
    violates: ["PublishedPointersAreGranted"],
    pinned: {
      distinct: 1344,
      generated: 7017,
      depth: 46,
      lengths: { PublishedPointersAreGranted: 4 },
    },
  },
  as_written_vendor_command: {
    title: "An unknown opcode transfers more than the validator thinks.",
    place: "vendors",
    bounds: { disorder: 0, forges: 0 },
    violates: ["PublishedPointersAreGranted"],
    idle: idle.nothingIsRefused,
    pinned: {
      distinct: 37716,
      generated: 302313,
      depth: 60,
      lengths: { PublishedPointersAreGranted: 4 },
    },
  },
  as_written_doorbell_buffer: {
    title: "Doorbell Buffer Config: from then on memory publishes, not the doorbell.",
    place: "doorbellBuffers",
    bounds: { disorder: 0, forges: 0 },
    violates: ["OnlyValidatedEntriesAreFetched"],
    idle: idle.nothingIsRefused,
    pinned: {
      distinct: 113596,
      generated: 444545,
      depth: 58,
      lengths: { OnlyValidatedEntriesAreFetched: 6 },
    },
  },
  as_written_command_id_reused: {
    title: "A command id is used again while it is in flight.",
    place: "oneCommandId",
    bounds: { disorder: 1, forges: 0 },
    violates: ["CommandIdsAreUnique"],
    idle: idle.nothingIsRefused,
    pinned: {
      distinct: 570502,
      generated: 2307985,
      depth: 94,
      lengths: { CommandIdsAreUnique: 6 },
    },
  },
  as_written_window_freed_early: {
    title: "One of two commands with one id completes, and the window of the other one is freed.",
    place: "brokered",
    bounds: { disorder: 0, forges: 0, teardowns: 1, registers: 0 },
    violates: ["TransfersStayInGrants"],
    pinned: {
      distinct: 12652,
      generated: 75621,
      depth: 40,
      lengths: { TransfersStayInGrants: 12 },
    },
  },
  as_written_completion_forged: {
    title: "The provider writes the completion that wakes its waiter.",
    place: "onePage",
    bounds: { disorder: 0, forges: 1 },
    violates: ["WokenCommandsWereCompleted"],
    idle: idle.nothingIsRefused,
    pinned: {
      distinct: 4208,
      generated: 12433,
      depth: 58,
      lengths: { WokenCommandsWereCompleted: 6 },
    },
  },
  as_written_doorbell_values: {
    title: "A tail outside the ring, unchanged, or past the head is accepted.",
    place: "onePage",
    bounds: { disorder: 1, forges: 0 },
    properties: ["TailsStayInRange", "EveryDoorbellMovesTheTail", "RingsAreNeverOverrun"],
    violates: ["EveryDoorbellMovesTheTail", "TailsStayInRange", "RingsAreNeverOverrun"],
    idle: idle.nothingIsRefused,
    pinned: {
      distinct: 14176,
      generated: 45605,
      depth: 74,
      lengths: { EveryDoorbellMovesTheTail: 2, TailsStayInRange: 2, RingsAreNeverOverrun: 8 },
    },
  },
});
