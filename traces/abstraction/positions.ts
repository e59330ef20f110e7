/**
 * Positions in completion rings. In an I/O completion ring they are counted from where the ring stood
 * when its submission queue was created: the machine tells an empty ring without a submission queue
 * as one just made.
 *
 * @module
 */

import type { InProcessHost } from "../conformance/in_process_host.ts";

/** How far a ring's head, with its phase, has come in a cycle of two rounds. */
export function cyclePosition(
  { head, phase, size }: { head: number; phase: number; size: number },
) {
  return head + (phase === 1 ? 0 : size);
}

/** A position in a cycle, counted from where the ring stood at its queue's beginning. */
export function relative(
  { origins }: InProcessHost,
  qid: number,
  position: number,
  size: number,
): number {
  return (position - origins[qid] + 2 * size) % (2 * size);
}
