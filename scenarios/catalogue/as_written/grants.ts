/**
 * The document taken literally: queues that begin too early, and grants that end too early.
 *
 * @module
 */

import * as idle from "../idle.ts";
import { asWrittenFindings } from "../rows.ts";

export const grants = asWrittenFindings({
  as_written_io_queue_early: {
    title: "The kernel believes in an I/O queue before the controller has it.",
    place: "ioQueues",
    bounds: { disorder: 0, forges: 0, blankEntries: 0 },
    shapes: ["createCq"],
    violates: ["QueuesChangeOnCompletions"],
    idle: idle.noDataAndNothingRefused,
    pinned: {
      distinct: 1776,
      generated: 4265,
      depth: 58,
      lengths: { QueuesChangeOnCompletions: 4 },
    },
  },
  as_written_io_queue_extent: {
    title: "The base of a created queue is scanned as a pointer to one page.",
    place: "ioQueueExtents",
    bounds: { disorder: 0, forges: 0, lowPage: 2, highPage: 2 },
    violates: ["PublishedPointersAreGranted"],
    idle: idle.noDataAndNothingRefused,
    pinned: {
      distinct: 476,
      generated: 905,
      depth: 55,
      lengths: { PublishedPointersAreGranted: 4 },
    },
  },
  as_written_revoked_during_scan: {
    title: "A window is revoked while a scan runs, and the scan still commits.",
    place: "revocations",
    bounds: { disorder: 0, forges: 0 },
    violates: ["AcceptedDoorbellsAreLive"],
    pinned: {
      distinct: 67536,
      generated: 314674,
      depth: 56,
      lengths: { AcceptedDoorbellsAreLive: 5 },
    },
  },
  as_written_ring_revoked_during_scan: {
    title: "The ring's window is revoked, freed and scanned on.",
    place: "ringRevocations",
    bounds: { disorder: 0, forges: 0 },
    violates: ["ScansReadOnlyTheOwnersPages"],
    pinned: {
      distinct: 15516,
      generated: 60679,
      depth: 48,
      lengths: { ScansReadOnlyTheOwnersPages: 5 },
    },
  },
  as_written_generation_wraps: {
    title: "A generation starts again at 0, and an old handle rings for the new owner.",
    place: "generations",
    bounds: { forges: 0, start: 2 },
    violates: ["OnlyTheHolderRings"],
    idle: idle.noDataAndNothingRefused,
    pinned: {
      distinct: 420710,
      generated: 2000773,
      depth: 64,
      lengths: { OnlyTheHolderRings: 11 },
    },
  },
  as_written_iotlb_stale: {
    title: "A freed window is still translated by the IOTLB.",
    place: "ends",
    bounds: { disorder: 0, forges: 0 },
    violates: ["FreeFramesAreUnreachable"],
    pinned: {
      distinct: 1543,
      generated: 3663,
      depth: 44,
      lengths: { FreeFramesAreUnreachable: 3 },
    },
  },
  as_written_frame_changes_hands: {
    title: "An honest command of the last owner writes into a frame of the next one.",
    place: "successions",
    bounds: { windows: 1, activeOwners: 1, disorder: 0, forges: 0 },
    violates: [
      "TransfersStayInGrants",
      "NoTransferReachesForeignFrames",
      "NoOwnerSeesAnothersBytes",
    ],
    pinned: {
      distinct: 256853,
      generated: 964659,
      depth: 71,
      lengths: {
        TransfersStayInGrants: 8,
        NoOwnerSeesAnothersBytes: 10,
        NoTransferReachesForeignFrames: 10,
      },
    },
  },
  as_written_dma_after_teardown: {
    title: "A teardown ends while the controller still works on its commands.",
    place: "ends",
    bounds: { disorder: 0, forges: 0 },
    violates: ["NothingOutlivesItsGrant", "TransfersStayInGrants"],
    pinned: {
      distinct: 1543,
      generated: 3663,
      depth: 44,
      lengths: { NothingOutlivesItsGrant: 5, TransfersStayInGrants: 8 },
    },
  },
  as_written_waiters_forgotten: {
    title: "A claim ends, and whoever waited waits for ever.",
    place: "ends",
    bounds: { disorder: 0, forges: 0 },
    violates: ["WaitersAreReleased"],
    pinned: { distinct: 1543, generated: 3663, depth: 44, lengths: { WaitersAreReleased: 8 } },
  },
});
