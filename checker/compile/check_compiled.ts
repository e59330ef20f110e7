/**
 * Checking a machine by compiling it: what `check.ts` does directly, from the same text.
 *
 * @module
 */

import { UnsupportedError } from "../errors.ts";
import type { RecordDomain } from "../domains.ts";
import { DomainError, IndexError } from "../errors.ts";
import { Exploration, run } from "../explore.ts";
import { GraphRecorder } from "../graph.ts";
import type { Machine } from "../language.ts";
import { checkLiveness } from "../liveness/mod.ts";
import type {
  ActionCount,
  Behaviour,
  CheckOptions,
  CheckResult,
  Limit,
  Violation,
} from "../result.ts";
import { DEADLOCK } from "../safety.ts";
import { compile, type CompiledProgram } from "./compiled.ts";
import { CompiledChecks } from "./compiled_checks.ts";
import { LevelSearch } from "./level_search.ts";
import { retrace } from "./retrace.ts";

/** How long the event loop may wait for the search, in milliseconds. */
const SLICE = 100;

/**
 * Explores a compiled machine breadth first and checks its properties.
 *
 * @throws {SubsetError} if the machine's text leaves the subset.
 * @throws {MachineError} if the machine has no initial state, or its source cannot be read.
 * @throws {DomainError} if an effect writes a value outside its field's domain.
 * @throws {IndexError} if anything reaches outside an array or set.
 */
export async function checkCompiled<S extends RecordDomain, K>(
  machine: Machine<S, K>,
  options: CheckOptions = {},
): Promise<CheckResult> {
  const begun = performance.now();
  const names = options.properties ?? [...Object.keys(machine.properties), DEADLOCK];
  const lively = names.filter((name) => machine.properties[name]?.kind === "leadsTo");
  const program = await compile(machine);
  const { search, limit } = await exploreCompiled(program, options);

  const behaviours = retrace(search, search.met);
  const violations: Violation[] = [];
  const witnesses: { [name: string]: Behaviour } = {};
  for (const [i, { property, kind }] of search.met.entries()) {
    if (kind === "witness") witnesses[property] = behaviours[i];
    else violations.push({ property, kind, behaviour: behaviours[i] });
  }
  const complete = search.complete;
  const isEnough = options.stopAtFirst === true && violations.length > 0;
  if (lively.length > 0 && complete && !isEnough) {
    // Liveness looks at the whole graph, which the fast search does not keep.
    const recorder = new GraphRecorder();
    const exploration = new Exploration(program, [recorder]);
    if (await run(exploration, options) !== undefined) {
      throw new UnsupportedError(`Cannot check "${lively[0]}" within these limits`);
    }
    violations.push(...checkLiveness(machine, recorder.graph(exploration), lively));
  }
  const actions = actionCounts(search);
  return {
    machine: machine.name,
    verdict: violations.length > 0 ? "violated" : complete ? "holds" : "inconclusive",
    complete,
    limit,
    counts: search.counts,
    actions,
    violations,
    witnesses,
    neverEnabled: complete ? Object.keys(actions).filter((name) => actions[name].steps === 0) : [],
    unreached: complete
      ? names.filter((name) =>
        machine.properties[name]?.kind === "witness" && !Object.hasOwn(witnesses, name)
      )
      : [],
    milliseconds: performance.now() - begun,
    bytes: search.bytes,
  };
}

/** A search that has come to its end, or to the limit that ended it. */
export interface Explored {
  readonly search: LevelSearch;
  readonly limit: Limit | undefined;
}

/** Explores a compiled machine and checks its safety properties. */
export async function exploreCompiled(
  program: CompiledProgram,
  options: CheckOptions,
): Promise<Explored> {
  const all = program.text.properties.map(({ name }) => name);
  const checks = new CompiledChecks(program, options.properties ?? [...all, DEADLOCK]);
  const search = new LevelSearch(program, checks);
  return { search, limit: await toTheEnd(search, options) };
}

/** Runs a search until it is complete, satisfied or at a limit, which is returned. */
async function toTheEnd(search: LevelSearch, options: CheckOptions): Promise<Limit | undefined> {
  const { maxStates = Infinity, maxBytes = Infinity, maxMilliseconds = Infinity } = options;
  const { onProgress, progressEvery = 500, signal, stopAtFirst = false } = options;
  const begun = performance.now();
  let shown = begun;
  let resumed = begun;
  while (!search.complete) {
    if (stopAtFirst && search.met.some(({ kind }) => kind !== "witness")) return undefined;
    if (search.size > maxStates) return "states";
    if (search.bytes > maxBytes) return "memory";
    const now = performance.now();
    if (now - begun >= maxMilliseconds) return "time";
    if (signal?.aborted) return "interrupted";
    if (now - resumed > SLICE) {
      await new Promise((resume) => setTimeout(resume, 0));
      resumed = performance.now();
    }
    if (onProgress !== undefined && now - shown >= progressEvery) {
      shown = now;
      const { distinct, generated, depth } = search.counts;
      const { frontier, bytes } = search;
      onProgress({ distinct, generated, depth, frontier, milliseconds: now - begun, bytes });
    }
    advance(search);
  }
  return undefined;
}

/** Expands a batch; a mistake in the specification comes with the way to it. */
function advance(search: LevelSearch): void {
  try {
    search.advance();
  } catch (error) {
    const { failure } = search;
    if (failure !== undefined && (error instanceof DomainError || error instanceof IndexError)) {
      error.behaviour ??= retrace(search, [failure])[0];
    }
    throw error;
  }
}

function actionCounts({ program, steps, discoveries }: LevelSearch) {
  const counts: { [name: string]: { -readonly [K in keyof ActionCount]: number } } = {};
  for (const { name } of program.text.actions) counts[name] = { steps: 0, discovered: 0 };
  program.choices.forEach(({ action }, choice) => {
    counts[action].steps += steps[choice];
    counts[action].discovered += discoveries[choice];
  });
  return counts;
}
