/**
 * All mutants.
 *
 * @module
 */

import { checkMutants } from "./check_mutants.ts";
import { lifetimeMutants } from "./lifetime_mutants.ts";
import type { Mutant } from "./mutant.ts";
import { submissionMutants } from "./submission_mutants.ts";

export { implementationTexts, loadMutant, type Mutant, mutant, mutatedTexts } from "./mutant.ts";

/** The mutants, each with one mistake. */
export const mutants: readonly Mutant[] = [
  ...submissionMutants,
  ...checkMutants,
  ...lifetimeMutants,
];
