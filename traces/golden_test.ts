import { assertEquals, assertRejects, assertStringIncludes } from "@std/assert";
import { join } from "@std/path";
import { exitCodes } from "../scenarios/exit_codes.ts";
import { library } from "../scenarios/testing/wheels.ts";
import { wheels } from "../scenarios/testing/wheels_machine.ts";
import { withFolder } from "../scenarios/testing/with_folder.ts";
import { behaviourOf } from "./behaviour_of.ts";
import { TraceError } from "./errors.ts";
import { type GoldenTrace, goldenTraces, staleTraces, writeGoldenTraces } from "./golden.ts";
import { replay } from "./replay.ts";
import { parseTraceFile } from "./trace_file.ts";

const bytes = (text: string) => new TextEncoder().encode(text);
const a: GoldenTrace = { name: "a.P.itf.json", bytes: bytes("a") };
const b: GoldenTrace = { name: "b.P.itf.json", bytes: bytes("b") };

Deno.test("there is a golden trace for every violation that a default scenario expects", async () => {
  const traces = await Array.fromAsync(goldenTraces(library));
  assertEquals(traces.map(({ name }) => name), [
    "as_written_turns_too_far.WheelsStayWithinLimit.itf.json",
    "fault_no_reset.Deadlock.itf.json",
  ]);
  const lengths = library.scenarios.filter(({ deep }) => deep !== true)
    .flatMap(({ pinned }) => Object.values(pinned.lengths));
  for (const [i, { name, bytes }] of traces.entries()) {
    const trace = parseTraceFile(bytes, name);
    const instance = JSON.parse(String(trace.meta.instance));
    const machine = wheels(instance);
    const replayed = replay(machine, behaviourOf({ machine, instance }, trace));
    assertEquals(replayed.kind, "replays");
    assertEquals(replayed.behaviour.steps.length - 1, lengths[i]);
  }
});

Deno.test("an expected violation that does not come is not passed over", async () => {
  const scenarios = library.scenarios.slice(0, 1).map((scenario) => ({
    ...scenario,
    expect: { violates: ["WheelsStayWithinLimit"] },
  }));
  await assertRejects(
    () => Array.fromAsync(goldenTraces({ ...library, scenarios })),
    Error,
    "Cannot trace how wheels_stay_within_limit violates WheelsStayWithinLimit",
  );
});

Deno.test("stale traces are told apart, and rewriting leaves none", async () => {
  await withFolder(async (folder) => {
    const golden = join(folder, "golden");
    assertEquals(await writeGoldenTraces(golden, [a, b]), [
      { name: a.name, why: "missing" },
      { name: b.name, why: "missing" },
    ]);
    assertEquals(await staleTraces(golden, [a, b]), []);
    await Deno.writeFile(join(golden, a.name), bytes("A"));
    await Deno.rename(join(golden, b.name), join(golden, "c.P.itf.json"));
    const stale = [
      { name: a.name, why: "changed" },
      { name: b.name, why: "missing" },
      { name: "c.P.itf.json", why: "superfluous" },
    ] as const;
    assertEquals(await staleTraces(golden, [a, b]), [...stale]);
    assertEquals(await writeGoldenTraces(golden, [a, b]), [...stale]);
    assertEquals(await staleTraces(golden, [a, b]), []);
  });
});

Deno.test("a trace that was cut or lengthened is stale", async () => {
  await withFolder(async (folder) => {
    await writeGoldenTraces(folder, [a]);
    for (const text of ["", "aa"]) {
      await Deno.writeFile(join(folder, a.name), bytes(text));
      assertEquals(await staleTraces(folder, [a]), [{ name: a.name, why: "changed" }]);
    }
  });
});

Deno.test("a folder that is a file is refused", async () => {
  await withFolder(async (folder) => {
    const file = join(folder, "file");
    await Deno.writeTextFile(file, "");
    const error = await assertRejects(() => writeGoldenTraces(file, [a]), TraceError);
    assertEquals(error.code, "trace-unwritable");
    assertStringIncludes(error.message, file);
  });
});

Deno.test("the command says what it changed, and the second time nothing", async () => {
  await withFolder(async (folder) => {
    const main = new URL("./testing/golden_main.ts", import.meta.url);
    const run = async (...args: string[]) => {
      const { code, stdout, stderr } = await new Deno.Command(Deno.execPath(), {
        args: ["run", "--no-prompt", "--allow-read", "--allow-write", main.href, folder, ...args],
      }).output();
      const [said, complaint] = [stdout, stderr].map((text) => new TextDecoder().decode(text));
      return [code, said, complaint];
    };
    const [code, said, complaint] = await run("--fresh");
    assertEquals([code, said], [exitCodes.badInput.code, ""]);
    assertStringIncludes(String(complaint), 'the option "--fresh": there is none');
    assertEquals(await run(), [
      0,
      `\
added      as_written_turns_too_far.WheelsStayWithinLimit.itf.json
added      fault_no_reset.Deadlock.itf.json
2 golden traces, 2 files changed
`,
      "",
    ]);
    assertEquals(await run(), [0, "2 golden traces, 0 files changed\n", ""]);
  });
});
