/**
 * What the kernel objects to: the checks of `rules.ts`, put together in the order in which the
 * kernel makes them.
 *
 * @module
 */

import { isHostPhysical, pageAfter } from "./addresses.ts";
import { carriesData, managesQueues, namesQueueBase, usesList, usesSecond } from "./shapes.ts";
import type { Constants, Entry, Next, State } from "./state.ts";
import type { Answer } from "./vocabulary.ts";

/** The generation of the window an address lies in; 0 where it lies in none. */
export function generationAt(s: State, k: Constants, page: number): number {
  const window = k.rules.windowAt(k, page);
  return window < 0 ? 0 : s.window.at(window).generation;
}

/** Objections to one address that is to stand for one page. */
export function pageObjection(s: State, k: Constants, page: number): Answer {
  const window = k.rules.windowAt(k, page);
  if (window < 0) return isHostPhysical(k, page) ? "hostPhysical" : "outOfWindow";
  if (!k.rules.windowIsTheOwners(s, window)) return "foreignWindow";
  if (!k.rules.windowIsLive(s, window)) return "staleGeneration";
  return "none";
}

/** Objections to a queue base: the first `pages` pages of its extent lie wholly in one window. */
export function extentObjection(s: State, k: Constants, base: number, pages: number): Answer {
  for (let i = 0; i < pages; i++) {
    const page = pageAfter(k, base, i);
    const objection = pageObjection(s, k, page);
    if (objection !== "none") return i === 0 ? objection : "extentOverrun";
    if (k.rules.windowAt(k, page) !== k.rules.windowAt(k, base)) return "extentOverrun";
  }
  return "none";
}

/** Objections to enabling the controller with the registers as they stand. */
export function enableObjection(s: State, k: Constants, generation: number): Answer {
  if (!k.rules.handleIsCurrent(s, generation)) return "staleClaim";
  if (k.model === "brokered") return "none";
  if (!k.rules.pageSizeIsRight(s.registers.bigPages)) return "pageSize";
  if (!k.rules.baseIsAligned(s.registers.asqShifted)) return "unaligned";
  const pages = k.rules.checkedQueuePages(k);
  if (k.rules.submissionBaseIsChecked()) {
    const objection = extentObjection(s, k, s.registers.asq, pages);
    if (objection !== "none") return objection;
  }
  if (k.rules.completionBaseIsChecked()) {
    const objection = extentObjection(s, k, s.registers.acq, pages);
    if (objection !== "none") return objection;
  }
  return "none";
}

/** Objections to a doorbell, before anything is read. */
export function doorbellObjection(
  s: State,
  k: Constants,
  generation: number,
  queue: number,
  tail: number,
): Answer {
  if (!k.rules.handleIsCurrent(s, generation)) return "staleClaim";
  if (!k.rules.queueIsArmed(s, k, queue)) return "unarmedQueue";
  if (!k.rules.ringIsGranted(s, k, queue)) return "staleGeneration";
  if (!k.rules.tailIsInRange(k, tail)) return "tailOutOfRange";
  if (!k.rules.tailMoves(s, queue, tail)) return "tailUnchanged";
  if (!k.rules.ringHasRoom(s, k, queue, tail)) return "ringOverrun";
  return "none";
}

/** Objections to the pointers of an entry whose PRP list, if it has one, names `listed`. */
function pointerObjection(s: State, k: Constants, e: Entry, listed: number): Answer {
  if (carriesData(e.shape) && k.rules.firstIsChecked()) {
    const objection = pageObjection(s, k, e.page);
    if (objection !== "none") return objection;
  }
  if (usesSecond(e.shape) && !usesList(e.shape) && k.rules.secondIsChecked(e.shape)) {
    const objection = pageObjection(s, k, e.second);
    if (objection !== "none") return objection;
  }
  if (usesList(e.shape) && k.rules.listIsChecked()) {
    const objection = pageObjection(s, k, e.second);
    if (objection !== "none") return objection;
  }
  if (usesList(e.shape) && k.rules.listedIsChecked()) {
    const objection = pageObjection(s, k, listed);
    if (objection !== "none") return objection;
  }
  return "none";
}

/** Objections to one entry of a batch. */
export function entryObjection(
  s: State,
  k: Constants,
  queue: number,
  slot: number,
): Answer {
  const e = s.queue.at(queue).checked.at(slot);
  if (!k.rules.sglIsAbsent(e.shape)) return "sgl";
  if (!k.rules.metadataIsAbsent(e.shape)) return "metadata";
  if (!k.rules.opcodeIsAllowed(e.shape)) return "opcode";
  if (!k.rules.chainIsAbsent(e.shape)) return "deeperChain";
  if (!k.rules.pointerIsAligned(e.shape)) return "unaligned";
  if (!k.rules.commandIdIsFree(s, k, queue, e.cid!, slot)) return "commandInFlight";
  if (managesQueues(e.shape) && !k.rules.queueOrderIsRight(s, k, e.shape)) return "queueOrder";
  if (namesQueueBase(e.shape)) {
    return extentObjection(s, k, e.page, k.rules.checkedCreatedPages(k));
  }
  return pointerObjection(s, k, e, e.listed);
}

/** What the machine remembers of an objection. */
export function answerFor(k: Constants, objection: Answer): Answer {
  return objection === "none" || k.bounds.reasons === 1 ? objection : "refused";
}

/** Answers a doorbell, an enable or an intent: refused for the objection given, or not refused. */
export function answer(n: Next, k: Constants, queue: number, objection: Answer): void {
  const known = n.queue.at(queue);
  known.answer = k.rules.answerToRefusal(answerFor(k, objection));
  if (objection !== "none" && k.bounds.reasons === 1) known.wasRefused = true;
}
