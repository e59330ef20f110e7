/**
 * The engines agree: on scenarios of every family, in every lane, direct execution and the compiler
 * find the same states, the same verdicts, and counterexamples of the same length.
 */

import { assertEquals, assertThrows } from "@std/assert";
import { check } from "../checker/mod.ts";
import { checkCompiled } from "../checker/compile/mod.ts";
import { parseArguments } from "./arguments.ts";
import { machineOf, scenarios } from "./catalogue.ts";
import { behaviourLength } from "./check_scenario.ts";
import { UsageError } from "./exit_codes.ts";

// Every seventh of those that are explored in a moment.
const small = scenarios.filter(({ pinned }) => pinned.distinct < 8000).filter((_, i) =>
  i % 7 === 0
);

for (const scenario of small) {
  Deno.test(`Both engines agree on ${scenario.name}`, async () => {
    const machine = machineOf(scenario);
    const [direct, compiled] = [await check(machine), await checkCompiled(machine)];
    const said = (result: typeof direct) => ({
      verdict: result.verdict,
      counts: result.counts,
      actions: result.actions,
      unreached: result.unreached,
      lengths: Object.fromEntries(
        result.violations.map(({ property, behaviour }) => [property, behaviourLength(behaviour)]),
      ),
    });
    assertEquals(said(compiled), said(direct));
  });
}

Deno.test("--engine names an engine that there is", () => {
  assertEquals(parseArguments([]).engine, "compiled");
  assertEquals(parseArguments(["--engine", "direct"]).engine, "direct");
  assertThrows(() => parseArguments(["--engine", "warp"]), UsageError, `"warp"`);
});
