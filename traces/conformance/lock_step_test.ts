import { assert, assertEquals, assertGreaterOrEqual } from "@std/assert";
import * as implementation from "../../spec/implementation/mod.ts";
import { inProcessAdapter } from "./in_process.ts";
import { lockStep } from "./lock_step.ts";
import { explorePlace, suitePlaces } from "./suite_places.ts";

/** Places that are explored to their end; `deno task lockstep` goes further. */
const WHOLE = [
  "validatedBounce",
  "brokered",
  "onePage",
  "oldHandles",
  "abandonedWaits",
  "vendors",
  "brokeredRevocations",
];
/** Places of which only the nearest states are explored here, so that the test stays quick. */
const NEAREST = [
  "ends",
  "revocations",
  "lifecycle",
  "lists",
  "pageSizes",
  "ioQueues",
  "brokeredIoQueues",
];

for (const name of [...WHOLE, ...NEAREST]) {
  Deno.test(`machine and implementation agree in lock step: ${name}`, async () => {
    const place = suitePlaces.find((each) => each.name === name)!;
    const states = WHOLE.includes(name) ? undefined : 150;
    const { graph, constants } = await explorePlace({ ...place, states });
    const result = await lockStep(graph, constants, inProcessAdapter(implementation));
    assertEquals(result.disagreements, []);
    const allowed = [...result.allowed.values()].reduce((sum, count) => sum + count, 0);
    assert(result.agreed > 0 && result.declined > 0);
    // Every step agrees from every pair in which its state was reached.
    if (allowed === 0) assertEquals(result.reached, result.states);
    if (allowed === 0) assertGreaterOrEqual(result.agreed, result.steps);
    assertGreaterOrEqual(result.pairs, result.reached);
  });
}
