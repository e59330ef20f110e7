/**
 * The command as somebody runs it: what it prints and exits with.
 */

import { assertEquals, assertMatch, assertStringIncludes } from "@std/assert";
import { fromFileUrl, join } from "@std/path";
import type { Behaviour } from "../checker/mod.ts";
import { exitCodes } from "../scenarios/exit_codes.ts";
import { withFolder } from "../scenarios/testing/with_folder.ts";
import { counter, forEver, toThree } from "./testing/counter.ts";
import { traceOf } from "./trace_of.ts";
import { writeTraceFile } from "./trace_file.ts";

const main = fromFileUrl(new URL("./testing/counter_main.ts", import.meta.url));
const quint = fromFileUrl(new URL("./testing/counter_quint.itf.json", import.meta.url));
const subject = {
  machine: counter,
  scenario: "counts_to_three",
  instance: { bounds: { limit: 3 } },
};

async function run(...args: string[]) {
  const { code, stdout, stderr } = await new Deno.Command(Deno.execPath(), {
    args: ["run", "--no-prompt", "--allow-read", "--allow-env=INIT_CWD", main, ...args],
    stdin: "null",
  }).output();
  const text = (bytes: Uint8Array) => new TextDecoder().decode(bytes);
  return { code, stdout: text(stdout), stderr: text(stderr) };
}

/** Runs a test with a folder in which there are the files given, by their names' beginnings. */
async function withTraces(
  traces: { readonly [name: string]: Behaviour },
  test: (path: (name: string) => string) => Promise<void>,
): Promise<void> {
  await withFolder(async (folder) => {
    const claim = { property: "NeverThree", kind: "invariant" } as const;
    for (const [name, behaviour] of Object.entries(traces)) {
      await writeTraceFile(folder, name, traceOf(subject, behaviour, claim));
    }
    await test((name) => join(folder, name));
  });
}

Deno.test("replay shows a trace that is one of the machine's, and exits with 0", async () => {
  await withTraces({ three: toThree }, async (path) => {
    const { code, stdout, stderr } = await run(path("three.itf.json"));
    assertEquals([code, stderr], [exitCodes.asExpected.code, ""]);
    assertMatch(stdout, /^counts_to_three: NeverThree fails after 2 steps\n\n {2}0 {2}initial/);
    assertMatch(stdout, /\n\nReplays: 2 steps\n$/);
  });
});

Deno.test("replay exits with 1 for a trace that does not show what it claims", async () => {
  await withTraces({ loop: forEver }, async (path) => {
    const { code, stdout } = await run(path("loop.itf.json"));
    assertEquals(code, exitCodes.differs.code);
    assertMatch(
      stdout,
      /Replays: 3 steps\nIt does not show what it claims: NeverThree holds in its last state\n$/,
    );
  });
});

Deno.test("replay shows how far a trace goes that leaves the machine, and exits with 1", async () => {
  const [first, , last] = toThree.steps;
  await withTraces({ jump: { steps: [first, last] } }, async (path) => {
    const { code, stdout } = await run(path("jump.itf.json"));
    assertEquals(code, exitCodes.differs.code);
    assertStringIncludes(stdout, "  0  initial state start=0\n\nLeaves the machine at state 1: ");
  });
});

Deno.test("replay --mermaid prints a diagram and nothing else", async () => {
  await withTraces({ three: toThree }, async (path) => {
    const { code, stdout, stderr } = await run("--mermaid", path("three.itf.json"));
    assertEquals(code, exitCodes.asExpected.code);
    assertMatch(stdout, /^sequenceDiagram\n( {2}.*\n)+$/);
    assertStringIncludes(stderr, "Replays: 2 steps");
  });
});

Deno.test("replay takes another tool's trace for the scenario named", async () => {
  const { code, stdout } = await run("--scenario", "counts_to_three", quint);
  assertEquals(code, exitCodes.asExpected.code);
  assertMatch(stdout, /Replays: 4 steps\n$/);
});

Deno.test("replay exits with 2 and a sentence for what cannot be used", async () => {
  await withTraces({ three: toThree }, async (path) => {
    const file = path("three.itf.json");
    const text = await Deno.readTextFile(file);
    await Deno.writeTextFile(path("cut"), text.slice(0, 900));
    await Deno.writeTextFile(path("bounds"), text.replace(`\\"limit\\":3`, `\\"limit\\":4`));
    await Deno.writeTextFile(path("machine"), text.replace(`"machine":"counter"`, `"machine":"x"`));
    await Deno.writeTextFile(path("value"), text.replace(`"count":{"#bigint":"3"}`, `"count":4`));
    for (
      const [args, message] of [
        [[], "Cannot replay 0 files"],
        [[file, file], "Cannot replay 2 files"],
        [
          ["--mermiad", file],
          'Cannot use the option "--mermiad": there is none; the nearest is "--mermaid"',
        ],
        [["--scenario", "counts", file], `the nearest is "counts_to_three"`],
        [[path("gone")], "Cannot read the trace"],
        [[path(".")], "Cannot read the trace"],
        [[path("cut")], "as JSON"],
        [[path("bounds")], "Cannot count with"],
        [["--scenario", "counts_to_three", path("bounds")], "has bounds.limit 4, not 3"],
        [[path("machine")], `it is one of "x"`],
        [["--scenario", "counts_to_three", path("machine")], `it is one of "x"`],
        [[path("value")], "states[2].count"],
        [[quint], "it does not say"],
      ] as const
    ) {
      const { code, stdout, stderr } = await run(...args);
      assertEquals([code, stdout], [exitCodes.badInput.code, ""]);
      assertStringIncludes(stderr, message);
      assertEquals(stderr.split("\n").length, 2);
    }
  });
});

Deno.test("replay --help names every exit code that it can have", async () => {
  const { code, stdout } = await run("--help");
  assertEquals(code, exitCodes.asExpected.code);
  const listed = [...stdout.matchAll(/^ +(\d+) {2}/gm)].map(([, digits]) => Number(digits));
  const { asExpected, differs, badInput, internalError, readerGone } = exitCodes;
  const codes = [asExpected, differs, badInput, internalError, readerGone];
  assertEquals(listed, codes.map(({ code }) => code));
});
