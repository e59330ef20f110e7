import { assertEquals, assertGreater } from "@std/assert";
import * as fc from "fast-check";
import { check } from "../check.ts";
import { examples } from "../examples/mod.ts";
import { follow, summaryBy, summaryByOracle } from "../testing/agreement.ts";
import type { AnyMachine } from "../language.ts";
import { DEADLOCK } from "../safety.ts";
import { randomMachine } from "../testing/random_machine.ts";
import { checkCompiled } from "./check_compiled.ts";
import { load, moduleOf } from "./testing/random_module.ts";

/** The claims that the oracle checks too: all but liveness. */
function safetyOf({ properties }: AnyMachine): string[] {
  const names = Object.keys(properties).filter((name) => properties[name].kind !== "leadsTo");
  return [...names, DEADLOCK];
}

for (const { name, machine, published } of examples) {
  if (published.distinct > 10_000) continue;

  Deno.test(`checkCompiled() agrees with the oracle on ${name}`, async () => {
    const example = machine();
    const properties = safetyOf(example);
    const found = await summaryBy(() => checkCompiled(example, { properties }));
    assertEquals(found, summaryByOracle(example));
  });

  Deno.test(`checkCompiled() says of ${name} what check() says`, async () => {
    const example = machine();
    const [compiled, direct] = [await checkCompiled(example), await check(example)];
    assertEquals(compiled.verdict, direct.verdict);
    assertEquals(compiled.counts, direct.counts);
    assertEquals(compiled.unreached, direct.unreached);
    assertEquals(compiled.neverEnabled, direct.neverEnabled);
  });
}

Deno.test("checkCompiled() agrees with the oracle on random machines", async () => {
  const met = { holds: 0, violated: 0, misfit: 0, refused: 0 };
  await fc.assert(
    fc.asyncProperty(fc.gen(), async (g) => {
      const module = moduleOf(randomMachine(g, 1000));
      const machine = await load(module);
      const expected = summaryByOracle(machine);
      assertEquals(await summaryBy(() => checkCompiled(machine)), expected, module);
      if ("misfit" in expected) met.misfit++;
      else if ("refused" in expected) met.refused++;
      else {
        met[expected.violated ? "violated" : "holds"]++;
        const { violations, witnesses } = await checkCompiled(machine);
        for (const { behaviour } of violations) follow(machine, behaviour);
        for (const behaviour of Object.values(witnesses)) follow(machine, behaviour);
      }
    }),
    { seed: 4, numRuns: 300, unbiased: true },
  );
  // Machines of every sort were met, or the agreement would mean little.
  for (const count of Object.values(met)) assertGreater(count, 0, JSON.stringify(met));
});
