/**
 * What properties mean by granted, live and served.
 *
 * @module
 */

import { frameNamed, ownerMaps, pageAfter, windowOfFrame } from "../addresses.ts";
import { carriesData, namesQueueBase, usesList, usesSecond } from "../shapes.ts";
import type { Checked, Constants, State } from "../state.ts";
import { listedAt } from "../submission.ts";

/**
 * Whether a frame is in a window granted to an owner: a live one, or one that was revoked and is not
 * taken away yet.
 */
export function isGrantedTo(s: State, k: Constants, frame: number, owner: number): boolean {
  return frame >= 0 && ownerMaps(s, k, owner, frame);
}

/** Whether a frame is the host's, or in a window granted to somebody else. */
export function isForeign(s: State, k: Constants, frame: number, owner: number): boolean {
  const w = windowOfFrame(k, frame);
  if (w < 0) return true;
  return s.window.at(w).phase !== "free" && s.window.at(w).owner !== owner;
}

/** Whether a page number names a frame granted to the claim's owner. */
export function nameIsGranted(s: State, k: Constants, page: number): boolean {
  return isGrantedTo(s, k, frameNamed(k, page), s.claim.owner);
}

/** The second page as the controller uses it: with larger pages it just follows the first. */
export function secondAsUsed(s: State, k: Constants, e: Checked): number {
  return s.controller.bigPages && e.shape === "readTwoPages" ? pageAfter(k, e.page, 1) : e.second;
}

/** Whether each pointer of a validated entry, to its full extent, names frames of the claim's owner. */
export function pointersAreGranted(s: State, k: Constants, e: Checked): boolean {
  if (carriesData(e.shape) && !nameIsGranted(s, k, e.page)) return false;
  if (usesSecond(e.shape) && !nameIsGranted(s, k, secondAsUsed(s, k, e))) return false;
  if (usesList(e.shape) && !nameIsGranted(s, k, e.listed)) return false;
  if (e.shape === "chain" && !nameIsGranted(s, k, listedAt(s, k, e.listed))) return false;
  if (e.shape === "vendor" && !nameIsGranted(s, k, listedAt(s, k, e.second))) return false;
  // Of a brokered queue the ring is the kernel's: its creation names no page of the provider's.
  return k.model === "brokered" || !namesQueueBase(e.shape) || extentIsGranted(s, k, e.page);
}

/** Whether a queue's extent lies wholly in one window of the claim's owner. */
export function extentIsGranted(s: State, k: Constants, base: number): boolean {
  const window = windowOfFrame(k, frameNamed(k, base));
  for (let i = 0; i < k.bounds.queuePages; i++) {
    const page = pageAfter(k, base, i);
    if (!nameIsGranted(s, k, page)) return false;
    if (windowOfFrame(k, frameNamed(k, page)) !== window) return false;
  }
  return true;
}

/** Whether the window of an address, if it lies in one, is live. */
export function windowIsLive(s: State, k: Constants, page: number): boolean {
  const w = windowOfFrame(k, frameNamed(k, page));
  return w < 0 || s.window.at(w).phase === "live";
}

/** Whether the windows that an entry's pointers lie in are live. */
export function windowsAreLive(s: State, k: Constants, e: Checked): boolean {
  if ((carriesData(e.shape) || namesQueueBase(e.shape)) && !windowIsLive(s, k, e.page)) {
    return false;
  }
  if (usesSecond(e.shape) && !windowIsLive(s, k, e.second)) return false;
  return !usesList(e.shape) || windowIsLive(s, k, e.listed);
}

/** Whether some command of a queue has been completed and its waiter woken. */
export function isServed(s: State, k: Constants, queue: number): boolean {
  for (let c = 0; c < k.bounds.commands; c++) {
    if (s.queue.at(queue).issue.at(c).phase === "woken") return true;
  }
  return false;
}
