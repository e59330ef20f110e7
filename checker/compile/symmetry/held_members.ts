/**
 * What variables of a domain hold of interchangeable index types.
 *
 * @module
 */

import type { Domain } from "../../domains.ts";
import { Sort } from "./sorts.ts";

/** Some of a machine's index types. */
export interface IndexTypes {
  has(name: string): boolean;
}

/** The sort of a variable's value. */
export function sortHeld(domain: Domain, symmetric: IndexTypes): Sort {
  switch (domain.kind) {
    case "optional":
      return sortHeld(domain.of, symmetric);
    case "index":
      return symmetric.has(domain.name) ? Sort.memberOf(domain.name) : Sort.plain;
    case "flag":
    case "range":
    case "oneOf":
    case "subset":
    case "array":
    case "record":
      return Sort.plain;
    default:
      return domain satisfies never;
  }
}

/**
 * A string that is equal for domains that hold members in the same way. It has the names of their
 * types in quotation marks.
 *
 * @example
 * ```ts
 * import { array, flag, index, optional, record, subset } from "../../domains.ts";
 * import { waysHeld } from "./held_members.ts";
 * import { assertEquals } from "@std/assert";
 *
 * const owner = index("owner", 3);
 * const domain = record({ next: optional(owner), some: subset(owner), on: array(3, flag()) });
 * assertEquals(waysHeld(domain, new Set(["owner"])), '{"owner","owner",[]}');
 * ```
 */
export function waysHeld(domain: Domain, symmetric: IndexTypes): string {
  const over = (index: { readonly name: string } | undefined) =>
    index !== undefined && symmetric.has(index.name) ? `"${index.name}"` : "";
  switch (domain.kind) {
    case "record":
      return `{${Object.values(domain.fields).map((of) => waysHeld(of, symmetric)).join()}}`;
    case "array":
      return `[${over(domain.over)}${waysHeld(domain.of, symmetric)}]`;
    case "subset":
      return over(domain.over);
    case "index":
      return over(domain);
    case "optional":
      return waysHeld(domain.of, symmetric);
    case "flag":
    case "range":
    case "oneOf":
      return "";
    default:
      return domain satisfies never;
  }
}

/** The types of whose members one is always held, so that what is cleared holds the first. */
export function alwaysHeld(domain: Domain, symmetric: IndexTypes): string[] {
  switch (domain.kind) {
    case "record":
      return Object.values(domain.fields).flatMap((of) => alwaysHeld(of, symmetric));
    case "array":
      return alwaysHeld(domain.of, symmetric);
    case "index":
      return symmetric.has(domain.name) ? [domain.name] : [];
    // These can hold none.
    case "optional":
    case "subset":
    case "flag":
    case "range":
    case "oneOf":
      return [];
    default:
      return domain satisfies never;
  }
}
