/**
 * The compiler: the same specification text, as fast as generated code.
 *
 * A machine names the module that holds its text (`source: import.meta.url`). The compiler reads
 * that text (`source.ts`, `names.ts`), turns it into a small typed representation
 * (`representation.ts`, made by `lower_machine.ts`), and generates step functions on packed words
 * from it (`emit_machine.ts`). `check_compiled.ts` searches with them.
 *
 * @example The same verdict and counts as direct execution, with two threads and by symmetry too
 * ```ts
 * import { checkCompiled } from "./mod.ts";
 * import { check } from "../mod.ts";
 * import { twoPhase } from "../examples/two_phase.ts";
 * import { assertEquals } from "@std/assert";
 *
 * const direct = await check(twoPhase(3));
 * for (const workers of [1, 2]) {
 *   const { verdict, counts } = await checkCompiled(twoPhase(3), { workers });
 *   assertEquals([verdict, counts], [direct.verdict, direct.counts]);
 * }
 * const { counts } = await checkCompiled(twoPhase(3), { symmetry: true });
 * assertEquals([direct.counts.distinct, counts.distinct], [288, 80]);
 * ```
 *
 * To learn how it works, read in this order: `representation.ts`, `frame.ts`, `lower_machine.ts`,
 * `possible_values.ts`, `specialise.ts`, `emit_action.ts`; then, for the search, `state_keys.ts`, `key_set.ts`,
 * `level_search.ts` and `retrace.ts`; for several threads, `parallel/parallel_search.ts`;
 * for fewer steps, `reduction/mod.ts`; for fewer states, `symmetry/mod.ts`.
 *
 * @module
 */

export { checkCompiled, type CompiledOptions } from "./check_compiled.ts";
export {
  coverageOf,
  type CoveragePoint,
  type CoverageReport,
  mergeCoverage,
  printCoverage,
  printDecided,
} from "./coverage.ts";
export { compile, CompiledProgram, generatedSource } from "./compiled.ts";
export { printAction, printBlock, printExpression } from "./print.ts";
export { printMachine } from "./print_machine.ts";
export { type Footprint, footprintsOf, printFootprint } from "./reduction/mod.ts";
export * from "./representation.ts";
export { SymmetryError, type SymmetryRule, symmetryRules } from "./symmetry/mod.ts";
export { type Site, SubsetError, type SubsetRule, subsetRules } from "./subset_error.ts";
