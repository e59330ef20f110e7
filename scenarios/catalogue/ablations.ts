/**
 * Ablations: the hardened design without one ingredient. Each one is missed by a property.
 *
 * Where a fault leaves out the same, it must come to the same verdict and numbers. They stand with
 * the fault, and both are explored.
 *
 * @module
 */

import { faultScenarios } from "./faults/mod.ts";
import * as idle from "./idle.ts";
import { ablated } from "./rows.ts";

export const ablations = ablated({
  without_private_entries: { sameAs: "fault_entries_shared" },
  without_private_lists: { sameAs: "fault_lists_shared" },
  without_private_completions: { sameAs: "fault_completions_shared" },
  without_latched_registers: { sameAs: "fault_registers_change_while_enabled" },
  without_page_size: { sameAs: "fault_page_size_unchecked" },
  without_base_alignment: { sameAs: "fault_base_unaligned" },
  without_pointer_alignment: {
    place: "transfers",
    violates: ["OffsetsCanBeServed"],
    pinned: { distinct: 27456, generated: 319793, depth: 39, lengths: {} },
  },
  without_second_look: {
    place: "endsWithoutData",
    violates: ["AcceptedDoorbellsAreLive", "DoorbellsReachLiveQueues"],
    idle: idle.noDataAndNothingRefused,
    pinned: {
      distinct: 3476,
      generated: 18211,
      depth: 33,
      lengths: { AcceptedDoorbellsAreLive: 4, DoorbellsReachLiveQueues: 5 },
    },
  },
  without_opcodes: { sameAs: "fault_vendor_accepted" },
  without_metadata: { sameAs: "fault_metadata_accepted" },
  without_command_ids: { sameAs: "fault_command_id_reused" },
  without_doorbell_values: {
    place: "onePage",
    violates: ["EveryDoorbellMovesTheTail", "TailsStayInRange", "KernelAndControllerAgreeOnRings"],
    pinned: {
      distinct: 644,
      generated: 1677,
      depth: 40,
      lengths: {
        EveryDoorbellMovesTheTail: 2,
        TailsStayInRange: 2,
        KernelAndControllerAgreeOnRings: 12,
      },
    },
  },
  without_queue_timing: { sameAs: "fault_queues_change_when_published" },
  without_created_extents: { sameAs: "fault_created_overrun" },
  without_queue_order: { sameAs: "fault_queue_order_unchecked" },
  without_ending_generations: { sameAs: "fault_generations_wrap" },
  without_quiesce_on_revoke: {
    place: "ringRevocations",
    violates: ["ScansReadOnlyTheOwnersPages"],
    pinned: {
      distinct: 14920,
      generated: 81525,
      depth: 48,
      lengths: { ScansReadOnlyTheOwnersPages: 5 },
    },
  },
  without_quiesce_dma: {
    place: "ends",
    violates: [
      "TransfersStayInGrants",
      "NothingOutlivesItsGrant",
      "OnlyValidatedEntriesAreFetched",
    ],
    pinned: {
      distinct: 2892,
      generated: 12207,
      depth: 41,
      lengths: {
        TransfersStayInGrants: 8,
        NothingOutlivesItsGrant: 8,
        OnlyValidatedEntriesAreFetched: 10,
      },
    },
  },
  without_invalidation: { sameAs: "fault_iotlb_not_invalidated" },
  without_cancelled_waiters: { sameAs: "fault_waiters_forgotten" },
  without_hidden_registers: { sameAs: "fault_registers_read_back" },
}, faultScenarios);
