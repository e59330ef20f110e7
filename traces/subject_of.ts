/**
 * Which machine a trace belongs to.
 *
 * A trace names its machine and holds its instance, so the machine can be built again from the file
 * alone, with any bounds, whether or not a scenario still has them. A trace of another tool says
 * nothing of the kind; then somebody has to name the scenario.
 *
 * @module
 */

import { nearestHint } from "../scenarios/nearest.ts";
import { TraceError } from "./errors.ts";
import { instanceOf } from "./behaviour_of.ts";
import type { RawTrace } from "./itf_read.ts";
import type { AnyMachine, Subject } from "./subject.ts";

/** The machines that traces may be of. */
export interface Catalogue {
  /**
   * For each machine's name, how it is made from an instance, which a trace holds as JSON. Throws if
   * it cannot be made from that.
   */
  readonly machines: { readonly [machine: string]: (instance: unknown) => AnyMachine };
  /** The machines that are known by a name of their own, with their bounds. */
  readonly scenarios: readonly { readonly name: string; readonly subject: () => Subject }[];
}

/**
 * The subject of a trace: of the scenario named, or else of what the trace says of itself.
 *
 * @throws {TraceError} `trace-unknown-machine` if there is no such scenario or machine,
 * `trace-without-machine` if nothing names one, `trace-other-bounds` if no machine can be made from
 * the trace's instance, `trace-wrong-shape` if that is not JSON.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { type Catalogue, subjectOf } from "./subject_of.ts";
 * import { parseTrace } from "./itf_read.ts";
 * import { counter } from "./testing/counter.ts";
 *
 * const catalogue: Catalogue = { machines: { counter: () => counter }, scenarios: [] };
 * const trace = parseTrace(`{ "#meta": { "machine": "counter" }, "states": [{ "count": 0 }] }`);
 * assertEquals(subjectOf(catalogue, trace).machine.name, "counter");
 * ```
 */
export function subjectOf(catalogue: Catalogue, trace: RawTrace, scenario?: string): Subject {
  const { file, meta } = trace;
  const names = catalogue.scenarios.map(({ name }) => name);
  const named = (name: unknown) => catalogue.scenarios.find((known) => known.name === name);
  if (scenario !== undefined) {
    return named(scenario)?.subject() ?? refuse("scenario", scenario, names, file);
  }
  if (typeof meta.machine !== "string") {
    throw new TraceError(
      "trace-without-machine",
      `Cannot tell which machine the trace ${file} belongs to: it does not say`,
      { file, path: `["#meta"].machine` },
    );
  }
  if (Object.hasOwn(catalogue.machines, meta.machine)) return madeAnew(catalogue, trace);
  const machines = Object.keys(catalogue.machines);
  return named(meta.scenario)?.subject() ?? refuse("machine", meta.machine, machines, file);
}

/** The subject made from what the trace says of it. */
function madeAnew(catalogue: Catalogue, trace: RawTrace): Subject {
  const { file, meta } = trace;
  const name = String(meta.machine);
  const instance = instanceOf(trace);
  try {
    const machine = catalogue.machines[name](instance);
    return typeof meta.scenario === "string"
      ? { machine, scenario: meta.scenario, instance }
      : { machine, instance };
  } catch (cause) {
    throw new TraceError(
      "trace-other-bounds",
      `Cannot make the machine "${name}" that the trace ${file} belongs to: ` +
        (cause as Error).message,
      { file, path: `["#meta"].instance`, cause },
    );
  }
}

function refuse(
  what: string,
  name: string,
  names: readonly string[],
  file: string | undefined,
): never {
  throw new TraceError(
    "trace-unknown-machine",
    `Cannot hold the trace ${file} against the ${what} "${name}": there is none${
      nearestHint(name, names)
    }`,
    { file },
  );
}
