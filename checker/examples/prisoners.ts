/**
 * The prisoners and the switches: one by one, in any order, prisoners are led into a room with two
 * switches and must flip one of them. How does one of them come to know that all have been there?
 *
 * After the TLA+ module Prisoners (Leslie Lamport, tlaplus/Examples, `specifications/Prisoners`),
 * written anew. The answer: switch A carries news, switch B carries none. Every prisoner but one
 * moves A up, if it is down, twice in all; that one moves it down and counts.
 *
 * Deliberately not modelled: the warden. Any prisoner may be next.
 *
 * @module
 */

import { array, flag, index, range, type Reading, record } from "../domains.ts";
import { language, machine, weakly } from "../language.ts";

/** Bounds: how many prisoners there are beside the one who counts. */
export interface Prison {
  readonly others: number;
}

/** The state of the room, and what the prisoners remember. */
export function prisonersState({ others }: Prison) {
  return record({
    switchAIsUp: flag(),
    switchBIsUp: flag(),
    /** How often each prisoner but the counter has moved switch A up. */
    timesMovedUp: array(index("prisoner", others), range(0, 2)),
    /** How often the counter has moved it down: one more than all others up, if it began up. */
    count: range(0, 2 * others + 1),
  });
}

type Schema = ReturnType<typeof prisonersState>;
type State = Reading<Schema>;

const { action, everyStep, invariant, leadsTo } = language<Schema, Prison>();

/** The switches may be in any position; nobody has been in the room. */
export const initial = action({
  params: () => ({ a: flag(), b: flag() }),
  when: () => true,
  then: (s, { a, b }) => {
    s.switchAIsUp = a;
    s.switchBIsUp = b;
  },
});

/** Every prisoner is led into the room again and again: each visit is fair to each. */
export const actions = {
  counterVisits: action({
    fairness: weakly(),
    when: () => true,
    then: (s) => {
      if (s.switchAIsUp) {
        s.switchAIsUp = false;
        s.count++;
      } else {
        s.switchBIsUp = !s.switchBIsUp;
      }
    },
  }),
  prisonerVisits: action({
    params: (k) => ({ prisoner: index("prisoner", k.others) }),
    fairness: weakly("prisoner"),
    when: () => true,
    then: (s, { prisoner }) => {
      const times = s.timesMovedUp.at(prisoner);
      if (!s.switchAIsUp && times < 2) {
        s.switchAIsUp = true;
        s.timesMovedUp.set(prisoner, times + 1);
      } else {
        s.switchBIsUp = !s.switchBIsUp;
      }
    },
  }),
};

/** Whether the counter knows. */
export function isKnown(s: State, k: Prison): boolean {
  return s.count === 2 * k.others;
}

/** Whether every prisoner has been in the room; the counter has if anything was counted. */
export function allHaveBeenThere(s: State, k: Prison): boolean {
  for (let i = 0; i < k.others; i++) {
    if (s.timesMovedUp.at(i) === 0) return false;
  }
  return s.count > 0;
}

/** How often switch A was moved up and not yet down, were it down at first. */
export function uncounted(s: State, k: Prison): number {
  let movedUp = 0;
  for (let i = 0; i < k.others; i++) movedUp += s.timesMovedUp.at(i);
  return movedUp - s.count;
}

/** The count lags behind by switch A's position, or is one ahead of that if A began up. */
export function countIsRight(s: State, k: Prison): boolean {
  const up = s.switchAIsUp ? 1 : 0;
  return uncounted(s, k) === up || uncounted(s, k) === up - 1;
}

export const properties = {
  WhatIsKnownIsTrue: invariant((s, k) => !isKnown(s, k) || allHaveBeenThere(s, k)),
  CountIsRight: invariant(countIsRight),
  EachVisitFlipsOneSwitch: everyStep((before, after) =>
    (before.switchAIsUp !== after.switchAIsUp) !== (before.switchBIsUp !== after.switchBIsUp)
  ),
  /** Said of the start, as the count may go one beyond. */
  SoonerOrLaterItIsKnown: leadsTo({ from: (s) => s.count === 0, to: (s, _p, k) => isKnown(s, k) }),
};

/** The machine for so many prisoners, the counter among them. */
export function prisoners(all: number) {
  const prison: Prison = { others: all - 1 };
  return machine({
    name: "prisoners",
    actors: ["counter", "prisoner"],
    constants: prison,
    state: prisonersState(prison),
    initial,
    actions,
    properties,
    symmetric: ["prisoner"],
    source: import.meta.url,
  });
}
