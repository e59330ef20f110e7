/**
 * How generated code holds the values of a type: as a small integer, a flag as a boolean.
 *
 * A number is itself, a name its position among the type's names, and `null` one less than the
 * least value. So the code in the packed state and the number in generated code differ by a
 * constant, which is zero for most domains.
 *
 * @module
 */

import type { ScalarDomain } from "../domains.ts";
import type { PresentType, Scalar, Type } from "./representation.ts";
import { presentOf, typeOfDomain } from "./types.ts";

/** The least number that stands for a value other than `null`. */
export function leastOf(type: PresentType | undefined): number {
  return type?.kind === "number" ? type.low : 0;
}

/** The number that stands for `null`. */
export function nullOf(type: Type): number {
  return leastOf(presentOf(type)) - 1;
}

/** The number that stands for a constant; nothing, if the type has no such value. */
export function encode(value: Scalar, type: Type): number | undefined {
  const present = presentOf(type);
  if (value === null) return nullOf(type);
  if (typeof value === "boolean") return Number(value);
  if (typeof value === "number") return value;
  const position = present?.kind === "name" ? present.values.indexOf(value) : -1;
  return position === -1 ? undefined : position;
}

/** The value that a number stands for. */
export function decode(code: number | boolean, type: Type): Scalar {
  const present = presentOf(type);
  if (typeof code === "boolean") return code;
  if (present === undefined) return null;
  if (present !== type && code === nullOf(type)) return null;
  if (present.kind === "flag") return code === 1;
  return present.kind === "name" ? present.values[code] ?? null : code;
}

/** What to add to a packed code to get the number that stands for the value. */
export function offsetOf(domain: ScalarDomain): number {
  const type = typeOfDomain(domain);
  return type.kind === "maybe" ? nullOf(type) : leastOf(type as PresentType);
}
