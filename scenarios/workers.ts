/**
 * How many threads explore one scenario.
 *
 * @module
 */

import type { Task } from "./scenario.ts";

/** From how many states on several threads are worth their while. */
const LARGE = 500_000;

/** What the command line says of it. */
export interface WorkerChoice {
  readonly workers?: number;
  readonly deep: boolean;
}

/**
 * Threads for a task: as many as asked for; else one for each core where the task is large and there
 * is not a core busy with another task anyway, and one otherwise.
 *
 * @param tasks How many tasks there are.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { wheelsTask } from "./testing/wheels.ts";
 * import { workersFor } from "./workers.ts";
 *
 * const small = wheelsTask("wheels_stay_within_limit"); // 9 states
 * assertEquals(workersFor(small, { deep: false }, 1, 4), 1);
 * assertEquals(workersFor(small, { deep: false, workers: 3 }, 1, 4), 3);
 * ```
 */
export function workersFor(
  { pinned }: Task,
  { workers, deep }: WorkerChoice,
  tasks: number,
  cores: number,
): number {
  if (workers !== undefined) return workers;
  // Of what nobody has counted yet nobody knows that it is small.
  const isLarge = "none" in pinned || pinned.distinct >= LARGE;
  return isLarge && (tasks === 1 || deep) ? cores : 1;
}
