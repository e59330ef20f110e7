/**
 * Peterson's algorithm: two processes take turns in a critical section, with three shared variables
 * and no other help.
 *
 * After G. L. Peterson, "Myths about the mutual exclusion problem" (Information Processing Letters
 * 12:3, 1981), with the steps of the TLA+ module Peterson (tlaplus/Examples,
 * `specifications/locks_auxiliary_vars`), written anew.
 *
 * Deliberately not modelled: memory that is weaker than sequentially consistent, on which the
 * algorithm fails; more than two processes, for which it needs more variables.
 *
 * @module
 */

import { array, flag, index, oneOf, type Reading, record } from "../domains.ts";
import { language, machine, weakly } from "../language.ts";

const process = index("process", 2);

/** The shared variables, and where each process is. */
export const petersonState = record({
  /** What each process does next. */
  at: array(process, oneOf("pausing", "raising", "yielding", "waiting", "critical", "lowering")),
  /** Whose flag is up: who wants to enter, or is in. */
  raised: array(process, flag()),
  /** Who goes first if both want to. */
  turn: process,
});

type State = Reading<typeof petersonState>;

const { action, invariant, leadsTo, witness } = language<typeof petersonState, null>();
const anyProcess = () => ({ self: process });

/** The other process. */
export function other(self: number): number {
  return 1 - self;
}

/** Whether a process is between entering and lowering its flag. */
export function isInside(s: State, self: number): boolean {
  return s.at.at(self) === "critical" || s.at.at(self) === "lowering";
}

/** Both pause, no flag is up, and the turn is the first one's. */
export const initial = action({ when: () => true, then: () => {} });

/** All steps but the first are fair: a process may pause for ever, but does not stop halfway. */
export const actions = {
  processWantsToEnter: action({
    params: anyProcess,
    when: (s, { self }) => s.at.at(self) === "pausing",
    then: (s, { self }) => {
      s.at.set(self, "raising");
    },
  }),
  processRaisesFlag: action({
    params: anyProcess,
    fairness: weakly("self"),
    when: (s, { self }) => s.at.at(self) === "raising",
    then: (s, { self }) => {
      s.raised.set(self, true);
      s.at.set(self, "yielding");
    },
  }),
  processYieldsTurn: action({
    params: anyProcess,
    fairness: weakly("self"),
    when: (s, { self }) => s.at.at(self) === "yielding",
    then: (s, { self }) => {
      s.turn = other(self);
      s.at.set(self, "waiting");
    },
  }),
  processEnters: action({
    params: anyProcess,
    fairness: weakly("self"),
    when: (s, { self }) =>
      s.at.at(self) === "waiting" && (!s.raised.at(other(self)) || s.turn === self),
    then: (s, { self }) => {
      s.at.set(self, "critical");
    },
  }),
  processLeaves: action({
    params: anyProcess,
    fairness: weakly("self"),
    when: (s, { self }) => s.at.at(self) === "critical",
    then: (s, { self }) => {
      s.at.set(self, "lowering");
    },
  }),
  processLowersFlag: action({
    params: anyProcess,
    fairness: weakly("self"),
    when: (s, { self }) => s.at.at(self) === "lowering",
    then: (s, { self }) => {
      s.raised.set(self, false);
      s.at.set(self, "pausing");
    },
  }),
};

/** A flag is up exactly from raising it to lowering it. */
export function flagsAreHonest(s: State): boolean {
  for (let i = 0; i < s.at.length; i++) {
    const isDown = s.at.at(i) === "pausing" || s.at.at(i) === "raising";
    if (s.raised.at(i) === isDown) return false;
  }
  return true;
}

export const properties = {
  OnlyOneIsInside: invariant((s) => !isInside(s, 0) || !isInside(s, 1)),
  FlagsAreHonest: invariant(flagsAreHonest),
  BothCanWaitAtOnce: witness((s) => s.at.at(0) === "waiting" && s.at.at(1) === "waiting"),
  WhoWantsToEnterEnters: leadsTo({
    params: anyProcess,
    from: (s, { self }) => s.at.at(self) === "raising",
    to: (s, { self }) => s.at.at(self) === "critical",
  }),
};

/** The machine. */
export function peterson() {
  return machine({
    name: "peterson",
    actors: ["process"],
    constants: null,
    state: petersonState,
    initial,
    actions,
    properties,
    source: import.meta.url,
  });
}
