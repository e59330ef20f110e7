/**
 * Faults of the completion gate.
 *
 * @module
 */

import * as idle from "../idle.ts";
import { faulty } from "../rows.ts";

export const completions = faulty({
  fault_completions_left_over: {
    place: "successions",
    violates: [
      "WokenCommandsWereCompleted",
      "CommandIdsAreUnique",
      "RingsAreNeverOverrun",
      "NothingOutlivesItsGrant",
      "TransfersStayInGrants",
    ],
    pinned: {
      distinct: 86642,
      generated: 690280,
      depth: 54,
      lengths: {
        WokenCommandsWereCompleted: 21,
        RingsAreNeverOverrun: 25,
        TransfersStayInGrants: 25,
        CommandIdsAreUnique: 25,
        NothingOutlivesItsGrant: 25,
      },
    },
  },
  fault_phase_ignored: {
    place: "onePage",
    violates: ["WokenCommandsWereCompleted", "CommandIdsAreUnique", "RingsAreNeverOverrun"],
    idle: idle.nothingIsRefused,
    pinned: {
      distinct: 10816,
      generated: 46033,
      depth: 58,
      lengths: { WokenCommandsWereCompleted: 5, CommandIdsAreUnique: 9, RingsAreNeverOverrun: 9 },
    },
  },
  fault_unawaited_wakes: {
    place: "abandonedWaits",
    idle: idle.nothingIsRefused,
    pinned: { distinct: 368, generated: 1385, depth: 39, lengths: { OnlyLiveCommandsAreWoken: 9 } },
  },
  fault_every_completion_wakes: {
    place: "onePage",
    violates: [
      "WokenCommandsWereCompleted",
      "OnlyLiveCommandsAreWoken",
      "WaitersAreWokenOnce",
      "CommandIdsAreUnique",
      "RingsAreNeverOverrun",
    ],
    idle: idle.nothingIsRefused,
    pinned: {
      distinct: 22608,
      generated: 103329,
      depth: 59,
      lengths: {
        WokenCommandsWereCompleted: 1,
        OnlyLiveCommandsAreWoken: 1,
        WaitersAreWokenOnce: 2,
        CommandIdsAreUnique: 9,
        RingsAreNeverOverrun: 9,
      },
    },
  },
  fault_status_ignored: {
    place: "ioQueues",
    idle: idle.noData,
    pinned: {
      distinct: 82800,
      generated: 575953,
      depth: 70,
      lengths: { DoorbellsReachLiveQueues: 17 },
    },
  },
  fault_retired_wakes: {
    place: "ends",
    pinned: {
      distinct: 1684,
      generated: 7445,
      depth: 41,
      lengths: { OnlyLiveCommandsAreWoken: 9 },
    },
  },
});
