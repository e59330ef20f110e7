/**
 * Takes mutants to the suites, one after the other, without keeping others from being taken meanwhile.
 *
 * @module
 */

import { ByteTrials } from "./byte_trials.ts";
import { type Kill, killOf, killText, SuiteStore } from "./kills.ts";
import type { Mutant } from "./mutant.ts";

/** A mutant, and the folder where it is to be written. */
export interface Task {
  readonly folder: string;
  readonly mutant: Mutant;
}

/** What became of it: how it was found, if it was, and that in words. */
export interface Outcome {
  readonly kind: NonNullable<Kill["finding"]>["kind"] | null;
  readonly text: string;
}

/** A worker, as far as it is known here. */
const worker = self as unknown as {
  onmessage: (event: MessageEvent<Task>) => void;
  postMessage(outcome: Outcome): void;
};

const suites = new SuiteStore();
const bytes = new ByteTrials();

worker.onmessage = async ({ data: { folder, mutant } }) => {
  const kill = await killOf(folder, mutant, suites, bytes);
  const kind = kill.finding?.kind ?? null;
  worker.postMessage({ kind, text: killText(kill) });
};
