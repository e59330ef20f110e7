/**
 * Holds what an exploration found against what its scenario expects.
 *
 * @module
 */

import type { Behaviour, CheckResult } from "../checker/mod.ts";
import { comparablePins } from "./reductions.ts";
import { expectedViolations, type Pinned, type Task } from "./scenario.ts";

/** One way in which a run is not what its scenario expects. */
export type Difference =
  /** The property failed and must not. */
  | { readonly kind: "failed"; readonly property: string }
  /** The property must fail and did not. */
  | { readonly kind: "held"; readonly property: string }
  /** A number is not the pinned one; `pinned` is null where none is. */
  | {
    readonly kind: "number";
    readonly what: string;
    readonly pinned: number | null;
    readonly found: number;
  }
  /** The action was never enabled, or the witness never reached, and the scenario does not say so. */
  | { readonly kind: "idle"; readonly what: "action" | "witness"; readonly name: string }
  /** The scenario lists the action or witness as idle, and it is not. */
  | { readonly kind: "busy"; readonly what: "action" | "witness"; readonly name: string };

/** How a scenario came out. */
export interface Outcome {
  readonly task: Task;
  readonly result: CheckResult;
  /**
   * `differs` wins over `inconclusive`: a violation found within a limit is a violation. What a
   * limit cut short is never reported as held, unreached or miscounted.
   */
  readonly verdict: "as expected" | "differs" | "inconclusive";
  readonly differences: readonly Difference[];
}

/**
 * Compares a result with its scenario's expectation, pinned numbers and idle list.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { compare } from "./check_scenario.ts";
 * import { wheelsTask, resultOf } from "./testing/wheels.ts";
 *
 * const task = wheelsTask("wheels_stay_within_limit");
 * assertEquals(compare(task, await resultOf(task)).verdict, "as expected");
 * ```
 */
export function compare(task: Task, result: CheckResult): Outcome {
  const differences = [...verdicts(task, result), ...numbers(task, result), ...idle(task, result)];
  const verdict = differences.length > 0
    ? "differs"
    : result.limit === undefined
    ? "as expected"
    : "inconclusive";
  return { task, result, verdict, differences };
}

/** Steps of a behaviour; of a lasso, its loop included. */
export function behaviourLength(behaviour: Behaviour): number {
  return behaviour.steps.length - 1 + (behaviour.closing === undefined ? 0 : 1);
}

/** The numbers that a result would be pinned by. */
export function pinsOf(result: CheckResult): Pinned {
  const { distinct, generated, depth } = result.counts;
  const lengths: { [property: string]: number } = {};
  for (const { property, behaviour } of result.violations) {
    lengths[property] = behaviourLength(behaviour);
  }
  return { distinct, generated, depth, lengths };
}

function verdicts(task: Task, result: CheckResult): Difference[] {
  const failed = [
    ...result.violations.map(({ property }) => property),
    ...(result.unshown ?? []).map(({ property }) => property),
  ];
  const expected = expectedViolations(task.scenario)
    .filter((property) => task.properties.includes(property));
  const differences: Difference[] = failed
    .filter((property) => !expected.includes(property))
    .map((property) => ({ kind: "failed", property }));
  for (const property of expected) {
    // A witness fails by not being reached.
    const isOpen = [failed, result.unreached, result.unsettled].some((l) => l.includes(property));
    if (!isOpen) differences.push({ kind: "held", property });
  }
  return differences;
}

function numbers(task: Task, result: CheckResult): Difference[] {
  const pinned = comparablePins(task, result);
  if (pinned === undefined || !result.complete) return [];
  const found = pinsOf(result);
  const rows: [string, number | undefined, number][] = [
    ["distinct states", pinned.distinct, found.distinct],
    ["generated states", pinned.generated, found.generated],
    ["depth", pinned.depth, found.depth],
  ];
  // A property that failed unexpectedly is reported as such; its length adds nothing.
  for (const name of expectedViolations(task.scenario)) {
    if (name in found.lengths) {
      rows.push([`steps to violate ${name}`, pinned.lengths[name], found.lengths[name]]);
    }
  }
  return rows.filter(([, left, right]) => left !== right).map(([what, left, right]) => ({
    kind: "number",
    what,
    pinned: left ?? null,
    found: right,
  }));
}

function idle(task: Task, result: CheckResult): Difference[] {
  if (!result.complete || task.overridden) return [];
  const { actions = [], witnesses = [] } = task.scenario.idle ?? {};
  const expected = expectedViolations(task.scenario);
  // Of an action that was not seen where steps are left out nothing is known.
  const areSeen = result.reduction?.partialOrder !== true;
  return [
    ...(areSeen ? compareIdle("action", actions, result.neverEnabled) : []),
    ...compareIdle(
      "witness",
      witnesses.filter((name) => task.properties.includes(name)),
      result.unreached.filter((name) => !expected.includes(name)),
    ),
  ];
}

function compareIdle(
  what: "action" | "witness",
  listed: readonly string[],
  found: readonly string[],
): Difference[] {
  return [
    ...found.filter((name) => !listed.includes(name))
      .map((name): Difference => ({ kind: "idle", what, name })),
    ...listed.filter((name) => !found.includes(name))
      .map((name): Difference => ({ kind: "busy", what, name })),
  ];
}
