/**
 * A machine small enough to follow by hand, with a variable of every kind of domain. `counter.qnt`
 * describes the same machine, and `counter_quint.itf.json` is a trace of it that Quint 0.33 wrote:
 *
 * ```text
 * quint run counter.qnt --mbt --max-steps=4 --max-samples=1 --seed=7 --out-itf=counter_quint.itf.json
 * ```
 *
 * @module
 */

import {
  array,
  type Behaviour,
  type BehaviourStep,
  flag,
  language,
  machine,
  optional,
  range,
  record,
  subset,
} from "../../checker/mod.ts";

const schema = record({
  count: range(0, 3),
  seen: subset(3),
  slots: array(2, range(0, 3)),
  table: array(2, flag()),
  owner: optional(range(1, 2)),
});

const { action, invariant, leadsTo, witness } = language<typeof schema, { limit: number }>();

/** Alice adds to a count that bob sets back. */
export const counter = machine({
  name: "counter",
  actors: ["alice", "bob"],
  constants: { limit: 3 },
  state: schema,
  initial: action({
    params: () => ({ start: range(0, 1) }),
    when: () => true,
    then: (s, { start }) => {
      s.count = start;
    },
  }),
  actions: {
    aliceAdds: action({
      params: () => ({ by: range(1, 2) }),
      when: (s, { by }, k) => s.count + by <= k.limit,
      then: (s, { by }) => {
        s.slots.set(0, s.count);
        s.count += by;
        s.seen.add(by);
        s.table.set(0, true);
        s.owner = by;
      },
    }),
    bobResets: action({
      when: (s) => s.count > 0,
      then: (s) => {
        s.count = 0;
        s.seen.clear();
        s.owner = null;
      },
    }),
  },
  properties: {
    NeverThree: invariant((s) => s.count < 3),
    TwoIsReached: leadsTo({ from: () => true, to: (s) => s.count === 2 }),
    TwoIsPossible: witness((s) => s.count === 2),
  },
});

const initial: BehaviourStep = {
  action: null,
  params: { start: 0 },
  state: { count: 0, seen: [], slots: [0, 0], table: [false, false], owner: null },
};

const addsOne: BehaviourStep = {
  action: "aliceAdds",
  params: { by: 1 },
  state: { count: 1, seen: [1], slots: [0, 0], table: [true, false], owner: 1 },
};

/** To a count of three, in the fewest steps: the violation of `NeverThree` from a count of zero. */
export const toThree: Behaviour = {
  steps: [
    initial,
    addsOne,
    {
      action: "aliceAdds",
      params: { by: 2 },
      state: { count: 3, seen: [1, 2], slots: [1, 0], table: [true, false], owner: 2 },
    },
  ],
};

/** One, nought, one, nought, … for ever. */
export const forEver: Behaviour = {
  steps: [
    initial,
    addsOne,
    {
      action: "bobResets",
      params: {},
      state: { count: 0, seen: [], slots: [0, 0], table: [true, false], owner: null },
    },
  ],
  loop: 1,
  closing: { action: "aliceAdds", params: { by: 1 } },
};
