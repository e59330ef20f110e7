/**
 * Steps and values as both renderings show them.
 *
 * @module
 */

import {
  type Behaviour,
  differences,
  layoutOf,
  type Plain,
  type PlainParameters,
  type PlainState,
  toPlain,
} from "../checker/mod.ts";
import type { AnyMachine } from "./subject.ts";

/** A variable that changed: where it stands, and its value before and after, as text. */
export interface Change {
  readonly path: string;
  readonly before: string;
  readonly after: string;
}

/** What is said at the state from which on a lasso owes something. */
export const OWED = "(owed from here on)";

/** One step as it is shown. */
export interface ShownStep {
  /** The number of the state that it leads to; `undefined` for the step that closes a loop. */
  readonly position?: number;
  /** `null` for the initial choice. */
  readonly action: string | null;
  /** Who acts; `null` for the initial choice. */
  readonly actor: string | null;
  /** `name=value`, one a parameter. */
  readonly params: readonly string[];
  readonly changes: readonly Change[];
  /** Whether something is owed from the state that it leads to on, and never comes. */
  readonly owes: boolean;
}

/**
 * The steps of a behaviour, the closing one of a lasso last, each with what it changed.
 *
 * The first is shown by how the initial state differs from the state in which every variable has the
 * first value of its domain, so that what nobody set is not listed (see {@link settings}).
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { shownSteps } from "./show.ts";
 * import { counter, toThree } from "./testing/counter.ts";
 *
 * const [, second] = shownSteps(counter, toThree);
 * assertEquals([second.actor, second.action, second.params], ["alice", "aliceAdds", ["by=1"]]);
 * assertEquals(second.changes[0], { path: "count", before: "0", after: "1" });
 * ```
 */
export function shownSteps(machine: AnyMachine, behaviour: Behaviour): ShownStep[] {
  const { steps, loop, closing, obligation } = behaviour;
  const layout = layoutOf(machine.state);
  let before = toPlain(layout, new Uint32Array(layout.words));
  const show = (action: string | null, params: PlainParameters, after: PlainState) => {
    const step = {
      action,
      actor: actorOf(machine, action),
      params: named(params),
      changes: changesOf(machine, before, after),
    };
    before = after;
    return step;
  };
  const shown: ShownStep[] = steps.map(({ action, params, state }, position) => ({
    position,
    ...show(action, params, state),
    owes: position === obligation,
  }));
  if (closing !== undefined) {
    shown.push({ ...show(closing.action, closing.params, steps[loop!].state), owes: false });
  }
  return shown;
}

function changesOf(machine: AnyMachine, before: PlainState, after: PlainState): Change[] {
  return differences(machine.state, before, after)
    .map(([path, left, right]) => ({ path, before: valueText(left), after: valueText(right) }));
}

/** Who acts: the longest of the actors that the action's name begins with. */
export function actorOf(machine: AnyMachine, action: string | null): string | null {
  if (action === null) return null;
  const actors = machine.actors.filter((actor) => action.startsWith(actor));
  return actors.sort((left, right) => right.length - left.length)[0] ?? null;
}

/** The parameters of a step as text, one `name=value` each. */
export function named(params: PlainParameters): string[] {
  return Object.entries(params).map(([name, value]) => `${name}=${valueText(value)}`);
}

/**
 * A value as text: `none` for an absent one, `{1, 2}` for a set, a name without quotes.
 *
 * Only leaves are shown: a list is always a set here.
 */
export function valueText(value: Plain): string {
  if (value === null) return "none";
  return Array.isArray(value) ? `{${value.join(", ")}}` : String(value);
}

/** How long the lines of {@link settings} may be, unless one setting is longer. */
const LINE = 88;

/**
 * What an initial state sets, several settings a line.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { settings } from "./show.ts";
 *
 * const changes = [
 *   { path: "phase", before: "free", after: "live" },
 *   { path: "reach", before: "{}", after: "{1, 2}" },
 * ];
 * assertEquals(settings(changes), ["phase=live  reach={1, 2}"]);
 * ```
 */
export function settings(changes: readonly Change[]): string[] {
  const lines: string[] = [];
  for (const { path, after } of changes) {
    const setting = `${path}=${after}`;
    const line = lines.at(-1);
    if (line === undefined || line.length + 2 + setting.length > LINE) lines.push(setting);
    else lines[lines.length - 1] = `${line}  ${setting}`;
  }
  return lines;
}
