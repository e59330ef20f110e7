/**
 * Measures a scenario's machine, in a worker.
 *
 * @module
 */

import { answer, type Engine } from "../checker/bench/measure.ts";
import { machineOf, scenarios } from "./catalogue.ts";

/** Which scenario, at which bounds, and how. */
export interface InstanceTask {
  readonly scenario: string;
  readonly isDeep: boolean;
  readonly engine: Engine;
}

answer<InstanceTask>(({ scenario, isDeep }) => {
  const found = scenarios.find(({ name }) => name === scenario);
  if (found === undefined) {
    throw new Error(`Cannot measure "${scenario}": there is no such scenario`);
  }
  return machineOf(isDeep ? { ...found, bounds: found.deepBounds ?? found.bounds } : found);
});
