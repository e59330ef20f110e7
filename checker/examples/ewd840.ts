/**
 * Termination detection on a ring: node 0 finds out, by sending a token round, that all nodes of a
 * distributed computation have come to rest.
 *
 * After E. W. Dijkstra, W. H. J. Feijen and A. J. M. van Gasteren, "Derivation of a termination
 * detection algorithm for distributed computations" (EWD 840, 1983), with the steps of the TLA+
 * module EWD840 (Stephan Merz, tlaplus/Examples, `specifications/ewd840`), written anew.
 *
 * A token step may have several reasons. TLC takes each reason that holds as a way of its own to
 * take the step, and counts its successor again for each. So the reason is a parameter here, and
 * the numbers agree.
 *
 * Deliberately not modelled: messages in transit. A message activates its receiver at once.
 *
 * @module
 */

import { flag, index, oneOf, range, type Reading, record, subset } from "../domains.ts";
import { language, machine, weakly } from "../language.ts";

/** Bounds: how many nodes; at least two. */
export interface Ring {
  readonly nodes: number;
}

/** The state of a ring. */
export function ewd840State({ nodes }: Ring) {
  const node = index("node", nodes);
  return record({
    /** The nodes that compute; only they send messages. */
    active: subset(node),
    /** The nodes that are black: they sent a message against the direction of the token. */
    black: subset(node),
    /** Where the token is, and its colour. */
    token: record({ at: node, black: flag() }),
  });
}

type Schema = ReturnType<typeof ewd840State>;
type State = Reading<Schema>;
type Reason = "nodeIsPassive" | "nodeIsBlack" | "tokenIsBlack";

const { action, invariant, leadsTo, witness } = language<Schema, Ring>();

/** Whether node 0 has found out. */
export function isDetected(s: State): boolean {
  return s.token.at === 0 && !s.token.black && !s.black.has(0) && !s.active.has(0);
}

/** Whether a reason holds for which `node` may send the token on. */
export function holds(s: State, node: number, reason: Reason): boolean {
  switch (reason) {
    case "nodeIsPassive":
      return !s.active.has(node);
    case "nodeIsBlack":
      return s.black.has(node);
    case "tokenIsBlack":
      return s.token.black;
  }
}

/** The token is black, so that nothing is concluded from its first round. All else is arbitrary. */
export const initial = action({
  params: (k) => ({
    active: range(0, 2 ** k.nodes - 1),
    black: range(0, 2 ** k.nodes - 1),
    token: range(0, k.nodes - 1),
  }),
  when: () => true,
  then: (s, p, k) => {
    for (let i = 0; i < k.nodes; i++) {
      if (((p.active >> i) & 1) === 1) s.active.add(i);
      if (((p.black >> i) & 1) === 1) s.black.add(i);
    }
    s.token.at = p.token;
    s.token.black = true;
  },
});

/** The algorithm. No two of its steps are ever possible at once; that one is, is not in vain. */
export const tokenActions = {
  /** Node 0 starts another round if the last one showed nothing. */
  nodeStartsRound: action({
    params: () => ({ reason: oneOf("nodeIsBlack", "tokenIsBlack") }),
    fairness: weakly(),
    when: (s, { reason }) => s.token.at === 0 && holds(s, 0, reason),
    then: (s, _p, k) => {
      s.token.at = k.nodes - 1;
      s.token.black = false;
      s.black.delete(0);
    },
  }),
  /** A node that is done passes the token on; so does one that can only spoil the round anyway. */
  nodePassesToken: action({
    params: (k) => ({
      node: range(1, k.nodes - 1),
      reason: oneOf("nodeIsPassive", "nodeIsBlack", "tokenIsBlack"),
    }),
    fairness: weakly(),
    when: (s, { node, reason }) => s.token.at === node && holds(s, node, reason),
    then: (s, { node }) => {
      s.token.at = node - 1;
      s.token.black = s.token.black || s.black.has(node);
      s.black.delete(node);
    },
  }),
};

/** The computation that is watched. It may go on for ever. */
export const computationActions = {
  nodeSendsMessage: action({
    params: (k) => ({ from: range(0, k.nodes - 1), to: range(0, k.nodes - 1) }),
    when: (s, { from, to }) => from !== to && s.active.has(from),
    then: (s, { from, to }) => {
      s.active.add(to);
      if (to > from) s.black.add(from);
    },
  }),
  nodeComesToRest: action({
    params: (k) => ({ node: range(0, k.nodes - 1) }),
    when: (s, { node }) => s.active.has(node),
    then: (s, { node }) => {
      s.active.delete(node);
    },
  }),
};

/** Whether the nodes that the token has passed are all at rest. */
export function restIsBehindToken(s: State, k: Ring): boolean {
  for (let i = 0; i < k.nodes; i++) {
    if (i > s.token.at && s.active.has(i)) return false;
  }
  return true;
}

/** Whether the token is still to come to a black node. */
export function blackIsAhead(s: State, k: Ring): boolean {
  for (let i = 0; i < k.nodes; i++) {
    if (i <= s.token.at && s.black.has(i)) return true;
  }
  return false;
}

export const properties = {
  DetectedMeansAtRest: invariant((s) => !isDetected(s) || s.active.size === 0),
  /** Dijkstra's invariant, from which the property above follows. */
  RestBehindTokenOrSpoiltRound: invariant((s, k) =>
    s.token.black || blackIsAhead(s, k) || restIsBehindToken(s, k)
  ),
  RestCanBeDetected: witness(isDetected),
  RestIsDetected: leadsTo({ from: (s) => s.active.size === 0, to: isDetected }),
};

/** The machine for a ring of so many nodes. */
export function ewd840(nodes: number) {
  const ring: Ring = { nodes };
  return machine({
    name: "EWD 840",
    actors: ["node"],
    constants: ring,
    state: ewd840State(ring),
    initial,
    actions: { ...tokenActions, ...computationActions },
    properties,
    final: isDetected,
    source: import.meta.url,
  });
}
