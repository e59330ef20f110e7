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
import { answerFor, generationAt } from "./checks.ts";
import { ADMIN, type Constants, IO, type Next, type State } from "./state.ts";
import type { Shape } from "./vocabulary.ts";

/**
 * The number by which the controller knows the kernel's own rings. Behind an IOMMU it is an IOVA
 * that no window contains; elsewhere it is host physical, and no provider may see it.
 */
export function kernelRingPage(k: Constants): number {
  return k.lane === "remapped" ? 0 : k.frames;
}

/** Forgets what the kernel knew of a submission queue; commands that somebody waits for stay in its ledger. */
function forgetSubmissions(n: Next, k: Constants, queue: number): void {
  const known = n.queue.at(queue);
  known.sq = 0;
  known.sqShifted = false;
  known.ringGeneration = 0;
  known.ringStale = false;
  known.tail = 0;
  if (known.scan.phase !== "idle") known.answer = answerFor(k, "unarmedQueue");
  clear(known.scan);
  clear(known.checked);
}

/** Forgets what the kernel knew of a queue pair. */
export function forgetQueue(n: Next, k: Constants, queue: number): void {
  forgetSubmissions(n, k, queue);
  const known = n.queue.at(queue);
  known.armed = "no";
  known.cq = 0;
  known.head = 0;
  known.expects = false;
  if (k.rules.completionsStartEmpty()) clear(known.cell);
}

/** The kernel takes a completion queue into service, from its first slot on. */
function knowCompletions(n: Next, k: Constants, queue: number, cq: number): void {
  forgetQueue(n, k, queue);
  const known = n.queue.at(queue);
  known.armed = "half";
  known.cq = cq;
  known.expects = true;
}

/**
 * The kernel takes a submission queue into service, from its first slot on. `generation` is that of
 * the ring's window when the kernel checked the base, which may be a while ago.
 */
function knowSubmissions(
  n: Next,
  k: Constants,
  queue: number,
  sq: number,
  shifted: boolean,
  generation: number,
): void {
  forgetSubmissions(n, k, queue);
  const known = n.queue.at(queue);
  known.armed = "yes";
  known.sq = sq;
  known.sqShifted = shifted;
  known.ringGeneration = k.rules.generationToHoldTo(n, k, sq, generation);
  known.ringStale = generation !== generationAt(n, k, sq);
}

/** The controller takes a completion queue into service. */
function startCompletions(n: Next, k: Constants, queue: number, cq: number): void {
  const started = n.controller.queue.at(queue);
  started.state = "half";
  started.cq = k.rules.completionsAreTheKernels(k) ? kernelRingPage(k) : busPage(k, cq);
  started.post = 0;
  started.phase = true;
  started.consumed = 0;
}

/** The controller takes a submission queue into service. */
function startSubmissions(n: Next, k: Constants, queue: number, sq: number): void {
  const started = n.controller.queue.at(queue);
  started.state = "live";
  started.sq = k.rules.entriesAreCopied(k) ? kernelRingPage(k) : busPage(k, sq);
  started.head = 0;
  started.tail = 0;
  started.owner = n.claim.owner;
}

/** The controller gives a submission queue up. Its completion queue stays, and stays where it is. */
function endSubmissions(n: Next, k: Constants, queue: number): void {
  const ended = n.controller.queue.at(queue);
  stopFlights(n, k, queue);
  ended.state = "half";
  ended.sq = 0;
  ended.head = 0;
  ended.tail = 0;
  ended.owner = 0;
}

/**
 * A completion queue outlives its submission queue, and its ring stays where it is. But a ring has no
 * beginning: one whose completions were all read behaves the same wherever it stands. As long as it
 * has no submission queue its place is told as that of a ring just made, and what was read forgotten.
 * (Where the ring is the provider's, the provider can write it; then its place is told as it is.)
 */
export function rewindEmptyCompletions(n: Next, k: Constants, queue: number): void {
  // The admin queues come and go together.
  if (k.bounds.ioQueue === 0) return;
  const known = n.queue.at(queue);
  const device = n.controller.queue.at(queue);
  if (device.state !== "half" || !k.rules.completionsAreTheKernels(k)) return;
  if (known.head !== device.post || known.expects !== device.phase) return;
  known.head = 0;
  known.expects = true;
  clear(known.cell);
  device.post = 0;
  device.phase = true;
  device.consumed = 0;
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
  const generation = generationAt(n, k, written.asq);
  knowCompletions(n, k, ADMIN, written.acq);
  knowSubmissions(n, k, ADMIN, written.asq, written.asqShifted, generation);
  startCompletions(n, k, ADMIN, written.acq);
  startSubmissions(n, k, ADMIN, written.asq);
}

/**
 * Queue creation or deletion takes effect in what the kernel knows. `generation` is that of the
 * window in which the base of a new submission queue was found.
 */
export function changeKnownQueues(
  n: Next,
  k: Constants,
  shape: Shape,
  page: number,
  generation: number,
): void {
  if (k.bounds.ioQueue === 0) return;
  const known = n.queue.at(IO);
  if (shape === "createCq" && known.armed === "no") knowCompletions(n, k, IO, page);
  if (shape === "createSq" && known.armed !== "no") {
    knowSubmissions(n, k, IO, page, false, generation);
  }
  if (shape === "deleteSq" && known.armed === "yes") {
    forgetSubmissions(n, k, IO);
    known.armed = "half";
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
  if (shape === "createCq") startCompletions(n, k, IO, page);
  if (shape === "createSq") startSubmissions(n, k, IO, page);
  if (shape === "deleteSq") {
    endSubmissions(n, k, IO);
    rewindEmptyCompletions(n, k, IO);
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
