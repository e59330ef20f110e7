/**
 * One suite, taken to an adapter.
 *
 * @module
 */

import { AdapterFault } from "../conformance/adapter_fault.ts";
import { type Failure, noWork, type Work } from "../conformance/walks.ts";
import type { Link } from "./adapter_process.ts";
import { ProcessAdapter } from "./process_adapter.ts";
import type { Coverages, PreparedSuite, SuiteSource } from "./suite.ts";

/** What came of a suite. */
export interface SuiteResult {
  readonly suite: SuiteSource;
  readonly verdict: "conforms" | "diverges" | "fault" | "left out" | "not run";
  /** Why it was left out or not run, or what the adapter did. */
  readonly why: string;
  readonly seconds: number;
  readonly counts: Coverages | null;
  readonly work: Readonly<Work>;
  /** Steps of the machine that an atomic scan cannot take, among those that a stepwise one can. */
  readonly interleaved: PreparedSuite["interleaved"];
  readonly divergence: Failure | null;
}

/** A suite of which nothing was run. */
export function idle(
  suite: SuiteSource,
  verdict: "left out" | "not run",
  why: string,
): SuiteResult {
  return {
    suite,
    verdict,
    why,
    seconds: 0,
    counts: null,
    work: noWork(),
    interleaved: null,
    divergence: null,
  };
}

/** Runs a suite against an adapter, up to the first divergence, which is then made short. */
export async function runSuite(link: Link, suite: SuiteSource): Promise<SuiteResult> {
  const begun = performance.now();
  const prepared = await suite.prepare(link.capabilities);
  if (typeof prepared === "string") return idle(suite, "left out", prepared);
  const { counts, interleaved } = prepared;
  const adapter = new ProcessAdapter(link);
  const work = noWork();
  const result = (
    verdict: SuiteResult["verdict"],
    why: string,
    divergence: Failure | null,
  ): SuiteResult => {
    const seconds = (performance.now() - begun) / 1000;
    return { suite, verdict, why, seconds, counts, work, interleaved, divergence };
  };
  let found: Failure | null = null;
  try {
    found = await prepared.run(adapter, work);
    if (found === null) return result("conforms", "", null);
    return result("diverges", "", await prepared.shrink(adapter, found));
  } catch (error) {
    if (!(error instanceof AdapterFault)) throw error;
    if (found === null) return result("fault", error.message, null);
    return result("diverges", `Made no shorter, because then: ${error.message}`, found);
  }
}
