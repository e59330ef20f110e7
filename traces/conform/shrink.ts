/**
 * Shrinking: from a walk that fails to the shortest one that can be found by leaving steps out, each
 * try taken to the live adapter.
 *
 * @module
 */

import type { Harness } from "./harness.ts";
import type { Reachable } from "./reachable.ts";
import { belongs } from "./suites.ts";
import { type Divergence, walk, type Work } from "./walk.ts";

/** When to be content with what was found. */
export interface ShrinkLimits {
  /** Walks taken to the adapter. */
  readonly tries: number;
  readonly milliseconds: number;
}

/** Makes a failing walk as short as leaving out steps that follow each other can make it. */
export async function shrink(
  harness: Harness,
  graph: Reachable,
  found: Divergence,
  whole: boolean,
  limits: ShrinkLimits,
): Promise<Divergence> {
  const work: Work = { steps: 0, attempts: 0 };
  const end = performance.now() + limits.milliseconds;
  let tries = 0;
  let best = found;
  for (let size = best.prefix.length - 1; size >= 1; size--) {
    for (let at = 0; at + size <= best.prefix.length;) {
      if (tries >= limits.tries || performance.now() > end) return best;
      const shorter = [...best.prefix.slice(0, at), ...best.prefix.slice(at + size)];
      if (!isPossible(graph, shorter, whole)) {
        at++;
        continue;
      }
      tries++;
      const { attempted } = best;
      const again = await walk(harness, graph, shorter, { attempts: null, work, attempted });
      if (again === null) {
        at++;
        continue;
      }
      best = again;
      // A shorter walk may lose more at once than the one before it.
      size = Math.min(size, best.prefix.length);
      at = 0;
    }
  }
  return best;
}

/** Whether the machine can take these choices one after the other, and the suite has them. */
function isPossible(graph: Reachable, choices: readonly number[], whole: boolean): boolean {
  const { stepper, suite } = graph;
  let words = stepper.initialWords()[0];
  for (const choice of choices) {
    if (!stepper.isEnabledWords(words, choice)) return false;
    if (!belongs(suite, whole, graph.plain(words), stepper.choices[choice])) return false;
    words = stepper.applyWords(words, choice);
  }
  return true;
}
