/**
 * What every check does, whatever engine explores: refuse nonsense, drive the search to its end,
 * and put together what it found.
 *
 * @module
 */

import type { RecordDomain } from "./domains.ts";
import { isOutOfMemory, MemoryError, OptionsError } from "./errors.ts";
import type { Graph, Incomplete } from "./graph.ts";
import type { Machine } from "./language.ts";
import { checkLiveness, type LivenessResult } from "./liveness/mod.ts";
import { checkKinds, requireOptions } from "./options.ts";
import type { Choice } from "./program.ts";
import type {
  ActionCount,
  Behaviour,
  CheckOptions,
  CheckResult,
  Limit,
  UnshownViolation,
  Violation,
} from "./result.ts";
import { DEADLOCK } from "./safety.ts";
import { type Limits, run, type Search, type Watch } from "./search.ts";

/** What is to be found out about a machine. */
export interface Question {
  /** The properties to check, `Deadlock` among them if it is one. All are the machine's. */
  readonly names: readonly string[];
  /** Those of them that are liveness: they are checked on the graph, once every state is known. */
  readonly lively: readonly string[];
  /** Whether the search is satisfied with one violation. */
  readonly stopAtFirst: boolean;
  /** The limits of the check, for a search that could do without something, or repeats itself. */
  readonly limits?: Limits;
}

/** A search that checks safety properties on its way. */
export interface CheckingSearch extends Search {
  readonly choices: readonly Choice[];
  /** Steps taken with each choice, by its number. */
  readonly steps: ArrayLike<number>;
  /** States first reached with each choice, by its number; none, where that is left to chance. */
  readonly discoveries?: ArrayLike<number>;
  /** Whether steps are left out, so that nothing can be said of actions that were not taken. */
  readonly leavesOut?: boolean;
  /** What was met, each property once, in the order in which it was. */
  readonly met: readonly { readonly property: string; readonly kind: MetKind }[];
  /** A shortest behaviour to each of what was met; the limits are for whoever has to explore again. */
  behaviours(limits: Limits): Behaviours | Promise<Behaviours>;
  /**
   * The whole graph, if it can be had within the limits: incomplete, if it cannot. Its bytes are all
   * that is held for the check, the search's own included.
   */
  graph(options: Limits & Watch): Graph | Incomplete | Promise<Graph | Incomplete>;
  /** Gives back what the search holds of the system. */
  close?(): void;
}

/** Behaviours to what was met, in its order; none, where a limit kept it from being found. */
export interface Behaviours {
  readonly behaviours: readonly (Behaviour | undefined)[];
  readonly limit?: Limit;
}

/** How a property is met: by being violated or, a witness, by being reached. */
export type MetKind = "invariant" | "step" | "deadlock" | "witness";

/** Begins a search that answers a question about a machine. */
export type Engine<S extends RecordDomain, K> = (
  machine: Machine<S, K>,
  question: Question,
) => CheckingSearch | Promise<CheckingSearch>;

/**
 * Checks a machine with an engine.
 *
 * @throws {OptionsError} if `properties` names one that the machine lacks, or an option has a value
 * that makes no sense.
 * @throws {MemoryError} if there is not even room to begin. Later, it is a limit.
 * @throws whatever the engine does.
 */
export async function checkWith<S extends RecordDomain, K>(
  engine: Engine<S, K>,
  machine: Machine<S, K>,
  options: CheckOptions,
): Promise<CheckResult> {
  const begun = performance.now();
  const question = questionOf(machine, options);
  const search = await begin(engine, machine, question);
  try {
    const limit = await run(search, options, options);
    return await resultOf(machine, question, search, { ...options, limit, begun });
  } finally {
    search.close?.();
  }
}

async function begin<S extends RecordDomain, K>(
  engine: Engine<S, K>,
  machine: Machine<S, K>,
  question: Question,
): Promise<CheckingSearch> {
  try {
    return await engine(machine, question);
  } catch (error) {
    if (!isOutOfMemory(error)) throw error;
    throw new MemoryError(
      `Cannot begin to explore the machine "${machine.name}": ${error.message}`,
      { cause: error },
    );
  }
}

/**
 * What the options ask of a machine.
 *
 * @throws {OptionsError} if they make no sense.
 */
export function questionOf<S extends RecordDomain, K>(
  machine: Machine<S, K>,
  options: CheckOptions,
): Question {
  requireOptions(options, checkKinds);
  for (const name of options.properties ?? []) {
    if (name !== DEADLOCK && !Object.hasOwn(machine.properties, name)) {
      throw new OptionsError(
        `Cannot check "${name}": the machine "${machine.name}" has no such property`,
      );
    }
  }
  const names = [
    ...new Set(options.properties ?? [...Object.keys(machine.properties), DEADLOCK]),
  ];
  return {
    names,
    lively: names.filter((name) => machine.properties[name]?.kind === "leadsTo"),
    stopAtFirst: options.stopAtFirst ?? false,
    limits: options,
  };
}

/** How a search ended, and since when. */
type Ending = CheckOptions & Pick<CheckResult, "limit"> & { readonly begun: number };

async function resultOf<S extends RecordDomain, K>(
  machine: Machine<S, K>,
  { names, lively, stopAtFirst }: Question,
  search: CheckingSearch,
  { begun, ...ending }: Ending,
): Promise<CheckResult> {
  const violations: Violation[] = [];
  const witnesses: { [name: string]: Behaviour } = {};
  const { behaviours, limit: cutShort } = await behavioursOf(search, { ...ending, begun });
  for (const [i, { property, kind }] of search.met.entries()) {
    const behaviour = behaviours[i];
    if (behaviour === undefined) continue;
    if (kind === "witness") witnesses[property] = behaviour;
    else violations.push({ property, kind, behaviour });
  }
  const unshown = search.met.flatMap(({ property, kind }, i): UnshownViolation[] =>
    kind === "witness" || behaviours[i] !== undefined ? [] : [{ property, kind, limit: cutShort }]
  );
  const met = search.met.map(({ property }) => property);
  const failed = search.met.some(({ kind }) => kind !== "witness");
  // What a limit cut short may look complete: where memory ran out, states were lost.
  const complete = ending.limit === undefined && search.complete;
  const settled = [...Object.keys(witnesses), ...violations.map(({ property }) => property)];
  let open: readonly string[] = complete ? lively : names.filter((name) => !met.includes(name));
  let limit = ending.limit ?? cutShort;
  let { bytes } = search;
  if (lively.length > 0 && complete && !(stopAtFirst && failed)) {
    const examined = await examine(machine, lively, search, { ...ending, begun });
    violations.push(...examined.violations);
    limit = examined.limit ?? limit;
    ({ unsettled: open, bytes } = examined);
  }
  const actions = actionCounts(machine, search);
  return {
    machine: machine.name,
    verdict: failed || violations.length > 0
      ? "violated"
      : limit === undefined
      ? "holds"
      : "inconclusive",
    complete,
    limit,
    counts: search.counts,
    actions,
    violations,
    witnesses,
    unsettled: names.filter((name) =>
      open.includes(name) || (met.includes(name) && !settled.includes(name))
    ),
    ...(unshown.length > 0 ? { unshown } : {}),
    neverEnabled: complete && search.leavesOut !== true
      ? Object.keys(actions).filter((name) => actions[name].steps === 0)
      : [],
    unreached: complete
      ? names.filter((name) => machine.properties[name]?.kind === "witness" && !met.includes(name))
      : [],
    milliseconds: performance.now() - begun,
    bytes,
  };
}

/**
 * What behaviours may take at least, since nothing is left where a limit ended the search: most are
 * found in a moment.
 */
const LEAST = { milliseconds: 1000, bytes: 2 ** 24 };

/** The behaviours to what was met, within what is left of the limits. */
async function behavioursOf(
  search: CheckingSearch,
  { begun, limit, maxBytes = Infinity, maxMilliseconds = Infinity, signal }: Ending,
): Promise<Behaviours> {
  const interrupted = limit === "interrupted";
  const left = interrupted ? 0 : begun + maxMilliseconds - performance.now();
  try {
    return await search.behaviours({
      maxBytes: Math.max(LEAST.bytes, maxBytes - search.bytes),
      maxMilliseconds: Math.max(LEAST.milliseconds, left),
      signal: interrupted ? undefined : signal,
    });
  } catch (error) {
    if (!isOutOfMemory(error)) throw error;
    return { behaviours: [], limit: "memory" };
  }
}

/** Examines liveness on the whole graph, within what is left of the limits. */
async function examine<S extends RecordDomain, K>(
  machine: Machine<S, K>,
  lively: readonly string[],
  search: CheckingSearch,
  options: CheckOptions & { readonly begun: number },
): Promise<LivenessResult> {
  const { begun, maxMilliseconds = Infinity, onProgress } = options;
  const nothing = { violations: [], unsettled: lively };
  try {
    const graph = await search.graph({
      ...options,
      maxMilliseconds: Math.max(0, begun + maxMilliseconds - performance.now()),
      // The first property's examination begins with the graph.
      onProgress: onProgress && ((progress) => onProgress({ ...progress, property: lively[0] })),
    });
    if (graph.complete) return await checkLiveness(machine, graph, lively, options);
    return { ...nothing, limit: graph.limit, bytes: graph.bytes };
  } catch (error) {
    if (!isOutOfMemory(error)) throw error;
    return { ...nothing, limit: "memory", bytes: search.bytes };
  }
}

function actionCounts<S extends RecordDomain, K>(
  machine: Machine<S, K>,
  { choices, steps, discoveries }: CheckingSearch,
): { [name: string]: ActionCount } {
  const sum = (action: string, numbers: ArrayLike<number>) =>
    choices.reduce((sum, choice, i) => choice.action === action ? sum + numbers[i] : sum, 0);
  return Object.fromEntries(
    Object.keys(machine.actions).map((name) => [name, {
      steps: sum(name, steps),
      discovered: discoveries && sum(name, discoveries),
    }]),
  );
}
