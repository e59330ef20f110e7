/**
 * From the data pointers of an entry to the extents of memory that they name.
 *
 * Pure arithmetic: an entry and a length come in; pages, or the one list page to be read, come out.
 * Alignment is checked here, because it can be seen without knowing any window.
 *
 * The rules are the specification's: PRP1 is aligned to a dword and may point into the middle of a
 * page; every other page pointer, and a queue's base, to a page; a list pointer to a qword.
 *
 * @module
 */

import {
  isAligned,
  listSlots,
  PRP_ENTRY_BYTES,
  prpShape,
  type SubmissionEntry,
} from "../nvme/mod.ts";
import { Refusal } from "./refusal.ts";

/** `length` bytes from a page's beginning on, over as many pages as that takes. */
export interface Extent {
  readonly kind: "extent";
  readonly base: bigint;
  readonly length: number;
}

/** Every page is known: `first` may begin in the middle of a page, `following` do not. */
export interface Pages {
  readonly kind: "pages";
  readonly first: bigint;
  readonly following: readonly bigint[];
  readonly length: number;
}

/** `entries` more pages are listed at `at`; if `first` is `null`, the list names that one, too. */
export interface PageList {
  readonly kind: "list";
  readonly first: bigint | null;
  readonly at: bigint;
  readonly entries: number;
  readonly length: number;
}

/**
 * The pages of a transfer of `length` bytes, or the list to be read for them.
 *
 * @example
 * ```ts
 * import { assert } from "@std/assert";
 * import { submissionEntry } from "../nvme/mod.ts";
 * import { planData } from "./data_pointer.ts";
 *
 * const entry = submissionEntry({ prp1: 0x1200n, prp2: 0x5000n });
 * const two = planData(entry, 4096, 4096);
 * assert("kind" in two && two.kind === "pages" && two.following[0] === 0x5000n);
 * const many = planData(entry, 3 * 4096, 4096);
 * assert("kind" in many && many.kind === "list" && many.entries === 3);
 * const unaligned = planData(submissionEntry({ prp1: 0x1202n }), 512, 4096);
 * assert("reason" in unaligned && unaligned.reason === "unaligned");
 * ```
 */
export function planData(
  { prp1, prp2 }: Pick<SubmissionEntry, "prp1" | "prp2">,
  length: number,
  pageBytes: number,
): Pages | PageList | Refusal {
  if (!isAligned(prp1, 4)) return new Refusal("unaligned", prp1);
  const shape = prpShape(prp1, length, pageBytes);
  switch (shape.kind) {
    case "onePage":
      // PRP2 is reserved here. Drivers leave all kinds of numbers in it; it is passed on as zero.
      return { kind: "pages", first: prp1, following: [], length };
    case "twoPages":
      if (!isAligned(prp2, pageBytes)) return new Refusal("unaligned", prp2);
      return { kind: "pages", first: prp1, following: [prp2], length };
    case "list":
      return planList(prp1, prp2, shape.entries, length, pageBytes);
  }
}

/** Where a queue of `length` bytes lies: contiguous from its base, or over the pages listed there. */
export function planQueue(
  base: bigint,
  contiguous: boolean,
  length: number,
  pageBytes: number,
): Extent | PageList | Refusal {
  const extent = planExtent(base, length, pageBytes);
  if (contiguous || extent instanceof Refusal) return extent;
  return planList(null, base, Math.ceil(length / pageBytes), length, pageBytes);
}

/** `length` bytes from a base that must be a page's beginning. */
export function planExtent(base: bigint, length: number, pageBytes: number): Extent | Refusal {
  if (!isAligned(base, pageBytes)) return new Refusal("unaligned", base);
  return { kind: "extent", base, length };
}

/** The pages, once the list's entries are known. */
export function withList(
  plan: PageList,
  entries: readonly bigint[],
  pageBytes: number,
): Pages | Refusal {
  for (const entry of entries) {
    if (!isAligned(entry, pageBytes)) return new Refusal("unaligned", entry);
  }
  const pages = plan.first === null ? entries : [plan.first, ...entries];
  return { kind: "pages", first: pages[0], following: pages.slice(1), length: plan.length };
}

/** Bytes of a plan's list. */
export function listBytes(plan: PageList): number {
  return plan.entries * PRP_ENTRY_BYTES;
}

function planList(
  first: bigint | null,
  at: bigint,
  entries: number,
  length: number,
  pageBytes: number,
): PageList | Refusal {
  if (!isAligned(at, PRP_ENTRY_BYTES)) return new Refusal("unaligned", at);
  // With one entry too many, the page's last slot would point to another list.
  if (entries > listSlots(at, pageBytes)) return new Refusal("deeperChain", at);
  return { kind: "list", first, at, entries, length };
}
