/**
 * The engine's error vocabulary: one class a cause, each with a stable `code`, so that a caller can
 * tell them apart without reading messages. Messages say what was attempted and quote the value
 * that was refused.
 *
 * @module
 */

import type { Behaviour } from "./result.ts";

/** What can go wrong in the engine, by stable code. */
export type ErrorCode =
  | "bad-schema"
  | "bad-machine"
  | "domain-misfit"
  | "index-misfit"
  | "bad-choice"
  | "not-enabled"
  | "unsupported-combination"
  | "outside-subset"
  | "broken-symmetry"
  | "bad-options"
  | "out-of-memory"
  | "internal";

/** Any error that the engine raises on purpose. */
export class CheckerError extends Error {
  /** The cause, stable across versions. */
  readonly code: ErrorCode;
  constructor(code: ErrorCode, message: string, options?: ErrorOptions) {
    super(message, options);
    this.code = code;
    this.name = new.target.name;
  }
}

/** A domain or schema that cannot be made. */
export class SchemaError extends CheckerError {
  constructor(message: string) {
    super("bad-schema", message);
  }
}

/** A machine whose parts do not fit together. */
export class MachineError extends CheckerError {
  constructor(message: string) {
    super("bad-machine", message);
  }
}

/**
 * A value that does not fit the domain of the field it was written to. Raised by the view with the
 * field and value; the engine adds the action while it passes.
 */
export class DomainError extends CheckerError {
  readonly field: string;
  readonly value: unknown;
  /** The action whose effect wrote the value, once known. */
  readonly action?: string;
  /** A shortest behaviour to the state in which it was about to, once known. */
  behaviour?: Behaviour;
  constructor(field: string, value: unknown, action?: string) {
    super(
      "domain-misfit",
      `Cannot store ${typeof value === "string" ? `"${value}"` : String(value)} in "${field}"` +
        (action === undefined ? "" : ` (action ${action})`) + ": it is outside the field's domain",
    );
    this.field = field;
    this.value = value;
    this.action = action;
  }
}

/** An index outside the array or set that was read or written. */
export class IndexError extends CheckerError {
  readonly field: string;
  readonly index: number;
  /** The action whose guard or effect reached for it, once known. */
  readonly action?: string;
  /** The property that reached for it, once known. */
  readonly property?: string;
  /** A shortest behaviour to the state whose steps were being looked at, once known. */
  behaviour?: Behaviour;
  constructor(field: string, index: number, action?: string, property?: string) {
    super(
      "index-misfit",
      `Cannot reach element ${index} of "${field}"` +
        (action === undefined ? "" : ` (action ${action})`) +
        (property === undefined ? "" : ` (property ${property})`) + ": there is none",
    );
    this.field = field;
    this.index = index;
    this.action = action;
    this.property = property;
  }
}

/** A check that would not be sound in the combination asked for. It is refused, never passed. */
export class UnsupportedError extends CheckerError {
  constructor(message: string) {
    super("unsupported-combination", message);
  }
}

/** Options that make no sense: a limit below zero, an unknown engine. */
export class OptionsError extends CheckerError {
  constructor(message: string) {
    super("bad-options", message);
  }
}

/** Room for more states that the system does not have. A search that meets it is inconclusive. */
export class MemoryError extends CheckerError {
  constructor(message: string, options?: ErrorOptions) {
    super("out-of-memory", message, options);
  }
}

/** A mistake of the engine itself, noticed before anything was concluded from it. */
export class InternalError extends CheckerError {
  constructor(message: string) {
    super("internal", message);
  }
}

/** Whether an error says that there is no more memory, in our words or in those of the runtime. */
export function isOutOfMemory(error: unknown): error is Error {
  return error instanceof MemoryError ||
    (error instanceof RangeError && error.message.includes("allocation failed"));
}
