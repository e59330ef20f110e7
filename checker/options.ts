/**
 * What the values of options must be. A value that is none of them is refused, since a check that
 * takes it for the default would not be the one that was asked for.
 *
 * @module
 */

import { OptionsError } from "./errors.ts";
import type { CheckOptions } from "./result.ts";

/** What values an option may have, in words and as a test. */
export interface OptionKind {
  /** Goes on after "it must be". */
  readonly be: string;
  readonly allows: (value: unknown) => boolean;
}

/** By the name of the option. */
export type OptionKinds<O> = { readonly [name in keyof O]-?: OptionKind };

/** `true` or `false`. */
export const flagKind: OptionKind = {
  be: "true or false",
  allows: (value) => typeof value === "boolean",
};

/** A limit; `Infinity` is none. */
const limitKind: OptionKind = {
  be: "a number, 0 or more",
  allows: (value) => typeof value === "number" && value >= 0,
};

/** What the options of every check must be. */
export const checkKinds: OptionKinds<CheckOptions> = {
  properties: {
    be: "a list of names",
    allows: (value) => Array.isArray(value) && value.every((name) => typeof name === "string"),
  },
  maxStates: limitKind,
  maxBytes: limitKind,
  maxMilliseconds: limitKind,
  stopAtFirst: flagKind,
  onProgress: { be: "a function", allows: (value) => typeof value === "function" },
  progressEvery: limitKind,
  signal: { be: "an AbortSignal", allows: (value) => value instanceof AbortSignal },
};

/**
 * Refuses options whose values are not what they must be. One that is `undefined` is not given.
 *
 * @throws {OptionsError} naming the option and quoting its value.
 *
 * @example
 * ```ts
 * import { assertThrows } from "@std/assert";
 * import { OptionsError } from "./errors.ts";
 * import { checkKinds, requireOptions } from "./options.ts";
 *
 * requireOptions({ maxStates: 1000 }, checkKinds);
 * assertThrows(
 *   () => requireOptions({ maxStates: NaN }, checkKinds),
 *   OptionsError,
 *   "Cannot check with maxStates NaN: it must be a number, 0 or more",
 * );
 * ```
 */
export function requireOptions<O extends object>(options: Partial<O>, kinds: OptionKinds<O>): void {
  for (const name of Object.keys(kinds) as (keyof O & string)[]) {
    const value: unknown = options[name];
    const { be, allows } = kinds[name];
    if (value === undefined || allows(value)) continue;
    throw new OptionsError(`Cannot check with ${name} ${quoted(value)}: it must be ${be}`);
  }
}

/** A value as an error quotes it. */
function quoted(value: unknown): string {
  if (typeof value === "string") return JSON.stringify(value);
  if (Array.isArray(value)) return `[${value.map(quoted).join(", ")}]`;
  if (typeof value === "object" && value !== null) return "{…}";
  return typeof value === "function" ? "a function" : String(value);
}
