/**
 * What the requirements owe: each is stood for, and nothing stands for none.
 */

import { assertEquals } from "@std/assert";
import { faults } from "../spec/faults.ts";
import * as properties from "../spec/properties.ts";
import { requirements } from "../spec/requirements.ts";
import { scenarios } from "./catalogue.ts";

const named = (what: "properties" | "faults" | "scenarios") =>
  new Set(requirements.flatMap((requirement) => requirement[what]));

Deno.test("Each requirement has an id of its own", () => {
  assertEquals(new Set(requirements.map(({ id }) => id)).size, requirements.length);
});

Deno.test("Each requirement is stood for by properties, faults and scenarios", () => {
  const gaps = requirements.filter(({ properties, faults, scenarios }) =>
    properties.length === 0 || faults.length === 0 || scenarios.length === 0
  );
  assertEquals(gaps.map(({ id }) => id), []);
});

Deno.test("What the requirements name exists", () => {
  const missing = (names: Set<string>, known: readonly string[]) =>
    [...names].filter((name) => !known.includes(name));
  assertEquals(missing(named("properties"), Object.keys(properties)), []);
  assertEquals(missing(named("faults"), Object.keys(faults)), []);
  assertEquals(missing(named("scenarios"), scenarios.map(({ name }) => name)), []);
});

Deno.test("Every property and every fault stands for a requirement", () => {
  const idle = (names: Set<string>, all: readonly string[]) =>
    all.filter((name) => !names.has(name));
  assertEquals(idle(named("properties"), Object.keys(properties)), []);
  assertEquals(idle(named("faults"), Object.keys(faults)), []);
});

Deno.test("Every fault names a property that a requirement of its own names too", () => {
  const strangers = Object.entries(faults).filter(([fault, { breaks }]) =>
    !requirements.some((one) => one.faults.includes(fault) && one.properties.includes(breaks))
  );
  assertEquals(strangers.map(([fault, { breaks }]) => `${fault}: ${breaks}`), []);
});
