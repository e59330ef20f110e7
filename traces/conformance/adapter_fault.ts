/**
 * An adapter that does not keep to what it promised, apart from what it answers.
 *
 * @module
 */

/**
 * What is wrong with an adapter:
 *
 * - `not-started`: the command cannot be run.
 * - `hung`: no answer within the deadline.
 * - `exited`: it ended, or closed its output, while an answer was due.
 * - `half-line`: it ended in the middle of a line.
 * - `flooded`: a line longer than any answer.
 * - `unasked`: it wrote more than one line for one request.
 * - `not-json`, `not-flat`: a line that is no JSON object of strings and whole numbers.
 * - `out-of-order`: the answer to another request.
 * - `other-version`: another protocol version.
 * - `misfit`: a field that is missing, or has a value that the protocol does not know.
 */
export type FaultKind =
  | "not-started"
  | "hung"
  | "exited"
  | "half-line"
  | "flooded"
  | "unasked"
  | "not-json"
  | "not-flat"
  | "out-of-order"
  | "other-version"
  | "misfit";

/** An adapter that does not keep to the protocol. */
export class AdapterFault extends Error {
  override readonly name = "AdapterFault";
  readonly kind: FaultKind;

  constructor(kind: FaultKind, message: string) {
    super(message);
    this.kind = kind;
  }
}
