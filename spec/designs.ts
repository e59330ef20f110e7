/**
 * Designs: what the kernel does, in `hardened` and in the document taken literally.
 *
 * `hardened` is the least change to the document that makes every property hold, and it stays
 * Model B: the provider still authors every address. `asWritten` differs from it in the
 * {@link ingredients} and in nothing else.
 *
 * @module
 */

import { clear } from "../checker/mod.ts";
import { pageObjection } from "./checks.ts";
import { firstFrame, frameNamed, isHostPhysical, pageAfter, windowOfFrame } from "./addresses.ts";
import { domainOf } from "./grants.ts";
import { distance, slotAfter } from "./rings.ts";
import type { Rules } from "./rules.ts";
import { managesQueues, usesList, usesSecond } from "./shapes.ts";

import { ADMIN, type Checked, type Constants, IO, type Next, type State } from "./state.ts";
import { controllerMayUse, scansAreIdle } from "./teardown.ts";
import { nextCell } from "./completions.ts";

/** How many commands of a queue have not completed, as far as the kernel knows. */
function outstanding(s: State, k: Constants, queue: number): number {
  let count = 0;
  for (let c = 0; c < k.bounds.commands; c++) {
    const phase = s.queue.at(queue).issue.at(c).phase;
    if (phase === "waiting" || phase === "abandoned") count += 1;
  }
  return count;
}

/** Whether an earlier slot of the batch being scanned has the same command id. */
function repeatsInBatch(s: State, k: Constants, queue: number, cid: number, slot: number): boolean {
  const known = s.queue.at(queue);
  for (let i = 0; i < k.bounds.depth; i++) {
    if (i < distance(k, known.tail, slot)) {
      if (known.checked.at(slotAfter(k, known.tail, i)).cid === cid) return true;
    }
  }
  return false;
}

/** Whether a command that changes the queues is scanned or waited for already. */
function queuesAreChanging(s: State, k: Constants): boolean {
  for (let c = 0; c < k.bounds.commands; c++) {
    const issue = s.queue.at(ADMIN).issue.at(c);
    const isDue = issue.phase === "waiting" || issue.phase === "abandoned";
    if (isDue && managesQueues(issue.shape)) return true;
  }
  const known = s.queue.at(ADMIN);
  // What a batch would have changed, it no longer does once it is refused.
  if (known.scan.phase !== "scanning") return false;
  for (let i = 0; i < k.bounds.depth; i++) {
    if (i < distance(k, known.tail, known.scan.cursor)) {
      if (managesQueues(known.checked.at(slotAfter(k, known.tail, i)).shape)) return true;
    }
  }
  return false;
}

/** Whether the window of an address is live, and of the generation that a scan saw. */
function isAsScanned(s: State, k: Constants, page: number, generation: number): boolean {
  const window = k.rules.windowAt(k, page);
  if (window < 0) return true;
  return k.rules.windowIsLive(s, window) && s.window.at(window).generation === generation;
}

/** Whether every window that an entry names is as the scan saw it. */
function entryIsAsScanned(s: State, k: Constants, e: Checked): boolean {
  if (e.shape === "noData" || e.shape === "deleteSq" || e.shape === "deleteCq") return true;
  if (!isAsScanned(s, k, e.page, e.pageGeneration)) return false;
  if (usesSecond(e.shape) && !isAsScanned(s, k, e.second, e.secondGeneration)) return false;
  return !usesList(e.shape) || isAsScanned(s, k, e.listed, e.listedGeneration);
}

/** Whether the claim is the one that a scan began under. */
function claimIsAsScanned(s: State, _: Constants, queue: number): boolean {
  return s.claim.phase === "live" && s.queue.at(queue).scan.generation === s.claim.generation;
}

/**
 * Whether the ring's window, and every window that the batch names, is as the scan saw it. (That a
 * window cannot be freed while a scan runs makes its generation redundant here within these bounds.
 * It is compared all the same, because the document binds acceptance to it.)
 */
function windowsAreAsScanned(s: State, k: Constants, queue: number): boolean {
  if (!k.rules.ringIsGranted(s, k, queue)) return false;
  const known = s.queue.at(queue);
  for (let i = 0; i < k.bounds.depth; i++) {
    if (i < distance(k, known.tail, known.scan.to)) {
      if (!entryIsAsScanned(s, k, known.checked.at(slotAfter(k, known.tail, i)))) return false;
    }
  }
  return true;
}

/** Replaces the names in the provider's own ring and lists by what the controller can use. */
function translateInPlace(n: Next, k: Constants, queue: number): void {
  if (k.lane !== "synthetic" || k.model === "brokered") return;
  const known = n.queue.at(queue);
  const ring = frameNamed(k, known.sq);
  for (let i = 0; i < k.bounds.depth; i++) {
    if (ring >= 0 && i < distance(k, known.tail, known.scan.to)) {
      const e = n.frame.at(ring).slot.at(slotAfter(k, known.tail, i));
      if (!k.rules.listsAreCopied(k) && usesList(e.shape) && !isHostPhysical(k, e.second)) {
        translateList(n, k, e.second);
      }
      if (!k.rules.entriesAreCopied(k)) {
        if (!isHostPhysical(k, e.page)) e.page = k.frames + e.page;
        if (!isHostPhysical(k, e.second)) e.second = k.frames + e.second;
      }
    }
  }
}

/** Replaces the name in a list in the provider's memory. */
function translateList(n: Next, k: Constants, page: number): void {
  const list = n.frame.at(frameNamed(k, page));
  if (!isHostPhysical(k, list.listed)) list.listed = k.frames + list.listed;
}

/** Empties a window's frames. */
function scrubWindow(n: Next, k: Constants, window: number): void {
  for (let i = 0; i < k.bounds.windowPages; i++) {
    clear(n.frame.at(firstFrame(k, window) + i));
  }
}

/** Takes a window's frames out of its owner's domain. */
function unmapWindow(n: Next, k: Constants, window: number): void {
  const domain = domainOf(k, n.window.at(window).owner);
  for (let i = 0; i < k.bounds.windowPages; i++) {
    n.iommu.mapped.at(domain).delete(firstFrame(k, window) + i);
  }
}

/** Every check made, and every step taken. */
export const hardened: Rules = {
  claimIsAdmissible: (k, model) =>
    model === k.model && (model !== "validated" || k.lane !== "bounce"),
  nextGeneration: (k, generation) =>
    generation === k.bounds.generations - 1 ? generation : generation + 1,
  generationsEndAt: (k, generation) => generation === k.bounds.generations - 1,

  windowAt: (k, page) => windowOfFrame(k, frameNamed(k, page)),
  windowIsTheOwners: (s, window) => s.window.at(window).owner === s.claim.owner,
  windowIsLive: (s, window) => s.window.at(window).phase === "live",

  registersMayChange: (s) => s.controller.phase === "off",
  registerReadBack: (s) => s.registers.asq,
  pageSizeIsRight: (bigPages) => !bigPages,
  baseIsAligned: (shifted) => !shifted,
  checkedQueuePages: (k) => k.bounds.queuePages,
  submissionBaseIsChecked: () => true,
  completionBaseIsChecked: () => true,

  handleIsCurrent: (s, generation) => s.claim.phase === "live" && generation === s.claim.generation,
  queueIsArmed: (s, k, queue) =>
    s.queue.at(queue).armed === "yes" && (queue === ADMIN || !queuesAreChanging(s, k)),
  ringIsGranted: (s, k, queue) => {
    if (k.model === "brokered") return true;
    for (let i = 0; i < k.bounds.queuePages; i++) {
      const window = k.rules.windowAt(k, pageAfter(k, s.queue.at(queue).sq, i));
      if (window < 0 || s.window.at(window).phase !== "live") return false;
      if (s.window.at(window).owner !== s.claim.owner) return false;
      if (!k.rules.ringGenerationIsCurrent(s, queue, window)) return false;
    }
    return true;
  },
  ringGenerationIsCurrent: (s, queue, window) =>
    s.queue.at(queue).ringGeneration === s.window.at(window).generation,
  generationToHoldTo: (_, __, ___, checked) => checked,
  tailIsInRange: (k, tail) => tail < k.bounds.depth,
  tailMoves: (s, queue, tail) => tail !== s.queue.at(queue).tail,
  ringHasRoom: (s, k, queue, tail) =>
    distance(k, s.queue.at(queue).tail, tail) + outstanding(s, k, queue) < k.bounds.depth,
  scanBegins: (s, queue) => s.queue.at(queue).tail,
  readsPerEntry: () => 1,
  onRing: () => {},
  onMemoryWrite: () => {},

  opcodeIsAllowed: (shape) => shape !== "vendor" && shape !== "doorbellBuffer",
  sglIsAbsent: (shape) => shape !== "sgl",
  metadataIsAbsent: (shape) => shape !== "metadata",
  chainIsAbsent: (shape) => shape !== "chain",
  pointerIsAligned: (shape) => shape !== "readUnaligned",
  firstIsChecked: () => true,
  secondIsChecked: (shape) =>
    shape === "readTwoPages" || shape === "readOffset" || shape === "doorbellBuffer" ||
    shape === "vendor",
  listIsChecked: () => true,
  listMayBeRead: (s, k, page) => pageObjection(s, k, page) === "none",
  listedIsChecked: () => true,
  commandIdIsFree: (s, k, queue, cid, slot) =>
    s.queue.at(queue).issue.at(cid).phase !== "waiting" &&
    s.queue.at(queue).issue.at(cid).phase !== "abandoned" &&
    !repeatsInBatch(s, k, queue, cid, slot),
  queueOrderIsRight: (s, k, shape) => {
    if (!managesQueues(shape)) return true;
    if (queuesAreChanging(s, k)) return false;
    const armed = s.queue.at(IO).armed;
    if (shape === "createCq") return armed === "no";
    if (shape === "deleteSq") {
      return armed === "yes" && outstanding(s, k, IO) === 0 &&
        s.queue.at(IO).scan.phase !== "scanning";
    }
    return armed === "half";
  },
  checkedCreatedPages: (k) => k.bounds.queuePages,

  claimIsUnchanged: claimIsAsScanned,
  windowsAreUnchanged: windowsAreAsScanned,
  overtakenIsRefused: () => true,
  publishedOnRefusal: () => 0,
  answerToRefusal: (answer) => answer,
  handOver: translateInPlace,
  queuesChangeWhenPublished: () => false,

  entriesAreCopied: () => true,
  listsAreCopied: () => true,

  completionsAreTheKernels: () => true,
  completionsStartEmpty: () => true,
  completionIsNew: (s, k, queue) => nextCell(s, k, queue).phase === s.queue.at(queue).expects,
  completionSucceeded: (error) => !error,
  commandIsAwaited: (s, queue, cid) => s.queue.at(queue).issue.at(cid).phase === "waiting",
  commandIsCurrent: (s, queue, cid) =>
    s.claim.phase === "live" &&
    s.queue.at(queue).issue.at(cid).generation === s.claim.generation,

  scansAreQuiet: (s, k) => scansAreIdle(s, k),
  dmaIsQuiet: (s, k, window) => !controllerMayUse(s, k, window),
  teardownResets: () => true,
  resetHasEnded: (s) => s.controller.phase === "off",
  unmap: unmapWindow,
  invalidates: (k) => k.lane === "remapped",
  translationIsGone: (s, k, window) =>
    s.window.at(window).phase === (k.lane === "remapped" ? "invalidated" : "unmapped"),
  scrub: scrubWindow,
  windowsAreGone: (s, k) => {
    for (let w = 0; w < k.bounds.windows; w++) {
      const window = s.window.at(w);
      if (window.phase !== "free" && window.owner === s.claim.owner) return false;
    }
    return true;
  },
  cancelWaiters: (n, k) => {
    for (let q = 0; q < k.queues; q++) {
      for (let c = 0; c < k.bounds.commands; c++) {
        const issue = n.queue.at(q).issue.at(c);
        clear(issue.uses);
        if (issue.phase === "waiting") issue.phase = "cancelled";
        if (issue.phase === "abandoned") clear(issue);
      }
    }
  },

  capabilityIsLive: (s, _, owner, window) =>
    s.window.at(window).phase === "live" && s.window.at(window).owner === owner,
};

/**
 * The ingredients: what `hardened` adds to the document, each with what the document says or leaves
 * unsaid in its place. Taking any one of them out of `hardened` breaks a property.
 */
export const ingredients: { readonly [name: string]: Partial<Rules> } = {
  /** The document's validator scans the provider's own ring, and the controller fetches from it. */
  privateEntries: { entriesAreCopied: (k) => k.model === "brokered" },
  /** The same for PRP-list pages. */
  privateLists: { listsAreCopied: (k) => k.model === "brokered" },
  /** The provider programs ACQ: completions land in memory that it can write. */
  privateCompletions: { completionsAreTheKernels: (k) => k.model === "brokered" },
  /** The document has a shadow of the queue-base registers, and nothing that stops it changing. */
  latchedRegisters: { registersMayChange: () => true },
  /** CC.MPS is not mentioned. */
  pageSize: { pageSizeIsRight: () => true },
  /** "NVMe requires page-aligned PRP1 for the first entry, dword-aligned queue bases". */
  baseAlignment: { baseIsAligned: () => true },
  pointerAlignment: {
    pointerIsAligned: (shape) => shape !== "readUnaligned" && shape !== "readOffset",
  },
  /**
   * "binds its accept decision to the live grant generation": of the scan, as we read it; a second
   * look when the scan ends is not mentioned. (The brokered path is gated on the live ledger.)
   */
  secondLook: {
    claimIsUnchanged: (s, k, queue) => k.model === "validated" || claimIsAsScanned(s, k, queue),
    windowsAreUnchanged: (s, k, queue) =>
      k.model === "validated" || windowsAreAsScanned(s, k, queue),
  },
  /** The PRP entries "of each NVMe command" are scanned, whatever the command. */
  opcodes: { opcodeIsAllowed: () => true },
  /** MPTR is not mentioned. */
  metadata: { metadataIsAbsent: () => true },
  /** Command ids are not mentioned. */
  commandIds: { commandIdIsFree: () => true },
  /** The scan goes from the last validated tail to the new tail, whatever that is. */
  doorbellValues: {
    tailIsInRange: () => true,
    tailMoves: () => true,
    ringHasRoom: () => true,
  },
  /** I/O queue bases are taken for registers; their order and timing are not mentioned. */
  queueTiming: {
    queuesChangeWhenPublished: (k) => k.model === "validated",
    queueIsArmed: (s, k, queue) =>
      s.queue.at(queue).armed === "yes" &&
      (k.model === "validated" || queue === ADMIN || !queuesAreChanging(s, k)),
  },
  /** A Create command's PRP1 is scanned as what it looks like: a pointer to one page. */
  createdExtents: { checkedCreatedPages: (k) => k.model === "validated" ? 1 : k.bounds.queuePages },
  queueOrder: { queueOrderIsRight: () => true },
  /** The width of a generation is not mentioned. */
  endingGenerations: {
    nextGeneration: (k, generation) => (generation + 1) % k.bounds.generations,
    generationsEndAt: () => false,
  },
  /** Scans are quiesced "on release/reset/driver-death", not when a window is revoked. */
  quiesceOnRevoke: {
    scansAreQuiet: (s, k, window) =>
      s.claim.phase !== "closing" || s.window.at(window).owner !== s.claim.owner ||
      scansAreIdle(s, k),
  },
  /** "quiesces outstanding DMA" is said of the brokered path only, if with the word "still". */
  quiesceDma: {
    dmaIsQuiet: (s, k, window) => k.model === "validated" || !controllerMayUse(s, k, window),
    teardownResets: (k) => k.model === "brokered",
    resetHasEnded: (s, k) => k.model === "validated" || s.controller.phase === "off",
  },
  /** Windows are "removed from the validator's accepted set"; the IOTLB is not mentioned. */
  invalidation: {
    invalidates: () => false,
    translationIsGone: (s, _, window) => s.window.at(window).phase === "unmapped",
  },
  /** Who waits for a command of a claim that ended is not mentioned. */
  cancelledWaiters: { cancelWaiters: () => {} },
  /** What a register read returns is not mentioned. */
  hiddenRegisters: {
    registerReadBack: (s) =>
      s.controller.phase === "off" ? s.registers.asq : s.controller.queue.at(ADMIN).sq,
  },
};

/** The document taken literally: `hardened` without any of its ingredients. */
export const asWritten: Rules = Object.assign({}, hardened, ...Object.values(ingredients));

/** `hardened` without one ingredient. */
export function without(ingredient: string): Rules {
  return { ...hardened, ...ingredients[ingredient] };
}
