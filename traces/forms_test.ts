import { assertEquals, assertStringIncludes } from "@std/assert";
import { stripAnsiCode } from "@std/fmt/colors";
import { wheelsTask } from "../scenarios/testing/wheels.ts";
import { behaviourOf } from "./behaviour_of.ts";
import { traceForms } from "./forms.ts";
import { counter, forEver } from "./testing/counter.ts";
import { parseTraceFile } from "./trace_file.ts";

const subject = {
  machine: counter,
  scenario: "counts",
  instance: wheelsTask("fault_no_reset").instance,
};
const violation = {
  property: "TwoIsReached",
  kind: "leadsTo",
  params: { by: 1 },
  behaviour: forEver,
} as const;

Deno.test("a violation is shown in lines, and as a diagram", () => {
  assertStringIncludes(stripAnsiCode(traceForms.text(subject, violation)), "2 │   bobResets\n");
  assertStringIncludes(traceForms.mermaid(subject, violation), "a1->>a1: 2 bobResets\n");
});

Deno.test("a violation is kept with all that is known of it", () => {
  const { suffix, bytes } = traceForms.itf(subject, violation);
  assertEquals(suffix, ".itf.json");
  const trace = parseTraceFile(bytes, "t");
  assertEquals(behaviourOf(subject, trace), forEver);
  const { property, kind, scenario, instance, arguments: params } = trace.meta;
  assertEquals([property, kind, scenario], ["TwoIsReached", "leadsTo", "counts"]);
  assertEquals(instance, JSON.stringify(subject.instance));
  assertEquals(JSON.parse(String(params)), violation.params);
});
