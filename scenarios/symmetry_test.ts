import { assert, assertEquals, assertRejects } from "@std/assert";
import { compile, SymmetryError } from "../checker/compile/mod.ts";
import { asymmetriesOfMachine } from "../checker/compile/symmetry/mod.ts";
import { machineOf } from "./catalogue.ts";
import { scenarios } from "./mod.ts";

/** One instance for each lane and design, with several owners and commands to be told apart. */
const instances = [
  ...new Map(
    scenarios.filter(({ bounds }) => bounds.owners > 1 && bounds.commands > 1)
      .map((each) => [`${each.lane} ${each.design}`, each]),
  ).values(),
];

Deno.test("owners are not interchangeable: bounds and what is free name them by number", async () => {
  for (const instance of instances) {
    const machine = { ...machineOf(instance), symmetric: ["owner"] };
    const error = await assertRejects(() => compile(machine), SymmetryError);
    assertEquals(error.index, "owner");
  }
  assert(instances.length > 0);
});

Deno.test("command ids are told apart only where something names command 0 for want of none", async () => {
  for (const instance of instances) {
    const { text } = await compile(machineOf(instance));
    const places = asymmetriesOfMachine(text, ["command"]);
    assert(places.length > 0, instance.name);
    for (const { rule, message } of places) {
      assert(
        rule === "nobody-first" || message.includes("an assignment of `0` to"),
        `${instance.name}: ${message}`,
      );
    }
  }
});
