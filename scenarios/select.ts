/**
 * From a command line to the tasks that it asks for.
 *
 * @module
 */

import { globToRegExp, isGlob } from "@std/path";
import type { AnyMachine } from "../checker/mod.ts";
import { DEADLOCK } from "../checker/safety.ts";
import type { Arguments } from "./arguments.ts";
import { UsageError } from "./exit_codes.ts";
import { nearestHint } from "./nearest.ts";
import type { Bounds, Instance, Scenario, Task } from "./scenario.ts";

/** What there is to choose from. */
export interface Choice {
  readonly scenarios: readonly Scenario[];
  /** Every bound of the machine with its smallest and largest value. */
  readonly limits: { readonly [bound: string]: readonly [number, number] };
  /** The machine of an instance. */
  machine(instance: Instance): AnyMachine;
}

/** The part of the command line that chooses. */
export type Filters = Pick<
  Arguments,
  | "scenarios"
  | "lane"
  | "model"
  | "design"
  | "fault"
  | "property"
  | "bounds"
  | "deep"
  | "engine"
  | "coverage"
  | "symmetry"
>;

/**
 * The tasks that the command line asks for, in the order of the scenarios.
 *
 * @throws {UsageError} if a name or glob matches nothing (naming the nearest), the filters together
 * leave nothing, or a bound is unknown or outside its limits.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { parseArguments } from "./arguments.ts";
 * import { select } from "./select.ts";
 * import { library } from "./testing/wheels.ts";
 *
 * const tasks = select(parseArguments(["*_limit", "--bounds", "limit=5"]), library);
 * assertEquals(tasks.map(({ instance }) => instance.bounds), [{ wheels: 2, limit: 5 }]);
 * ```
 */
export function select(filters: Filters, choice: Choice): readonly Task[] {
  const candidates = choice.scenarios.filter(({ deep }) => filters.deep || deep !== true);
  // A scenario asked for by its full name is run whether deep or not.
  const named = choice.scenarios.filter((scenario) =>
    candidates.includes(scenario) || filters.scenarios.includes(scenario.name)
  );
  let chosen = filters.scenarios.length === 0
    ? candidates
    : matching("scenario", filters.scenarios, named, (scenario) => [scenario.name]);
  chosen = matching("lane", filters.lane, chosen, ({ lane }) => [lane]);
  chosen = matching("model", filters.model, chosen, ({ model }) => [model]);
  chosen = matching("design", filters.design, chosen, ({ design }) => [design]);
  chosen = matching("fault", filters.fault, chosen, ({ fault = "none" }) => [fault]);
  // A run of nothing must not look like a run in which nothing failed.
  if (chosen.length === 0) throw new UsageError("Cannot run anything: there is no scenario");
  checkBounds(filters.bounds, choice.limits);
  const tasks = chosen.map((scenario) => prepare(scenario, filters, choice));
  if (filters.property.length === 0) return tasks;
  return matching("property", filters.property, tasks, ({ properties }) => properties)
    .map((task) => ({
      ...task,
      properties: task.properties.filter((name) => matchesAny(filters.property, name)),
    }));
}

/** Those of the items of which a name matches one of the patterns; all, where there is none. */
function matching<T>(
  what: string,
  patterns: readonly string[],
  items: readonly T[],
  names: (item: T) => readonly string[],
): readonly T[] {
  if (patterns.length === 0) return items;
  const known = [...new Set(items.flatMap(names))];
  for (const pattern of patterns) {
    if (known.some((name) => matches(pattern, name))) continue;
    const likely = isGlob(pattern) ? "" : nearestHint(pattern, known);
    const none = what === "scenario" ? "there is none" : "no scenario chosen so far has it";
    throw new UsageError(`Cannot choose the ${what} "${pattern}": ${none}${likely}`);
  }
  return items.filter((item) => names(item).some((name) => matchesAny(patterns, name)));
}

function matchesAny(patterns: readonly string[], name: string): boolean {
  return patterns.some((pattern) => matches(pattern, name));
}

function matches(pattern: string, name: string): boolean {
  return pattern === name || (isGlob(pattern) && globToRegExp(pattern).test(name));
}

function checkBounds(bounds: Bounds, limits: Choice["limits"]): void {
  for (const [name, value] of Object.entries(bounds)) {
    if (!Object.hasOwn(limits, name)) {
      throw new UsageError(
        `Cannot set the bound "${name}": the machine has none` +
          nearestHint(name, Object.keys(limits)),
      );
    }
    const [least, most] = limits[name];
    if (value < least || value > most) {
      throw new UsageError(
        `Cannot set the bound "${name}" to ${value}: it runs from ${least} to ${most}`,
      );
    }
  }
}

function prepare(scenario: Scenario, filters: Filters, choice: Choice): Task {
  const { bounds, deep } = filters;
  const { lane, model, design, fault, attack, shapes } = scenario;
  const raised = deep ? scenario.deepBounds : undefined;
  const instance = {
    lane,
    model,
    design,
    fault,
    attack,
    shapes,
    bounds: { ...(raised ?? scenario.bounds), ...bounds },
  };
  const overridden = Object.keys(bounds).length > 0;
  const pinned = raised === undefined ? scenario.pinned : scenario.deepPinned;
  const machine = machineOf(scenario, instance, overridden, choice);
  return {
    scenario,
    instance,
    properties: propertiesOf(scenario, machine),
    symmetry: filters.symmetry || isReducible(scenario, machine, filters),
    pinned: overridden
      ? { none: "the bounds are overridden" }
      : pinned ?? { none: "none are pinned at the raised bounds" },
    overridden,
  };
}

function machineOf(
  { name }: Scenario,
  instance: Instance,
  overridden: boolean,
  choice: Choice,
): AnyMachine {
  try {
    return choice.machine(instance);
  } catch (error) {
    // Bounds within their limits can still be impossible together; the scenarios' own never are.
    if (!overridden || !(error instanceof Error)) throw error;
    throw new UsageError(`Cannot run "${name}" with these bounds: ${error.message}`, {
      cause: error,
    });
  }
}

function propertiesOf(scenario: Scenario, { properties }: AnyMachine): readonly string[] {
  if (Array.isArray(scenario.properties)) return scenario.properties;
  const all = [...Object.keys(properties), DEADLOCK];
  if (scenario.properties === undefined) return all;
  return all.filter((name) => properties[name]?.kind !== "leadsTo");
}

/**
 * Whether a scenario's own wish to be explored up to symmetry is met: not by the reference, nor where
 * every state is looked at, nor within bounds in which nothing is interchangeable.
 */
function isReducible(
  { symmetry = false }: Scenario,
  { symmetric = [] }: AnyMachine,
  { engine, coverage }: Filters,
): boolean {
  return symmetry && engine === "compiled" && !coverage && symmetric.length > 0;
}
