/**
 * Walks: taking a sequence of choices to an adapter until it does something that the machine did not.
 *
 * @module
 */

import type { Mismatch } from "./facts.ts";
import type { Harness } from "./harness.ts";
import type { Attempts } from "./attempts.ts";
import type { Exchange } from "./protocol.ts";
import { choicesOf, type Reachable } from "./reachable.ts";

/** Where a walk failed: at a step, at the start (-1), or at something that was to be refused. */
export interface Divergence {
  /** The choices up to the one on which adapter and machine part ways, that one included. */
  readonly prefix: readonly number[];
  /** What was tried after the prefix although the machine does not allow it, if that is what failed. */
  readonly attempted: number | null;
  readonly mismatch: Mismatch;
  /** What was asked and answered in each step; before the first one, what set the adapter up. */
  readonly exchanges: readonly (readonly Exchange[])[];
}

/** Counts of what was done. */
export interface Work {
  steps: number;
  attempts: number;
}

/**
 * Takes a walk to an adapter.
 *
 * @param options.attempts What to try after each step although the machine forbids it.
 * @param options.attempted One such thing to try after the last step.
 * @throws {AdapterFault} if the adapter does not keep to the protocol.
 */
export async function walk(
  harness: Harness,
  graph: Reachable,
  choices: readonly number[],
  options: {
    readonly attempts: Attempts | null;
    readonly work: Work;
    readonly attempted?: number | null;
  },
): Promise<Divergence | null> {
  const { stepper } = graph;
  let words = stepper.initialWords()[0];
  let state = graph.plain(words);
  const exchanges: Exchange[][] = [];
  const diverged = (length: number, attempted: number | null, mismatch: Mismatch): Divergence => {
    exchanges.push([...mismatch.exchanges]);
    return { prefix: choices.slice(0, length), attempted, mismatch, exchanges };
  };
  const start = await harness.begin(state);
  if (start !== null) return diverged(0, null, start);
  exchanges.push(harness.exchanges());
  const taken = choicesOf(graph, choices);
  for (let i = 0; i < choices.length; i++) {
    words = stepper.applyWords(words, choices[i]);
    const after = graph.plain(words);
    options.work.steps++;
    const mismatch = await harness.take(taken[i], state, after);
    if (mismatch !== null) return diverged(i + 1, null, mismatch);
    exchanges.push(harness.exchanges());
    state = after;
    const last = i === choices.length - 1;
    const tried = options.attempts?.in(words, state) ??
      (last && typeof options.attempted === "number" ? [options.attempted] : []);
    for (const attempted of tried) {
      options.work.attempts++;
      const refused = await harness.attempt(stepper.choices[attempted], state);
      if (refused !== null) return diverged(i + 1, attempted, refused);
      harness.exchanges();
    }
  }
  return null;
}
