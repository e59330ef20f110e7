/**
 * A file that reproduces a divergence: the suite, the choices, and what was asked and answered.
 *
 * @module
 */

import type { Choice } from "../../checker/mod.ts";
import { UsageError } from "../../scenarios/exit_codes.ts";
import type { Reachable } from "./reachable.ts";
import type { Exchange } from "./protocol.ts";
import type { ShownDivergence } from "./run_suite.ts";

const FORMAT = "ringfence-divergence";

/** What stands in the file. */
export interface Reproduction {
  readonly format: typeof FORMAT;
  readonly version: 1;
  readonly suite: string;
  readonly choices: readonly Choice[];
  /** What was tried after the choices although the machine forbids it. */
  readonly attempted: Choice | null;
  /** What was asked and answered when the file was written: for a person to read. */
  readonly exchanges: readonly (readonly Exchange[])[];
}

/** The text of the file. */
export function reproductionText(suite: string, divergence: ShownDivergence): string {
  const { choices, exchanges, tried } = divergence;
  const file: Reproduction = {
    format: FORMAT,
    version: 1,
    suite,
    choices,
    attempted: tried ?? null,
    exchanges,
  };
  return `${JSON.stringify(file, null, 1)}\n`;
}

/**
 * Reads such a file.
 *
 * @throws {UsageError} if it is none, or of another version.
 */
export function parseReproduction(text: string, name: string): Reproduction {
  let value: Partial<Reproduction> | null;
  try {
    value = JSON.parse(text);
  } catch {
    throw new UsageError(`Cannot replay "${name}": it is not JSON`);
  }
  if (value?.format !== FORMAT || value.version !== 1) {
    throw new UsageError(`Cannot replay "${name}": it is no divergence of version 1`);
  }
  if (typeof value.suite !== "string" || !Array.isArray(value.choices)) {
    throw new UsageError(`Cannot replay "${name}": its suite or its choices are missing`);
  }
  return { attempted: null, exchanges: [], ...value } as Reproduction;
}

/**
 * The choices of a file by number.
 *
 * @throws {UsageError} if the suite's machine has no such choice, or cannot take it there.
 */
export function numbersOf(graph: Reachable, { choices, attempted, suite }: Reproduction) {
  const { stepper } = graph;
  const number = (choice: Choice) => {
    try {
      return stepper.numberOf(choice);
    } catch {
      throw new UsageError(`Cannot replay it: the suite ${suite} has no ${JSON.stringify(choice)}`);
    }
  };
  const numbers = choices.map(number);
  let words = stepper.initialWords()[0];
  numbers.forEach((choice, i) => {
    if (!stepper.isEnabledWords(words, choice)) {
      throw new UsageError(`Cannot replay it: the machine does not take step ${i + 1}`);
    }
    words = stepper.applyWords(words, choice);
  });
  return { numbers, attempted: attempted === null ? null : number(attempted) };
}
