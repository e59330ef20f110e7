import { assertEquals, assertThrows } from "@std/assert";
import { type BehaviourStep, check, language, machine, range, record } from "../checker/mod.ts";
import { claimOf, faultOfClaim, type ToldClaim } from "./claim.ts";
import { TraceError } from "./errors.ts";
import { parseTrace } from "./itf_read.ts";
import type { AnyMachine } from "./subject.ts";
import { counter, forEver, toThree } from "./testing/counter.ts";

const schema = record({ hour: range(0, 3) });
const { action, step, witness, leadsTo } = language<typeof schema, null>();
const clockTicks = action({
  when: (s) => s.hour < 3,
  then: (s) => {
    s.hour++;
  },
});
const clockStops = action({ when: (s) => s.hour === 1, then: () => {} });

/** A clock that stands still at three, once it has struck every hour. */
function clock(isFinal: boolean): AnyMachine {
  return machine({
    name: "clock",
    actors: ["clock"],
    constants: null,
    state: schema,
    initial: action({ when: () => true, then: () => {} }),
    actions: { clockTicks, clockStops },
    properties: {
      TicksFromZeroOnly: step([clockTicks], (before) => before.hour === 0),
      TwoIsPossible: witness((s) => s.hour === 2),
      ZeroComesAgain: leadsTo({
        params: () => ({ after: range(1, 2) }),
        from: (s, { after }) => s.hour === after,
        to: (s) => s.hour === 0,
      }),
    },
    final: () => isFinal,
  });
}

Deno.test("whatever the checker finds shows what it claims", async () => {
  for (const subject of [counter, clock(false)] as AnyMachine[]) {
    const { violations, witnesses } = await check(subject);
    assertEquals(violations.length >= 2, true);
    for (const violation of violations) {
      assertEquals(faultOfClaim(subject, violation.behaviour, violation), undefined);
    }
    for (const [property, behaviour] of Object.entries(witnesses)) {
      assertEquals(faultOfClaim(subject, behaviour, { property }), undefined);
    }
  }
});

Deno.test("a behaviour that shows something else is told so", async () => {
  const { violations } = await check(clock(false));
  const behaviours = Object.fromEntries(violations.map((v) => [v.property, v.behaviour]));
  const { Deadlock: toTheEnd, TicksFromZeroOnly: secondTick, ZeroComesAgain: lasso } = behaviours;
  const start = { steps: toTheEnd.steps.slice(0, 1) };
  const stop = {
    steps: [...toTheEnd.steps.slice(0, 2), {
      action: "clockStops",
      params: {},
      state: { hour: 1 },
    }],
  };
  for (
    const [behaviour, claim, fault] of [
      [start, { property: "Deadlock" }, "clockTicks is enabled in its last state"],
      [start, { property: "TicksFromZeroOnly" }, "it has no step"],
      [
        stop,
        { property: "TicksFromZeroOnly" },
        "TicksFromZeroOnly is not about clockStops, its last step",
      ],
      [
        { steps: secondTick.steps.slice(0, 2) },
        { property: "TicksFromZeroOnly" },
        "TicksFromZeroOnly holds of its last step",
      ],
      [start, { property: "TwoIsPossible" }, "TwoIsPossible is not reached in its last state"],
      [start, { property: "TwoIsPresent" }, "the machine has no property TwoIsPresent"],
      [start, { property: "ZeroComesAgain" }, "it has no loop"],
      [
        { ...lasso, obligation: 0 },
        { property: "ZeroComesAgain", params: { after: 1 } },
        "from is false at 0",
      ],
    ] as const
  ) {
    assertEquals(faultOfClaim(clock(false), behaviour, claim), fault);
  }
  assertEquals(
    faultOfClaim(clock(true), toTheEnd, { property: "Deadlock" }),
    "its last state is final",
  );
});

Deno.test("a lasso shows that nothing follows only if nothing does", () => {
  const claim: ToldClaim = { property: "TwoIsReached" };
  assertEquals(faultOfClaim(counter, { ...forEver, obligation: 0 }, claim), undefined);
  const addsTwo: BehaviourStep = {
    action: "aliceAdds",
    params: { by: 2 },
    state: { count: 2, seen: [2], slots: [0, 0], table: [true, false], owner: 2 },
  };
  const answered = { steps: [toThree.steps[0], addsTwo], loop: 1, obligation: 0 };
  assertEquals(faultOfClaim(counter, answered, claim), "to is true at 1");
});

Deno.test("the claim is read from the metadata, with the parameters that its property has", () => {
  const told = (meta: object) =>
    claimOf(
      clock(false),
      parseTrace(JSON.stringify({ "#meta": meta, states: [{}] }), "t.itf.json"),
    );
  assertEquals(told({}), undefined);
  assertEquals(told({ property: "P", arguments: "{" }), { property: "P" });
  assertEquals(told({ property: "TwoIsPossible" }), { property: "TwoIsPossible" });
  assertEquals(told({ property: "ZeroComesAgain", arguments: `{"after":2,"x":1}` }), {
    property: "ZeroComesAgain",
    params: { after: 2 },
  });
});

Deno.test("parameters that the property does not have are refused", () => {
  for (
    const [text, code, message] of [
      [undefined, "trace-wrong-shape", "expected JSON text"],
      ["{", "trace-wrong-shape", "as JSON"],
      ["3", "trace-value-misfit", `Cannot take undefined for the parameter "after"`],
      [
        `{"after":4}`,
        "trace-value-misfit",
        `4 for the parameter "after" of ZeroComesAgain in ["#meta"].arguments of t.itf.json`,
      ],
    ] as const
  ) {
    const meta = { property: "ZeroComesAgain", arguments: text };
    const trace = parseTrace(JSON.stringify({ "#meta": meta, states: [{}] }), "t.itf.json");
    const error = assertThrows(() => claimOf(clock(false), trace), TraceError, message);
    assertEquals(error.code, code);
  }
});

Deno.test("a kind that the property is not of is refused", () => {
  const told = (kind: string) =>
    parseTrace(JSON.stringify({
      states: [{ hour: 0 }],
      "#meta": { property: "TwoIsPossible", kind },
    }));
  assertEquals(claimOf(clock(false), told("witness")), { property: "TwoIsPossible" });
  assertThrows(
    () => claimOf(clock(false), told("invariant")),
    TraceError,
    `Cannot take "invariant" for the kind of TwoIsPossible in ["#meta"].kind: it is "witness"`,
  );
});
