/**
 * Measuring how fast a machine is explored.
 *
 * Every measurement is made in a worker of its own, with a heap and optimised code of its own, so
 * that no engine profits or suffers from what ran before it. The time is that of a whole check:
 * compiling the machine's text is in it, and so are all properties but liveness, which is examined
 * afterwards, on the same graph whatever the engine; or those about states alone, where reductions
 * are compared that serve no others.
 *
 * @module
 */

import { check } from "../check.ts";
import { checkCompiled } from "../compile/mod.ts";
import type { AnyMachine } from "../language.ts";
import { DEADLOCK } from "../safety.ts";

/** How to explore: directly, or compiled with these options. */
export type Engine = "direct" | NonNullable<Parameters<typeof checkCompiled>[1]>;

/**
 * Whether an engine starts workers of its own. It is then measured where it is called: a worker's
 * own workers take a second longer to start.
 */
export function startsWorkers(engine: Engine): boolean {
  return engine !== "direct" && (engine.workers ?? 1) > 1;
}

/** Which properties are checked: all that are safety, or those of them that see no steps. */
export type Claims = "safety" | "states";

/** What was measured. */
export interface Measured {
  readonly distinct: number;
  readonly generated: number;
  readonly bytes: number;
  /** Of the fastest of the runs. */
  readonly milliseconds: number;
  /** Until there was a state at all, in a new process. */
  readonly millisecondsToFirst: number;
  /** Of the fastest run, without what it takes until there is a state when all code is warm. */
  readonly millisecondsExploring: number;
  /** Steps were to be left out, and every step was taken, since next to none can be. */
  readonly gaveUp: boolean;
}

/** Short checks are repeated this often, long ones are made once. */
const RUNS = 3;
/** From here on a check is long, in milliseconds. */
const LONG = 10_000;

/** Explores a machine a few times and keeps the best time. */
export async function measure(
  make: () => AnyMachine,
  engine: Engine,
  claims: Claims = "safety",
): Promise<Measured> {
  const explore = (maxStates?: number) => {
    const machine = make();
    const options = { properties: namesOf(machine, claims), maxStates };
    return engine === "direct"
      ? check(machine, options)
      : checkCompiled(machine, { ...engine, ...options });
  };
  const first = await timed(() => explore(0));
  const best = await fastest(() => explore());
  const again = await fastest(() => explore(0));
  const { counts: { distinct, generated }, bytes, complete, reduction } = best.result;
  if (!complete) throw new Error(`Cannot measure "${best.result.machine}": it was not explored`);
  return {
    distinct,
    generated,
    bytes,
    milliseconds: best.milliseconds,
    millisecondsToFirst: first.milliseconds,
    millisecondsExploring: best.milliseconds - again.milliseconds,
    gaveUp: reduction?.partialOrder === false,
  };
}

function namesOf({ properties }: AnyMachine, claims: Claims): string[] {
  const left = claims === "states" ? ["leadsTo", "step"] : ["leadsTo"];
  const names = Object.keys(properties).filter((name) => !left.includes(properties[name].kind));
  return [...names, DEADLOCK];
}

/** The fastest of a few runs; or the only one, if it takes long. */
async function fastest<T>(run: () => Promise<T>): Promise<Timed<T>> {
  let best = await timed(run);
  for (let i = 1; i < RUNS && best.milliseconds < LONG; i++) {
    const next = await timed(run);
    if (next.milliseconds < best.milliseconds) best = next;
  }
  return best;
}

interface Timed<T> {
  readonly milliseconds: number;
  readonly result: T;
}

async function timed<T>(run: () => Promise<T>): Promise<Timed<T>> {
  const begun = performance.now();
  const result = await run();
  return { milliseconds: performance.now() - begun, result };
}

/** A worker's own scope, as far as it is used here. */
interface WorkerScope<Task> {
  onmessage: ((event: MessageEvent<Task>) => void) | null;
  postMessage(measured: Measured): void;
}

/** A worker's side: measures what it is told to. */
export function answer<Task extends { readonly engine: Engine; readonly claims?: Claims }>(
  makeFor: (task: Task) => AnyMachine,
): void {
  const scope = globalThis as unknown as WorkerScope<Task>;
  scope.onmessage = async ({ data }) => {
    scope.postMessage(await measure(() => makeFor(data), data.engine, data.claims));
  };
}

/**
 * Has a worker measure: the module given answers a task with a `Measured`.
 *
 * @throws {Error} if the worker fails.
 */
export function measureElsewhere(module: string, task: unknown): Promise<Measured> {
  const worker = new Worker(module, { type: "module" });
  return new Promise<Measured>((resolve, reject) => {
    worker.onmessage = ({ data }) => resolve(data);
    worker.onerror = (event) => {
      event.preventDefault();
      reject(new Error(event.message));
    };
    worker.postMessage(task);
  }).finally(() => worker.terminate());
}
