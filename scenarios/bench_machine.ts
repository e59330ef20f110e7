/**
 * What the benchmark of the machine under study explores.
 *
 * @module
 */

import type { Claims, Engine } from "../checker/bench/measure.ts";
import type { AnyMachine } from "../checker/mod.ts";
import { machineOf, scenarios } from "./catalogue.ts";

/** Which scenario, at which bounds, how, and which of its properties. */
export interface InstanceTask {
  readonly scenario: string;
  readonly isDeep: boolean;
  readonly engine: Engine;
  readonly claims: Claims;
}

/** The machine of a task. */
export function machineFor(
  { scenario, isDeep }: Pick<InstanceTask, "scenario" | "isDeep">,
): AnyMachine {
  const found = scenarios.find(({ name }) => name === scenario);
  if (found === undefined) {
    throw new Error(`Cannot measure "${scenario}": there is no such scenario`);
  }
  return machineOf(isDeep ? { ...found, bounds: found.deepBounds ?? found.bounds } : found);
}
