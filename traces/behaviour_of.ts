/**
 * The behaviour that a trace tells, once the machine is known.
 *
 * Held against another machine or other bounds than its own, a trace is refused with the difference,
 * instead of being misread.
 *
 * @example There and back
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { type Behaviour, language, machine, range, record } from "../checker/mod.ts";
 * import { behaviourOf } from "./behaviour_of.ts";
 * import { traceOf } from "./trace_of.ts";
 * import { parseTrace } from "./itf_read.ts";
 * import { itfText } from "./itf.ts";
 *
 * const schema = record({ count: range(0, 3) });
 * const { action } = language<typeof schema, null>();
 * const counter = machine({
 *   name: "counter",
 *   actors: ["alice"],
 *   constants: null,
 *   state: schema,
 *   initial: action({ when: () => true, then: () => {} }),
 *   actions: {
 *     aliceAdds: action({
 *       params: () => ({ by: range(1, 2) }),
 *       when: (s, { by }) => s.count + by <= 3,
 *       then: (s, { by }) => { s.count += by; },
 *     }),
 *   },
 *   properties: {},
 * });
 * const behaviour: Behaviour = {
 *   steps: [
 *     { action: null, params: {}, state: { count: 0 } },
 *     { action: "aliceAdds", params: { by: 2 }, state: { count: 2 } },
 *   ],
 * };
 * const subject = { machine: counter };
 * const trace = traceOf(subject, behaviour);
 * assertEquals(trace.states[1]["mbt::nondetPicks"], {
 *   by: { tag: "Some", value: { "#bigint": "2" } },
 * });
 * assertEquals(behaviourOf(subject, parseTrace(itfText(trace))), behaviour);
 * ```
 *
 * @module
 */

import type { Plain } from "../checker/mod.ts";
import { inFile, type Place, quote, TraceError, under } from "./errors.ts";
import { ACTION_TAKEN, NONDET_PICKS } from "./itf.ts";
import type { RawState, RawTrace } from "./itf_read.ts";
import { fromItf, isObject } from "./itf_value.ts";
import {
  type AnyMachine,
  parametersOf,
  type Subject,
  type ToldBehaviour,
  type ToldStep,
  variablesOf,
} from "./subject.ts";

/**
 * The behaviour that a trace tells.
 *
 * Variables are found under their own name, or under one that ends with `::` and their name, as
 * Quint qualifies them.
 *
 * @throws {TraceError} `trace-other-machine` or `trace-other-bounds` if the trace says that it
 * belongs to another subject or has other variables; `trace-value-misfit`, `trace-unserializable` or
 * `trace-wrong-shape` with the place if a value in it cannot be read.
 */
export function behaviourOf(subject: Subject, trace: RawTrace): ToldBehaviour {
  refuseOther(subject, trace);
  const { machine } = subject;
  const keys = keysOf(machine, trace);
  const { file } = trace;
  const steps = trace.states.map((state, index) => {
    const place = { file, path: `states[${index}]` };
    const values: { [name: string]: Plain } = {};
    for (const [name, domain] of variablesOf(machine)) {
      const key = keys.get(name)!;
      values[name] = fromItf(domain, state[key], under(place, key));
    }
    return { ...readStep(machine, state, place, index === 0), state: values };
  });
  if (trace.loop === undefined) return { steps };
  const closing = readClosing(machine, trace);
  const obligation = readObligation(trace);
  return {
    steps,
    loop: trace.loop,
    ...(closing === undefined ? {} : { closing }),
    ...(obligation === undefined ? {} : { obligation }),
  };
}

function refuseOther(subject: Subject, { meta, file }: RawTrace): void {
  const { machine, instance } = subject;
  if (typeof meta.machine === "string" && meta.machine !== machine.name) {
    throw new TraceError(
      "trace-other-machine",
      `Cannot take the trace${inFile({ file })} for one of the machine "${machine.name}": it is ` +
        `one of "${meta.machine}"`,
      { file, path: `["#meta"].machine` },
    );
  }
  const told = instanceOf({ meta, file });
  if (instance === undefined || told === undefined) return;
  const different = firstDifference(told, JSON.parse(JSON.stringify(instance)), "");
  if (different === undefined) return;
  const { path, left, right } = different;
  throw new TraceError(
    "trace-other-bounds",
    `Cannot take the trace${inFile({ file })} for one of ` +
      `"${subject.scenario ?? machine.name}": its instance has ${path} ${shown(left)}, not ` +
      shown(right),
    { file, path: `["#meta"].instance` },
  );
}

/**
 * The instance that a trace says it belongs to, if it says so.
 *
 * @throws {TraceError} `trace-wrong-shape` if what it says is not JSON.
 */
export function instanceOf({ meta, file }: Pick<RawTrace, "meta" | "file">): unknown {
  return meta.instance === undefined ? undefined : jsonIn("instance", meta.instance, file);
}

/**
 * JSON text in a field of the metadata, parsed.
 *
 * @throws {TraceError} `trace-wrong-shape` if it is none.
 */
export function jsonIn(name: string, text: unknown, file: string | undefined): unknown {
  const place = { file, path: `["#meta"].${name}` };
  try {
    if (typeof text === "string") return JSON.parse(text);
  } catch (cause) {
    throw new TraceError(
      "trace-wrong-shape",
      `Cannot read ${place.path}${inFile(place)} as JSON: ${(cause as Error).message}`,
      { ...place, cause },
    );
  }
  throw new TraceError(
    "trace-wrong-shape",
    `Cannot read ${place.path}${inFile(place)}: expected JSON text, found ${shown(text)}`,
    place,
  );
}

function shown(value: unknown): string {
  return value === undefined ? "absent" : JSON.stringify(value);
}

/** The first place in which two JSON values differ, whatever the order of their fields. */
function firstDifference(
  left: unknown,
  right: unknown,
  path: string,
): { path: string; left: unknown; right: unknown } | undefined {
  if (!isObject(left) || !isObject(right)) {
    return JSON.stringify(left) === JSON.stringify(right) ? undefined : { path, left, right };
  }
  for (const name of new Set([...Object.keys(left), ...Object.keys(right)])) {
    const at = path === "" ? name : `${path}.${name}`;
    const found = firstDifference(left[name], right[name], at);
    if (found !== undefined) return found;
  }
  return undefined;
}

/** Under which name each of the machine's variables stands in the trace. */
function keysOf(machine: AnyMachine, { vars, file }: RawTrace): Map<string, string> {
  const unused = new Set(vars);
  const keys = new Map<string, string>();
  for (const [name] of variablesOf(machine)) {
    const key = vars.find((v) => v === name) ?? vars.find((v) => v.endsWith(`::${name}`));
    if (key === undefined) {
      throw otherVariables(machine, file, `it has no variable "${name}"`);
    }
    unused.delete(key);
    keys.set(name, key);
  }
  const [extra] = unused;
  if (extra === undefined) return keys;
  throw otherVariables(machine, file, `the machine has no variable "${extra}"`);
}

function otherVariables(machine: AnyMachine, file: string | undefined, why: string): TraceError {
  return new TraceError(
    "trace-other-machine",
    `Cannot take the trace${inFile({ file })} for one of the machine "${machine.name}": ${why}`,
    { file, path: "vars" },
  );
}

function readStep(
  machine: AnyMachine,
  state: RawState,
  place: Place,
  first: boolean,
): ToldStep {
  const taken = state[ACTION_TAKEN] ?? "";
  if (typeof taken !== "string") {
    const at = under(place, ACTION_TAKEN);
    throw new TraceError(
      "trace-wrong-shape",
      `Cannot read ${at.path}${inFile(at)}: expected the name of an action, found ${quote(taken)}`,
      at,
    );
  }
  // Quint leaves an action that has no name empty.
  const action = taken !== "" && !first ? taken : null;
  if (!first && action === null) return { action, params: null };
  // An action that the machine lacks is for the replay to report: its parameters have no domains.
  if (action !== null && !Object.hasOwn(machine.actions, action)) return { action, params: null };
  const picks = state[NONDET_PICKS];
  const domains = parametersOf(machine, action);
  if (!isObject(picks)) {
    return { action, params: Object.keys(domains).length === 0 ? {} : null };
  }
  const params: { [name: string]: boolean | number | string | null } = {};
  for (const [name, domain] of Object.entries(domains)) {
    const at = under(under(place, NONDET_PICKS), name);
    const pick = picks[name];
    if (!isObject(pick) || pick.tag !== "Some") {
      // Which choice made the initial state is only of interest, not needed to find that state.
      if (action === null) return { action, params: null };
      throw new TraceError(
        "trace-wrong-shape",
        `Cannot read ${at.path}${inFile(at)}: ${action} needs a value for "${name}", as Some`,
        at,
      );
    }
    params[name] = fromItf(domain, pick.value, under(at, "value")) as typeof params[string];
  }
  return { action, params };
}

function readClosing(machine: AnyMachine, { meta, file }: RawTrace): ToldStep | undefined {
  if (meta.closing === undefined) return undefined;
  const closing = jsonIn("closing", meta.closing, file);
  const place = { file, path: `["#meta"].closing` };
  return readStep(machine, isObject(closing) ? closing : {}, place, false);
}

function readObligation({ meta, states, file }: RawTrace): number | undefined {
  if (meta.obligation === undefined) return undefined;
  const position = Number(meta.obligation);
  if (Number.isInteger(position) && position >= 0 && position < states.length) return position;
  const place = { file, path: `["#meta"].obligation` };
  throw new TraceError(
    "trace-wrong-shape",
    `Cannot read ${place.path}${inFile(place)}: expected the number of a state, 0 to ` +
      `${states.length - 1}, found ${shown(meta.obligation)}`,
    place,
  );
}
