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
  /** The property that met the value, where one did. */
  readonly property?: string;
  /** A shortest behaviour to the state in which it was about to, once known. */
  behaviour?: Behaviour;
  constructor(
    field: string,
    value: unknown,
    action?: string,
    property?: string,
    attempted = `Cannot store ${
      typeof value === "string" ? `"${value}"` : String(value)
    } in "${field}"`,
    why = "it is outside the field's domain",
  ) {
    super("domain-misfit", `${attempted}${makerText({ action, property })}: ${why}`);
    this.field = field;
    this.value = value;
    this.action = action;
    this.property = property;
  }
}

/** `null` where the text computes with a value, and says, by `x!`, that there is one. */
export class NullError extends DomainError {
  /** Where the text says so: file, line and column. */
  readonly site: string;
  constructor(site: string, action?: string, property?: string) {
    super(
      `the value at ${site}, said not to be null`,
      null,
      action,
      property,
      `Cannot compute with the value at ${site}`,
      "it is null, which the text says that it is not",
    );
    this.site = site;
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
      `Cannot reach element ${index} of "${field}"${
        makerText({ action, property })
      }: there is none`,
    );
    this.field = field;
    this.index = index;
    this.action = action;
    this.property = property;
  }
}

/** Who makes a mistake that only shows when a machine runs: an action, or a property. */
export interface Maker {
  readonly action?: string;
  readonly property?: string;
}

function makerText({ action, property }: Maker): string {
  return (action === undefined ? "" : ` (action ${action})`) +
    (property === undefined ? "" : ` (property ${property})`);
}

/** A mistake of a machine's text, told with who makes it; any other error as it is. */
export function toldOf(error: unknown, { action, property }: Maker): unknown {
  if (error instanceof NullError) return new NullError(error.site, action, property);
  if (error instanceof DomainError) {
    return new DomainError(error.field, error.value, action, property);
  }
  return error instanceof IndexError
    ? new IndexError(error.field, error.index, action, property)
    : error;
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
