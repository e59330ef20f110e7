import { assertEquals } from "@std/assert";
import { unzipSync } from "fflate";
import * as implementation from "../../spec/implementation/mod.ts";
import { behaviourOf } from "../behaviour_of.ts";
import { parseTrace } from "../itf_read.ts";
import { replay } from "../replay.ts";
import { ringfence } from "../../spec/machine.ts";
import { inProcessAdapter } from "./in_process.ts";
import { bundleOf } from "./suite_bundle.ts";
import { explorePlace, suitePlaces } from "./suite_places.ts";
import { runSuite } from "./suite_run.ts";
import { suiteOf } from "./suites.ts";

const brokered = await explorePlace(suitePlaces.find(({ name }) => name === "brokered")!);

for (const covers of ["transitions", "pairs"] as const) {
  Deno.test(`a suite covers all ${covers} and finds nothing in the implementation`, async () => {
    const suite = suiteOf(brokered.graph, brokered.constants, covers);
    assertEquals(suite.covered, suite.all);
    const run = await runSuite(suite, brokered.constants, inProcessAdapter(implementation));
    assertEquals(run.failure, null);
    assertEquals(run.walks, suite.walks.length);
  });
}

Deno.test("a bundle is the same each time, and its traces are behaviours of the machine", () => {
  const suite = suiteOf(brokered.graph, brokered.constants, "transitions");
  const { manifest, bytes } = bundleOf(brokered, suite);
  assertEquals(bundleOf(brokered, suite).bytes, bytes);
  const { "manifest.json": _, ...files } = unzipSync(bytes);
  assertEquals(Object.keys(files).length, manifest.walks);
  const subject = { machine: ringfence(brokered.instance) };
  for (const [name, text] of Object.entries(files)) {
    const trace = parseTrace(new TextDecoder().decode(text), name);
    assertEquals(replay(subject.machine, behaviourOf(subject, trace)).kind, "replays");
  }
});
