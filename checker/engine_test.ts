import { assertEquals, assertRejects } from "@std/assert";
import { check } from "./check.ts";
import { range, record } from "./domains.ts";
import { type CheckingSearch, checkWith, type Engine } from "./engine.ts";
import { MemoryError } from "./errors.ts";
import { DirectProgram } from "./direct.ts";
import { Exploration } from "./explore.ts";
import { language, machine } from "./language.ts";

const schema = record({ hour: range(1, 12) });
const { action, invariant, leadsTo, witness } = language<typeof schema, null>();
const clock = machine({
  name: "clock",
  actors: ["clock"],
  constants: null,
  state: schema,
  initial: action({ when: () => true, then: () => {} }),
  actions: {
    clockTicks: action({
      when: () => true,
      then: (s) => {
        s.hour = s.hour === 12 ? 1 : s.hour + 1;
      },
    }),
  },
  properties: {
    NeverFour: invariant((s) => s.hour !== 4),
    Noon: witness((s) => s.hour === 12),
    Never: witness((s) => s.hour === 0),
    OneThenTwo: leadsTo({ from: (s) => s.hour === 1, to: (s) => s.hour === 2 }),
  },
});

const noRoom = () => {
  throw new RangeError("Array buffer allocation failed");
};

/** A search that has met something, and of the rest does what it is told. */
const engine = (parts: Partial<CheckingSearch>): Engine<typeof schema, null> => (machine) =>
  Object.assign(
    new Exploration(new DirectProgram(machine)),
    {
      choices: [],
      met: [{ property: "NeverFour", kind: "invariant" }, { property: "Noon", kind: "witness" }],
      behaviours: () => ({ behaviours: [{ steps: [] }, { steps: [] }] }),
      graph: noRoom,
    } as const,
    parts,
  );

Deno.test("where memory runs out for liveness, what was found before stands", async () => {
  const found = await checkWith(engine({}), clock, {});
  assertEquals([found.verdict, found.limit, found.complete], ["violated", "memory", true]);
  assertEquals(found.violations.map(({ property }) => property), ["NeverFour"]);
  assertEquals([found.unsettled, found.unreached], [["OneThenTwo"], ["Never"]]);
});

Deno.test("what was met without a behaviour is unsettled, and does not pass", async () => {
  for (const behaviours of [noRoom, () => ({ behaviours: [], limit: "memory" } as const)]) {
    const found = await checkWith(engine({ behaviours }), clock, {});
    assertEquals([found.verdict, found.limit, found.violations], ["violated", "memory", []]);
    assertEquals(found.unsettled, ["NeverFour", "Noon", "OneThenTwo"]);
    assertEquals(found.unshown, [{ property: "NeverFour", kind: "invariant", limit: "memory" }]);
    assertEquals([found.unreached, found.witnesses], [["Never"], {}]);
  }
  const one = () => ({ behaviours: [{ steps: [] }], limit: "time" } as const);
  const properties = ["NeverFour", "Noon"];
  const found = await checkWith(engine({ behaviours: one }), clock, { properties });
  assertEquals([found.limit, found.unsettled, found.unreached], ["time", ["Noon"], []]);
  assertEquals(found.unshown, undefined);
  assertEquals(found.violations.map(({ property }) => property), ["NeverFour"]);
});

Deno.test("a search that a limit has ended may still take a moment for behaviours", async () => {
  const given: unknown[] = [];
  const behaviours: CheckingSearch["behaviours"] = ({ maxBytes, maxMilliseconds, signal }) => {
    given.push([maxBytes! > 0, maxMilliseconds! > 0, signal]);
    return { behaviours: [] };
  };
  const signal = AbortSignal.abort();
  await checkWith(engine({ behaviours }), clock, { maxMilliseconds: 0, maxBytes: 0, signal });
  assertEquals(given, [[true, true, undefined]]);
});

Deno.test("a check that has no room to begin says so", async () => {
  await assertRejects(
    () => checkWith(noRoom, clock, {}),
    MemoryError,
    'Cannot begin to explore the machine "clock"',
  );
});

Deno.test("nothing of this shows where there is room", async () => {
  const { limit, violations, unsettled, unreached } = await check(clock);
  assertEquals([limit, unreached], [undefined, ["Never"]]);
  assertEquals(violations.map(({ property }) => property), ["NeverFour", "OneThenTwo"]);
  assertEquals(unsettled, []);
});
