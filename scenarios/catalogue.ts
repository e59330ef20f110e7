/**
 * Every scenario, and the machine that each is an instance of.
 *
 * @module
 */

import type { AnyMachine } from "../checker/mod.ts";
import { ablations } from "./catalogue/ablations.ts";
import { asWrittenScenarios } from "./catalogue/as_written/mod.ts";
import { cleanScenarios } from "./catalogue/clean/mod.ts";
import { depths } from "./catalogue/depths.ts";
import { faultScenarios } from "./catalogue/faults/mod.ts";
import { hostile } from "./catalogue/hostile.ts";
import type { MachineScenario } from "./catalogue/rows.ts";
import { BOUND_LIMITS } from "../spec/bounds.ts";
import { type Instance as MachineInstance, ringfence } from "../spec/machine.ts";
import type { Instance, Scenario } from "./scenario.ts";

const families: readonly (readonly MachineScenario[])[] = [
  cleanScenarios,
  depths,
  hostile,
  asWrittenScenarios,
  ablations,
  faultScenarios,
];

/** Every scenario, in the order in which they are run and reported. */
export const scenarios: readonly Scenario[] = families.flat().map((scenario) => ({
  ...scenario,
  bounds: { ...scenario.bounds },
  deepBounds: scenario.deepBounds && { ...scenario.deepBounds },
}));

/** Every bound of the machine with its smallest and largest value. */
export const limits: { readonly [bound: string]: readonly [number, number] } = BOUND_LIMITS;

/**
 * The machine of an instance.
 *
 * @throws {SpecificationError} if the instance is none of the machine's.
 */
export function machineOf(instance: Instance): AnyMachine {
  // The machine itself looks at every bound, whoever names it.
  return ringfence(instance as Instance & MachineInstance);
}
