/**
 * What somebody may have meant who wrote a name that does not exist.
 *
 * @module
 */

import { levenshteinDistance } from "@std/text/levenshtein-distance";

/**
 * The name that `word` is most like, or whose beginning it is most like: long names are often
 * mistyped early and left unfinished. `undefined` if more than a third of the word's letters would have
 * to change: then something else was meant.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { nearest } from "./nearest.ts";
 *
 * const names = ["clean", "hostile_unaligned_base"];
 * assertEquals(nearest("hostle_un", names), "hostile_unaligned_base");
 * assertEquals(nearest("depth", names), undefined);
 * assertEquals(nearest("mostly", names), undefined);
 * ```
 */
export function nearest(word: string, names: readonly string[]): string | undefined {
  let found: string | undefined;
  let least = Math.round(word.length / 3) + 1;
  for (const name of names) {
    const distance = Math.min(
      levenshteinDistance(word, name),
      levenshteinDistance(word, name.slice(0, word.length)),
    );
    if (distance >= least) continue;
    least = distance;
    found = name;
  }
  return found;
}

/** {@link nearest}, as the end of a sentence. */
export function nearestHint(word: string, names: readonly string[]): string {
  const likely = nearest(word, names);
  return likely === undefined ? "" : `; the nearest is "${likely}"`;
}
