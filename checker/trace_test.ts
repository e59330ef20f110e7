import { assertEquals, assertThrows } from "@std/assert";
import { DirectProgram } from "./direct.ts";
import { range, record } from "./domains.ts";
import { Exploration } from "./explore.ts";
import { language, machine } from "./language.ts";
import { run } from "./search.ts";
import { behaviourTo, pathTo } from "./trace.ts";

// Two words, of which the first is the same in all states.
const schema = record({ far: range(0, 2 ** 31 - 2), at: range(0, 5) });
const { action } = language<typeof schema, null>();

/** A walker that takes one stair at a time, or two, and begins on either of two. */
function walker(climbs: () => number) {
  return machine({
    name: "walker",
    actors: ["walker"],
    constants: null,
    state: schema,
    initial: action({
      params: () => ({ from: range(0, 1) }),
      when: () => true,
      then: (s, { from }) => {
        s.at = from;
      },
    }),
    actions: {
      walkerClimbs: action({
        params: () => ({ stairs: range(1, 2) }),
        when: (s, { stairs }) => s.at + stairs <= 5,
        then: (s, { stairs }) => {
          s.at += Math.min(stairs, climbs());
        },
      }),
    },
    properties: {},
  });
}

Deno.test("a behaviour names the choices by which a state was first reached", async () => {
  const exploration = new Exploration(new DirectProgram(walker(() => 2)));
  await run(exploration, {});
  const { program, store } = exploration;
  // States are numbered as they were found: 0 1 | 2 3 | 4 5 stairs high.
  assertEquals(pathTo(store, 5), [1, 3, 5]);
  const { steps } = behaviourTo(program, store, 5);
  assertEquals(steps, [
    { action: null, params: { from: 1 }, state: { far: 0, at: 1 } },
    { action: "walkerClimbs", params: { stairs: 2 }, state: { far: 0, at: 3 } },
    { action: "walkerClimbs", params: { stairs: 2 }, state: { far: 0, at: 5 } },
  ]);
  const again = program.choices.findIndex(({ params }) => params.stairs === 1);
  assertEquals(behaviourTo(program, store, 3, again).steps.at(-1), {
    action: "walkerClimbs",
    params: { stairs: 1 },
    state: { far: 0, at: 4 },
  });
});

Deno.test("an effect that depends on more than its state is found out", async () => {
  let most = 2;
  const exploration = new Exploration(new DirectProgram(walker(() => most)));
  await run(exploration, {});
  most = 1;
  assertThrows(
    () => behaviourTo(exploration.program, exploration.store, 5),
    Error,
    "a guard or effect is not deterministic",
  );
});
