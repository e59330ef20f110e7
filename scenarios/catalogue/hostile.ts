/**
 * The document's seven hostile cases, each refused for what it is: no doorbell written, no waiter
 * woken.
 *
 * @module
 */

import * as idle from "./idle.ts";
import { hardened } from "./rows.ts";

export const hostile = hardened({
  hostile_out_of_window: {
    title: "A PRP1 that lies in no window.",
    place: "onePage",
    bounds: { lowPage: 0, highPage: 0, reasons: 1 },
    attack: "outOfWindow",
    idle: idle.everyDoorbellIsRefused,
    pinned: { distinct: 12, generated: 30, depth: 6, lengths: {} },
  },
  hostile_out_of_window_as_written: {
    title: "A PRP1 that lies in no window, in the document taken literally.",
    place: "onePage",
    bounds: { disorder: 0, lowPage: 0, highPage: 0, reasons: 1 },
    design: "asWritten",
    attack: "outOfWindow",
    idle: idle.everyDoorbellIsRefusedAsWritten,
    pinned: { distinct: 48, generated: 97, depth: 13, lengths: {} },
  },
  hostile_host_physical: {
    title: "A PRP1 that is a host-physical number: the host's frame, or the provider's own.",
    place: "onePage",
    bounds: { lowPage: 5, highPage: 6, reasons: 1 },
    attack: "hostPhysical",
    idle: idle.everyDoorbellIsRefused,
    pinned: { distinct: 22, generated: 71, depth: 6, lengths: {} },
  },
  hostile_host_physical_as_written: {
    title:
      "A PRP1 that is a host-physical number: the host's frame, or the provider's own, in the document taken literally.",
    place: "onePage",
    bounds: { disorder: 0, lowPage: 5, highPage: 6, reasons: 1 },
    design: "asWritten",
    attack: "hostPhysical",
    idle: idle.everyDoorbellIsRefusedAsWritten,
    pinned: { distinct: 104, generated: 313, depth: 13, lengths: {} },
  },
  hostile_cross_owner_alias: {
    title: "A PRP1 that is valid in the other owner's window.",
    place: "onePage",
    bounds: { lowPage: 3, highPage: 4, reasons: 1 },
    attack: "foreignWindow",
    idle: idle.everyDoorbellIsRefused,
    pinned: { distinct: 22, generated: 71, depth: 6, lengths: {} },
  },
  hostile_cross_owner_alias_as_written: {
    title: "A PRP1 that is valid in the other owner's window, in the document taken literally.",
    place: "onePage",
    bounds: { disorder: 0, lowPage: 3, highPage: 4, reasons: 1 },
    design: "asWritten",
    attack: "foreignWindow",
    idle: idle.everyDoorbellIsRefusedAsWritten,
    pinned: { distinct: 104, generated: 313, depth: 13, lengths: {} },
  },
  hostile_region_overrun: {
    title: "A queue base at the edge of a window, whose extent runs past its end.",
    place: "ioQueueExtents",
    bounds: { lowPage: 2, highPage: 2, reasons: 1 },
    attack: "extentOverrun",
    idle: idle.everyDoorbellIsRefused,
    pinned: { distinct: 24, generated: 107, depth: 7, lengths: {} },
  },
  hostile_unaligned: {
    title: "A PRP1 that is not dword-aligned.",
    place: "onePage",
    bounds: { reasons: 1 },
    shapes: ["readUnaligned"],
    attack: "unaligned",
    idle: idle.everyDoorbellIsRefused,
    pinned: { distinct: 12, generated: 30, depth: 6, lengths: {} },
  },
  hostile_unaligned_as_written: {
    title: "A PRP1 that is not dword-aligned, in the document taken literally.",
    place: "onePage",
    bounds: { disorder: 0, reasons: 1 },
    shapes: ["readUnaligned"],
    design: "asWritten",
    attack: "unaligned",
    idle: idle.everyDoorbellIsRefusedAsWritten,
    pinned: { distinct: 48, generated: 97, depth: 13, lengths: {} },
  },
  hostile_deeper_prp_chain: {
    title: "A PRP list that goes on in another list.",
    place: "chains",
    bounds: { reasons: 1 },
    attack: "deeperChain",
    idle: idle.everyDoorbellIsRefused,
    pinned: { distinct: 672, generated: 4845, depth: 8, lengths: {} },
  },
  hostile_deeper_prp_chain_as_written: {
    title: "A PRP list that goes on in another list, in the document taken literally.",
    place: "chains",
    bounds: { disorder: 0, reasons: 1 },
    design: "asWritten",
    attack: "deeperChain",
    idle: idle.everyDoorbellIsRefusedAsWritten,
    pinned: { distinct: 3912, generated: 29481, depth: 15, lengths: {} },
  },
  hostile_stale_generation: {
    title: "A handle of a claim that has been granted anew since.",
    place: "oldHandles",
    bounds: { activeOwners: 1, blankEntries: 1, reasons: 1 },
    attack: "staleClaim",
    idle: {
      actions: [
        "providerWritesEntry",
        "kernelScansEntry",
        "kernelPublishesBatch",
        "kernelRefusesBatch",
        "controllerFetchesEntry",
        "controllerAccessesMemory",
        "controllerCompletes",
        "kernelTakesCompletion",
        "providerReapsWaiter",
      ],
      why: "Every doorbell is refused: that is the point.",
    },
    pinned: { distinct: 2, generated: 7, depth: 2, lengths: {} },
  },
  hostile_stale_generation_as_written: {
    title: "A handle of a claim that has been granted anew since, in the document taken literally.",
    place: "oldHandles",
    bounds: { disorder: 0, activeOwners: 1, blankEntries: 1, reasons: 1 },
    design: "asWritten",
    attack: "staleClaim",
    idle: {
      actions: [
        "providerWritesEntry",
        "providerForgesCompletion",
        "kernelScansEntry",
        "kernelPublishesBatch",
        "kernelRefusesBatch",
        "controllerFetchesEntry",
        "controllerAccessesMemory",
        "controllerCompletes",
        "kernelTakesCompletion",
        "providerRingsHead",
        "providerReapsWaiter",
      ],
      why: "Every doorbell is refused: that is the point.",
    },
    pinned: { distinct: 2, generated: 3, depth: 2, lengths: {} },
  },
});
