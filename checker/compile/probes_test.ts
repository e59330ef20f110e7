import { assert, assertEquals, assertRejects } from "@std/assert";
import { check } from "../check.ts";
import { DomainError, IndexError, NullError } from "../errors.ts";
import { checkCompiled } from "./check_compiled.ts";
import { lines, small, type SmallMachine } from "./testing/small_module.ts";

const schema =
  "record({ n: range(0, 4), list: array(3, range(0, 4)), rows: array(2, array(2, flag())), " +
  "cells: array(2, record({ on: flag(), set: subset(2) })), spare: record({ on: flag(), set: subset(2) }) })";

/** Text that reaches outside an array, and makes nothing of what it would have found there. */
const careless: readonly SmallMachine[] = [
  { then: "(s) => { const cell = s.cells.at(s.n); if (s.n < 2) cell.on = true; s.n += 1; }" },
  { then: "(s) => { const { set } = s.cells.at(s.n); if (s.n < 2) set.add(0); s.n += 1; }" },
  { then: "(s) => { const n = s.list.at(s.n); s.n += 1; }" },
  {
    above: "function touch(cell, n) { if (n < 2) cell.on = true; }",
    then: "(s) => { touch(s.cells.at(s.n), s.n); s.n += 1; }",
  },
  {
    above: "function any(cell) { return true; }",
    when: "(s) => any(s.cells.at(s.n))",
    then: "(s) => { s.n += 1; }",
  },
  {
    above: "function any(n) { return true; }",
    when: "(s) => any(s.list.at(s.n))",
    then: "(s) => { s.n += 1; }",
  },
  {
    above: "function isOn(cell, n) { return n < 2 && cell.on; }",
    when: "(s) => !isOn(s.cells.at(s.n), s.n)",
    then: "(s) => { s.n += 1; }",
  },
  // Every row is as long, but there are only so many.
  { when: "(s) => s.rows.at(s.n).length === 2", then: "(s) => { s.n += 1; }" },
  { then: "(s) => { s.n += s.rows.at(s.n).length - 1; }" },
  {
    above: "const width = (row) => row.length;",
    then: "(s) => { s.n += width(s.rows.at(s.n)) - 1; }",
  },
  {
    above: "function width(row) { if (row.length > 1) return row.length; return 0; }",
    then: "(s) => { s.n += width(s.rows.at(s.n)) - 1; }",
  },
  {
    then: "(s) => { const row = s.rows.at(s.n); " +
      "for (let i = 0; i < row.length; i++) s.list.set(i, 1); s.n += 1; }",
  },
  // Of two that are outside, the first is told.
  {
    above: "function take(cell, n, again) { if (n < 2) cell.on = again.on; }",
    then: "(s) => { take(s.cells.at(s.n), s.list.at(s.n + 1), s.cells.at(s.n + 2)); s.n += 1; }",
  },
  {
    above: "function take(cell, n) { if (n < 2) cell.on = true; }",
    then: "(s) => { take(s.cells.at(s.n + 2), s.list.at(s.n + 4)); s.n += 1; }",
  },
  // What comes afterwards is decided, by constants or by another parameter, and must not hide it.
  { when: "(s) => s.list.at(s.n) < 4 && 1 > 2 || s.n < 3", then: "(s) => { s.n += 1; }" },
  {
    params: "() => ({ by: range(0, 1) })",
    when: "(s, { by }) => s.n === 4 ? s.list.at(s.n) === 0 && by > 1 : by < 1",
    then: "(s) => { s.n += 1; }",
  },
  {
    params: "() => ({ by: range(0, 1) })",
    when: "(s, { by }) => s.list.at(s.n + by * 3) < 9 && by === 0 && s.n < 2",
    then: "(s) => { s.n += 1; }",
  },
  {
    params: "() => ({ by: range(0, 1) })",
    when: "(s, { by }) => s.list.at(s.n + by * 3) < 9 && s.n > 3",
    then: "(s) => { s.n += 1; }",
  },
  { then: "(s) => { if (s.list.at(s.n) === 3) { if (1 > 2) s.n = 0; } s.n += 1; }" },
  {
    when: "(s) => { const cell = s.cells.at(s.n); return s.n > 1 || !cell.on; }",
    then: "(s) => { s.n += 1; }",
  },
];

Deno.test("checkCompiled() fails on an index that is outside where check() does", async () => {
  for (const parts of careless) {
    const machine = await small({ schema, ...parts });
    const text = JSON.stringify(parts);
    const direct = await assertRejects(() => check(machine), IndexError, undefined, text);
    const compiled = await assertRejects(() => checkCompiled(machine), IndexError, undefined, text);
    const told = ({ field, index, action }: IndexError) => [field, index, action];
    assertEquals(told(compiled), told(direct), text);
    assertEquals(compiled.behaviour, direct.behaviour, text);
  }
});

/** Text that chooses a place where, had it chosen another, there would be nothing to choose by. */
const choosing: readonly SmallMachine[] = [
  {
    then: "(s) => { const cell = s.n < 2 ? s.cells.at(s.n) : s.n < 3 " +
      "? s.cells.at(s.list.at(s.n) & 1) : s.spare; cell.on = true; s.n += 1; }",
  },
  {
    then: "(s) => { const cell = s.n < 3 ? (s.list.at(s.n) === 0 ? s.spare : s.cells.at(0)) : " +
      "s.cells.at(1); cell.on = true; s.n += 1; }",
  },
  {
    above: "function touch(cell) { if (!cell.on) cell.on = true; }",
    then: "(s) => { touch(s.n < 3 ? (s.list.at(s.n) === 0 ? s.spare : s.cells.at(0)) : " +
      "s.cells.at(1)); s.n += 1; }",
  },
  {
    above: "function read(cell) { if (cell.on) return 1; return 2; }",
    then: "(s) => { s.list.set(0, read(s.n < 3 ? s.cells.at(s.list.at(s.n) & 1) : s.spare)); " +
      "s.n += 1; }",
  },
];

Deno.test("checkCompiled() asks nothing of a view that is not meant", async () => {
  for (const parts of choosing) {
    const machine = await small({ schema, when: "(s) => s.n < 4", ...parts });
    const { counts, actions } = await check(machine);
    const compiled = await checkCompiled(machine);
    assertEquals([compiled.counts, compiled.actions], [counts, actions], parts.then);
  }
});

/** Text that makes a mistake which JavaScript passes over, and what is said of it. */
const passedOver: readonly [text: string, said: string][] = [
  ["s.low + 1 === 1", "the value at PLACE, said not to be null"],
  ["s.low < 2", "the value at PLACE, said not to be null"],
  ["k.weights[s.n] === 3", "the constant list at PLACE"],
];

Deno.test("checkCompiled() names the place of what JavaScript passes over", async () => {
  const before = "(s, p, k) => s.n < 3 && (";
  const place = `data:…:${lines.when}:${"when: ".length + before.length + 1}`;
  for (const [text, said] of passedOver) {
    const machine = await small({
      schema: "record({ n: range(0, 3), low: optional(range(0, 3)) })",
      constants: "{ weights: [1, 2] }",
      when: `${before}${text} || true)`,
      then: "(s) => { s.n += 1; }",
    });
    assertEquals((await check(machine)).counts.distinct, 4, text);
    const error = await assertRejects(() => checkCompiled(machine));
    assert(error instanceof DomainError || error instanceof IndexError, text);
    assertEquals([error.field, error.action], [said.replace("PLACE", place), "anyActs"], text);
  }
});

Deno.test("what is null after all is told with its place, and the action or property that met it", async () => {
  const schema = "record({ n: range(0, 3), low: optional(range(0, 3)) })";
  const on = { schema, when: "(s) => s.n < 3", then: "(s) => { s.n += 1; }" };
  const cases: readonly (readonly [parts: SmallMachine, line: number, maker: string])[] = [
    [{ ...on, when: "(s) => s.n < 3 && s.low < 2" }, lines.when, "(action anyActs)"],
    [{ ...on, then: "(s) => { s.n = s.low + 1; }" }, lines.then, "(action anyActs)"],
    [{ schema, initial: "(s) => { s.n = s.low + 1; }" }, 8, "(action initial)"],
    [{ ...on, holds: "(s) => s.n < 2 || s.low < 2" }, lines.holds, "(property Holds)"],
    [
      { ...on, leads: "{ from: (s) => s.n === 2 && s.low < 2, to: (s) => s.n === 3 }" },
      lines.holds,
      "(property Leads)",
    ],
  ];
  for (const [parts, line, maker] of cases) {
    for (const workers of [1, 2]) {
      const machine = await small(parts);
      const error = await assertRejects(() => checkCompiled(machine, { workers, together: true }));
      assert(error instanceof NullError, `${error}`);
      const [file, at] = error.site.split(":").slice(1);
      assertEquals([file, at], ["…", `${line}`]);
      assertEquals(
        error.message,
        `Cannot compute with the value at ${error.site} ${maker}: ` +
          "it is null, which the text says that it is not",
      );
      assertEquals(error.property ?? error.action, maker.slice(1, -1).split(" ")[1]);
      // Where the machine begins there is no way to.
      assertEquals(error.behaviour !== undefined, maker !== "(action initial)", maker);
    }
  }
});
