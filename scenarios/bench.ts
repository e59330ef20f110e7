/**
 * How fast the machine under study is explored, at three sizes.
 *
 * Run with `deno task bench`, after the checker's own benchmark. Ratios are of two measurements of
 * the same run.
 *
 * @module
 */

import {
  type Claims,
  type Engine,
  measure,
  measureElsewhere,
  startsWorkers,
} from "../checker/bench/measure.ts";
import { HEADING, row, type Yardstick, YARDSTICKS } from "../checker/bench/table.ts";
import { type InstanceTask, machineFor } from "./bench_machine.ts";

/**
 * Scenarios of about two hundred thousand, two million and nine million distinct states. A good part
 * of the smallest's time goes into compiling it, and a second worker cannot make good in it what its
 * start costs. For each distinct state of the two others seven to nine are generated, where most
 * scenarios have about five, so that these are not the quickest ones.
 */
const sizes: readonly (readonly [scenario: string, isDeep: boolean])[] = [
  ["clean_remapped_lifecycle", false],
  ["clean_remapped_lifecycle", true],
  ["depth_4_remapped", true],
];

type Engines = readonly (readonly [name: string, engine: Engine])[];

/** What is compared with what: engines that check the same properties. */
const comparisons: readonly (readonly [title: string, claims: Claims, engines: Engines])[] = [
  ["all properties but liveness", "safety", [
    ["direct", "direct"],
    ["compiled", {}],
    ["compiled, 2 workers", { workers: 2 }],
    ["compiled, by symmetry", { symmetry: true }],
  ]],
  ["properties of states, which partial order serves", "states", [
    ["compiled", {}],
    ["compiled, partial order", { partialOrder: true }],
    ["partial order, always", { partialOrder: "always" }],
    ["both reductions, always", { symmetry: true, partialOrder: "always" }],
  ]],
];

/** Measures one engine; nothing, where it is a reduction by a symmetry that is not there. */
async function measured(task: InstanceTask) {
  const { engine, claims } = task;
  const isSymmetric = machineFor(task).symmetric !== undefined;
  if (engine !== "direct" && engine.symmetry === true && !isSymmetric) return undefined;
  return await (startsWorkers(engine)
    ? measure(() => machineFor(task), engine, claims)
    : measureElsewhere(import.meta.resolve("./bench_worker.ts"), task));
}

console.log("\nThe machine under study.");
for (const [scenario, isDeep] of sizes) {
  for (const [title, claims, engines] of comparisons) {
    console.log(`\n${scenario}${isDeep ? ", deep" : ""}: ${title}\n${HEADING}`);
    const against: Yardstick[] = [];
    for (const [name, engine] of engines) {
      const found = await measured({ scenario, isDeep, engine, claims });
      if (found === undefined) {
        console.log(`${name.padEnd(24)} skipped: nothing in this instance is interchangeable`);
        continue;
      }
      console.log(row(name, found, against));
      if (YARDSTICKS.includes(name)) against.push([name, found.milliseconds]);
    }
  }
}
