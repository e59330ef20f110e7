/**
 * All mutants.
 *
 * @module
 */

import { checkMutants } from "./check_mutants.ts";
import { lifetimeMutants } from "./lifetime_mutants.ts";
import type { Mutant } from "./mutant.ts";
import { submissionMutants } from "./submission_mutants.ts";

export { loadMutant, type Mutant } from "./mutant.ts";

/** The mutants, each with one mistake. */
export const mutants: readonly Mutant[] = [
  ...submissionMutants,
  ...checkMutants,
  ...lifetimeMutants,
];
