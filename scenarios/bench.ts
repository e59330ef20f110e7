/**
 * How fast the machine under study is explored, at three sizes.
 *
 * Run with `deno task bench`, after the checker's own benchmark. Ratios are of two measurements of
 * the same run.
 *
 * @module
 */

import { type Engine, measure, measureElsewhere, startsWorkers } from "../checker/bench/measure.ts";
import { HEADING, row, type Yardstick, YARDSTICKS } from "../checker/bench/table.ts";
import { type InstanceTask, machineFor } from "./bench_machine.ts";

/** Scenarios of about a quarter of a million, half a million and three million states. */
const sizes: readonly (readonly [scenario: string, isDeep: boolean])[] = [
  ["clean_remapped_lifecycle", false],
  ["depth_4_bounce", false],
  ["clean_remapped_lifecycle", true],
];

const engines: readonly (readonly [name: string, engine: Engine])[] = [
  ["direct", "direct"],
  ["compiled", {}],
  ["compiled, 2 workers", { workers: 2 }],
];

console.log(
  "\nThe machine under study, with all properties but liveness. No reduction serves it: nothing in " +
    "it is interchangeable,\nand partial order does not serve claims about steps.",
);
for (const [scenario, isDeep] of sizes) {
  console.log(`\n${scenario}${isDeep ? ", deep" : ""}\n${HEADING}`);
  const against: Yardstick[] = [];
  for (const [name, engine] of engines) {
    const task: InstanceTask = { scenario, isDeep, engine };
    const measured = await (startsWorkers(engine)
      ? measure(() =>
        machineFor(task), engine)
      : measureElsewhere(import.meta.resolve("./bench_worker.ts"), task));
    console.log(row(name, measured, against));
    if (YARDSTICKS.includes(name)) against.push([name, measured.milliseconds]);
  }
}
