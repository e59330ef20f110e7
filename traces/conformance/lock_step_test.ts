import { assert, assertEquals } from "@std/assert";
import * as implementation from "../../spec/implementation/mod.ts";
import { inProcessAdapter } from "./in_process.ts";
import { lockStep } from "./lock_step.ts";
import { explorePlace, suitePlaces } from "./suite_places.ts";

/** Places that are explored to their end. */
const WHOLE = ["validatedBounce", "brokered", "onePage", "oldHandles", "abandonedWaits"];
/** Places of which only the nearest states are explored here, so that the test stays quick. */
const NEAREST = ["ends", "revocations", "lists", "ioQueues", "brokeredIoQueues"];

for (const name of [...WHOLE, ...NEAREST]) {
  Deno.test(`machine and implementation agree in lock step: ${name}`, async () => {
    const place = suitePlaces.find((each) => each.name === name)!;
    const states = WHOLE.includes(name) ? undefined : 150;
    const { graph, constants } = await explorePlace({ ...place, states });
    const result = await lockStep(graph, constants, inProcessAdapter(implementation));
    assertEquals(result.disagreements, []);
    const allowed = [...result.allowed.values()].reduce((sum, count) => sum + count, 0);
    assert(result.agreed > 0 && result.declined > 0);
    if (allowed === 0) {
      assertEquals([result.reached, result.agreed], [result.states, result.steps]);
    }
  });
}
