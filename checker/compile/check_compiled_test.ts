import { assert, assertEquals, assertRejects } from "@std/assert";
import { OptionsError } from "../errors.ts";
import { twoPhase } from "../examples/two_phase.ts";
import { checkWith } from "../engine.ts";
import type { CheckOptions } from "../result.ts";
import { checkCompiled, CompiledSearch } from "./check_compiled.ts";
import { compile, type CompiledProgram } from "./compiled.ts";
import type { LevelProgram } from "./level_search.ts";
import { small } from "./testing/small_module.ts";

Deno.test("checkCompiled() refuses what check() refuses", async () => {
  for (const name of ["maxStates", "maxBytes", "maxMilliseconds", "progressEvery"]) {
    await assertRejects(
      () => checkCompiled(twoPhase(2), { [name]: -1 }),
      OptionsError,
      `${name} -1`,
    );
  }
  await assertRejects(
    () => checkCompiled(twoPhase(2), { properties: ["NoSuchThing"] }),
    OptionsError,
    '"NoSuchThing"',
  );
});

Deno.test("a limit ends a compiled search and says so, with what was covered", async () => {
  const ended = async (options: CheckOptions) => {
    const { verdict, limit, complete, counts } = await checkCompiled(twoPhase(7), options);
    assert(counts.distinct > 0 && counts.distinct < 296_448);
    return [verdict, limit, complete];
  };
  assertEquals(await ended({ maxStates: 1000 }), ["inconclusive", "states", false]);
  assertEquals(await ended({ maxBytes: 700_000 }), ["inconclusive", "memory", false]);
  assertEquals(await ended({ maxMilliseconds: 0 }), ["inconclusive", "time", false]);
  const signal = AbortSignal.abort();
  assertEquals(await ended({ signal }), ["inconclusive", "interrupted", false]);
});

/** Two counters that go up to `limit` one by one, of which only the order tells one from the other. */
const counters = (limit: number) =>
  small({
    schema: `record({ n: array(2, range(0, ${limit})) })`,
    params: "() => ({ i: range(0, 1) })",
    when: `(s, { i }) => s.n.at(i) < ${limit}`,
    then: "(s, { i }) => s.n.set(i, s.n.at(i) + 1)",
    holds: `(s) => s.n.at(0) < ${limit} || s.n.at(1) < ${limit}`,
  });

/** The smaller counter first. */
function sorted(whole: CompiledProgram): LevelProgram {
  const [first, second] = whole.layout.leaves;
  const mask = 2 ** first.width - 1;
  return {
    layout: whole.layout,
    choices: whole.choices,
    initialChoices: whole.initialChoices,
    initial: (into) => whole.initial(into),
    append: (...of) => whole.append(...of),
    isEnabled: (...of) => whole.isEnabled(...of),
    apply: (...of) => whole.apply(...of),
    canonicalise(states, from, to) {
      for (let i = from; i < to; i++) {
        const [a, b] = [first, second].map(({ shift }) => (states[i] >>> shift) & mask).sort(
          (a, b) => a - b,
        );
        states[i] = (a << first.shift) | (b << second.shift);
      }
    },
  };
}

for (const limit of [3, 200]) {
  Deno.test(`a reduction to ${limit} is searched, and its ways found again`, async () => {
    const machine = await counters(limit);
    const { counts, violations } = await checkWith(
      async (machine, question) => {
        const whole = await compile(machine);
        return new CompiledSearch(whole, question, sorted(whole));
      },
      machine,
      { properties: ["Holds"] },
    );
    // Pairs of numbers from 0 to the limit, whichever comes first.
    assertEquals(counts.distinct, (limit + 1) * (limit + 2) / 2);
    const states = violations[0].behaviour.steps.map(({ state }) => state.n as number[]);
    assertEquals(states.map(([a, b]) => a + b), [...Array(2 * limit + 1).keys()]);
    for (const [a, b] of states) assert(a <= b);
  });
}
