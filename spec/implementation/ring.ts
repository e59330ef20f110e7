/**
 * Ring arithmetic: slots of a ring of `size` entries, of which at most `size - 1` are in use, so that
 * a full ring is told from an empty one.
 *
 * Source: NVMe Base Specification 2.1, 3.3.1 "Memory-based Transport Queue Model".
 *
 * @module
 */

/**
 * How many entries lie from slot `from` up to, but not including, slot `to`, across the wrap.
 *
 * @example
 * ```ts
 * import { assert } from "@std/assert";
 * import { distance, freeSlots, slotAfter } from "./ring.ts";
 *
 * assert(distance(3, 2, 4) === 3, "a tail that moves from 3 to 2 publishes 3 entries");
 * assert(freeSlots(3, 3, 4) === 3);
 * assert(slotAfter(3, 1, 4) === 0);
 * ```
 */
export function distance(from: number, to: number, size: number): number {
  return (to - from + size) % size;
}

/** The slot `by` entries (at most `size`) after another. */
export function slotAfter(slot: number, by: number, size: number): number {
  return (slot + by) % size;
}

/** How many entries fit between tail and head. */
export function freeSlots(head: number, tail: number, size: number): number {
  return size - 1 - distance(head, tail, size);
}

/**
 * Whether a doorbell's value is a slot of the ring. It is compared as it was written: a controller
 * that drops high bits would read 10001h as 1.
 */
export function isSlot(value: bigint, size: number): boolean {
  return value >= 0n && value < BigInt(size);
}
