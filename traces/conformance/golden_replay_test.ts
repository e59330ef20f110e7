import { assert, assertEquals } from "@std/assert";
import * as implementation from "../../spec/implementation/mod.ts";
import { goldenAttacks } from "./attacks.ts";
import { meetAttack, OUT_OF_SIGHT } from "./golden_replay.ts";
import { inProcessAdapter } from "./in_process.ts";
import { explorePlace, suitePlaces } from "./suite_places.ts";
import { suiteOf, walksOf } from "./suites.ts";
import { runWalks } from "./walks.ts";
import { witnessesIn } from "./witnesses.ts";

Deno.test("the implementation does not perform what any golden trace shows", async () => {
  const adapter = inProcessAdapter(implementation);
  const attacks = await goldenAttacks();
  assert(attacks.length > 0);
  for (const { name, constants, behaviour, property } of attacks) {
    const { kind } = await meetAttack(adapter, constants, behaviour, property);
    assert(kind !== "performed" || property in OUT_OF_SIGHT, name);
  }
});

Deno.test("the implementation takes every step of the way to every witness", async () => {
  const adapter = inProcessAdapter(implementation);
  const reached = new Set<string>();
  for (const name of ["onePage", "generations", "deletions"]) {
    const place = suitePlaces.find((each) => each.name === name)!;
    const explored = await explorePlace(place);
    const suite = suiteOf(explored, "witnesses");
    assertEquals(suite.covered, suite.all);
    assertEquals(await runWalks(walksOf(suite), explored.constants, adapter), null);
    for (const witness of witnessesIn(explored, () => false).ways.keys()) reached.add(witness);
  }
  assertEquals([...reached].sort(), [
    "CommandsCanComplete",
    "DoorbellsCanBeRefused",
    "IoCommandsCanComplete",
    "TeardownsCanEnd",
    "TheNextOwnerCanBeServed",
  ]);
});
