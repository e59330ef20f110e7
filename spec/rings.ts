/**
 * Ring arithmetic: slots of a queue of `depth` entries, of which at most `depth - 1` are in use.
 *
 * @module
 */

import type { Constants } from "./state.ts";

/** The slot `by` entries after another one, across the ring's wrap. */
export function slotAfter(k: Constants, slot: number, by: number): number {
  return (slot + by) % k.bounds.depth;
}

/** How many entries lie from `from` up to, but not including, `to`. */
export function distance(k: Constants, from: number, to: number): number {
  return (to - from + 2 * k.bounds.depth) % k.bounds.depth;
}

/** How many commands a ring holds at most. */
export function capacity(k: Constants): number {
  return k.bounds.depth - 1;
}
