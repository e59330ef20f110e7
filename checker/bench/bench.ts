/**
 * How fast machines are explored, and how much memory that takes.
 *
 * Run with `deno task bench [LARGEST]`: two-phase commit with N=7 up to LARGEST managers (default
 * 10). What is compared with what stands in the output, as a ratio of two measurements of the same
 * run, never against a number from elsewhere. Other work on the machine only makes things slower.
 *
 * @module
 */

import { twoPhase } from "../examples/two_phase.ts";
import { check } from "../check.ts";
import { checkNaively } from "../naive.ts";
import { type Engine, measure, measureElsewhere, startsWorkers } from "./measure.ts";
import { COMPILE, runSpin, type SpinRun, twoPhaseInPromela } from "./spin.ts";
import { HEADING, ratios, row, seconds, type Yardstick, YARDSTICKS } from "./table.ts";
import type { TwoPhaseTask } from "./two_phase_worker.ts";

/** Direct execution is the first, so that the others can be measured against it. */
const engines: readonly (readonly [name: string, engine: Engine])[] = [
  ["direct", "direct"],
  ["compiled", {}],
  ["compiled, 2 workers", { workers: 2 }],
  ["compiled, by symmetry", { symmetry: true }],
  ["compiled, partial order", { partialOrder: true }],
  ["both reductions", { symmetry: true, partialOrder: true }],
];

/** SPIN on the same model, if it is here. */
async function spinOn(managers: number): Promise<SpinRun | undefined> {
  const run = await runSpin(twoPhaseInPromela(managers));
  if (run === undefined) {
    console.log(`${"SPIN".padEnd(24)} skipped: spin or cc is not installed`);
    return undefined;
  }
  const memory = `${(run.bytes / run.distinct).toFixed(1)} B a state, stack and table included`;
  console.log(
    `${"SPIN".padEnd(24)} ${run.distinct.toLocaleString("en").padStart(12)} states stored, ` +
      `${memory}, ${seconds(run.milliseconds)} (its verifier's run alone)`,
  );
  return run;
}

async function compareOn(managers: number): Promise<void> {
  console.log(`\nTwo-phase commit, N=${managers}\n${HEADING}`);
  const spin = await spinOn(managers);
  const against: Yardstick[] = spin === undefined ? [] : [["SPIN", spin.milliseconds]];
  for (const [name, engine] of engines) {
    const task: TwoPhaseTask = { managers, engine };
    const measured = await (startsWorkers(engine)
      ? measure(() =>
        twoPhase(managers), engine)
      : measureElsewhere(import.meta.resolve("./two_phase_worker.ts"), task));
    console.log(row(name, measured, against));
    if (YARDSTICKS.includes(name)) against.push([name, measured.milliseconds]);
  }
}

async function againstTheOracle(): Promise<void> {
  const begun = performance.now();
  const { counts } = await check(twoPhase(5));
  const between = performance.now();
  checkNaively(twoPhase(5));
  const oracle = performance.now() - between;
  console.log(
    `\nTwo-phase commit, N=5, ${counts.distinct.toLocaleString("en")} states: directly in ` +
      `${seconds(between - begun)}, by the oracle (plain objects in a Map) in ${seconds(oracle)}:` +
      ratios(between - begun, [["the oracle", oracle]]),
  );
}

const largest = Number(Deno.args[0] ?? 10);
if (!Number.isInteger(largest) || largest < 7 || largest > 10) {
  console.error(`Cannot measure two-phase commit up to N=${Deno.args[0]}: give 7, 8, 9 or 10`);
  Deno.exit(2);
}
console.log(
  "Each engine in a worker of its own; best of three runs where one takes less than 10 s.\n" +
    '"first" is from nothing to the first state; "whole" the whole check, with all properties but liveness.\n' +
    "By symmetry one of all states that differ by interchanging managers is explored; partial order\n" +
    "leaves steps out, where that is worth its cost. Ratios are of whole times, for the same verdicts.\n" +
    `SPIN explores the same states as direct, with ${COMPILE.join(" ")}, and checks no property.`,
);
for (let managers = 7; managers <= largest; managers++) await compareOn(managers);
await againstTheOracle();
