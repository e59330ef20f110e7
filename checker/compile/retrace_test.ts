import { assert, assertEquals, assertGreater, assertRejects } from "@std/assert";
import { check } from "../check.ts";
import { twoPhase } from "../examples/two_phase.ts";
import { IndexError, InternalError } from "../errors.ts";
import type { Limits } from "../search.ts";
import { exactFindings, follow } from "../testing/agreement.ts";
import { checkCompiled } from "./check_compiled.ts";
import { compile } from "./compiled.ts";
import { CompiledChecks } from "./compiled_checks.ts";
import { SHARDS } from "./key_set.ts";
import { LevelSearch } from "./level_search.ts";
import { type FindPredecessors, predecessorsIn, retrace } from "./retrace.ts";
import { load } from "./testing/random_module.ts";
import { small } from "./testing/small_module.ts";

/** A counter that goes up to `limit` by ones, with a claim that it never gets there. */
const counter = (limit: number) =>
  small({
    schema: `record({ n: range(0, ${limit}), list: array(2, range(0, 9)) })`,
    when: `(s) => s.n < ${limit}`,
    then: "(s) => { s.n += 1; }",
    holds: `(s) => s.n !== ${limit}`,
  });

for (const limit of [1, 100, 254, 255, 256, 700]) {
  Deno.test(`retrace() finds the way to a state of level ${limit + 1}`, async () => {
    const machine = await counter(limit);
    for (const workers of [1, 2]) {
      const { violations } = await checkCompiled(machine, { properties: ["Holds"], workers });
      const [{ behaviour }] = violations;
      assertEquals(behaviour.steps.map(({ state }) => state.n), [...Array(limit + 1).keys()]);
      follow(machine, behaviour);
    }
  });
}

/**
 * A log to which two writers append by turns, and which one of them may roll back: a step from deep
 * down, so that many levels apart have the same tag.
 *
 * @param back How far back a step may lead.
 */
const log = (back: string) =>
  load(`
    import { language, machine as make } from "${new URL("../language.ts", import.meta.url)}";
    import { index, range, record } from "${new URL("../domains.ts", import.meta.url)}";
    const { action, invariant, witness } = language();
    const writer = index("writer", 2);
    export const machine = make({
      name: "log", actors: ["any"], constants: {}, symmetric: ["writer"],
      state: record({ length: range(0, 299), last: writer }),
      initial: action({ params: () => ({ w: writer }), when: () => true, then: (s, { w }) => { s.last = w; } }),
      actions: {
        anyAppends: action({
          params: () => ({ w: writer }),
          when: (s, { w }) => s.length < 299 && s.last !== w,
          then: (s, { w }) => { s.length += 1; s.last = w; },
        }),
        anyRollsBack: action({
          params: () => ({ to: range(0, 299) }),
          when: (s, { to }) => ${back},
          then: (s, { to }) => { s.length = to; },
        }),
      },
      properties: {
        Thirty: witness((s) => s.length === 30),
        Short: invariant((s) => s.length < 200),
      },
      source: import.meta.url,
    });`);

for (const back of ["to < s.length", "to + 254 === s.length", "to + 255 === s.length"]) {
  Deno.test(`retrace() is not led astray by steps back where ${back}`, async () => {
    const machine = await log(back);
    const direct = await check(machine);
    assertGreater(direct.counts.depth, 255);
    for (const options of [{}, { workers: 2 }, { workers: 2, together: true }]) {
      const whole = await checkCompiled(machine, options);
      assertEquals(exactFindings(whole), exactFindings(direct));
      const symmetric = await checkCompiled(machine, { ...options, symmetry: true });
      assertEquals(symmetric.counts.distinct, direct.counts.distinct / 2);
      const ordered = await checkCompiled(machine, { ...options, partialOrder: "always" });
      for (const { violations, witnesses } of [whole, symmetric, ordered]) {
        const all = [witnesses.Thirty, ...violations.map(({ behaviour }) => behaviour)];
        assertEquals(all.map(({ steps }) => steps.length), [31, 201]);
        for (const behaviour of all) follow(machine, behaviour);
      }
    }
  });
}

Deno.test("whoever looks for predecessors finds all that are in the share given", async () => {
  const program = await compile(twoPhase(3));
  const search = new LevelSearch(program, new CompiledChecks(program, []));
  while (!search.complete) search.advance();
  const level = 6;
  const wanted: Uint32Array[] = [];
  search.seen.each(LevelSearch.tagOf(level + 1), (low, high) => {
    wanted.push(new Uint32Array(program.layout.words));
    search.keys.decode(low, high, wanted.at(-1)!, 0, 0);
    return false;
  });
  assertGreater(wanted.length, 10);
  const all = predecessorsIn(search, level, wanted);
  assert(all.every((state) => state !== undefined));
  const found = new Int32Array(wanted.length);
  const shards = [...Array(SHARDS).keys()];
  const [even, odd] = [0, 1].map((rest) => {
    const share = shards.filter((shard) => shard % 2 === rest);
    return predecessorsIn(search, level, wanted, { shards: share, found });
  });
  assertEquals(found, found.map(() => 1));
  for (const i of wanted.keys()) assert((even[i] === undefined) !== (odd[i] === undefined));
  assert(even.some((state) => state) && odd.some((state) => state));
});

/** A search of a counter that has come to its end, and the states of the levels given. */
async function counted(limit: number, levels: readonly number[]) {
  const program = await compile(await counter(limit));
  const search = new LevelSearch(program, new CompiledChecks(program, []));
  while (!search.complete) search.advance();
  const destinations = levels.map((level) => {
    const state = new Uint32Array(program.layout.words);
    program.initial({ states: state, choices: new Uint32Array(1) });
    for (let i = 1; i < level; i++) program.apply(state.slice(), 0, 0, state, 0);
    return { level, state };
  });
  return async (limits: Limits) => {
    const find: FindPredecessors = (level, states) => predecessorsIn(search, level, states);
    const { behaviours, limit } = await retrace(search, destinations, find, limits);
    return [limit, ...destinations.map((_, i) => behaviours[i]?.steps.length)];
  };
}

Deno.test("one repetition of a deep search finds all ways, as far as its limits let it", async () => {
  const found = await counted(700, [31, 701, 31, 1]);
  assertEquals(await found({}), [undefined, 31, 701, 31, 1]);
  assertEquals(await found({ maxStates: 100 }), ["states", 31, undefined, 31, 1]);
  assertEquals(await found({ maxBytes: 1 }), ["memory", undefined, undefined, undefined, 1]);
  const signal = AbortSignal.abort();
  assertEquals(await found({ signal }), ["interrupted", undefined, undefined, undefined, 1]);
});

Deno.test("looking for ways by levels takes what it needs, unless it is interrupted", async () => {
  const found = await counted(100, [31, 101]);
  assertEquals(await found({ maxStates: 1, maxBytes: 1, maxMilliseconds: 0 }), [
    undefined,
    31,
    101,
  ]);
  const signal = AbortSignal.abort();
  assertEquals(await found({ signal }), ["interrupted", undefined, undefined]);
});

Deno.test("a way that is not there is the engine's own mistake", async () => {
  for (const limit of [100, 700]) {
    const program = await compile(await counter(limit));
    const search = new LevelSearch(program, new CompiledChecks(program, []));
    while (!search.complete) search.advance();
    const state = new Uint32Array(program.layout.words).fill(-1);
    const find: FindPredecessors = (level, states) => predecessorsIn(search, level, states);
    await assertRejects(
      () => retrace(search, [{ state, level: 31 }], find),
      InternalError,
      "Cannot find the way to a state of level 31 again",
    );
  }
});

Deno.test("a misfit comes with the way to it", async () => {
  const machine = await small({ then: "(s) => { s.n = s.n + 4; }" });
  const error = await checkCompiled(machine).then(() => undefined, (error) => error);
  assertEquals([error.action, error.field, error.value], ["anyActs", "n", 12]);
  // deno-lint-ignore no-explicit-any
  assertEquals(error.behaviour.steps.map(({ state }: any) => state.n), [0, 4, 8]);
});

Deno.test("an index outside is an error with field and action or property", async () => {
  const inEffect = await small({ then: "(s) => { s.list.set(s.n + 2, 1); s.n = 1; }" });
  const first = await checkCompiled(inEffect).then(() => undefined, (error) => error);
  assertEquals([first.action, first.field, first.index], ["anyActs", "list", 3]);
  const inClaim = await small({
    then: "(s) => { s.n = 3; }",
    holds: "(s) => s.list.at(s.n) === 0",
  });
  const second = await checkCompiled(inClaim).then(() => undefined, (error) => error);
  assertEquals([second.property, second.field, second.index], ["Holds", "list", 3]);
});

Deno.test("an index outside in a claim about what follows comes with its name and the way to it", async () => {
  const machine = await small({
    when: "(s) => s.n < 9",
    then: "(s) => { s.n += 1; }",
    leads: "{ from: (s) => s.list.at(s.n) === 0, to: (s) => s.n === 9 }",
  });
  const several = { workers: 2, together: true };
  for (const search of [check(machine), checkCompiled(machine), checkCompiled(machine, several)]) {
    const { property, index, behaviour } = await assertRejects(() => search, IndexError);
    assertEquals([property, index], ["Leads", 3]);
    assertEquals(behaviour?.steps.map(({ state }) => state.n), [0, 1, 2, 3]);
  }
});
