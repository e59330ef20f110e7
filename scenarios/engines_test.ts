/**
 * The engines agree on the project's own machine: direct execution, the compiler and several workers
 * find the same states, verdicts and lengths, and a reduced search comes to the same verdicts.
 *
 * These are the small scenarios. Of all of them `deno task check` compares with the pinned numbers
 * what the compiler finds, and with `--engine direct` what direct execution finds. Other machines
 * are in the table of `checker/agreement_test.ts`.
 */

import { assert, assertEquals, assertThrows } from "@std/assert";
import { check } from "../checker/mod.ts";
import { checkCompiled } from "../checker/compile/mod.ts";
import { claimsOf, foundBy } from "../checker/compile/reduction/testing/claims.ts";
import { exactFindings } from "../checker/testing/agreement.ts";
import { parseArguments } from "./arguments.ts";
import { machineOf, scenarios } from "./catalogue.ts";
import { UsageError } from "./exit_codes.ts";

const small = scenarios.filter(({ pinned }) => pinned.distinct < 2000);
/** Workers take long to begin, and reductions to be found: they explore one in so many. */
const WORKERS_EVERY = 12;
const REDUCED_EVERY = 3;

for (const [number, scenario] of small.entries()) {
  Deno.test(`The engines agree on ${scenario.name}`, async () => {
    const machine = machineOf(scenario);
    const direct = await check(machine);
    assertEquals(exactFindings(await checkCompiled(machine)), exactFindings(direct));
    if (number % WORKERS_EVERY === 0) {
      assertEquals(
        exactFindings(await checkCompiled(machine, { workers: 2 })),
        exactFindings(direct),
      );
    }
    if (number % REDUCED_EVERY !== 0) return;
    const claims = claimsOf(machine);
    const met = [
      ...direct.violations.map(({ property }) => property),
      ...Object.keys(direct.witnesses),
    ]
      .filter((name) => claims.includes(name)).sort();
    const reduced = await foundBy(machine, { partialOrder: "always" });
    assertEquals(reduced.met, met);
    assert(reduced.distinct <= direct.counts.distinct);
  });
}

Deno.test("--engine names an engine that there is", () => {
  assertEquals(parseArguments([]).engine, "compiled");
  assertEquals(parseArguments(["--engine", "direct"]).engine, "direct");
  assertThrows(() => parseArguments(["--engine", "warp"]), UsageError, `"warp"`);
});
