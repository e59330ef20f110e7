/**
 * Machines to learn the language from, and to trust the engine by: each with the numbers of states
 * that others have published for it.
 *
 * Read `die_hard.ts` first, then `t_commit.ts` and `two_phase.ts` for how a specification is refined,
 * `peterson.ts` for fairness and liveness, `alternating_bit.ts` for queues and strong fairness,
 * `ewd840.ts` and `paxos_commit.ts` for parameters that say why a step may be taken.
 *
 * *Distinct* and *generated* states and *depth* are counted as TLC counts them: generated are the
 * initial states and every successor of every distinct state, and depth is the number of levels.
 *
 * @example
 * ```ts
 * import { examples } from "./mod.ts";
 * import { check } from "../mod.ts";
 * import { assertEquals } from "@std/assert";
 *
 * const { machine, published } = examples.find(({ name }) => name === "peterson")!;
 * const { verdict, counts } = await check(machine());
 * assertEquals(verdict, "holds");
 * assertEquals([counts.distinct, counts.generated, counts.depth], [42, 77, 11]);
 * assertEquals(published, { distinct: 42, generated: 77, depth: 11 });
 * ```
 *
 * @module
 */

import type { AnyMachine } from "../language.ts";
import { alternatingBit } from "./alternating_bit.ts";
import { coffeeCan } from "./coffee_can.ts";
import { dieHard } from "./die_hard.ts";
import { diningPhilosophers } from "./dining_philosophers.ts";
import { ewd840 } from "./ewd840.ts";
import { paxosCommit } from "./paxos_commit.ts";
import { peterson } from "./peterson.ts";
import { prisoners } from "./prisoners.ts";
import { tCommit } from "./t_commit.ts";
import { twoPhase } from "./two_phase.ts";

/** Numbers of states, as far as they are published. */
export interface PublishedCounts {
  readonly distinct: number;
  readonly generated?: number;
  readonly depth?: number;
}

/** A machine with bounds for which numbers of states are published. */
export interface Example {
  /** The machine and its bounds, in few words. */
  readonly name: string;
  /** Makes the machine. */
  readonly machine: () => AnyMachine;
  readonly published: PublishedCounts;
  /** Where the numbers are published. */
  readonly source: string;
  /** The properties that are meant to fail. */
  readonly violates?: readonly string[];
  /** Where what is found is not what is published, and why the difference is believed. */
  readonly differs?: { readonly found: Partial<PublishedCounts>; readonly why: string };
  /** States up to interchanging the index types that the machine declares symmetric. */
  readonly orbits?: number;
}

const inExamples = (folder: string) => `tlaplus/Examples, specifications/${folder}/manifest.json`;
const STATERIGHT = "stateright/stateright, examples/2pc.rs and its comparison with TLA+";

/** Two-phase commit for so many managers, of which Stateright publishes the distinct states. */
function twoPhaseAt(managers: number, distinct: number, orbits?: number): Example {
  return {
    name: `two-phase commit, ${managers} managers`,
    machine: () => twoPhase(managers),
    published: { distinct },
    source: STATERIGHT,
    orbits,
  };
}

/** All examples, the smaller before the larger. */
export const examples: readonly Example[] = [
  {
    name: "die hard",
    machine: () => dieHard(),
    published: { distinct: 16, generated: 97, depth: 8 },
    source: "tlaplus/tlaplus, tlc2/tool/DiameterTest",
    violates: ["CannotBeMeasured"],
  },
  {
    name: "transaction commit, 3 managers",
    machine: () => tCommit(3),
    published: { distinct: 34, generated: 94, depth: 7 },
    source: inExamples("transaction_commit"),
  },
  {
    name: "peterson",
    machine: () => peterson(),
    published: { distinct: 42, generated: 77, depth: 11 },
    source: inExamples("locks_auxiliary_vars"),
  },
  {
    name: "dining philosophers, 5 seats",
    machine: () => diningPhilosophers(5),
    published: { distinct: 67, generated: 336, depth: 29 },
    source: inExamples("DiningPhilosophers"),
  },
  {
    name: "prisoners, 4 of them",
    machine: () => prisoners(4),
    published: { distinct: 214, generated: 860, depth: 14 },
    source: inExamples("Prisoners"),
  },
  {
    name: "alternating bit, 2 values, queues of 2",
    machine: () => alternatingBit({ values: 2, room: 2 }),
    published: { distinct: 240, generated: 1392, depth: 10 },
    source: inExamples("SpecifyingSystems"),
  },
  {
    name: "two-phase commit, 3 managers",
    machine: () => twoPhase(3),
    published: { distinct: 288, generated: 1146, depth: 11 },
    source: inExamples("transaction_commit"),
    orbits: 80,
  },
  {
    name: "EWD 840, 3 nodes",
    machine: () => ewd840(3),
    published: { distinct: 302, generated: 2001, depth: 10 },
    source: inExamples("ewd840"),
    differs: {
      found: { depth: 9 },
      why: "TLC's depth is exact for one worker only; with several, it may come out a level too " +
        "high (tlaplus/Examples, pull request 122). The oracle finds 9, too.",
    },
  },
  {
    name: "EWD 840, 4 nodes",
    machine: () => ewd840(4),
    published: { distinct: 1566, generated: 15986, depth: 12 },
    source: inExamples("ewd840") + " (EWD840_json.cfg)",
  },
  {
    name: "coffee can, 100 beans",
    machine: () => coffeeCan(100),
    published: { distinct: 5150, generated: 20002, depth: 1 },
    source: inExamples("CoffeeCan"),
  },
  twoPhaseAt(5, 8832, 314),
  twoPhaseAt(7, 296_448),
  {
    name: "paxos commit, 2 managers",
    machine: () => paxosCommit(2),
    published: { distinct: 1_321_761, generated: 16_959_159, depth: 28 },
    source: inExamples("transaction_commit"),
  },
  twoPhaseAt(8, 1_745_408),
  twoPhaseAt(9, 10_340_352),
  twoPhaseAt(10, 61_515_776),
];
