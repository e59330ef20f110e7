/**
 * Takes mutants to the byte suites, one after the other, where one that runs for ever can be ended.
 *
 * @module
 */

import * as implementation from "../../../spec/implementation/mod.ts";
import { type ByteCase, byteCases, type ByteFinding, firstFailedCase } from "./byte_suites.ts";
import { type LoadedMutant, loadMutant, loadWire } from "./mutant.ts";

/** A mutant that was written into a folder. */
export interface Trial {
  readonly root: string;
  /** Whether its mistakes are all in the wire formats. */
  readonly isWire: boolean;
}

/** What the worker says: which case it is at, by name, or what became of a mutant. */
export type Report = { readonly at: string } | { readonly finding: ByteFinding | null };

/** A worker, as far as it is known here. */
const worker = self as unknown as {
  onmessage: (event: MessageEvent<Trial>) => void;
  postMessage(report: Report): void;
};

const cases = byteCases();

worker.onmessage = async ({ data: { root, isWire } }) => {
  const known = await cases;
  const take = (using: LoadedMutant, some: readonly ByteCase[]) =>
    firstFailedCase(using, some, (at) => worker.postMessage({ at: some[at].name }));
  let finding: ByteFinding | null = null;
  try {
    // The wire formats alone are loaded sooner than an implementation.
    if (isWire) {
      const wire = await loadWire(root);
      finding = await take({ implementation, wire }, known.filter((each) => each.isWire));
    }
    finding ??= await take(await loadMutant(root), known);
  } catch (error) {
    finding = {
      name: "hello",
      requests: 1,
      text: `it cannot be loaded: ${(error as Error).message}`,
    };
  }
  worker.postMessage({ finding });
};
