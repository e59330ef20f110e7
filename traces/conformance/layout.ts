/**
 * Where the machine's pages lie in concrete addresses.
 *
 * The machine counts pages. A name `p` of the provider's address space is the address
 * `NAMES + p * PAGE`; the host-physical number of frame `f` is an address in the range in which the
 * simulated host has its memory. Inside a page, submission slots begin at 0, a PRP list at
 * {@link LIST_OFFSET}, and small transfers end at the page's end, so that none of them is in the way
 * of another.
 *
 * @module
 */

import { HOST_FRAMES, PHYSICAL_BASE } from "../../spec/implementation/mod.ts";
import { SUBMISSION_ENTRY_BYTES } from "../../spec/nvme/mod.ts";
import type { Geometry } from "./adapter.ts";

/** Bytes of a page. */
export const PAGE = 4096;

/** Where page 0 of every provider's address space lies: a page that no window holds. */
export const NAMES = 0x10_0000n;

/** Where a list begins in the page that holds it, and where its last slot is. */
export const LIST_OFFSET = 2048;
export const LAST_LIST_SLOT = PAGE - 8;

/** How many frames the machine counts for a geometry: the host's one, and those of the windows. */
export function frameCount({ windows, windowPages }: Pick<Geometry, "windows" | "windowPages">) {
  return 1 + windows * windowPages;
}

/** The address of a page number. */
export function addressOf(frames: number, page: number): bigint {
  if (page < frames) return NAMES + BigInt(page * PAGE);
  return PHYSICAL_BASE + BigInt((HOST_FRAMES - 1 + page - frames) * PAGE);
}

/**
 * The page number that an address of a provider lies in: 0, which no window holds, for every address
 * that is neither the name nor the host-physical number of a page.
 */
export function pageAt(frames: number, address: bigint): number {
  for (let page = 0; page < 2 * frames; page++) {
    const base = addressOf(frames, page);
    if (address >= base && address < base + BigInt(PAGE)) return page;
  }
  return 0;
}

/** The address of a slot of a ring that begins at a page. */
export function slotAddress(frames: number, page: number, slot: number): bigint {
  return addressOf(frames, page) + BigInt(slot * SUBMISSION_ENTRY_BYTES);
}
