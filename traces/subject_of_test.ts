import { assertEquals, assertThrows } from "@std/assert";
import { subjectOf } from "./subject_of.ts";
import { TraceError } from "./errors.ts";
import { parseTrace } from "./itf_read.ts";
import { counter } from "./testing/counter.ts";
import { catalogue } from "./testing/counter_catalogue.ts";

function traceWith(meta: { readonly [name: string]: unknown }) {
  return parseTrace(JSON.stringify({ "#meta": meta, states: [{ count: 0 }] }), "t.itf.json");
}

Deno.test("a trace is held against what it says it belongs to", () => {
  const instance = { bounds: { limit: 3 } };
  const meta = { machine: "counter", scenario: "any", instance: JSON.stringify(instance) };
  assertEquals(subjectOf(catalogue, traceWith(meta)), {
    machine: counter,
    scenario: "any",
    instance,
  });
});

Deno.test("a trace that says nothing is held against the scenario named", () => {
  const { machine, scenario } = subjectOf(catalogue, traceWith({}), "counts_to_three");
  assertEquals([machine.name, scenario], ["counter", "counts_to_three"]);
});

Deno.test("a trace of a machine that is known by a name alone is held against that", () => {
  const { scenarios } = catalogue;
  const meta = { machine: "counter", scenario: "counts_to_three" };
  assertEquals(subjectOf({ machines: {}, scenarios }, traceWith(meta)), scenarios[0].subject());
});

Deno.test("what there is not is refused, with the nearest name", () => {
  for (
    const [meta, scenario, code, message] of [
      [{}, undefined, "trace-without-machine", "which machine the trace t.itf.json belongs to"],
      [
        { machine: "conter" },
        undefined,
        "trace-unknown-machine",
        `against the machine "conter": there is none; the nearest is "counter"`,
      ],
      [
        { machine: "toString" },
        undefined,
        "trace-unknown-machine",
        `against the machine "toString": there is none`,
      ],
      [
        {},
        "counts_to_thee",
        "trace-unknown-machine",
        `against the scenario "counts_to_thee": there is none; the nearest is "counts_to_three"`,
      ],
      [
        { machine: "counter", instance: `{"bounds":{"limit":-1}}` },
        undefined,
        "trace-other-bounds",
        `Cannot make the machine "counter" that the trace t.itf.json belongs to: Cannot count with`,
      ],
      [{ machine: "counter", instance: "{" }, undefined, "trace-wrong-shape", "as JSON"],
    ] as const
  ) {
    const trace = traceWith(meta);
    const error = assertThrows(() => subjectOf(catalogue, trace, scenario), TraceError, message);
    assertEquals(error.code, code);
  }
});
