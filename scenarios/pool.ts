/**
 * Explores instances on several workers at once and hands the results back in the order in which
 * the instances were given, whichever is done first.
 *
 * @module
 */

import type { CoverageReport } from "../checker/compile/mod.ts";
import type { CheckResult, Progress } from "../checker/mod.ts";
import type { Instance } from "./scenario.ts";
import type { ExplorationLimits, Order, Report } from "./worker.ts";

/** One exploration to do. */
export interface Job {
  readonly instance: Instance;
  readonly limits: ExplorationLimits;
}

/** What came of a job. */
export type JobResult =
  | {
    readonly kind: "result";
    readonly result: CheckResult;
    readonly coverage?: CoverageReport;
  }
  | { readonly kind: "error"; readonly message: string; readonly stack?: string }
  /** Stopped before it began, or before it could say what it had covered. */
  | { readonly kind: "stopped"; readonly progress?: Progress };

/** How to run jobs. */
export interface PoolOptions {
  /** The module that each worker runs: one that calls `serve`. */
  readonly worker: URL;
  /** How many workers, at least 1. */
  readonly size: number;
  /** When aborted, running jobs are asked for what they have covered and no others begin. */
  readonly signal: AbortSignal;
  /** Called when a job begins and whenever it says how far it is. */
  readonly onProgress?: (job: number, progress: Progress | undefined) => void;
  /** Called when a job is done. */
  readonly onDone?: (job: number) => void;
  /** Milliseconds that a stopped job has to say what it covered. */
  readonly grace?: number;
}

/**
 * Runs the jobs and yields what came of each, in their order.
 *
 * @example
 * ```ts
 * import { assert } from "@std/assert";
 * import { runPool } from "./pool.ts";
 * import { wheelsTask, library } from "./testing/wheels.ts";
 *
 * const jobs = [{ instance: wheelsTask("wheels_stay_within_limit").instance, limits: {} }];
 * const signal = new AbortController().signal;
 * for await (const done of runPool(jobs, { worker: library.worker, size: 2, signal })) {
 *   assert(done.kind === "result" && done.result.verdict === "holds");
 * }
 * ```
 */
export async function* runPool(
  jobs: readonly Job[],
  options: PoolOptions,
): AsyncGenerator<JobResult> {
  const results = jobs.map(() => Promise.withResolvers<JobResult>());
  const seats = new Set<Seat>();
  let next = 0;
  const lanes = Array.from({ length: Math.min(options.size, jobs.length) }, async () => {
    let seat: Seat | undefined;
    while (next < jobs.length) {
      const number = next++;
      if (options.signal.aborted) {
        results[number].resolve({ kind: "stopped" });
        continue;
      }
      if (seat === undefined) seats.add(seat = new Seat(options));
      const result = await seat.run(jobs[number], number);
      // A worker that failed or did not answer may be in any state: the next job gets a new one.
      if (result.kind !== "result") {
        seat.close();
        seat = undefined;
      }
      options.onDone?.(number);
      results[number].resolve(result);
    }
    seat?.close();
  });
  try {
    for (const { promise } of results) yield await promise;
    await Promise.all(lanes);
  } finally {
    // Whoever asks for no more results wants no more work done.
    next = jobs.length;
    for (const seat of seats) seat.close();
  }
}

/** A worker and the job it is at. */
class Seat {
  readonly #worker: Worker;
  readonly #options: PoolOptions;

  constructor(options: PoolOptions) {
    this.#options = options;
    this.#worker = new Worker(options.worker, { type: "module" });
  }

  run({ instance, limits }: Job, number: number): Promise<JobResult> {
    const { signal, onProgress, grace = 3000 } = this.#options;
    const { promise, resolve } = Promise.withResolvers<JobResult>();
    let latest: Progress | undefined;
    let timer: ReturnType<typeof setTimeout> | undefined;
    const stop = () => {
      this.#send({ kind: "stop" });
      timer = setTimeout(() => resolve({ kind: "stopped", progress: latest }), grace);
    };
    this.#worker.onmessage = ({ data }: MessageEvent<Report>) => {
      if (data.kind !== "progress") return resolve(data);
      latest = data.progress;
      onProgress?.(number, latest);
    };
    this.#worker.onerror = (event) => {
      event.preventDefault();
      resolve({ kind: "error", message: event.message });
    };
    onProgress?.(number, undefined);
    this.#send({ kind: "check", instance, limits });
    signal.addEventListener("abort", stop);
    return promise.finally(() => {
      signal.removeEventListener("abort", stop);
      clearTimeout(timer);
    });
  }

  close(): void {
    this.#worker.terminate();
  }

  #send(order: Order): void {
    this.#worker.postMessage(order);
  }
}
