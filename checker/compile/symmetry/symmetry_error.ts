/**
 * A symmetry that a machine declares and its text breaks.
 *
 * The rules are those of the scalarsets of C. N. Ip and D. L. Dill, "Better verification through
 * symmetry" (Formal Methods in System Design 9, 1996): a member of an interchangeable type may be
 * stored, compared for equality with another, and used to reach what is kept for it. Whatever else
 * is done with it could tell one member from another.
 *
 * @module
 */

import { CheckerError } from "../../errors.ts";
import type { Site } from "../subset_error.ts";

/** What a text keeps to where index types are interchangeable, by stable name. */
export const symmetryRules = {
  "no-literal": "its members have no numbers: they come from parameters, the state and loops",
  "no-order": "none of its members comes before another",
  "no-arithmetic": "nothing is computed from its members",
  "one-index-type": "members of two index types are never the same",
  "own-members": "what is kept for its members is reached with its members",
  "nobody-first": "no member is singled out",
  "any-order": "a loop over its members does the same in whatever order it visits them",
} as const;

/** The stable name of a rule. */
export type SymmetryRule = keyof typeof symmetryRules;

/**
 * A place where the text tells apart members of an index type that was declared symmetric.
 *
 * @example
 * ```ts
 * import { SymmetryError } from "./symmetry_error.ts";
 * import { assertEquals } from "@std/assert";
 *
 * const site = { file: "file:///ring.ts", line: 3, column: 5 };
 * const { message } = new SymmetryError("owner", "no-order", site, "a comparison by `<`");
 * assertEquals(
 *   message,
 *   'Cannot interchange the members of "owner": a comparison by `<` at file:///ring.ts:3:5 ' +
 *     "(none of its members comes before another; no-order)",
 * );
 * ```
 */
export class SymmetryError extends CheckerError {
  /** The index type. */
  readonly index: string;
  readonly rule: SymmetryRule;
  readonly site: Site;
  constructor(index: string, rule: SymmetryRule, site: Site, found: string) {
    super(
      "broken-symmetry",
      `Cannot interchange the members of "${index}": ${found} at ` +
        `${site.file}:${site.line}:${site.column} (${symmetryRules[rule]}; ${rule})`,
    );
    this.index = index;
    this.rule = rule;
    this.site = site;
  }
}
