/**
 * Physical region pages: how an entry names the pages of its data.
 *
 * PRP1 points anywhere in the first page, at a multiple of 4. How many more pages follow depends on
 * the offset and the length, which is why a validator must know the length:
 *
 * | pages | PRP2 |
 * | --- | --- |
 * | 1 | reserved |
 * | 2 | the second page, at its beginning |
 * | more | a pointer, at a multiple of 8, into a page that lists the others |
 *
 * Each entry of a list points to the beginning of a page. A list that does not end before its page
 * does goes on elsewhere: the last slot of the page is then a pointer to the next list page. Low
 * bits are never masked here: controllers have been seen to use them.
 *
 * Source: NVMe Base Specification 2.1, 4.3.1 "Physical Region Page Entry and List".
 *
 * @module
 */

import { requireQword, viewOf } from "./bit_fields.ts";

/** Bytes of one PRP entry. */
export const PRP_ENTRY_BYTES = 8;

/** What PRP2 is, and for a list, how many entries it needs. */
export type PrpShape =
  | { readonly kind: "onePage" }
  | { readonly kind: "twoPages" }
  | { readonly kind: "list"; readonly entries: number };

/**
 * How many pages a transfer of `length` bytes (at least 1) from `prp1` touches.
 *
 * @example
 * ```ts
 * import { assert } from "@std/assert";
 * import { pagesTouched } from "./prp.ts";
 *
 * assert(pagesTouched(0x1000n, 4096, 4096) === 1);
 * assert(pagesTouched(0x1004n, 4096, 4096) === 2);
 * ```
 * @throws {RangeError} if `length` is no positive integer.
 */
export function pagesTouched(prp1: bigint, length: number, pageBytes: number): number {
  if (!Number.isSafeInteger(length) || length < 1) {
    throw new RangeError(`Cannot count the pages of a transfer of ${length} bytes`);
  }
  return Math.ceil((pageOffset(prp1, pageBytes) + length) / pageBytes);
}

/**
 * What PRP2 means for a transfer of `length` bytes from `prp1`.
 *
 * @example
 * ```ts
 * import { assert } from "@std/assert";
 * import { prpShape } from "./prp.ts";
 *
 * assert(prpShape(0x1000n, 8192, 4096).kind === "twoPages");
 * const shape = prpShape(0x1200n, 8192, 4096);
 * assert(shape.kind === "list" && shape.entries === 2);
 * ```
 */
export function prpShape(prp1: bigint, length: number, pageBytes: number): PrpShape {
  const pages = pagesTouched(prp1, length, pageBytes);
  if (pages === 1) return { kind: "onePage" };
  if (pages === 2) return { kind: "twoPages" };
  return { kind: "list", entries: pages - 1 };
}

/** How many entries there is room for from a list pointer to the end of the page it points into. */
export function listSlots(pointer: bigint, pageBytes: number): number {
  return Math.floor((pageBytes - pageOffset(pointer, pageBytes)) / PRP_ENTRY_BYTES);
}

/** The offset of an address in its page; page sizes are powers of two. */
export function pageOffset(address: bigint, pageBytes: number): number {
  return Number(address & BigInt(pageBytes - 1));
}

/** Whether an address is a multiple of `bytes`, a power of two. */
export function isAligned(address: bigint, bytes: number): boolean {
  return (address & BigInt(bytes - 1)) === 0n;
}

/** The entries in a list's bytes. */
export function decodePrpList(bytes: Uint8Array): bigint[] {
  const view = viewOf(bytes);
  const entries: bigint[] = [];
  for (let at = 0; at + PRP_ENTRY_BYTES <= bytes.length; at += PRP_ENTRY_BYTES) {
    entries.push(view.getBigUint64(at, true));
  }
  return entries;
}

/**
 * The bytes of a list: the inverse of {@link decodePrpList}.
 *
 * @throws {RangeError} if an entry does not fit 64 bits.
 */
export function encodePrpList(entries: readonly bigint[]): Uint8Array {
  const bytes = new Uint8Array(entries.length * PRP_ENTRY_BYTES);
  const view = viewOf(bytes);
  entries.forEach((entry, index) => {
    requireQword("a PRP entry", entry);
    view.setBigUint64(index * PRP_ENTRY_BYTES, entry, true);
  });
  return bytes;
}

/** One page's share of a transfer. */
export interface PageShare {
  readonly address: bigint;
  readonly length: number;
}

/**
 * The transfer as one extent a page: PRP1 up to the end of its page, then the pages that follow, the
 * last one only as far as the data goes.
 *
 * @example
 * ```ts
 * import { assert } from "@std/assert";
 * import { pageShares } from "./prp.ts";
 *
 * const shares = pageShares(0x1e00n, [0x9000n], 1024, 4096);
 * assert(shares[0].length === 512);
 * assert(shares[1].address === 0x9000n && shares[1].length === 512);
 * ```
 * @throws {RangeError} if `following` does not hold one page for each that the transfer needs.
 */
export function pageShares(
  prp1: bigint,
  following: readonly bigint[],
  length: number,
  pageBytes: number,
): PageShare[] {
  const pages = pagesTouched(prp1, length, pageBytes);
  if (following.length !== pages - 1) {
    throw new RangeError(
      `Cannot lay out ${length} bytes: ${following.length} pages follow, expected ${pages - 1}`,
    );
  }
  const first = Math.min(length, pageBytes - pageOffset(prp1, pageBytes));
  const shares = [{ address: prp1, length: first }];
  let left = length - first;
  for (const address of following) {
    const share = Math.min(left, pageBytes);
    shares.push({ address, length: share });
    left -= share;
  }
  return shares;
}
