/**
 * Symmetry: of states that differ only in what interchangeable things are called, one is explored.
 *
 * A machine says which index types are interchangeable (`symmetric: ["rm"]`). It is not taken at
 * its word: `text_symmetry.ts` reads guards, effects and properties, by the rules of
 * `symmetry_error.ts`, and refuses the declaration where they tell members apart, with the place.
 * Then renaming members turns every step into a step, and it is enough to explore one
 * representative of all states that differ by a renaming (`representatives.ts`). How many states
 * there are is then the number of such *orbits*.
 *
 * Initial states may tell members apart. A step from a representative is, renamed, a step from the
 * state that it stands for, so that exactly the representatives of reachable states are reached, at
 * the depth of the nearest of these, whoever was first in the beginning. Only what variables can
 * hold (`contents.ts`) has to be found with that in mind.
 *
 * After C. N. Ip and D. L. Dill, "Better verification through symmetry" (Formal Methods in System
 * Design 9, 1996). Safety only: which member is treated fairly is not to be seen in a
 * representative, so that liveness is refused.
 *
 * @example
 * ```ts
 * import { checkCompiled } from "../check_compiled.ts";
 * import { twoPhase } from "../../examples/two_phase.ts";
 * import { assertEquals } from "@std/assert";
 *
 * const { verdict, counts, witnesses } = await checkCompiled(twoPhase(3), { symmetry: true });
 * assertEquals([verdict, counts.distinct], ["holds", 80]);
 * assertEquals(witnesses.AllCanCommit.steps.length, 11);
 * ```
 *
 * @module
 */

import { OptionsError, UnsupportedError } from "../../errors.ts";
import type { Question } from "../../engine.ts";
import type { Machine } from "../../language.ts";
import type { MachineText } from "../representation.ts";
import { asymmetriesOfMachine, asymmetriesOfProperties } from "./text_symmetry.ts";

export { asymmetriesOfMachine } from "./text_symmetry.ts";
export { SymmetryError, type SymmetryRule, symmetryRules } from "./symmetry_error.ts";

/**
 * Refuses interchangeable index types whose members a machine's guards or effects tell apart.
 *
 * @throws {SymmetryError} that names the first place.
 */
export function refuseAsymmetry(text: MachineText, symmetric: readonly string[]): void {
  // There is nothing to find then, and reading a large text takes half as long as emitting code.
  if (symmetric.length === 0) return;
  const [first] = asymmetriesOfMachine(text, symmetric);
  if (first !== undefined) throw first;
}

/**
 * The index types whose members need not be told apart to answer a question about a machine.
 *
 * @throws {OptionsError} if the machine says of no index type that its members are interchangeable.
 * @throws {SymmetryError} if a property in question tells members apart.
 * @throws {UnsupportedError} if the question is about liveness.
 */
export function symmetryFor(
  { text }: { readonly text: MachineText },
  { symmetric = [] }: Pick<Machine, "symmetric">,
  { names, lively }: Pick<Question, "names" | "lively">,
): readonly string[] {
  if (symmetric.length === 0) {
    throw new OptionsError(
      `Cannot reduce "${text.name}" by symmetry: it declares no index type symmetric`,
    );
  }
  if (lively.length > 0) {
    throw new UnsupportedError(
      `Cannot check "${lively[0]}" up to symmetry: liveness needs to know who is who. ` +
        "Check it without, or only the safety properties with",
    );
  }
  refuseAsymmetry(text, symmetric);
  const [first] = asymmetriesOfProperties(text, symmetric, names);
  if (first !== undefined) throw first;
  return symmetric;
}
