import { assert, assertEquals, assertLess, assertRejects } from "@std/assert";
import { check } from "./check.ts";
import { array, flag, range, record } from "./domains.ts";
import { DomainError, IndexError, MachineError, OptionsError } from "./errors.ts";
import { dieHard } from "./examples/die_hard.ts";
import { twoPhase } from "./examples/two_phase.ts";
import { type Action, language, machine, type Property } from "./language.ts";
import type { CheckOptions, Progress } from "./result.ts";
import { follow } from "./testing/agreement.ts";

const schema = record({ at: range(0, 9), odd: flag() });
type Schema = typeof schema;
const { action, everyStep, invariant, step, witness } = language<Schema, null>();

const start = action({ when: () => true, then: () => {} });
/** One step up, to 9 at most. */
const walkerClimbs = action({
  when: (s) => s.at < 9,
  then: (s) => {
    s.at++;
    s.odd = !s.odd;
  },
});
/** A way back to the bottom from 5. */
const walkerFalls = action({
  when: (s) => s.at === 5,
  then: (s) => {
    s.at = 0;
    s.odd = false;
  },
});

/** A walker on ten stairs. */
function stairs(
  parts: {
    actions?: Record<string, Action<Schema, null>>;
    properties?: Record<string, Property<Schema, null>>;
    initial?: Action<Schema, null>;
    final?: (s: { readonly at: number }) => boolean;
  } = {},
) {
  const actions = { walkerClimbs, walkerFalls, ...parts.actions };
  const { properties = {}, initial = start, final = (s) => s.at === 9 } = parts;
  return machine<Schema, null>({
    name: "stairs",
    actors: ["walker"],
    constants: null,
    state: schema,
    initial,
    actions,
    properties,
    final,
  });
}

Deno.test("a clean run holds and says how large it was", async () => {
  const result = await check(stairs({
    properties: {
      OddIsOdd: invariant((s) => s.odd === (s.at % 2 === 1)),
      ReachesTheTop: witness((s) => s.at === 9),
    },
  }));
  assertEquals([result.verdict, result.complete, result.limit], ["holds", true, undefined]);
  assertEquals(result.counts, {
    distinct: 10,
    generated: 1 + 9 + 1,
    depth: 10,
    outDegree: { least: 0, most: 2, mean: 1 },
  });
  assertEquals(result.actions, {
    walkerClimbs: { steps: 9, discovered: 9 },
    walkerFalls: { steps: 1, discovered: 0 },
  });
  assertEquals(result.witnesses.ReachesTheTop.steps.length, 10);
  assertEquals([result.violations, result.neverEnabled, result.unreached], [[], [], []]);
  assert(result.bytes > 0);
});

Deno.test("every property that fails is shown by a shortest behaviour", async () => {
  const subject = stairs({
    final: () => false,
    properties: {
      NeverSeven: invariant((s) => s.at !== 7),
      NeverEight: invariant((s) => s.at !== 8),
      NeverAtAll: invariant(() => false),
      NeverFalls: everyStep((before, after) => after.at >= before.at),
      NeverClimbsFromThree: step([walkerClimbs], (before) => before.at !== 3),
      FallsFromFive: step([walkerFalls], (before) => before.at === 5),
    },
  });
  const { verdict, complete, violations } = await check(subject);
  assertEquals([verdict, complete], ["violated", true]);
  assertEquals(
    violations.map(({ property, kind, behaviour }) => [property, kind, behaviour.steps.length]),
    [
      ["NeverAtAll", "invariant", 1],
      ["NeverClimbsFromThree", "step", 5],
      ["NeverFalls", "step", 7],
      ["NeverSeven", "invariant", 8],
      ["NeverEight", "invariant", 9],
      ["Deadlock", "deadlock", 10],
    ],
  );
  for (const { behaviour } of violations) follow(subject, behaviour);
  const [, , falls] = violations;
  assertEquals(falls.behaviour.steps.at(-1), {
    action: "walkerFalls",
    params: {},
    state: { at: 0, odd: false },
  });
});

Deno.test("a state without successor is a deadlock unless it is final", async () => {
  const deadlocks = async (final?: (s: { readonly at: number }) => boolean) => {
    const { violations } = await check({ ...stairs(), final });
    return violations.map(({ property, behaviour }) => [property, behaviour.steps.length]);
  };
  assertEquals(await deadlocks((s) => s.at === 9), []);
  assertEquals(await deadlocks((s) => s.at === 8), [["Deadlock", 10]]);
  assertEquals(await deadlocks(undefined), [["Deadlock", 10]]);
});

Deno.test("what never happens is told, once everything was seen", async () => {
  const subject = stairs({
    actions: { walkerFlies: action({ when: (s) => s.at > 9, then: () => {} }) },
    properties: { Flies: witness((s) => s.at === 9 && !s.odd) },
  });
  const all = await check(subject);
  assertEquals([all.verdict, all.neverEnabled, all.unreached], ["holds", ["walkerFlies"], [
    "Flies",
  ]]);
  const some = await check(subject, { maxStates: 3 });
  assertEquals([some.verdict, some.neverEnabled, some.unreached], ["inconclusive", [], []]);
});

Deno.test("several initial states are counted as they are generated, and expanded once", async () => {
  const initial = action({
    params: () => ({ from: range(0, 9), twice: flag() }),
    when: (_s, { from }) => from % 2 === 0,
    then: (s, { from }) => {
      s.at = from;
    },
  });
  const { counts, violations } = await check(stairs({
    initial,
    properties: { NeverSeven: invariant((s) => s.at !== 7) },
  }));
  assertEquals([counts.distinct, counts.depth], [10, 2]);
  assertEquals(counts.generated, 5 * 2 + 9 + 1);
  assertEquals(
    violations[0].behaviour.steps.map(({ action, params, state }) => [action, params, state.at]),
    [
      [null, { from: 6, twice: false }, 6],
      ["walkerClimbs", {}, 7],
    ],
  );
});

Deno.test("only the properties named are checked", async () => {
  const subject = stairs({
    final: () => false,
    properties: {
      NeverSeven: invariant((s) => s.at !== 7),
      NeverFalls: everyStep((before, after) => after.at >= before.at),
    },
  });
  const found = async (properties: string[]) =>
    (await check(subject, { properties })).violations.map(({ property }) => property);
  assertEquals(await found(["NeverFalls"]), ["NeverFalls"]);
  assertEquals(await found(["NeverSeven", "Deadlock"]), ["NeverSeven", "Deadlock"]);
  assertEquals(await found([]), []);
  await assertRejects(() => found(["NeverEight"]), OptionsError, '"NeverEight"');
});

Deno.test("a search may stop at the first violation", async () => {
  const properties = {
    NeverThree: invariant((s) => s.at !== 3),
    Never: invariant((s) => s.at < 6),
  };
  const result = await check(stairs({ properties }), { stopAtFirst: true });
  assertEquals([result.verdict, result.complete, result.limit], ["violated", false, undefined]);
  assertEquals(result.violations.map(({ property }) => property), ["NeverThree"]);
  assertEquals(result.counts.distinct, 4);
});

Deno.test("a limit ends a search and says so, with what was covered", async () => {
  const ended = async (options: CheckOptions) => {
    const { verdict, limit, complete, counts } = await check(twoPhase(6), options);
    assert(counts.distinct > 0);
    return [verdict, limit, complete, counts.distinct < 50_816];
  };
  assertEquals(await ended({ maxStates: 1000 }), ["inconclusive", "states", false, true]);
  assertEquals(await ended({ maxBytes: 500_000 }), ["inconclusive", "memory", false, true]);
  assertEquals(await ended({ maxMilliseconds: 0 }), ["inconclusive", "time", false, true]);
  assertEquals(await ended({ signal: AbortSignal.abort() }), [
    "inconclusive",
    "interrupted",
    false,
    true,
  ]);
  const loose = { maxStates: 50_816, maxBytes: 1e9, maxMilliseconds: 1e6 };
  assertEquals(await ended(loose), ["holds", undefined, true, false]);
});

Deno.test("the states that a limit on states lets in are the same every time", async () => {
  const counts = async () => (await check(twoPhase(5), { maxStates: 2000 })).counts;
  const first = await counts();
  assertEquals(await counts(), first);
  assert(first.distinct > 2000);
  assertLess(first.distinct, 2000 + 30);
});

Deno.test("a violation found before a limit is a violation", async () => {
  const { verdict, complete, limit } = await check(dieHard(), { maxStates: 14 });
  assertEquals([verdict, complete, limit], ["violated", false, "states"]);
});

Deno.test("a search can be watched and interrupted while it runs", async () => {
  const controller = new AbortController();
  const seen: Progress[] = [];
  const onProgress = (progress: Progress) => {
    seen.push(progress);
    if (seen.length === 2) controller.abort();
  };
  const { limit, counts } = await check(twoPhase(9), {
    onProgress,
    progressEvery: 0,
    signal: controller.signal,
  });
  assertEquals([limit, seen.length], ["interrupted", 2]);
  const [first, second] = seen;
  assert(first.distinct < second.distinct && first.generated < second.generated);
  assert(second.frontier > 0 && second.frontier < second.distinct && second.depth > 1);
  assert(second.distinct <= counts.distinct && second.bytes > 0 && second.milliseconds > 0);
});

Deno.test("options that make no sense are refused", async () => {
  for (const name of ["maxStates", "maxBytes", "maxMilliseconds", "progressEvery"]) {
    for (const value of [-1, NaN]) {
      await assertRejects(
        () => check(stairs(), { [name]: value }),
        OptionsError,
        `${name} ${value}`,
      );
    }
  }
});

Deno.test("a machine without initial state is refused, for everything would hold of it", async () => {
  const initial = action({ when: () => false, then: () => {} });
  await assertRejects(() => check(stairs({ initial })), MachineError, "no initial state");
});

Deno.test("a misfit names action, field and value, and shows how to get there", async () => {
  const walkerLeaps = action({
    when: (s) => s.at === 2,
    then: (s) => {
      s.at += 8;
    },
  });
  const error = await assertRejects(
    () => check(stairs({ actions: { walkerLeaps } })),
    DomainError,
    'Cannot store 10 in "at" (action walkerLeaps)',
  );
  assertEquals([error.action, error.field, error.value], ["walkerLeaps", "at", 10]);
  assertEquals(error.behaviour?.steps.map(({ state }) => state.at), [0, 1, 2]);
});

Deno.test("a property that reaches outside an array is named, with how to get there", async () => {
  const cells = record({ at: range(0, 3), cell: array(2, flag()) });
  const words = language<typeof cells, null>();
  const careless = machine<typeof cells, null>({
    name: "careless",
    actors: ["walker"],
    constants: null,
    state: cells,
    initial: words.action({ when: () => true, then: () => {} }),
    actions: {
      walkerClimbs: words.action({
        when: (s) => s.at < 3,
        then: (s) => {
          s.at++;
        },
      }),
    },
    properties: {
      NoneIsSet: words.invariant((s) => !s.cell.at(s.at)),
      NoneGetsSet: words.everyStep((_before, after) => !after.cell.at(after.at)),
    },
  });
  for (const property of ["NoneIsSet", "NoneGetsSet"]) {
    const error = await assertRejects(
      () => check(careless, { properties: [property] }),
      IndexError,
      `Cannot reach element 2 of "cell" (property ${property})`,
    );
    assertEquals([error.property, error.action, error.index], [property, undefined, 2]);
    assertEquals(error.behaviour?.steps.map(({ state }) => state.at), [0, 1]);
  }
});
