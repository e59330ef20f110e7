/**
 * Ablations: the hardened design without one ingredient. Each one is missed by a property.
 *
 * @module
 */

import type { MachineScenario } from "./catalogue.ts";
import { places } from "./places.ts";

export const ablationScenarios: readonly MachineScenario[] = [
  {
    name: "without_private_entries",
    title: "The hardened design without private entries.",
    ...places.addresses,
    design: "without:privateEntries",
    expect: { violates: ["OnlyValidatedEntriesAreFetched"] },
    pinned: {
      distinct: 4616,
      generated: 48101,
      depth: 38,
      lengths: { OnlyValidatedEntriesAreFetched: 6 },
    },
  },
  {
    name: "without_private_lists",
    title: "The hardened design without private lists.",
    ...places.lists,
    design: "without:privateLists",
    expect: { violates: ["OnlyValidatedListsAreUsed"] },
    pinned: {
      distinct: 21522,
      generated: 179093,
      depth: 51,
      lengths: { OnlyValidatedListsAreUsed: 8 },
    },
  },
  {
    name: "without_private_completions",
    title: "The hardened design without private completions.",
    ...places.onePage,
    design: "without:privateCompletions",
    expect: {
      violates: ["WokenCommandsWereCompleted", "CommandIdsAreUnique", "RingsAreNeverOverrun"],
    },
    idle: {
      actions: ["kernelRefusesBatch"],
      why: "The provider writes nothing here that is refused.",
    },
    pinned: {
      distinct: 39392,
      generated: 178113,
      depth: 71,
      lengths: { WokenCommandsWereCompleted: 6, CommandIdsAreUnique: 10, RingsAreNeverOverrun: 10 },
    },
  },
  {
    name: "without_latched_registers",
    title: "The hardened design without latched registers.",
    ...places.registers,
    design: "without:latchedRegisters",
    expect: { violates: ["QueueBasesArePageAligned", "ScansReadOnlyTheOwnersPages"] },
    idle: {
      actions: ["providerWritesEntry", "controllerAccessesMemory"],
      why: "Commands without data touch no memory.",
    },
    pinned: {
      distinct: 5800,
      generated: 592601,
      depth: 29,
      lengths: { QueueBasesArePageAligned: 2, ScansReadOnlyTheOwnersPages: 4 },
    },
  },
  {
    name: "without_page_size",
    title: "The hardened design without page size.",
    ...places.pageSizes,
    design: "without:pageSize",
    expect: { violates: ["PublishedPointersAreGranted"] },
    idle: {
      actions: ["kernelRefusesBatch"],
      why: "The provider writes nothing here that is refused.",
    },
    pinned: {
      distinct: 45152,
      generated: 286497,
      depth: 45,
      lengths: { PublishedPointersAreGranted: 6 },
    },
  },
  {
    name: "without_base_alignment",
    title: "The hardened design without base alignment.",
    ...places.registers,
    design: "without:baseAlignment",
    expect: { violates: ["QueueBasesArePageAligned"] },
    idle: {
      actions: ["providerWritesEntry", "kernelRefusesBatch", "controllerAccessesMemory"],
      why:
        "Commands without data touch no memory. The provider writes nothing here that is refused.",
    },
    pinned: {
      distinct: 312,
      generated: 20953,
      depth: 29,
      lengths: { QueueBasesArePageAligned: 2 },
    },
  },
  {
    name: "without_pointer_alignment",
    title: "The hardened design without pointer alignment.",
    ...places.transfers,
    design: "without:pointerAlignment",
    expect: { violates: ["OffsetsCanBeServed"] },
    pinned: { distinct: 27456, generated: 319793, depth: 39, lengths: {} },
  },
  {
    name: "without_second_look",
    title: "The hardened design without second look.",
    ...places.endsWithoutData,
    design: "without:secondLook",
    expect: { violates: ["AcceptedDoorbellsAreLive", "DoorbellsReachLiveQueues"] },
    idle: {
      actions: ["kernelRefusesBatch", "controllerAccessesMemory"],
      why:
        "Commands without data touch no memory. The provider writes nothing here that is refused.",
    },
    pinned: {
      distinct: 4882,
      generated: 25371,
      depth: 33,
      lengths: { AcceptedDoorbellsAreLive: 4, DoorbellsReachLiveQueues: 5 },
    },
  },
  {
    name: "without_opcodes",
    title: "The hardened design without opcodes.",
    ...places.vendors,
    design: "without:opcodes",
    expect: { violates: ["PublishedPointersAreGranted"] },
    idle: {
      actions: ["kernelRefusesBatch"],
      why: "The provider writes nothing here that is refused.",
    },
    pinned: {
      distinct: 57960,
      generated: 525901,
      depth: 49,
      lengths: { PublishedPointersAreGranted: 4 },
    },
  },
  {
    name: "without_metadata",
    title: "The hardened design without metadata.",
    ...places.carriers,
    design: "without:metadata",
    expect: { violates: ["PublishedPointersAreGranted"] },
    pinned: {
      distinct: 47840,
      generated: 656137,
      depth: 39,
      lengths: { PublishedPointersAreGranted: 4 },
    },
  },
  {
    name: "without_command_ids",
    title: "The hardened design without command ids.",
    ...places.oneCommandId,
    design: "without:commandIds",
    expect: {
      violates: [
        "CommandIdsAreUnique",
        "RingsAreNeverOverrun",
        "WokenCommandsWereCompleted",
        "OnlyValidatedEntriesAreFetched",
      ],
    },
    idle: {
      actions: ["kernelRefusesBatch"],
      why: "The provider writes nothing here that is refused.",
    },
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
  {
    name: "without_doorbell_values",
    title: "The hardened design without doorbell values.",
    ...places.onePage,
    design: "without:doorbellValues",
    expect: {
      violates: [
        "EveryDoorbellMovesTheTail",
        "TailsStayInRange",
        "KernelAndControllerAgreeOnRings",
      ],
    },
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
  {
    name: "without_queue_timing",
    title: "The hardened design without queue timing.",
    ...places.ioQueues,
    design: "without:queueTiming",
    expect: {
      violates: [
        "QueuesChangeOnCompletions",
        "DoorbellsReachLiveQueues",
        "KernelAndControllerAgreeOnRings",
      ],
    },
    idle: { actions: ["controllerAccessesMemory"], why: "Commands without data touch no memory." },
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
  {
    name: "without_created_extents",
    title: "The hardened design without created extents.",
    ...places.ioQueueExtents,
    design: "without:createdExtents",
    expect: { violates: ["PublishedPointersAreGranted", "IoCommandsCanComplete"] },
    idle: { actions: ["controllerAccessesMemory"], why: "Commands without data touch no memory." },
    pinned: {
      distinct: 26170,
      generated: 226365,
      depth: 45,
      lengths: { PublishedPointersAreGranted: 4 },
    },
  },
  {
    name: "without_queue_order",
    title: "The hardened design without queue order.",
    ...places.ioQueueOrder,
    design: "without:queueOrder",
    expect: { violates: ["DeletionsStrandNobody"] },
    idle: { actions: ["controllerAccessesMemory"], why: "Commands without data touch no memory." },
    pinned: {
      distinct: 788736,
      generated: 3994177,
      depth: 98,
      lengths: { DeletionsStrandNobody: 23 },
    },
  },
  {
    name: "without_ending_generations",
    title: "The hardened design without ending generations.",
    ...places.generations,
    design: "without:endingGenerations",
    expect: { violates: ["OnlyTheHolderRings", "OnlyTheHolderEnables"] },
    idle: { actions: ["controllerAccessesMemory"], why: "Commands without data touch no memory." },
    pinned: {
      distinct: 233666,
      generated: 1221181,
      depth: 56,
      lengths: { OnlyTheHolderEnables: 13, OnlyTheHolderRings: 15 },
    },
  },
  {
    name: "without_quiesce_on_revoke",
    title: "The hardened design without quiesce on revoke.",
    ...places.ringRevocations,
    design: "without:quiesceOnRevoke",
    expect: { violates: ["ScansReadOnlyTheOwnersPages"] },
    pinned: {
      distinct: 16720,
      generated: 93225,
      depth: 48,
      lengths: { ScansReadOnlyTheOwnersPages: 5 },
    },
  },
  {
    name: "without_quiesce_dma",
    title: "The hardened design without quiesce dma.",
    ...places.ends,
    design: "without:quiesceDma",
    expect: {
      violates: [
        "TransfersStayInGrants",
        "NothingOutlivesItsGrant",
        "OnlyValidatedEntriesAreFetched",
      ],
    },
    pinned: {
      distinct: 2872,
      generated: 12147,
      depth: 41,
      lengths: {
        TransfersStayInGrants: 8,
        NothingOutlivesItsGrant: 8,
        OnlyValidatedEntriesAreFetched: 10,
      },
    },
  },
  {
    name: "without_invalidation",
    title: "The hardened design without invalidation.",
    ...places.ends,
    design: "without:invalidation",
    expect: { violates: ["FreeFramesAreUnreachable"] },
    pinned: {
      distinct: 1656,
      generated: 7413,
      depth: 41,
      lengths: { FreeFramesAreUnreachable: 3 },
    },
  },
  {
    name: "without_cancelled_waiters",
    title: "The hardened design without cancelled waiters.",
    ...places.ends,
    design: "without:cancelledWaiters",
    expect: { violates: ["NothingOutlivesItsGrant", "WaitersAreReleased"] },
    pinned: {
      distinct: 2086,
      generated: 9251,
      depth: 41,
      lengths: { NothingOutlivesItsGrant: 10, WaitersAreReleased: 10 },
    },
  },
  {
    name: "without_hidden_registers",
    title: "The hardened design without hidden registers.",
    ...places.brokered,
    design: "without:hiddenRegisters",
    expect: { violates: ["RegistersShowNoHostPhysical"] },
    pinned: {
      distinct: 114,
      generated: 483,
      depth: 27,
      lengths: { RegistersShowNoHostPhysical: 1 },
    },
  },
];
