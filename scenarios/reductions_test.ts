import { assert, assertThrows } from "@std/assert";
import { parseArguments } from "./arguments.ts";
import { machineOf, scenarios } from "./catalogue.ts";
import { UsageError } from "./exit_codes.ts";
import { refuseUnserved } from "./reductions.ts";
import { select } from "./select.ts";
import { library, wheelsTask } from "./testing/wheels.ts";

/** What the command line is refused for, if it is. */
function refuse(...args: string[]): string {
  const choice = { scenarios, limits: {}, machine: machineOf };
  const parsed = parseArguments(args);
  const tasks = select(parsed, choice);
  return assertThrows(() => refuseUnserved(tasks, parsed, choice), UsageError).message;
}

Deno.test("properties that a reduction does not serve are named, and those that it serves", () => {
  const why = refuse("clean_remapped_lifecycle", "--partial-order");
  const [, steps, lively, served] =
    /steps are observed by (.*), and what follows a state by (.*); choose by --property among (.*)/
      .exec(why)!;
  assert(steps.split(", ").includes("DoorbellsAreAllOrNothing"));
  assert(lively.split(", ").includes("TeardownsEnd"));
  for (const name of ["NothingOutlivesItsGrant", "TeardownsCanEnd", "Deadlock"]) {
    assert(served.split(", ").includes(name));
  }
});

Deno.test("a property that is asked for and not served is not passed over", () => {
  const property = ["--property", "TransfersStayInGrants"];
  const why = refuse("clean_remapped_lifecycle", "--partial-order", ...property);
  assert(why.includes("observed by TransfersStayInGrants; no other property was chosen"), why);
});

Deno.test("a scenario in which nothing is interchangeable says so", () => {
  for (const { name } of scenarios.filter(({ bounds }) => bounds.commands === 1).slice(0, 5)) {
    assert(refuse(name, "--symmetry").includes(`"${name}": nothing in it is declared`));
  }
});

Deno.test("liveness up to symmetry is refused, a step property is not", () => {
  const declared = (instance: Parameters<typeof machineOf>[0]) => ({
    ...machineOf(instance),
    symmetric: ["command"],
  });
  const check = (property: string) =>
    refuseUnserved(
      select(parseArguments(["clean_remapped_lifecycle", "--property", property]), {
        scenarios,
        limits: {},
        machine: declared,
      }),
      { symmetry: true, partialOrder: false },
      { machine: declared },
    );
  assertThrows(() => check("TeardownsEnd"), UsageError, "--symmetry");
  check("TransfersStayInGrants");
});

Deno.test("a machine that does not say where its text is cannot be reduced", () => {
  const machine = (instance: Parameters<typeof library.machine>[0]) => ({
    ...library.machine(instance),
    source: undefined,
  });
  const tasks = [wheelsTask("wheels_stay_within_limit")];
  assertThrows(
    () => refuseUnserved(tasks, { symmetry: false, partialOrder: true }, { machine }),
    UsageError,
    "does not say where its text is",
  );
});

Deno.test("without a reduction nothing is refused", () => {
  const choice = { scenarios, limits: {}, machine: machineOf };
  const none = { symmetry: false, partialOrder: false };
  refuseUnserved(select(parseArguments(["clean_remapped_lifecycle"]), choice), none, choice);
});
