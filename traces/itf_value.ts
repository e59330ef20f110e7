/**
 * Values as the Informal Trace Format writes them, and back, directed by the schema.
 *
 * | domain | written | read as well |
 * | --- | --- | --- |
 * | `flag` | `true`, `false` | |
 * | `range`, `index` | `{"#bigint": "3"}` | `3` |
 * | `oneOf` | `"name"` | |
 * | `optional` | `{"tag": "Some", "value": …}`, `{"tag": "None", "value": {"#tup": []}}` | `None` with any or no value |
 * | `subset` | `{"#set": […]}`, ascending | a list; any order |
 * | `array` | `[…]` | `{"#tup": […]}`, `{"#map": [[0, …], …]}`, `{"0": …, "1": …}` |
 * | `record` | `{"field": …}`, in the schema's order | any order |
 *
 * The right-hand column is what others write for the same value: plain numbers in traces from before
 * 2023 and from TLC, `#map` for TLA+ functions, a list for a set and an object with numbers for
 * names from TLC's Json module, `{}` or `{"tag": "UNIT", …}` in `None` from older Quint and from
 * Apalache. The schema says which is meant, so none of this is guesswork.
 *
 * An absent value is Quint's sum type as `quint run` writes it today; `itf-rs` reads it into an
 * `Option`.
 *
 * @module
 */

import type { ArrayDomain, Domain, Plain, RecordDomain, SubsetDomain } from "../checker/mod.ts";
import { inFile, type Place, quote, TraceError, under } from "./errors.ts";
import type { ItfOption, ItfValue } from "./itf.ts";

/** The form of "no value". */
export const NONE: ItfOption = { tag: "None", value: { "#tup": [] } };

/** The form of a value that may be absent and is not. */
export function some(value: ItfValue): ItfOption {
  return { tag: "Some", value };
}

/**
 * Writes a value of `domain`.
 *
 * @throws {TraceError} `trace-value-misfit` if it is none.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { optional, range, record, subset } from "../checker/mod.ts";
 * import { toItf } from "./itf_value.ts";
 *
 * const domain = record({ head: range(0, 3), owner: optional(range(0, 1)), free: subset(3) });
 * assertEquals(toItf(domain, { head: 2, owner: null, free: [0, 2] }), {
 *   head: { "#bigint": "2" },
 *   owner: { tag: "None", value: { "#tup": [] } },
 *   free: { "#set": [{ "#bigint": "0" }, { "#bigint": "2" }] },
 * });
 * ```
 */
export function toItf(domain: Domain, value: Plain, place: Place = { path: "" }): ItfValue {
  switch (domain.kind) {
    case "flag":
      if (typeof value === "boolean") return value;
      break;
    case "range":
    case "index":
      if (isWithin(domain, value)) return { "#bigint": String(value) };
      break;
    case "oneOf":
      if (typeof value === "string" && domain.values.includes(value)) return value;
      break;
    case "optional":
      return value === null ? NONE : some(toItf(domain.of, value, place));
    case "subset":
      if (Array.isArray(value) && value.every((member) => isMember(domain, member))) {
        return { "#set": value.map((member) => ({ "#bigint": String(member) })) };
      }
      break;
    case "array":
      if (Array.isArray(value) && value.length === domain.length) {
        return value.map((cell, i) => toItf(domain.of, cell, under(place, i)));
      }
      break;
    case "record":
      if (isObject(value) && hasFields(domain, Object.keys(value))) {
        const fields = value as { readonly [name: string]: Plain };
        return Object.fromEntries(
          Object.entries(domain.fields).map((
            [name, of],
          ) => [name, toItf(of, fields[name], under(place, name))]),
        );
      }
  }
  throw misfit(domain, value, place);
}

/**
 * Reads a value of `domain`.
 *
 * @throws {TraceError} `trace-value-misfit` if it is of another kind or outside the domain,
 * `trace-unserializable` if the tool that wrote it could not write it.
 *
 * @example
 * ```ts
 * import { assertEquals, assertThrows } from "@std/assert";
 * import { array, range } from "../checker/mod.ts";
 * import { fromItf } from "./itf_value.ts";
 *
 * const heads = array(2, range(0, 3));
 * assertEquals(fromItf(heads, [{ "#bigint": "3" }, 0], { path: "states[0].heads" }), [3, 0]);
 * assertThrows(
 *   () => fromItf(heads, [{ "#bigint": "4" }, 0], { path: "states[0].heads" }),
 *   Error,
 *   "states[0].heads[0]",
 * );
 * ```
 */
export function fromItf(domain: Domain, value: unknown, place: Place): Plain {
  if (isObject(value) && "#unserializable" in value) {
    throw new TraceError(
      "trace-unserializable",
      `Cannot read ${place.path}${inFile(place)}: the tool that wrote it could not write its ` +
        `value, ${quote(value["#unserializable"])}`,
      place,
    );
  }
  switch (domain.kind) {
    case "flag":
      if (typeof value === "boolean") return value;
      break;
    case "range":
    case "index": {
      const number = integer(value);
      if (isWithin(domain, number)) return number;
      break;
    }
    case "oneOf":
      if (typeof value === "string" && domain.values.includes(value)) return value;
      break;
    case "optional":
      if (isObject(value) && value.tag === "None") return null;
      if (isObject(value) && value.tag === "Some") {
        return fromItf(domain.of, value.value, under(place, "value"));
      }
      break;
    case "subset":
      return readSubset(domain, value, place);
    case "array":
      return readArray(domain, value, place);
    case "record":
      return readRecord(domain, value, place);
  }
  throw misfit(domain, value, place);
}

function readSubset(domain: SubsetDomain, value: unknown, place: Place): Plain {
  const listed = isObject(value) ? value["#set"] : value;
  if (!Array.isArray(listed)) throw misfit(domain, value, place);
  const members = listed.map((member, i) => {
    const number = integer(member);
    if (!isMember(domain, number)) throw misfit(domain, value, under(place, i));
    return number;
  });
  return [...new Set(members)].sort((left, right) => left - right);
}

function readArray(domain: ArrayDomain, value: unknown, place: Place): Plain {
  const cells = cellsOf(value);
  if (cells?.length !== domain.length) throw misfit(domain, value, place);
  return cells.map((cell, i) => fromItf(domain.of, cell, under(place, i)));
}

/** The cells of an array in any of its four forms, or nothing where it is none of them. */
function cellsOf(value: unknown): unknown[] | undefined {
  if (Array.isArray(value)) return value;
  if (!isObject(value)) return undefined;
  if (Array.isArray(value["#tup"])) return value["#tup"];
  const pairs = Array.isArray(value["#map"])
    ? value["#map"]
    : Object.entries(value).map(([name, cell]) => [/^\d+$/.test(name) ? Number(name) : name, cell]);
  const cells = new Map<unknown, unknown>();
  for (const pair of pairs) {
    if (!Array.isArray(pair) || pair.length !== 2) return undefined;
    cells.set(integer(pair[0]), pair[1]);
  }
  const inOrder = Array.from({ length: cells.size }, (_, i) => cells.get(i));
  return pairs.every((_, i) => cells.has(i)) ? inOrder : undefined;
}

function readRecord(domain: RecordDomain, value: unknown, place: Place): Plain {
  if (!isObject(value) || !hasFields(domain, Object.keys(value))) {
    throw misfit(domain, value, place);
  }
  return Object.fromEntries(
    Object.entries(domain.fields).map((
      [name, of],
    ) => [name, fromItf(of, value[name], under(place, name))]),
  );
}

/** The integer that is written, in either form, or nothing. */
function integer(value: unknown): number | undefined {
  if (typeof value === "number") return Number.isSafeInteger(value) ? value : undefined;
  if (!isObject(value)) return undefined;
  const digits = value["#bigint"];
  return typeof digits === "string" && /^-?\d+$/.test(digits) ? Number(digits) : undefined;
}

function isWithin(
  domain: { kind: "range"; low: number; high: number } | { kind: "index"; size: number },
  value: unknown,
): value is number {
  const [low, high] = domain.kind === "range" ? [domain.low, domain.high] : [0, domain.size - 1];
  return typeof value === "number" && Number.isInteger(value) && value >= low && value <= high;
}

function isMember(domain: SubsetDomain, value: unknown): value is number {
  return isWithin({ kind: "range", low: 0, high: domain.size - 1 }, value);
}

function hasFields(domain: RecordDomain, names: readonly string[]): boolean {
  const fields = Object.keys(domain.fields);
  return fields.length === names.length && fields.every((name) => names.includes(name));
}

/** Whether a value is a JSON object, rather than a list, `null` or a scalar. */
export function isObject(value: unknown): value is { readonly [name: string]: unknown } {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function misfit(domain: Domain, value: unknown, place: Place): TraceError {
  return new TraceError(
    "trace-value-misfit",
    `Cannot take ${quote(value)} for ${place.path === "" ? "a value" : place.path}` +
      `${inFile(place)}: expected ${expected(domain)}`,
    place,
  );
}

/** What a message calls the values of a domain. */
function expected(domain: Domain): string {
  switch (domain.kind) {
    case "flag":
      return "true or false";
    case "range":
      return `an integer from ${domain.low} to ${domain.high}`;
    case "index":
      return `the number of a ${domain.name}, 0 to ${domain.size - 1}`;
    case "oneOf":
      return `one of ${domain.values.map((name) => `"${name}"`).join(", ")}`;
    case "optional":
      return `Some or None of ${expected(domain.of)}`;
    case "subset":
      return `a set of numbers from 0 to ${domain.size - 1}`;
    case "array":
      return `a list of length ${domain.length}`;
    case "record":
      return `a record of ${Object.keys(domain.fields).join(", ")}`;
  }
}

/**
 * The type of a domain's values in Apalache's notation (ADR-002), as `varTypes` shows it.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { array, oneOf, optional, range, record, subset } from "../checker/mod.ts";
 * import { itfType } from "./itf_value.ts";
 *
 * const slot = record({ prp1: optional(range(0, 3)), opc: oneOf("read", "write") });
 * assertEquals(itfType(array(2, slot)), "Seq({ prp1: None(UNIT) | Some(Int), opc: Str })");
 * assertEquals(itfType(subset(4)), "Set(Int)");
 * ```
 */
export function itfType(domain: Domain): string {
  switch (domain.kind) {
    case "flag":
      return "Bool";
    case "range":
    case "index":
      return "Int";
    case "oneOf":
      return "Str";
    case "optional":
      return `None(UNIT) | Some(${itfType(domain.of)})`;
    case "subset":
      return "Set(Int)";
    case "array":
      return `Seq(${itfType(domain.of)})`;
    case "record": {
      const fields = Object.entries(domain.fields).map(([name, of]) => `${name}: ${itfType(of)}`);
      return `{ ${fields.join(", ")} }`;
    }
  }
}
