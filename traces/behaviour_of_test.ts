import { assertEquals, assertThrows } from "@std/assert";
import { machine, range, record } from "../checker/mod.ts";
import { behaviourOf } from "./behaviour_of.ts";
import type { Subject } from "./subject.ts";
import { traceOf } from "./trace_of.ts";
import { TraceError, type TraceErrorCode } from "./errors.ts";
import { itfText, type ItfTrace } from "./itf.ts";
import { parseTrace } from "./itf_read.ts";
import { counter, forEver, toThree } from "./testing/counter.ts";

const instance = { lane: "bounce", bounds: { frames: 3, owners: 2 } };
const subject: Subject = { machine: counter, scenario: "counter_of_three", instance };

const read = (trace: unknown, of: Subject = subject) =>
  behaviourOf(of, parseTrace(JSON.stringify(trace), "t.itf.json"));

/** A copy of a JSON value in which the fields given are changed, or taken out where undefined. */
// deno-lint-ignore no-explicit-any
function changed(trace: ItfTrace, change: (copy: any) => void): unknown {
  const copy = JSON.parse(itfText(trace));
  change(copy);
  return copy;
}

Deno.test("the text of a trace, as a person sees it", () => {
  const claim = { property: "NeverThree", kind: "invariant" } as const;
  assertEquals(
    itfText(traceOf({ machine: counter, scenario: "counter_of_three" }, toThree, claim)),
    `{
  "#meta": {"format":"ITF","format-description":"https://apalache-mc.org/docs/adr/015adr-trace.html",\
"source":"counter_of_three","status":"violation","description":"NeverThree fails after 2 steps",\
"varTypes":{"count":"Int","seen":"Set(Int)","slots":"Seq(Int)","table":"Seq(Bool)",\
"owner":"None(UNIT) | Some(Int)"},"machine":"counter","scenario":"counter_of_three",\
"property":"NeverThree","kind":"invariant"},
  "params": [],
  "vars": ["count","seen","slots","table","owner","mbt::actionTaken","mbt::nondetPicks"],
  "states": [
    {"#meta":{"index":0},"mbt::actionTaken":"init","mbt::nondetPicks":\
{"by":{"tag":"None","value":{"#tup":[]}},"start":{"tag":"Some","value":{"#bigint":"0"}}},\
"count":{"#bigint":"0"},"seen":{"#set":[]},"slots":[{"#bigint":"0"},{"#bigint":"0"}],\
"table":[false,false],"owner":{"tag":"None","value":{"#tup":[]}}},
    {"#meta":{"index":1},"mbt::actionTaken":"aliceAdds","mbt::nondetPicks":\
{"by":{"tag":"Some","value":{"#bigint":"1"}},"start":{"tag":"None","value":{"#tup":[]}}},\
"count":{"#bigint":"1"},"seen":{"#set":[{"#bigint":"1"}]},\
"slots":[{"#bigint":"0"},{"#bigint":"0"}],\
"table":[true,false],"owner":{"tag":"Some","value":{"#bigint":"1"}}},
    {"#meta":{"index":2},"mbt::actionTaken":"aliceAdds","mbt::nondetPicks":\
{"by":{"tag":"Some","value":{"#bigint":"2"}},"start":{"tag":"None","value":{"#tup":[]}}},\
"count":{"#bigint":"3"},"seen":{"#set":[{"#bigint":"1"},{"#bigint":"2"}]},\
"slots":[{"#bigint":"1"},{"#bigint":"0"}],\
"table":[true,false],"owner":{"tag":"Some","value":{"#bigint":"2"}}}
  ]
}
`,
  );
});

Deno.test("itf-rs: metadata on trace and states, nothing of its own in it but strings", () => {
  const claim = { property: "TwoIsReached", kind: "leadsTo", params: { by: 1 } } as const;
  const trace = traceOf(subject, { ...forEver, obligation: 0 }, claim);
  const { varTypes, ...meta } = trace["#meta"];
  for (const value of [...Object.values(meta), ...Object.values(varTypes)]) {
    assertEquals(typeof value, "string");
  }
  assertEquals(trace.states.map((state) => state["#meta"]), [{ index: 0 }, { index: 1 }, {
    index: 2,
  }]);
  assertEquals(trace.loop, 1);
  assertEquals(meta.description, "TwoIsReached fails: from state 1 on for ever");
});

Deno.test("reading undoes writing, of a prefix and of a lasso", () => {
  for (const behaviour of [toThree, forEver, { ...forEver, obligation: 2 }]) {
    assertEquals(read(traceOf(subject, behaviour)), behaviour);
  }
});

Deno.test("a trace that Quint wrote is read", () => {
  const file = new URL("testing/counter_quint.itf.json", import.meta.url);
  const trace = parseTrace(Deno.readTextFileSync(file), "counter_quint.itf.json");
  const { steps } = behaviourOf({ machine: counter }, trace);
  assertEquals(steps.map(({ action, params }) => [action, params]), [
    [null, { start: 0 }],
    ["aliceAdds", { by: 1 }],
    ["bobResets", {}],
    ["aliceAdds", { by: 2 }],
    ["aliceAdds", { by: 1 }],
  ]);
  assertEquals(steps.at(-1)!.state, {
    count: 3,
    seen: [1, 2],
    slots: [2, 0],
    table: [true, false],
    owner: 1,
  });
});

Deno.test("a trace that says nothing of actions is read; variables may be qualified", () => {
  const states = [{ "m::count": 0 }, { "m::count": 1, "mbt::actionTaken": "" }];
  const small = machine({ ...counter, state: record({ count: range(0, 3) }), properties: {} });
  assertEquals(read({ states, loop: 0 }, { machine: small }), {
    steps: [
      { action: null, params: null, state: { count: 0 } },
      { action: null, params: null, state: { count: 1 } },
    ],
    loop: 0,
  });
});

Deno.test("an action that the machine lacks is left for the replay to report", () => {
  const trace = changed(traceOf(subject, toThree), (copy) => {
    copy.states[1]["mbt::actionTaken"] = "carolAdds";
  });
  assertEquals(read(trace).steps[1].action, "carolAdds");
});

Deno.test("a trace of another machine, of other bounds, or damaged is refused with the place", () => {
  const trace = traceOf(subject, forEver);
  // deno-lint-ignore no-explicit-any
  const refused: [TraceErrorCode, string, (copy: any) => void][] = [
    [
      "trace-other-machine",
      `Cannot take the trace of t.itf.json for one of the machine "counter": it is one of "clock"`,
      (copy) => copy["#meta"].machine = "clock",
    ],
    [
      "trace-other-machine",
      `it has no variable "owner"`,
      (copy) => {
        for (const state of copy.states) delete state.owner;
        copy.vars = copy.vars.filter((name: string) => name !== "owner");
      },
    ],
    [
      "trace-other-machine",
      `the machine has no variable "hour"`,
      (copy) => {
        for (const state of copy.states) state.hour = 1;
        copy.vars.push("hour");
      },
    ],
    [
      "trace-other-bounds",
      `for one of "counter_of_three": its instance has bounds.frames 4, not 3`,
      (copy) => copy["#meta"].instance = `{"bounds":{"owners":2,"frames":4},"lane":"bounce"}`,
    ],
    [
      "trace-other-bounds",
      `its instance has fault "noScan", not absent`,
      (copy) => copy["#meta"].instance = JSON.stringify({ ...instance, fault: "noScan" }),
    ],
    [
      "trace-wrong-shape",
      `Cannot read ["#meta"].instance of t.itf.json as JSON`,
      (copy) => copy["#meta"].instance = "{",
    ],
    [
      "trace-wrong-shape",
      `Cannot read ["#meta"].closing of t.itf.json: expected JSON text, found {}`,
      (copy) => copy["#meta"].closing = {},
    ],
    [
      "trace-wrong-shape",
      `Cannot read ["#meta"].obligation of t.itf.json: expected the number of a state, 0 to 2`,
      (copy) => copy["#meta"].obligation = "3",
    ],
    [
      "trace-wrong-shape",
      `Cannot read states[1]["mbt::actionTaken"] of t.itf.json: expected the name of an action`,
      (copy) => copy.states[1]["mbt::actionTaken"] = { "#bigint": "1" },
    ],
    [
      "trace-wrong-shape",
      `Cannot read states[1]["mbt::nondetPicks"].by of t.itf.json: aliceAdds needs a value`,
      (copy) => copy.states[1]["mbt::nondetPicks"].by = { tag: "None", value: {} },
    ],
    [
      "trace-value-misfit",
      `states[1]["mbt::nondetPicks"].by.value of t.itf.json: expected an integer from 1 to 2`,
      (copy) => copy.states[1]["mbt::nondetPicks"].by.value = { "#bigint": "3" },
    ],
    [
      "trace-value-misfit",
      "states[2].slots[1] of t.itf.json: expected an integer from 0 to 3",
      (copy) => copy.states[2].slots[1] = { "#bigint": "4" },
    ],
  ];
  for (const [code, message, change] of refused) {
    const error = assertThrows(() => read(changed(trace, change)), TraceError, message);
    assertEquals(error.code, code);
    assertEquals(error.file, "t.itf.json");
  }
});

Deno.test("the order of an instance's fields does not matter", () => {
  const trace = changed(traceOf(subject, toThree), (copy) => {
    copy["#meta"].instance = `{"bounds":{"owners":2,"frames":3},"lane":"bounce"}`;
  });
  assertEquals(read(trace), toThree);
});

Deno.test("a behaviour of another machine is not written", () => {
  const steps = [{ action: null, params: { start: 0 }, state: { count: 9 } }];
  const error = assertThrows(() => traceOf(subject, { steps }), TraceError);
  assertEquals(error.code, "trace-value-misfit");
});
