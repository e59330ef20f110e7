import { assertEquals, assertRejects, assertStringIncludes } from "@std/assert";
import { compile } from "./compiled.ts";
import { SubsetError, type SubsetRule, subsetRules } from "./subset_error.ts";
import { lines, small, type SmallMachine } from "./testing/small_module.ts";

/** Text outside the subset, by the rule that it breaks. */
const outside: { readonly [rule in SubsetRule]: readonly [SmallMachine, RegExp][] } = {
  "text-found": [[
    { then: "Math.max" },
    /"anyActs\.then".*Write it in the machine's source module/,
  ]],
  "no-closure": [
    [{ above: "let turns = 0;", when: "() => turns < 3" }, /the name "turns"/],
    [
      { above: "const make1 = (limit) => (s) => s.n < limit;", when: "make1(3)" },
      /"limit", which belongs to the function around it.*read it as `k\.limit`/,
    ],
    [{ then: "(s) => { missing = 1; }" }, /an assignment to "missing"/],
  ],
  "values-known": [[
    { above: "const made = Math.random();", when: "(s) => s.n < made" },
    /"made".*Export it/,
  ]],
  "loops-counted": [
    [{ then: "(s) => { while (s.n < 3) { s.n += 1; } }" }, /a WhileStatement.*Count with/],
    [{ then: "(s) => { for (let i = 0; i < 3; i--) s.n = 0; }" }, /a loop that may not end/],
    [{ then: "(s) => { for (let i = 0; i < 3; i++) i = 0; }" }, /assigns to its counter "i"/],
    [{ then: "(s) => { for (const x of s.list) s.n = x; }" }, /over what is no constant list/],
  ],
  "no-allocation": [
    [{ when: "(s) => [1, 2].includes(s.n)" }, /a new object, list or string/],
    [{ when: "(s) => s.list === s.list" }, /Compare with `same`/],
  ],
  "whole-numbers": [
    [{ when: "(s) => s.n / 2 === 1" }, /the operator `\/`.*Math\.floor/],
    [{ when: "(s) => s.n < 1.5" }, /the number 1\.5/],
  ],
  "truth-values": [[{ when: "(s) => s.n && true" }, /a number as a condition.*=== 0/]],
  "one-effect-a-statement": [[
    { then: "(s) => { s.n = (s.n += 1); }" },
    /an assignment inside an expression/,
  ]],
  "guards-read": [[{ when: "(s) => { s.n = 1; return true; }" }, /a change of the state/]],
  "calls-known": [
    [
      {
        above: "function again(s, n) { if (n > 3) return 0; return again(s, n + s.n); }",
        when: "(s) => again(s, 0) === 0",
      },
      /calls itself/,
    ],
    [{ when: "(s) => (s.n + 1)(s)" }, /a call of a scalar value/],
  ],
  "one-type": [
    [{ then: '(s) => { let x = 1; x = "one"; s.n = x; }' }, /"x", which is given values of two/],
    [{ when: '(s) => (s.n === 1 ? 1 : "one") === 1' }, /a choice between values of two kinds/],
  ],
  "known-syntax": [
    [{ then: "(s) => { throw new Error(); }" }, /a ThrowStatement/],
    [{ then: "(s) => { s.list[0] = 1; }" }, /Write `\.set\(i, value\)`/],
    [{ when: "(s) => typeof s.n === 'x'" }, /the operator `typeof`/],
    [{ then: "(s) => { try { s.n = 1; } finally {} }" }, /a TryStatement/],
  ],
};

for (const [rule, cases] of Object.entries(outside)) {
  Deno.test(`SubsetError: ${subsetRules[rule as SubsetRule]}`, async () => {
    for (const [parts, message] of cases) {
      const machine = await small(parts);
      const error = await assertRejects(() => compile(machine), SubsetError) as SubsetError;
      assertEquals([error.rule, error.code], [rule, "outside-subset"], error.message);
      assertEquals(message.test(error.message), true, error.message);
    }
  });
}

Deno.test("SubsetError says where: file, line, column", async () => {
  const machine = await small({ then: "(s) => { s.n = 1; while (true) s.n = 2; }" });
  const error = await assertRejects(() => compile(machine), SubsetError) as SubsetError;
  assertEquals(error.site.line, lines.then);
  assertEquals(error.site.column, "then: (s) => { s.n = 1; while".length - "while".length + 1);
  assertStringIncludes(error.message, `:${lines.then}:`);
});

Deno.test("SubsetError: what the constants decide is not read", async () => {
  // The branch that is not taken may hold anything; so a design need not suit every lane.
  const machine = await small({
    constants: "{ wide: false }",
    when: "(s, p, k) => k.wide ? eval(s) : true",
  });
  await compile(machine);
});
