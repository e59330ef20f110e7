/**
 * Liveness: does something always follow, under the fairness that the actions state?
 *
 * Read `liveness.ts` for what a violation is, `region.ts` for where one can be, `fair_cycles.ts` for
 * how one is found, `loop.ts` for how it is shown, `allowance.ts` for how limits end the search;
 * `lasso.ts` checks one on the machine itself, and
 * `naive_liveness.ts` is the oracle.
 *
 * @module
 */

export { faultOfLasso } from "./lasso.ts";
export { checkLiveness, type LivenessResult } from "./liveness.ts";
