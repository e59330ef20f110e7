import { assertEquals, assertMatch } from "@std/assert";
import { setColorEnabled } from "@std/fmt/colors";
import type { CheckResult, Violation } from "../checker/mod.ts";
import { compare } from "./check_scenario.ts";
import {
  differenceText,
  duration,
  finishedText,
  listText,
  statisticsText,
  summaryText,
  verdictText,
} from "./report_text.ts";
import type { Finished } from "./run.ts";
import type { Task } from "./scenario.ts";
import { library, resultOf, wheelsTask } from "./testing/wheels.ts";

setColorEnabled(false);

const task = wheelsTask("wheels_stay_within_limit");
const held: CheckResult = { ...await resultOf(task), milliseconds: 1234 };

function violation(property: string, steps: number): Violation {
  const step = { action: "handTurns", params: {}, state: {} };
  return { property, kind: "invariant", behaviour: { steps: Array(steps + 1).fill(step) } };
}

function finished(result: CheckResult, of: Task = task): Finished {
  return { kind: "outcome", task: of, outcome: compare(of, result) };
}

Deno.test("verdictText() says what holds, within which limits", () => {
  assertEquals(verdictText(held), "holds in all 9 distinct states within these bounds");
  assertEquals(
    verdictText({ ...held, reduction: { partialOrder: true } }),
    "holds in all states within these bounds, of which 9 stand for all",
  );
  const cut = { ...held, complete: false };
  assertEquals(
    verdictText({ ...cut, limit: "memory" }),
    "nothing failed in the 9 distinct states found so far, cut short by the limit on memory",
  );
  assertEquals(
    verdictText({ ...cut, limit: "interrupted", violations: [violation("A", 1)] }),
    "A fails in 1 step, interrupted",
  );
  assertEquals(
    verdictText({ ...held, limit: "time", unsettled: ["A", "B"] }),
    "nothing failed in all 9 distinct states, A and B not settled, " +
      "cut short by the limit on time",
  );
  const unshown = [{ property: "A", kind: "invariant" }] as const;
  assertEquals(
    verdictText({ ...held, limit: "time", unsettled: ["A", "B"], unshown }),
    "A fails, but its behaviour was not found, B not settled, cut short by the limit on time",
  );
  assertEquals(
    verdictText({ ...held, limit: "memory", unsettled: ["A"], unshown }),
    "A fails, but its behaviour was not found, cut short by the limit on memory",
  );
  assertEquals(
    verdictText({ ...held, violations: [violation("A", 2)], unreached: ["B"] }),
    "A fails in 2 steps, B is out of reach",
  );
});

Deno.test("finishedText() puts a verdict and its size on a line", () => {
  assertEquals(
    finishedText(finished(held), 26),
    "✓ wheels_stay_within_limit    holds in all 9 distinct states within these bounds " +
      "(16 generated, depth 5, 1.2s)\n",
  );
});

Deno.test("finishedText() gives the size of what was explored, where a failure is all it says", () => {
  const unshown = [{ property: "Deadlock", kind: "deadlock", limit: "time" }] as const;
  assertEquals(
    finishedText(finished({ ...held, limit: "time", unsettled: ["Deadlock"], unshown }), 0),
    "✗ wheels_stay_within_limit  Deadlock fails, but its behaviour was not found, " +
      "cut short by the limit on time (9 distinct, 16 generated, depth 5, 1.2s)\n" +
      "    Deadlock fails; it is expected to hold\n",
  );
});

Deno.test("finishedText() lists many failures below, with whatever cut them short", () => {
  const violations = ["A", "B", "C"].map((name, i) => violation(name, i));
  const result = { ...held, violations, complete: false, limit: "states" } as const;
  const expecting = {
    ...task,
    properties: ["A", "B", "C"],
    scenario: { ...task.scenario, expect: { violates: ["A", "B"] } },
  };
  assertEquals(finishedText(finished(result, expecting), 0).split("\n"), [
    "✗ wheels_stay_within_limit  3 properties fail, cut short by the limit on states " +
    "(9 distinct, 16 generated, depth 5, 1.2s)",
    "    A fails in 0 steps",
    "    B fails in 1 step",
    "    C fails in 2 steps",
    "    C fails; it is expected to hold",
    "",
  ]);
});

Deno.test("finishedText() tells what stopped from what never began", () => {
  const progress = {
    distinct: 5000,
    generated: 1,
    depth: 6,
    frontier: 1,
    milliseconds: 1,
    bytes: 1,
  };
  assertEquals(
    finishedText({ kind: "stopped", task, progress }, 0),
    "? wheels_stay_within_limit  stopped after 5,000 distinct states, depth 6\n",
  );
  assertEquals(finishedText({ kind: "stopped", task }, 0), "");
});

Deno.test("summaryText() counts every kind of end", () => {
  const wrong = { ...task, pinned: { distinct: 1, generated: 1, depth: 1, lengths: {} } };
  const failing = wheelsTask("as_written_turns_too_far");
  const all: Finished[] = [
    finished(held),
    finished(held),
    finished(held, wrong),
    finished({ ...held, complete: false, limit: "time" }),
    finished({ ...held, violations: [violation("WheelsStayWithinLimit", 3)] }, {
      ...failing,
      pinned: { none: "" },
    }),
    { kind: "error", task, message: "" },
    { kind: "stopped", task },
  ];
  assertEquals(
    summaryText(all, 59_900),
    "7 scenarios in 59.9s: 2 hold in all 18 distinct states within these bounds; " +
      "1 fails as expected; 1 differs from what is expected; 1 is inconclusive; " +
      "1 could not run; 1 was not begun\n",
  );
  assertMatch(summaryText([finished(held)], 0), /^1 scenario in 0.0s: 1 holds in all 9 /);
  const reduced = finished({ ...held, reduction: { symmetric: ["wheel"] } });
  assertMatch(summaryText([finished(held), reduced, reduced], 0), / 3 hold in all 9 .* 18 stand\n/);
});

Deno.test("duration() is exact below a minute", () => {
  assertEquals(duration(59_940), "59.9s");
  assertEquals(duration(61_500), "1m 2s");
});

Deno.test("finishedText() says what the counts of a reduced graph are of", () => {
  const lines = (reduction: CheckResult["reduction"]) =>
    finishedText(finished({ ...held, reduction }), 0).split("\n").slice(1, -1);
  assertEquals(lines(undefined), []);
  assertEquals(lines({ symmetric: ["wheel"] }), [
    "    numbers not compared: they are of one of all states that differ by the names of a wheel",
  ]);
  const alike = { ...task, scenario: { ...task.scenario, symmetry: true } };
  const linesOf = (result: CheckResult) => finishedText(finished(result, alike), 0).split("\n");
  assertEquals(linesOf({ ...held, reduction: { symmetric: ["wheel"] } }).slice(1, -1), []);
  assertEquals(linesOf(held).slice(1, -1), ["    numbers not compared: they are of every state"]);
  assertEquals(lines({ partialOrder: true }), [
    "    numbers and idle actions not compared: they are of a graph in which steps are left out",
  ]);
  assertEquals(lines({ partialOrder: false }), [
    "    every step was taken: next to none can be left out",
  ]);
});

Deno.test("differenceText() is a sentence for each kind", () => {
  const name = "handTurns";
  const texts = ([
    { kind: "failed", property: "A" },
    { kind: "held", property: "A" },
    { kind: "number", what: "depth", pinned: null, found: 1234 },
    { kind: "number", what: "depth", pinned: 1000, found: 2 },
    { kind: "idle", what: "action", name },
    { kind: "idle", what: "witness", name: "A" },
    { kind: "busy", what: "action", name },
    { kind: "busy", what: "witness", name: "A" },
  ] as const).map(differenceText);
  assertEquals(texts, [
    "A fails; it is expected to hold",
    "A holds; it is expected to fail",
    "depth: pinned none, found 1,234",
    "depth: pinned 1,000, found 2",
    "handTurns is never enabled",
    "A is never reached",
    "handTurns is listed as idle, and is enabled",
    "A is listed as idle, and is reached",
  ]);
});

Deno.test("finishedText() gives the numbers that differ as they would be pinned", () => {
  const wrong = { ...task, pinned: { distinct: 1, generated: 16, depth: 5, lengths: {} } };
  assertEquals(finishedText(finished(held, wrong), 0).split("\n").slice(1), [
    "    distinct states: pinned 1, found 9",
    "    to pin what was found: pinned: { distinct: 9, generated: 16, depth: 5, lengths: {} },",
    "",
  ]);
  const failing = wheelsTask("as_written_turns_too_far");
  const result = { ...held, violations: [violation("WheelsStayWithinLimit", 3)] };
  const [, , , , pins] = finishedText(finished(result, failing), 0).split("\n");
  assertEquals(
    pins,
    "    to pin what was found: pinned: { distinct: 9, generated: 16, depth: 5, " +
      "lengths: { WheelsStayWithinLimit: 3 } },",
  );
});

Deno.test("statisticsText() says how the search went, and how often each action was taken", () => {
  const outDegree = { least: 1, most: 4, mean: 1.667 };
  const result: CheckResult = {
    ...held,
    milliseconds: 3,
    bytes: 99,
    counts: { ...held.counts, outDegree },
    actions: { handTurns: { steps: 1200, discovered: 8 }, reset: { steps: 3 } },
  };
  assertEquals(statisticsText(compare(task, result)).split("\n"), [
    "    out-degree 1 to 4, 1.67 on average; 3,000 distinct states a second; 11.0 bytes a state",
    "    handTurns  taken 1,200 times, first to reach 8 states",
    "    reset      taken 3 times",
    "",
  ]);
});

Deno.test("listText() says what scenarios are and what they come to", () => {
  const [clean, , faulty] = library.scenarios;
  assertEquals(listText([clean, faulty]).split("\n"), [
    "wheels_stay_within_limit  remapped validated hardened              holds",
    "    No wheel is turned beyond the limit.",
    "fault_no_reset            bounce brokered hardened, fault noReset  violates Deadlock",
    "    Without a reset the wheels stand still at their limits.",
    "",
  ]);
  assertEquals(listText([]), "");
});
