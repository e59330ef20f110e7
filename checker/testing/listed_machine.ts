/**
 * Machines whose states and steps are simply listed: what the liveness tests are written with.
 *
 * @module
 */

import { range, record } from "../domains.ts";
import { type Fairness, language, machine } from "../language.ts";

/** An action as a list of steps. A step's `lane` is a parameter that fairness can be split by. */
export interface ListedAction {
  readonly steps: readonly { readonly from: number; readonly to: number; readonly lane?: number }[];
  readonly fairness?: Fairness;
}

/** A graph, and what leads to what in it. */
export interface Listed {
  readonly states: number;
  readonly initial: readonly number[];
  readonly actions: readonly ListedAction[];
  /** One claim, for each value of the parameter `claim`: the states where it arises and is met. */
  readonly claims: readonly { readonly from: readonly number[]; readonly to: readonly number[] }[];
}

/** How many lanes an action's steps can have. */
const LANES = 2;

/**
 * The machine of a list. Its state is `at`, its action number `i` is called `agentTakes${i}` and its
 * property `Answered`.
 */
export function listedMachine(listed: Listed) {
  const schema = record({ at: range(0, listed.states - 1) });
  const { action, leadsTo } = language<typeof schema, Listed>();
  const place = () => range(0, listed.states - 1);
  return machine({
    name: "listed",
    actors: ["agent"],
    constants: listed,
    state: schema,
    initial: action({
      params: () => ({ start: place() }),
      when: (_s, { start }, k) => k.initial.includes(start),
      then: (s, { start }) => {
        s.at = start;
      },
    }),
    actions: Object.fromEntries(listed.actions.map(({ steps, fairness }, i) => [
      `agentTakes${i}`,
      action({
        params: () => ({ to: place(), lane: range(0, LANES - 1) }),
        fairness,
        when: (s, p) =>
          steps.some(({ from, to, lane = 0 }) => from === s.at && to === p.to && lane === p.lane),
        then: (s, { to }) => {
          s.at = to;
        },
      }),
    ])),
    properties: {
      Answered: leadsTo({
        params: () => ({ claim: range(0, listed.claims.length - 1) }),
        from: (s, { claim }, k) => k.claims[claim].from.includes(s.at),
        to: (s, { claim }, k) => k.claims[claim].to.includes(s.at),
      }),
    },
  });
}
