import { assertEquals, assertStringIncludes } from "@std/assert";
import { setColorEnabled } from "@std/fmt/colors";
import type { Outcome } from "./check_scenario.ts";
import { compare } from "./check_scenario.ts";
import { matrixMarkdown, matrixText, verdictMatrix } from "./matrix.ts";
import { resultOf, wheelsTask } from "./testing/wheels.ts";

async function outcome(name: string): Promise<Outcome> {
  const task = wheelsTask(name);
  return compare(task, await resultOf(task));
}

const clean = await outcome("wheels_stay_within_limit");
const overturned = await outcome("as_written_turns_too_far");
const faulty = await outcome("fault_no_reset");

/** What a result says of itself when a limit ended the exploration before anything was settled. */
const cutShort = {
  complete: false,
  limit: "states",
  unsettled: ["WheelsStayWithinLimit", "LimitCanBeReached", "Deadlock"],
} as const;

Deno.test("verdictMatrix() has a column for each lane, model and design, faults aside", () => {
  assertEquals(verdictMatrix([clean, overturned, faulty]), {
    columns: [
      { lane: "remapped", model: "validated", design: "hardened" },
      { lane: "remapped", model: "validated", design: "asWritten" },
    ],
    rows: [
      { property: "WheelsStayWithinLimit", cells: ["holds", "fails"] },
      { property: "LimitCanBeReached", cells: ["holds", "holds"] },
      { property: "Deadlock", cells: ["holds", "holds"] },
    ],
  });
});

Deno.test("verdictMatrix() lets the worst of several scenarios stand, and the best for a witness", () => {
  const cut: Outcome = {
    ...clean,
    result: { ...clean.result, ...cutShort, witnesses: {} },
  };
  const unchecked: Outcome = { ...clean, task: { ...clean.task, properties: [] } };
  const unreached: Outcome = {
    ...clean,
    result: { ...clean.result, unreached: ["LimitCanBeReached"], witnesses: {} },
  };
  const first = (...outcomes: Outcome[]) =>
    verdictMatrix(outcomes).rows.map(({ cells }) => cells[0]);
  assertEquals(first(clean, cut), ["inconclusive", "holds", "inconclusive"]);
  assertEquals(first(cut, clean), ["inconclusive", "holds", "inconclusive"]);
  assertEquals(first(unchecked, clean), ["holds", "holds", "holds"]);
  assertEquals(first(cut, unreached), ["inconclusive", "inconclusive", "inconclusive"]);
  assertEquals(first(unreached, clean), ["holds", "holds", "holds"]);
});

Deno.test("verdictMatrix() says of what a column does not check that it does not", () => {
  const unchecked: Outcome = {
    ...overturned,
    task: { ...overturned.task, properties: ["Deadlock"] },
  };
  assertEquals(verdictMatrix([clean, unchecked]).rows.map(({ cells }) => cells), [
    ["holds", "not checked"],
    ["holds", "not checked"],
    ["holds", "holds"],
  ]);
});

Deno.test("verdictMatrix() takes a witness that was reached for settled", () => {
  const unsettled = cutShort.unsettled.filter((name) => name !== "LimitCanBeReached");
  const cut: Outcome = { ...clean, result: { ...clean.result, ...cutShort, unsettled } };
  assertEquals(verdictMatrix([cut]).rows.map(({ cells }) => cells), [
    ["inconclusive"],
    ["holds"],
    ["inconclusive"],
  ]);
});

Deno.test("verdictMatrix() leaves open only what was not settled", () => {
  // All states were explored, and only the examination of liveness was cut short.
  const unsettled = ["Deadlock"];
  const cut: Outcome = { ...clean, result: { ...clean.result, unsettled, limit: "time" } };
  assertEquals(verdictMatrix([cut]).rows.map(({ cells }) => cells), [
    ["holds"],
    ["holds"],
    ["inconclusive"],
  ]);
});

Deno.test("verdictMatrix() lets what failed fail, though no behaviour shows it", () => {
  const deadlock = { property: "Deadlock", kind: "deadlock", limit: "time" } as const;
  const result = { ...clean.result, ...cutShort, unshown: [deadlock] };
  assertEquals(verdictMatrix([{ ...clean, result }]).rows.map(({ cells }) => cells), [
    ["inconclusive"],
    ["inconclusive"],
    ["fails"],
  ]);
});

Deno.test("matrixText() explains its columns and marks", () => {
  setColorEnabled(false);
  const lines = matrixText(verdictMatrix([clean, overturned])).split("\n");
  assertEquals(lines.slice(0, 7), [
    "                      a b",
    "WheelsStayWithinLimit ✓ ✗",
    "LimitCanBeReached     ✓ ✓",
    "Deadlock              ✓ ✓",
    "",
    "a  remapped validated hardened",
    "b  remapped validated asWritten",
  ]);
  assertStringIncludes(lines[7], "✗ fails");
});

Deno.test("matrixText() has letters for more than 26 columns", () => {
  setColorEnabled(false);
  const many = Array.from({ length: 28 }, (_, i) => ({
    ...clean,
    task: { ...clean.task, instance: { ...clean.task.instance, design: `design${i}` } },
  }));
  const text = matrixText(verdictMatrix(many));
  assertStringIncludes(text, "y  z  aa ab");
  assertStringIncludes(text, "\nab  remapped validated design27\n");
});

Deno.test("matrixMarkdown() makes a table", () => {
  assertEquals(matrixMarkdown(verdictMatrix([clean, overturned])).split("\n").slice(0, 3), [
    "| property | remapped<br>validated<br>hardened | remapped<br>validated<br>asWritten |",
    "| --- | :---: | :---: |",
    "| `WheelsStayWithinLimit` | ✓ | ✗ |",
  ]);
});

Deno.test("A matrix without columns is not drawn", () => {
  assertEquals(matrixText(verdictMatrix([faulty])), "");
  assertEquals(matrixMarkdown(verdictMatrix([])), "");
});
