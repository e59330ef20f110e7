/**
 * A file that reproduces a divergence: the machine's instance, the steps, and what was asked and
 * answered. Of an attack it has all steps, also those after the divergence: which of them is the
 * decisive one follows from all.
 *
 * @module
 */

import { Stepper } from "../../checker/mod.ts";
import { UsageError } from "../../scenarios/exit_codes.ts";
import { type Instance, ringfence } from "../../spec/machine.ts";
import type { Adapter, Exchange } from "../conformance/adapter.ts";
import { walkOf } from "../conformance/shrink.ts";
import { type Failure, type FailureStep, takeWalk } from "../conformance/walks.ts";
import { choicesOf, takeAttack } from "./attacks.ts";

const FORMAT = "ringfence-divergence";

/** What stands in the file. */
export interface Reproduction {
  readonly format: typeof FORMAT;
  readonly version: 2;
  readonly suite: string;
  readonly instance: Instance;
  readonly steps: readonly FailureStep[];
  /** Of an attack: the golden trace that it is, and where that returns to if it does not end. */
  readonly attack?: { readonly name: string; readonly property: string; readonly loop?: number };
  /** What was asked and answered when the file was written: for a person to read. */
  readonly exchanges: readonly (readonly Exchange[])[];
}

/** The text of the file. */
export function reproductionText(
  suite: string,
  suitesInstance: Instance | null,
  { steps, exchanges, attack }: Failure,
): string {
  const instance = attack?.instance ?? suitesInstance;
  if (instance === null) throw new Error(`Cannot reproduce "${suite}": it is of no instance`);
  const file: Reproduction = {
    format: FORMAT,
    version: 2,
    suite,
    instance,
    ...(attack === undefined ? { steps } : {
      steps: choicesOf(attack.behaviour),
      attack: { name: attack.name, property: attack.property, loop: attack.behaviour.loop },
    }),
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
  if (value?.format !== FORMAT || value.version !== 2) {
    throw new UsageError(`Cannot replay "${name}": it is no divergence of version 2`);
  }
  const { suite, instance, steps } = value;
  const complete = typeof suite === "string" && isObject(instance) && Array.isArray(steps) &&
    steps.every((step) =>
      isObject(step) && typeof step.action === "string" && isObject(step.params)
    );
  if (!complete) {
    throw new UsageError(`Cannot replay "${name}": its suite, instance or steps are missing`);
  }
  return value as Reproduction;
}

/**
 * Takes an adapter along the steps of a file; `null` if it does what the machine does.
 *
 * @throws {UsageError} if there is no such machine, or it cannot take these steps.
 */
export async function takeAgain(adapter: Adapter, file: Reproduction): Promise<Failure | null> {
  const { instance, steps, attack } = file;
  let walk;
  let constants;
  try {
    // An attack is a trace of another design, or of a kernel with a fault.
    const machine = ringfence(instance);
    constants = machine.constants;
    walk = walkOf(new Stepper(machine), steps, false);
  } catch (error) {
    // Where a part of the instance is missing, the machine stumbles over that.
    const why = error instanceof TypeError ? "its instance is none" : (error as Error).message;
    throw new UsageError(`Cannot replay it: ${why}`);
  }
  if (walk === null) throw new UsageError("Cannot replay it: the machine does not take its steps");
  if (attack === undefined) return await takeWalk(adapter, constants, walk);
  const { name, property, loop } = attack;
  const behaviour = { ...walk.behaviour, loop };
  return await takeAttack(adapter, { name, instance, constants, behaviour, property });
}

function isObject(value: unknown): boolean {
  return typeof value === "object" && value !== null;
}
