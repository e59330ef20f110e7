/**
 * Partial-order reduction for safety: of steps whose order does not matter, one order is enough.
 *
 * Found once for a machine and the properties asked of it: footprints, dependence, what the
 * properties see, and a measure. What is found is data, so that it can be sent to other workers.
 *
 * @module
 */

import type { CompiledProgram } from "../compiled.ts";
import { type Bits, bitsOf } from "./bits.ts";
import { Cells } from "./cells.ts";
import { type Dependence, dependenceOf } from "./dependence.ts";
import { type Footprint, footprintsOf } from "./footprint.ts";
import { type Measure, measureFor } from "./measure.ts";
import { type Observed, observedBy } from "./observed.ts";

/** What the reduction of a machine goes by. */
export interface Reduction extends Dependence {
  readonly observed: readonly Observed[];
  /** Choices that may raise an error when they are taken. */
  readonly fallible: Bits;
  readonly measure: Measure;
  /** Choices that are worth a try as the key of a set. */
  readonly keys: Bits;
  /** Whether sets without a key are worth a try. */
  readonly withoutKey: boolean;
}

/** What a reduction can be given rather than find it. */
export interface ReductionOptions {
  /** Index types whose members a symmetry reduction interchanges; none, if there is none. */
  readonly permuted?: readonly string[];
  /** Footprints instead of those found. Wrong ones make the reduction wrong. */
  readonly footprints?: readonly Footprint[];
}

/**
 * The reduction of a machine for the properties named.
 *
 * @throws {UnsupportedError} if one of them observes steps or what follows a state.
 */
export function reductionFor(
  program: CompiledProgram,
  names: readonly string[],
  { permuted = [], footprints = footprintsOf(program) }: ReductionOptions = {},
): Reduction {
  const cells = new Cells(program.layout);
  const fallible = footprints.filter(({ effectMayFail }) => effectMayFail);
  return {
    ...dependenceOf(program, cells, footprints),
    observed: observedBy(program, cells, names, footprints),
    fallible: bitsOf(footprints.length, fallible.map(({ choice }) => choice)),
    measure: measureFor(program, cells, footprints, permuted),
    keys: bitsOf(footprints.length, footprints.keys()),
    withoutKey: true,
  };
}
