/** Every engine says of random machines full of fairness what the plainest search for lassos says. */

import { assert, assertEquals, assertGreater } from "@std/assert";
import * as fc from "fast-check";
import { check } from "../check.ts";
import { checkCompiled } from "../compile/mod.ts";
import { load, moduleOf } from "../compile/testing/random_module.ts";
import { combinations } from "../direct.ts";
import { CheckerError } from "../errors.ts";
import type { AnyMachine } from "../language.ts";
import type { CheckResult } from "../result.ts";
import { idiomaticMachine } from "../testing/random_idioms.ts";
import { randomMachine } from "../testing/random_machine.ts";
import { faultOfLasso } from "./lasso.ts";
import type { NaiveLasso } from "./naive_liveness.ts";
import { checkLivenessExplicitly } from "./testing/explicit_liveness.ts";

/** The engines, and of how many machines each sees one. Workers take long to begin. */
const engines: readonly {
  readonly check: (machine: AnyMachine) => Promise<CheckResult>;
  readonly every: number;
}[] = [
  { check, every: 1 },
  { check: checkCompiled, every: 1 },
  { check: (machine) => checkCompiled(machine, { workers: 2, together: true }), every: 20 },
];

type Outcome = "holds" | "stops" | "loops" | "mistake";

/** What a result says of a leads-to property. Fails if that is not so, or not what was expected. */
function agree(
  machine: AnyMachine,
  { violations }: CheckResult,
  name: string,
  expected: readonly NaiveLasso[],
): Outcome {
  const violation = violations.find(({ property }) => property === name);
  const soonestStop = Math.min(...expected.map(({ stop }) => stop));
  if (violation === undefined) {
    const soonestLoop = Math.min(...expected.map(({ loop }) => loop));
    assertEquals([soonestStop, soonestLoop], [Infinity, Infinity]);
    return "holds";
  }
  assertEquals(faultOfLasso(machine, violation), undefined);
  const { params, behaviour: { steps, loop, closing } } = violation;
  if (closing === undefined) {
    assertEquals(loop, soonestStop);
    return "stops";
  }
  const property = machine.properties[name];
  assert(property.kind === "leadsTo");
  const claim = combinations(property.params?.(machine.constants) ?? {})
    .findIndex((each) => JSON.stringify(each) === JSON.stringify(params));
  assertEquals(loop, expected[claim].loop);
  // Of a stop and a loop that are as long, the stop is shown, and the first claim's of several.
  assert(steps.length < expected[claim].stop && steps.length <= soonestStop);
  return "loops";
}

/** What an engine finds, or the name of the error that it fails with. */
async function found<T>(find: () => T | Promise<T>): Promise<T | string> {
  try {
    return await find();
  } catch (error) {
    if (error instanceof CheckerError) return error.name;
    throw error;
  }
}

/** Random machines, and how many of them. */
const random = {
  "of any kind": { text: (g: fc.GeneratorValue) => randomMachine(g, 100, true), runs: 60 },
  "of idioms": { text: (g: fc.GeneratorValue) => idiomaticMachine(g, 30, false, true), runs: 40 },
};

for (const [kind, { text, runs }] of Object.entries(random)) {
  Deno.test(`engines find the lassos of random machines ${kind}`, async () => {
    const met: { [outcome in Outcome]: number } = { holds: 0, stops: 0, loops: 0, mistake: 0 };
    let run = 0;
    await fc.assert(
      fc.asyncProperty(fc.gen(), async (g) => {
        const module = moduleOf(text(g));
        const machine: AnyMachine = await load(module);
        const expected = await found(() => checkLivenessExplicitly(machine, 200));
        if (expected === undefined) return;
        run++;
        for (const { check, every } of engines) {
          if (run % every !== 0) continue;
          const result = await found(() => check(machine));
          try {
            if (typeof expected === "string" || typeof result === "string") {
              assertEquals<unknown>(result, expected);
              met.mistake++;
              continue;
            }
            for (const [name, soonest] of Object.entries(expected)) {
              met[agree(machine, result, name, soonest)]++;
            }
          } catch (error) {
            throw new Error(`Engine ${engines.findIndex((e) => e.check === check)}: ${module}`, {
              cause: error,
            });
          }
        }
      }),
      { seed: 12, numRuns: runs, unbiased: true, endOnFailure: true },
    );
    for (const count of Object.values(met)) assertGreater(count, 0, JSON.stringify(met));
  });
}
