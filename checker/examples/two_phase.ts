/**
 * Two-phase commit: a transaction manager and N resource managers agree whether to commit.
 *
 * After the TLA+ module TwoPhase (Leslie Lamport, tlaplus/Examples,
 * `specifications/transaction_commit`), written anew from its definition. Messages are never lost
 * and may be received again and again, so that the network is the set of messages ever sent.
 *
 * Deliberately not modelled: failures and time-outs other than a spontaneous abort.
 *
 * @module
 */

import { array, flag, index, oneOf, record, subset } from "../domains.ts";
import { language, machine } from "../language.ts";
import { everyManager, someManager } from "./t_commit.ts";

/** Bounds: how many resource managers. */
export interface TwoPhaseBounds {
  readonly managers: number;
}

/** The state for `managers` resource managers. */
export function twoPhaseState({ managers }: TwoPhaseBounds) {
  const rms = index("rm", managers);
  return record({
    /** What each resource manager has come to. */
    rm: array(rms, oneOf("working", "prepared", "committed", "aborted")),
    /** What the transaction manager has come to. */
    tm: oneOf("init", "committed", "aborted"),
    /** Whom the transaction manager has heard to be prepared. */
    tmPrepared: subset(rms),
    /** Who has sent "prepared". */
    sentPrepared: subset(rms),
    sentCommit: flag(),
    sentAbort: flag(),
  });
}

type Schema = ReturnType<typeof twoPhaseState>;

const { action, invariant, witness } = language<Schema, TwoPhaseBounds>();
const anyManager = (k: TwoPhaseBounds) => ({ rm: index("rm", k.managers) });

export const initial = action({ when: () => true, then: () => {} });

export const actions = {
  tmHearsPrepared: action({
    params: anyManager,
    when: (s, p) => s.tm === "init" && s.sentPrepared.has(p.rm),
    then: (s, p) => {
      s.tmPrepared.add(p.rm);
    },
  }),
  tmCommits: action({
    when: (s, _p, k) => s.tm === "init" && s.tmPrepared.size === k.managers,
    then: (s) => {
      s.tm = "committed";
      s.sentCommit = true;
    },
  }),
  tmAborts: action({
    when: (s) => s.tm === "init",
    then: (s) => {
      s.tm = "aborted";
      s.sentAbort = true;
    },
  }),
  rmPrepares: action({
    params: anyManager,
    when: (s, p) => s.rm.at(p.rm) === "working",
    then: (s, p) => {
      s.rm.set(p.rm, "prepared");
      s.sentPrepared.add(p.rm);
    },
  }),
  rmChoosesToAbort: action({
    params: anyManager,
    when: (s, p) => s.rm.at(p.rm) === "working",
    then: (s, p) => {
      s.rm.set(p.rm, "aborted");
    },
  }),
  rmHearsCommit: action({
    params: anyManager,
    when: (s) => s.sentCommit,
    then: (s, p) => {
      s.rm.set(p.rm, "committed");
    },
  }),
  rmHearsAbort: action({
    params: anyManager,
    when: (s) => s.sentAbort,
    then: (s, p) => {
      s.rm.set(p.rm, "aborted");
    },
  }),
};

export const properties = {
  /** No manager commits while another aborts: what `t_commit.ts` asks for. */
  ManagersAgree: invariant((s) => !someManager(s, "committed") || !someManager(s, "aborted")),
  AllCanCommit: witness((s) => everyManager(s, "committed")),
  AllCanAbort: witness((s) => everyManager(s, "aborted")),
};

/** The machine for `managers` resource managers. */
export function twoPhase(managers: number) {
  const bounds: TwoPhaseBounds = { managers };
  return machine({
    name: "two-phase commit",
    actors: ["tm", "rm"],
    constants: bounds,
    state: twoPhaseState(bounds),
    initial,
    actions,
    properties,
    symmetric: ["rm"],
    source: import.meta.url,
  });
}
