/**
 * Faults of the queues that commands create and delete.
 *
 * @module
 */

import * as idle from "../idle.ts";
import { faulty } from "../rows.ts";

export const queues = faulty({
  fault_queue_order_unchecked: {
    place: "ioQueueOrder",
    idle: idle.noData,
    properties: "safety",
    pinned: {
      distinct: 788736,
      generated: 3994177,
      depth: 98,
      lengths: { DeletionsStrandNobody: 23 },
    },
  },
  fault_queues_change_when_published: {
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
  fault_going_queue_accepted: {
    place: "ioQueueOrder",
    violates: ["DeletionsStrandNobody", "DoorbellsReachLiveQueues"],
    idle: idle.noData,
    properties: "safety",
    pinned: {
      distinct: 580608,
      generated: 2932673,
      depth: 98,
      lengths: { DeletionsStrandNobody: 23, DoorbellsReachLiveQueues: 23 },
    },
  },
  fault_created_overrun: {
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
});
