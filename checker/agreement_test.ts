import { assertEquals, assertGreater } from "@std/assert";
import * as fc from "fast-check";
import { check } from "./check.ts";
import { layoutOf } from "./layout.ts";
import { follow, summaryBy, summaryByOracle } from "./testing/agreement.ts";
import { evaluate, randomMachine, schemaText } from "./testing/random_machine.ts";

Deno.test("check() agrees with the oracle on random machines", async () => {
  const met = { deep: 0, ofSeveralWords: 0, holds: 0, violated: 0, misfit: 0, refused: 0 };
  await fc.assert(
    fc.asyncProperty(fc.gen(), async (g) => {
      const text = randomMachine(g, 1000);
      const machine = evaluate(text);
      const expected = summaryByOracle(machine);
      const shown = JSON.stringify({ ...text, schema: schemaText(text.schema) }, null, 2);
      assertEquals(await summaryBy(() => check(machine)), expected, shown);

      if (layoutOf(machine.state).words > 1) met.ofSeveralWords++;
      if ("misfit" in expected) met.misfit++;
      else if ("refused" in expected) met.refused++;
      else {
        if (expected.violated) met.violated++;
        else met.holds++;
        if (expected.depth as number > 3) met.deep++;
        const { violations, witnesses } = await check(machine);
        for (const { behaviour } of violations) follow(machine, behaviour);
        for (const behaviour of Object.values(witnesses)) follow(machine, behaviour);
      }
    }),
    { seed: 1, numRuns: 500, unbiased: true },
  );
  // Machines of every sort were met, or the agreement would mean little.
  for (const count of Object.values(met)) assertGreater(count, 5, JSON.stringify(met));
});
