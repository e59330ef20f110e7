/**
 * How a simulated controller finds and moves the data of a command: one memory access at a time.
 *
 * Each function is a generator that stops before every access to memory, so that whoever drives the
 * controller decides what happens in between. The controller is not careful on its host's behalf: it
 * masks no low bits, follows every chain of lists, and takes a PRP2 of zero for address 0.
 *
 * @module
 */

import {
  decodePrpList,
  listSlots,
  type PageShare,
  pageShares,
  PRP_ENTRY_BYTES,
  prpShape,
  type SubmissionEntry,
} from "../nvme/mod.ts";
import type { DeviceBus } from "./bus.ts";

/** Work that stops before each access to memory. */
export type Steps<T> = Generator<void, T>;

/** The pages of a transfer, or `null` if a list could not be read. */
function* findPages(
  bus: DeviceBus,
  { prp1, prp2 }: SubmissionEntry,
  length: number,
  pageBytes: number,
): Steps<PageShare[] | null> {
  const shape = prpShape(prp1, length, pageBytes);
  if (shape.kind === "onePage") return pageShares(prp1, [], length, pageBytes);
  if (shape.kind === "twoPages") return pageShares(prp1, [prp2], length, pageBytes);
  const following = yield* readList(bus, prp2, shape.entries, pageBytes);
  return following === null ? null : pageShares(prp1, following, length, pageBytes);
}

/** The entries of a list, over as many pages as it is chained through; `null` if one could not be read. */
export function* readList(
  bus: DeviceBus,
  pointer: bigint,
  count: number,
  pageBytes: number,
): Steps<bigint[] | null> {
  const listed: bigint[] = [];
  let at = pointer;
  while (listed.length < count) {
    const missing = count - listed.length;
    const slots = listSlots(at, pageBytes);
    const chained = missing > slots;
    yield;
    const bytes = bus.read(at, Math.min(missing, slots) * PRP_ENTRY_BYTES);
    if (bytes === null) return null;
    const entries = decodePrpList(bytes);
    if (chained) at = entries.pop()!;
    listed.push(...entries);
  }
  return listed;
}

/** Reads a command's data from memory; `null` if an access faulted. */
export function* readData(
  bus: DeviceBus,
  entry: SubmissionEntry,
  length: number,
  pageBytes: number,
): Steps<Uint8Array | null> {
  const pages = yield* findPages(bus, entry, length, pageBytes);
  if (pages === null) return null;
  const data = new Uint8Array(length);
  let at = 0;
  for (const page of pages) {
    yield;
    const bytes = bus.read(page.address, page.length);
    if (bytes === null) return null;
    data.set(bytes, at);
    at += page.length;
  }
  return data;
}

/** Writes a command's data to memory; `false` if an access faulted. */
export function* writeData(
  bus: DeviceBus,
  entry: SubmissionEntry,
  data: Uint8Array,
  pageBytes: number,
): Steps<boolean> {
  const pages = yield* findPages(bus, entry, data.length, pageBytes);
  if (pages === null) return false;
  let at = 0;
  for (const page of pages) {
    yield;
    if (!bus.write(page.address, data.subarray(at, at + page.length))) return false;
    at += page.length;
  }
  return true;
}
