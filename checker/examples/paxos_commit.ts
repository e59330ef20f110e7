/**
 * Paxos commit: resource managers agree whether to commit a transaction, with a Paxos instance for
 * each manager's vote, so that no single process's failure blocks the others.
 *
 * After J. Gray and L. Lamport, "Consensus on transaction commit" (ACM TODS 31:1, 2006), with the
 * steps of the TLA+ module PaxosCommit (tlaplus/Examples, `specifications/transaction_commit`),
 * written anew.
 *
 * The network is the set of messages ever sent: a message may be received late, often or never, and
 * receiving is no step of its own. That a message is sent again shows in the counts, as a step that
 * changes nothing. Where a step follows from several sets of messages, TLC counts its successor
 * again for each; so *which* majority, or which evidence, is a parameter here, and the counts agree.
 *
 * Deliberately not modelled: who leads. Any leader may take any leader's step at any time. Liveness,
 * which needs a leader that is alone for long enough.
 *
 * @module
 */

import { array, flag, index, oneOf, range, type Reading, record, subset } from "../domains.ts";
import { language, machine } from "../language.ts";

/** Bounds: how many resource managers. */
export interface PaxosCommitBounds {
  readonly managers: number;
}

/** Ballot 0 is the managers' own; leaders use those after it. */
const BALLOTS = 2;

/** A majority of three is any two: it is named by the one that it leaves out. */
const ACCEPTORS = 3;

/** The state: the managers, the acceptors and the messages sent. */
export function paxosCommitState({ managers }: PaxosCommitBounds) {
  const manager = index("manager", managers);
  const acceptor = index("acceptor", ACCEPTORS);
  const vote = oneOf("none", "prepared", "aborted");
  // What an acceptor last accepted; ballot -1 is none.
  const accepted = { ballot: range(-1, BALLOTS - 1), vote };
  return record({
    managers: array(manager, oneOf("working", "prepared", "committed", "aborted")),
    /** For each manager's instance, each acceptor: the ballot it has joined, what it accepted. */
    acceptors: array(
      manager,
      array(acceptor, record({ joined: range(0, BALLOTS - 1), ...accepted })),
    ),
    /** Phase 1a, by instance: the ballots that a leader has asked to join. */
    asked: array(manager, subset(BALLOTS)),
    /** Phase 1b, by instance and ballot: who has joined, and had accepted what before. */
    promised: array(
      manager,
      array(BALLOTS, array(acceptor, record({ sent: flag(), ...accepted }))),
    ),
    /** Phase 2a, by instance and ballot: the vote proposed. There is never a second one. */
    proposed: array(manager, array(BALLOTS, vote)),
    /** Phase 2b, by instance and ballot: who has accepted what was proposed. */
    accepted: array(manager, array(BALLOTS, subset(acceptor))),
    sentCommit: flag(),
    sentAbort: flag(),
  });
}

type Schema = ReturnType<typeof paxosCommitState>;
type State = Reading<Schema>;
type Vote = "none" | "prepared" | "aborted";

const { action, invariant, step, witness } = language<Schema, PaxosCommitBounds>();

const anyManager = (k: PaxosCommitBounds) => ({ manager: index("manager", k.managers) });
const anyLeaderBallot = (k: PaxosCommitBounds) => ({
  ...anyManager(k),
  ballot: range(1, BALLOTS - 1),
});
const anyMajority = () => ({ without: index("acceptor", ACCEPTORS) });
const anyAcceptor = () => ({ acceptor: index("acceptor", ACCEPTORS) });

/** Whether the majority `without` one acceptor has answered the call to join a ballot. */
export function hasPromised(s: State, manager: number, ballot: number, without: number): boolean {
  for (let i = 0; i < ACCEPTORS; i++) {
    if (i !== without && !s.promised.at(manager).at(ballot).at(i).sent) return false;
  }
  return true;
}

/** The vote that a majority's answers leave free to propose: the latest accepted, or to abort. */
export function voteToPropose(s: State, manager: number, ballot: number, without: number): Vote {
  let latest = -1;
  let vote: Vote = "aborted";
  for (let i = 0; i < ACCEPTORS; i++) {
    const promise = s.promised.at(manager).at(ballot).at(i);
    if (i !== without && promise.ballot > latest) {
      latest = promise.ballot;
      vote = promise.vote;
    }
  }
  return vote;
}

/** Whether the majority `without` one acceptor has accepted `vote` in a ballot. */
export function isChosen(
  s: State,
  manager: number,
  vote: Vote,
  ballot: number,
  without: number,
): boolean {
  if (s.proposed.at(manager).at(ballot) !== vote) return false;
  for (let i = 0; i < ACCEPTORS; i++) {
    if (i !== without && !s.accepted.at(manager).at(ballot).has(i)) return false;
  }
  return true;
}

/**
 * Whether every instance has chosen "prepared", by this evidence: for each manager three bits, of
 * which the upper one is a ballot and the others name a majority.
 */
export function allArePrepared(s: State, evidence: number, k: PaxosCommitBounds): boolean {
  for (let m = 0; m < k.managers; m++) {
    const ballot = (evidence >> (3 * m + 2)) & 1;
    const without = (evidence >> (3 * m)) & 3;
    if (without >= ACCEPTORS || !isChosen(s, m, "prepared", ballot, without)) return false;
  }
  return true;
}

/** Whether some manager has come to `outcome`. */
export function someManager(s: State, outcome: "committed" | "aborted"): boolean {
  for (let m = 0; m < s.managers.length; m++) {
    if (s.managers.at(m) === outcome) return true;
  }
  return false;
}

/** Whether every manager has committed. */
export function everyManagerCommitted(s: State): boolean {
  for (let m = 0; m < s.managers.length; m++) {
    if (s.managers.at(m) !== "committed") return false;
  }
  return true;
}

/** Whether no vote but `vote` has been chosen in an instance. */
export function keepsChoices(s: State, manager: number, vote: Vote): boolean {
  for (let b = 0; b < BALLOTS; b++) {
    const other = s.proposed.at(manager).at(b);
    for (let i = 0; i < ACCEPTORS; i++) {
      if (other !== vote && other !== "none" && isChosen(s, manager, other, b, i)) return false;
    }
  }
  return true;
}

/** Everyone works, and has sent nothing. */
export const initial = action({
  when: () => true,
  then: (s, _p, k) => {
    for (let m = 0; m < k.managers; m++) {
      for (let i = 0; i < ACCEPTORS; i++) {
        s.acceptors.at(m).at(i).ballot = -1;
        for (let b = 0; b < BALLOTS; b++) s.promised.at(m).at(b).at(i).ballot = -1;
      }
    }
  },
});

/** The resource managers. */
export const managerActions = {
  managerPrepares: action({
    params: anyManager,
    when: (s, { manager }) => s.managers.at(manager) === "working",
    then: (s, { manager }) => {
      s.managers.set(manager, "prepared");
      s.proposed.at(manager).set(0, "prepared");
    },
  }),
  managerChoosesToAbort: action({
    params: anyManager,
    when: (s, { manager }) => s.managers.at(manager) === "working",
    then: (s, { manager }) => {
      s.managers.set(manager, "aborted");
      s.proposed.at(manager).set(0, "aborted");
    },
  }),
  managerHearsCommit: action({
    params: anyManager,
    when: (s) => s.sentCommit,
    then: (s, { manager }) => {
      s.managers.set(manager, "committed");
    },
  }),
  managerHearsAbort: action({
    params: anyManager,
    when: (s) => s.sentAbort,
    then: (s, { manager }) => {
      s.managers.set(manager, "aborted");
    },
  }),
};

/** Whoever believes to lead. */
export const leaderActions = {
  leaderAsksToJoin: action({
    params: anyLeaderBallot,
    when: () => true,
    then: (s, { manager, ballot }) => {
      s.asked.at(manager).add(ballot);
    },
  }),
  leaderProposes: action({
    params: (k) => ({ ...anyLeaderBallot(k), ...anyMajority() }),
    when: (s, { manager, ballot, without }) =>
      s.proposed.at(manager).at(ballot) === "none" && hasPromised(s, manager, ballot, without),
    then: (s, { manager, ballot, without }) => {
      const vote = voteToPropose(s, manager, ballot, without);
      s.proposed.at(manager).set(ballot, vote);
    },
  }),
  leaderDecidesToCommit: action({
    params: (k) => ({ evidence: range(0, 8 ** k.managers - 1) }),
    when: (s, { evidence }, k) => allArePrepared(s, evidence, k),
    then: (s) => {
      s.sentCommit = true;
    },
  }),
  leaderDecidesToAbort: action({
    params: (k) => ({ ...anyManager(k), ballot: range(0, BALLOTS - 1), ...anyMajority() }),
    when: (s, { manager, ballot, without }) => isChosen(s, manager, "aborted", ballot, without),
    then: (s) => {
      s.sentAbort = true;
    },
  }),
};

/** The acceptors. */
export const acceptorActions = {
  acceptorJoins: action({
    params: (k) => ({ ...anyLeaderBallot(k), ...anyAcceptor() }),
    when: (s, { manager, ballot, acceptor }) =>
      s.asked.at(manager).has(ballot) && s.acceptors.at(manager).at(acceptor).joined < ballot,
    then: (s, { manager, ballot, acceptor }) => {
      const self = s.acceptors.at(manager).at(acceptor);
      const promise = s.promised.at(manager).at(ballot).at(acceptor);
      self.joined = ballot;
      promise.sent = true;
      promise.ballot = self.ballot;
      promise.vote = self.vote;
    },
  }),
  acceptorAccepts: action({
    params: (k) => ({ ...anyManager(k), ballot: range(0, BALLOTS - 1), ...anyAcceptor() }),
    when: (s, { manager, ballot, acceptor }) =>
      s.proposed.at(manager).at(ballot) !== "none" &&
      s.acceptors.at(manager).at(acceptor).joined <= ballot,
    then: (s, { manager, ballot, acceptor }) => {
      const self = s.acceptors.at(manager).at(acceptor);
      self.joined = ballot;
      self.ballot = ballot;
      self.vote = s.proposed.at(manager).at(ballot);
      s.accepted.at(manager).at(ballot).add(acceptor);
    },
  }),
};

export const properties = {
  ManagersAgree: invariant((s) => !someManager(s, "committed") || !someManager(s, "aborted")),
  /** A decision once sent is never contradicted. */
  OneDecision: invariant((s) => !s.sentCommit || !s.sentAbort),
  /** Paxos: whatever was chosen in an instance, no later ballot chooses otherwise. */
  ProposalsKeepWhatIsChosen: step(
    [leaderActions.leaderProposes],
    (before, after, p) =>
      keepsChoices(before, p.manager, after.proposed.at(p.manager).at(p.ballot)),
  ),
  AllCanCommit: witness(everyManagerCommitted),
  SomeoneCanAbort: witness((s) => someManager(s, "aborted") && s.sentAbort),
};

/** The machine for these bounds, the two of the published counts by default. */
export function paxosCommit(managers = 2) {
  const bounds: PaxosCommitBounds = { managers };
  return machine({
    name: "paxos commit",
    actors: ["manager", "leader", "acceptor"],
    constants: bounds,
    state: paxosCommitState(bounds),
    initial,
    actions: { ...managerActions, ...leaderActions, ...acceptorActions },
    properties,
    source: import.meta.url,
  });
}
