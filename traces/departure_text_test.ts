import { assert, assertEquals } from "@std/assert";
import { getColorEnabled, setColorEnabled } from "@std/fmt/colors";
import { departureText } from "./departure_text.ts";
import { replay } from "./replay.ts";
import type { ToldBehaviour } from "./subject.ts";
import { counter, forEver, toThree } from "./testing/counter.ts";

const [initial, addsOne, addsTwo] = toThree.steps;

function textOf(told: ToldBehaviour): string {
  const replayed = replay(counter, told);
  assert(replayed.kind === "leaves");
  const before = getColorEnabled();
  setColorEnabled(false);
  try {
    return departureText(counter, replayed.departure);
  } finally {
    setColorEnabled(before);
  }
}

Deno.test("a step that leads elsewhere is shown with every variable that differs", () => {
  assertEquals(
    textOf({ steps: [initial, addsTwo] }),
    `\
Leaves the machine at state 1: aliceAdds by=2 leads to another state
  count: 2 expected, 3 in the trace
  seen: {2} expected, {1, 2} in the trace
  slots[0]: 0 expected, 1 in the trace
What the machine allows there:
  aliceAdds by=2  differs: count=2, seen={2}, slots[0]=0
  aliceAdds by=1  differs: count=1, seen={1}, slots[0]=0, and 1 more
`,
  );
});

Deno.test("a step that is not enabled is shown with its guard and what leads there", () => {
  const step = { action: "bobResets", params: {}, state: addsOne.state };
  assertEquals(
    textOf({ steps: [initial, step] }).replace("(s) =>", "(s)=>").replace(/\)=> /, ")=>"),
    `\
Leaves the machine at state 1: bobResets is not enabled
  its guard does not hold:
    (s)=>s.count > 0
What the machine allows there:
  aliceAdds by=1  leads there
  aliceAdds by=2  differs: count=2, seen={2}, owner=2
`,
  );
});

Deno.test("a step for which no parameters will do", () => {
  const step = { action: "aliceAdds", params: null, state: addsTwo.state };
  const [first] = textOf({ steps: [...toThree.steps, step] }).split("\n");
  assertEquals(
    first,
    "Leaves the machine at state 3: aliceAdds is not enabled, whatever its parameters",
  );
});

Deno.test("an action that there is not, and states that nothing leads to", () => {
  const carol = { ...addsOne, action: "carolAdds" };
  const first = (told: ToldBehaviour) => textOf(told).split("\n")[0];
  assertEquals(
    first({ steps: [initial, carol] }),
    "Leaves the machine at state 1: there is no action carolAdds",
  );
  assertEquals(
    first({ steps: [initial, { ...addsTwo, action: null, params: null }] }),
    "Leaves the machine at state 1: no step leads there",
  );
  assertEquals(
    first({ ...forEver, loop: 0 }),
    "Leaves the machine on the way back to state 0: aliceAdds by=1 leads to another state",
  );
});

Deno.test("a first state that is no initial one is shown with the nearest", () => {
  const state = { ...initial.state, count: 3, owner: 1 };
  assertEquals(
    textOf({ steps: [{ ...initial, state }] }),
    `\
Leaves the machine at state 0: it is no initial state
Nearest initial states:
  differs: count=0, owner=none
  differs: count=1, owner=none
`,
  );
});

Deno.test("where the machine allows nothing, that is said", () => {
  const subject = {
    ...counter,
    actions: { bobResets: counter.actions.bobResets },
  };
  const step = { action: "bobResets", params: {}, state: initial.state };
  const replayed = replay(subject, { steps: [initial, step] });
  assert(replayed.kind === "leaves");
  const lines = departureText(subject, replayed.departure).split("\n");
  assertEquals(lines.slice(-2), ["The machine allows nothing there.", ""]);
});
