/**
 * Numbers with a unit on the command line: `20M` states, `4GiB`, `90s`.
 *
 * @module
 */

import { UsageError } from "./exit_codes.ts";

const units = {
  /** States, in ones. */
  count: { "": 1, k: 1e3, m: 1e6, g: 1e9 },
  /** Memory, in bytes. */
  bytes: { "": 1, kib: 2 ** 10, mib: 2 ** 20, gib: 2 ** 30, kb: 1e3, mb: 1e6, gb: 1e9 },
  /** Time, in milliseconds; a bare number means seconds. */
  milliseconds: { "": 1e3, ms: 1, s: 1e3, m: 60e3, h: 3600e3 },
} as const satisfies { readonly [kind: string]: { readonly [unit: string]: number } };

/**
 * The number that `text` stands for, in the unit that `kind` names.
 *
 * @param option The option that carries it, for the message.
 * @throws {UsageError} if it is no positive number with one of the units of its kind.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { quantity } from "./quantities.ts";
 *
 * assertEquals(quantity("--max-time", "1.5m", "milliseconds"), 90_000);
 * assertEquals(quantity("--max-memory", "4GiB", "bytes"), 4_294_967_296);
 * ```
 */
export function quantity(option: string, text: string, kind: keyof typeof units): number {
  const known: { readonly [unit: string]: number } = units[kind];
  const [, digits, unit] = /^(\d+(?:\.\d+)?) ?([a-z]*)$/i.exec(text) ?? [];
  const value = Math.round(Number(digits) * known[unit?.toLowerCase()]);
  if (!Number.isSafeInteger(value) || value <= 0) {
    const suffixes = Object.keys(known).filter((suffix) => suffix !== "").join(", ");
    throw new UsageError(
      `Cannot use "${text}" as ${option}: it takes a positive number, bare or with ${suffixes}`,
    );
  }
  return value;
}

/**
 * The whole number that `text` stands for.
 *
 * @param option The option that carries it, for the message.
 * @param bounds The least, and the greatest if it is not 999,999,999.
 * @throws {UsageError} if it is none, or lies outside.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { wholeNumber } from "./quantities.ts";
 *
 * assertEquals(wholeNumber("--jobs", "2", { from: 1 }), 2);
 * ```
 */
export function wholeNumber(
  option: string,
  text: string,
  { from, to = 999_999_999 }: { readonly from: number; readonly to?: number },
): number {
  const value = Number(text);
  if (/^\d+$/.test(text) && value >= from && value <= to) return value;
  throw new UsageError(
    `Cannot use "${text}" as ${option}: it takes a number from ${from} to ${to}`,
  );
}
