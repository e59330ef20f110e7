import { assert, assertEquals, assertThrows } from "@std/assert";
import { parseArguments } from "./arguments.ts";
import { DEADLOCK } from "../checker/safety.ts";
import { UsageError } from "./exit_codes.ts";
import type { Scenario } from "./scenario.ts";
import { select } from "./select.ts";
import { library } from "./testing/wheels.ts";

function chosen(...args: string[]) {
  return select(parseArguments(args), library);
}

function names(...args: string[]): string[] {
  return chosen(...args).map(({ scenario }) => scenario.name);
}

function refused(args: string[], why: string): void {
  assertThrows(() => chosen(...args), UsageError, why);
}

const usual = ["wheels_stay_within_limit", "as_written_turns_too_far", "fault_no_reset"];

Deno.test("select() takes every usual scenario in order, and the deep ones with --deep", () => {
  assertEquals(names(), usual);
  assertEquals(names("--deep").length, library.scenarios.length);
});

Deno.test("select() takes names and globs, in the order of the scenarios", () => {
  assertEquals(names("fault_*", "as_written_turns_too_far"), [usual[1], usual[2]]);
  assertEquals(names("*"), usual);
});

Deno.test("select() takes a deep scenario that is named in full", () => {
  assertEquals(names("wrong_number"), ["wrong_number"]);
  refused(["wrong_*"], '"wrong_*"');
});

Deno.test("select() leaves liveness out of a scenario that is about safety", () => {
  const scenario: Scenario = { ...library.scenarios[0], properties: "safety" };
  const { machine } = library;
  const lively: typeof machine = (instance) => {
    const { properties, ...rest } = machine(instance);
    const WheelsStop = { kind: "leadsTo" as const, from: () => true, to: () => true };
    return { ...rest, properties: { ...properties, WheelsStop } };
  };
  const choice = { ...library, scenarios: [scenario, library.scenarios[1]], machine: lively };
  const [safe, usual] = select(parseArguments([]), choice);
  const others = Object.keys(machine(scenario).properties);
  assertEquals(safe.properties, [...others, DEADLOCK]);
  assertEquals(usual.properties, [...others, "WheelsStop", DEADLOCK]);
});

Deno.test("select() meets a scenario's wish for symmetry where one state can stand for others", () => {
  const scenario: Scenario = { ...library.scenarios[0], symmetry: true };
  const chosen = (symmetric: readonly string[], ...args: string[]) => {
    const machine = (...[instance]: Parameters<typeof library.machine>) => ({
      ...library.machine(instance),
      symmetric,
    });
    const [task] = select(parseArguments(args), { ...library, scenarios: [scenario], machine });
    return task.symmetry;
  };
  assert(chosen(["wheel"]));
  assert(!chosen([]));
  assert(!chosen(["wheel"], "--engine", "direct"));
  assert(!chosen(["wheel"], "--coverage"));
});

Deno.test("select() filters by lane, model, design and fault", () => {
  assertEquals(names("--lane", "bounce"), [usual[2]]);
  assertEquals(names("--model", "validated"), [usual[0], usual[1]]);
  assertEquals(names("--design", "as*"), [usual[1]]);
  assertEquals(names("--fault", "none"), [usual[0], usual[1]]);
  assertEquals(names("--fault", "noReset", "--fault", "none"), usual);
});

Deno.test("select() names the nearest of what does not exist", () => {
  refused(["wheels_sty"], '"wheels_sty": there is none; the nearest is "wheels_stay_within_limit"');
  refused(["--lane", "bouns"], 'the nearest is "bounce"');
  refused(["--design", "hard"], 'the nearest is "hardened"');
  refused(["--property", "WheelsStay"], 'the nearest is "WheelsStayWithinLimit"');
  refused(["--bounds", "limits=3"], 'the nearest is "limit"');
});

Deno.test("select() refuses filters that together leave nothing", () => {
  refused(["--lane", "bounce", "--design", "asWritten"], '"asWritten"');
});

Deno.test("select() refuses to run nothing", () => {
  assertThrows(
    () => select(parseArguments([]), { ...library, scenarios: [] }),
    UsageError,
    "there is no scenario",
  );
});

Deno.test("select() narrows the properties of each task", () => {
  assertEquals(chosen("fault_*")[0].properties, [
    "WheelsStayWithinLimit",
    "LimitCanBeReached",
    "Deadlock",
  ]);
  assertEquals(chosen("fault_*", "--property", "Limit*")[0].properties, ["LimitCanBeReached"]);
});

Deno.test("select() overrides bounds, and compares no pinned number then", () => {
  const [task] = chosen(usual[0], "--bounds", "limit=4");
  assertEquals(task.instance.bounds, { wheels: 2, limit: 4 });
  assert("none" in task.pinned && task.pinned.none.includes("overridden"));
  assertEquals(chosen(usual[0])[0].pinned, library.scenarios[0].pinned);
});

Deno.test("select() raises bounds with --deep, and overrides those too", () => {
  const [raised] = chosen(usual[0], "--deep");
  assertEquals(raised.instance.bounds, { wheels: 3, limit: 2 });
  assert("none" in raised.pinned);
  assertEquals(chosen(usual[0], "--deep", "--bounds", "limit=1")[0].instance.bounds, {
    wheels: 3,
    limit: 1,
  });
});

Deno.test("select() refuses impossible bounds, naming value and limits", () => {
  refused(["--bounds", "wheels=9"], '"wheels" to 9: it runs from 1 to 8');
  refused(["--bounds", "wheels=0"], '"wheels" to 0');
  refused(["--bounds", "wheels=8,limit=50"], "8 wheels and a limit of 50 are too much");
});
