/**
 * The document taken literally: what providers rewrite and read back.
 *
 * @module
 */

import * as idle from "../idle.ts";
import { asWrittenFindings } from "../rows.ts";

export const memory = asWrittenFindings({
  as_written_entry_rewritten: {
    title: "An entry is rewritten between its scan and its fetch.",
    place: "addresses",
    bounds: { disorder: 0, forges: 0, windows: 1, lowPage: 2, highPage: 3 },
    violates: ["OnlyValidatedEntriesAreFetched"],
    pinned: {
      distinct: 296,
      generated: 869,
      depth: 42,
      lengths: { OnlyValidatedEntriesAreFetched: 6 },
    },
  },
  as_written_entry_rewritten_synthetic: {
    title: "The same in the synthetic namespace: the controller reaches a host frame.",
    place: "addresses",
    lane: "synthetic",
    bounds: { disorder: 0, forges: 0, windows: 1, lowPage: 2, highPage: 3 },
    violates: [
      "OnlyValidatedEntriesAreFetched",
      "TransfersStayInGrants",
      "NoTransferReachesForeignFrames",
    ],
    pinned: {
      distinct: 760,
      generated: 2321,
      depth: 46,
      lengths: {
        OnlyValidatedEntriesAreFetched: 6,
        TransfersStayInGrants: 7,
        NoTransferReachesForeignFrames: 7,
      },
    },
  },
  as_written_entry_rewritten_shared_domain: {
    title: "The same in a domain that two owners share: the controller reaches the other's frame.",
    place: "sharedDomain",
    bounds: { disorder: 0, forges: 0, teardowns: 0 },
    violates: [
      "OnlyValidatedEntriesAreFetched",
      "TransfersStayInGrants",
      "NoTransferReachesForeignFrames",
    ],
    pinned: {
      distinct: 580,
      generated: 1709,
      depth: 45,
      lengths: {
        OnlyValidatedEntriesAreFetched: 6,
        TransfersStayInGrants: 7,
        NoTransferReachesForeignFrames: 7,
      },
    },
  },
  as_written_list_rewritten: {
    title: "A PRP list is rewritten between its scan and its use.",
    place: "lists",
    bounds: { disorder: 0, forges: 0, windows: 1 },
    violates: ["OnlyValidatedListsAreUsed"],
    pinned: {
      distinct: 7527,
      generated: 55079,
      depth: 53,
      lengths: { OnlyValidatedListsAreUsed: 8 },
    },
  },
  as_written_translated_in_place: {
    title: "Synthetic names are translated in the ring that the provider reads.",
    place: "onePage",
    lane: "synthetic",
    bounds: { disorder: 0, forges: 0 },
    violates: ["MemoryShowsNoHostPhysical"],
    idle: idle.nothingIsRefused,
    pinned: { distinct: 144, generated: 273, depth: 42, lengths: { MemoryShowsNoHostPhysical: 4 } },
  },
  as_written_registers_read_back: {
    title: "A register read returns the host-physical base that the kernel wrote.",
    place: "brokered",
    bounds: { disorder: 0, forges: 0 },
    violates: ["RegistersShowNoHostPhysical"],
    pinned: {
      distinct: 2322,
      generated: 9307,
      depth: 38,
      lengths: { RegistersShowNoHostPhysical: 1 },
    },
  },
  as_written_registers_rewritten: {
    title: "ASQ is rewritten while EN = 1: the kernel scans what the controller does not fetch.",
    place: "registers",
    bounds: { disorder: 0, forges: 0, queuePages: 1, lowPage: 1, highPage: 2 },
    violates: ["ScannedRingIsTheFetchedRing"],
    idle: idle.noDataAndNothingRefused,
    pinned: {
      distinct: 110624,
      generated: 1905697,
      depth: 39,
      lengths: { ScannedRingIsTheFetchedRing: 2 },
    },
  },
});
