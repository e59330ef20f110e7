import { assertEquals } from "@std/assert";
import { strongly, weakly } from "../language.ts";
import type { Behaviour, Violation } from "../result.ts";
import { faultOfLasso } from "./lasso.ts";
import { listedMachine } from "../testing/listed_machine.ts";

/** At 0 it is due to come to 1. A behaviour can go round through 2 and 3, or go out to 4 and stop. */
const machine = listedMachine({
  states: 5,
  initial: [0],
  actions: [
    {
      steps: [{ from: 0, to: 2 }, { from: 2, to: 3 }, { from: 3, to: 2 }, { from: 4, to: 4 }],
      fairness: weakly(),
    },
    { steps: [{ from: 3, to: 4 }] },
    { steps: [{ from: 0, to: 1 }, { from: 1, to: 0 }], fairness: strongly() },
  ],
  claims: [{ from: [0], to: [1] }],
});

const go = (action: number, to: number) => ({
  action: `agentTakes${action}`,
  params: { to, lane: 0 },
});
const step = (action: number, to: number) => ({ ...go(action, to), state: { at: to } });
const start = { action: null, params: { start: 0 }, state: { at: 0 } };
const round = [start, step(0, 2), step(0, 3)];

/** What is wrong with going round, if it is told with these changes. */
function fault(behaviour: Partial<Behaviour>, violation: Partial<Violation> = {}) {
  return faultOfLasso(machine, {
    property: "Answered",
    kind: "leadsTo",
    params: { claim: 0 },
    behaviour: { steps: round, loop: 1, closing: go(0, 2), obligation: 0, ...behaviour },
    ...violation,
  });
}

Deno.test("a right lasso has no fault", () => {
  assertEquals(fault({}), undefined);
  assertEquals(fault({ steps: [...round, step(1, 4)], loop: 3, closing: undefined }), undefined);
});

Deno.test("a lasso must begin and go on as the machine can", () => {
  const elsewhere = [{ ...start, state: { at: 2 } }, ...round.slice(2)];
  assertEquals(fault({ steps: elsewhere }), "its start is not initial");
  assertEquals(fault({ steps: [start, step(1, 2), step(0, 3)] }), "step 1 is not enabled");
  const wrongState = [start, { ...step(0, 2), state: { at: 3 } }, step(0, 3)];
  assertEquals(fault({ steps: wrongState }), "step 1 leads elsewhere");
});

Deno.test("a lasso must close", () => {
  assertEquals(fault({ loop: undefined }), "it has no loop");
  assertEquals(fault({ loop: 3 }), "it has no loop");
  assertEquals(fault({ closing: undefined }), "its loop is not closed");
  assertEquals(fault({ closing: go(0, 3) }), "step 3 is not enabled");
  assertEquals(fault({ loop: 0, closing: go(0, 2) }), "step 3 leads elsewhere");
});

Deno.test("a lasso must owe something and never pay it", () => {
  assertEquals(fault({ obligation: undefined }), "it names no obligation before its loop");
  assertEquals(fault({ obligation: 2 }), "it names no obligation before its loop");
  assertEquals(fault({ obligation: 1 }), "from is false at 1");
  const paid = [start, step(2, 1), step(2, 0), ...round.slice(1)];
  assertEquals(fault({ steps: paid, loop: 3 }), "to is true at 1");
  assertEquals(fault({ steps: paid, loop: 3, obligation: 2 }), undefined);
  assertEquals(fault({}, { property: "Unheard" }), "Unheard is no leadsTo property");
});

Deno.test("a lasso must be fair", () => {
  const unfairStop = { steps: [start], loop: 0, closing: undefined, obligation: 0 };
  assertEquals(fault(unfairStop), "it is unfair to agentTakes0 {}");
  // At 4 the step that changes nothing is all that is enabled, and it promises nothing.
  const circles = { steps: [...round, step(1, 4)], loop: 3, closing: go(0, 4) };
  assertEquals(fault(circles), undefined);
});

Deno.test("a loop that keeps a weak promise may break a strong one", () => {
  const steps = [{ from: 0, to: 2 }, { from: 2, to: 0 }];
  const claims = [{ from: [0], to: [1] }];
  const loop: Violation = {
    property: "Answered",
    kind: "leadsTo",
    params: { claim: 0 },
    behaviour: { steps: [start, step(0, 2)], loop: 0, closing: go(0, 0), obligation: 0 },
  };
  const leaving = (fairness: typeof weakly) =>
    listedMachine({
      states: 3,
      initial: [0],
      actions: [{ steps }, { steps: [{ from: 0, to: 1 }], fairness: fairness() }],
      claims,
    });
  assertEquals(faultOfLasso(leaving(weakly), loop), undefined);
  assertEquals(faultOfLasso(leaving(strongly), loop), "it is unfair to agentTakes1 {}");
});

Deno.test("what is taken without effect, or before the loop, keeps no promise in it", () => {
  const leaving = [{ from: 0, to: 2 }, { from: 2, to: 1 }, { from: 3, to: 1 }];
  const loop = (behaviour: Behaviour) =>
    faultOfLasso(
      listedMachine({
        states: 4,
        initial: [0],
        actions: [
          { steps: [{ from: 2, to: 3 }, { from: 3, to: 2 }] },
          { steps: [...leaving, { from: 0, to: 0 }], fairness: weakly() },
        ],
        claims: [{ from: [0], to: [1] }],
      }),
      { property: "Answered", kind: "leadsTo", params: { claim: 0 }, behaviour },
    );
  const unfair = "it is unfair to agentTakes1 {}";
  assertEquals(loop({ steps: [start], loop: 0, closing: go(1, 0), obligation: 0 }), unfair);
  const steps = [start, step(1, 2), step(0, 3)];
  assertEquals(loop({ steps, loop: 1, closing: go(0, 2), obligation: 0 }), unfair);
});
