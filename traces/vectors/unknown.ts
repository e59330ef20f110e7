/**
 * Values of which nothing is known yet, as a file has them.
 *
 * @module
 */

/** An object, its fields unknown. */
export type Unknown = { readonly [field: string]: unknown };

/** Whether a value is an object, and no list. */
export function isObject(value: unknown): value is Unknown {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** Whether a value is one of some words. */
export function isOneOf(value: unknown, known: readonly string[]): boolean {
  return typeof value === "string" && known.includes(value);
}

/**
 * A value as a message quotes it: all of it if it is short.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { shown } from "./unknown.ts";
 *
 * assertEquals(shown(1.5), "1.5");
 * assertEquals(shown(undefined), "missing");
 * ```
 */
export function shown(value: unknown): string {
  const text = JSON.stringify(value) ?? "missing";
  return text.length <= 60 ? text : `${text.slice(0, 60)}…`;
}
