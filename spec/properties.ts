/**
 * Properties: what must be true. Each names the sentence of the document that it formalises.
 *
 * A memory access is an event, so what is claimed of accesses is claimed of steps: of every step in
 * which the controller or the kernel touches memory, judged in the state in which it does so.
 *
 * | file | claims about |
 * | --- | --- |
 * | `properties/accesses.ts` | what the controller touches, and what it executes |
 * | `properties/doorbells.ts` | doorbells, scans, refusals, rings |
 * | `properties/completions.ts` | completions and waiters |
 * | `properties/grants.ts` | windows, claims, teardown, what providers can see |
 * | `properties/witnesses.ts` | the hostile cases, and what must be possible |
 * | `properties/progress.ts` | what must happen in the end |
 *
 * @module
 */

export * from "./properties/accesses.ts";
export * from "./properties/completions.ts";
export * from "./properties/doorbells.ts";
export * from "./properties/grants.ts";
export * from "./properties/progress.ts";
export * from "./properties/witnesses.ts";
