/**
 * A library small enough to know by heart, on which the command is tested: wheels that a hand turns
 * up to a limit, and turns back together once the first has reached it.
 *
 * `asWritten` forgets the limit by one; `broken` forgets it altogether; the fault `noReset` takes
 * the way back away. With `w` wheels and a limit `l` the hardened machine has (l + 1)^w states.
 *
 * @module
 */

import {
  type AnyMachine,
  array,
  check,
  type CheckResult,
  language,
  machine,
  range,
  type Reading,
  record,
} from "../../checker/mod.ts";
import type { Library } from "../command.ts";
import type { Instance, Scenario, Task } from "../scenario.ts";
import { select } from "../select.ts";

interface Constants {
  readonly wheels: number;
  readonly limit: number;
  readonly mayTurn: (s: Reading<Schema>, wheel: number, k: Constants) => boolean;
  readonly mayReset: (s: Reading<Schema>, k: Constants) => boolean;
}

type Schema = ReturnType<typeof schema>;

function schema(wheels: number, limit: number) {
  return record({ turns: array(wheels, range(0, limit + 1)) });
}

const { action, invariant, witness } = language<Schema, Constants>();

const designs: { readonly [name: string]: Constants["mayTurn"] } = {
  hardened: (s, wheel, k) => s.turns.at(wheel) < k.limit,
  asWritten: (s, wheel, k) => s.turns.at(wheel) <= k.limit,
  broken: () => true,
};

/** The machine of an instance. */
export function wheels({ design, fault, bounds }: Instance): AnyMachine {
  if (bounds.wheels * bounds.limit > 200) {
    throw new RangeError(`${bounds.wheels} wheels and a limit of ${bounds.limit} are too much`);
  }
  const constants: Constants = {
    wheels: bounds.wheels,
    limit: bounds.limit,
    mayTurn: designs[design],
    mayReset: fault === "noReset" ? () => false : (s, k) => s.turns.at(0) >= k.limit,
  };
  return machine({
    name: "wheels",
    actors: ["hand"],
    constants,
    state: schema(bounds.wheels, bounds.limit),
    initial: action({ when: () => true, then: () => {} }),
    actions: {
      handTurns: action({
        params: (k) => ({ wheel: range(0, k.wheels - 1) }),
        when: (s, { wheel }, k) => k.mayTurn(s, wheel, k),
        then: (s, { wheel }) => {
          s.turns.set(wheel, s.turns.at(wheel) + 1);
        },
      }),
      handResets: action({
        when: (s, _, k) => k.mayReset(s, k),
        then: (s, _, k) => {
          for (let wheel = 0; wheel < k.wheels; wheel++) s.turns.set(wheel, 0);
        },
      }),
    },
    properties: {
      WheelsStayWithinLimit: invariant((s, k) => {
        for (let wheel = 0; wheel < k.wheels; wheel++) {
          if (s.turns.at(wheel) > k.limit) return false;
        }
        return true;
      }),
      LimitCanBeReached: witness((s, k) => s.turns.at(0) === k.limit),
    },
  });
}

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
  const none = { lane: [], model: [], design: [], fault: [], property: [], bounds: {} };
  return select({ ...none, scenarios: [name], deep: false }, library)[0];
}

/** What exploring a task finds. */
export function resultOf({ instance, properties }: Task): Promise<CheckResult> {
  return check(wheels(instance), { properties });
}
