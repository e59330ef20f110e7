/**
 * Runs tasks on the pool and compares what comes back with what each scenario expects.
 *
 * @module
 */

import type { CoverageReport } from "../checker/compile/mod.ts";
import type { Progress } from "../checker/mod.ts";
import { compare, type Outcome } from "./check_scenario.ts";
import { type PoolOptions, runPool } from "./pool.ts";
import type { Task } from "./scenario.ts";
import type { ExplorationLimits } from "./worker.ts";

/** How a task ended. */
export type Finished =
  | {
    readonly kind: "outcome";
    readonly task: Task;
    readonly outcome: Outcome;
    /** What was covered of the text, if that was asked. */
    readonly coverage?: CoverageReport;
  }
  /** The machine or the engine failed. */
  | {
    readonly kind: "error";
    readonly task: Task;
    readonly message: string;
    readonly stack?: string;
  }
  /** Never begun, or stopped before it could say more than its last progress. */
  | { readonly kind: "stopped"; readonly task: Task; readonly progress?: Progress };

/**
 * Runs the tasks and yields how each ended, in their order.
 *
 * @param options How to run them, among it how many threads explore a task.
 */
export async function* runTasks(
  tasks: readonly Task[],
  limits: Omit<ExplorationLimits, "properties" | "workers" | "symmetry">,
  options: PoolOptions & { readonly workers: (task: Task) => number },
): AsyncGenerator<Finished> {
  const jobs = tasks.map((task) => ({
    instance: task.instance,
    limits: {
      ...limits,
      properties: task.properties,
      symmetry: task.symmetry,
      workers: options.workers(task),
    },
  }));
  let number = 0;
  for await (const done of runPool(jobs, options)) {
    const task = tasks[number++];
    if (done.kind === "result") {
      const { result, coverage } = done;
      yield { kind: "outcome", task, outcome: compare(task, result), coverage };
    } else {
      yield { ...done, task };
    }
  }
}

/** The outcomes of the tasks that came to one. */
export function outcomesOf(finished: readonly Finished[]): readonly Outcome[] {
  return finished.flatMap((one) => one.kind === "outcome" ? [one.outcome] : []);
}
