/**
 * The worker's side of the pool: explores one instance at a time, as it is told.
 *
 * @module
 */

import {
  type AnyMachine,
  check,
  type CheckOptions,
  type CheckResult,
  type Progress,
} from "../checker/mod.ts";
import type { Instance } from "./scenario.ts";

/** What an exploration may take, and what it looks at. */
export type ExplorationLimits = Pick<
  CheckOptions,
  "properties" | "maxStates" | "maxBytes" | "maxMilliseconds"
>;

/** What a worker is told. A machine holds functions and cannot be sent; an instance can. */
export type Order =
  | { readonly kind: "check"; readonly instance: Instance; readonly limits: ExplorationLimits }
  | { readonly kind: "stop" };

/** What a worker says. */
export type Report =
  | { readonly kind: "progress"; readonly progress: Progress }
  | { readonly kind: "result"; readonly result: CheckResult }
  | { readonly kind: "error"; readonly message: string; readonly stack?: string };

/** A worker's own scope, as far as it is used here. */
interface WorkerScope {
  onmessage: ((event: MessageEvent<Order>) => void) | null;
  postMessage(report: Report): void;
}

/**
 * Makes the module that calls it the pool's worker.
 *
 * @param build The machine of an instance.
 */
export function serve(build: (instance: Instance) => AnyMachine): void {
  const scope = globalThis as unknown as WorkerScope;
  let running: AbortController | undefined;

  async function explore(instance: Instance, limits: ExplorationLimits): Promise<void> {
    running = new AbortController();
    try {
      const result = await check(build(instance), {
        ...limits,
        signal: running.signal,
        onProgress: (progress) => scope.postMessage({ kind: "progress", progress }),
      });
      scope.postMessage({ kind: "result", result });
    } catch (error) {
      const { message, stack } = error instanceof Error ? error : new Error(String(error));
      scope.postMessage({ kind: "error", message, stack });
    }
  }

  scope.onmessage = ({ data: order }) => {
    if (order.kind === "stop") running?.abort();
    else void explore(order.instance, order.limits);
  };
}
