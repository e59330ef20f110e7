import { assert, assertEquals, assertThrows } from "@std/assert";
import { toPlain } from "./codec.ts";
import {
  array,
  type Domain,
  type Draft,
  flag,
  index,
  oneOf,
  optional,
  range,
  record,
  subset,
} from "./domains.ts";
import { DomainError, IndexError } from "./errors.ts";
import { clear, copy, same } from "./language.ts";
import { layoutOf } from "./layout.ts";
import { draftOf, readingOf, viewSource } from "./views.ts";

const slot = record({
  opc: oneOf("read", "write"),
  length: range(1, 5),
  prps: array(2, range(0, 9)),
});
const schema = record({
  on: flag(),
  level: range(-3, 12),
  wide: range(-(2 ** 31) + 1, -2),
  phase: oneOf("init", "done", "failed"),
  leader: optional(index("rm", 5)),
  colour: optional(oneOf("red", "green")),
  only: oneOf("only"),
  ready: subset(32),
  some: subset(3),
  slots: array(3, slot),
  spare: slot,
  flags: array(3, flag()),
  long: array(20, range(0, 6)),
  sets: array(2, subset(4)),
  grid: array(2, array(2, optional(flag()))),
});

/** A draft and a reading of one state, with its plain value. */
function scene() {
  const layout = layoutOf(schema);
  const words = new Uint32Array(layout.words);
  const draft = draftOf<typeof schema>(layout, words);
  const state = readingOf<typeof schema>(layout, words);
  return { draft, state, words, plain: () => toPlain(layout, words) };
}

Deno.test("the first value of every domain is all zeros", () => {
  const { state, words } = scene();
  assert(words.every((word) => word === 0));
  assertEquals(
    [state.on, state.level, state.wide, state.phase, state.leader, state.colour, state.only],
    [false, -3, -(2 ** 31) + 1, "init", null, null, "only"],
  );
  assertEquals([state.ready.size, state.slots.at(2).length, state.grid.at(1).at(1)], [0, 1, null]);
});

Deno.test("every variable holds what was written, whatever else is written", () => {
  const { draft, plain } = scene();
  draft.on = true;
  draft.level = 12;
  draft.wide = -2;
  draft.phase = "failed";
  draft.leader = 4;
  draft.colour = "green";
  for (let i = 0; i < 32; i++) draft.ready.add(i);
  draft.ready.delete(31);
  draft.some.add(2);
  draft.slots.at(1).opc = "write";
  draft.slots.at(2).length = 5;
  draft.slots.at(2).prps.set(1, 9);
  draft.spare.prps.set(0, 7);
  draft.flags.set(1, true);
  for (let i = 0; i < 20; i++) draft.long.set(i, i % 7);
  draft.sets.at(1).add(3);
  draft.grid.at(0).set(1, true);
  const empty = { opc: "read", length: 1, prps: [0, 0] };
  assertEquals(plain(), {
    on: true,
    level: 12,
    wide: -2,
    phase: "failed",
    leader: 4,
    colour: "green",
    only: "only",
    ready: Array.from({ length: 31 }, (_, i) => i),
    some: [2],
    slots: [empty, { ...empty, opc: "write" }, { ...empty, length: 5, prps: [0, 9] }],
    spare: { ...empty, prps: [7, 0] },
    flags: [false, true, false],
    long: Array.from({ length: 20 }, (_, i) => i % 7),
    sets: [[], [3]],
    grid: [[null, true], [null, null]],
  });
});

Deno.test("a misfit is refused with field and value, and changes nothing", () => {
  const { draft, words } = scene();
  // Values that types would refuse, as an `any` or a wrong cast lets them through.
  const anything = draft as unknown as { [field: string]: unknown };
  const refusals: [write: () => void, field: string, value: unknown][] = [
    [() => draft.level = 13, "level", 13],
    [() => draft.level = -4, "level", -4],
    [() => draft.level = 0.5, "level", 0.5],
    [() => draft.level = NaN, "level", NaN],
    [() => draft.level = 2 ** 32 + 1, "level", 2 ** 32 + 1],
    [() => draft.wide = 0, "wide", 0],
    [() => draft.leader = 5, "leader", 5],
    [() => draft.leader = -1, "leader", -1],
    [() => anything.level = null, "level", null],
    [() => anything.level = "3", "level", "3"],
    [() => anything.level = true, "level", true],
    [() => anything.on = 1, "on", 1],
    [() => anything.phase = "closed", "phase", "closed"],
    [() => anything.phase = undefined, "phase", undefined],
    [() => anything.colour = "blue", "colour", "blue"],
    [() => draft.slots.at(1).length = 6, "slots[1].length", 6],
    [() => draft.slots.at(1).prps.set(1, 10), "slots[1].prps[1]", 10],
    [() => draft.long.set(19, 7), "long[19]", 7],
  ];
  for (const [write, field, value] of refusals) {
    const error = assertThrows(write, DomainError, `"${field}"`);
    assertEquals([error.field, error.value], [field, value]);
  }
  assert(words.every((word) => word === 0));
});

Deno.test("an index outside is refused, read or written", () => {
  const { draft, state } = scene();
  const refusals: [reach: () => unknown, field: string, index: number][] = [
    [() => state.slots.at(3), "slots", 3],
    [() => state.flags.at(-1), "flags", -1],
    [() => state.long.at(20), "long", 20],
    [() => state.long.at(1.5), "long", 1.5],
    [() => state.grid.at(1).at(2), "grid[1]", 2],
    [() => draft.slots.at(0).prps.set(2, 0), "slots[0].prps", 2],
    [() => draft.flags.set(NaN, true), "flags", NaN],
    [() => state.ready.has(32), "ready", 32],
    [() => draft.some.add(3), "some", 3],
    [() => draft.some.delete(-1), "some", -1],
    [() => state.long.at(null as unknown as number), "long", null as unknown as number],
  ];
  for (const [reach, field, index] of refusals) {
    const error = assertThrows(reach, IndexError, `"${field}"`);
    assertEquals([error.field, error.index], [field, index]);
  }
});

Deno.test("a reading cannot be written, nor a composite replaced", () => {
  const { state, draft, plain } = scene();
  const reading = state as unknown as Draft<typeof schema>;
  draft.level = 3;
  draft.slots.at(0).opc = "write";
  const before = plain();
  assertThrows(() => reading.level = 1, TypeError);
  assertThrows(() => reading.slots.at(0).length = 2, TypeError);
  assertThrows(() => reading.ready.add(1), TypeError);
  assertThrows(() => reading.flags.set(0, true), TypeError);
  assertThrows(() => copy(reading.spare, reading.slots.at(0)), TypeError);
  assertThrows(() => clear(reading.spare), TypeError);
  assertThrows(() => (draft as { slots: unknown }).slots = draft.slots, TypeError);
  assertEquals(plain(), before);
});

Deno.test("copy, clear and same work on whole composites", () => {
  const { draft, state } = scene();
  draft.slots.at(0).opc = "write";
  draft.slots.at(0).prps.set(1, 4);
  assert(!same(state.slots.at(0), state.slots.at(1)));
  copy(draft.slots.at(1), state.slots.at(0));
  assert(same(state.slots.at(0), draft.slots.at(1)));
  copy(draft.spare, draft.slots.at(1));
  assertEquals([state.spare.opc, state.spare.prps.at(1)], ["write", 4]);
  clear(draft.slots);
  assert(same(state.slots.at(0), state.slots.at(2)));
  assert(!same(state.slots.at(0), state.spare));

  const before = scene();
  for (let i = 0; i < 3; i++) {
    before.draft.flags.set(i, true);
    assert(!same(state.flags, before.state.flags), `${i}`);
    before.draft.flags.set(i, false);
  }
  assert(same(state.flags, before.state.flags));
  before.draft.long.set(0, 1);
  assert(!same(state.long, before.state.long));

  draft.sets.at(0).add(2);
  copy(draft.sets.at(1), draft.sets.at(0));
  assert(draft.sets.at(1).has(2) && same(draft.sets.at(0), draft.sets.at(1)));
  draft.sets.at(1).clear();
  assertEquals([state.sets.at(0).size, state.sets.at(1).size], [1, 0]);
});

Deno.test("copying checks that the values fit where they go", () => {
  const narrow = record({ a: range(0, 1), s: subset(2), l: array(2, flag()) });
  const wide = record({ a: range(0, 9), s: subset(4), l: array(3, flag()) });
  const both = record({ narrow, wide });
  const layout = layoutOf(both);
  const draft = draftOf<typeof both>(layout, new Uint32Array(layout.words));
  copy(draft.narrow.s, draft.wide.s);
  draft.wide.a = 1;
  draft.wide.s.add(3);
  const copies: [() => void, string][] = [
    [() => copy(draft.narrow.s, draft.wide.s), "narrow.s"],
    [() => copy(draft.narrow.l, draft.wide.l), "narrow.l"],
    [() => copy(draft.wide.l, draft.narrow.l), "wide.l"],
  ];
  for (const [attempt, field] of copies) assertThrows(attempt, DomainError, `"${field}"`);
  draft.wide.a = 5;
  assertThrows(() => copy(draft.narrow, draft.wide), DomainError, '"narrow.a"');
});

Deno.test("records with the same fields share a class", () => {
  const point = () => record({ x: range(0, 3), y: range(0, 3) });
  const twice = record({ one: point(), many: array(2, point()) });
  assertEquals(viewSource(layoutOf(twice)).match(/class ReadingRecord/g)?.length, 2);
});

Deno.test("any name may be a field's", () => {
  const fields: Record<string, Domain> = { "m": flag(), "#w0": flag(), "a b": flag(), at: flag() };
  const odd = record(fields);
  const layout = layoutOf(odd);
  const draft = draftOf<typeof odd>(layout, new Uint32Array(layout.words)) as Record<
    string,
    unknown
  >;
  for (const name of Object.keys(fields)) draft[name] = true;
  for (const name of Object.keys(fields)) assertEquals(draft[name], true, name);
});
