import { assertEquals } from "@std/assert";
import { behaviourLength, compare, type Difference, pinsOf } from "./check_scenario.ts";
import type { CheckResult } from "../checker/mod.ts";
import type { Scenario, Task } from "./scenario.ts";
import { resultOf, wheelsTask } from "./testing/wheels.ts";

function changed(task: Task, scenario: Partial<Scenario>): Task {
  const whole = { ...task.scenario, ...scenario };
  return { ...task, scenario: whole, pinned: whole.pinned };
}

function differences(task: Task, result: CheckResult): readonly Difference[] {
  return compare(task, result).differences;
}

const clean = wheelsTask("wheels_stay_within_limit");
const overturned = wheelsTask("as_written_turns_too_far");
const faulty = wheelsTask("fault_no_reset");

Deno.test("compare() finds each scenario of the library as expected", async () => {
  for (const task of [clean, overturned, faulty]) {
    const outcome = compare(task, await resultOf(task));
    assertEquals([outcome.verdict, outcome.differences], ["as expected", []]);
  }
});

Deno.test("compare() reports a property that fails and must not", async () => {
  const { verdict, differences } = compare(
    changed(overturned, { expect: { holds: true } }),
    await resultOf(overturned),
  );
  assertEquals(verdict, "differs");
  // Not the length as well: nobody could have pinned it.
  assertEquals(differences, [{ kind: "failed", property: "WheelsStayWithinLimit" }]);
});

Deno.test("compare() reports a property that holds and must not", async () => {
  assertEquals(
    differences(changed(clean, { expect: { violates: ["Deadlock"] } }), await resultOf(clean)),
    [{ kind: "held", property: "Deadlock" }],
  );
});

Deno.test("compare() reports each number that is not the pinned one", async () => {
  const pinned = { distinct: 17, generated: 32, depth: 8, lengths: { WheelsStayWithinLimit: 2 } };
  assertEquals(differences(changed(overturned, { pinned }), await resultOf(overturned)), [
    { kind: "number", what: "distinct states", pinned: 17, found: 16 },
    { kind: "number", what: "generated states", pinned: 32, found: 33 },
    { kind: "number", what: "depth", pinned: 8, found: 7 },
    { kind: "number", what: "steps to violate WheelsStayWithinLimit", pinned: 2, found: 3 },
  ]);
});

Deno.test("compare() reports an expected violation whose length is not pinned", async () => {
  const pinned = { distinct: 16, generated: 33, depth: 7, lengths: {} };
  assertEquals(differences(changed(overturned, { pinned }), await resultOf(overturned)), [
    { kind: "number", what: "steps to violate WheelsStayWithinLimit", pinned: null, found: 3 },
  ]);
});

Deno.test("compare() reports idle actions, unless the scenario lists them", async () => {
  const result = await resultOf(faulty);
  assertEquals(differences(changed(faulty, { idle: undefined }), result), [
    { kind: "idle", what: "action", name: "handResets" },
  ]);
  assertEquals(
    differences(
      changed(faulty, { idle: { actions: ["handResets", "handTurns"], why: "" } }),
      result,
    ),
    [{ kind: "busy", what: "action", name: "handTurns" }],
  );
});

Deno.test("compare() takes idle lists for what they are, a matter of the scenario's own bounds", async () => {
  const overridden = { ...clean, overridden: true };
  assertEquals(differences(overridden, await resultOf(faulty)), [
    { kind: "failed", property: "Deadlock" },
    { kind: "number", what: "generated states", pinned: 16, found: 13 },
  ]);
});

Deno.test("compare() reports unreached witnesses, unless listed or expected", async () => {
  const result = { ...await resultOf(clean), unreached: ["LimitCanBeReached"] };
  assertEquals(differences(clean, result), [
    { kind: "idle", what: "witness", name: "LimitCanBeReached" },
  ]);
  assertEquals(
    differences(changed(clean, { idle: { witnesses: ["LimitCanBeReached"], why: "" } }), result),
    [],
  );
  assertEquals(
    differences(changed(clean, { expect: { violates: ["LimitCanBeReached"] } }), result),
    [],
  );
});

Deno.test("compare() takes no count and no idle action from a reduced graph, but verdicts", async () => {
  const result = { ...await resultOf(faulty), neverEnabled: [] };
  assertEquals(differences(faulty, result).map(({ kind }) => kind), ["busy"]);
  assertEquals(differences(faulty, { ...result, reduction: { partialOrder: true } }), []);
  const symmetric = { ...await resultOf(overturned), reduction: { symmetric: ["wheel"] } };
  assertEquals(differences(clean, symmetric), [
    { kind: "failed", property: "WheelsStayWithinLimit" },
  ]);
  // Where every step was taken after all, the numbers are those of the whole.
  assertEquals(
    differences(clean, { ...symmetric, reduction: { partialOrder: false } })
      .map(({ kind }) => kind),
    ["failed", "number", "number", "number"],
  );
});

Deno.test("compare() leaves out what the task does not check", async () => {
  const task = { ...overturned, properties: ["LimitCanBeReached"] };
  const { verdict, differences } = compare(task, await resultOf(task));
  assertEquals([verdict, differences], ["as expected", []]);
});

Deno.test("compare() draws no conclusion from what a limit cut short, but for violations", async () => {
  const unsettled = ["WheelsStayWithinLimit", "LimitCanBeReached", "Deadlock"];
  const cut = { complete: false, limit: "states", verdict: "inconclusive", unsettled } as const;
  assertEquals(compare(clean, { ...await resultOf(clean), ...cut }).verdict, "inconclusive");
  assertEquals(
    compare(faulty, { ...await resultOf(clean), ...cut }).differences,
    [],
    "neither held nor miscounted",
  );
  const open = { limit: "time", verdict: "inconclusive", unsettled: ["Deadlock"] } as const;
  assertEquals(compare(clean, { ...await resultOf(clean), ...open }).verdict, "inconclusive");
  assertEquals(
    compare(faulty, { ...await resultOf(faulty), ...open, violations: [] }).differences,
    [],
    "not held, for its examination did not end",
  );
  const violated = { ...await resultOf(overturned), ...cut };
  assertEquals(compare(overturned, violated).verdict, "inconclusive");
  assertEquals(
    compare(changed(overturned, { expect: { holds: true } }), violated).verdict,
    "differs",
  );
  const deadlock = { property: "Deadlock", kind: "deadlock", limit: "time" } as const;
  const unshown = { limit: "time", unsettled: ["Deadlock"], unshown: [deadlock] } as const;
  assertEquals(
    compare(clean, { ...await resultOf(clean), ...unshown }).differences,
    [{ kind: "failed", property: "Deadlock" }],
    "failed, though no behaviour shows it",
  );
});

Deno.test("pinsOf() gives what a scenario would pin", async () => {
  assertEquals(pinsOf(await resultOf(overturned)), overturned.pinned as unknown);
});

Deno.test("behaviourLength() counts the step that closes a lasso", () => {
  const start = { action: null, params: {}, state: {} };
  const on = { action: "handTurns", params: {}, state: {} };
  assertEquals(behaviourLength({ steps: [start] }), 0);
  assertEquals(behaviourLength({ steps: [start, on, on] }), 2);
  assertEquals(
    behaviourLength({ steps: [start, on], loop: 0, closing: { action: "a", params: {} } }),
    2,
  );
});
