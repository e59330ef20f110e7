/**
 * Wire vectors: bytes and the fields that they stand for, and tables of what follows from fields, as data.
 * `README.md` describes the file field by field.
 *
 * @module
 */

import { isObject, isOneOf, shown, type Unknown } from "./unknown.ts";
import { FORMATS, MISFITS, TABLES, type WireFields, type WireKind } from "./wire_fields.ts";

/** Fields by name. A number of 64 bits is hexadecimal text. */
export type Fields = { readonly [field: string]: string | number };

/** Bytes, and fields. */
export interface WireVector {
  readonly name: string;
  readonly format: string;
  /** `both`: either is made of the other. `decode`, `encode`: one way alone. */
  readonly way: "both" | "decode" | "encode";
  /** How many bytes there are. */
  readonly length: number;
  /** The bytes up to the last one that is not zero. */
  readonly bytes: string;
  readonly fields: Fields;
  readonly answer: "done" | "refused";
}

/** A row of a table. */
export interface WireRow {
  readonly name: string;
  readonly table: string;
  readonly given: Fields;
  readonly answer: "done" | "refused";
  readonly fields: Fields;
}

/** A file of wire vectors. */
export interface WireFile {
  readonly format: "ringfence-wire";
  readonly version: 1;
  readonly vectors: readonly WireVector[];
  readonly rows: readonly WireRow[];
}

/**
 * Everything that is wrong with a file of wire vectors, one sentence each; nothing if it is well formed.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { problemsOfWire } from "./wire.ts";
 *
 * assertEquals(problemsOfWire({ format: "ringfence-wire", version: 3 }), [
 *   "version is 3: this checker knows version 1",
 * ]);
 * ```
 */
export function problemsOfWire(value: unknown): string[] {
  const file = isObject(value) ? value : {};
  if (file.format !== "ringfence-wire") return ["format is not ringfence-wire"];
  if (file.version !== 1) {
    return [`version is ${shown(file.version)}: this checker knows version 1`];
  }
  const names = new Set<unknown>();
  const problems: string[] = [];
  const checks = { vectors: problemsOfVector, rows: problemsOfRow };
  for (const [list, problemsOf] of Object.entries(checks)) {
    const entries = file[list];
    if (!Array.isArray(entries) || entries.length === 0) {
      problems.push(`${list} is not a list of at least one`);
      continue;
    }
    entries.forEach((entry: unknown, i) => {
      const fields = isObject(entry) ? entry : {};
      const { name } = fields;
      const where = `${list}[${i}]${typeof name === "string" ? ` (${name})` : ""}`;
      const isName = typeof name === "string" && /^[a-z0-9_]+$/.test(name);
      if (!isName) problems.push(`${where}: name is no snake_case`);
      if (names.has(name)) problems.push(`${where}: the name is used twice`);
      names.add(name);
      problems.push(...problemsOf(fields).map((problem) => `${where}: ${problem}`));
    });
  }
  return problems;
}

function problemsOfVector({ format, way, length, bytes, fields, answer }: Unknown): string[] {
  const known = typeof format === "string" && Object.hasOwn(FORMATS, format)
    ? FORMATS[format]
    : null;
  if (known === null) return [`the format ${shown(format)} is not known`];
  const problems: string[] = [];
  const need = (holds: boolean, problem: string) => {
    if (!holds) problems.push(problem);
  };
  need(isOneOf(way, ["both", "decode", "encode"]), "way is neither both, decode nor encode");
  need(isOneOf(answer, ["done", "refused"]), "answer is neither done nor refused");
  need(answer !== "refused" || way !== "both", "what is refused goes one way");
  const isLength = Number.isSafeInteger(length) && (length as number) >= 0;
  need(isLength, `length is ${shown(length)}, which is no count`);
  const isBytes = typeof bytes === "string" && /^([0-9a-f]{2})*$/.test(bytes) &&
    !bytes.endsWith("00");
  need(isBytes, "bytes is no pairs of digits up to one that is not zero");
  if (!isObject(fields)) return [...problems, "fields is no object"];
  if (problems.length > 0) return problems;
  need((bytes as string).length <= 2 * (length as number), "there are more bytes than length says");
  if (answer === "refused") {
    const isEmpty = way === "decode" ? Object.keys(fields).length === 0 : length === 0;
    need(isEmpty, "what is refused has no result");
  } else {
    const fixed = known.bytes === null || known.bytes === length;
    need(fixed, `length is ${length}: the format has ${known.bytes} bytes`);
  }
  if (way !== "encode" && answer === "done") problems.push(...missingOf(fields, known.fields));
  // A value that does not fit is refused, so that it may be anything.
  problems.push(...problemsOfFields(fields, known.fields, answer === "refused"));
  return problems;
}

function problemsOfRow({ table, given, answer, fields }: Unknown): string[] {
  const known = typeof table === "string" && Object.hasOwn(TABLES, table) ? TABLES[table] : null;
  if (known === null) return [`the table ${shown(table)} is not known`];
  if (!isObject(given) || !isObject(fields)) return ["given or fields is no object"];
  const problems = [
    ...missingOf(given, known.given),
    ...problemsOfFields(given, known.given, answer === "refused"),
    ...problemsOfFields(fields, known.answer, false),
  ];
  if (!isOneOf(answer, ["done", "refused"])) problems.push("answer is neither done nor refused");
  if (answer === "refused" && Object.keys(fields).length > 0) {
    problems.push("what is refused has no result");
  }
  const isAnswered = answer === "refused" || Object.keys(known.answer).length === 0;
  if (!isAnswered && Object.keys(fields).length === 0) problems.push("nothing follows");
  return problems;
}

function missingOf(fields: Unknown, known: WireFields): string[] {
  const missing = Object.keys(known).filter((field) => !Object.hasOwn(fields, field));
  return missing.map((field) => `the field ${field} is missing`);
}

function problemsOfFields(fields: Unknown, known: WireFields, mayMisfit: boolean): string[] {
  return Object.entries(fields).flatMap(([field, value]) => {
    if (!Object.hasOwn(known, field)) return [`the field ${shown(field)} is not known`];
    const kind = known[field];
    const isMisfit = mayMisfit && typeof value === "string" &&
      (MISFITS[kind]?.test(value) ?? false);
    if (isMisfit || fits(value, kind)) return [];
    return [`${field} is ${shown(value)}, which is no ${kind}`];
  });
}

/** Whether a value is of a kind. */
function fits(value: unknown, kind: WireKind): boolean {
  if (kind === "integer") return Number.isSafeInteger(value);
  return typeof value === "string" && PATTERNS[kind].test(value);
}

const PATTERNS: { readonly [kind in Exclude<WireKind, "integer">]: RegExp } = {
  number: /^[0-9a-f]{1,16}$/,
  text: /^[ !#-[\]-~]*$/,
  numbers: /^([0-9a-f]{1,16}(,[0-9a-f]{1,16})*)?$/,
  pairs: /^([0-9a-f]{1,17}:[0-9a-f]{1,17}(,[0-9a-f]{1,17}:[0-9a-f]{1,17})*)?$/,
  word: /^\w+$/,
};
