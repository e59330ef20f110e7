import { assertEquals, assertThrows } from "@std/assert";
import { array, flag, range, record, subset } from "./domains.ts";
import { DomainError, IndexError, MachineError } from "./errors.ts";
import { examples } from "./examples/mod.ts";
import { clear, copy, language, machine, same } from "./language.ts";
import { checkNaively } from "./naive.ts";

for (const { name, machine, published, differs, violates = [] } of examples) {
  // The oracle makes some ten thousand states a second.
  if (published.distinct > 6000) continue;
  Deno.test(`the oracle finds the published counts of ${name}`, () => {
    const example = machine();
    const { distinct, generated, depth, violated, lengths } = checkNaively(example);
    const expected = { ...published, ...differs?.found };
    const found = { distinct, generated, depth };
    assertEquals({ ...found, ...expected }, found);
    assertEquals(violated, violates.some((property) => property in lengths));
    for (const [property, { kind }] of Object.entries(example.properties)) {
      if (kind === "witness") assertEquals(property in lengths, true, property);
    }
  });
}

const schema = record({
  count: range(0, 2),
  cells: array(2, record({ on: flag(), marks: subset(3) })),
  spare: record({ on: flag(), marks: subset(3) }),
});
const { action, everyStep, invariant, witness } = language<typeof schema, null>();

/** A machine whose only step is this effect. */
function oneStep(then: Parameters<typeof action>[0]["then"], properties = {}) {
  return machine({
    name: "one step",
    actors: ["user"],
    constants: null,
    state: schema,
    initial: action({ when: () => true, then: () => {} }),
    actions: { userActs: action({ when: (s) => s.count === 0, then }) },
    properties,
    final: (s) => s.count > 0,
  });
}

Deno.test("the oracle works on whole composites, in place", () => {
  const { lengths, violated } = checkNaively(oneStep((s) => {
    const first = s.cells.at(0);
    const { marks } = first;
    first.on = true;
    marks.add(2);
    marks.add(0);
    marks.add(2);
    copy(s.cells.at(1), first);
    marks.delete(0);
    copy(s.spare, first);
    clear(s.cells.at(0));
    s.count = marks.size + 1;
  }, {
    AsWritten: witness((s) =>
      s.count === 1 && !s.cells.at(0).on && s.cells.at(0).marks.size === 0 &&
      s.cells.at(1).on && s.cells.at(1).marks.has(0) && s.cells.at(1).marks.has(2) &&
      s.spare.on && !s.spare.marks.has(0) && s.spare.marks.has(2) &&
      !same(s.cells.at(1), s.spare)
    ),
    NothingChanges: everyStep((before, after) => same(before.cells, after.cells)),
    StaysZero: invariant((s) => s.count === 0),
  }));
  assertEquals([violated, lengths], [true, { AsWritten: 2, StaysZero: 2, NothingChanges: 2 }]);
});

Deno.test("the oracle refuses what does not fit", () => {
  const misfit = assertThrows(
    () =>
      checkNaively(oneStep((s) => {
        s.count = 3;
      })),
    DomainError,
  );
  assertEquals([misfit.field, misfit.value], ["count", 3]);
  const outside = assertThrows(
    () => checkNaively(oneStep((s) => s.cells.at(1).marks.add(3))),
    IndexError,
  );
  assertEquals([outside.field, outside.index], ["cells[1].marks", 3]);
});

Deno.test("the oracle tells deadlocks from ends", () => {
  const ends = oneStep((s) => {
    s.count = 1;
  });
  assertEquals(checkNaively(ends).lengths, {});
  assertEquals(checkNaively({ ...ends, final: undefined }).lengths, { Deadlock: 2 });
  const initial = action({ when: () => false, then: () => {} });
  assertThrows(() => checkNaively({ ...ends, initial }), MachineError, "no initial state");
});
