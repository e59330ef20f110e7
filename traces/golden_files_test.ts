/**
 * The golden traces that are kept with the project.
 */

import { assertEquals } from "@std/assert";
import { behaviourOf } from "./behaviour_of.ts";
import { claimOf, faultOfClaim } from "./claim.ts";
import { goldenTraces, staleTraces } from "./golden.ts";
import { GOLDEN_FOLDER, knownMachines, library } from "./known_machines.ts";
import { replay } from "./replay.ts";
import { subjectOf } from "./subject_of.ts";
import { parseTraceFile } from "./trace_file.ts";

Deno.test("golden traces", async (t) => {
  const traces = await Array.fromAsync(goldenTraces(library));

  await t.step("none is stale (deno task golden rewrites them)", async () => {
    assertEquals(await staleTraces(GOLDEN_FOLDER, traces), []);
  });

  await t.step("each replays from its file alone, and shows what it claims", () => {
    for (const { name, bytes } of traces) {
      const trace = parseTraceFile(bytes, name);
      const subject = subjectOf(knownMachines, trace);
      const { kind, behaviour } = replay(subject.machine, behaviourOf(subject, trace));
      assertEquals([name, kind], [name, "replays"]);
      const claim = claimOf(subject.machine, trace)!;
      assertEquals([name, faultOfClaim(subject.machine, behaviour, claim)], [name, undefined]);
    }
  });
});
