/**
 * Coverage: which conjuncts of guards and which branches were ever true, and ever false.
 *
 * A conjunct that was never false when it was its turn never kept its action from being taken: it
 * says nothing within these bounds, and either the bounds are too small or the specification says
 * more than it means. One that was never true keeps its action from ever being taken. A branch that
 * went one way only is text that these bounds do not reach.
 *
 * Conjuncts are evaluated in the order of the text, so that one that is false in its turn decides.
 * Nothing is folded that parameters or other tests decide: that is what is asked. The conjuncts of
 * a function that a guard calls are the guard's own where the function is one expression; where it,
 * or the guard, is made of statements, each conjunct of what a guard returns is counted as a branch.
 *
 * Branches are those of guards, of effects, and of the functions that these call, one point for
 * each place of the text. Properties are left out: that `return false` is never reached there is the
 * point of them.
 *
 * What is decided before anything runs, by the machine's constants, by constant arguments or by the
 * domain of a variable, cannot be watched: nothing of it is left in generated code. It is listed all
 * the same, apart, with the way that it always goes, or as not asked where what is decided around it
 * leaves it out. So every conjunct and every branch is in the report, in the functions that the
 * machine's text names; of functions that only constants hold, in those that are called.
 *
 * @module
 */

import type { RecordDomain } from "../domains.ts";
import { questionOf } from "../engine.ts";
import type { Machine } from "../language.ts";
import type { CheckOptions } from "../result.ts";
import { run } from "../search.ts";
import { CompiledSearch } from "./check_compiled.ts";
import { compile } from "./compiled.ts";
import { Coverage, type CoveragePoint, keyOf, leftOver } from "./coverage_points.ts";
import { printSite } from "./subset_error.ts";

export type { CoveragePoint } from "./coverage_points.ts";

/** What an exploration covered. */
export interface CoverageReport {
  readonly machine: string;
  /** Where its text stands: what may be merged with it. */
  readonly source: string | undefined;
  /** Whether every state was explored. */
  readonly complete: boolean;
  /** What was watched, then what constants or domains decide; each in the order of the text. */
  readonly points: readonly CoveragePoint[];
  /** Places of tests that are counted as the conjuncts that they are made of. */
  readonly takenApart: readonly string[];
}

/**
 * What several explorations of one text covered together, each with other constants: a point went
 * the way that it went in any of them. One that constants decide in some is judged by the others.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { mergeCoverage } from "./coverage.ts";
 *
 * const site = { file: "ring.ts", line: 3, column: 5 };
 * const report = (everTrue: boolean) => ({
 *   machine: "ring",
 *   source: "ring.ts",
 *   complete: true,
 *   points: [
 *     { kind: "branch", site, text: "s.n < 3", decided: false, everTrue, everFalse: !everTrue } as const,
 *   ],
 *   takenApart: [],
 * });
 * const { points: [{ everTrue, everFalse }] } = mergeCoverage([report(true), report(false)]);
 * assertEquals([everTrue, everFalse], [true, true]);
 * ```
 */
export function mergeCoverage(reports: readonly CoverageReport[]): CoverageReport {
  const merged = new Map<string, CoveragePoint>();
  for (const point of reports.flatMap(({ points }) => points)) {
    const known = merged.get(keyOf(point));
    if (known === undefined || (known.decided && !point.decided)) merged.set(keyOf(point), point);
    else if (known.decided === point.decided) {
      const everTrue = known.everTrue || point.everTrue;
      merged.set(keyOf(point), {
        ...known,
        everTrue,
        everFalse: known.everFalse || point.everFalse,
      });
    }
  }
  const watched = [...merged.values()].filter(({ decided }) => !decided);
  const decided = [...merged.values()].filter(({ decided }) => decided);
  const takenApart = [...new Set(reports.flatMap((report) => report.takenApart))];
  const [{ machine, source }] = reports;
  return {
    machine,
    source,
    complete: reports.every(({ complete }) => complete),
    points: [...watched, ...leftOver(decided, watched, takenApart)],
    takenApart,
  };
}

/**
 * Explores a machine with every conjunct and branch watched. No property is checked.
 *
 * @throws whatever `checkCompiled` throws.
 */
export async function coverageOf<S extends RecordDomain, K>(
  machine: Machine<S, K>,
  options: CheckOptions = {},
): Promise<CoverageReport> {
  const question = questionOf(machine, { ...options, properties: [] });
  const coverage = new Coverage();
  const program = await compile(machine, coverage);
  const search = new CompiledSearch(program, question);
  await run(search, options, options);
  const { name, source } = machine;
  return {
    machine: name,
    source,
    complete: search.complete,
    points: coverage.points,
    takenApart: [...coverage.written.takenApart],
  };
}

/** Characters of a test that are printed; its place tells the rest. */
const LONGEST = 80;

/** The watched points worth looking at, a line each; nothing where everything went both ways. */
export function printCoverage(points: readonly CoveragePoint[]): string[] {
  return points.flatMap((point) => {
    const { kind, decided, everTrue, everFalse } = point;
    if (decided || (everTrue && everFalse)) return [];
    const found = !everTrue && !everFalse
      ? "was never reached"
      : everTrue
      ? kind === "conjunct" ? "never mattered: it was never false" : "was never false"
      : "was never true";
    return [line(point, found)];
  });
}

/** The points that constants or domains decide, a line each. */
export function printDecided(points: readonly CoveragePoint[]): string[] {
  return points.filter(({ decided }) => decided).map((point) => {
    const { everTrue, everFalse } = point;
    const found = everTrue && everFalse
      ? "is now true and now false, as constants have it"
      : everTrue
      ? "is always true"
      : everFalse
      ? "is always false"
      : "is left out: nothing hangs on it that is not decided";
    return line(point, found);
  });
}

function line({ kind, action, site, text }: CoveragePoint, found: string): string {
  const of = action === undefined ? "" : ` of ${action}`;
  const shown = text.length <= LONGEST ? text : `${text.slice(0, LONGEST - 1)}…`;
  return `${kind} ${shown}${of} ${found} (${printSite(site)})`;
}
