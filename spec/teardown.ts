/**
 * Teardown: revoked windows and ended claims are quiesced, unmapped, invalidated, scrubbed, freed.
 *
 * @module
 */

import { clear, oneOf, range, weakly } from "../checker/mod.ts";
import { firstFrame, windowOfFrame } from "./addresses.ts";
import { domainOf } from "./grants.ts";
import { forgetQueue } from "./queues.ts";
import { carriesData, namesQueueBase, usesList, usesSecond } from "./shapes.ts";
import { action, type Constants, type Entry, type Next, type State } from "./state.ts";

/** The frame behind a bus page or a provider's page number, whichever it is. */
function frameMeant(k: Constants, page: number): number {
  return page % k.frames;
}

/** Whether a pointer means a frame of the window. */
function pointsInto(k: Constants, page: number, window: number): boolean {
  return windowOfFrame(k, frameMeant(k, page)) === window;
}

/** Whether an entry, with the page its list names, uses the window. */
export function usesWindow(k: Constants, e: Entry, listed: number, window: number): boolean {
  if (carriesData(e.shape) || namesQueueBase(e.shape)) {
    if (pointsInto(k, e.page, window)) return true;
  }
  if (usesSecond(e.shape) && pointsInto(k, e.second, window)) return true;
  return usesList(e.shape) && pointsInto(k, listed, window);
}

/**
 * Whether the controller may still use the window, as far as the kernel can know: by a command whose
 * completion it has not read, or by a ring that it gave the controller. What the controller is really
 * doing nobody can ask it.
 */
export function controllerMayUse(s: State, k: Constants, window: number): boolean {
  if (s.controller.phase === "off") return false;
  for (let q = 0; q < k.queues; q++) {
    const known = s.queue.at(q);
    for (let c = 0; c < k.bounds.commands; c++) {
      const { phase, uses } = known.issue.at(c);
      if ((phase === "waiting" || phase === "abandoned") && uses.has(window)) return true;
    }
    if (!k.rules.entriesAreCopied(k) && known.armed === "yes") {
      if (pointsInto(k, known.sq, window)) return true;
    }
    if (!k.rules.completionsAreTheKernels(k) && known.armed !== "no") {
      if (pointsInto(k, known.cq, window)) return true;
    }
  }
  return false;
}

/** Ghosts remember what a scan has read under the grant of a window that ends now. */
function overtakeEntries(n: Next, k: Constants, window: number): void {
  for (let q = 0; q < k.queues; q++) {
    for (let i = 0; i < k.bounds.depth; i++) {
      const copied = n.queue.at(q).checked.at(i);
      if (!copied.published && usesWindow(k, copied, copied.listed, window)) copied.stale = true;
    }
  }
}

/** Ghosts remember the rings that were checked under the grant of a window that ends now. */
function overtakeRings(n: Next, k: Constants, window: number): void {
  for (let q = 0; q < k.queues; q++) {
    const known = n.queue.at(q);
    if (known.armed === "yes" && pointsInto(k, known.sq, window)) known.ringStale = true;
  }
}

/** A window is revoked: no scan accepts it from now on. */
function retireWindow(n: Next, k: Constants, window: number): void {
  const retired = n.window.at(window);
  retired.phase = "retiring";
  if (k.rules.generationsEndAt(k, retired.generation)) retired.spent = true;
  retired.generation = k.rules.nextGeneration(k, retired.generation);
  overtakeEntries(n, k, window);
  overtakeRings(n, k, window);
}

/** The kernel revokes one window of an owner, for reasons of its own. */
export const kernelRevokesWindow = action({
  params: (k) => ({ window: range(0, k.bounds.windows - 1) }),
  when: (s, { window }, k) => k.bounds.revokes === 1 && s.window.at(window).phase === "live",
  then: (n, { window }, k) => retireWindow(n, k, window),
});

/** The claim ends: its owner's windows are revoked with it. */
function endClaim(n: Next, k: Constants): void {
  n.claim.phase = "closing";
  for (let q = 0; q < k.queues; q++) {
    const scan = n.queue.at(q).scan;
    if (scan.phase !== "idle") scan.overtaken = true;
  }
  for (let w = 0; w < k.bounds.windows; w++) {
    const window = n.window.at(w);
    if (window.owner === n.claim.owner && window.phase === "live") retireWindow(n, k, w);
  }
}

/** The provider releases its claim, resets the controller, or dies. */
export const providerEndsClaim = action({
  params: () => ({ cause: oneOf("release", "reset", "death") }),
  when: (s, _, k) => k.bounds.teardowns === 1 && s.claim.phase === "live",
  then: (n, { cause }, k) => {
    endClaim(n, k);
    if (cause === "reset" && n.controller.phase === "on") n.controller.phase = "stopping";
  },
});

/** Somebody has waited too long, for a completion or for a window to become quiet. */
export const kernelTimesOut = action({
  fairness: weakly(),
  when: (s, _, k) => k.bounds.teardowns === 1 && s.claim.phase === "live" && isWaited(s, k),
  then: (n, _, k) => endClaim(n, k),
});

/** Whether anybody waits for the controller. */
function isWaited(s: State, k: Constants): boolean {
  for (let q = 0; q < k.queues; q++) {
    for (let c = 0; c < k.bounds.commands; c++) {
      const phase = s.queue.at(q).issue.at(c).phase;
      if (phase === "waiting" || phase === "abandoned") return true;
    }
  }
  for (let w = 0; w < k.bounds.windows; w++) {
    if (s.window.at(w).phase === "retiring") return true;
  }
  return false;
}

/** The kernel clears CC.EN of a controller whose claim has ended. */
export const kernelResetsController = action({
  fairness: weakly(),
  when: (s, _, k) =>
    s.claim.phase === "closing" && s.controller.phase === "on" && k.rules.teardownResets(k),
  then: (n) => {
    n.controller.phase = "stopping";
  },
});

/** The kernel takes a revoked window's mappings away, from the provider and from the IOMMU. */
export const kernelUnmapsWindow = action({
  params: (k) => ({ window: range(0, k.bounds.windows - 1) }),
  fairness: weakly("window"),
  when: (s, { window }, k) =>
    s.window.at(window).phase === "retiring" && k.rules.scansAreQuiet(s, k, window) &&
    k.rules.dmaIsQuiet(s, k, window),
  then: (n, { window }, k) => {
    n.window.at(window).phase = "unmapped";
    k.rules.unmap(n, k, window);
  },
});

/** The kernel invalidates the IOTLB entries of a window that it has unmapped. */
export const kernelInvalidatesIotlb = action({
  params: (k) => ({ window: range(0, k.bounds.windows - 1) }),
  fairness: weakly("window"),
  when: (s, { window }, k) => s.window.at(window).phase === "unmapped" && k.rules.invalidates(k),
  then: (n, { window }, k) => {
    n.window.at(window).phase = "invalidated";
    const owner = n.window.at(window).owner;
    for (let i = 0; i < k.bounds.windowPages; i++) {
      const f = firstFrame(k, window) + i;
      // What the tables still map is looked up anew.
      if (!n.iommu.mapped.at(domainOf(k, owner)).has(f)) {
        n.iommu.reach.at(domainOf(k, owner)).delete(f);
      }
    }
  },
});

/** Marks the issue of a command whose completion is due. */
function markIssueStale(n: Next, queue: number, cid: number): void {
  const issue = n.queue.at(queue).issue.at(cid);
  if (issue.phase === "waiting" || issue.phase === "abandoned") issue.stale = true;
}

/**
 * Marks what was validated under the grant that has now ended, wherever it still is, and whoever
 * waits for it. A command that the controller is done with used its grant while there was one.
 */
function markStale(n: Next, k: Constants, window: number): void {
  for (let j = 0; j < k.bounds.flights; j++) {
    const flight = n.controller.flight.at(j);
    if (flight.phase === "busy" && usesWindow(k, flight, flight.listed, window)) {
      flight.stale = true;
      markIssueStale(n, flight.queue, flight.cid!);
    }
  }
  for (let q = 0; q < k.queues; q++) {
    for (let i = 0; i < k.bounds.depth; i++) {
      const copied = n.queue.at(q).checked.at(i);
      if (copied.published && usesWindow(k, copied, copied.listed, window)) {
        copied.stale = true;
        markIssueStale(n, q, copied.cid!);
      }
    }
  }
}

/** The kernel scrubs a window's frames; with that its teardown has ended and they are free. */
export const kernelScrubsWindow = action({
  params: (k) => ({ window: range(0, k.bounds.windows - 1) }),
  fairness: weakly("window"),
  when: (s, { window }, k) => k.rules.translationIsGone(s, k, window),
  then: (n, { window }, k) => {
    k.rules.scrub(n, k, window);
    n.window.at(window).phase = "free";
    n.window.at(window).owner = 0;
    markStale(n, k, window);
  },
});

/** The kernel frees the claim; with that its teardown has ended. */
export const kernelFreesClaim = action({
  fairness: weakly(),
  when: (s, _, k) =>
    s.claim.phase === "closing" && scansAreIdle(s, k) && k.rules.windowsAreGone(s, k) &&
    k.rules.resetHasEnded(s, k),
  then: (n, _, k) => {
    k.rules.cancelWaiters(n, k);
    for (let q = 0; q < k.queues; q++) {
      forgetQueue(n, k, q);
      for (let c = 0; c < k.bounds.commands; c++) markIssueStale(n, q, c);
    }
    for (let j = 0; j < k.bounds.flights; j++) {
      const flight = n.controller.flight.at(j);
      if (flight.phase === "busy") flight.stale = true;
    }
    if (k.rules.generationsEndAt(k, n.claim.generation)) n.claim.spent = true;
    n.claim.generation = k.rules.nextGeneration(k, n.claim.generation);
    n.claim.phase = "free";
    n.claim.owner = 0;
    n.claim.model = "undeclared";
    n.iommu.attached = null;
    clear(n.registers);
  },
});

/** Whether no scan is under way. */
export function scansAreIdle(s: State, k: Constants): boolean {
  for (let q = 0; q < k.queues; q++) {
    if (s.queue.at(q).scan.phase !== "idle") return false;
  }
  return true;
}
