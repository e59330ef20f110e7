/**
 * An implementation taken through a suite.
 *
 * @module
 */

import type { Adapter } from "./adapter.ts";
import type { MachineConstants } from "./machine_state.ts";
import { type Failure, noWork, takeWalk, type Walk, type Work } from "./walks.ts";

/** What a run has done. */
export interface SuiteRun {
  readonly work: Readonly<Work>;
  /** The first failure. */
  readonly failure: Failure | null;
}

/**
 * Takes an implementation along walks, up to its first failure.
 *
 * @throws {AdapterFault} if the adapter does not keep to its protocol.
 */
export async function runWalks(
  walks: Iterable<Walk>,
  k: MachineConstants,
  adapter: Adapter,
  work: Work = noWork(),
): Promise<SuiteRun> {
  for (const walk of walks) {
    const failure = await takeWalk(adapter, k, walk, work);
    if (failure !== null) return { work, failure };
  }
  return { work, failure: null };
}
