import { assertEquals, assertThrows } from "@std/assert";
import { array, flag, index, range, record } from "./domains.ts";
import { CheckerError, DomainError, IndexError } from "./errors.ts";
import { twoPhase } from "./examples/two_phase.ts";
import { exploreGraph } from "./graph.ts";
import { language, machine } from "./language.ts";
import type { Choice } from "./program.ts";
import { Stepper } from "./stepper.ts";

Deno.test("a stepper steps through all that a search finds, and nothing else", async () => {
  const subject = twoPhase(3);
  const stepper = new Stepper(subject);
  const graph = await exploreGraph(subject);
  const state = new Uint32Array(stepper.layout.words);
  for (let source = 0; source < graph.states; source++) {
    graph.read(source, state);
    const edges = Array.from(
      { length: graph.first[source + 1] - graph.first[source] },
      (_, i) => graph.first[source] + i,
    );
    const choices = edges.map((edge) => graph.choices[edge]);
    assertEquals(stepper.enabledWords(state), choices);
    assertEquals(
      stepper.choices.flatMap((_, i) => stepper.isEnabledWords(state, i) ? [i] : []),
      choices,
    );
    for (const [i, { choice, state: target }] of stepper.successorsWords(state).entries()) {
      const expected = new Uint32Array(stepper.layout.words);
      graph.read(graph.targets[edges[i]], expected);
      assertEquals([choice, target], [choices[i], expected]);
      assertEquals(stepper.applyWords(state, choice), expected);
      const inPlace = state.slice();
      assertEquals(stepper.applyWords(inPlace, choice, inPlace), expected);
    }
  }
});

Deno.test("a stepper begins in each of the initial states, once", () => {
  const schema = record({ far: range(0, 2 ** 31 - 2), at: range(0, 5) });
  const { action } = language<typeof schema, null>();
  const stepper = new Stepper(machine({
    name: "landing",
    actors: ["nobody"],
    constants: null,
    state: schema,
    initial: action({
      params: () => ({ from: range(0, 3) }),
      when: (_, { from }) => from !== 1,
      then: (s, { from }) => {
        s.at = from === 3 ? 0 : from;
      },
    }),
    actions: {},
    properties: {},
  }));
  assertEquals(stepper.initial(), [{ far: 0, at: 0 }, { far: 0, at: 2 }]);
});

Deno.test("a stepper works on plain states", () => {
  const stepper = new Stepper(twoPhase(2));
  const [first] = stepper.initial();
  const prepare = { action: "rmPrepares", params: { rm: 1 } };
  assertEquals(stepper.isEnabled(first, prepare), true);
  const second = stepper.apply(first, prepare);
  assertEquals([second.rm, second.sentPrepared], [["working", "prepared"], [1]]);
  assertEquals(stepper.isEnabled(second, prepare), false);
  assertEquals(stepper.enabled(second).map(({ action }) => action), [
    "tmHearsPrepared",
    "tmAborts",
    "rmPrepares",
    "rmChoosesToAbort",
  ]);
});

Deno.test("a stepper refuses choices that are not there, or not enabled", () => {
  const stepper = new Stepper(twoPhase(2));
  const [first] = stepper.initial();
  const codeOf = (attempt: () => unknown) => assertThrows(attempt, CheckerError).code;
  const choices: Choice[] = [
    { action: "rmExplodes", params: {} },
    { action: "rmPrepares", params: {} },
    { action: "rmPrepares", params: { rm: 2 } },
    { action: "rmPrepares", params: { rm: 0, tm: 0 } },
  ];
  for (const choice of choices) {
    assertEquals(codeOf(() => stepper.isEnabled(first, choice)), "bad-choice");
  }
  const commit = { action: "tmCommits", params: {} };
  assertEquals(codeOf(() => stepper.apply(first, commit)), "not-enabled");
});

Deno.test("parameters may be named in any order", () => {
  const schema = record({ on: flag() });
  const { action } = language<typeof schema, null>();
  const stepper = new Stepper(machine({
    name: "two parameters",
    actors: ["user"],
    constants: null,
    state: schema,
    initial: action({ when: () => true, then: () => {} }),
    actions: {
      userActs: action({
        params: () => ({ a: range(1, 2), b: range(1, 2) }),
        when: (_s, { a, b }) => a < b,
        then: () => {},
      }),
    },
    properties: {},
  }));
  assertEquals(stepper.choices.map(({ params }) => [params.a, params.b]), [
    [1, 1],
    [1, 2],
    [2, 1],
    [2, 2],
  ]);
  assertEquals(
    stepper.isEnabled({ on: false }, { action: "userActs", params: { b: 2, a: 1 } }),
    true,
  );
});

Deno.test("errors of views name the action", () => {
  const schema = record({ count: range(0, 2), slots: array(2, flag()) });
  const { action } = language<typeof schema, null>();
  const stepper = new Stepper(machine({
    name: "careless",
    actors: ["user"],
    constants: null,
    state: schema,
    initial: action({
      params: () => ({ first: index("count", 3) }),
      when: () => true,
      then: (s, { first }) => {
        s.count = first;
      },
    }),
    actions: {
      userCounts: action({
        when: () => true,
        then: (s) => {
          s.count++;
        },
      }),
      userLooks: action({ when: (s) => s.slots.at(s.count), then: () => {} }),
    },
    properties: {},
  }));
  const state = stepper.initial()[2];
  const misfit = assertThrows(
    () => stepper.apply(state, { action: "userCounts", params: {} }),
    DomainError,
    'Cannot store 3 in "count" (action userCounts)',
  );
  assertEquals([misfit.action, misfit.field, misfit.value], ["userCounts", "count", 3]);
  assertThrows(
    () => stepper.isEnabled(state, { action: "userLooks", params: {} }),
    IndexError,
    'Cannot reach element 2 of "slots" (action userLooks)',
  );
});
