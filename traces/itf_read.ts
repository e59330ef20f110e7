/**
 * Reads the text of a trace as far as it can be read without knowing the machine: the shape of the
 * whole, not yet the values in it (`behaviour.ts` reads those).
 *
 * It takes what `itf.ts` writes, and what Apalache and Quint write: metadata may be missing on the
 * trace and on the states, `vars` may be missing or name a variable twice (Quint repeats its own),
 * `params` and `loop` may be missing. Counterexamples in TLC's own JSON are taken too (`tlc_read.ts`).
 *
 * @module
 */

import { inFile, type Place, quote, TraceError } from "./errors.ts";
import { ACTION_TAKEN, NONDET_PICKS } from "./itf.ts";
import { isObject } from "./itf_value.ts";
import { fromTlc } from "./tlc_read.ts";

/** A trace whose values have not been looked at yet. */
export interface RawTrace {
  /** The file, for messages. */
  readonly file?: string;
  readonly meta: { readonly [name: string]: unknown };
  readonly params: readonly string[];
  /** The variables that every state has, in the order of the first; without Quint's own two. */
  readonly vars: readonly string[];
  readonly loop?: number;
  readonly states: readonly RawState[];
}

/** A state whose values have not been looked at yet. */
export interface RawState {
  readonly [variable: string]: unknown;
}

/**
 * Reads the text of a trace.
 *
 * @param file The name that messages call it by.
 * @throws {TraceError} `trace-not-json` or `trace-wrong-shape`, with the place.
 *
 * @example What Apalache wrote before integers were `#bigint`
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { parseTrace } from "./itf_read.ts";
 *
 * const trace = parseTrace(`{ "vars": ["count"], "states": [{ "count": 0 }, { "count": 1 }] }`);
 * assertEquals(trace.vars, ["count"]);
 * assertEquals(trace.states[1].count, 1);
 * ```
 */
export function parseTrace(text: string, file?: string): RawTrace {
  let whole: unknown;
  try {
    whole = fromTlc(JSON.parse(text));
  } catch (cause) {
    throw new TraceError(
      "trace-not-json",
      `Cannot read the trace${inFile({ file })} as JSON: ${(cause as Error).message}`,
      { file, cause },
    );
  }
  const at = (path: string) => ({ file, path });
  if (!isObject(whole)) throw wrong(at("the whole"), "an object with states", whole);

  const states = whole.states;
  if (!Array.isArray(states) || states.length === 0) {
    throw wrong(at("states"), "a list of at least one state", states);
  }
  const plain = states.findIndex((state) => !isObject(state));
  if (plain !== -1) throw wrong(at(`states[${plain}]`), "an object", states[plain]);

  const params = names(whole.params ?? [], at("params"));
  const listed = whole.vars === undefined ? undefined : names(whole.vars, at("vars"));
  const vars = variables(states, listed, params, file);

  const meta = whole["#meta"] ?? {};
  if (!isObject(meta)) throw wrong(at(`["#meta"]`), "an object", meta);

  const loop = whole.loop;
  if (loop === undefined) return { file, meta, params, vars, states };
  if (typeof loop !== "number" || !Number.isInteger(loop) || loop < 0 || loop >= states.length) {
    throw wrong(at("loop"), `the number of a state, 0 to ${states.length - 1}`, loop);
  }
  return { file, meta, params, vars, loop, states };
}

function names(value: unknown, place: Place): string[] {
  if (!Array.isArray(value) || !value.every((name) => typeof name === "string")) {
    throw wrong(place, "a list of names", value);
  }
  return value;
}

/** The variables of the first state, once every state is known to have them and no others. */
function variables(
  states: readonly RawState[],
  listed: readonly string[] | undefined,
  params: readonly string[],
  file: string | undefined,
): string[] {
  const notVariables = new Set(["#meta", ACTION_TAKEN, NONDET_PICKS, ...params]);
  const vars = [...new Set(listed ?? Object.keys(states[0]))].filter((v) => !notVariables.has(v));
  states.forEach((state, i) => {
    const place = { file, path: `states[${i}]` };
    const missing = vars.find((name) => !Object.hasOwn(state, name));
    if (missing !== undefined) {
      throw wrong(place, `a value for the variable "${missing}"`, state);
    }
    const more = Object.keys(state).find((name) => !vars.includes(name) && !notVariables.has(name));
    if (more !== undefined) {
      const whose = listed === undefined
        ? "the first state's variables"
        : `the variables of "vars"`;
      throw wrong(place, `${whose} alone`, more);
    }
    const meta = state["#meta"];
    const index = isObject(meta) ? meta.index : undefined;
    if (index !== undefined && index !== i) {
      throw wrong({ file, path: `states[${i}]["#meta"].index` }, `${i}, its place`, index);
    }
  });
  return vars;
}

function wrong(place: Place, expected: string, found: unknown) {
  return new TraceError(
    "trace-wrong-shape",
    `Cannot read ${place.path}${inFile(place)}: expected ${expected}, found ` +
      (found === undefined ? "nothing" : quote(found)),
    place,
  );
}
