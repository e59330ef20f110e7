/**
 * Partial-order reduction: of steps whose order does not matter, one order is enough.
 *
 * Where several processes do things that have nothing to do with each other, a search visits every
 * state between them. For claims about states, and for deadlock, most of these can be left out:
 * every claim that is met is still met, after a behaviour that may be longer. How it is decided
 * which, and why that is sound, is in `ample.ts`; read before it `footprint.ts`, `dependence.ts`,
 * `observed.ts` and `measure.ts`. Whether a machine is worth the trouble is decided in `worth.ts`.
 *
 * @example Eight workers that have nothing to do with each other
 * ```ts
 * import { checkCompiled } from "../check_compiled.ts";
 * import { workers } from "./testing/concurrent_machines.ts";
 * import { assertEquals } from "@std/assert";
 *
 * const all = await checkCompiled(workers(8));
 * const fewer = await checkCompiled(workers(8), { partialOrder: true });
 * assertEquals(all.counts.distinct, 4 ** 8);
 * assertEquals(fewer.counts.distinct, 3 * 8 + 1);
 * assertEquals(fewer.violations.length, all.violations.length);
 * ```
 *
 * @module
 */

export { type Footprint, footprintsOf, printFootprint } from "./footprint.ts";
export { ReducedProgram } from "./reduced_program.ts";
export { type Reduction, reductionFor, type ReductionOptions } from "./reduction.ts";
export { sparing } from "./worth.ts";
