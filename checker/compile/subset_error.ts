/**
 * Leaving the subset: what the compiler says about text that it cannot compile.
 *
 * @module
 */

import { CheckerError } from "../errors.ts";

/** The rules of the subset, by stable name. Each error names the one that was broken. */
export const subsetRules = {
  "text-found": "every function of a machine stands in its source module or in one it imports",
  "no-closure": "a function uses its parameters, its own locals, and names of its module",
  "values-known": "a module's constant is exported, or made of literals",
  "loops-counted": "a loop counts with `for (let i = a; i < b; i++)`, from and to what is known",
  "no-allocation": "guards, effects and properties make no objects, arrays, strings or functions",
  "views-are-places": "a record, array or set of the state is a place, and not a value",
  "whole-numbers": "numbers are small integers",
  "truth-values": "a condition is a comparison or a flag",
  "one-effect-a-statement": "an assignment or a change of state is a statement of its own",
  "guards-read": "guards and properties change nothing",
  "calls-known": "what is called is known before the machine runs, and does not call itself",
  "one-type": "a local holds values of one kind",
  "known-syntax": "only the statements and operators of the subset are used",
} as const;

/** The stable name of a rule. */
export type SubsetRule = keyof typeof subsetRules;

/**
 * Where something stands in the source: lines count from 1, columns too. Of something that does not
 * stand there at all, line and column are 0.
 */
export interface Site {
  readonly file: string;
  readonly line: number;
  readonly column: number;
}

/** Where what the text does not say stands, but the compiler makes up. */
export const nowhere: Site = { file: "", line: 0, column: 0 };

/** A site as an error message has it. */
export function printSite({ file, line, column }: Site): string {
  return `${file}:${line}:${column}`;
}

/**
 * Text outside the subset. The message says what stands where, if it stands anywhere, which rule it
 * breaks, and what to write instead.
 *
 * @example
 * ```ts
 * import { SubsetError } from "./subset_error.ts";
 *
 * const site = { file: "file:///ring.ts", line: 3, column: 5 };
 * const error = new SubsetError("loops-counted", site, "a `while` loop", "Count with `for`");
 * console.assert(error.message.startsWith("Cannot compile a `while` loop at file:///ring.ts:3:5"));
 * ```
 */
export class SubsetError extends CheckerError {
  readonly rule: SubsetRule;
  readonly site: Site;
  readonly advice: string;
  constructor(rule: SubsetRule, site: Site, found: string, advice: string) {
    super(
      "outside-subset",
      `Cannot compile ${found}${site.line === 0 ? "" : ` at ${printSite(site)}`}: ` +
        `${subsetRules[rule]} (${rule}). ${advice}`,
    );
    this.rule = rule;
    this.site = site;
    this.advice = advice;
  }
}
