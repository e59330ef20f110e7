/**
 * Transaction commit: what a protocol like two-phase commit is to achieve, without saying how.
 *
 * After the TLA+ module TCommit (Leslie Lamport, tlaplus/Examples,
 * `specifications/transaction_commit`), written anew from its definition. Each resource manager sees
 * what every other has come to; `two_phase.ts` does without.
 *
 * @module
 */

import { array, index, oneOf, type Reading, record } from "../domains.ts";
import { language, machine } from "../language.ts";

/** Bounds: how many resource managers. */
export interface CommitBounds {
  readonly managers: number;
}

/** The state for `managers` resource managers. */
export function tCommitState({ managers }: CommitBounds) {
  return record({
    rm: array(index("rm", managers), oneOf("working", "prepared", "committed", "aborted")),
  });
}

type Schema = ReturnType<typeof tCommitState>;
type State = Reading<Schema>;

const { action, invariant, witness } = language<Schema, CommitBounds>();
const anyManager = (k: CommitBounds) => ({ rm: index("rm", k.managers) });

export const initial = action({ when: () => true, then: () => {} });

/** Whether every manager is ready to commit or has done so. */
export function canCommit(s: State): boolean {
  for (let i = 0; i < s.rm.length; i++) {
    if (s.rm.at(i) !== "prepared" && s.rm.at(i) !== "committed") return false;
  }
  return true;
}

/** Whether some manager has come to `outcome`. */
export function someManager(s: State, outcome: "committed" | "aborted"): boolean {
  for (let i = 0; i < s.rm.length; i++) {
    if (s.rm.at(i) === outcome) return true;
  }
  return false;
}

/** Whether every manager has come to `outcome`. */
export function everyManager(s: State, outcome: "committed" | "aborted"): boolean {
  for (let i = 0; i < s.rm.length; i++) {
    if (s.rm.at(i) !== outcome) return false;
  }
  return true;
}

/** Nothing is left to do. */
export function everyManagerHasDecided(s: State): boolean {
  return everyManager(s, "committed") || everyManager(s, "aborted");
}

export const actions = {
  rmPrepares: action({
    params: anyManager,
    when: (s, p) => s.rm.at(p.rm) === "working",
    then: (s, p) => {
      s.rm.set(p.rm, "prepared");
    },
  }),
  rmCommits: action({
    params: anyManager,
    when: (s, p) => s.rm.at(p.rm) === "prepared" && canCommit(s),
    then: (s, p) => {
      s.rm.set(p.rm, "committed");
    },
  }),
  rmAborts: action({
    params: anyManager,
    when: (s, p) =>
      (s.rm.at(p.rm) === "working" || s.rm.at(p.rm) === "prepared") &&
      !someManager(s, "committed"),
    then: (s, p) => {
      s.rm.set(p.rm, "aborted");
    },
  }),
};

export const properties = {
  /** No manager commits while another aborts. */
  ManagersAgree: invariant((s) => !someManager(s, "committed") || !someManager(s, "aborted")),
  AllCanCommit: witness((s) => everyManager(s, "committed")),
  AllCanAbort: witness((s) => everyManager(s, "aborted")),
};

/** The machine for `managers` resource managers. */
export function tCommit(managers: number) {
  const bounds: CommitBounds = { managers };
  return machine({
    name: "transaction commit",
    actors: ["rm"],
    constants: bounds,
    state: tCommitState(bounds),
    initial,
    actions,
    properties,
    final: everyManagerHasDecided,
    symmetric: ["rm"],
    source: import.meta.url,
  });
}
