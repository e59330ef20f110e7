import { assertEquals } from "@std/assert";
import { compare } from "./check_scenario.ts";
import { jsonReport } from "./report_json.ts";
import { resultOf, wheelsTask } from "./testing/wheels.ts";

const task = wheelsTask("wheels_stay_within_limit");
const held = await resultOf(task);

Deno.test("jsonReport() lists what failed without a behaviour as violated, and says why", () => {
  const reported = (limit?: "time" | "interrupted") => {
    const outcome = compare(task, {
      ...held,
      verdict: "violated",
      limit: "time",
      unsettled: ["WheelsStayWithinLimit", "Deadlock"],
      unshown: [{ property: "Deadlock", kind: "deadlock", limit }],
    });
    const report = jsonReport([{ kind: "outcome", task, outcome }], 1, 0);
    const { violations, unsettled } = report.scenarios[0];
    assertEquals(unsettled, ["WheelsStayWithinLimit"]);
    return violations;
  };
  const failing = (noBehaviour: string) => [
    { property: "Deadlock", kind: "deadlock", noBehaviour } as const,
  ];
  const search = "the search for a behaviour that shows it";
  assertEquals(
    reported("time"),
    failing(`The property fails, but the limit on time ended ${search}.`),
  );
  assertEquals(
    reported("interrupted"),
    failing(`The property fails, but ${search} was interrupted.`),
  );
  assertEquals(reported(), failing(`The property fails, but ${search} found none.`));
});
