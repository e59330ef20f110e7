/**
 * Page numbers, the frames behind them, and the windows they lie in.
 *
 * @module
 */

import type { Constants, State } from "./state.ts";

/** Whether a page number is a host-physical one. */
export function isHostPhysical(k: Constants, page: number): boolean {
  return page >= k.frames;
}

/**
 * The frame that a number names in the provider's address space, or -1. Where there is no address
 * space of the provider's (`bounce`), device-visible numbers are host-physical ones.
 */
export function frameNamed(k: Constants, page: number): number {
  if (k.lane === "bounce") return isHostPhysical(k, page) ? page - k.frames : -1;
  return isHostPhysical(k, page) ? -1 : page;
}

/** The number by which the provider's address space names a frame. */
export function pageOf(k: Constants, frame: number): number {
  return k.lane === "bounce" ? k.frames + frame : frame;
}

/** The first frame of a window. Frame 0 is the host's own, in no window. */
export function firstFrame(k: Constants, window: number): number {
  return 1 + window * k.bounds.windowPages;
}

/** The window that a frame belongs to, or -1 for the host's frame and for no frame. */
export function windowOfFrame(k: Constants, frame: number): number {
  for (let w = 0; w < k.bounds.windows; w++) {
    if (frame >= firstFrame(k, w) && frame < firstFrame(k, w + 1)) return w;
  }
  return -1;
}

/** The page `by` pages after another one; addresses wrap at the top of the address space. */
export function pageAfter(k: Constants, page: number, by: number): number {
  return (page + by) % (2 * k.frames);
}

/**
 * What the controller is handed for a page number: trusted code translates synthetic names, every
 * other number goes to the bus as it stands.
 */
export function busPage(k: Constants, page: number): number {
  if (k.lane === "synthetic" && !isHostPhysical(k, page)) return k.frames + page;
  return page;
}

/** Whether page `page` of `owner`'s domain is still reachable for the controller. */
function reachableInDomain(s: State, k: Constants, page: number): boolean {
  const domain = s.iommu.attached;
  if (domain === null || isHostPhysical(k, page)) return false;
  return s.iommu.reach.at(domain).has(page);
}

/**
 * The frame that an access of the controller to a bus page ends up in, or -1 if the IOMMU or the
 * bus blocks it. A stale IOTLB entry is taken to be hit: the slowest hardware allowed.
 */
export function frameReached(s: State, k: Constants, bus: number): number {
  if (k.lane === "remapped") return reachableInDomain(s, k, bus) ? bus : -1;
  return isHostPhysical(k, bus) ? bus - k.frames : -1;
}

/** Whether an owner's own memory accesses reach a frame. */
export function ownerMaps(s: State, k: Constants, owner: number, frame: number): boolean {
  const w = windowOfFrame(k, frame);
  if (w < 0) return false;
  const window = s.window.at(w);
  return window.owner === owner && (window.phase === "live" || window.phase === "retiring");
}
