/**
 * The command as somebody runs it: what it prints, writes and exits with.
 */

import { assert, assertEquals, assertLess, assertMatch, assertStringIncludes } from "@std/assert";
import { fromFileUrl, join } from "@std/path";
import { exitCodes } from "./exit_codes.ts";
import type { JsonReport } from "./report_json.ts";
import { library } from "./testing/wheels.ts";
import { withFolder } from "./testing/with_folder.ts";

const main = fromFileUrl(new URL("./testing/wheels_main.ts", import.meta.url));
const project = fromFileUrl(new URL("../", import.meta.url));

/** The permissions of the task `check`, so that anything beyond them shows here. */
function permissions(): string[] {
  const { tasks } = JSON.parse(Deno.readTextFileSync(join(project, "deno.json")));
  return tasks.check.split(" ").filter((word: string) => /^--(allow|no-prompt)/.test(word));
}

function start(
  args: readonly string[],
  more: Partial<Deno.CommandOptions> = {},
): Deno.ChildProcess {
  return new Deno.Command(Deno.execPath(), {
    args: ["run", ...permissions(), main, ...args],
    cwd: project,
    stdin: "null",
    stdout: "piped",
    stderr: "piped",
    ...more,
  }).spawn();
}

async function ended(child: Deno.ChildProcess) {
  const { code, stdout, stderr } = await child.output();
  const text = (bytes: Uint8Array) => new TextDecoder().decode(bytes);
  return { code, stdout: text(stdout), stderr: text(stderr) };
}

function run(...args: string[]) {
  return ended(start(args));
}

Deno.test("check exits with 0 when everything is as expected, and prints nothing but that", async () => {
  const { code, stdout, stderr } = await run();
  assertEquals([code, stderr], [exitCodes.asExpected.code, ""]);
  const lines = stdout.split("\n");
  assertStringIncludes(lines[0], "✓ wheels_stay_within_limit");
  assertStringIncludes(lines[0], "holds in all 9 distinct states within these bounds");
  assertStringIncludes(lines[1], "WheelsStayWithinLimit fails in 3 steps");
  assertStringIncludes(stdout, "WheelsStayWithinLimit ✓ ✗");
  assertMatch(
    lines.at(-2)!,
    /^3 scenarios in .*: 1 holds in all 9 distinct states within these bounds; 2 fail as expected$/,
  );
});

Deno.test("check exits with 1 when a verdict differs, and shows how", async () => {
  const { code, stdout } = await run("wrong_verdict");
  assertEquals(code, exitCodes.differs.code);
  assertStringIncludes(stdout, "WheelsStayWithinLimit fails; it is expected to hold");
  assertStringIncludes(stdout, "start\nhandTurns\nhandTurns\nhandTurns\n");
});

Deno.test("check exits with 1 when a pinned number differs, and says what to pin", async () => {
  const { code, stdout } = await run("wrong_number");
  assertEquals(code, exitCodes.differs.code);
  assertStringIncludes(stdout, "distinct states: pinned 10, found 9");
  assertStringIncludes(stdout, "pinned: { distinct: 9, generated: 16, depth: 5, lengths: {} }");
});

Deno.test("check exits with 3 when a limit is reached, and says which", async () => {
  for (
    const [limit, what] of [
      ["--max-states=20k", "states"],
      ["--max-memory=1MiB", "memory"],
      ["--max-time=50ms", "time"],
    ]
  ) {
    const { code, stdout } = await run("wheels_without_end", limit);
    assertEquals(code, exitCodes.inconclusive.code);
    assertStringIncludes(stdout, `cut short by the limit on ${what}`);
    assertStringIncludes(stdout, "WheelsStayWithinLimit ?");
  }
});

Deno.test("check exits with 4 when the machine itself fails, after running the others", async () => {
  const { code, stdout } = await run("wrong_machine", "wheels_stay_within_limit");
  assertEquals(code, exitCodes.internalError.code);
  assertStringIncludes(stdout, "! wrong_machine");
  assertStringIncludes(stdout, "handTurns");
  assertStringIncludes(stdout, "✓ wheels_stay_within_limit");
});

Deno.test("check exits with 2 for what it cannot use, before it runs anything", async () => {
  await withFolder(async (folder) => {
    const file = join(folder, "file");
    await Deno.writeTextFile(file, "");
    const missing = join(folder, "missing", "report.json");
    const cases: [string[], string][] = [
      [["wheels_stay"], 'the nearest is "wheels_stay_within_limit"'],
      [["--lan", "bounce"], 'the nearest is "--lane"'],
      [["--bounds", "wheels=9"], 'Cannot set the bound "wheels" to 9: it runs from 1 to 8'],
      [["--bounds", "wheels=8,limit=50"], "too much"],
      [["--bounds", "toString=1"], 'Cannot set the bound "toString": the machine has none'],
      [["--symmetry"], '"wheels_stay_within_limit": nothing in it is declared interchangeable'],
      [["--partial-order", "--engine", "direct"], "--partial-order with --engine direct"],
      [["--json", missing], `Cannot write to ${missing}: No such file or directory`],
      [["--junit", folder], `Cannot write to ${folder}: `],
      [["--traces", file], `Cannot write to ${file}: it is not a folder`],
      [["--traces", join(file, "below")], `Cannot write to ${join(file, "below")}: `],
    ];
    for (const [args, why] of cases) {
      const { code, stdout, stderr } = await run(...args);
      assertEquals([code, stdout], [exitCodes.badInput.code, ""], stderr);
      assertStringIncludes(stderr, why);
      assertEquals(stderr.trimEnd().split("\n").length, 1, stderr);
    }
  });
});

Deno.test("check --help prints the options and exit codes", async () => {
  const { code, stdout, stderr } = await run("--help");
  assertEquals([code, stderr], [0, ""]);
  assertStringIncludes(stdout, "Usage: deno task check");
  assertStringIncludes(stdout, "130  interrupted");
});

Deno.test("check --list prints what would be run", async () => {
  const { code, stdout } = await run("--list", "--lane", "bounce");
  assertEquals(code, 0);
  assertEquals(stdout.split("\n").length, 3);
  assert(
    stdout.startsWith(
      "fault_no_reset  bounce brokered hardened, fault noReset  violates Deadlock\n",
    ),
    stdout,
  );
});

Deno.test("check says that numbers are not compared where bounds are overridden", async () => {
  const { code, stdout } = await run("wheels_stay_within_limit", "--bounds", "limit=3");
  assertEquals(code, 0);
  assertStringIncludes(stdout, "holds in all 16 distinct states");
  assertStringIncludes(stdout, "numbers and idle actions not compared: the bounds are overridden");
});

Deno.test("check --partial-order comes to the same verdicts in fewer states", async () => {
  const { code, stdout } = await run("--partial-order", "--json", "-");
  assertEquals(code, 0);
  const { scenarios }: JsonReport = JSON.parse(stdout);
  for (const { name, verdict, reduction, counts, pinned } of scenarios) {
    assertEquals([name, verdict, reduction], [name, "as expected", { partialOrder: true }]);
    assert("none" in pinned);
    const { pinned: whole } = library.scenarios.find((scenario) => scenario.name === name)!;
    assertLess(counts!.distinct, whole.distinct);
  }
  assertEquals(scenarios.length, 3);
});

Deno.test("check --show prints expected violations, --mermaid as diagrams", async () => {
  assertStringIncludes((await run("as_*", "--show")).stdout, "\nstart\nhandTurns\n");
  assertStringIncludes((await run("as_*", "--show", "--mermaid")).stdout, "sequenceDiagram");
  assert(!(await run("as_*")).stdout.includes("start"));
});

Deno.test("check writes its reports to files, relative to where it is called", async () => {
  await withFolder(async (folder) => {
    const args = ["--json", "r.json", "--junit", "r.xml", "--markdown", "r.md", "--traces", "t"];
    const { code, stdout } = await ended(start(args, { env: { INIT_CWD: folder } }));
    assertEquals(code, 0);
    assertStringIncludes(stdout, "3 scenarios");
    const read = (name: string) => Deno.readTextFile(join(folder, name));
    const report: JsonReport = JSON.parse(await read("r.json"));
    assertEquals(report.scenarios.map(({ name, verdict }) => [name, verdict]), [
      ["wheels_stay_within_limit", "as expected"],
      ["as_written_turns_too_far", "as expected"],
      ["fault_no_reset", "as expected"],
    ]);
    const [violation] = report.scenarios[1].violations;
    assert("steps" in violation);
    assertEquals(violation.steps.length, 3);
    assertStringIncludes(await read("r.xml"), '<testsuite name="scenarios" tests="3" failures="0"');
    assertStringIncludes(await read("r.md"), "| `WheelsStayWithinLimit` | ✓ | ✗ |");
    assertEquals([...Deno.readDirSync(join(folder, "t"))].map(({ name }) => name).sort(), [
      "as_written_turns_too_far.WheelsStayWithinLimit.itf.json",
      "fault_no_reset.Deadlock.itf.json",
    ]);
  });
});

Deno.test("check --json - has the standard output to itself", async () => {
  const { code, stdout, stderr } = await run("wrong_verdict", "--json", "-");
  const report: JsonReport = JSON.parse(stdout);
  assertEquals([code, report.exitCode], [exitCodes.differs.code, exitCodes.differs.code]);
  assertEquals(report.scenarios[0].differences, [
    { kind: "failed", property: "WheelsStayWithinLimit" },
  ]);
  assertStringIncludes(stderr, "✗ wrong_verdict");
});

Deno.test("check --coverage says which conjuncts never mattered in all that was run", async () => {
  const { code, stdout } = await run("--coverage");
  assertEquals(code, 0);
  assertStringIncludes(stdout, 'Coverage of "wheels" by 3 scenarios: 2 of 3 conjuncts and 0 of 0');
  assertMatch(
    stdout,
    /^ {2}conjunct s\.turns\[0\] !== 0 of handResets never mattered: .* \(scenarios\/testing\/wheels_machine\.ts:\d+:\d+\)$/m,
  );
  assert(!(await run()).stdout.includes("Coverage"));
});

Deno.test("check --coverage reports every conjunct and branch to --json", async () => {
  const { stdout } = await run("wheels_stay_within_limit", "--coverage", "--json", "-");
  const { coverage }: JsonReport = JSON.parse(stdout);
  assertEquals(
    coverage?.map(({ machine, source, complete, scenarios }) => ({
      machine,
      source,
      complete,
      scenarios,
    })),
    [{
      machine: "wheels",
      source: "scenarios/testing/wheels_machine.ts",
      complete: true,
      scenarios: ["wheels_stay_within_limit"],
    }],
  );
  assertEquals(
    coverage?.[0].points.map((
      { kind, action, text, decided, everTrue, everFalse },
    ) => [kind, action, text, decided, everTrue, everFalse]),
    [
      ["conjunct", "handTurns", "s.turns[wheel] < 2", false, true, true],
      ["conjunct", "handResets", "s.turns[0] >= 2", false, true, true],
      ["conjunct", "handResets", "s.turns[0] !== 0", false, true, false],
    ],
  );
});

Deno.test("check --print-generated prints code that runs, and explores nothing", async () => {
  const { code, stdout, stderr } = await run("wheels_stay_within_limit", "--print-generated");
  assertEquals([code, stderr], [0, ""]);
  assertStringIncludes(stdout, "function handTurns");
  assertStringIncludes(stdout, "function expand(S, o, T, C, n) {");
  assert(!stdout.includes("holds in all"));
  // A function's body, as it is evaluated.
  new Function(stdout);
});

Deno.test("check --print-representation prints what the text is read as", async () => {
  const { code, stdout } = await run("as_written_turns_too_far", "--print-representation");
  assertEquals(code, 0);
  assertStringIncludes(stdout, "machine wheels\n");
  // The limit of this scenario has been put in.
  assertStringIncludes(
    stdout,
    "handTurns(wheel)\n  when\n    s.turns[wheel] <= 2\n  then\n    s.turns[wheel] = s.turns[wheel] + 1",
  );
  assertStringIncludes(stdout, "invariant WheelsStayWithinLimit()");
});

Deno.test("check prints of one scenario only", async () => {
  const { code, stdout, stderr } = await run("--print-generated");
  assertEquals([code, stdout], [exitCodes.badInput.code, ""]);
  assertStringIncludes(stderr, "Cannot use --print-generated for 3 scenarios: select one");
});

Deno.test("check gives the same report whatever the number of jobs", async () => {
  const report = async (jobs: string) => {
    const { stdout } = await run("--jobs", jobs, "--json", "-");
    return stdout.replace(/"milliseconds": .*/g, "");
  };
  assertEquals(await report("1"), await report("3"));
});

for (const [signal, exit] of [["SIGINT", "interrupted"], ["SIGTERM", "terminated"]] as const) {
  Deno.test(`check prints what it covered when it gets a ${signal}`, async () => {
    const child = start(["wheels_stay_within_limit", "wheels_without_end", "--jobs", "1"]);
    const reader = child.stdout.pipeThrough(new TextDecoderStream()).getReader();
    let stdout = "";
    // The first line says that the second scenario is about to begin.
    while (!stdout.includes("\n")) stdout += (await reader.read()).value;
    child.kill(signal);
    for (let next = await reader.read(); !next.done; next = await reader.read()) {
      stdout += next.value;
    }
    await child.stderr.cancel();
    assertEquals((await child.status).code, exitCodes[exit].code);
    assertStringIncludes(stdout, "holds in all 9 distinct states");
    assertMatch(
      stdout,
      /wheels_without_end +nothing failed in the [\d,]+ distinct states .* interrupted/,
    );
    assertStringIncludes(stdout, "Interrupted. Covered so far:\n2 scenarios");
  });
}

Deno.test("check ends when nobody reads its output any more", async () => {
  const child = start(["wheels_stay_within_limit", "wheels_without_end", "--jobs", "1"]);
  await child.stdout.cancel();
  const stderr = await new Response(child.stderr).text();
  assertEquals([(await child.status).code, stderr], [exitCodes.readerGone.code, ""]);
});

Deno.test({
  name: "check says so when the disk is full",
  ignore: Deno.build.os !== "linux",
  async fn() {
    // Only the shell can give it a full device as its standard output.
    const command = [Deno.execPath(), "run", ...permissions(), main, "fault_no_reset"];
    const { code, stderr } = await new Deno.Command("sh", {
      args: ["-c", '"$@" >/dev/full', "sh", ...command],
      cwd: project,
      stderr: "piped",
    }).output();
    assertEquals(code, exitCodes.badInput.code);
    assertStringIncludes(
      new TextDecoder().decode(stderr),
      "Cannot write to the standard output: No space left on device",
    );
  },
});
