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
import {
  checkCompiled,
  type CompiledOptions,
  coverageOf,
  type CoverageReport,
} from "../checker/compile/mod.ts";
import type { Instance } from "./scenario.ts";

/** The engines by name: direct execution, the reference, and the compiler's. */
export type EngineName = "direct" | "compiled";

/** What an exploration may take, what it looks at, and what explores. */
export type ExplorationLimits =
  & Pick<CheckOptions, "properties" | "maxStates" | "maxBytes" | "maxMilliseconds">
  & {
    readonly engine?: EngineName;
    /** How many threads explore; direct execution takes one. */
    readonly workers?: number;
    /** Which reductions to explore with; direct execution has none. */
    readonly symmetry?: boolean;
    readonly partialOrder?: boolean;
    /** Whether to explore once more for what of the text was covered. */
    readonly coverage?: boolean;
  };

/** What a worker is told. A machine holds functions and cannot be sent; an instance can. */
export type Order =
  | { readonly kind: "check"; readonly instance: Instance; readonly limits: ExplorationLimits }
  | { readonly kind: "stop" };

/** What a worker says. */
export type Report =
  | { readonly kind: "progress"; readonly progress: Progress }
  | {
    readonly kind: "result";
    readonly result: CheckResult;
    readonly coverage?: CoverageReport;
  }
  | { readonly kind: "error"; readonly message: string; readonly stack?: string };

/** A worker's own scope, as far as it is used here. */
interface WorkerScope {
  onmessage: ((event: MessageEvent<Order>) => void) | null;
  postMessage(report: Report): void;
}

/** What explores a machine. */
type Engine = (machine: AnyMachine, options: CompiledOptions) => Promise<CheckResult>;

const engines: { readonly [E in EngineName]: Engine } = { direct: check, compiled: checkCompiled };

/**
 * Makes the module that calls it the pool's worker.
 *
 * @param build The machine of an instance.
 */
export function serve(build: (instance: Instance) => AnyMachine): void {
  const scope = globalThis as unknown as WorkerScope;
  let running: AbortController | undefined;

  async function explore(
    instance: Instance,
    { engine = "direct", coverage = false, ...limits }: ExplorationLimits,
  ): Promise<void> {
    running = new AbortController();
    try {
      const machine = build(instance);
      // A machine that does not say where its text is cannot be compiled.
      const explore = engines[machine.source === undefined ? "direct" : engine];
      const options: CompiledOptions = {
        ...limits,
        signal: running.signal,
        onProgress: (progress) => scope.postMessage({ kind: "progress", progress }),
      };
      const result = await explore(machine, options);
      const { maxMilliseconds = Infinity } = limits;
      const rest = Math.max(0, maxMilliseconds - result.milliseconds);
      scope.postMessage({
        kind: "result",
        result,
        coverage: coverage
          ? await coverageOf(machine, { ...options, maxMilliseconds: rest })
          : undefined,
      });
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
