/**
 * Queues: what it means that the kernel and the controller have one.
 *
 * The controller's base registers hold what it was really given: the provider's number, translated
 * for the bus; or, where the design gives it the kernel's own ring, {@link kernelRingPage}.
 *
 * @module
 */

import { busPage, pageOf } from "./addresses.ts";
import { clear } from "../checker/mod.ts";
import { answerFor } from "./checks.ts";
import { ADMIN, type Constants, IO, type Next, type State } from "./state.ts";
import type { Shape } from "./vocabulary.ts";

/**
 * The number by which the controller knows the kernel's own rings. Behind an IOMMU it is an IOVA
 * that no window contains; elsewhere it is host physical, and no provider may see it.
 */
export function kernelRingPage(k: Constants): number {
  return k.lane === "remapped" ? 0 : k.frames;
}

/** Forgets what the kernel knew of a queue; commands that somebody waits for stay in its ledger. */
export function forgetQueue(n: Next, k: Constants, queue: number): void {
  const known = n.queue.at(queue);
  known.armed = "no";
  known.sq = 0;
  known.sqShifted = false;
  known.cq = 0;
  known.tail = 0;
  known.head = 0;
  known.expects = false;
  if (known.scan.phase !== "idle") known.answer = answerFor(k, "unarmedQueue");
  clear(known.scan);
  clear(known.checked);
  if (k.rules.completionsStartEmpty()) clear(known.cell);
}

/** The kernel takes a queue into service, from its first slots on. */
export function knowQueue(
  n: Next,
  k: Constants,
  queue: number,
  sq: number,
  cq: number,
  shifted: boolean,
): void {
  forgetQueue(n, k, queue);
  const known = n.queue.at(queue);
  known.armed = "yes";
  known.sq = sq;
  known.sqShifted = shifted;
  known.cq = cq;
  known.expects = true;
}

/** The controller takes a queue into service. */
export function startQueue(n: Next, k: Constants, queue: number, sq: number, cq: number): void {
  const started = n.controller.queue.at(queue);
  started.state = "live";
  started.sq = k.rules.entriesAreCopied(k) ? kernelRingPage(k) : busPage(k, sq);
  started.cq = k.rules.completionsAreTheKernels(k) ? kernelRingPage(k) : busPage(k, cq);
  started.head = 0;
  started.tail = 0;
  started.post = 0;
  started.phase = true;
  started.consumed = 0;
  started.owner = n.claim.owner;
}

/** Puts the admin queues into the pages from a frame on, as far as a window has pages. */
export function writeBases(n: Next, k: Constants, frame: number): void {
  // In the brokered model the kernel writes the registers, and the provider's view of them is empty.
  if (k.model === "brokered") return;
  n.registers.asq = pageOf(k, frame);
  n.registers.acq = k.bounds.windowPages > k.bounds.queuePages
    ? pageOf(k, frame + k.bounds.queuePages)
    : n.registers.asq;
}

/** CC.EN goes from 0 to 1: the controller latches the registers, kernel and controller start the admin queue. */
export function armAdminQueue(n: Next, k: Constants): void {
  const written = n.registers;
  n.controller.phase = "on";
  n.controller.bigPages = written.bigPages;
  knowQueue(n, k, ADMIN, written.asq, written.acq, written.asqShifted);
  startQueue(n, k, ADMIN, written.asq, written.acq);
}

/** Queue creation or deletion takes effect in what the kernel knows. */
export function changeKnownQueues(n: Next, k: Constants, shape: Shape, page: number): void {
  if (k.bounds.ioQueue === 0) return;
  const known = n.queue.at(IO);
  if (shape === "createCq" && known.armed === "no") {
    known.armed = "half";
    known.cq = page;
  }
  if (shape === "createSq" && known.armed !== "no") knowQueue(n, k, IO, page, known.cq, false);
  if (shape === "deleteSq" && known.armed === "yes") {
    const cq = known.cq;
    forgetQueue(n, k, IO);
    known.armed = "half";
    known.cq = cq;
  }
  if (shape === "deleteCq" && known.armed === "half") forgetQueue(n, k, IO);
}

/** Whether the controller's I/O queues allow a creation or deletion now; otherwise it fails. */
export function canChangeControllerQueues(s: State, shape: Shape): boolean {
  const { state } = s.controller.queue.at(IO);
  if (shape === "createCq") return state === "none";
  if (shape === "deleteSq") return state === "live";
  return state === "half";
}

/** Queue creation or deletion takes effect in the controller. */
export function changeControllerQueues(n: Next, k: Constants, shape: Shape, page: number): void {
  const had = n.controller.queue.at(IO);
  if (shape === "createCq") {
    had.state = "half";
    had.cq = k.rules.completionsAreTheKernels(k) ? kernelRingPage(k) : busPage(k, page);
  }
  if (shape === "createSq") {
    const cq = had.cq;
    startQueue(n, k, IO, page, 0);
    had.cq = cq;
  }
  if (shape === "deleteSq") {
    const cq = had.cq;
    stopFlights(n, k, IO);
    clear(had);
    had.state = "half";
    had.cq = cq;
  }
  if (shape === "deleteCq") clear(had);
}

/** The controller drops what it works on for a queue. */
export function stopFlights(n: Next, k: Constants, queue: number): void {
  for (let j = 0; j < k.bounds.flights; j++) {
    const flight = n.controller.flight.at(j);
    if (flight.phase === "busy" && flight.queue === queue) clear(flight);
  }
}

/** Whether a completion queue has room for one more entry, as the controller sees it. */
export function hasRoomToPost(s: State, k: Constants, queue: number): boolean {
  const q = s.controller.queue.at(queue);
  return (q.post + 1) % k.bounds.depth !== q.consumed;
}
