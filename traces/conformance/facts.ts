/**
 * What was expected and what came, side by side.
 *
 * @module
 */

/** One observation. */
export interface Fact {
  readonly name: string;
  /** What would have been right: usually one thing, of reasons sometimes several. */
  readonly expected: readonly string[];
  readonly actual: string;
  readonly holds: boolean;
}

/**
 * An observation; what is missing came as nothing.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { fact } from "./facts.ts";
 *
 * assertEquals(fact("outcome", ["refused"], "done").holds, false);
 * assertEquals(fact("tail", ["1"], 1).holds, true);
 * assertEquals(fact("reason", ["sgl"], undefined).actual, "nothing");
 * ```
 */
export function fact(
  name: string,
  expected: Iterable<string>,
  actual: string | number | undefined,
): Fact {
  const wanted = [...new Set(expected)];
  const came = String(actual ?? "nothing");
  return { name, expected: wanted, actual: came, holds: wanted.includes(came) };
}

/** A fact as one line. */
export function factText({ name, expected, actual }: Fact): string {
  return `${name}: expected ${expected.join(" or ")}, was ${actual}`;
}
