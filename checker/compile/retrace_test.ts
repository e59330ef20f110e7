import { assert, assertEquals, assertGreater } from "@std/assert";
import { twoPhase } from "../examples/two_phase.ts";
import { follow } from "../testing/agreement.ts";
import { checkCompiled } from "./check_compiled.ts";
import { compile } from "./compiled.ts";
import { CompiledChecks } from "./compiled_checks.ts";
import { SHARDS } from "./key_set.ts";
import { LevelSearch } from "./level_search.ts";
import { predecessorsIn } from "./retrace.ts";
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
