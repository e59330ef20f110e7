import { assert, assertEquals } from "@std/assert";
import { BOUND_LIMITS, type Bounds } from "../spec/bounds.ts";
import { ringfence } from "../spec/machine.ts";
import { MODELS } from "../spec/vocabulary.ts";
import { addressedActions, addressee } from "./addressees.ts";
import { actorOf } from "./show.ts";

Deno.test("only actions that the machine has are addressed, and to other actors of it", () => {
  const largest = Object.fromEntries(
    Object.entries(BOUND_LIMITS).map(([name, [least, most]]) => [name, Math.min(most, least + 1)]),
  ) as unknown as Bounds;
  const machines = MODELS.flatMap((model) =>
    ["asWritten", "hardened"].map((design) =>
      ringfence({
        lane: model === "brokered" ? "bounce" : "remapped",
        model,
        design,
        bounds: largest,
        shapes: ["read"],
      })
    )
  );
  const [{ actors }] = machines;
  const known = new Set(machines.flatMap(({ actions }) => Object.keys(actions)));
  assertEquals(addressedActions.filter((name) => !known.has(name)), []);
  for (const name of addressedActions) {
    const to = addressee(name)!;
    assert(actors.includes(to) && to !== actorOf(machines[0], name), `${name} to ${to}`);
  }
});
