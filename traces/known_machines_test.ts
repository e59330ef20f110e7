import { assert, assertEquals, assertThrows } from "@std/assert";
import { check } from "../checker/mod.ts";
import { machineOf } from "../scenarios/catalogue.ts";
import type { Instance } from "../scenarios/scenario.ts";
import { SMALL } from "../spec/bounds.ts";
import { behaviourOf } from "./behaviour_of.ts";
import { claimOf, faultOfClaim } from "./claim.ts";
import { TraceError } from "./errors.ts";
import { traceForms } from "./forms.ts";
import { parseTrace } from "./itf_read.ts";
import { knownMachines } from "./known_machines.ts";
import { replay } from "./replay.ts";
import { subjectOf } from "./subject_of.ts";
import { parseTraceFile, traceFile } from "./trace_file.ts";
import { traceOf } from "./trace_of.ts";

const instance: Instance = {
  lane: "remapped",
  model: "validated",
  design: "asWritten",
  bounds: { ...SMALL },
  shapes: ["read"],
};

/** What comes of replaying a trace file of which nothing is known but its bytes. */
function replayed(bytes: Uint8Array) {
  const trace = parseTraceFile(bytes, "t.itf.json");
  const subject = subjectOf(knownMachines, trace);
  const result = replay(subject.machine, behaviourOf(subject, trace));
  const claim = claimOf(subject.machine, trace)!;
  return { kind: result.kind, fault: faultOfClaim(subject.machine, result.behaviour, claim) };
}

Deno.test("a violation of any instance of the machine replays from its file alone", async () => {
  const machine = machineOf(instance);
  const { violations } = await check(machine, { stopAtFirst: true });
  assert(violations.length > 0);
  const { bytes } = traceForms.itf(
    { machine, scenario: "no_longer_there", instance },
    violations[0],
  );
  assertEquals(replayed(bytes), { kind: "replays", fault: undefined });
});

Deno.test("what an example violates replays from its file alone", async () => {
  const { machine, scenario } = knownMachines.scenarios.find(({ name }) => name === "die hard")!
    .subject();
  const { violations: [violation] } = await check(machine);
  const { bytes } = traceFile(traceOf({ machine, scenario }, violation.behaviour, violation));
  assertEquals(replayed(bytes), { kind: "replays", fault: undefined });
});

Deno.test("names are unique among scenarios and examples", () => {
  const names = knownMachines.scenarios.map(({ name }) => name);
  assertEquals(names.length, new Set(names).size);
});

Deno.test("every named scenario has a machine", () => {
  for (const { name, subject } of knownMachines.scenarios) {
    assert(Object.keys(subject().machine.actions).length > 0, name);
  }
});

Deno.test("an instance that makes no machine is refused with what is wrong", () => {
  const others = instance.bounds;
  const { depth: _, ...withoutDepth } = instance.bounds;
  for (
    const [json, message] of [
      [null, "Cannot read null as an instance"],
      [{ ...instance, lane: undefined }, "Cannot take undefined for the instance's lane"],
      [{ ...instance, lane: "side" }, `Cannot take the lane "side"`],
      [{ ...instance, design: "best" }, `Cannot take the design "best"`],
      [{ ...instance, fault: "none" }, `Cannot take the fault "none"`],
      [{ ...instance, shapes: "read" }, `Cannot take "read" for the instance's shapes`],
      [{ ...instance, bounds: withoutDepth }, "the instance's bounds.depth: expected a number"],
      [{ ...instance, bounds: { ...others, depth: 99 } }, `Cannot set the bound "depth" to 99`],
      [
        { ...instance, bounds: { ...others, frames: 3 } },
        `Cannot set the bound "frames": there is none`,
      ],
    ] as const
  ) {
    const meta = { machine: "ringfence", instance: JSON.stringify(json) };
    const trace = parseTrace(JSON.stringify({ "#meta": meta, states: [{}] }), "t.itf.json");
    const error = assertThrows(() => subjectOf(knownMachines, trace), TraceError, message);
    assertEquals(error.code, "trace-other-bounds");
  }
});
