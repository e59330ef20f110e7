/**
 * Memory: what providers store into the pages they map. No kernel code runs when they do.
 *
 * @module
 */

import { index, oneOf, range } from "../checker/mod.ts";
import { frameNamed, ownerMaps } from "./addresses.ts";
import { carriesData, isAdminOnly, namesQueueBase, usesSecond } from "./shapes.ts";
import { capacity, distance } from "./rings.ts";
import { action, ADMIN, type Constants, pagesWritten, type State } from "./state.ts";
import type { Shape } from "./vocabulary.ts";

/** The window's page that an entry or list of a provider is about; one page where none is used. */
const secondPages = (k: Constants) =>
  k.shapes.some(usesSecond) ? pagesWritten(k) : range(k.bounds.lowPage, k.bounds.lowPage);

/** The frame in which a provider keeps a queue's entries, or -1 if it may not write it. */
export function ringFrame(s: State, k: Constants, queue: number): number {
  const known = s.queue.at(queue);
  if (known.armed !== "yes") return -1;
  const frame = frameNamed(k, known.sq);
  return frame > 0 && providerMaps(s, k, frame) ? frame : -1;
}

/** Whether an owner that acts has the frame mapped. */
function providerMaps(s: State, k: Constants, frame: number): boolean {
  for (let o = 0; o < k.bounds.activeOwners; o++) {
    if (ownerMaps(s, k, o, frame)) return true;
  }
  return false;
}

/** Whether an entry's pointers are the canonical ones: 0-most where the shape uses none. */
function isCanonical(
  k: Constants,
  queue: number,
  shape: Shape,
  page: number,
  second: number,
): boolean {
  if (isAdminOnly(shape) && queue !== ADMIN) return false;
  if (!carriesData(shape) && !namesQueueBase(shape) && page !== k.bounds.lowPage) return false;
  return usesSecond(shape) || second === k.bounds.lowPage;
}

/**
 * Whether what stands in a slot can matter before the provider has another chance to write it: a
 * doorbell may publish the slot next, or the controller may still fetch it from there.
 */
function slotMatters(s: State, k: Constants, queue: number, slot: number): boolean {
  if (distance(k, s.queue.at(queue).tail, slot) < capacity(k)) return true;
  if (k.rules.entriesAreCopied(k)) return false;
  const device = s.controller.queue.at(queue);
  return distance(k, device.head, slot) < distance(k, device.head, device.tail);
}

/**
 * A provider writes an entry into a slot of its ring: any entry, at any moment, also between the
 * scan and the fetch.
 */
export const providerWritesEntry = action({
  params: (k) => ({
    queue: range(0, k.queues - 1),
    slot: range(0, k.bounds.depth - 1),
    shape: oneOf(...k.shapes),
    cid: index("command", k.bounds.commands),
    page: pagesWritten(k),
    second: secondPages(k),
  }),
  when: (s, { queue, slot, shape, cid, page, second }, k) => {
    if (!isCanonical(k, queue, shape, page, second)) return false;
    if (k.model === "brokered") return false;
    const f = ringFrame(s, k, queue);
    if (f < 0 || !slotMatters(s, k, queue, slot)) return false;
    const e = s.frame.at(f).slot.at(slot);
    return e.shape !== shape || e.cid !== cid || e.page !== page || e.second !== second;
  },
  then: (n, { queue, slot, shape, cid, page, second }, k) => {
    const e = n.frame.at(ringFrame(n, k, queue)).slot.at(slot);
    e.shape = shape;
    e.cid = cid;
    e.page = page;
    e.second = second;
    k.rules.onMemoryWrite(n);
  },
});

/**
 * A provider writes a PRP list into a page it maps. (Where no shape has a list, the machine leaves
 * this action out.)
 */
export const providerWritesList = action({
  params: (k) => ({ frame: range(1, k.frames - 1), page: pagesWritten(k) }),
  when: (s, { frame, page }, k) =>
    k.model === "validated" && providerMaps(s, k, frame) && s.frame.at(frame).listed !== page,
  then: (n, { frame, page }, k) => {
    n.frame.at(frame).listed = page;
    k.rules.onMemoryWrite(n);
  },
});

/**
 * A provider stores a completion into its completion ring, where the kernel looks next. (Elsewhere
 * in the ring it would only have to wait.)
 */
export const providerForgesCompletion = action({
  params: (k) => ({ queue: range(0, k.queues - 1), cid: index("command", k.bounds.commands) }),
  when: (s, { queue, cid }, k) => {
    if (k.rules.completionsAreTheKernels(k)) return false;
    const known = s.queue.at(queue);
    const f = frameNamed(k, known.cq);
    if (known.armed !== "yes" || f <= 0 || !providerMaps(s, k, f)) return false;
    const cell = s.frame.at(f).cell.at(known.head);
    return cell.phase !== known.expects || cell.cid !== cid;
  },
  then: (n, { queue, cid }, k) => {
    const known = n.queue.at(queue);
    const cell = n.frame.at(frameNamed(k, known.cq)).cell.at(known.head);
    cell.cid = cid;
    cell.phase = known.expects;
    k.rules.onMemoryWrite(n);
  },
});
