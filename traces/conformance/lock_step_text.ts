/**
 * What a walk in lock step has found, in lines, and what was taken and tried in all.
 *
 * @module
 */

import type { ActionCount, LockStep } from "./lock_step.ts";

/** A place's walk: whether nothing is left of it, or where it was cut. */
export function lockStepText(name: string, walk: LockStep): string {
  const { exhaustive, states, reached, pairs, agreed, declined, allowed, disagreements } = walk;
  const how = exhaustive ? "exhaustive" : disagreements.length > 0 ? "given up" : "cut";
  const all = exhaustive ? `all ${states} states` : `${reached} of the nearest ${states} states`;
  const lines = [
    `${name}: ${how}: ${all} of the machine, ${pairs} of the product; ${agreed} enabled steps agree, ` +
    `${declined} disabled ones are declined`,
  ];
  for (const [allowance, count] of allowed) lines.push(`    ${count} times allowed: ${allowance}`);
  if (walk.unsteady > 0) lines.push(`    ${walk.unsteady} steps led elsewhere when repeated`);
  for (const { choice, facts } of disagreements) {
    const wrong = facts.filter(({ holds }) => !holds).map(({ name, actual }) =>
      `${name} ${actual}`
    );
    lines.push(`    DISAGREES at ${choice?.action ?? "the beginning"}: ${wrong.join(", ")}`);
  }
  return `${lines.join("\n")}\n`;
}

/** Adds what was taken and tried in a walk to what was before. */
export function addActions(sum: Map<string, ActionCount>, { actions }: LockStep): void {
  for (const [action, count] of actions) {
    const total = sum.get(action) ?? { enabled: 0, disabled: 0, untried: 0 };
    total.enabled += count.enabled;
    total.disabled += count.disabled;
    total.untried += count.untried;
    sum.set(action, total);
  }
}

/** The table of actions: how often each was taken, and tried where it is disabled. */
export function actionTable(actions: ReadonlyMap<string, ActionCount>): string {
  const rows = [...actions].sort(([one], [other]) => one < other ? -1 : 1).map((
    [action, { enabled, disabled, untried }],
  ) =>
    `  ${action.padEnd(26)}${[enabled, disabled, untried].map((n) => `${n}`.padStart(10)).join("")}`
  );
  const head = `  ${"action".padEnd(26)}${"enabled".padStart(10)}${"disabled".padStart(10)}` +
    "   untried";
  return `${[head, ...rows].join("\n")}\n`;
}
