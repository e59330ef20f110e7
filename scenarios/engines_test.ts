/**
 * The engines agree on the project's own machine: direct execution, the compiler and several workers
 * find the same states, verdicts and lengths, and a reduced search comes to the same verdicts.
 *
 * These are the small scenarios. Of all of them `deno task check` compares with the pinned numbers
 * what the compiler finds, and with `--engine direct` what direct execution finds. Other machines
 * are in the table of `checker/agreement_test.ts`.
 */

import { assert, assertEquals, assertThrows } from "@std/assert";
import { type AnyMachine, check, type CheckResult, DEADLOCK } from "../checker/mod.ts";
import { checkCompiled } from "../checker/compile/mod.ts";
import { follow } from "../checker/testing/agreement.ts";
import { parseArguments } from "./arguments.ts";
import { machineOf, scenarios } from "./catalogue.ts";
import { behaviourLength } from "./check_scenario.ts";
import { UsageError } from "./exit_codes.ts";

const small = scenarios.filter(({ pinned }) => pinned.distinct < 2000);
/** Workers take long to begin, and reductions to be found: they explore one in so many. */
const WORKERS_EVERY = 12;
const REDUCED_EVERY = 3;

/** What every engine says that takes every step. */
function said(result: CheckResult) {
  const { verdict, counts, actions, unreached, neverEnabled, violations, witnesses } = result;
  return {
    verdict,
    counts,
    unreached,
    neverEnabled,
    steps: Object.entries(actions).map(([name, { steps }]) => [name, steps]),
    lengths: Object.fromEntries([
      ...violations.map(({ property, behaviour }) => [property, behaviourLength(behaviour)]),
      ...Object.entries(witnesses).map(([name, behaviour]) => [name, behaviourLength(behaviour)]),
    ]),
  };
}

/** The properties that a reduction serves. */
function claimsOf({ properties }: AnyMachine): string[] {
  const names = Object.keys(properties).filter((name) =>
    ["invariant", "witness"].includes(properties[name].kind)
  );
  return [...names, DEADLOCK];
}

/** Which of some properties were met, a witness by being reached. */
function metIn({ violations, witnesses }: CheckResult, among: readonly string[]): string[] {
  const met = [...violations.map(({ property }) => property), ...Object.keys(witnesses)];
  return met.filter((name) => among.includes(name)).sort();
}

for (const [number, scenario] of small.entries()) {
  Deno.test(`The engines agree on ${scenario.name}`, async () => {
    const machine = machineOf(scenario);
    const direct = await check(machine);
    assertEquals(said(await checkCompiled(machine)), said(direct));
    if (number % WORKERS_EVERY === 0) {
      assertEquals(said(await checkCompiled(machine, { workers: 2 })), said(direct));
    }
    if (number % REDUCED_EVERY !== 0) return;
    const properties = claimsOf(machine);
    const reduced = await checkCompiled(machine, { properties, partialOrder: "always" });
    assertEquals(metIn(reduced, properties), metIn(direct, properties));
    assert(reduced.counts.distinct <= direct.counts.distinct);
    for (const { behaviour } of reduced.violations) follow(machine, behaviour);
    for (const behaviour of Object.values(reduced.witnesses)) follow(machine, behaviour);
  });
}

Deno.test("--engine names an engine that there is", () => {
  assertEquals(parseArguments([]).engine, "compiled");
  assertEquals(parseArguments(["--engine", "direct"]).engine, "direct");
  assertThrows(() => parseArguments(["--engine", "warp"]), UsageError, `"warp"`);
});
