/**
 * Submission: a provider rings a tail doorbell, the kernel scans what that publishes, one entry at
 * a time, and either publishes the batch or refuses it.
 *
 * @module
 */

import { clear, index, range, strongly, weakly } from "../checker/mod.ts";
import { frameNamed } from "./addresses.ts";
import { answer, answerFor, doorbellObjection, entryObjection, generationAt } from "./checks.ts";
import { changeKnownQueues } from "./queues.ts";
import { distance, slotAfter } from "./rings.ts";
import { managesQueues, namesQueueBase, usesList } from "./shapes.ts";
import { action, type Constants, type Next, type NextChecked, type State } from "./state.ts";
import { usesWindow } from "./teardown.ts";

/** The slot of the provider's page in which the kernel finds a ring's slot. */
export function slotInPage(k: Constants, shifted: boolean, slot: number): number {
  // A base that is not page-aligned moves every entry along; the controller drops the low bits.
  return shifted ? slotAfter(k, slot, 1) : slot;
}

/** A provider has written all of the slots that a doorbell would publish. */
function slotsAreWritten(s: State, k: Constants, queue: number, to: number): boolean {
  const known = s.queue.at(queue);
  const f = frameNamed(k, known.sq);
  if (f < 0) return false;
  for (let i = 0; i < k.bounds.depth; i++) {
    if (i < distance(k, known.tail, to)) {
      const at = slotInPage(k, known.sqShifted, slotAfter(k, known.tail, i));
      if (s.frame.at(f).slot.at(at).shape === "noData") return false;
    }
  }
  return true;
}

/** Whether a doorbell keeps to the protocol: a new tail with room for it, command ids not in use. */
function isOrderly(s: State, k: Constants, queue: number, to: number): boolean {
  const known = s.queue.at(queue);
  const device = s.controller.queue.at(queue);
  const count = distance(k, known.tail, to);
  if (to >= k.bounds.depth || count === 0) return false;
  if (distance(k, device.head, device.tail) + count >= k.bounds.depth) return false;
  const f = frameNamed(k, known.sq);
  if (f < 0) return false;
  for (let i = 0; i < k.bounds.depth; i++) {
    if (i < count) {
      const at = slotInPage(k, known.sqShifted, slotAfter(k, known.tail, i));
      const cid = s.frame.at(f).slot.at(at).cid!;
      const phase = known.issue.at(cid).phase;
      if (phase === "waiting" || phase === "abandoned") return false;
      for (let j = 0; j < k.bounds.depth; j++) {
        const before = slotInPage(k, known.sqShifted, slotAfter(k, known.tail, j));
        if (j < i && s.frame.at(f).slot.at(before).cid === cid) return false;
      }
    }
  }
  return true;
}

/**
 * A provider writes a tail doorbell. What the kernel can refuse without reading memory it refuses
 * at once; otherwise the scan begins, and the doorbell waits for it.
 */
export const providerRingsDoorbell = action({
  params: (k) => ({
    owner: index("owner", k.bounds.owners),
    queue: range(0, k.queues - 1),
    handle: range(0, k.bounds.generations - 1),
    tail: range(0, k.bounds.depth),
  }),
  when: (s, { owner, queue, handle, tail }, k) =>
    k.model === "validated" && owner < k.bounds.activeOwners && s.handle.at(owner).has(handle) &&
    s.queue.at(queue).scan.phase === "idle" &&
    (k.bounds.blankEntries === 1 || slotsAreWritten(s, k, queue, tail)) &&
    (k.bounds.disorder === 1 || isOrderly(s, k, queue, tail)),
  then: (n, { owner, queue, handle, tail }, k) => {
    const known = n.queue.at(queue);
    const objection = doorbellObjection(n, k, handle, queue, tail);
    answer(n, k, queue, objection);
    if (objection !== "none") return;
    k.rules.onRing(n, queue, tail);
    known.scan.phase = "scanning";
    known.scan.cursor = k.rules.scanBegins(n, queue);
    known.scan.to = tail;
    known.scan.generation = n.claim.generation;
    known.scan.reads = 0;
    known.scan.overtaken = false;
    known.scan.ringer = owner;
    known.scan.presented = handle;
  },
});

/** The page that the PRP list at `page` names. Where nothing is mapped the kernel reads zeroes. */
export function listedAt(s: State, k: Constants, page: number): number {
  const f = frameNamed(k, page);
  return f < 0 ? 0 : s.frame.at(f).listed;
}

/** Reads an entry into the kernel's memory, each of its words once. */
function readEntry(n: Next, k: Constants, copied: NextChecked, frame: number, slot: number): void {
  const read = n.frame.at(frame).slot.at(slot);
  copied.shape = read.shape;
  copied.cid = read.cid;
  copied.page = read.page;
  copied.second = read.second;
  // If nobody reads the slot again before it is written anew, its contents are dead: forget them.
  if (k.rules.entriesAreCopied(k)) clear(read);
}

/**
 * The kernel reads one more entry of the batch, and the list that it names, into its own memory,
 * and judges what it read there. Between two of these steps anything can happen.
 */
export const kernelScansEntry = action({
  params: (k) => ({ queue: range(0, k.queues - 1) }),
  fairness: weakly("queue"),
  when: (s, { queue }, k) => {
    const scan = s.queue.at(queue).scan;
    return scan.phase === "scanning" && distance(k, scan.cursor, scan.to) > 0;
  },
  then: (n, { queue }, k) => {
    const known = n.queue.at(queue);
    const slot = known.scan.cursor;
    const copied = known.checked.at(slot);
    clear(copied);
    const f = frameNamed(k, known.sq);
    // A ring that the provider moved out of its memory in the meantime reads as zeroes.
    if (f >= 0) readEntry(n, k, copied, f, slotInPage(k, known.sqShifted, slot));
    if (usesList(copied.shape) && k.rules.listMayBeRead(n, k, copied.second)) {
      copied.listed = listedAt(n, k, copied.second);
      copied.listRead = true;
    }
    copied.pageGeneration = generationAt(n, k, copied.page);
    copied.secondGeneration = generationAt(n, k, copied.second);
    copied.listedGeneration = generationAt(n, k, copied.listed);
    known.scan.reads = Math.min(known.scan.reads + k.rules.readsPerEntry(), 2 * k.bounds.depth);
    const objection = entryObjection(n, k, queue, slot);
    known.scan.cursor = slotAfter(k, slot, 1);
    if (objection === "none") return;
    known.scan.phase = "refusing";
    answer(n, k, queue, objection);
  },
});

/** Whether what the scan accepted is still granted as it was when the scan saw it. */
export function batchIsUnchanged(s: State, k: Constants, queue: number): boolean {
  return k.rules.claimIsUnchanged(s, k, queue) && k.rules.windowsAreUnchanged(s, k, queue) &&
    k.rules.queueIsArmed(s, k, queue);
}

/** Publishes the slots from the last validated tail up to `to`. */
function publish(n: Next, k: Constants, queue: number, to: number): void {
  const known = n.queue.at(queue);
  const count = distance(k, known.tail, to);
  for (let i = 0; i < k.bounds.depth; i++) {
    if (i < count) {
      const published = known.checked.at(slotAfter(k, known.tail, i));
      published.published = true;
      const issue = known.issue.at(published.cid!);
      issue.phase = "waiting";
      issue.generation = known.scan.generation;
      issue.shape = published.shape;
      issue.page = namesQueueBase(published.shape) ? published.page : 0;
      clear(issue.uses);
      for (let w = 0; w < k.bounds.windows; w++) {
        if (usesWindow(k, published, published.listed, w)) issue.uses.add(w);
      }
      issue.ringGeneration = published.shape === "createSq" ? published.pageGeneration : 0;
      issue.wakes = 0;
      issue.completed = false;
      issue.stale = false;
    }
  }
  k.rules.handOver(n, k, queue);
  known.tail = slotAfter(k, to, 0);
  // A controller ignores a tail outside its ring.
  if (to < k.bounds.depth) n.controller.queue.at(queue).tail = to;
}

/** What the kernel knows of queues changes with the published commands, where the design says so. */
function changeQueuesNow(n: Next, k: Constants, queue: number, from: number, to: number): void {
  for (let i = 0; i < k.bounds.depth; i++) {
    if (i < distance(k, from, to)) {
      const published = n.queue.at(queue).checked.at(slotAfter(k, from, i));
      if (managesQueues(published.shape)) {
        changeKnownQueues(n, k, published.shape, published.page, published.pageGeneration);
      }
    }
  }
}

/** Forgets what a scan read of slots that stay unpublished. */
function forgetUnpublished(n: Next, k: Constants, queue: number): void {
  for (let i = 0; i < k.bounds.depth; i++) {
    const copied = n.queue.at(queue).checked.at(i);
    if (!copied.published) clear(copied);
  }
}

// A kernel that has read its batch publishes or refuses it. Which of the two is possible may change
// while it waits for its turn, so the promise that it gets one is strong fairness of both.

/** The kernel publishes a batch: it writes the doorbell, and waiters begin to wait. */
export const kernelPublishesBatch = action({
  params: (k) => ({ queue: range(0, k.queues - 1) }),
  fairness: strongly("queue"),
  when: (s, { queue }, k) => {
    const scan = s.queue.at(queue).scan;
    return scan.phase === "scanning" && distance(k, scan.cursor, scan.to) === 0 &&
      batchIsUnchanged(s, k, queue);
  },
  then: (n, { queue }, k) => {
    const known = n.queue.at(queue);
    const from = known.tail;
    const to = known.scan.to;
    publish(n, k, queue, to);
    if (k.rules.queuesChangeWhenPublished(k)) changeQueuesNow(n, k, queue, from, to);
    clear(known.scan);
  },
});

/** The kernel refuses a batch: no doorbell is written, and the provider is told why. */
export const kernelRefusesBatch = action({
  params: (k) => ({ queue: range(0, k.queues - 1) }),
  fairness: strongly("queue"),
  when: (s, { queue }, k) => {
    const scan = s.queue.at(queue).scan;
    if (scan.phase === "refusing") return true;
    return scan.phase === "scanning" && distance(k, scan.cursor, scan.to) === 0 &&
      k.rules.overtakenIsRefused() && !batchIsUnchanged(s, k, queue);
  },
  then: (n, { queue }, k) => {
    const known = n.queue.at(queue);
    const reason = known.scan.phase === "refusing" ? known.answer : answerFor(k, "staleGeneration");
    const kept = k.rules.publishedOnRefusal(n, k, queue);
    if (kept > 0) publish(n, k, queue, slotAfter(k, known.tail, kept));
    known.answer = k.rules.answerToRefusal(reason);
    clear(known.scan);
    forgetUnpublished(n, k, queue);
  },
});
