/**
 * What drives a search, whatever engine it is: limits, progress, interruption, and turns for the
 * event loop.
 *
 * @module
 */

import { isOutOfMemory } from "./errors.ts";
import type { Counts, Limit, Progress } from "./result.ts";

/** A search in progress, as far as whoever drives it needs to know it. */
export interface Search {
  /** Distinct states found. */
  readonly size: number;
  /** Distinct states found and not yet expanded. */
  readonly frontier: number;
  /** Bytes held, all included. */
  readonly bytes: number;
  readonly counts: Counts;
  /** Whether every reachable state has been expanded. */
  readonly complete: boolean;
  /** Whether nothing more is wanted of the search. */
  readonly satisfied: boolean;
  /**
   * Expands a little: as little as the engine can, so that limits are kept closely. A search that
   * runs elsewhere promises to say when there is something new to look at.
   */
  advance(): void | Promise<void>;
}

/** How far a search may go. */
export interface Limits {
  readonly maxStates?: number;
  readonly maxBytes?: number;
  readonly maxMilliseconds?: number;
  readonly signal?: AbortSignal;
}

/** How a search is watched. */
export interface Watch {
  readonly onProgress?: (progress: Progress) => void;
  readonly progressEvery?: number;
}

/** How long the event loop may wait for a search, in milliseconds. */
const SLICE = 100;

/**
 * Runs a search to its end or to a limit, giving way to the event loop about every 100 ms.
 *
 * @returns the limit that ended it, if one did. A fixpoint reached within the limits is no limit's
 * doing, and neither is a satisfied search.
 */
export async function run(
  search: Search,
  { maxStates = Infinity, maxBytes = Infinity, maxMilliseconds = Infinity, signal }: Limits,
  { onProgress, progressEvery = 500 }: Watch = {},
): Promise<Limit | undefined> {
  const begun = performance.now();
  let shown = begun;
  for (;;) {
    if (signal?.aborted) return "interrupted";
    const until = Math.min(performance.now() + SLICE, begun + maxMilliseconds);
    try {
      await advance(search, until, maxStates, maxBytes);
    } catch (error) {
      // What was covered so far stands, and so does every violation among it.
      if (isOutOfMemory(error)) return "memory";
      throw error;
    }
    if (search.complete || search.satisfied) return undefined;
    if (search.size > maxStates) return "states";
    if (search.bytes > maxBytes) return "memory";
    if (performance.now() - begun >= maxMilliseconds) return "time";
    await new Promise((resume) => setTimeout(resume, 0));
    if (onProgress !== undefined && performance.now() - shown >= progressEvery) {
      shown = performance.now();
      onProgress(progressOf(search, shown - begun));
    }
  }
}

/** Advances a search until the time given, unless there is another reason to look up before. */
function advance(
  search: Search,
  until: number,
  maxStates: number,
  maxBytes: number,
): void | Promise<void> {
  for (let turn = 1;; turn++) {
    if (search.satisfied || search.complete || search.size > maxStates) return;
    if (maxBytes !== Infinity && search.bytes > maxBytes) return;
    const elsewhere = search.advance();
    if (elsewhere !== undefined) return elsewhere;
    // Reading the clock costs as much as expanding a small state.
    if ((turn & 31) === 0 && performance.now() >= until) return;
  }
}

/** How far a search has come. */
export function progressOf(search: Search, milliseconds: number): Progress {
  const { counts: { distinct, generated, depth }, frontier, bytes } = search;
  return { distinct, generated, depth, frontier, milliseconds, bytes };
}
