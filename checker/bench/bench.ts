/**
 * How fast direct execution is, and how much memory it takes.
 *
 * Run with `deno run checker/bench/bench.ts`. Each line is the best of three runs in one process, on
 * one thread; other work on the machine only makes it slower. What is compared with what stands in
 * the output, as a ratio of two measurements of the same run, never against a number from elsewhere.
 *
 * @module
 */

import { check } from "../check.ts";
import { DirectProgram } from "../direct.ts";
import { paxosCommit } from "../examples/paxos_commit.ts";
import { twoPhase } from "../examples/two_phase.ts";
import { Exploration } from "../explore.ts";
import type { AnyMachine } from "../language.ts";
import { checkNaively } from "../naive.ts";
import type { CheckResult } from "../result.ts";

const RUNS = 3;

/** The shortest of a few runs, in milliseconds, and what the last one gave. */
async function best<T>(run: () => T | Promise<T>): Promise<{ milliseconds: number; last: T }> {
  let milliseconds = Infinity;
  for (let i = 1;; i++) {
    const begun = performance.now();
    const last = await run();
    milliseconds = Math.min(milliseconds, performance.now() - begun);
    if (i === RUNS) return { milliseconds, last };
  }
}

/** From a machine to its first state, views and choices and all. */
function toFirstState(machine: AnyMachine): void {
  new Exploration(new DirectProgram(machine));
}

function line(name: string, { counts, bytes }: CheckResult, milliseconds: number): string {
  const perSecond = (states: number) => `${(states / milliseconds / 1000).toFixed(2)} M/s`;
  return [
    name.padEnd(26),
    counts.distinct.toLocaleString("en").padStart(10),
    perSecond(counts.distinct).padStart(10),
    counts.generated.toLocaleString("en").padStart(12),
    perSecond(counts.generated).padStart(10),
    `${(bytes / counts.distinct).toFixed(1)} B`.padStart(8),
  ].join(" ");
}

const machines: [name: string, make: () => AnyMachine][] = [
  ["two-phase commit, N=7", () => twoPhase(7)],
  ["two-phase commit, N=8", () => twoPhase(8)],
  ["Paxos commit, 2 managers", () => paxosCommit(2)],
];

const first = performance.now();
toFirstState(twoPhase(8));
const cold = performance.now() - first;

console.log("Direct execution, one thread, best of three runs:\n");
console.log(
  "machine                      distinct       rate    generated       rate  a state",
);
for (const [name, make] of machines) {
  const { milliseconds, last } = await best(() => check(make()));
  console.log(line(name, last, milliseconds));
}

const warm = await best(() => toFirstState(twoPhase(8)));
console.log(
  `\nTo the first state of two-phase commit, N=8: ${cold.toFixed(1)} ms in a new process, ` +
    `${warm.milliseconds.toFixed(1)} ms later.`,
);

const engine = await best(() => check(twoPhase(5)));
const oracle = await best(() => checkNaively(twoPhase(5)));
console.log(
  `Against the oracle (plain objects in a Map) on two-phase commit, N=5, ` +
    `${engine.last.counts.distinct.toLocaleString("en")} states: ` +
    `${engine.milliseconds.toFixed(0)} ms to ${oracle.milliseconds.toFixed(0)} ms, ` +
    `${(oracle.milliseconds / engine.milliseconds).toFixed(0)} times as fast.`,
);
