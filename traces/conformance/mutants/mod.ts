/**
 * All mutants.
 *
 * @module
 */

import { checkMutants } from "./check_mutants.ts";
import { derivedMutants } from "./derived_mutants.ts";
import { lifetimeMutants } from "./lifetime_mutants.ts";
import type { Mutant } from "./mutant.ts";
import { submissionMutants } from "./submission_mutants.ts";

export {
  implementationTexts,
  isWireMutant,
  type LoadedMutant,
  loadMutant,
  type Mutant,
  mutant,
  mutatedTexts,
  writeMutant,
} from "./mutant.ts";

/** The mutants of a source, each with one mistake: those thought of, then those derived from it. */
export function mutantsOf(source: ReadonlyMap<string, string>): Mutant[] {
  return [...submissionMutants, ...checkMutants, ...lifetimeMutants, ...derivedMutants(source)];
}
