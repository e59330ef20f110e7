/**
 * The controller: it follows the protocol, but fetches, moves data and completes when it likes.
 *
 * @module
 */

import { clear, flag, range, weakly } from "../checker/mod.ts";
import { busPage, frameReached, pageAfter } from "./addresses.ts";
import { canChangeControllerQueues, changeControllerQueues, hasRoomToPost } from "./queues.ts";
import { slotAfter } from "./rings.ts";
import { accessAt, accessCount, accessWrites, managesQueues } from "./shapes.ts";
import {
  action,
  type Checked,
  type Constants,
  type Flight,
  type Next,
  type NextCell,
  type NextFlight,
  type State,
} from "./state.ts";

/** The first place where the controller can work on one more command, or -1. */
export function freeFlight(s: State, k: Constants): number {
  for (let j = 0; j < k.bounds.flights; j++) {
    if (s.controller.flight.at(j).phase === "idle") return j;
  }
  return -1;
}

/** The frame from which a queue's next entry is fetched, or -1: the kernel's ring, or blocked. */
export function fetchedFrame(s: State, k: Constants, queue: number): number {
  if (k.rules.entriesAreCopied(k)) return -1;
  return frameReached(s, k, s.controller.queue.at(queue).sq);
}

/** The slot of its page that the controller fetches, or -1 where it does not read provider memory. */
function fetchFromMemory(n: Next, k: Constants, queue: number, flight: NextFlight): void {
  const f = fetchedFrame(n, k, queue);
  // A blocked fetch returns nothing that the controller would execute.
  if (f < 0) return;
  const e = n.frame.at(f).slot.at(n.controller.queue.at(queue).head);
  flight.shape = e.shape;
  flight.cid = e.cid;
  flight.page = e.page;
  flight.second = e.second;
  // What was fetched is dead until it is written anew: forgetting it keeps the state space small.
  clear(e);
}

/** Takes an entry from the kernel's copy of what it validated, translated for the bus. */
function fetchFromCopy(k: Constants, copied: Checked, flight: NextFlight): void {
  flight.shape = copied.shape;
  flight.cid = copied.cid;
  flight.page = busPage(k, copied.page);
  flight.second = busPage(k, copied.second);
}

/**
 * The controller fetches the next published entry; with shadow doorbells in effect also one that
 * no doorbell ever published. It stops fetching while the completion queue is full.
 */
export const controllerFetchesEntry = action({
  params: (k) => ({ queue: range(0, k.queues - 1) }),
  when: (s, { queue }, k) => {
    const q = s.controller.queue.at(queue);
    return s.controller.phase !== "off" && q.state === "live" && freeFlight(s, k) >= 0 &&
      (q.head !== q.tail || s.controller.shadowDoorbells) && hasRoomToPost(s, k, queue);
  },
  then: (n, { queue }, k) => {
    const q = n.controller.queue.at(queue);
    const flight = n.controller.flight.at(freeFlight(n, k));
    const copied = n.queue.at(queue).checked.at(q.head);
    if (k.rules.entriesAreCopied(k)) fetchFromCopy(k, copied, flight);
    else fetchFromMemory(n, k, queue, flight);
    flight.validated = busPage(k, copied.listed);
    if (k.rules.listsAreCopied(k)) flight.listed = flight.validated;
    flight.phase = "busy";
    flight.queue = queue;
    flight.owner = q.owner;
    flight.stale = copied.stale;
    // What the controller takes from memory alone moves its tail along.
    if (q.head === q.tail) q.tail = slotAfter(k, q.tail, 1);
    q.head = slotAfter(k, q.head, 1);
    clear(copied);
  },
});

/** The bus page of the access that a command is about to make. */
export function accessedPage(s: State, k: Constants, flight: Flight): number {
  const access = accessAt(flight.shape, flight.part);
  if (access === "first") return flight.page;
  if (access === "listed" || access === "chain") return flight.listed;
  // With pages twice the size, what follows PRP1 is simply the next page: PRP2 is not looked at.
  if (s.controller.bigPages && flight.shape === "readTwoPages") {
    return pageAfter(k, flight.page, 1);
  }
  return flight.second;
}

/** The frame of the access that a command is about to make, or -1 where there is none. */
export function accessedFrame(s: State, k: Constants, flight: Flight): number {
  const access = accessAt(flight.shape, flight.part);
  if (access === "none") return -1;
  if (access === "list" && k.rules.listsAreCopied(k)) return -1;
  return frameReached(s, k, accessedPage(s, k, flight));
}

/**
 * Data lands in a frame, whatever the frame is used for. What lands is the attacker's choice: it
 * wrote the disk beforehand. A submission ring in the frame then holds entries that transfer the
 * lowest page that providers name. (Lists and completions in it the provider can store itself.)
 */
function landData(n: Next, k: Constants, frame: number, owner: number): void {
  n.frame.at(frame).holds = owner;
  // The controller reads no ring of a provider's then.
  if (k.rules.entriesAreCopied(k)) return;
  for (let q = 0; q < k.queues; q++) {
    const known = n.controller.queue.at(q);
    if (known.state === "live" && frame === fetchedFrame(n, k, q)) {
      for (let i = 0; i < k.bounds.depth; i++) {
        const e = n.frame.at(frame).slot.at(i);
        e.shape = "read";
        e.cid = 0;
        e.page = k.bounds.lowPage;
        e.second = k.bounds.lowPage;
      }
    }
  }
}

/** The controller makes the next memory access of a command: a list, or a page of data. */
export const controllerAccessesMemory = action({
  params: (k) => ({ flight: range(0, k.bounds.flights - 1) }),
  when: (s, { flight }) => {
    const f = s.controller.flight.at(flight);
    return f.phase === "busy" && f.part < accessCount(f.shape);
  },
  then: (n, { flight }, k) => {
    const f = n.controller.flight.at(flight);
    const frame = accessedFrame(n, k, f);
    if (frame >= 0) {
      const access = accessAt(f.shape, f.part);
      if (access === "list" || access === "chain") f.listed = n.frame.at(frame).listed;
      if (accessWrites(f.shape, f.part)) landData(n, k, frame, f.owner);
    }
    f.part += 1;
  },
});

/** The frame to which a queue's completions are posted, or -1: the kernel's ring, or blocked. */
export function postedFrame(s: State, k: Constants, queue: number): number {
  if (k.rules.completionsAreTheKernels(k)) return -1;
  return frameReached(s, k, s.controller.queue.at(queue).cq);
}

/**
 * The controller completes a command: what the command changes takes effect, and a completion is
 * posted. Several commands complete in any order. Queue creation and deletion may also fail; that
 * other commands fail makes no difference here, since their data may have moved all the same.
 */
export const controllerCompletes = action({
  params: (k) => ({ flight: range(0, k.bounds.flights - 1), fails: flag() }),
  when: (s, { flight, fails }, k) => {
    const f = s.controller.flight.at(flight);
    const changesQueues = managesQueues(f.shape);
    if (fails && !changesQueues) return false;
    if (!fails && changesQueues && !canChangeControllerQueues(s, f.shape)) return false;
    return f.phase === "busy" && f.part === accessCount(f.shape) &&
      hasRoomToPost(s, k, f.queue);
  },
  then: (n, { flight, fails }, k) => {
    const f = n.controller.flight.at(flight);
    const q = n.controller.queue.at(f.queue);
    const frame = postedFrame(n, k, f.queue);
    if (k.rules.completionsAreTheKernels(k)) {
      post(n.queue.at(f.queue).cell.at(q.post), f.cid!, q.phase, fails);
    } else if (frame >= 0) {
      post(n.frame.at(frame).cell.at(q.post), f.cid!, q.phase, fails);
      n.frame.at(frame).holds = f.owner;
    }
    if (!f.stale) n.queue.at(f.queue).issue.at(f.cid!).completed = true;
    q.post = slotAfter(k, q.post, 1);
    if (q.post === 0) q.phase = !q.phase;
    if (f.shape === "doorbellBuffer") n.controller.shadowDoorbells = true;
    const shape = f.shape;
    const page = f.page;
    clear(f);
    if (managesQueues(shape) && !fails) changeControllerQueues(n, k, shape, page);
  },
});

/** Writes a completion entry. */
function post(cell: NextCell, cid: number, phase: boolean, error: boolean): void {
  cell.error = error;
  cell.cid = cid;
  cell.phase = phase;
}

/** EN was cleared; the controller drops everything, deletes its queues, and clears RDY. */
export const controllerStops = action({
  fairness: weakly(),
  when: (s) => s.controller.phase === "stopping",
  then: (n, _, k) => {
    clear(n.controller);
    for (let q = 0; q < k.queues; q++) {
      for (let i = 0; i < k.bounds.depth; i++) {
        const copied = n.queue.at(q).checked.at(i);
        if (copied.published) clear(copied);
      }
    }
  },
});
