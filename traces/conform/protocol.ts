/**
 * The protocol between the harness and an adapter: one JSON object a line, strings and whole numbers
 * only. `../PROTOCOL.md` describes it for whoever writes an adapter; this is what is checked of it.
 *
 * The harness is the provider and the controller. The adapter is the kernel under test, with the memory
 * and, in the lane that has one, the IOMMU in front of it.
 *
 * @module
 */

import type { Flat } from "../conformance/adapter.ts";
import { AdapterFault } from "../conformance/adapter_fault.ts";

/** The version spoken here. An adapter of another version is refused. */
export const PROTOCOL_VERSION = 1;

/** The longest name that an adapter may give itself, in characters. */
const LONGEST_NAME = 100;

/** A request before it is numbered. */
export type Request = { readonly op: string } & Flat;

/** An answer as it came, its number checked. */
export type Answer = { readonly outcome: string } & Flat;

/** What an adapter says of itself in the handshake. */
export interface Capabilities {
  readonly name: string;
  readonly lanes: readonly string[];
  readonly models: readonly string[];
  /** `stepwise`: a scan can be interrupted between two entries. `atomic`: a doorbell runs it whole. */
  readonly scan: "atomic" | "stepwise";
  /** Bytes of a page. */
  readonly pageBytes: number;
  /** What it offers beyond what every adapter does. */
  readonly features: readonly string[];
}

/** Why an adapter has to leave an instance out, if it has to. */
export function lacking(
  { lanes, models }: Pick<Capabilities, "lanes" | "models">,
  { lane, model }: { lane: string; model: string },
): string | null {
  if (!lanes.includes(lane)) return `the adapter has no lane ${lane}`;
  return models.includes(model) ? null : `the adapter has no model ${model}`;
}

/**
 * Reads one line of an adapter's as a flat object.
 *
 * @throws {AdapterFault} `not-json` or `not-flat`.
 *
 * @example
 * ```ts
 * import { assertEquals, assertThrows } from "@std/assert";
 * import { AdapterFault } from "../conformance/adapter_fault.ts";
 * import { parseFlat } from "./protocol.ts";
 *
 * assertEquals(parseFlat('{"id":1,"outcome":"done"}'), { id: 1, outcome: "done" });
 * assertThrows(() => parseFlat('{"id":1,"woken":[]}'), AdapterFault, "woken");
 * ```
 */
export function parseFlat(line: string): Flat {
  let value: unknown;
  try {
    value = JSON.parse(line);
  } catch {
    throw new AdapterFault("not-json", `The adapter wrote a line that is not JSON: ${cut(line)}`);
  }
  if (typeof value !== "object" || value === null || Array.isArray(value)) {
    throw new AdapterFault("not-flat", `The adapter wrote no object: ${cut(line)}`);
  }
  for (const [field, content] of Object.entries(value)) {
    if (typeof content === "string" || Number.isSafeInteger(content)) continue;
    throw new AdapterFault(
      "not-flat",
      `The adapter's field "${field}" is neither a string nor a whole number: ${cut(line)}`,
    );
  }
  const twice = repeatedField(line);
  if (twice === undefined) return value as Flat;
  throw new AdapterFault("not-flat", `The adapter's field "${twice}" is there twice: ${cut(line)}`);
}

/** The first field that flat JSON has twice, of which a parser keeps only one. */
function repeatedField(line: string): string | undefined {
  // Every string; those before a colon are names.
  const strings = line.matchAll(/("[^"\\]*(?:\\.[^"\\]*)*")(\s*:)?/g);
  const names = new Set<string>();
  for (const [, text, colon] of strings) {
    if (colon === undefined) continue;
    const name = JSON.parse(text);
    if (names.has(name)) return name;
    names.add(name);
  }
  return undefined;
}

/**
 * Reads the answer to a handshake.
 *
 * @throws {AdapterFault} `other-version` or `misfit`.
 */
export function capabilitiesOf(answer: Answer): Capabilities {
  if (answer.version !== PROTOCOL_VERSION) {
    throw new AdapterFault(
      "other-version",
      `The adapter speaks version ${JSON.stringify(answer.version)} of the protocol, ` +
        `this harness version ${PROTOCOL_VERSION}`,
    );
  }
  const { scan, page } = answer;
  if (scan !== "atomic" && scan !== "stepwise") {
    throw misfit("scan", scan, "atomic or stepwise");
  }
  if (page !== 4096) throw misfit("page", page, "4096, the size that the suites are made for");
  const name = String(answer.name ?? "adapter");
  if (name.length > LONGEST_NAME) throw misfit("name", name, "a short name");
  return {
    name: printable(name),
    lanes: words(answer, "lanes"),
    models: words(answer, "models"),
    scan,
    pageBytes: page,
    features: answer.features === undefined ? [] : words(answer, "features"),
  };
}

function words(answer: Answer, field: string): string[] {
  const value = answer[field];
  if (typeof value !== "string") throw misfit(field, value, "names with commas between them");
  return value.split(",").filter((word) => word !== "");
}

/** A field that the protocol does not allow to be so. */
export function misfit(field: string, value: unknown, wanted: string): AdapterFault {
  const found = value === undefined
    ? "is missing"
    : `is ${typeof value === "string" ? cut(value) : JSON.stringify(value)}`;
  return new AdapterFault("misfit", `The adapter's field "${field}" ${found}; wanted: ${wanted}`);
}

/** The beginning of a line, as a message quotes it. */
export function cut(line: string): string {
  const text = JSON.stringify(line.length <= 80 ? line : line.slice(0, 80));
  return line.length <= 80 ? text : `${text} and ${line.length - 80} characters more`;
}

/**
 * Text of an adapter's for a terminal: what would move the cursor or hide something is written out.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { printable } from "./protocol.ts";
 *
 * assertEquals(printable("red \x1b[31m\n"), "red \\x1b[31m\\x0a");
 * ```
 */
export function printable(text: string): string {
  return text.replaceAll(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/gu, (character) => {
    const digits = character.codePointAt(0)!.toString(16);
    return `\\x${digits.padStart(2, "0")}`;
  });
}

/** Bytes as the protocol writes them. */
export function hexOf(bytes: Uint8Array): string {
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
}

/**
 * Bytes from the protocol.
 *
 * @throws {AdapterFault} `misfit` if the text is not pairs of hexadecimal digits.
 */
export function bytesOf(field: string, value: unknown): Uint8Array {
  if (typeof value !== "string" || !/^([0-9a-f]{2})*$/i.test(value)) {
    throw misfit(field, value, "bytes as pairs of hexadecimal digits");
  }
  return Uint8Array.from(value.match(/../g) ?? [], (pair) => parseInt(pair, 16));
}

/**
 * A number from the protocol: an address or a register's value, in hexadecimal.
 *
 * @throws {AdapterFault} `misfit` if it is not a hexadecimal number.
 */
export function numberOf(field: string, value: unknown): bigint {
  if (typeof value !== "string" || !/^[0-9a-f]{1,16}$/i.test(value)) {
    throw misfit(field, value, "a hexadecimal number");
  }
  return BigInt(`0x${value}`);
}

/**
 * A number as {@link numberOf} reads it, or one that no register holds: below zero, or of 65 bits and more.
 *
 * @throws {AdapterFault} `misfit` if it is not a hexadecimal number.
 */
export function signedOf(field: string, value: unknown): bigint {
  const [, sign, digits] = /^(-?)([0-9a-f]{1,17})$/i.exec(String(value)) ?? [];
  if (digits === undefined) throw misfit(field, value, "a hexadecimal number");
  return sign === "-" ? -BigInt(`0x${digits}`) : BigInt(`0x${digits}`);
}
