/**
 * One suite, taken to an adapter.
 *
 * @module
 */

import type { Choice } from "../../checker/mod.ts";
import type { Link } from "./adapter_process.ts";
import { Attempts } from "./attempts.ts";
import { type Cover, cover, type Depth } from "./cover.ts";
import { Harness } from "./harness.ts";
import { AdapterFault } from "./protocol.ts";
import { type Reachable, reachable } from "./reachable.ts";
import { shrink } from "./shrink.ts";
import type { Suite } from "./suites.ts";
import { type Divergence, walk, type Work } from "./walk.ts";

/** What came of a suite. */
export interface SuiteResult {
  readonly suite: Suite;
  readonly verdict: "conforms" | "diverges" | "fault" | "left out" | "not run";
  /** Why it was left out or not run, or what the adapter did. */
  readonly why: string;
  readonly seconds: number;
  /** States of the suite's machine that walks were made from, and whether those are all there are. */
  readonly states: number;
  readonly complete: boolean;
  readonly cover: Cover | null;
  readonly work: Work;
  /** Steps of the machine that an atomic scan cannot take, among those that a stepwise one can. */
  readonly interleaved: { readonly left: number; readonly all: number } | null;
  readonly divergence: ShownDivergence | null;
}

/** A divergence with its choices by name. */
export interface ShownDivergence extends Divergence {
  readonly choices: readonly Choice[];
  readonly tried?: Choice;
}

/** How thoroughly suites are run. */
export interface Thoroughness {
  readonly depth: Depth;
  /** States that walks are made from, at most. */
  readonly states: number;
}

/** A suite of which nothing was run. */
export function idle(
  suite: Suite,
  verdict: "left out" | "not run",
  why: string,
): SuiteResult {
  return {
    suite,
    verdict,
    why,
    seconds: 0,
    states: 0,
    complete: false,
    cover: null,
    work: { steps: 0, attempts: 0 },
    interleaved: null,
    divergence: null,
  };
}

/** Runs a suite against an adapter, up to the first divergence, which is then made short. */
export async function runSuite(
  link: Link,
  suite: Suite,
  { depth, states }: Thoroughness,
): Promise<SuiteResult> {
  const { capabilities } = link;
  const { lane, model } = suite.instance;
  if (!capabilities.lanes.includes(lane)) {
    return idle(suite, "left out", `the adapter has no lane ${lane}`);
  }
  if (!capabilities.models.includes(model)) {
    return idle(suite, "left out", `the adapter has no model ${model}`);
  }
  const begun = performance.now();
  const whole = capabilities.scan === "atomic";
  const graph = reachable(suite, whole, states);
  const count = (edges: typeof graph.edges) => edges.reduce((sum, out) => sum + out.length, 0);
  let interleaved = null;
  if (whole && suite.wholeScans !== true) {
    const all = count(reachable(suite, false, states).edges);
    interleaved = { left: Math.max(0, all - count(graph.edges)), all };
  }
  const covered = cover(graph, depth);
  const harness = new Harness(link, graph.constants);
  const attempts = new Attempts(graph);
  const work: Work = { steps: 0, attempts: 0 };
  const result = (verdict: SuiteResult["verdict"], why: string, divergence: Divergence | null) => ({
    suite,
    verdict,
    why,
    seconds: (performance.now() - begun) / 1000,
    states: graph.edges.length,
    complete: graph.complete,
    cover: covered,
    work,
    interleaved,
    divergence: divergence === null ? null : shown(graph, divergence),
  });
  let found: Divergence | null = null;
  try {
    for (const choices of covered.walks) {
      found = await walk(harness, graph, choices, { attempts, work });
      if (found !== null) break;
    }
    if (found === null) return result("conforms", "", null);
    found = await shrink(harness, graph, found, whole || suite.wholeScans === true, SHRINKING);
    return result("diverges", "", found);
  } catch (error) {
    if (!(error instanceof AdapterFault)) throw error;
    if (found === null) return result("fault", error.message, null);
    return result("diverges", `Made no shorter, because then: ${error.message}`, found);
  }
}

/** A divergence with its choices by name. */
export function shown({ stepper }: Reachable, divergence: Divergence): ShownDivergence {
  const { prefix, attempted } = divergence;
  return {
    ...divergence,
    choices: prefix.map((number) => stepper.choices[number]),
    ...(attempted !== null && { tried: stepper.choices[attempted] }),
  };
}

/** How long a divergence is worked on. */
const SHRINKING = { tries: 2000, milliseconds: 20_000 };
