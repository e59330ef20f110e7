import { assert, assertEquals, assertGreater, assertRejects } from "@std/assert";
import { MachineError, OptionsError } from "../../errors.ts";
import { examples } from "../../examples/mod.ts";
import { twoPhase } from "../../examples/two_phase.ts";
import { exactFindings } from "../../testing/agreement.ts";
import { checkCompiled } from "../check_compiled.ts";
import { load } from "../testing/random_module.ts";
import { small, smallModule } from "../testing/small_module.ts";

for (const large of ["two-phase commit, 7 managers", "paxos commit, 2 managers"]) {
  Deno.test(`${large}, a large search: several workers find what one finds`, async () => {
    const { machine } = examples.find(({ name }) => name.startsWith(large))!;
    const one = await checkCompiled(machine(), { workers: 1 });
    for (const workers of [2, 4]) {
      const several = await checkCompiled(machine(), { workers, together: workers > 2 });
      assertEquals(exactFindings(several), exactFindings(one));
    }
    assertGreater(one.counts.distinct, 100_000);
  });
}

Deno.test("several workers keep to limits, and say which ended them", async () => {
  const ended = async (options: Parameters<typeof checkCompiled>[1]) => {
    const { verdict, limit, complete, counts } = await checkCompiled(twoPhase(8), {
      workers: 2,
      ...options,
    });
    assert(counts.distinct > 0 && counts.distinct < 1_745_408);
    return [verdict, limit, complete];
  };
  assertEquals(await ended({ maxStates: 1000 }), ["inconclusive", "states", false]);
  assertEquals(await ended({ maxBytes: 100_000 }), ["inconclusive", "memory", false]);
  assertEquals(await ended({ maxMilliseconds: 1 }), ["inconclusive", "time", false]);
  const signal = AbortSignal.abort();
  assertEquals(await ended({ signal }), ["inconclusive", "interrupted", false]);
});

Deno.test("several workers can be watched and interrupted", async () => {
  const controller = new AbortController();
  const { limit } = await checkCompiled(twoPhase(9), {
    workers: 2,
    progressEvery: 0,
    onProgress: ({ distinct, generated, depth, bytes }) => {
      if (distinct > 1000 && generated > 1000 && depth > 1 && bytes > 0) controller.abort();
    },
    signal: controller.signal,
  });
  assertEquals(limit, "interrupted");
});

Deno.test("several workers stop at the first violation, a shortest one", async () => {
  const machine = await small({ then: "(s) => { s.n = 3; }", holds: "(s) => s.n !== 3" });
  const options = { workers: 2, together: true, stopAtFirst: true };
  const { verdict, violations } = await checkCompiled(machine, options);
  assertEquals([verdict, violations[0].behaviour.steps.length], ["violated", 2]);
});

Deno.test("any number of workers stops at the end of the first violation's level", async () => {
  const machine = await small({
    schema: "record({ a: array(4, range(0, 5)) })",
    params: "() => ({ i: range(0, 3) })",
    when: "(s, { i }) => s.a.at(i) < 5",
    then: "(s, { i }) => { s.a.set(i, s.a.at(i) + 1); }",
    holds: "(s) => s.a.at(0) + s.a.at(1) < 6",
  });
  const one = await checkCompiled(machine, { stopAtFirst: true });
  assertEquals([one.counts.depth, one.complete], [7, false]);
  for (const workers of [2, 3]) {
    const several = await checkCompiled(machine, { workers, together: true, stopAtFirst: true });
    assertEquals(exactFindings(several), exactFindings(one));
  }
});

Deno.test("a mistake that a worker comes across is told with the way to it", async () => {
  const machine = await small({ then: "(s) => { s.n = s.n + 4; }" });
  const error = await checkCompiled(machine, { workers: 3, together: true }).then(
    () => undefined,
    (error) => error,
  );
  assertEquals([error.name, error.action, error.field, error.value], [
    "DomainError",
    "anyActs",
    "n",
    12,
  ]);
  // deno-lint-ignore no-explicit-any
  assertEquals(error.behaviour.steps.map(({ state }: any) => state.n), [0, 4, 8]);
});

Deno.test("several workers refuse what one refuses, and a number of workers that cannot be", async () => {
  const none = await load(smallModule({}).replace("when: () => true", "when: () => false"));
  await assertRejects(() => checkCompiled(none, { workers: 2 }), MachineError, "no initial state");
  for (const workers of [0, -1, 1.5, NaN, 1000]) {
    await assertRejects(() => checkCompiled(twoPhase(2), { workers }), OptionsError, `${workers}`);
  }
});
