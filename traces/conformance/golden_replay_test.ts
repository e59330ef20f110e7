import { assert, assertEquals } from "@std/assert";
import * as implementation from "../../spec/implementation/mod.ts";
import { GOLDEN_FOLDER } from "../known_machines.ts";
import { goldenAttacks } from "./attacks.ts";
import { type Adapter, NOTHING } from "./adapter.ts";
import { type AttackResult, judgeAttack, meetAttack, OUT_OF_SIGHT } from "./golden_replay.ts";
import { inProcessAdapter } from "./in_process.ts";
import { explorePlace, suitePlaces } from "./suite_places.ts";
import { suiteOf, walksOf } from "./suites.ts";
import { runWalks } from "./walks.ts";
import { witnessesIn } from "./witnesses.ts";

/** How an adapter meets all golden traces: by kind, and what is wrong about it. */
async function meetAll(adapter: Adapter) {
  const kinds: Record<AttackResult["kind"], string[]> = {
    declined: [],
    unthinkable: [],
    performed: [],
  };
  const wrong: string[] = [];
  for (const { name, constants, behaviour, property } of await goldenAttacks()) {
    const result = await meetAttack(adapter, constants, behaviour, property);
    kinds[result.kind].push(name);
    const judged = judgeAttack(constants, behaviour, property, result);
    if (judged !== null) wrong.push(`${name}: ${judged}`);
  }
  return { kinds, wrong };
}

Deno.test("the implementation declines the decisive step of every golden trace", async () => {
  const { kinds, wrong } = await meetAll(inProcessAdapter(implementation));
  assertEquals(wrong, []);
  const files = (await Array.fromAsync(Deno.readDir(GOLDEN_FOLDER))).map(({ name }) => name);
  assertEquals(Object.values(kinds).flat().sort(), files.sort(), "each is met, and once");
  const outOfSight = Object.keys(OUT_OF_SIGHT);
  for (const name of kinds.performed) assert(outOfSight.includes(name.split(".")[1]), name);
  for (const property of outOfSight) {
    assert(kinds.performed.some((name) => name.split(".")[1] === property), property);
  }
});

for (const outcome of ["done", "impossible"] as const) {
  Deno.test(`whose answer is always "${outcome}" withstands nothing`, async () => {
    const host = inProcessAdapter(implementation);
    const { wrong } = await meetAll({
      stepwise: true,
      reset: (geometry) => host.reset(geometry),
      take: () => ({ ...NOTHING, outcome }),
      state: () => null,
    });
    // What is right is so by accident: a trace whose first step is the decisive one, say.
    const all = await goldenAttacks();
    assert(wrong.length > all.length / 2, `${wrong.length} of ${all.length}`);
  });
}

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
