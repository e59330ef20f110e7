/**
 * Errors of the specification's own entry points.
 *
 * @module
 */

/** An instance of the machine that cannot be made: impossible bounds, an unknown design or fault. */
export class SpecificationError extends Error {
  /** Stable across versions. */
  readonly code = "bad-instance";
  constructor(message: string) {
    super(message);
    this.name = "SpecificationError";
  }
}
