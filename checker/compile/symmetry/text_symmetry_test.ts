import { assertEquals, assertMatch, assertRejects } from "@std/assert";
import { diningPhilosophers } from "../../examples/dining_philosophers.ts";
import { ewd840 } from "../../examples/ewd840.ts";
import { paxosCommit } from "../../examples/paxos_commit.ts";
import { peterson } from "../../examples/peterson.ts";
import { checkCompiled } from "../check_compiled.ts";
import { compile } from "../compiled.ts";
import { lines, small, type SmallMachine } from "../testing/small_module.ts";
import { SymmetryError, type SymmetryRule, symmetryRules } from "./symmetry_error.ts";

/** Three of whom each has a value, a set of the others and one that it points to. */
const schema = `record({
  at: array(index("who", 3), range(0, 3)), knows: array(index("who", 3), subset(index("who", 3))),
  next: array(index("who", 3), optional(index("who", 3))), one: optional(index("who", 3)),
  some: subset(index("who", 3)), always: index("who", 3), other: optional(index("side", 3)),
  list: array(3, range(0, 3)), n: range(0, 9), found: flag(),
})`.replaceAll("\n", " ");

/** A machine of the parts given, in which the three are declared interchangeable. */
function declared(parts: SmallMachine) {
  const params = `() => ({ who: index("who", 3), n: range(0, 2) })`;
  return small({ schema, params, symmetric: `["who", "side"]`, ...parts });
}

/** A loop over the three with a body. */
const each = (body: string) => `(s) => { for (let i = 0; i < 3; i++) { ${body} } }`;

const broken: { readonly [rule in SymmetryRule]: readonly [SmallMachine, RegExp][] } = {
  "no-literal": [
    [{ when: "(s, p) => p.who === 0" }, /comparison `who === 0` at data:.*:11:\d+/],
    [{ when: "(s, p) => s.one === p.n" }, /comparison `s\.one === n`/],
    [{ then: "(s) => { s.one = 1; }" }, /assignment of `1` to `s\.one` at data:.*:12:\d+/],
    [{ then: "(s, p) => { s.n = p.who; }" }, /assignment of `who` to `s\.n`/],
    [{ then: "(s, p) => { s.one = s.found ? p.who : 2; }" }, /choice `s\.found \? who : 2`/],
    [{ then: "(s) => { let x = 0; x = s.always; s.n = x; }" }, /assignment of `s\.always` to "x"/],
    [{
      above: "function first(s) { if (s.found) return s.always; return 1; }",
      then: "(s) => { s.one = first(s); }",
    }, /returning `1` at data:.*:4:\d+/],
    [{
      above: "function is(a, b) { return a === b; }",
      when: "(s, p) => is(p.who, p.n)",
    }, /comparison `who === n` at data:.*:4:\d+/],
    [{
      // Read for numbers, which is fine, and then for members.
      above: "function is(s, a, b) { if (s.found) return false; return a === b; }",
      params: `() => ({ who: index("who", 3), n: range(0, 2), m: range(0, 2) })`,
      when: "(s, p) => is(s, p.m, p.n) && is(s, p.who, p.n)",
    }, /comparison `is\w+ === is\w+` at data:.*:4:\d+/],
    [{ when: "(s, p, k) => k.table[p.who] === 1", constants: "{ table: [1, 2, 3] }" }, /list/],
    [
      { when: "(s, p) => { switch (p.who) { case 0: return true; } return false; }" },
      /comparison `who === 0`/,
    ],
  ],
  "no-order": [
    [{ when: "(s, p) => p.who < 2" }, /comparison `who < 2`/],
    [{ when: "(s, p) => p.who >= s.always" }, /comparison `who >= s\.always`/],
    [
      { then: each("for (let j = 0; j < i; j++) if (s.some.has(i)) s.n = j;") },
      /loop bounded by `i_\d+`/,
    ],
  ],
  "no-arithmetic": [
    [{ then: "(s, p) => { s.one = (p.who + 1) % 3; }" }, /arithmetic `who \+ 1`/],
    [{ when: "(s, p) => ((s.n >> p.who) & 1) === 1" }, /arithmetic `s\.n >> who`/],
    [{ when: "(s, p) => ((1 << p.who) & s.n) === 0" }, /arithmetic `1 << who`/],
    [{ when: "(s, p) => Math.max(p.who, s.always) === p.who" }, /arithmetic `max\(/],
    [{ then: each("if (i + 1 < 3) s.at.set(i, 1);") }, /arithmetic `i_\d+ \+ 1`/],
  ],
  "one-index-type": [
    [{ when: "(s, p) => s.other === p.who" }, /comparison `s\.other === who`/],
    [{ then: "(s, p) => { s.other = p.who; }" }, /assignment of `who` to `s\.other`/],
    [{ then: "(s) => copy(s.at, s.list)" }, /hold it differently/],
    [{ when: "(s) => same(s.at, s.list)" }, /hold it differently/],
  ],
  "own-members": [
    [{ when: "(s) => s.at.at(0) === 0" }, /`0`, no member of "who", as an index of `s\.at`/],
    [{ when: "(s, p) => s.at.at(p.n) === 0" }, /`n`, no member of "who"/],
    [{ when: "(s) => s.some.has(2)" }, /`2`, no member of "who", as an index of `s\.some`/],
    [{ then: "(s, p) => s.some.add(p.n)" }, /`n`, no member of "who"/],
    [{ when: "(s, p) => s.list.at(p.who) === 0" }, /`who` as an index of `s\.list`, which is numb/],
  ],
  "nobody-first": [
    [{ then: "(s) => { for (let i = 0; i < 2; i++) s.at.set(i, 0); }" }, /does not visit/],
    [{ then: "(s) => { for (let i = 1; i < 3; i++) s.at.set(i, 0); }" }, /does not visit each/],
    [{
      schema: `record({ r: record({ always: index("who", 3) }) })`,
      then: "(s) => clear(s.r)",
      symmetric: `["who"]`,
    }, /clearing `s\.r`/],
  ],
  "any-order": [
    [{ then: each("if (s.at.at(i) === 0) { s.one = i; break; }") }, /early way out and a change/],
    [{ then: each("s.one = i;") }, /turns that each change `s\.one`/],
    [{ then: each("if (s.some.has(i)) s.at.set(i, s.n); s.n = s.at.at(i);") }, /turn that reads/],
    [{ then: each("s.at.set(i, s.some.size); s.some.add(i);") }, /reads `s\.some`/],
    [{ then: each("for (let j = 0; j < 3; j++) s.at.set(j, s.at.at(i));") }, /reads `s\.at\[/],
    [{
      above: "function last(s) { let x = null; " +
        "for (let i = 0; i < 3; i++) if (s.some.has(i)) x = i; return x; }",
      then: "(s) => { s.one = last(s); }",
    }, /assignment to "x" that depends on who is visited last at data:.*:4:\d+/],
    [{
      above: "function first(s) { for (let i = 0; i < 3; i++) if (s.some.has(i)) return i; " +
        "return null; }",
      then: "(s) => { s.one = first(s); }",
    }, /several ways out, .*returning what depends on "i"/],
    [{
      above: "function either(s) { for (let i = 0; i < 3; i++) { " +
        "if (s.some.has(i)) return true; if (s.at.at(i) === 0) return false; } return false; }",
      when: "(s) => either(s)",
    }, /several ways out/],
    [{
      above: "function parity(s) { let n = 0; for (let i = 0; i < 3; i++) " +
        "{ if (n < 2) n += s.at.at(i); } return n === 2; }",
      when: "(s) => parity(s)",
    }, /"n", which turns change and look at/],
    [{
      above: "function sum(s) { let n = 0; for (let i = 0; i < 3; i++) " +
        "{ n += s.at.at(i); if (s.some.has(i)) break; } return n === 2; }",
      when: "(s) => sum(s)",
    }, /early way out and a change of "n"/],
    [{
      above: "function fromLast(s) { let n = 0; " +
        "for (let i = 0; i < 3; i++) n = s.at.at(i) - n; return n === 2; }",
      when: "(s) => fromLast(s)",
    }, /assignment to "n" that depends on who is visited last/],
    [{
      above: "function all(s) { let yes = true; " +
        "for (let i = 0; i < 3; i++) yes = yes && s.at.at(s.next.at(i)) === 1; return yes; }",
      when: "(s) => all(s)",
    }, /assignment to "yes" that depends on who is visited last/],
    [{
      above: "function fails(s) { for (let i = 0; i < 3; i++) " +
        "if (s.at.at(s.next.at(i)) === 1) return true; return false; }",
      when: "(s) => fails(s)",
    }, /something in it that may fail in one turn/],
  ],
};

for (const rule of Object.keys(broken) as SymmetryRule[]) {
  Deno.test(`SymmetryError: ${symmetryRules[rule]}`, async () => {
    for (const [parts, says] of broken[rule]) {
      const machine = await declared(parts);
      const error = await assertRejects(() => compile(machine), SymmetryError);
      assertEquals(error.rule, rule, error.message);
      assertMatch(error.message, says);
    }
  });
}

Deno.test("what does the same to all is not refused", async () => {
  const fine: readonly SmallMachine[] = [
    { when: "(s, p) => p.who !== s.one && s.one !== null && s.at.at(p.who) < 3" },
    { then: "(s, p) => { s.one = p.who; s.at.set(p.who, s.n); s.some.add(p.who); clear(s.at); }" },
    { then: each("if (!s.some.has(i)) { s.at.set(i, 1); s.found = true; }") },
    { then: each("for (let j = 0; j < 3; j++) { if (i !== j) s.knows.at(i).add(j); }") },
    { then: each("for (let j = 0; j < 3; j++) s.knows.at(j).add(i);") },
    { then: each("copy(s.knows.at(i), s.some);") },
    {
      above: "function count(s) { let n = 0; for (let i = 2; i >= 0; i--) " +
        "if (s.at.at(i) === 0) n++; return n; }",
      when: "(s) => count(s) > 1",
    },
    {
      above: "function other(s, who) { let any = false; for (let i = 0; i < 3; i++) " +
        "{ if (i === who) continue; if (s.at.at(i) === 0) { any = true; break; } } return any; }",
      when: "(s, p) => other(s, p.who)",
    },
    { then: each("s.list.set(i, i);") },
    {
      above: "function mark(s, who) { if (!s.some.has(who)) s.at.set(who, 1); }",
      then: each("mark(s, i);"),
    },
  ];
  for (const parts of fine) await compile(await declared(parts));
});

Deno.test("SymmetryError: a property tells members apart, in a run that asks for it", async () => {
  const machine = await declared({
    schema: `record({ at: array(index("who", 3), flag()) })`,
    params: `() => ({ who: index("who", 3) })`,
    then: "(s, p) => s.at.set(p.who, true)",
    holds: "(s) => !s.at.at(1)",
    symmetric: `["who"]`,
  });
  const error = await assertRejects(
    () => checkCompiled(machine, { symmetry: true }),
    SymmetryError,
    "`1`, no member of",
  );
  assertEquals([error.rule, error.site.line], ["own-members", lines.holds]);
  const { verdict } = await checkCompiled(machine);
  assertEquals(verdict, "violated");
  const { counts } = await checkCompiled(machine, { symmetry: true, properties: ["Deadlock"] });
  assertEquals(counts.distinct, 4);
});

Deno.test("examples that are not symmetric are refused, with the place", async () => {
  const places = [
    [diningPhilosophers(3), "philosopher", /`self`.*dining_philosophers\.ts:78:/],
    [ewd840(3), "node", /`s\.token\.at === 0` at .*ewd840\.ts:86:/],
    [peterson(), "process", /`1 - self` at .*peterson\.ts:37:/],
    [paxosCommit(2), "manager", /`3 \* m_\d+` at .*paxos_commit\.ts:121:/],
    [paxosCommit(2), "acceptor", /"latest" that depends on who .*paxos_commit\.ts:90:/],
  ] as const;
  for (const [machine, index, says] of places) {
    const error = await assertRejects(
      // deno-lint-ignore no-explicit-any
      () => compile<any, any>({ ...machine, symmetric: [index] }),
      SymmetryError,
    );
    assertMatch(error.message, says);
  }
});
