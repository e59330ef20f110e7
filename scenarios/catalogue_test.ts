/**
 * What the scenarios owe: each is well formed, and together they cover what they are there for.
 */

import { assert, assertEquals } from "@std/assert";
import { DEADLOCK } from "../checker/safety.ts";
import { hardened, ingredients } from "../spec/designs.ts";
import { faults } from "../spec/faults.ts";
import { LANES, MODELS } from "../spec/vocabulary.ts";
import { machineOf, scenarios } from "./catalogue.ts";
import { expectedViolations, type Pinned, type Scenario } from "./scenario.ts";

/** What is wrong with a scenario, taken by itself. */
function complaints(scenario: Scenario): string[] {
  const { name, title, idle } = scenario;
  const found: string[] = [];
  const complain = (wrong: boolean, what: string) => {
    if (wrong) found.push(`${name}: ${what}`);
  };
  const machine = machineOf(scenario);
  const witnesses = Object.keys(machine.properties)
    .filter((property) => machine.properties[property].kind === "witness");
  const known = [...Object.keys(machine.properties), DEADLOCK];
  const checked = Array.isArray(scenario.properties) ? scenario.properties : known;
  const expected = expectedViolations(scenario);
  const unknown = (names: readonly string[], among: readonly string[]) =>
    names.filter((one) => !among.includes(one)).join(", ");
  const misfit = (pinned: Pinned | undefined) =>
    pinned !== undefined &&
    unknown(Object.keys(pinned.lengths), expected.filter((one) => !witnesses.includes(one))) !== "";

  complain(!/^[a-z][a-z0-9]*(_[a-z0-9]+)*$/.test(name), "its name is not in snake_case");
  complain(!/^[A-Z].*\.$/.test(title), "its title is not a sentence");
  complain(unknown(checked, known) !== "", `it checks ${unknown(checked, known)}`);
  complain(unknown(expected, checked) !== "", `it expects ${unknown(expected, checked)} to fail`);
  complain("violates" in scenario.expect && expected.length === 0, "it expects nothing to fail");
  complain(misfit(scenario.pinned), "it pins the length of a trace that it does not expect");
  complain(misfit(scenario.deepPinned), "it pins the length of a deep trace it does not expect");
  complain(
    scenario.symmetry === true &&
      (machine.symmetric === undefined || scenario.properties !== "safety"),
    "it cannot be explored up to symmetry",
  );
  complain(
    scenario.deepBounds === undefined && scenario.deepPinned !== undefined,
    "it pins numbers for bounds that it does not have",
  );
  if (idle !== undefined) {
    const { actions = [], witnesses: unreached = [] } = idle;
    const actionNames = Object.keys(machine.actions);
    complain(unknown(actions, actionNames) !== "", `idle: ${unknown(actions, actionNames)}`);
    complain(unknown(unreached, witnesses) !== "", `idle: ${unknown(unreached, witnesses)}`);
    complain(idle.why === "", "it does not say why something lies idle");
  }
  return found;
}

/** Those of the names for which there is no scenario such as is asked for. */
function missing(names: readonly string[], is: (scenario: Scenario, name: string) => boolean) {
  return names.filter((name) => !scenarios.some((scenario) => is(scenario, name)));
}

Deno.test("Each scenario is well formed", () => {
  assertEquals(scenarios.flatMap(complaints), []);
});

Deno.test("complaints() finds fault with what is not well formed", () => {
  const wrong: Scenario = {
    ...scenarios[0],
    name: "Wrong",
    title: "no sentence",
    expect: { violates: ["NoSuchProperty"] },
    pinned: { distinct: 1, generated: 1, depth: 1, lengths: { Another: 1 } },
    idle: { actions: ["nobodyActs"], why: "" },
    symmetry: true,
  };
  assertEquals(complaints(wrong).length, 7);
});

Deno.test("No two scenarios have the same name", () => {
  assertEquals(new Set(scenarios.map(({ name }) => name)).size, scenarios.length);
});

Deno.test("Every lane and model has a clean scenario of the hardened design", () => {
  const pairs = LANES.flatMap((lane) => MODELS.map((model) => `${lane} ${model}`))
    // There, device-visible equals host physical: the machine refuses such a claim.
    .filter((pair) => pair !== "bounce validated");
  assertEquals(
    missing(
      pairs,
      ({ lane, model, design, fault, expect }, pair) =>
        `${lane} ${model}` === pair && design === "hardened" && fault === undefined &&
        "holds" in expect,
    ),
    [],
  );
});

Deno.test("Every fault has a scenario in which the property that it breaks fails", () => {
  assertEquals(
    missing(
      Object.keys(faults),
      (scenario, fault) =>
        scenario.name.startsWith("fault_") && scenario.fault === fault &&
        expectedViolations(scenario).includes(faults[fault].breaks),
    ),
    [],
  );
});

Deno.test("Every property but the witnesses of good things is seen to fail somewhere", () => {
  const failing = new Set(scenarios.flatMap(expectedViolations));
  const machines = scenarios.map((scenario) => machineOf(scenario));
  const never = new Set(
    machines.flatMap(({ properties }) =>
      Object.keys(properties).filter((name) =>
        properties[name].kind !== "witness" && !failing.has(name)
      )
    ),
  );
  assertEquals([...never], []);
});

Deno.test("What a fault or an ablation breaks holds at the same bounds without it", () => {
  const place = ({ lane, model, bounds, shapes }: Scenario) =>
    JSON.stringify([lane, model, bounds, shapes]);
  const isHardened = ({ design, fault }: Scenario) => design === "hardened" && fault === undefined;
  const clean = new Set(
    scenarios.filter((one) => isHardened(one) && "holds" in one.expect).map(place),
  );
  const broken = scenarios.filter((one) => !isHardened(one) && one.design !== "asWritten");
  assertEquals(broken.filter((one) => !clean.has(place(one))).map(({ name }) => name), []);
});

Deno.test("Every check and step of the kernel that can be replaced is replaced by a fault", () => {
  const replaced = new Set(Object.values(faults).flatMap((fault) => Object.keys(fault.replaces)));
  assertEquals(Object.keys(hardened).filter((rule) => !replaced.has(rule)), []);
});

Deno.test("Every ingredient of the hardened design is shown to be necessary", () => {
  assertEquals(
    missing(
      Object.keys(ingredients),
      (scenario, ingredient) =>
        scenario.design === `without:${ingredient}` && scenario.fault === undefined &&
        expectedViolations(scenario).length > 0,
    ),
    [],
  );
});

Deno.test("The document's seven hostile cases are there by name", () => {
  const cases = [
    "hostile_out_of_window",
    "hostile_host_physical",
    "hostile_cross_owner_alias",
    "hostile_region_overrun",
    "hostile_unaligned",
    "hostile_deeper_prp_chain",
    "hostile_stale_generation",
  ];
  assertEquals(missing(cases, ({ name }, hostile) => name === hostile), []);
});

Deno.test("Queues of two to five entries are swept", () => {
  for (const depth of [2, 3, 4, 5]) {
    assert(
      scenarios.some(({ name, bounds }) => name.startsWith("depth_") && bounds.depth === depth),
      `no depth_* scenario has queues of ${depth} entries`,
    );
  }
});
