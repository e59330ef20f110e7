import { assertEquals, assertStringIncludes, assertThrows } from "@std/assert";
import { help, parseArguments } from "./arguments.ts";
import { UsageError } from "./exit_codes.ts";

function refused(args: readonly string[], why: string): void {
  assertThrows(() => parseArguments(args), UsageError, why);
}

Deno.test("parseArguments() without arguments asks for everything and writes nothing", () => {
  const { scenarios, bounds, deep, json, traces, maxStates, color } = parseArguments([]);
  assertEquals({ scenarios, bounds, deep, json, traces, maxStates, color }, {
    scenarios: [],
    bounds: {},
    deep: false,
    json: undefined,
    traces: undefined,
    maxStates: undefined,
    color: true,
  });
});

Deno.test("parseArguments() gathers repeated options", () => {
  const { lane, bounds } = parseArguments(
    ["--lane", "bounce", "--bounds", "depth=3,frames=4", "--lane=remapped", "--bounds=depth=2"],
  );
  assertEquals(lane, ["bounce", "remapped"]);
  assertEquals(bounds, { depth: 2, frames: 4 });
});

Deno.test("parseArguments() reads limits with their units", () => {
  const { maxStates, maxBytes, maxMilliseconds, jobs, workers } = parseArguments(
    ["--max-states=20M", "--max-memory=1GiB", "--max-time", "2m", "--jobs", "3", "--workers=2"],
  );
  assertEquals([maxStates, maxBytes, maxMilliseconds], [20e6, 2 ** 30, 120_000]);
  assertEquals([jobs, workers], [3, 2]);
});

Deno.test("parseArguments() takes a dash for the standard output", () => {
  assertEquals(parseArguments(["--json", "-", "some"]).json, "-");
});

Deno.test("parseArguments() refuses what it does not know, with the nearest", () => {
  refused(["--lanes", "bounce"], '"--lanes": there is none; the nearest is "--lane"');
  refused(["--max-sates=3"], "--max-states");
});

Deno.test("parseArguments() refuses values that make no sense", () => {
  refused(["--json"], "--json");
  refused(["--json", "--deep"], "--json");
  refused(["--json="], "names no file");
  refused(["--json", "-", "--markdown", "-"], "--json and --markdown to the standard output");
  refused(["--json=r", "--junit=r"], "--json and --junit to r");
  refused(["--deep=yes"], "--deep");
  refused(["--bounds", "depth"], '"depth"');
  refused(["--bounds", "depth=-1"], '"depth=-1"');
  refused(["--bounds", "depth=two"], '"depth=two"');
  refused(["--jobs", "0"], '"0" as --jobs');
  refused(["--jobs", "1.5"], '"1.5" as --jobs');
  refused(["--workers", "0"], '"0" as --workers');
  refused(["--max-states", "0"], '"0" as --max-states');
  refused(["--max-time", "5 parsecs"], '"5 parsecs" as --max-time');
});

Deno.test("help() names every option and exit code", () => {
  const text = help();
  for (
    const option of [
      "--lane LANE",
      "--bounds NAME=N,…",
      "--deep",
      "--coverage",
      "--print-generated",
      "--print-representation",
      "--json FILE",
      "--traces DIR",
      "--max-time TIME",
      "--no-color",
      "--help",
    ]
  ) assertStringIncludes(text, `  ${option} `);
  for (const code of [0, 1, 2, 3, 4, 130]) {
    assertStringIncludes(text, `\n  ${`${code}`.padStart(3)}  `);
  }
  assertEquals(text.split("\n").filter((line) => line.length > 100), []);
});

Deno.test("--statistics is off unless it is asked for", () => {
  assertEquals(parseArguments([]).statistics, false);
  assertEquals(parseArguments(["--statistics"]).statistics, true);
});

Deno.test("--coverage is off unless it is asked for", () => {
  assertEquals(parseArguments([]).coverage, false);
  assertEquals(parseArguments(["--coverage"]).coverage, true);
});

Deno.test("parseArguments() refuses options that would not do together what each says", () => {
  const direct = ["--engine", "direct"];
  refused(["--workers", "2", ...direct], "--workers with --engine direct");
  refused(["--symmetry", ...direct], "--symmetry with --engine direct");
  refused(["--partial-order", ...direct], "--partial-order with --engine direct");
  refused(["--print-generated", ...direct], "--print-generated with --engine direct");
  refused(
    ["--print-generated", "--print-representation"],
    "--print-generated with --print-representation",
  );
  refused(["--coverage", "--symmetry"], "--coverage with --symmetry");
  refused(["--coverage", "--partial-order"], "--coverage with --partial-order");
});

Deno.test("parseArguments() takes together what goes together", () => {
  const all = parseArguments(["--symmetry", "--partial-order", "--workers=2", "--deep"]);
  assertEquals([all.symmetry, all.partialOrder, all.workers, all.deep], [true, true, 2, true]);
  const covered = parseArguments(["--coverage", "--workers=2", "--deep"]);
  assertEquals([covered.coverage, covered.symmetry, covered.partialOrder], [true, false, false]);
  assertEquals(parseArguments(["--engine=direct", "--workers=1", "--coverage"]).engine, "direct");
});
