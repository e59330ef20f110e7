/**
 * Takes mutants to the byte suites, one after the other, where one that runs for ever can be ended.
 *
 * @module
 */

import { byteCases, type ByteFinding, firstFailedCase } from "./byte_suites.ts";
import { loadMutant } from "./mutant.ts";

/** What the worker says: which case it is at, by name, or what became of a mutant. */
export type Report = { readonly at: string } | { readonly finding: ByteFinding | null };

/** A worker, as far as it is known here. */
const worker = self as unknown as {
  onmessage: (event: MessageEvent<string>) => void;
  postMessage(report: Report): void;
};

const cases = byteCases();

worker.onmessage = async ({ data: root }) => {
  const known = await cases;
  let finding: ByteFinding | null;
  try {
    finding = await firstFailedCase(
      await loadMutant(root),
      known,
      (at) => worker.postMessage({ at: known[at].name }),
    );
  } catch (error) {
    finding = {
      name: "hello",
      requests: 1,
      text: `it cannot be loaded: ${(error as Error).message}`,
    };
  }
  worker.postMessage({ finding });
};
