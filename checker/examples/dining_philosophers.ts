/**
 * Dining philosophers, as K. M. Chandy and J. Misra let them dine: forks are handed from neighbour
 * to neighbour, and a fork that has been eaten with is dirty and goes to whoever sits next.
 *
 * After "The drinking philosophers problem" (ACM TOPLAS 6:4, 1984), with the steps of the TLA+ module
 * DiningPhilosophers (Jeff Hemphill, tlaplus/Examples, `specifications/DiningPhilosophers`), written
 * anew. A philosopher looks up; gives away a fork that is dirty, cleaned; and, by the forks as they
 * were when looking up, goes on to eat, to think, or to look up again.
 *
 * Deliberately not modelled: asking for a fork. Whoever holds a dirty one gives it away unasked.
 *
 * @module
 */

import { array, type Draft, flag, index, oneOf, range, type Reading, record } from "../domains.ts";
import { language, machine, weakly } from "../language.ts";

/** Bounds: how many philosophers, and as many forks; at least two. */
export interface Table {
  readonly seats: number;
}

/** The state of a table. */
export function philosophersState({ seats }: Table) {
  const philosopher = index("philosopher", seats);
  return record({
    /** Fork number `i` lies to the left of philosopher number `i`. */
    forks: array(seats, record({ holder: philosopher, clean: flag() })),
    /** What each philosopher does next. */
    next: array(philosopher, oneOf("lookUp", "eat", "think")),
    hungry: array(philosopher, flag()),
  });
}

type Schema = ReturnType<typeof philosophersState>;
type State = Reading<Schema>;

const { action, invariant, leadsTo, witness } = language<Schema, Table>();
const anyPhilosopher = (k: Table) => ({ self: range(0, k.seats - 1) });

/** The fork to the right of a philosopher, which is the right neighbour's left one. */
export function onTheRight(self: number, k: Table): number {
  return (self + 1) % k.seats;
}

/** The philosopher to the left. */
export function onTheLeft(self: number, k: Table): number {
  return (self + k.seats - 1) % k.seats;
}

/** Whether a philosopher holds this fork, and holds it clean or dirty as said. */
export function holds(s: State, self: number, fork: number, clean: boolean): boolean {
  return s.forks.at(fork).holder === self && s.forks.at(fork).clean === clean;
}

/** Hands a fork over, cleaned. */
export function handOver(s: Draft<Schema>, fork: number, to: number): void {
  s.forks.at(fork).holder = to;
  s.forks.at(fork).clean = true;
}

/** All are hungry. Each dirty fork is with the lower-numbered of the two that can use it. */
export const initial = action({
  when: () => true,
  then: (s, _p, k) => {
    for (let i = 0; i < k.seats; i++) {
      s.forks.at(i).holder = i === 1 ? 0 : i;
      s.hungry.set(i, true);
    }
  },
});

/** No philosopher stops for ever: each step is fair to each. */
export const actions = {
  philosopherLooksUp: action({
    params: anyPhilosopher,
    fairness: weakly("self"),
    when: (s, { self }) => s.next.at(self) === "lookUp",
    then: (s, { self }, k) => {
      const right = onTheRight(self, k);
      const canEat = holds(s, self, self, true) && holds(s, self, right, true);
      if (holds(s, self, self, false)) {
        handOver(s, self, onTheLeft(self, k));
      } else if (holds(s, self, right, false)) {
        // The neighbour on that side has the number of the fork.
        handOver(s, right, right);
      }
      if (!s.hungry.at(self)) s.next.set(self, "think");
      else if (canEat) s.next.set(self, "eat");
    },
  }),
  philosopherThinks: action({
    params: anyPhilosopher,
    fairness: weakly("self"),
    when: (s, { self }) => s.next.at(self) === "think",
    then: (s, { self }) => {
      s.hungry.set(self, true);
      s.next.set(self, "lookUp");
    },
  }),
  philosopherEats: action({
    params: anyPhilosopher,
    fairness: weakly("self"),
    when: (s, { self }) => s.next.at(self) === "eat",
    then: (s, { self }, k) => {
      s.hungry.set(self, false);
      s.forks.at(self).clean = false;
      s.forks.at(onTheRight(self, k)).clean = false;
      s.next.set(self, "lookUp");
    },
  }),
};

/** No two neighbours are about to eat. */
export function neighboursTakeTurns(s: State, k: Table): boolean {
  for (let i = 0; i < k.seats; i++) {
    if (s.next.at(i) === "eat" && s.next.at(onTheRight(i, k)) === "eat") return false;
  }
  return true;
}

/** How many philosophers are about to eat. */
export function eating(s: State, k: Table): number {
  let count = 0;
  for (let i = 0; i < k.seats; i++) {
    if (s.next.at(i) === "eat") count++;
  }
  return count;
}

export const properties = {
  NeighboursTakeTurns: invariant(neighboursTakeTurns),
  SomebodyCanEat: witness((s, k) => eating(s, k) > 0),
  /** More than is asked for, and less than one would hope: however large the table, they eat alone. */
  TheyEatAlone: invariant((s, k) => eating(s, k) <= 1),
  NobodyStarves: leadsTo({
    params: anyPhilosopher,
    from: (s, { self }) => s.hungry.at(self),
    to: (s, { self }) => !s.hungry.at(self),
  }),
};

/** The machine for so many seats. */
export function diningPhilosophers(seats: number) {
  const table: Table = { seats };
  return machine({
    name: "dining philosophers",
    actors: ["philosopher"],
    constants: table,
    state: philosophersState(table),
    initial,
    actions,
    properties,
    source: import.meta.url,
  });
}
