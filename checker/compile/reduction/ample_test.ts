/**
 * Small machines of which each needs one of the conditions on ample sets: without it something that
 * can be met would not be.
 */

import { assert, assertEquals } from "@std/assert";
import type { AnyMachine } from "../../language.ts";
import { small, type SmallMachine } from "../testing/small_module.ts";
import { type Found, foundBy, foundByOracle } from "./testing/claims.ts";

/** Machines with two kinds of steps, the first of which is tried as a key first. */
const machines: { readonly [needs: string]: SmallMachine } = {
  "a key that ends what a claim waits for does not serve it": {
    schema: "record({ c: range(0, 1), d: range(0, 1) })",
    params: "() => ({ other: flag() })",
    when: "(s, { other }) => other ? s.d === 0 : s.c === 0",
    then: "(s, { other }) => { if (other) s.d = 1; else s.c = 1; }",
    holds: "(s) => s.c === 1 || s.d === 0",
  },
  "nor where the claim is written in statements": {
    schema: "record({ c: range(0, 1), d: range(0, 1) })",
    params: "() => ({ other: flag() })",
    when: "(s, { other }) => other ? s.d === 0 : s.c === 0",
    then: "(s, { other }) => { if (other) s.d = 1; else s.c = 1; }",
    holds: "(s) => { if (s.c === 1) return true; return s.d === 0; }",
  },
  "a step that is taken round and round does not put off a mistake": {
    schema: "record({ c: flag(), d: flag(), n: range(0, 0) })",
    params: "() => ({ what: range(0, 2) })",
    when: "(s, { what }) => what === 0 || (what === 1 ? !s.d : s.d)",
    then:
      "(s, { what }) => { if (what === 0) s.c = !s.c; else if (what === 1) s.d = true; else s.n = s.n + 1; }",
  },
  "a step that is taken round and round does not put off what breaks a claim": {
    schema: "record({ c: flag(), d: flag() })",
    params: "() => ({ other: flag() })",
    when: "(s, { other }) => !other || !s.d",
    then: "(s, { other }) => { if (other) s.d = true; else s.c = !s.c; }",
    holds: "(s) => !s.d",
  },
  "what a step shows is not left to when it shows no more": {
    schema: "record({ c: range(0, 2), d: range(0, 2) })",
    params: "() => ({ other: flag() })",
    when: "(s, { other }) => (other ? s.d : s.c) < 2",
    then: "(s, { other }) => { if (other) s.d = s.d + 1; else s.c = s.c + 1; }",
    holds: "(s) => s.c !== 1 || s.d !== 1",
  },
  "a step that enables another in the set is in it": {
    schema: "record({ c: range(0, 2), d: flag() })",
    params: "() => ({ what: range(0, 2) })",
    when: "(s, { what }) => what === 0 ? s.c === 0 : what === 1 ? !s.d : s.d && s.c === 0",
    then:
      "(s, { what }) => { if (what === 0) s.c = 1; else if (what === 1) s.d = true; else s.c = 2; }",
    holds: "(s) => s.c !== 2",
  },
  "a set without a key has what a claim waits for": {
    schema: "record({ c: flag(), x: range(0, 2), y: range(0, 2) })",
    params: "() => ({ what: range(0, 2) })",
    when: "(s, { what }) => what === 0 ? !s.c : s.x === 0",
    then: "(s, { what }) => { if (what === 0) s.c = true; else s.x = what; }",
    holds: "(s) => s.c || s.x === s.y",
  },
  "a set without a key has what a mistake waits for": {
    schema: "record({ c: flag(), x: range(0, 2), n: range(0, 0) })",
    params: "() => ({ what: range(0, 3) })",
    when: "(s, { what }) => what === 0 || (what === 3 ? s.x > 0 : s.x === 0)",
    then: "(s, { what }) => { if (what === 0) s.c = !s.c; else if (what === 3) s.n = s.n + 1; " +
      "else s.x = what; }",
  },
  "a step that may keep a value or not may take it away": {
    schema: "record({ k: flag(), c: range(0, 1), z: flag() })",
    params: "() => ({ what: range(0, 2) })",
    then: "(s, { what }) => { if (what === 0) s.k = !s.k; else if (what === 2) s.z = !s.z; " +
      "else if (s.z) s.c = 0; else s.c = 1; }",
    holds: "(s) => s.c === 0",
  },
  "a step that may show or not may be waited for": {
    schema: "record({ k: flag(), c: range(0, 3), z: flag() })",
    params: "() => ({ what: range(0, 2) })",
    then: "(s, { what }) => { if (what === 0) s.k = !s.k; else if (what === 2) s.z = !s.z; " +
      "else if (s.z) s.c = 1; else s.c = 3; }",
    holds: "(s) => s.c < 2",
  },
  "a step down shows as a step up does": {
    schema: "record({ c: range(0, 1), d: range(0, 1) })",
    initial: "(s) => { s.c = 1; }",
    params: "() => ({ other: flag() })",
    when: "(s, { other }) => other ? s.d === 0 : s.c === 1",
    then: "(s, { other }) => { if (other) s.d = 1; else s.c = 0; }",
    holds: "(s) => s.c === 0 || s.d === 0",
  },
  "a guard that may fail is waited for as a claim is": {
    schema: "record({ k: flag(), i: range(0, 2), list: array(2, flag()) })",
    params: "() => ({ what: range(0, 2) })",
    when: "(s, { what }) => what === 0 || (what === 1 ? s.i === 0 : s.list.at(s.i))",
    then: "(s, { what }) => { if (what === 0) s.k = !s.k; else if (what === 1) s.i = 2; }",
  },
};

/** What is found of a claim, a deadlock aside, which most of these machines come to. */
function ofClaim({ met }: Found): readonly string[] | "mistake" {
  return met === "mistake" ? met : met.filter((name) => name === "Holds");
}

for (const [needs, parts] of Object.entries(machines)) {
  Deno.test(`ample sets: ${needs}`, async () => {
    const machine = await small(parts) as AnyMachine;
    const options = { properties: ["Holds"], partialOrder: "always" as const };
    const expected = ofClaim(await foundByOracle(machine));
    assert(expected.length > 0);
    assertEquals(ofClaim(await foundBy(machine, options)), expected);
  });
}
