/**
 * Faults of the answer: what is published, refused and recorded when a scan has ended.
 *
 * @module
 */

import * as idle from "../idle.ts";
import { faulty } from "../rows.ts";

export const batches = faulty({
  fault_claim_not_rechecked: {
    place: "brokeredEnds",
    violates: ["AcceptedDoorbellsAreLive", "DoorbellsReachLiveQueues"],
    idle: idle.noDataAndNothingRefused,
    pinned: {
      distinct: 532,
      generated: 2151,
      depth: 26,
      lengths: { AcceptedDoorbellsAreLive: 3, DoorbellsReachLiveQueues: 4 },
    },
  },
  fault_windows_not_rechecked: {
    place: "revocations",
    violates: ["AcceptedDoorbellsAreLive", "NothingOutlivesItsGrant", "WokenCommandsWereCompleted"],
    pinned: {
      distinct: 67840,
      generated: 449925,
      depth: 49,
      lengths: {
        AcceptedDoorbellsAreLive: 5,
        NothingOutlivesItsGrant: 5,
        WokenCommandsWereCompleted: 9,
      },
    },
  },
  fault_partial_batch: {
    place: "mixedBatches",
    violates: ["DoorbellsAreAllOrNothing", "RefusalsChangeNothing"],
    idle: idle.noData,
    pinned: {
      distinct: 1776,
      generated: 6241,
      depth: 45,
      lengths: { DoorbellsAreAllOrNothing: 4, RefusalsChangeNothing: 4 },
    },
  },
  fault_refusal_unrecorded: {
    place: "addresses",
    idle: {
      witnesses: ["DoorbellsCanBeRefused"],
      why: "What is not recorded is not seen: that is the point.",
    },
    pinned: { distinct: 6336, generated: 53329, depth: 39, lengths: { RefusalsAreRecorded: 1 } },
  },
  fault_enable_refusal_unrecorded: {
    fault: "refusalUnrecorded",
    title: "The same of a CC.EN write.",
    place: "registers",
    violates: ["RefusalsAreRecorded", "RefusedEnablesAreRecorded"],
    idle: {
      actions: ["providerWritesEntry", "kernelRefusesBatch", "controllerAccessesMemory"],
      witnesses: ["DoorbellsCanBeRefused"],
      why:
        "What is not recorded is not seen. Commands without data touch no memory, and none is refused for what it says.",
    },
    pinned: {
      distinct: 136,
      generated: 10401,
      depth: 28,
      lengths: { RefusalsAreRecorded: 1, RefusedEnablesAreRecorded: 2 },
    },
  },
});
