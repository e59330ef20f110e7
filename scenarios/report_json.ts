/**
 * What a run found, for a program to read.
 *
 * @module
 */

import type {
  CheckResult,
  Counts,
  Limit,
  PlainParameters,
  UnshownViolation,
  Violation,
} from "../checker/mod.ts";
import { coverageByText, type CoveredText } from "./coverage.ts";
import { behaviourLength, type Difference, type Outcome } from "./check_scenario.ts";
import { type Matrix, verdictMatrix } from "./matrix.ts";
import { pinnedFor } from "./reductions.ts";
import { type Finished, outcomesOf } from "./run.ts";
import type { Expectation, Instance, Pinned } from "./scenario.ts";

/** The report that `--json` writes. */
export interface JsonReport {
  /** Changes when a reader of this shape would have to. */
  readonly version: 2;
  /** The exit code of the run. */
  readonly exitCode: number;
  readonly milliseconds: number;
  readonly scenarios: readonly JsonScenario[];
  readonly matrix: Matrix;
  /** With `--coverage`: what was covered of each machine's text, by all scenarios together. */
  readonly coverage?: readonly CoveredText[];
}

/** One scenario of the report. */
export interface JsonScenario {
  readonly name: string;
  readonly title: string;
  readonly instance: Instance;
  readonly expect: Expectation;
  readonly verdict: Outcome["verdict"] | "error" | "stopped";
  /** What the machine or the engine failed with, where one did. */
  readonly error?: string;
  readonly differences: readonly Difference[];
  /** The numbers that were compared, or why none were. */
  readonly pinned: Pinned | { readonly none: string };
  /** What reductions came to, where one was asked for. Counts are of what they left. */
  readonly reduction?: CheckResult["reduction"];
  /** Whether every reachable state was explored, as far as none stands for it. */
  readonly complete: boolean;
  /** The limit that ended the exploration, or the examination of liveness after it. */
  readonly limit?: Limit;
  readonly counts?: Counts;
  readonly properties: readonly string[];
  readonly violations: readonly JsonViolation[];
  /** Properties that a limit kept from being settled: none of the violations is among them. */
  readonly unsettled: readonly string[];
  readonly unreached: readonly string[];
  readonly neverEnabled: readonly string[];
  /** For each action, how often it was taken, and how many states it was the first to reach. */
  readonly actions?: CheckResult["actions"];
  readonly milliseconds?: number;
  readonly bytes?: number;
}

/** A violated property, with the steps that lead to it or with why there are none. */
export type JsonViolation = JsonShownViolation | JsonUnshownViolation;

/** A violated property and the steps that lead to it. */
export interface JsonShownViolation {
  readonly property: string;
  readonly kind: Violation["kind"];
  /** Steps, of a lasso its loop included. */
  readonly length: number;
  readonly steps: readonly { readonly action: string; readonly params: PlainParameters }[];
  /** For a lasso: the number of steps before its loop begins. */
  readonly loop?: number;
}

/** A violated property for which the search ended before any steps that lead to it were found. */
export interface JsonUnshownViolation {
  readonly property: string;
  readonly kind: Violation["kind"];
  /** Why there are no steps. */
  readonly noBehaviour: string;
}

/** Gathers a run into the report's shape. */
export function jsonReport(
  finished: readonly Finished[],
  exitCode: number,
  milliseconds: number,
): JsonReport {
  const coverage = coverageByText(finished);
  return {
    version: 2,
    exitCode,
    milliseconds,
    scenarios: finished.map(jsonScenario),
    matrix: verdictMatrix(outcomesOf(finished)),
    ...(coverage.length > 0 ? { coverage } : {}),
  };
}

function jsonScenario(finished: Finished): JsonScenario {
  const { scenario: { name, title, expect }, instance, properties, pinned } = finished.task;
  const nothing = {
    complete: false,
    differences: [],
    violations: [],
    unsettled: properties,
    unreached: [],
    neverEnabled: [],
  };
  const head = { name, title, instance, expect, properties, pinned };
  switch (finished.kind) {
    case "error":
      return { ...head, verdict: "error", error: finished.message, ...nothing };
    case "stopped":
      return { ...head, verdict: "stopped", ...nothing };
    case "outcome": {
      const { result, verdict, differences } = finished.outcome;
      const { complete, limit, counts, unreached, neverEnabled, actions, unshown = [] } = result;
      const failed = unshown.map(({ property }) => property);
      return {
        ...head,
        pinned: pinnedFor(finished.task, result),
        verdict,
        differences,
        reduction: result.reduction,
        complete,
        limit,
        counts,
        violations: [...result.violations.map(jsonViolation), ...unshown.map(jsonUnshown)],
        unsettled: result.unsettled.filter((property) => !failed.includes(property)),
        unreached,
        neverEnabled,
        actions,
        milliseconds: result.milliseconds,
        bytes: result.bytes,
      };
    }
  }
}

function jsonViolation({ property, kind, behaviour }: Violation): JsonShownViolation {
  const steps = behaviour.steps.flatMap(({ action, params }) =>
    action === null ? [] : [{ action, params }]
  );
  return {
    property,
    kind,
    length: behaviourLength(behaviour),
    steps: behaviour.closing === undefined ? steps : [...steps, behaviour.closing],
    loop: behaviour.loop,
  };
}

function jsonUnshown({ property, kind, limit }: UnshownViolation): JsonUnshownViolation {
  const search = "the search for a behaviour that shows it";
  const ended = limit === undefined
    ? `${search} found none`
    : limit === "interrupted"
    ? `${search} was interrupted`
    : `the limit on ${limit} ended ${search}`;
  return { property, kind, noBehaviour: `The property fails, but ${ended}.` };
}
