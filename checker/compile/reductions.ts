/**
 * The reductions around a machine, put together in one place for every search that explores it.
 *
 * @module
 */

import type { GeneratedProgram } from "./generated_program.ts";
import type { LevelProgram } from "./level_search.ts";
import { ReducedProgram, type Reduction } from "./reduction/mod.ts";
import { SymmetricProgram } from "./symmetry/symmetric_program.ts";

/** What a search leaves out. All of it is data, so that it can be sent to other workers. */
export interface Reductions {
  /** States that differ by interchanging members of the index types named. */
  readonly symmetric?: readonly string[];
  /** Steps whose order does not matter. */
  readonly partialOrder?: Reduction;
}

/** A machine with the reductions given around it. */
export function reducedBy(
  whole: GeneratedProgram,
  { symmetric, partialOrder }: Reductions,
): LevelProgram {
  const represented = symmetric === undefined ? whole : new SymmetricProgram(whole, symmetric);
  return partialOrder === undefined ? represented : new ReducedProgram(represented, partialOrder);
}
