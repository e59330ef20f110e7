/**
 * Wheels that a hand turns up to a limit, and turns back together once the first has reached it.
 *
 * `asWritten` forgets the limit by one; `broken` forgets it altogether; the fault `noReset` takes
 * the way back away. One conjunct is there for the report on coverage to find: it never matters.
 * With `w` wheels and a limit `l` the hardened machine has (l + 1)^w states.
 *
 * @module
 */

import {
  type AnyMachine,
  array,
  language,
  machine,
  range,
  type Reading,
  record,
} from "../../checker/mod.ts";
import type { Instance } from "../scenario.ts";

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
        when: (s, _, k) => k.mayReset(s, k) && s.turns.at(0) !== 0,
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
    source: import.meta.url,
  });
}
