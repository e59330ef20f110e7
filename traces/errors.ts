/**
 * What can go wrong with a trace, each cause with a stable code.
 *
 * A message says what was attempted, where (file and place in the JSON text) and quotes the value
 * that was refused, so that a person can open the file and look.
 *
 * @module
 */

/** The causes, stable across versions, so that a script can tell them apart. */
export type TraceErrorCode =
  /** The file cannot be opened or read. */
  | "trace-unreadable"
  /** The file or folder cannot be written. */
  | "trace-unwritable"
  /** The gzip stream ends before its end. */
  | "trace-truncated"
  /** The gzip stream is damaged, or its checksum does not match. */
  | "trace-damaged"
  /** Unpacked, the trace is larger than any that is read. */
  | "trace-too-large"
  /** The bytes are not UTF-8 text. */
  | "trace-not-text"
  /** The text is not JSON. */
  | "trace-not-json"
  /** The JSON is not a trace in the Informal Trace Format. */
  | "trace-wrong-shape"
  /** The tool that wrote the trace could not write this value. */
  | "trace-unserializable"
  /** A value is not of its variable's kind, or outside its variable's domain. */
  | "trace-value-misfit"
  /** The trace does not say which machine it belongs to, and nobody else did. */
  | "trace-without-machine"
  /** The trace names a machine or scenario that is not known here. */
  | "trace-unknown-machine"
  /** The trace belongs to another machine than the one it was held against. */
  | "trace-other-machine"
  /** The trace belongs to the same machine with other bounds, lane, model, design or fault. */
  | "trace-other-bounds";

/** A trace that cannot be read, written or understood. */
export class TraceError extends Error {
  /** The cause. */
  readonly code: TraceErrorCode;
  /** The file, where there is one. */
  readonly file?: string;
  /** The place in the JSON text, such as `states[3].slots[1]`. */
  readonly path?: string;

  constructor(
    code: TraceErrorCode,
    message: string,
    where: { readonly file?: string; readonly path?: string } & ErrorOptions = {},
  ) {
    super(message, where.cause === undefined ? undefined : { cause: where.cause });
    this.name = "TraceError";
    this.code = code;
    this.file = where.file;
    this.path = where.path;
  }
}

/**
 * A value as a message quotes it: JSON-like, on one line, cut short where it is long or deep.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { quote } from "./errors.ts";
 *
 * assertEquals(quote({ "#bigint": "7" }), `{ "#bigint": "7" }`);
 * ```
 */
export function quote(value: unknown): string {
  return Deno.inspect(value, {
    depth: 2,
    iterableLimit: 4,
    strAbbreviateSize: 40,
    breakLength: Infinity,
    compact: true,
  });
}

/** Where a value stands: the file, and the place in its JSON text. */
export interface Place {
  readonly file?: string;
  readonly path: string;
}

/** The place of a cell or field of what stands at `place`. */
export function under(place: Place, step: number | string): Place {
  const plain = typeof step === "string" && /^[A-Za-z_$][\w$]*$/.test(step);
  const path = plain
    ? `${place.path}${place.path === "" ? "" : "."}${step}`
    : `${place.path}[${JSON.stringify(step)}]`;
  return { ...place, path };
}

/** ` of FILE`, where the file is known. */
export function inFile(place: { readonly file?: string }): string {
  return place.file === undefined ? "" : ` of ${place.file}`;
}
