/**
 * What the thread that asked for a search and those that explore say to each other. All of it is
 * data, so that it can be sent.
 *
 * @module
 */

import {
  DomainError,
  IndexError,
  InternalError,
  isOutOfMemory,
  MemoryError,
  NullError,
} from "../../errors.ts";
import type { ProgramData } from "../generated_program.ts";
import type { Met, Tally } from "../level_search.ts";
import type { Reductions } from "../reductions.ts";
import type { SearchMemory } from "./member.ts";

/** What an explorer is told. */
export interface Order {
  readonly program: ProgramData;
  readonly reductions: Reductions;
  /** The properties to check. */
  readonly names: readonly string[];
  readonly stopAtFirst: boolean;
  readonly memory: SearchMemory;
}

/** What an explorer has found. */
export interface Report {
  readonly met: readonly Met[];
  readonly tally: Tally;
  readonly steps: Float64Array;
  readonly failure?: Failure;
}

/** What went wrong, and where, as far as that is known. */
export interface Failure {
  readonly error: ErrorData;
  readonly at?: { readonly state: Uint32Array; readonly level: number };
}

/** An error without its class, which does not travel. */
export type ErrorData =
  | { readonly kind: "null"; readonly of: [string, string | undefined, string | undefined] }
  | {
    readonly kind: "domain";
    readonly of: [string, unknown, string | undefined, string | undefined];
  }
  | {
    readonly kind: "index";
    readonly of: [string, number, string | undefined, string | undefined];
  }
  | { readonly kind: "memory"; readonly of: [string] }
  | { readonly kind: "internal"; readonly of: [string] }
  | { readonly kind: "other"; readonly message: string; readonly stack?: string };

/** An error as data. */
export function dataOf(error: unknown): ErrorData {
  if (error instanceof NullError) {
    return { kind: "null", of: [error.site, error.action, error.property] };
  }
  if (error instanceof DomainError) {
    return { kind: "domain", of: [error.field, error.value, error.action, error.property] };
  }
  if (error instanceof IndexError) {
    return { kind: "index", of: [error.field, error.index, error.action, error.property] };
  }
  if (error instanceof InternalError) return { kind: "internal", of: [error.message] };
  if (isOutOfMemory(error)) return { kind: "memory", of: [error.message] };
  const { message, stack } = error instanceof Error ? error : new Error(String(error));
  return { kind: "other", message, stack };
}

/** The error that data stands for. */
export function errorOf(data: ErrorData): Error {
  switch (data.kind) {
    case "null":
      return new NullError(...data.of);
    case "domain":
      return new DomainError(...data.of);
    case "index":
      return new IndexError(...data.of);
    case "memory":
      return new MemoryError(...data.of);
    case "internal":
      return new InternalError(...data.of);
    case "other":
      return Object.assign(new Error(data.message), { stack: data.stack });
  }
}
