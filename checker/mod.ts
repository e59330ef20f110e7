/**
 * An explicit-state model checker for machines written in plain TypeScript.
 *
 * @module
 */

export * from "./domains.ts";
export * from "./errors.ts";
export * from "./language.ts";
export * from "./result.ts";
