import { assert, assertEquals } from "@std/assert";
import { type BehaviourStep, check, type PlainState } from "../checker/mod.ts";
import { behaviourOf } from "./behaviour_of.ts";
import { parseTrace } from "./itf_read.ts";
import { type Difference, type Reason, replay } from "./replay.ts";
import type { ToldBehaviour } from "./subject.ts";
import { counter, forEver, toThree } from "./testing/counter.ts";

const [initial, addsOne, addsTwo] = toThree.steps;

/** A told behaviour of which nothing is known but the states. */
function silent(...states: PlainState[]): ToldBehaviour {
  return { steps: states.map((state) => ({ action: null, params: null, state })) };
}

/** Where and why a behaviour leaves the counter. */
function departure(told: ToldBehaviour): { position: number; why: Reason; closing: boolean } {
  const replayed = replay(counter, told);
  assert(replayed.kind === "leaves");
  const { position, why, closing } = replayed.departure;
  assertEquals(replayed.behaviour.steps.length, closing ? told.steps.length : position);
  return { position, why, closing };
}

Deno.test("every behaviour that the checker reports replays", async () => {
  const { violations, witnesses } = await check(counter);
  assert(violations.length > 0);
  for (const behaviour of [...violations.map((v) => v.behaviour), ...Object.values(witnesses)]) {
    assertEquals(replay(counter, behaviour), { kind: "replays", behaviour });
  }
});

Deno.test("a lasso replays, and so does one that stands still at its end", () => {
  for (const behaviour of [forEver, { ...forEver, obligation: 2 }, { ...toThree, loop: 2 }]) {
    assertEquals(replay(counter, behaviour), { kind: "replays", behaviour });
  }
});

Deno.test("what Quint wrote replays", () => {
  const file = new URL("testing/counter_quint.itf.json", import.meta.url);
  const told = behaviourOf({ machine: counter }, parseTrace(Deno.readTextFileSync(file)));
  const replayed = replay(counter, told);
  assertEquals(replayed.kind, "replays");
  assertEquals(replayed.behaviour.steps, told.steps as BehaviourStep[]);
});

Deno.test("actions that a trace does not tell are found by their states", () => {
  const told = silent(initial.state, addsOne.state, addsTwo.state);
  const steps = [{ ...initial, params: {} }, addsOne, addsTwo];
  assertEquals(replay(counter, told), { kind: "replays", behaviour: { steps } });
  const withoutParameters = { steps: steps.map((step) => ({ ...step, params: null })) };
  assertEquals(replay(counter, withoutParameters), { kind: "replays", behaviour: { steps } });
});

Deno.test("standing still is passed over where no action is told", () => {
  const told = silent(initial.state, initial.state, addsOne.state, addsOne.state, addsTwo.state);
  const steps = [{ ...initial, params: {} }, addsOne, addsTwo];
  assertEquals(replay(counter, told), { kind: "replays", behaviour: { steps } });
  // The loop begins at state 3 of the trace, which is the second step's.
  assertEquals(replay(counter, { ...told, loop: 4, obligation: 3 }), {
    kind: "replays",
    behaviour: { steps, loop: 2, obligation: 1 },
  });
});

Deno.test("a loop whose last state repeats its first closes with the step to it", () => {
  const { closing, steps, loop } = forEver;
  const repeated = { ...closing!, state: steps[loop!].state };
  const told = { steps: [...steps, repeated], loop };
  assertEquals(replay(counter, told), { kind: "replays", behaviour: forEver });
});

Deno.test("a loop whose closing step is not told is closed by any that leads back", () => {
  assertEquals(replay(counter, { ...forEver, closing: undefined }), {
    kind: "replays",
    behaviour: forEver,
  });
});

Deno.test("a first state that is no initial one", () => {
  const replayed = replay(counter, { steps: [addsTwo] });
  assert(replayed.kind === "leaves");
  assertEquals(replayed.departure.why, { kind: "not-initial" });
  assertEquals(replayed.behaviour.steps, []);
  // The machine begins with a count of 0 or 1, and 1 is as far from 3 as 0 is.
  assertEquals(replayed.departure.alternatives.map(({ choice }) => choice), [null, null]);
});

Deno.test("an action that the machine lacks", () => {
  assertEquals(departure({ steps: [initial, { ...addsOne, action: "carolAdds" }] }), {
    position: 1,
    why: { kind: "unknown-action", action: "carolAdds" },
    closing: false,
  });
});

Deno.test("an action that is not enabled, with its guard and what is", () => {
  const step = { action: "bobResets", params: {} };
  const replayed = replay(counter, { steps: [initial, { ...step, state: addsOne.state }] });
  assert(replayed.kind === "leaves" && replayed.departure.why.kind === "disabled");
  assertEquals(replayed.departure.why.step, step);
  assertEquals(replayed.departure.why.guard.replaceAll(" ", ""), "(s)=>s.count>0");
  assertEquals(replayed.departure.alternatives[0], {
    choice: { action: "aliceAdds", params: { by: 1 } },
    differences: [],
  });
});

Deno.test("an action that is not enabled whatever its parameters", () => {
  const step = { action: "aliceAdds", params: null };
  const { position, why } = departure({
    steps: [...toThree.steps, { ...step, state: addsTwo.state }],
  });
  assertEquals([position, why.kind === "disabled" && why.step], [3, step]);
});

Deno.test("an action that leads to another state", () => {
  const state = { ...addsOne.state, slots: [0, 2], owner: null };
  const choice = { action: "aliceAdds", params: { by: 1 } };
  for (const params of [choice.params, null]) {
    assertEquals(departure({ steps: [initial, { ...choice, params, state }, addsTwo] }), {
      position: 1,
      why: { kind: "other-state", choice, differences: [["slots[1]", 0, 2], ["owner", 1, null]] },
      closing: false,
    });
  }
});

Deno.test("a state to which no step leads, where no action is told", () => {
  assertEquals(departure(silent(initial.state, addsTwo.state)).why, { kind: "no-step" });
});

Deno.test("a loop that does not close", () => {
  const differences: Difference[] = [
    ["count", 1, 0],
    ["seen", [1], []],
    ["table[0]", true, false],
    ["owner", 1, null],
  ];
  assertEquals(departure({ ...forEver, loop: 0 }), {
    position: 0,
    why: { kind: "other-state", choice: forEver.closing!, differences },
    closing: true,
  });
  assertEquals(departure({ ...toThree, loop: 0 }).why, { kind: "no-step" });
});
