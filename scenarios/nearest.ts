/**
 * What somebody may have meant who wrote a name that does not exist.
 *
 * @module
 */

import { closestString } from "@std/text/closest-string";

/**
 * The name that `word` is most like, or whose beginning it is most like: long names are often
 * mistyped early and left unfinished.
 *
 * @param names At least one.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { nearest } from "./nearest.ts";
 *
 * assertEquals(nearest("hostle_un", ["clean", "hostile_unaligned_base"]), "hostile_unaligned_base");
 * ```
 */
export function nearest(word: string, names: readonly string[]): string {
  const byText = new Map(names.map((name) => [name.slice(0, word.length), name]));
  for (const name of names) byText.set(name, name);
  return byText.get(closestString(word, [...byText.keys()]))!;
}
