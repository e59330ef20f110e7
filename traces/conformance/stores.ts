/**
 * What providers store: entries, lists, marks, each as the bytes and the address of one request.
 *
 * @module
 */

import type { Choice } from "../../checker/mod.ts";
import {
  COMPLETION_ENTRY_BYTES,
  encodePrpList,
  encodeSubmissionEntry,
  SUBMISSION_ENTRY_BYTES,
} from "../../spec/nvme/mod.ts";
import { firstFrame, frameNamed } from "../../spec/addresses.ts";
import type { Request } from "./adapter.ts";
import { type AbstractEntry, entryOf } from "./entries.ts";
import { type Addresses, LIST_OFFSET, MARK_OFFSET, nameOf, PAGE } from "./layout.ts";
import {
  type MachineConstants,
  type MachineSlot,
  type MachineState,
  mapperOf,
  ownerOf,
} from "./machine_state.ts";

/** An instance of the machine, and the addresses of the host that is held to it. */
export interface Setting {
  readonly k: MachineConstants;
  readonly addresses: Addresses;
}

/** Marks of whose it is, in every page of a window that was just granted. */
export function marksOf(k: MachineConstants, window: number, owner: number): Request[] {
  return Array.from({ length: k.bounds.windowPages }, (_, page) => ({
    action: "providerWritesEntry" as const,
    owner,
    address: nameOf(firstFrame(k, window) + page) + BigInt(MARK_OFFSET),
    bytes: Uint8Array.of(owner + 1),
  }));
}

/** An entry in a slot of a ring. */
export function storeEntry(
  { k, addresses }: Setting,
  state: MachineState,
  queue: number,
  page: number,
  frame: number,
  slot: number,
  entry: AbstractEntry,
): Request {
  return {
    action: "providerWritesEntry",
    owner: ownerOf(state, k, frame),
    address: addresses.slot(page, slot),
    bytes: encodeSubmissionEntry(entryOf(entry, queue, addresses, createdEntries(k, entry))),
  };
}

/** Entries of a queue that an entry creates. */
function createdEntries({ bounds }: MachineConstants, { shape }: AbstractEntry): number {
  const bytes = shape === "createSq" ? SUBMISSION_ENTRY_BYTES : COMPLETION_ENTRY_BYTES;
  return bounds.queuePages === 1 ? bounds.depth : bounds.queuePages * PAGE / bytes;
}

/** A list in a page: both of its entries name one page, because it needs two to be a list at all. */
export function storeList(
  { addresses }: Setting,
  owner: number,
  frame: number,
  listed: number,
): Request {
  const address = addresses.of(listed);
  return {
    action: "providerWritesList",
    owner,
    address: nameOf(frame) + BigInt(LIST_OFFSET),
    bytes: encodePrpList([address, address]),
  };
}

/** Where the machine's slot is blank, the entry that stands for that is stored before it is read. */
export function blankEntry(to: Setting, state: MachineState, choice: Choice): Request[] {
  const { k } = to;
  const queue = choice.params.queue as number;
  const { sq, scan } = state.queue[queue];
  const frame = frameNamed(k, sq);
  if (scan.phase !== "scanning" || frame < 0 || mapperOf(state, k, frame) < 0) return [];
  const entry = state.frame[frame].slot[scan.cursor];
  return isBlank(entry)
    ? [storeEntry(to, state, queue, sq, frame, scan.cursor, entryIn(entry))]
    : [];
}

/** Whether the machine keeps nothing of a slot. */
export function isBlank(slot: MachineSlot): boolean {
  const { shape, cid, page, second } = entryIn(slot);
  return shape === "noData" && cid === 0 && page === 0 && second === 0;
}

/** What is read from a slot: zeros name command 0. */
function entryIn(slot: MachineSlot): AbstractEntry {
  return { ...slot, cid: slot.cid ?? 0 };
}

/** What the machine keeps of pages that data may have landed in, stored anew. */
export function restored(to: Setting, state: MachineState, choice: Choice): Request[] {
  const { k } = to;
  const flight = state.controller.flight[choice.params.flight as number];
  const touched = [flight.page, flight.second, flight.listed].map((page) => page % k.frames);
  const requests: Request[] = [];
  for (const frame of new Set(touched)) {
    const owner = mapperOf(state, k, frame);
    if (owner < 0) continue;
    const { slot, listed } = state.frame[frame];
    const queue = Math.max(state.queue.findIndex((q) => q.armed === "yes" && q.sq === frame), 0);
    slot.forEach((entry, index) => {
      if (isBlank(entry)) return;
      requests.push(storeEntry(to, state, queue, frame, frame, index, entryIn(entry)));
    });
    if (listed !== 0) requests.push(storeList(to, owner, frame, listed));
  }
  return requests;
}
