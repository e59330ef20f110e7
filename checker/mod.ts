/**
 * An explicit-state model checker for machines written in plain TypeScript.
 *
 * @module
 */

export * from "./check.ts";
export * from "./codec.ts";
export * from "./domains.ts";
export * from "./errors.ts";
export * from "./graph.ts";
export * from "./language.ts";
export * from "./layout.ts";
export * from "./liveness/mod.ts";
export type { Choice, Program, Successors } from "./program.ts";
export * from "./result.ts";
export * from "./stepper.ts";
