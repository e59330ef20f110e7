import { assert, assertEquals, assertLess } from "@std/assert";
import { twoPhase } from "../../examples/two_phase.ts";
import { checkCompiled } from "../check_compiled.ts";
import { compile } from "../compiled.ts";
import { numbersIn } from "./bits.ts";
import { reductionFor } from "./reduction.ts";
import { claimsOf, foundBy } from "./testing/claims.ts";
import { clients, diners, pipeline, workers } from "./testing/concurrent_machines.ts";
import { sparing } from "./worth.ts";

Deno.test("where nothing can be left out every step is taken, and the result says so", async () => {
  const properties = claimsOf(twoPhase(5));
  for (const workers of [1, 2]) {
    const found = await checkCompiled(twoPhase(5), { properties, partialOrder: true, workers });
    assertEquals(found.reduction, { partialOrder: false });
    assertEquals(found.counts.distinct, 8832);
    // Every state was seen, so that it can be said which actions never were.
    assertEquals(found.neverEnabled, []);
  }
});

Deno.test("a result says what was left out, and nothing where nothing was asked", async () => {
  const properties = claimsOf(clients(3));
  const reduction = async (options: Parameters<typeof checkCompiled>[1]) =>
    (await checkCompiled(clients(3), { properties, ...options })).reduction;
  assertEquals(await reduction({}), undefined);
  assertEquals(await reduction({ partialOrder: true }), { partialOrder: true });
  assertEquals(await reduction({ symmetry: true }), { symmetric: ["client"] });
  assertEquals(await reduction({ symmetry: true, partialOrder: true }), {
    symmetric: ["client"],
    partialOrder: true,
  });
});

Deno.test("keys that walks show to be of use leave out as much as all", async () => {
  for (const machine of [workers(6), diners(6), pipeline(4), clients(4)]) {
    const properties = claimsOf(machine);
    const all = await foundBy(machine, { properties, partialOrder: "always" });
    assertEquals(await foundBy(machine, { properties, partialOrder: true }), all);
  }
});

Deno.test("fewer keys are tried than there are choices", async () => {
  const machine = diners(6);
  const program = await compile(machine);
  const all = reductionFor(program, claimsOf(machine));
  const some = sparing(program, all);
  assert(some !== undefined);
  assertLess(numbersIn(some.keys).length, numbersIn(all.keys).length);
});
