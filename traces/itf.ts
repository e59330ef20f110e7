/**
 * The Informal Trace Format: what a trace file holds, and the text it is written as.
 *
 * The format is Apalache's (ADR-015, https://apalache-mc.org/docs/adr/015adr-trace.html, revision of
 * 2023-09-14, in which every integer is a `#bigint`). Two readers set stricter rules, and what is
 * written here keeps both:
 *
 * - `itf-rs` (`src/trace.rs`, `src/state.rs`, `src/value.rs`) wants `#meta` on the trace and on
 *   every state, takes no metadata of its own but strings, and knows neither `null` nor fractions.
 *   What has structure, such as the instance, therefore stands in `#meta` as JSON text.
 * - Quint's model-based-testing readers (`quint-connect`, `src/driver/step.rs` and `nondet.rs`) look
 *   in every state for {@link ACTION_TAKEN} and {@link NONDET_PICKS}: the name of the action that
 *   led to the state, and a record in which every parameter of any action is `Some` value or `None`.
 *   `quint run --mbt` itself writes them so.
 *
 * @module
 */

/** The variable that names the action that led to a state; the first state's is {@link INIT}. */
export const ACTION_TAKEN = "mbt::actionTaken";

/** The variable that holds the parameters of that action. */
export const NONDET_PICKS = "mbt::nondetPicks";

/** What stands for the initial choice, as in Quint. */
export const INIT = "init";

/** Where the format is described. */
export const FORMAT_DESCRIPTION = "https://apalache-mc.org/docs/adr/015adr-trace.html";

/** A value. What is written never uses the map, the plain number or the unserializable form. */
export type ItfValue =
  | boolean
  | string
  | { readonly "#bigint": string }
  | { readonly "#tup": readonly ItfValue[] }
  | { readonly "#set": readonly ItfValue[] }
  | readonly ItfValue[]
  | ItfRecord;

/** A record: an object none of whose names begins with `#`. */
export interface ItfRecord {
  readonly [name: string]: ItfValue;
}

/** A value that may be absent, as Quint writes its sum type `Some(value) | None`. */
export type ItfOption = {
  readonly tag: "Some" | "None";
  readonly value: ItfValue;
};

/** What is said about a trace as a whole. Every field but `varTypes` is a string (see above). */
export interface ItfMeta {
  readonly format: "ITF";
  readonly "format-description": string;
  /** What was explored: the scenario's name, or the machine's. */
  readonly source: string;
  readonly status: "violation" | "ok";
  readonly description: string;
  /** The type of each variable in Apalache's notation, for a person who reads the file. */
  readonly varTypes: { readonly [variable: string]: string };
  readonly machine: string;
  readonly scenario?: string;
  /** JSON text of the instance: lane, model, design, fault and bounds. */
  readonly instance?: string;
  readonly property?: string;
  /** The kind of the property, or `witness`. */
  readonly kind?: string;
  /** JSON text of the values of the property's parameters for which it fails. */
  readonly arguments?: string;
  /** For a lasso, the number of the state from which on something is owed that never comes. */
  readonly obligation?: string;
  /**
   * JSON text of a record of {@link ACTION_TAKEN} and {@link NONDET_PICKS}: the step that closes the
   * loop, from the last state back to the one at `loop`. The format has no other place for it.
   */
  readonly closing?: string;
}

/** One state: its number under `#meta`, and a value for every variable. */
export interface ItfState {
  readonly "#meta": { readonly index: number };
  readonly [ACTION_TAKEN]: string;
  readonly [NONDET_PICKS]: { readonly [parameter: string]: ItfOption };
  readonly [variable: string]: unknown;
}

/** A trace, as it is written. */
export interface ItfTrace {
  readonly "#meta": ItfMeta;
  readonly params: readonly string[];
  readonly vars: readonly string[];
  /** For a lasso, the number of the state that follows the last one. */
  readonly loop?: number;
  readonly states: readonly ItfState[];
}

/**
 * The text of a trace: one line a state, so that two traces can be compared line by line. The same
 * trace always gives the same text.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { FORMAT_DESCRIPTION, itfText, type ItfTrace } from "./itf.ts";
 *
 * const trace: ItfTrace = {
 *   "#meta": {
 *     format: "ITF",
 *     "format-description": FORMAT_DESCRIPTION,
 *     source: "counter",
 *     status: "ok",
 *     description: "a count of one",
 *     varTypes: { count: "Int" },
 *     machine: "counter",
 *   },
 *   params: [],
 *   vars: ["count", "mbt::actionTaken", "mbt::nondetPicks"],
 *   states: [{
 *     "#meta": { index: 0 },
 *     "mbt::actionTaken": "init",
 *     "mbt::nondetPicks": {},
 *     count: { "#bigint": "1" },
 *   }],
 * };
 * assertEquals(JSON.parse(itfText(trace)), trace);
 * assertEquals(itfText(trace).split("\n").length, 9);
 * ```
 */
export function itfText(trace: ItfTrace): string {
  const { states, ...head } = trace;
  const lines = Object.entries(head)
    .filter(([, value]) => value !== undefined)
    .map(([name, value]) => `  ${JSON.stringify(name)}: ${JSON.stringify(value)},`);
  const body = states.map((state) => `    ${JSON.stringify(state)}`).join(",\n");
  return `{\n${lines.join("\n")}\n  "states": [\n${body}\n  ]\n}\n`;
}
