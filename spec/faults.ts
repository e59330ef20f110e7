/**
 * Faults: for every check that the kernel makes, a kernel that does not make it.
 *
 * Each replaces rules of a design from outside, and names the property that has to notice.
 *
 * @module
 */

import { clear } from "../checker/mod.ts";
import { frameNamed, windowOfFrame } from "./addresses.ts";
import { generationAt } from "./checks.ts";
import { ingredients } from "./designs.ts";
import { distance, slotAfter } from "./rings.ts";
import type { Rules } from "./rules.ts";
import type { Constants, Next } from "./state.ts";

/** A kernel that lacks one check. */
export interface Fault {
  /** What it does wrong, as a sentence about the kernel. */
  readonly title: string;
  /** The property that fails. */
  readonly breaks: string;
  readonly replaces: Partial<Rules>;
}

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

/** The faults by name. */
export const faults: { readonly [name: string]: Fault } = {
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
  offsetsLockedOut: {
    title: "The kernel refuses a PRP1 with an offset, which correct drivers write",
    breaks: "EntriesAreSubmitted",
    replaces: ingredients.pointerAlignment,
  },
  completionsDropped: {
    title: "The kernel takes completions for stale ones",
    breaks: "CommandsAreServed",
    replaces: { commandIsCurrent: () => false },
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
  entriesShared: {
    title: "The controller fetches entries from the provider's ring",
    breaks: "OnlyValidatedEntriesAreFetched",
    replaces: { entriesAreCopied: () => false },
  },
  listsShared: {
    title: "The controller reads PRP lists from the provider's pages",
    breaks: "OnlyValidatedListsAreUsed",
    replaces: { listsAreCopied: () => false },
  },
  translatedInPlace: {
    title: "Trusted code translates synthetic names in the provider's own ring",
    breaks: "MemoryShowsNoHostPhysical",
    replaces: { entriesAreCopied: () => false },
  },
  sharedRingMoved: {
    title: "The controller fetches from the provider's ring, and the shadow of ASQ follows writes",
    breaks: "ScannedRingIsTheFetchedRing",
    replaces: { entriesAreCopied: () => false, ...ingredients.latchedRegisters },
  },
  sharedRingsNotQuiesced: {
    title: "Rings are the provider's, and its windows go while the controller uses them",
    breaks: "EntryFetchesStayInGrants",
    replaces: {
      entriesAreCopied: () => false,
      completionsAreTheKernels: () => false,
      dmaIsQuiet: () => true,
    },
  },
  completionsShared: {
    title: "The controller posts completions where the provider can write",
    breaks: "WokenCommandsWereCompleted",
    replaces: { completionsAreTheKernels: () => false },
  },
  completionsLeftOver: {
    title: "The kernel arms a queue with a completion ring that it has not emptied",
    breaks: "WokenCommandsWereCompleted",
    replaces: { completionsStartEmpty: () => false },
  },
  phaseIgnored: {
    title: "The kernel does not look at the phase bit",
    breaks: "WokenCommandsWereCompleted",
    replaces: { completionIsNew: () => true },
  },
  unawaitedWakes: {
    title: "The kernel wakes for a completion that nobody waits for",
    breaks: "OnlyLiveCommandsAreWoken",
    replaces: { commandIsAwaited: () => true },
  },
  everyCompletionWakes: {
    title: "The kernel looks neither at the phase bit nor at who waits",
    breaks: "WaitersAreWokenOnce",
    replaces: { completionIsNew: () => true, commandIsAwaited: () => true },
  },
  statusIgnored: {
    title: "The kernel takes a failed queue creation for a queue",
    breaks: "DoorbellsReachLiveQueues",
    replaces: { completionSucceeded: () => true },
  },
  retiredWakes: {
    title: "The kernel wakes for a command validated under a claim that has ended",
    breaks: "OnlyLiveCommandsAreWoken",
    replaces: { commandIsCurrent: () => true },
  },
  scansNotQuiesced: {
    title: "The kernel takes windows away while scans run",
    breaks: "ScansReadOnlyTheOwnersPages",
    replaces: { scansAreQuiet: () => true },
  },
  dmaNotQuiesced: {
    title: "The kernel takes windows away while the controller uses them",
    breaks: "NothingOutlivesItsGrant",
    replaces: { dmaIsQuiet: () => true },
  },
  teardownWithoutReset: {
    title: "The kernel waits for the controller instead of resetting it",
    breaks: "TeardownsEnd",
    replaces: { teardownResets: () => false },
  },
  resetNotAwaited: {
    title: "The kernel frees the claim before RDY = 0",
    breaks: "NothingOutlivesItsGrant",
    replaces: { resetHasEnded: () => true },
  },
  windowsNotUnmapped: {
    title: "The kernel frees windows that the IOMMU still maps",
    breaks: "FreeFramesAreUnreachable",
    replaces: { unmap: () => {} },
  },
  iotlbNotInvalidated: {
    title: "The kernel frees windows that the IOTLB may still translate",
    breaks: "FreeFramesAreUnreachable",
    replaces: ingredients.invalidation,
  },
  framesNotScrubbed: {
    title: "The kernel frees frames as they are",
    breaks: "FramesAreCleanWhenGranted",
    replaces: { scrub: () => {} },
  },
  windowsLeftBehind: {
    title: "The kernel frees the claim before its owner's windows are gone",
    breaks: "TeardownsLeaveNoWindows",
    replaces: { windowsAreGone: () => true },
  },
  waitersForgotten: {
    title: "The kernel leaves waiters waiting when their claim ends",
    breaks: "WaitersAreReleased",
    replaces: ingredients.cancelledWaiters,
  },
  foreignCapability: {
    title: "The broker does not ask whose buffer it is",
    breaks: "PublishedPointersAreGranted",
    replaces: { capabilityIsLive: () => true },
  },
};
