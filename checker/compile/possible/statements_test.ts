import { assert, assertEquals } from "@std/assert";
import { DirectProgram } from "../../direct.ts";
import { layoutOf } from "../../layout.ts";
import { compile } from "../compiled.ts";
import { small, type SmallMachine } from "../testing/small_module.ts";
import { stepsOf } from "../testing/steps.ts";

const schema = `record({
  n: range(0, 9), m: range(0, 9), on: flag(), list: array(2, range(0, 9)),
  sets: array(2, subset(3)), cells: array(2, record({ x: range(0, 9) })), spare: record({ x: range(0, 9) }),
})`.replaceAll("\n", " ");

/** Goes back and forth, so that a test of it comes out both ways. */
const toggles = "n.list.set(0, 1 - n.list.at(0));";

/**
 * Small machines in which `m` becomes 7 in the end. An analysis that forgets where the control
 * comes from, or what may have changed on the way, takes that to be impossible.
 */
const reached: { readonly [what: string]: Omit<SmallMachine, "schema"> } = {
  "a loop is only left early": {
    then: "(n) => { for (let i = 0; i < 2; i++) { if (n.list.at(i) === 0) break; } n.m = 7; }",
  },
  "every turn of a loop is cut short": {
    then: "(n) => { for (let i = 0; i < 2; i++) { if (n.list.at(i) === 0) continue; n.n = 3; } " +
      "n.m = 7; }",
  },
  "a loop is only left by returning": {
    above:
      "function mark(s) { for (let i = 0; i < 2; i++) { if (s.list.at(i) === 0) { s.n = 2; return; } } }",
    then: "(n) => { mark(n); n.m = 7; }",
  },
  "a call changes what was known": {
    above: "function raise(s) { s.n = 3; s.on = true; }",
    then: "(n) => { if (n.n === 0) { raise(n); if (n.n === 3) n.m = 7; } }",
  },
  "either side of a branch assigns": {
    then:
      `(n) => { if (n.list.at(0) === 0) n.n = 1; else n.n = 2; if (n.n === 2) n.m = 7; ${toggles} }`,
  },
  "only one side of a branch assigns": {
    params: "() => ({ i: range(0, 1) })",
    then: "(n, { i }) => { if (i === 0) n.n = 1; if (n.n === 0) n.m = 7; }",
  },
  "either side of a branch assigns a local": {
    then: `(n) => { let x = 1; if (n.list.at(0) === 0) x = 2; else x = 3; if (x === 3) n.m = 7; ` +
      `${toggles} }`,
  },
  "a branch tells of a parameter": {
    params: "() => ({ i: range(0, 1) })",
    then: "(n, { i }) => { if (i === 0) n.n = 1; else n.n = 2; if (i === 1) n.m = 7; }",
  },
  "what one side of a branch knows of a variable is not known on the other": {
    then: "(n) => { if (n.n === 0) n.on = true; else n.m = 7; n.n = 1 - n.n; }",
  },
  "what one side of a branch knows of a local is not known on the other": {
    then: "(n) => { let x = n.n; if (x === 0) n.on = true; else n.m = 7; x = 1 - x; n.n = x; }",
  },
  "what one side of a branch knows of a parameter is not known on the other": {
    params: "() => ({ i: range(0, 1) })",
    then: "(n, { i }) => { if (i === 0) n.on = true; else n.m = 7; }",
  },
  "a function returns from several places": {
    above:
      "function find(s, i) { if (i === 0) { return 1; } let x = 2; if (s.n > 3) x = 4; return x; }",
    params: "() => ({ i: range(0, 1) })",
    then: "(n, { i }) => { if (find(n, i) === 1) n.m = 7; }",
  },
  "a function returns from within a loop": {
    above:
      "function find(s) { for (let i = 0; i < 2; i++) { if (s.list.at(i) === 0) return i; } return 3; }",
    then: "(n) => { if (find(n) < 2) n.m = 7; }",
  },
  "one of two members enters a set": {
    params: "() => ({ i: range(0, 1) })",
    then: "(n, { i }) => { n.sets.at(0).add(i); if (!n.sets.at(0).has(1)) n.m = 7; }",
  },
  "a set has one of two members for ever, and the other never": {
    params: "() => ({ i: range(0, 1) })",
    initial: "(n) => { n.sets.at(0).add(0); }",
    then: "(n, { i }) => { if (!n.sets.at(0).has(i)) n.m = 7; }",
  },
  "a set has one of two members, which may be asked for": {
    params: "() => ({ i: range(0, 1) })",
    initial: "(n) => { n.sets.at(0).add(1); }",
    then: "(n, { i }) => { if (n.sets.at(0).has(i)) n.m = 7; }",
  },
  "a member of one of two sets is asked for": {
    params: "() => ({ i: range(0, 1) })",
    initial: "(n) => { n.sets.at(1).add(1); }",
    then: "(n, { i }) => { if (n.sets.at(i).has(1)) { if (!n.sets.at(0).has(1)) n.m = 7; } " +
      "n.sets.at(0).add(2); }",
  },
  "a set keeps a member and gets another": {
    initial: "(n) => { n.sets.at(0).add(0); }",
    then: "(n) => { n.sets.at(0).add(1); if (n.sets.at(0).size === 2) n.m = 7; }",
  },
  "one of two elements is assigned": {
    params: "() => ({ i: range(0, 1) })",
    then: "(n, { i }) => { n.list.set(i, 5); if (n.list.at(1) === 0) n.m = 7; }",
  },
  "one of two elements is asked for": {
    params: "() => ({ i: range(0, 1) })",
    initial: "(n) => { n.list.set(1, 5); }",
    then: "(n, { i }) => { if (n.list.at(i) === 0) { if (n.list.at(1) === 5) n.m = 7; } }",
  },
  "an element is meant by a number of which too much is possible": {
    params: "() => ({ i: range(0, 100) })",
    when: "(s, { i }) => i < 2",
    then: "(n, { i }) => { n.list.set(i, 5); if (n.list.at(1) === 5) n.m = 7; }",
  },
  "one of two records is copied": {
    params: "() => ({ i: range(0, 1) })",
    initial: "(n) => { n.cells.at(1).x = 5; }",
    then: "(n, { i }) => { copy(n.spare, n.cells.at(i)); if (n.spare.x === 5) n.m = 7; }",
  },
  "a conjunction is a value": {
    initial: "(n) => { n.on = true; }",
    then: `(n) => { n.on = n.list.at(0) === 0 && n.n < 9; if (!n.on) n.m = 7; ${toggles} }`,
  },
  "a choice is a value": {
    then: `(n) => { n.n = n.list.at(0) === 0 ? 1 : 2; if (n.n === 2) n.m = 7; ${toggles} }`,
  },
  "a sum has too many values to list": {
    when: "(s) => s.m === 0",
    then: "(n) => { if (n.n * 10 + n.list.at(0) > 97) n.m = 7; " +
      "if (n.n === 9) n.list.set(0, (n.list.at(0) + 1) % 10); n.n = (n.n + 1) % 10; }",
  },
  "a product is beyond the whole numbers": {
    initial: "(n) => { n.n = 1; }",
    then: "(n) => { if (((n.n * 9007199254740991) & 1) === 0) n.m = 7; n.n = 2; }",
  },
};

for (const [what, parts] of Object.entries(reached)) {
  Deno.test(`possible values are enough where ${what}`, async () => {
    const machine = await small({ schema, ...parts });
    const direct = stepsOf(new DirectProgram(machine));
    assert(direct.some((step) => step.includes('"m":7')));
    assertEquals(stepsOf(await compile(machine)), direct);
  });
}

/** Text that is never reached, and how many bits `n` then takes. */
const narrow: { readonly [what: string]: readonly [bits: number, parts: SmallMachine] } = {
  "a guard of statements decides": [2, {
    when: "(s) => { let x = 0; if (s.list.at(0) === 1) x = 1; return x === 0 && s.n < 3; }",
    then: "(n) => { n.n += 1; }",
  }],
  "a loop's variable counts": [1, {
    then: "(n) => { for (let i = 0; i < 2; i++) { if (i === 1) n.n = i; if (i > 1) n.n = 9; } }",
  }],
  "nothing comes back from a call": [0, {
    above: "function never(s) { for (let i = 0; i < 2; i++) { s.list.set(0, 10); } }",
    when: "(s) => s.list.at(0) === 1",
    then: "(n) => { never(n); n.n = 9; }",
  }],
};

for (const [what, [bits, parts]] of Object.entries(narrow)) {
  Deno.test(`possible values are few where ${what}`, async () => {
    const machine = await small({ schema, ...parts });
    const layout = layoutOf(machine.state);
    const { possible } = await compile(machine);
    assertEquals(possible!.spans(layout)[0].width, bits);
  });
}
