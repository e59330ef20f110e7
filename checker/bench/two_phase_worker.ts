/**
 * Measures two-phase commit, in a worker.
 *
 * @module
 */

import { twoPhase } from "../examples/two_phase.ts";
import { answer, type Engine } from "./measure.ts";

/** Which size, and how. */
export interface TwoPhaseTask {
  readonly managers: number;
  readonly engine: Engine;
}

answer<TwoPhaseTask>(({ managers }) => twoPhase(managers));
