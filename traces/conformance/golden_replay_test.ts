import { assert, assertEquals } from "@std/assert";
import * as implementation from "../../spec/implementation/mod.ts";
import { behaviourOf } from "../behaviour_of.ts";
import { GOLDEN_FOLDER, knownMachines } from "../known_machines.ts";
import { subjectOf } from "../subject_of.ts";
import { readTraceFile } from "../trace_file.ts";
import { meetAttack, OUT_OF_SIGHT } from "./golden_replay.ts";
import { inProcessAdapter } from "./in_process.ts";
import type { MachineConstants } from "./machine_state.ts";

Deno.test("the implementation does not perform what any golden trace shows", async () => {
  const adapter = inProcessAdapter(implementation);
  const performed: string[] = [];
  let met = 0;
  for await (const { name } of Deno.readDir(GOLDEN_FOLDER)) {
    const raw = await readTraceFile(`${GOLDEN_FOLDER}/${name}`);
    const subject = subjectOf(knownMachines, raw);
    if (subject.machine.name !== "ringfence") continue;
    const constants = subject.machine.constants as MachineConstants;
    const property = String(raw.meta.property);
    const result = await meetAttack(adapter, constants, behaviourOf(subject, raw), property);
    met++;
    if (result.kind !== "performed") continue;
    if (!(property in OUT_OF_SIGHT)) performed.push(name);
  }
  assert(met > 0);
  assertEquals(performed, []);
});
