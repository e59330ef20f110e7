/**
 * Behaviours for a terminal: one line an action, then only what it changed.
 *
 * Actions are coloured by actor. Colours are those of `@std/fmt/colors`, which its
 * `setColorEnabled` and the environment variable `NO_COLOR` switch off.
 *
 * @example
 * ```ts
 * import { assertStringIncludes } from "@std/assert";
 * import { setColorEnabled } from "@std/fmt/colors";
 * import { render } from "./render.ts";
 * import { counter, toThree } from "./testing/counter.ts";
 *
 * setColorEnabled(false);
 * assertStringIncludes(render(counter, toThree), "  2  aliceAdds by=2\n");
 * ```
 *
 * @module
 */

import { blue, bold, cyan, dim, green, magenta, yellow } from "@std/fmt/colors";
import type { Behaviour } from "../checker/mod.ts";
import type { AnyMachine } from "./subject.ts";
import { OWED, settings, type ShownStep, shownSteps } from "./show.ts";

/** A behaviour as lines of text. A lasso's loop is drawn at the left of what is in it. */
export function render(machine: AnyMachine, behaviour: Behaviour): string {
  const { steps, loop, closing } = behaviour;
  const begin = loop ?? Infinity;
  const width = String(steps.length - 1).length + 2;
  const lines: string[] = [];
  const put = (number: string, rail: string, text: string) => {
    const margin = dim(number.padStart(width)) + (loop === undefined ? "" : ` ${rail.padEnd(2)}`);
    lines.push(`${margin}  ${text}\n`);
  };
  for (const step of shownSteps(machine, behaviour)) {
    const { position } = step;
    if (position === undefined) {
      put("", "╰─", `${headline(machine, step)}, back to state ${loop}, for ever`);
    } else {
      const rail = position === begin ? "╭─" : position > begin ? "│" : "";
      const owes = step.owes ? dim(`  ${OWED}`) : "";
      put(String(position), rail, headline(machine, step) + owes);
    }
    const rail = position !== undefined && position >= begin ? "│" : "";
    for (const line of changeLines(step)) put("", rail, `    ${line}`);
  }
  if (loop !== undefined && closing === undefined) put("", "╰─", "nothing more happens, for ever");
  return lines.join("");
}

/** An action coloured by its actor, with its parameters. */
export function headline(
  machine: AnyMachine,
  { action, actor, params }: Pick<ShownStep, "action" | "actor" | "params">,
): string {
  const name = action === null ? "initial state" : colorOf(machine, actor)(bold(action));
  return [name, ...params].join(" ");
}

const colors = [cyan, yellow, magenta, green, blue] as const;

function colorOf(machine: AnyMachine, actor: string | null): (text: string) => string {
  const number = machine.actors.indexOf(actor ?? "");
  return number === -1 ? (text) => text : colors[number % colors.length];
}

/** What a step changed, one line a variable, with the values below each other. */
export function changeLines({ action, changes }: Pick<ShownStep, "action" | "changes">): string[] {
  if (action === null) return settings(changes);
  if (changes.length === 0) return [dim("nothing changes")];
  const width = Math.max(...changes.map(({ path }) => path.length));
  return changes.map(({ path, before, after }) =>
    `${path.padEnd(width)}  ${dim(before)} → ${after}`
  );
}
