/**
 * A file that reproduces a divergence: the machine's instance, the choices, and what was asked and
 * answered.
 *
 * @module
 */

import { type Choice, Stepper } from "../../checker/mod.ts";
import { UsageError } from "../../scenarios/exit_codes.ts";
import { type Instance, ringfence } from "../../spec/machine.ts";
import type { Exchange } from "../conformance/adapter.ts";
import type { MachineConstants } from "../conformance/machine_state.ts";
import { walkOf } from "../conformance/shrink.ts";
import type { Failure, Walk } from "../conformance/walks.ts";

const FORMAT = "ringfence-divergence";

/** What stands in the file. */
export interface Reproduction {
  readonly format: typeof FORMAT;
  readonly version: 1;
  readonly suite: string;
  readonly instance: Instance;
  readonly choices: readonly Choice[];
  /** Whether the machine allows the last choice. If not, it was to be declined. */
  readonly enabled: boolean;
  /** What was asked and answered when the file was written: for a person to read. */
  readonly exchanges: readonly (readonly Exchange[])[];
}

/** The text of the file. */
export function reproductionText(
  suite: string,
  instance: Instance,
  { steps, disagreement, exchanges }: Failure,
): string {
  const file: Reproduction = {
    format: FORMAT,
    version: 1,
    suite,
    instance,
    choices: steps,
    enabled: disagreement.enabled,
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
  const { suite, instance, choices, enabled } = value;
  const complete = typeof suite === "string" && typeof instance === "object" &&
    instance !== null && Array.isArray(choices) && typeof enabled === "boolean";
  if (!complete) {
    throw new UsageError(`Cannot replay "${name}": its suite, instance or choices are missing`);
  }
  return value as Reproduction;
}

/**
 * The walk of a file, and the constants of its machine.
 *
 * @throws {UsageError} if there is no such machine, or it cannot take these choices.
 */
export function walkIn(
  { instance, choices, enabled }: Reproduction,
): { walk: Walk; constants: MachineConstants } {
  let walk;
  let machine;
  try {
    machine = ringfence(instance);
    walk = walkOf(new Stepper(machine), choices, enabled, false);
  } catch (error) {
    throw new UsageError(`Cannot replay it: ${(error as Error).message}`);
  }
  if (walk === null) throw new UsageError("Cannot replay it: the machine does not take its steps");
  return { walk, constants: machine.constants };
}
