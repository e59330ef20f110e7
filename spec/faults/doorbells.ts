/**
 * Faults of doorbells: which are taken, what a scan reads and when, and what it publishes.
 *
 * @module
 */

import { clear } from "../../checker/mod.ts";
import { frameNamed } from "../addresses.ts";
import { generationAt } from "../checks.ts";
import { distance, slotAfter } from "../rings.ts";
import type { Constants, Next } from "../state.ts";
import type { Faults } from "./fault.ts";

/** Reads the batch from the provider's ring a second time, when it has been judged. */
function readAgain(n: Next, k: Constants, queue: number): void {
  const known = n.queue.at(queue);
  const f = frameNamed(k, known.sq);
  for (let i = 0; i < k.bounds.depth; i++) {
    if (f >= 0 && i < distance(k, known.tail, known.scan.to)) {
      const slot = slotAfter(k, known.tail, i);
      const e = known.checked.at(slot);
      const read = n.frame.at(f).slot.at(slot);
      e.shape = read.shape;
      e.cid = read.cid;
      e.page = read.page;
      e.second = read.second;
      clear(read);
    }
  }
}

export const doorbells: Faults = {
  staleHandleAccepted: {
    title: "The kernel does not compare the handle's generation with the claim's",
    breaks: "OnlyTheHolderRings",
    replaces: {
      handleIsCurrent: (s) => s.claim.phase === "live",
    },
  },
  unarmedQueueAccepted: {
    title: "The kernel takes a doorbell of a queue that does not exist",
    breaks: "DoorbellsReachLiveQueues",
    replaces: { queueIsArmed: () => true },
  },
  ringNotGranted: {
    title: "The kernel scans a ring without asking whether its pages are still the owner's",
    breaks: "ScansReadOnlyTheOwnersPages",
    replaces: { ringIsGranted: () => true },
  },
  ringGenerationIgnored: {
    title: "The kernel takes a ring for granted again when its window is granted anew",
    breaks: "RegrantedRingsAreRefused",
    replaces: { ringGenerationIsCurrent: () => true },
  },
  ringGenerationReadLate: {
    title: "The kernel reads the generation of a created queue's window when the queue is there",
    breaks: "RegrantedRingsAreRefused",
    replaces: { generationToHoldTo: (s, k, sq) => generationAt(s, k, sq) },
  },
  tailOutOfRange: {
    title: "The kernel does not compare a tail with the queue's size",
    breaks: "TailsStayInRange",
    replaces: { tailIsInRange: () => true },
  },
  tailUnchanged: {
    title: "The kernel writes a doorbell that publishes nothing",
    breaks: "EveryDoorbellMovesTheTail",
    replaces: { tailMoves: () => true },
  },
  ringOverrun: {
    title: "The kernel lets a tail overtake the head",
    breaks: "RingsAreNeverOverrun",
    replaces: { ringHasRoom: () => true },
  },
  scanFromTheStart: {
    title: "A scan begins at slot 0 instead of the last validated tail",
    breaks: "EveryPublishedEntryWasScanned",
    replaces: { scanBegins: () => 0 },
  },
  entriesReadTwice: {
    title: "A scan reads every entry twice",
    breaks: "ScansReadOnlyNewEntries",
    replaces: { readsPerEntry: () => 2 },
  },
  judgedThenCopied: {
    title: "The kernel judges one reading of the entries and publishes another",
    breaks: "PublishedPointersAreGranted",
    replaces: { handOver: readAgain },
  },
  memoryWritesTrapped: {
    title: "The kernel does work when a provider writes memory",
    breaks: "MemoryWritesCostNothing",
    replaces: {
      onMemoryWrite: (n) => {
        n.queue.at(0).scan.reads = 1;
      },
    },
  },
  vendorAccepted: {
    title: "The kernel takes an opcode whose transfer length it does not know",
    breaks: "PublishedPointersAreGranted",
    replaces: { opcodeIsAllowed: (shape) => shape !== "doorbellBuffer" },
  },
  doorbellBufferAccepted: {
    title: "The kernel takes Doorbell Buffer Config",
    breaks: "OnlyValidatedEntriesAreFetched",
    replaces: { opcodeIsAllowed: (shape) => shape !== "vendor" },
  },
  doorbellWrittenAtOnce: {
    title: "The doorbell write reaches the controller before the scan",
    breaks: "RingingWaitsForTheScan",
    replaces: {
      onRing: (n, queue, tail) => {
        n.controller.queue.at(queue).tail = tail;
      },
    },
  },
  overtakenNotAnswered: {
    title: "The kernel drops a scan that a revocation has overtaken without an answer",
    breaks: "DoorbellsAreAnswered",
    replaces: { overtakenIsRefused: () => false },
  },
  claimNotRechecked: {
    title: "The kernel does not look at the claim again when a scan ends",
    breaks: "AcceptedDoorbellsAreLive",
    replaces: { claimIsUnchanged: () => true },
  },
  windowsNotRechecked: {
    title: "The kernel does not look at the windows again when a scan ends",
    breaks: "AcceptedDoorbellsAreLive",
    replaces: { windowsAreUnchanged: () => true },
  },
  partialBatch: {
    title: "The kernel publishes the valid entries before the first bad one",
    breaks: "DoorbellsAreAllOrNothing",
    replaces: {
      publishedOnRefusal: (s, k, queue) => {
        const known = s.queue.at(queue);
        return distance(k, known.tail, known.scan.cursor) - 1;
      },
    },
  },
  refusalUnrecorded: {
    title: "The kernel refuses without leaving a record",
    breaks: "RefusalsAreRecorded",
    replaces: { answerToRefusal: () => "none" },
  },
};
