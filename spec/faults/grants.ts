/**
 * Faults of grants and registers: what is granted, to whom, and what an enable may name.
 *
 * @module
 */

import { frameNamed, windowOfFrame } from "../addresses.ts";
import { ingredients } from "../designs.ts";
import type { Faults } from "./fault.ts";

export const grants: Faults = {
  undeclaredClaim: {
    title: "The kernel grants a claim that declares no model",
    breaks: "ClaimsDeclareTheirModel",
    replaces: { claimIsAdmissible: (k, model) => model === k.model || model === "undeclared" },
  },
  validatedOnBounce: {
    title: "The kernel grants a validated claim where device-visible equals host physical",
    breaks: "BounceLanesAreBrokered",
    replaces: { claimIsAdmissible: (k, model) => model === k.model },
  },
  generationsWrap: {
    title: "A generation counter starts again at 0",
    breaks: "OnlyTheHolderRings",
    replaces: ingredients.endingGenerations,
  },
  hostPhysicalAccepted: {
    title: "The validator takes a host-physical number for the window behind the frame",
    breaks: "PublishedPointersAreGranted",
    replaces: { windowAt: (k, page) => windowOfFrame(k, page % k.frames) },
  },
  outOfWindowAccepted: {
    title: "The validator takes an address outside every window for one in the first",
    breaks: "PublishedPointersAreGranted",
    replaces: {
      windowAt: (k, page) => {
        const window = windowOfFrame(k, frameNamed(k, page));
        return window < 0 ? 0 : window;
      },
    },
  },
  foreignWindowAccepted: {
    title: "The validator does not ask whose window it is",
    breaks: "PublishedPointersAreGranted",
    replaces: { windowIsTheOwners: () => true },
  },
  retiredWindowAccepted: {
    title: "The validator does not ask whether the window is still live",
    breaks: "AcceptedDoorbellsAreLive",
    replaces: { windowIsLive: () => true },
  },
  registersChangeWhileEnabled: {
    title: "The kernel's shadow of ASQ follows writes while EN = 1",
    breaks: "ScansReadOnlyTheOwnersPages",
    replaces: ingredients.latchedRegisters,
  },
  registersReadBack: {
    title: "A register read returns what the kernel wrote",
    breaks: "RegistersShowNoHostPhysical",
    replaces: ingredients.hiddenRegisters,
  },
  pageSizeUnchecked: {
    title: "The kernel lets CC.MPS select pages larger than the ones it counts in",
    breaks: "PublishedPointersAreGranted",
    replaces: ingredients.pageSize,
  },
  baseUnaligned: {
    title: "The kernel takes a queue base that is not page-aligned",
    breaks: "QueueBasesArePageAligned",
    replaces: ingredients.baseAlignment,
  },
  baseOverrun: {
    title: "The kernel checks only the first page of a queue",
    breaks: "EnabledQueuesLieInGrants",
    replaces: { checkedQueuePages: () => 1 },
  },
  submissionBaseUnchecked: {
    title: "The kernel does not check ASQ",
    breaks: "EnabledQueuesLieInGrants",
    replaces: { submissionBaseIsChecked: () => false },
  },
  completionBaseUnchecked: {
    title: "The kernel does not check ACQ",
    breaks: "EnabledQueuesLieInGrants",
    replaces: { completionBaseIsChecked: () => false },
  },
};
