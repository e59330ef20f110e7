import { assert, assertEquals, assertRejects } from "@std/assert";
import * as fc from "fast-check";
import { check } from "../check.ts";
import { range, record } from "../domains.ts";
import { MachineError, UnsupportedError } from "../errors.ts";
import { exploreGraph } from "../graph.ts";
import { language, machine, strongly, weakly } from "../language.ts";
import type { Violation } from "../result.ts";
import { faultOfLasso } from "./lasso.ts";
import { type Listed, type ListedAction, listedMachine } from "../testing/listed_machine.ts";
import { checkLiveness } from "./liveness.ts";
import { checkLivenessNaively } from "./naive_liveness.ts";

/** Checks a listed machine, and its violation if it has one. */
async function violationOf(listed: Listed): Promise<Violation | undefined> {
  const subject = listedMachine(listed);
  const { violations } = await checkLiveness(subject, await exploreGraph(subject), ["Answered"]);
  const [violation] = violations;
  if (violation !== undefined) assertEquals(faultOfLasso(subject, violation), undefined);
  return violation;
}

/** The states of a lasso, and where it goes on from the last. */
function shape(violation: Violation | undefined): [number[], number?] | undefined {
  if (violation === undefined) return undefined;
  const { steps, loop } = violation.behaviour;
  return [steps.map(({ state }) => state.at as number), loop];
}

/** Steps along a path, such as `path(0, 1, 2)` for 0 to 1 and 1 to 2. */
function path(...states: number[]): { from: number; to: number }[] {
  return states.slice(1).map((to, i) => ({ from: states[i], to }));
}

const zeroToOne = [{ from: [0], to: [1] }];

Deno.test("without fairness a behaviour may stop at once", async () => {
  const listed = { states: 2, initial: [0], actions: [{ steps: path(0, 1) }], claims: zeroToOne };
  assertEquals(shape(await violationOf(listed)), [[0], 0]);
});

Deno.test("a weak promise that stays enabled is kept", async () => {
  const actions = [{ steps: path(0, 1), fairness: weakly() }];
  assertEquals(
    await violationOf({ states: 2, initial: [0], actions, claims: zeroToOne }),
    undefined,
  );
});

Deno.test("a state without successors is a stop, whatever was promised", async () => {
  const actions = [{ steps: [...path(0, 1), ...path(0, 2)], fairness: strongly() }];
  const violation = await violationOf({ states: 3, initial: [0], actions, claims: zeroToOne });
  assertEquals(shape(violation), [[0, 2], 1]);
});

Deno.test("a step that changes nothing is stuttering: it neither enables nor keeps a promise", async () => {
  const actions = [{ steps: path(0, 0), fairness: weakly() }, { steps: path(0, 1) }];
  const violation = await violationOf({ states: 2, initial: [0], actions, claims: zeroToOne });
  assertEquals(shape(violation), [[0], 0]);
  assertEquals(violation?.behaviour.closing, undefined);
});

Deno.test("a weak promise is not broken by a loop in which it is disabled now and then", async () => {
  const loop = { steps: path(0, 2, 0), fairness: weakly() };
  const leave = path(0, 1);
  const weak = [loop, { steps: leave, fairness: weakly() }];
  const strong = [loop, { steps: leave, fairness: strongly() }];
  const rest = { states: 3, initial: [0], claims: zeroToOne };
  assertEquals(shape(await violationOf({ ...rest, actions: weak })), [[0, 2], 0]);
  assertEquals(await violationOf({ ...rest, actions: strong }), undefined);
});

Deno.test("enabled counts wherever the step would lead, also where the obligation is met", async () => {
  // In the loop 0, 2 the action that leads to 1 is always enabled: from each of the two.
  const actions = [
    { steps: path(0, 2, 0), fairness: weakly() },
    { steps: [...path(0, 1), ...path(2, 1)], fairness: weakly() },
  ];
  assertEquals(
    await violationOf({ states: 3, initial: [0], actions, claims: zeroToOne }),
    undefined,
  );
});

Deno.test("a strong promise sends the search into a part that never enables it", async () => {
  // Component {0, 2, 3, 4}: the way out is enabled at 0 and at 3, so only the loop 2, 4 is fair.
  const actions: ListedAction[] = [
    { steps: [...path(0, 2, 3, 0), ...path(2, 4, 2)], fairness: weakly() },
    { steps: [...path(0, 1), ...path(3, 1)], fairness: strongly() },
  ];
  const violation = await violationOf({ states: 5, initial: [0], actions, claims: zeroToOne });
  assertEquals(shape(violation), [[0, 2, 4], 1]);
});

Deno.test("stuttering does not count as enabling a strong promise that is broken", async () => {
  const actions: ListedAction[] = [
    { steps: [...path(0, 2, 0), ...path(2, 3, 2)], fairness: weakly() },
    { steps: [...path(0, 1), ...path(2, 2), ...path(3, 3)], fairness: strongly() },
  ];
  const violation = await violationOf({ states: 4, initial: [0], actions, claims: zeroToOne });
  assertEquals(shape(violation), [[0, 2, 3], 1]);
});

Deno.test("removal goes on for as long as it must", async () => {
  // Taking out 0 (enables action 1) leaves {2, 3, 4} in a chain to 5, 6, where action 2 is enabled.
  const ring = path(0, 2, 3, 4, 2, 0);
  const actions: ListedAction[] = [
    { steps: [...ring, ...path(3, 5, 6, 5), ...path(6, 3)], fairness: weakly() },
    { steps: path(0, 1), fairness: strongly() },
    { steps: path(2, 1), fairness: strongly() },
    { steps: path(3, 1), fairness: strongly() },
  ];
  const violation = await violationOf({ states: 7, initial: [0], actions, claims: zeroToOne });
  assertEquals(shape(violation), [[0, 2, 3, 5, 6], 3]);
});

Deno.test("the loop visits all that fairness asks for", async () => {
  // Round 0: three petals, each the only place of one promise.
  const petal = (state: number) => ({ steps: path(0, state, 0), fairness: weakly() });
  const actions = [petal(2), petal(3), petal(4)];
  const violation = await violationOf({ states: 5, initial: [0], actions, claims: zeroToOne });
  // At 2 the other petals are disabled, which keeps their promises: one petal is enough.
  assertEquals(shape(violation), [[0, 2], 0]);
  const strong = actions.map(({ steps }) => ({ steps, fairness: strongly() }));
  const all = await violationOf({ states: 5, initial: [0], actions: strong, claims: zeroToOne });
  assertEquals(all?.behaviour.steps.length, 6);
  assertEquals(new Set(shape(all)![0]), new Set([0, 2, 3, 4]));
});

Deno.test("the loop goes no further than fairness asks", async () => {
  // At 0, where the loop begins, the promise to go from 2 to 3 is kept by being disabled.
  const actions: ListedAction[] = [
    { steps: path(0, 2), fairness: weakly() },
    { steps: path(2, 3), fairness: weakly() },
    { steps: [...path(2, 0), ...path(3, 0)] },
  ];
  const violation = await violationOf({ states: 4, initial: [0], actions, claims: zeroToOne });
  // With nothing promised at 3 a behaviour may stop there, which takes as long to tell.
  assertEquals(shape(violation), [[0, 2, 3], 2]);
  const kept = [...actions, { steps: path(3, 0), fairness: weakly() }];
  const loop = await violationOf({ states: 4, initial: [0], actions: kept, claims: zeroToOne });
  assertEquals(shape(loop), [[0, 2], 0]);
});

Deno.test("a loop nearby is shown rather than a stop far away", async () => {
  const actions: ListedAction[] = [{ steps: path(0, 2, 0), fairness: weakly() }, {
    steps: path(2, 3, 4, 5, 6),
  }, { steps: path(3, 4, 5, 6), fairness: weakly() }];
  const violation = await violationOf({ states: 7, initial: [0], actions, claims: zeroToOne });
  assertEquals(shape(violation), [[0, 2], 0]);
});

Deno.test("a promise may be split by a parameter", async () => {
  // Lane 0 leads round in a circle, lane 1 out of it.
  const steps = [
    { from: 0, to: 2, lane: 0 },
    { from: 2, to: 0, lane: 0 },
    { from: 0, to: 1, lane: 1 },
    { from: 2, to: 1, lane: 1 },
  ];
  const whole = [{ steps, fairness: weakly() }];
  const split = [{ steps, fairness: weakly("lane") }];
  const rest = { states: 3, initial: [0], claims: zeroToOne };
  assertEquals(shape(await violationOf({ ...rest, actions: whole })), [[0, 2], 0]);
  assertEquals(await violationOf({ ...rest, actions: split }), undefined);
});

Deno.test("a state that was passed before the obligation arose is visited again after", async () => {
  const actions = [{ steps: path(0, 1, 0, 2), fairness: weakly("to") }];
  const claims = [{ from: [1], to: [2] }];
  const violation = await violationOf({ states: 3, initial: [0], actions, claims });
  assertEquals(shape(violation), [[0, 1, 0], 1]);
  assertEquals(violation?.behaviour.obligation, 1);
});

Deno.test("the way to the loop leads past the obligation, even if there is a shorter one", async () => {
  // The loop 0, 1 begins at the start, but only at 3 does anything become due.
  const actions: ListedAction[] = [
    { steps: [...path(0, 1, 0), ...path(0, 3, 0)], fairness: weakly() },
    { steps: path(3, 2), fairness: strongly() },
  ];
  const claims = [{ from: [3], to: [2] }];
  const violation = await violationOf({ states: 4, initial: [0], actions, claims });
  assertEquals(shape(violation), [[0, 3, 0, 1], 2]);
  assertEquals(violation?.behaviour.obligation, 1);
});

Deno.test("of several loops the one that is entered soonest is shown, if no stop is sooner", async () => {
  const actions: ListedAction[] = [
    { steps: [...path(0, 2, 3, 4, 3), ...path(0, 5, 6, 5)], fairness: weakly() },
  ];
  const violation = await violationOf({ states: 7, initial: [0], actions, claims: zeroToOne });
  assertEquals(shape(violation), [[0, 5, 6], 1]);
});

Deno.test("every value of the parameters is its own claim", async () => {
  const actions = [{ steps: path(0, 1, 2, 2), fairness: weakly() }];
  const claims = [{ from: [0], to: [1] }, { from: [1], to: [0] }];
  const violation = await violationOf({ states: 3, initial: [0], actions, claims });
  assertEquals(violation?.params, { claim: 1 });
  assertEquals(shape(violation), [[0, 1, 2], 2]);
});

Deno.test("paths of any length are no burden to the call stack", async () => {
  const states = 200_000;
  const ring = longRing(states);
  const { violations: [violation] } = await checkLiveness(ring, await exploreGraph(ring), [
    "ComesToRest",
  ]);
  assertEquals(violation.behaviour.steps.length, states);
  assertEquals(violation.behaviour.loop, 0);
});

Deno.test("an incomplete graph is refused", async () => {
  const actions = [{ steps: path(0, 2, 3, 1), fairness: weakly() }];
  const subject = listedMachine({ states: 4, initial: [0], actions, claims: zeroToOne });
  const graph = await exploreGraph(subject, { maxStates: 1 });
  assert(!graph.complete);
  await assertRejects(
    () => checkLiveness(subject, graph, ["Answered"]),
    UnsupportedError,
    'Cannot check "Answered" of the machine "listed"',
  );
});

Deno.test("a check that a limit ends says nothing about liveness but that it is open", async () => {
  const actions = [{ steps: path(0, 2, 3, 1), fairness: weakly() }];
  const subject = listedMachine({ states: 4, initial: [0], actions, claims: zeroToOne });
  const { verdict, limit } = await check(subject, { maxStates: 1 });
  assertEquals([verdict, limit], ["inconclusive", "states"]);
});

Deno.test("a check reports liveness beside the rest", async () => {
  const actions = [{ steps: path(0, 2), fairness: weakly() }];
  const subject = listedMachine({ states: 3, initial: [0], actions, claims: zeroToOne });
  const both = await check(subject);
  assertEquals(both.violations.map(({ property }) => property), ["Deadlock", "Answered"]);
  const first = await check(subject, { stopAtFirst: true });
  assertEquals(first.violations.map(({ property }) => property), ["Deadlock"]);
  const other = await check(subject, { properties: ["Deadlock"] });
  assertEquals(other.violations.map(({ property }) => property), ["Deadlock"]);
});

Deno.test("only leadsTo properties are checked", async () => {
  const subject = listedMachine({ states: 2, initial: [0], actions: [], claims: zeroToOne });
  const graph = await exploreGraph(subject);
  await assertRejects(() => checkLiveness(subject, graph, ["Asked"]), MachineError, '"Asked"');
});

/** A machine that goes round through `length` states and never comes to rest. */
function longRing(length: number) {
  const schema = record({ at: range(0, length - 1) });
  const { action, leadsTo } = language<typeof schema, { length: number }>();
  return machine({
    name: "long ring",
    actors: ["runner"],
    constants: { length },
    state: schema,
    initial: action({ when: () => true, then: () => {} }),
    actions: {
      runnerGoesOn: action({
        fairness: weakly(),
        when: () => true,
        then: (s, _p, k) => {
          s.at = (s.at + 1) % k.length;
        },
      }),
    },
    properties: { ComesToRest: leadsTo({ from: (s) => s.at === 0, to: () => false }) },
  });
}

/** Graphs of up to seven states with up to three actions of any fairness. */
const listedGraphs: fc.Arbitrary<Listed> = fc.integer({ min: 1, max: 7 }).chain((states) => {
  const state = fc.nat({ max: states - 1 });
  const step = fc.record({ from: state, to: state, lane: fc.nat({ max: 1 }) });
  const each = fc.subarray(["to", "lane"]);
  return fc.record({
    states: fc.constant(states),
    initial: fc.uniqueArray(state, { minLength: 1, maxLength: 2 }),
    actions: fc.array(
      fc.record({
        steps: fc.array(step, { minLength: 1, maxLength: 2 * states }),
        fairness: fc.option(
          fc.record({ kind: fc.constantFrom("weak" as const, "strong" as const), each }),
          { nil: undefined, freq: 5 },
        ),
      }),
      { minLength: 1, maxLength: 3 },
    ),
    claims: fc.array(
      fc.record({ from: fc.subarray(numbersTo(states)), to: fc.subarray(numbersTo(states)) }),
      { minLength: 1, maxLength: 2 },
    ),
  });
});

Deno.test("agrees with brute force on random graphs, and every lasso is what it claims to be", async () => {
  const tally = { holds: 0, stops: 0, loops: 0 };
  await fc.assert(
    fc.asyncProperty(listedGraphs, async (listed) => {
      const violation = await violationOf(listed);
      const { Answered } = checkLivenessNaively(listedMachine(listed));
      const soonestStop = Math.min(...Answered.map(({ stop }) => stop));
      const soonestLoop = Math.min(...Answered.map(({ loop }) => loop));
      if (violation === undefined) {
        tally.holds++;
        assertEquals([soonestStop, soonestLoop], [Infinity, Infinity]);
        return;
      }
      const { steps, loop, closing } = violation.behaviour;
      if (closing === undefined) {
        tally.stops++;
        assertEquals(loop, soonestStop);
      } else {
        tally.loops++;
        const own = Answered[violation.params!.claim as number];
        assertEquals(loop, own.loop);
        // Of a stop and a loop that are as long, the stop is shown, and the first claim's of several.
        assert(steps.length < own.stop && steps.length <= soonestStop);
      }
    }),
    { seed: 840, numRuns: 3000 },
  );
  // Each outcome is met often enough to mean something.
  assert(Math.min(...Object.values(tally)) > 200, JSON.stringify(tally));
});

function numbersTo(length: number): number[] {
  return Array.from({ length }, (_, i) => i);
}
