/**
 * Where and how a trace leaves its machine, for a person to read.
 *
 * @module
 */

import { bold, dim, green, red } from "@std/fmt/colors";
import type { Alternative, Departure, Difference, Reason } from "./replay.ts";
import { headline } from "./render.ts";
import { actorOf, named, valueText } from "./show.ts";
import type { AnyMachine, ToldStep } from "./subject.ts";

/** How many of the choices that the machine allows are shown. */
const SHOWN_ALTERNATIVES = 5;

/** How many differing variables of one of them. */
const SHOWN_DIFFERENCES = 3;

/** A departure in a few lines: the place, the reason, what the machine would have allowed. */
export function departureText(machine: AnyMachine, departure: Departure): string {
  const { position, closing, why, alternatives } = departure;
  const place = closing ? `on the way back to state ${position}` : `at state ${position}`;
  const lines = [
    `${red(`Leaves the machine ${place}`)}: ${reasonText(machine, why)}`,
    ...reasonLines(why).map((line) => `  ${line}`),
  ];
  const initial = why.kind === "not-initial";
  if (alternatives.length === 0) {
    lines.push(initial ? "The machine has no initial state." : "The machine allows nothing there.");
  } else {
    lines.push(initial ? "Nearest initial states:" : "What the machine allows there:");
  }
  const shown = alternatives.slice(0, SHOWN_ALTERNATIVES);
  lines.push(...shown.map((alternative) => `  ${alternativeText(machine, alternative)}`));
  const more = alternatives.length - shown.length;
  if (more > 0) lines.push(dim(`  and ${more} more`));
  return lines.map((line) => `${line}\n`).join("");
}

function reasonText(machine: AnyMachine, why: Reason): string {
  switch (why.kind) {
    case "not-initial":
      return "it is no initial state";
    case "unknown-action":
      return `there is no action ${bold(why.action)}`;
    case "disabled":
      return `${stepText(machine, why.step)} is not enabled` +
        (why.step.params === null ? ", whatever its parameters" : "");
    case "other-state":
      return `${stepText(machine, why.choice)} leads to another state`;
    case "no-step":
      return "no step leads there";
  }
}

function reasonLines(why: Reason): string[] {
  switch (why.kind) {
    case "disabled":
      return [dim("its guard does not hold:"), ...dedented(why.guard).map((line) => `  ${line}`)];
    case "other-state":
      return why.differences.map(differenceText);
    default:
      return [];
  }
}

function stepText(machine: AnyMachine, { action, params }: ToldStep): string {
  return headline(machine, {
    action,
    actor: actorOf(machine, action),
    params: named(params ?? {}),
  });
}

function alternativeText(machine: AnyMachine, { choice, differences }: Alternative): string {
  const step = choice === null ? "" : `${stepText(machine, choice)}  `;
  if (differences.length === 0) return `${step}${green("leads there")}`;
  const shown = differences.slice(0, SHOWN_DIFFERENCES)
    .map(([path, expected]) => `${path}=${valueText(expected)}`);
  const more = differences.length - shown.length;
  if (more > 0) shown.push(`and ${more} more`);
  return step + dim(`differs: ${shown.join(", ")}`);
}

function differenceText([path, expected, actual]: Difference): string {
  return `${path}: ${valueText(expected)} expected, ${valueText(actual)} in the trace`;
}

/** The lines of a function's text, moved left as far as its last line stands in. */
function dedented(text: string): string[] {
  const lines = text.split("\n");
  const margin = /^ */.exec(lines[lines.length - 1])![0].length;
  return lines.map((line) => line.slice(Math.min(margin, line.search(/\S|$/))));
}
