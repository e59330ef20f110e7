import { assertEquals, assertStringIncludes } from "@std/assert";
import { parseArguments } from "./arguments.ts";
import { compare } from "./check_scenario.ts";
import { exitCodes } from "./exit_codes.ts";
import { Reports } from "./reports.ts";
import type { Finished } from "./run.ts";
import { resultOf, wheelsTask } from "./testing/wheels.ts";

/** A scenario in which `Deadlock` failed, and a limit kept its behaviour from being found. */
async function unshown(name: string): Promise<Finished> {
  const task = wheelsTask(name);
  const outcome = compare(task, {
    ...await resultOf(task),
    verdict: "violated",
    limit: "time",
    violations: [],
    unsettled: ["Deadlock"],
    unshown: [{ property: "Deadlock", kind: "deadlock", limit: "time" }],
  });
  return { kind: "outcome", task, outcome };
}

/** What is written of a run in the form asked for. */
function written(form: string, finished: readonly Finished[]): string {
  let text = "";
  const output = { write: (more: string) => void (text += more) };
  const reports = new Reports(parseArguments([`--${form}`, "-"]), output);
  reports.write({ finished, exit: exitCodes.differs, milliseconds: 0 });
  return text;
}

Deno.test("no report passes over what failed without a behaviour to show it", async () => {
  const unexpected = await unshown("wheels_stay_within_limit");
  const expected = await unshown("fault_no_reset");
  const junit = written("junit", [unexpected, expected]);
  assertStringIncludes(
    junit,
    '<failure message="Deadlock fails; it is expected to hold">' +
      "Deadlock fails; it is expected to hold\nDeadlock fails, but its behaviour was not found",
  );
  assertStringIncludes(junit, '<error message="Deadlock fails, but its behaviour was not found');
  assertStringIncludes(written("markdown", [unexpected]), "| `Deadlock` | ✗ |");
  const [scenario] = JSON.parse(written("json", [unexpected])).scenarios;
  assertEquals(scenario.violations.map(({ property }: { property: string }) => property), [
    "Deadlock",
  ]);
  assertEquals(scenario.unsettled, []);
});
