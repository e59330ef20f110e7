/**
 * Whether what a command names lies in its owner's windows, and in which frames that is.
 *
 * @module
 */

import { pageShares } from "../nvme/mod.ts";
import type { Extent, Pages } from "./data_pointer.ts";
import type { Window } from "./ledger.ts";
import { pageBytes, type Platform } from "./platform.ts";
import type { Segment } from "./publication.ts";
import { type ProviderRing, Ring } from "./queue.ts";
import { Refusal } from "./refusal.ts";

/** Where `length` bytes lie that do not cross a page's end, if a window of the owner's holds them. */
export function placeShare(
  platform: Platform,
  owner: number,
  address: bigint,
  length: number,
): Segment | Refusal {
  const covering = platform.ledger.cover(owner, address, BigInt(length));
  if (covering instanceof Refusal) return covering;
  // Windows are whole pages, so the window of the first byte holds the page.
  return placeInWindow(platform, covering[0], Number(address - covering[0].base));
}

/** Where a byte of a window lies. */
export function placeInWindow(platform: Platform, window: Window, at: number): Segment {
  const bytes = pageBytes(platform);
  const page = Math.floor(at / bytes);
  const offset = at % bytes;
  return {
    window,
    frame: window.frames[page],
    offset,
    address: platform.addressing.ofPage(window, page) + BigInt(offset),
  };
}

/** Where a plan's bytes lie, page by page, if every one of them is in a window of the owner's. */
export function place(
  platform: Platform,
  owner: number,
  plan: Extent | Pages,
): Segment[] | Refusal {
  if (plan.kind === "extent") {
    const covering = platform.ledger.cover(owner, plan.base, BigInt(plan.length));
    if (covering instanceof Refusal) return covering;
  }
  const segments: Segment[] = [];
  for (const { address, length } of sharesOf(plan, pageBytes(platform))) {
    const segment = placeShare(platform, owner, address, length);
    if (segment instanceof Refusal) return segment;
    segments.push(segment);
  }
  return segments;
}

function sharesOf(plan: Extent | Pages, pageBytes: number) {
  if (plan.kind === "pages") return pageShares(plan.first, plan.following, plan.length, pageBytes);
  const following: bigint[] = [];
  for (let at = pageBytes; at < plan.length; at += pageBytes) {
    following.push(plan.base + BigInt(at));
  }
  return pageShares(plan.base, following, plan.length, pageBytes);
}

/** A provider's queue over the pages where it lies. */
export function providerRing(
  platform: Platform,
  segments: readonly Segment[],
  entries: number,
  entryBytes: number,
): ProviderRing {
  const frames = segments.map((segment) => segment.frame);
  return {
    ring: new Ring(entries, entryBytes, frames, pageBytes(platform)),
    windows: [...new Set(segments.map((segment) => segment.window))],
  };
}
