/**
 * The hardened design: I/O queues, shared domains, the brokered model, and correct providers.
 *
 * @module
 */

import * as idle from "../idle.ts";
import { hardened } from "../rows.ts";

export const lanes = hardened({
  clean_remapped_io_queues: {
    title: "An I/O queue pair is created and used.",
    place: "ioQueues",
    idle: idle.noData,
    pinned: { distinct: 93600, generated: 670561, depth: 73, lengths: {} },
  },
  clean_remapped_io_queue_order: {
    title: "I/O queues are created and deleted in any order.",
    place: "ioQueueOrder",
    idle: idle.noData,
    pinned: { distinct: 271360, generated: 1389313, depth: 79, lengths: {} },
  },
  clean_remapped_io_queue_extents: {
    title: "An I/O queue's extent of two pages, named by any address.",
    place: "ioQueueExtents",
    idle: {
      actions: ["controllerAccessesMemory"],
      witnesses: ["IoCommandsCanComplete"],
      why: "Half a queue pair executes nothing.",
    },
    pinned: { distinct: 14542, generated: 124245, depth: 45, lengths: {} },
  },
  clean_remapped_shared_domain: {
    title: "Two owners' windows in one translation domain.",
    place: "sharedDomain",
    pinned: { distinct: 4492, generated: 22297, depth: 41, lengths: {} },
  },
  clean_bounce_brokered: {
    title: "The kernel authors every address, without an IOMMU.",
    place: "brokered",
    pinned: { distinct: 114, generated: 483, depth: 27, lengths: {} },
  },
  clean_bounce_brokered_lifecycle: {
    title: "The brokered model over grants, revocation and teardown.",
    place: "brokeredLifecycle",
    pinned: { distinct: 54439, generated: 408242, depth: 45, lengths: {} },
  },
  clean_bounce_brokered_ends: {
    title: "A brokered claim ends while a command without data is under way.",
    place: "brokeredEnds",
    idle: idle.noData,
    pinned: { distinct: 504, generated: 2069, depth: 26, lengths: {} },
  },
  clean_bounce_brokered_io_queues: {
    title: "The brokered model with an I/O queue pair.",
    place: "brokeredIoQueues",
    pinned: { distinct: 120304, generated: 1622841, depth: 68, lengths: {} },
  },
  clean_remapped_brokered: {
    title: "The brokered model behind an IOMMU.",
    place: "brokered",
    lane: "remapped",
    pinned: { distinct: 114, generated: 483, depth: 27, lengths: {} },
  },
  clean_synthetic_brokered_lifecycle: {
    title: "The brokered model in the synthetic lane, over grants, revocation and teardown.",
    place: "brokeredLifecycle",
    lane: "synthetic",
    pinned: { distinct: 54439, generated: 408242, depth: 45, lengths: {} },
  },
  clean_bounce_validated_is_refused: {
    title: "Without an IOMMU no validated claim is granted, so nothing can be done.",
    place: "validatedBounce",
    idle: idle.noClaimIsGranted,
    pinned: { distinct: 9, generated: 13, depth: 3, lengths: {} },
  },
  clean_remapped_correct_provider: {
    title: "A correct provider can submit, and is served.",
    place: "correctProvider",
    idle: idle.theProviderIsCorrect,
    pinned: { distinct: 9324, generated: 60201, depth: 39, lengths: {} },
  },
});
