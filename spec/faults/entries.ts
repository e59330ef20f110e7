/**
 * Faults of entries: what they may point to, and which commands they may be.
 *
 * @module
 */

import { ingredients } from "../designs.ts";
import type { Faults } from "./fault.ts";

export const entries: Faults = {
  offsetsLockedOut: {
    title: "The kernel refuses a PRP1 with an offset, which correct drivers write",
    breaks: "EntriesAreSubmitted",
    replaces: ingredients.pointerAlignment,
  },
  sglAccepted: {
    title: "The kernel takes an SGL for a PRP pair",
    breaks: "PublishedPointersAreGranted",
    replaces: { sglIsAbsent: () => true },
  },
  metadataAccepted: {
    title: "The kernel does not look at MPTR",
    breaks: "PublishedPointersAreGranted",
    replaces: ingredients.metadata,
  },
  chainAccepted: {
    title: "The kernel follows one level of a deeper PRP chain and takes it",
    breaks: "PublishedPointersAreGranted",
    replaces: { chainIsAbsent: () => true },
  },
  pointerUnaligned: {
    title: "The kernel takes a PRP1 that is not dword-aligned",
    breaks: "PublishedPointersAreAligned",
    replaces: { pointerIsAligned: () => true },
  },
  firstUnchecked: {
    title: "The kernel does not check PRP1",
    breaks: "PublishedPointersAreGranted",
    replaces: { firstIsChecked: () => false },
  },
  secondUnchecked: {
    title: "The kernel does not check PRP2",
    breaks: "PublishedPointersAreGranted",
    replaces: { secondIsChecked: () => false },
  },
  offsetIgnored: {
    title: "The kernel forgets the offset of PRP1 when it counts pages",
    breaks: "PublishedPointersAreGranted",
    replaces: { secondIsChecked: (shape) => shape !== "readOffset" },
  },
  listUnchecked: {
    title: "The kernel does not check where a PRP list is",
    breaks: "PublishedPointersAreGranted",
    replaces: { listIsChecked: () => false, listMayBeRead: () => true },
  },
  listReadBeforeCheck: {
    title: "The kernel reads a PRP list before it has checked whose page it is in",
    breaks: "ScansReadOnlyTheOwnersPages",
    replaces: { listMayBeRead: () => true },
  },
  listedUnchecked: {
    title: "The kernel does not check what a PRP list names",
    breaks: "PublishedPointersAreGranted",
    replaces: { listedIsChecked: () => false },
  },
  commandIdReused: {
    title: "The kernel takes a command id that is in flight",
    breaks: "CommandIdsAreUnique",
    replaces: ingredients.commandIds,
  },
  queueOrderUnchecked: {
    title: "The kernel takes queue creation and deletion in any order",
    breaks: "DeletionsStrandNobody",
    replaces: ingredients.queueOrder,
  },
  queuesChangeWhenPublished: {
    title: "The kernel believes in a queue before the controller has created it",
    breaks: "DoorbellsReachLiveQueues",
    replaces: ingredients.queueTiming,
  },
  goingQueueAccepted: {
    title: "The kernel takes a doorbell of a queue that is about to be deleted",
    breaks: "DoorbellsReachLiveQueues",
    replaces: { queueIsArmed: (s, _, queue) => s.queue.at(queue).armed === "yes" },
  },
  createdOverrun: {
    title: "The kernel checks only the first page of a created queue",
    breaks: "PublishedPointersAreGranted",
    replaces: { checkedCreatedPages: () => 1 },
  },
  foreignCapability: {
    title: "The broker does not ask whose buffer it is",
    breaks: "PublishedPointersAreGranted",
    replaces: { capabilityIsLive: () => true },
  },
};
