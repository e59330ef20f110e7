import { assertEquals } from "@std/assert";
import { behaviourOf } from "./behaviour_of.ts";
import { parseTrace } from "./itf_read.ts";
import { replay } from "./replay.ts";
import { counter, forEver, toThree } from "./testing/counter.ts";
import { fromTlc } from "./tlc_read.ts";

// As TLC's Json module writes it: plain numbers, sets as lists, a function on 0..1 as an object
// whose names are numbers, and the option as the record that a TLA+ author makes of it.
const none = { tag: "None", value: "U" };
const some = (value: number) => ({ tag: "Some", value });
const [first, second, third] = [
  [1, { count: 0, seen: [], slots: { 0: 0, 1: 0 }, table: { 0: false, 1: false }, owner: none }],
  [2, { count: 1, seen: [1], slots: { 0: 0, 1: 0 }, table: { 0: true, 1: false }, owner: some(1) }],
  [3, {
    count: 3,
    seen: [2, 1],
    slots: { 0: 1, 1: 0 },
    table: { 0: true, 1: false },
    owner: some(2),
  }],
];
const fourth = [3, {
  count: 0,
  seen: [],
  slots: { 0: 0, 1: 0 },
  table: { 0: true, 1: false },
  owner: none,
}];
const location = { beginLine: 9, beginColumn: 3, endLine: 12, endColumn: 35, module: "Counter" };
const adds = (by: number) => ({ name: "aliceAdds", parameters: ["by"], context: { by }, location });
const resets = { name: "bobResets", location };

const read = (dump: unknown) =>
  replay(counter, behaviourOf({ machine: counter }, parseTrace(JSON.stringify(dump))));

const unnamed = { ...toThree.steps[0], params: {} };

Deno.test("a counterexample of TLC's replays, with its parameters or without", () => {
  const steps = [unnamed, ...toThree.steps.slice(1)];
  const expected = { kind: "replays", behaviour: { steps } } as const;
  const state = [third, first, second];
  const action = [[second, adds(2), third], [first, adds(1), second]];
  assertEquals(read({ state, action }), expected);
  assertEquals(read({ counterexample: { state, action } }), expected);
  const bare = { name: "aliceAdds", location };
  assertEquals(
    read({ state, action: [[first, bare, second], [second, bare, third]] }),
    expected,
  );
});

Deno.test("an action back to an earlier state makes a lasso", () => {
  const action = [[first, adds(1), second], [second, resets, fourth], [fourth, adds(1), second]];
  assertEquals(read({ state: [first, second, fourth], action }), {
    kind: "replays",
    behaviour: { ...forEver, steps: [unnamed, ...forEver.steps.slice(1)] },
  });
});

Deno.test("an action from a state to itself is a standstill", () => {
  const stutters = { name: "Stuttering", location };
  const action = [[first, adds(1), second], [second, stutters, second]];
  assertEquals(read({ state: [first, second], action }), {
    kind: "replays",
    behaviour: { steps: [unnamed, toThree.steps[1]], loop: 1 },
  });
});

Deno.test("anything else is left as it is", () => {
  for (
    const whole of [
      null,
      [],
      { states: [] },
      { state: [first], action: [[first, {}, second]] },
      { state: [[0, {}]], action: [] },
      { state: [{}], action: [] },
    ]
  ) {
    assertEquals(fromTlc(whole), whole);
  }
});
