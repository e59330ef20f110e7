/**
 * The engines agree on the project's own machine: the oracle, direct execution, the compiler and
 * several workers find the same states, verdicts and lengths, and a reduced search comes to the same
 * verdicts.
 *
 * These are the small scenarios. Of all of them `deno task check` compares with the pinned numbers
 * what the compiler finds, and with `--engine direct` what direct execution finds. Other machines
 * are in the table of `checker/agreement_test.ts`.
 */

import { assert, assertEquals, assertLess, assertThrows } from "@std/assert";
import { check } from "../checker/mod.ts";
import { checkCompiled } from "../checker/compile/mod.ts";
import { claimsOf, foundBy } from "../checker/compile/reduction/testing/claims.ts";
import { exactFindings, summaryBy, summaryByOracle } from "../checker/testing/agreement.ts";
import { parseArguments } from "./arguments.ts";
import { machineOf, scenarios } from "./catalogue.ts";
import { UsageError } from "./exit_codes.ts";

const small = scenarios.filter(({ pinned }) => pinned.distinct < 2000);
/** Workers take long to begin, and reductions to be found: they explore one in so many. */
const WORKERS_EVERY = 12;
/** The oracle takes some milliseconds a state. */
const ORACLE_BELOW = 200;
const REDUCED_EVERY = 3;

for (const [number, scenario] of small.entries()) {
  Deno.test(`The engines agree on ${scenario.name}`, async () => {
    const machine = machineOf(scenario);
    const direct = await check(machine);
    assertEquals(exactFindings(await checkCompiled(machine)), exactFindings(direct));
    if (scenario.pinned.distinct < ORACLE_BELOW) {
      assertEquals(await summaryBy(() => Promise.resolve(direct)), summaryByOracle(machine));
    }
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

Deno.test("the compiled engine takes less than 24 bytes a state of this machine", async () => {
  const machine = machineOf(scenarios.find(({ name }) => name === "clean_remapped_lifecycle")!);
  const { counts, bytes } = await checkCompiled(machine, { properties: ["TransfersStayInGrants"] });
  // Of fewer states the tables' beginnings would be measured.
  assertEquals(counts.distinct, 193_492);
  assertLess(bytes / counts.distinct, 24);
});

Deno.test("--engine names an engine that there is", () => {
  assertEquals(parseArguments([]).engine, "compiled");
  assertEquals(parseArguments(["--engine", "direct"]).engine, "direct");
  assertThrows(() => parseArguments(["--engine", "warp"]), UsageError, `"warp"`);
});
