/**
 * A library small enough to know by heart, on which the command is tested: scenarios of the wheels
 * of `wheels_machine.ts`.
 *
 * @module
 */

import { check, type CheckResult } from "../../checker/mod.ts";
import { parseArguments } from "../arguments.ts";
import type { Library } from "../command.ts";
import type { Scenario, Task } from "../scenario.ts";
import { select } from "../select.ts";
import { wheels } from "./wheels_machine.ts";

const small = {
  lane: "remapped",
  model: "validated",
  shapes: [],
  bounds: { wheels: 2, limit: 2 },
} as const;

const scenarios: readonly Scenario[] = [
  {
    ...small,
    name: "wheels_stay_within_limit",
    title: "No wheel is turned beyond the limit.",
    design: "hardened",
    expect: { holds: true },
    // (2 + 1)^2 states; 2 x 2 x 3 turns and 3 resets; the farthest state is 4 turns away.
    pinned: { distinct: 9, generated: 1 + 12 + 3, depth: 5, lengths: {} },
    deepBounds: { wheels: 3, limit: 2 },
  },
  {
    ...small,
    name: "as_written_turns_too_far",
    title: "A wheel is turned once too often.",
    design: "asWritten",
    expect: { violates: ["WheelsStayWithinLimit"] },
    // As above with a limit of 3, but a reset from 2 on: 2 x 3 x 4 turns and 8 resets.
    pinned: {
      distinct: 16,
      generated: 1 + 24 + 8,
      depth: 7,
      lengths: { WheelsStayWithinLimit: 3 },
    },
  },
  {
    ...small,
    name: "fault_no_reset",
    title: "Without a reset the wheels stand still at their limits.",
    lane: "bounce",
    model: "brokered",
    design: "hardened",
    fault: "noReset",
    expect: { violates: ["Deadlock"] },
    pinned: { distinct: 9, generated: 1 + 12, depth: 5, lengths: { Deadlock: 4 } },
    idle: { actions: ["handResets"], why: "it is the fault" },
  },
  {
    ...small,
    name: "wrong_verdict",
    title: "Expects a property to hold that fails.",
    design: "asWritten",
    expect: { holds: true },
    pinned: { distinct: 16, generated: 33, depth: 7, lengths: {} },
    deep: true,
  },
  {
    ...small,
    name: "wrong_number",
    title: "Pins a number of states that nobody will find.",
    design: "hardened",
    expect: { holds: true },
    pinned: { distinct: 10, generated: 16, depth: 5, lengths: {} },
    deep: true,
  },
  {
    ...small,
    name: "wrong_machine",
    title: "Writes a value outside its domain.",
    design: "broken",
    expect: { holds: true },
    pinned: { distinct: 0, generated: 0, depth: 0, lengths: {} },
    deep: true,
  },
  {
    ...small,
    name: "wheels_without_end",
    title: "More states than anyone waits for in a test.",
    lane: "synthetic",
    design: "hardened",
    bounds: { wheels: 7, limit: 15 },
    expect: { holds: true },
    pinned: {
      distinct: 16 ** 7,
      generated: 1 + 7 * 15 * 16 ** 6 + 16 ** 6,
      depth: 7 * 15 + 1,
      lengths: {},
    },
    deep: true,
  },
];

/** The library, with traces drawn as a bare list of actions. */
export const library: Library = {
  scenarios,
  limits: { wheels: [1, 8], limit: [1, 50] },
  machine: wheels,
  worker: new URL("./wheels_worker.ts", import.meta.url),
  traces: {
    text: (_, { behaviour }) => behaviour.steps.map(({ action }) => action ?? "start").join("\n"),
    mermaid: (_, { behaviour }) =>
      ["sequenceDiagram", ...behaviour.steps.map(({ action }) => `  hand->>wheel: ${action}`)]
        .join("\n"),
    itf: ({ instance }, { property }) => ({
      suffix: ".itf.json",
      bytes: new TextEncoder().encode(JSON.stringify({ instance, property })),
    }),
  },
};

/** The task of one of the scenarios. */
export function wheelsTask(name: string): Task {
  return select(parseArguments([name]), library)[0];
}

/** What exploring a task finds. */
export function resultOf({ instance, properties }: Task): Promise<CheckResult> {
  return check(wheels(instance), { properties });
}
