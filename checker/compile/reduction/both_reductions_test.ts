import { assertEquals, assertLess } from "@std/assert";
import { foundBy, foundByOracle } from "./testing/claims.ts";
import { clients } from "./testing/concurrent_machines.ts";

Deno.test("both reductions leave out more than either", async () => {
  const whole = await foundByOracle(clients(4));
  const symmetry = await foundBy(clients(4), { symmetry: true });
  const partialOrder = await foundBy(clients(4), { partialOrder: true });
  const both = await foundBy(clients(4), { symmetry: true, partialOrder: true });
  assertLess(symmetry.distinct, whole.distinct);
  assertLess(both.distinct, symmetry.distinct);
  assertLess(both.distinct, partialOrder.distinct);
  const options = { symmetry: true, partialOrder: "always" as const, workers: 2 };
  assertEquals(await foundBy(clients(4), options), both);
});
