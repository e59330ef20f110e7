/**
 * What of the machine is interchangeable, and the places that keep the rest from it.
 */

import { assert, assertEquals, assertGreater, assertMatch, assertRejects } from "@std/assert";
import { check, type CheckResult, DEADLOCK } from "../checker/mod.ts";
import { checkCompiled, compile, SymmetryError } from "../checker/compile/mod.ts";
import { orbitsOf, renamingsOf } from "../checker/compile/symmetry/testing/orbits.ts";
import { follow } from "../checker/testing/agreement.ts";
import { type Bounds, type Instance, ringfence } from "../spec/mod.ts";
import { machineOf, scenarios } from "./catalogue.ts";
import { behaviourLength } from "./check_scenario.ts";

/** Scenarios with several command ids. */
const alike = scenarios.filter(({ bounds, fault }) => bounds.commands > 1 && fault === undefined);

Deno.test("command ids are interchangeable wherever the catalogue has several", async () => {
  for (const scenario of alike) {
    const machine = machineOf(scenario);
    assertEquals(machine.symmetric, ["command"], scenario.name);
    await compile(machine);
  }
  assertGreater(alike.length, 0);
});

/** An instance in which command ids are interchangeable, but for what is changed of it. */
function instanceWith(bounds: { readonly [B in keyof Bounds]?: number }, changed = {}): Instance {
  const [scenario] = alike;
  const all = { ...scenario.bounds, ...bounds } as Bounds;
  return { ...scenario, bounds: all, ...changed };
}

Deno.test("command ids are not where zeros may be read, which name command 0", async () => {
  const switches = [
    "blankEntries",
    "ioQueue",
    "registers",
    "start",
    "revokes",
    "teardowns",
    "regrants",
  ];
  const instances = [
    ...switches.map((bound) => instanceWith({ [bound]: 1 })),
    instanceWith({}, { shapes: ["read", "noData"] }),
    instanceWith({}, { design: "asWritten" }),
    instanceWith({}, { fault: "ringOverrun" }),
  ];
  for (const instance of instances) {
    const machine = ringfence(instance);
    assertEquals(machine.symmetric, undefined, JSON.stringify(instance));
    const error = await assertRejects(
      () => compile({ ...machine, symmetric: ["command"] }),
      SymmetryError,
    );
    assertEquals(error.index, "command");
    assertMatch(error.message, /clearing .* at file:.*\/spec\/\w+\.ts:\d+:\d+ /);
  }
});

Deno.test("owners are not: bounds tell them apart, and what is free names the first", async () => {
  const declared = (instance: Instance) => ({ ...ringfence(instance), symmetric: ["owner"] });
  const [one, both] = [1, 2].map((activeOwners) => declared(instanceWith({ activeOwners })));
  const error = await assertRejects(() => compile(one), SymmetryError);
  assertMatch(error.message, /"owner": a comparison `.*owner === 0` at .*\/spec\/addresses\.ts:/);
  // Where all of them act, what is cleared is left.
  const left = await assertRejects(() => compile(both), SymmetryError);
  assertMatch(left.message, /"owner": clearing `s\.queue\[0\]\.scan` at .*\/spec\/submission\.ts:/);
});

/** What a reduced search has to say as any other does. */
function said({ verdict, violations, witnesses }: CheckResult) {
  return {
    verdict,
    lengths: Object.fromEntries([
      ...violations.map(({ property, behaviour }) => [property, behaviourLength(behaviour)]),
      ...Object.entries(witnesses).map(([name, behaviour]) => [name, behaviourLength(behaviour)]),
    ]),
  };
}

for (const scenario of alike.filter(({ pinned }) => pinned.distinct < 10_000)) {
  Deno.test(`up to symmetry, ${scenario.name} keeps verdict and lengths`, async () => {
    const machine = machineOf(scenario);
    const names = Object.keys(machine.properties);
    const isSafe = (name: string) => machine.properties[name].kind !== "leadsTo";
    const properties = [...names.filter(isSafe), DEADLOCK];
    const expected = said(await check(machine, { properties }));
    const orbits = orbitsOf(machine, renamingsOf({ command: scenario.bounds.commands }));
    for (const workers of [1, 2]) {
      const reduced = await checkCompiled(machine, { properties, symmetry: true, workers });
      assertEquals(said(reduced), expected);
      const { distinct, depth } = reduced.counts;
      assertEquals({ distinct, depth }, orbits);
      assertGreater(scenario.pinned.distinct, 1.9 * distinct);
      for (const behaviour of Object.values(reduced.witnesses)) follow(machine, behaviour);
    }
    // With both reductions, claims about states.
    const claims = properties.filter((name) => machine.properties[name]?.kind !== "step");
    const both = await checkCompiled(machine, {
      properties: claims,
      symmetry: true,
      partialOrder: "always",
    });
    assertEquals(both.verdict, "holds");
    assertEquals(
      Object.keys(both.witnesses).sort(),
      Object.keys(expected.lengths).sort(),
    );
    assert(both.counts.distinct <= orbits.distinct);
    for (const behaviour of Object.values(both.witnesses)) follow(machine, behaviour);
  });
}
