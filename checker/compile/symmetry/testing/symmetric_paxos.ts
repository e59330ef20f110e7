/**
 * Paxos commit, written so that no manager and no acceptor is told apart.
 *
 * `examples/paxos_commit.ts` counts steps as TLC does, and so has *which* evidence a leader goes by
 * as a parameter, packed into a number; and it takes the latest of several answers by comparing as it
 * goes. Here the evidence is looked for in the guard, and answers are looked for ballot by ballot.
 * The states are the same.
 *
 * @module
 */

import { index, range, type Reading } from "../../../domains.ts";
import {
  acceptorActions,
  hasPromised,
  initial,
  isChosen,
  leaderActions,
  managerActions,
  type PaxosCommitBounds,
  paxosCommitState,
  properties,
} from "../../../examples/paxos_commit.ts";
import { language, machine } from "../../../language.ts";

type Schema = ReturnType<typeof paxosCommitState>;
type State = Reading<Schema>;
type Vote = "prepared" | "aborted";

const BALLOTS = 2;
const ACCEPTORS = 3;
const { action, step } = language<Schema, PaxosCommitBounds>();

/** Whether somebody of a majority has answered that a vote was what it accepted in a ballot. */
export function answered(
  s: State,
  manager: number,
  ballot: number,
  without: number,
  earlier: number,
  vote: Vote,
): boolean {
  for (let i = 0; i < ACCEPTORS; i++) {
    const promise = s.promised.at(manager).at(ballot).at(i);
    if (i !== without && promise.ballot === earlier && promise.vote === vote) return true;
  }
  return false;
}

/** The vote that a majority's answers leave free to propose: the latest accepted, or to abort. */
export function freeToPropose(s: State, manager: number, ballot: number, without: number): Vote {
  for (let earlier = BALLOTS - 1; earlier >= 0; earlier--) {
    if (answered(s, manager, ballot, without, earlier, "prepared")) return "prepared";
    if (answered(s, manager, ballot, without, earlier, "aborted")) return "aborted";
  }
  return "aborted";
}

/** Whether an instance has chosen "prepared". */
export function isPrepared(s: State, manager: number): boolean {
  for (let b = 0; b < BALLOTS; b++) {
    for (let i = 0; i < ACCEPTORS; i++) {
      if (isChosen(s, manager, "prepared", b, i)) return true;
    }
  }
  return false;
}

/** Whether every instance has. */
export function allHaveChosenPrepared(s: State, k: PaxosCommitBounds): boolean {
  for (let m = 0; m < k.managers; m++) {
    if (!isPrepared(s, m)) return false;
  }
  return true;
}

/** What leaders do otherwise than in the example. */
export const otherwise = {
  leaderProposes: action({
    params: (k) => ({
      manager: index("manager", k.managers),
      ballot: range(1, BALLOTS - 1),
      without: index("acceptor", ACCEPTORS),
    }),
    when: (s, { manager, ballot, without }) =>
      s.proposed.at(manager).at(ballot) === "none" && hasPromised(s, manager, ballot, without),
    then: (s, { manager, ballot, without }) => {
      const vote = freeToPropose(s, manager, ballot, without);
      s.proposed.at(manager).set(ballot, vote);
    },
  }),
  leaderDecidesToCommit: action({
    when: (s, _p, k) => allHaveChosenPrepared(s, k),
    then: (s) => {
      s.sentCommit = true;
    },
  }),
};

/** The machine for so many managers. */
export function symmetricPaxos(managers: number) {
  const bounds: PaxosCommitBounds = { managers };
  const { ProposalsKeepWhatIsChosen, ...others } = properties;
  return machine({
    name: "symmetric paxos commit",
    actors: ["manager", "leader", "acceptor"],
    constants: bounds,
    state: paxosCommitState(bounds),
    initial,
    actions: { ...managerActions, ...leaderActions, ...acceptorActions, ...otherwise },
    properties: {
      ...others,
      ProposalsKeepWhatIsChosen: step(
        [otherwise.leaderProposes],
        ProposalsKeepWhatIsChosen.holds,
      ),
    },
    symmetric: ["manager", "acceptor"],
    source: import.meta.url,
  });
}
