import { assertEquals, assertStringIncludes, assertThrows } from "@std/assert";
import { TraceError } from "./errors.ts";
import { parseTrace } from "./itf_read.ts";

Deno.test("metadata, params, loop and vars may be missing", () => {
  assertEquals(parseTrace(`{ "states": [{ "x": 1, "y": 2 }, { "y": 3, "x": 4 }] }`), {
    file: undefined,
    meta: {},
    params: [],
    vars: ["x", "y"],
    states: [{ x: 1, y: 2 }, { y: 3, x: 4 }],
  });
});

Deno.test("parameters and Quint's own variables are not variables, and no variable counts twice", () => {
  const state = { "#meta": { index: 0 }, "m::x": 1, "mbt::actionTaken": "init", N: 3 };
  const vars = ["m::x", "mbt::actionTaken", "mbt::nondetPicks", "mbt::actionTaken", "m::x"];
  const trace = parseTrace(JSON.stringify({ params: ["N"], vars, states: [state] }));
  assertEquals(trace.vars, ["m::x"]);
});

Deno.test("text that is not JSON is refused", () => {
  for (const text of ["", "{", `{"states": [{"x": 1}`, "states", "{}{}"]) {
    const error = assertThrows(() => parseTrace(text, "cut.itf.json"), TraceError);
    assertEquals(error.code, "trace-not-json");
    assertStringIncludes(error.message, "cut.itf.json as JSON");
  }
});

Deno.test("JSON of another shape is refused, with the place and what stands there", () => {
  const x = { x: 1 };
  for (
    const [whole, message] of [
      [[], "Cannot read the whole of t.itf.json: expected an object with states, found []"],
      [null, "Cannot read the whole"],
      [
        {},
        "Cannot read states of t.itf.json: expected a list of at least one state, found nothing",
      ],
      [{ states: [] }, "Cannot read states"],
      [{ states: { 0: x } }, "Cannot read states"],
      [{ states: [x, 7] }, "Cannot read states[1] of t.itf.json: expected an object, found 7"],
      [{ states: [x], params: "x" }, "Cannot read params"],
      [{ states: [x], vars: [1] }, "Cannot read vars of t.itf.json: expected a list of names"],
      [{ states: [x], vars: ["y"] }, `Cannot read states[0] of t.itf.json: expected a value for`],
      [{ states: [x, {}] }, `Cannot read states[1] of t.itf.json: expected a value for the var`],
      [{ states: [x], "#meta": [] }, `Cannot read ["#meta"]`],
      [
        { states: [x, { ...x, y: 1 }], vars: ["x"] },
        `Cannot read states[1] of t.itf.json: expected the variables of "vars" alone, found "y"`,
      ],
      [{ states: [x, { x: 1, y: 1 }] }, `expected the first state's variables alone, found "y"`],
      [
        { states: [{ ...x, "#meta": { index: 0 } }, { ...x, "#meta": { index: 2 } }] },
        `Cannot read states[1]["#meta"].index of t.itf.json: expected 1, its place, found 2`,
      ],
      [{ states: [x, x], loop: 2 }, "Cannot read loop of t.itf.json: expected the number of a sta"],
      [{ states: [x], loop: -1 }, "Cannot read loop"],
      [{ states: [x], loop: "0" }, "Cannot read loop"],
    ] as const
  ) {
    const text = JSON.stringify(whole);
    const error = assertThrows(() => parseTrace(text, "t.itf.json"), TraceError, message);
    assertEquals(error.code, "trace-wrong-shape");
  }
});
