/**
 * The implementation, opened: its own source, but that every private field can be seen from outside.
 *
 * Nobody can list the `#fields` of an object from outside, and a list kept by hand forgets the next one.
 * So the source is copied with `#name` written as `$name`, and loaded from the copy. It does what the
 * original does, and whatever it keeps can be told (`inner_state.ts`).
 *
 * @module
 */

import type { Implementation } from "./in_process_host.ts";
import {
  implementationTexts,
  loadMutant,
  type Mutant,
  mutatedTexts,
  writeTexts,
} from "./mutants/mutant.ts";
import { parseModule, placesOf } from "./mutants/syntax.ts";

/**
 * Loads the implementation, or one with a mistake in it, with every field in sight. The copy is gone when
 * it is loaded.
 *
 * @throws {Error} if a name begins with a dollar already, or a patch does not fit.
 */
export async function openedImplementation(mutant?: Mutant): Promise<Implementation> {
  const source = await implementationTexts();
  const texts = mutant === undefined ? source : mutatedTexts(source, mutant);
  const folder = await Deno.makeTempDir({ prefix: "opened" });
  try {
    const opened = new Map([...texts].map(([path, text]) => [path, openedText(path, text)]));
    return (await loadMutant(await writeTexts(folder, opened))).implementation;
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
}

/**
 * A module's text with its private names as public ones.
 *
 * @throws {Error} if a name begins with a dollar already: it could be the name of two fields then.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { openedText } from "./opened.ts";
 *
 * const text = "class A {\n  #bit = 0; // #bit\n  flip() {\n    this.#bit ^= 1;\n  }\n}\n";
 * assertEquals(
 *   openedText("a.ts", text),
 *   "class A {\n  $bit = 0; // #bit\n  flip() {\n    this.$bit ^= 1;\n  }\n}\n",
 * );
 * ```
 */
export function openedText(path: string, text: string): string {
  const letters = text.split("");
  for (const { node } of placesOf(parseModule(text), [])) {
    if (node.type === "Identifier" && (node.name as string).startsWith("$")) {
      throw new Error(`Cannot open ${path}: "${node.name}" looks like a private name opened`);
    }
    if (node.type === "PrivateName") letters[node.start] = "$";
  }
  return letters.join("");
}
