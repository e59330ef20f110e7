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
 * point of them. Left out likewise is what is decided before anything runs, by the machine's
 * constants, by constant arguments, or by the domain of a variable.
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
import { Coverage, type CoveragePoint, keyOf, printSite } from "./coverage_points.ts";

export type { CoveragePoint } from "./coverage_points.ts";

/** What an exploration covered. */
export interface CoverageReport {
  readonly machine: string;
  /** Where its text stands: what may be merged with it. */
  readonly source: string | undefined;
  /** Whether every state was explored. */
  readonly complete: boolean;
  readonly points: readonly CoveragePoint[];
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
 *   points: [{ kind: "branch", site, text: "s.n < 3", everTrue, everFalse: !everTrue } as const],
 * });
 * const { points: [{ everTrue, everFalse }] } = mergeCoverage([report(true), report(false)]);
 * assertEquals([everTrue, everFalse], [true, true]);
 * ```
 */
export function mergeCoverage(reports: readonly CoverageReport[]): CoverageReport {
  const merged = new Map<string, CoveragePoint>();
  for (const point of reports.flatMap(({ points }) => points)) {
    const known = merged.get(keyOf(point)) ?? point;
    merged.set(keyOf(point), {
      ...known,
      everTrue: known.everTrue || point.everTrue,
      everFalse: known.everFalse || point.everFalse,
    });
  }
  const [{ machine, source }] = reports;
  const complete = reports.every((report) => report.complete);
  return { machine, source, complete, points: [...merged.values()] };
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
  return { machine: name, source, complete: search.complete, points: coverage.points };
}

/** Characters of a test that are printed; its place tells the rest. */
const LONGEST = 80;

/** The points worth looking at, a line each; nothing where everything went both ways. */
export function printCoverage({ points }: CoverageReport): string[] {
  return points.flatMap(({ kind, action, site, text, everTrue, everFalse }) => {
    if (everTrue && everFalse) return [];
    const found = !everTrue && !everFalse
      ? "was never reached"
      : everTrue
      ? kind === "conjunct" ? "never mattered: it was never false" : "was never false"
      : "was never true";
    const of = action === undefined ? "" : ` of ${action}`;
    const shown = text.length <= LONGEST ? text : `${text.slice(0, LONGEST - 1)}…`;
    return [`${kind} ${shown}${of} ${found} (${printSite(site)})`];
  });
}
