import { assert, assertEquals, assertGreater, assertLess } from "@std/assert";
import * as fc from "fast-check";
import { examples } from "../../examples/mod.ts";
import type { AnyMachine } from "../../language.ts";
import { SymmetryError } from "../symmetry/mod.ts";
import { load, moduleOf } from "../testing/random_module.ts";
import { foundBy, foundByOracle } from "./testing/claims.ts";
import { clients } from "./testing/concurrent_machines.ts";
import { alikeProcessMachine } from "./testing/process_machine.ts";

/** Holds both reductions, together and alone, to the oracle. Returns how many states each leaves. */
async function agree(machine: AnyMachine, text?: string) {
  const expected = await foundByOracle(machine);
  const [symmetry, partialOrder, both] = [
    await foundBy(machine, { symmetry: true }),
    await foundBy(machine, { partialOrder: "always" }),
    await foundBy(machine, { symmetry: true, partialOrder: "always" as const }),
  ];
  for (const { met } of [symmetry, partialOrder, both]) assertEquals(met, expected.met, text);
  assert(both.distinct <= symmetry.distinct, text);
  return { expected, symmetry, partialOrder, both };
}

for (const { name, machine, published } of examples) {
  if (machine().symmetric === undefined || published.distinct > 1000) continue;
  Deno.test(`both reductions agree with the oracle on ${name}`, async () => {
    await agree(machine());
  });
}

Deno.test("both reductions leave out more than either", async () => {
  const { expected, symmetry, partialOrder, both } = await agree(clients(4));
  assertLess(symmetry.distinct, expected.distinct);
  assertLess(both.distinct, symmetry.distinct);
  assertLess(both.distinct, partialOrder.distinct);
  const options = { symmetry: true, partialOrder: "always" as const, workers: 2 };
  assertEquals(await foundBy(clients(4), options), both);
});

Deno.test("both reductions agree with the oracle on random machines of like processes", async () => {
  const seen = { refused: 0, mistake: 0, met: 0, lessByOrder: 0, lessBySymmetry: 0, lessByBoth: 0 };
  await fc.assert(
    fc.asyncProperty(fc.gen(), async (g) => {
      const module = moduleOf(alikeProcessMachine(g));
      const machine = await load(module);
      try {
        const { expected, symmetry, partialOrder, both } = await agree(machine, module);
        if (expected.met === "mistake") seen.mistake++;
        else if (expected.met.length > 0) seen.met++;
        if (partialOrder.distinct < expected.distinct) seen.lessByOrder++;
        if (symmetry.distinct < expected.distinct) seen.lessBySymmetry++;
        if (both.distinct < symmetry.distinct) seen.lessByBoth++;
      } catch (error) {
        if (!(error instanceof SymmetryError)) throw error;
        seen.refused++;
      }
    }),
    { seed: 11, numRuns: 80, unbiased: true },
  );
  for (const count of Object.values(seen)) assertGreater(count, 3, JSON.stringify(seen));
});
