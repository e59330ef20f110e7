/**
 * Die Hard: measure exactly four gallons with a three-gallon jug, a five-gallon jug and a tap.
 *
 * After the TLA+ module DieHard (Leslie Lamport, tlaplus/Examples, `specifications/DieHard`), written
 * anew from its definition. Every action may be taken in every state, also where it changes nothing.
 *
 * The claim is that it cannot be done. It is violated, and the shortest behaviour that shows so is
 * the solution.
 *
 * @module
 */

import { range, record } from "../domains.ts";
import { language, machine } from "../language.ts";

/** Gallons that each jug holds when full, and gallons to be measured. */
export interface Jugs {
  readonly small: number;
  readonly big: number;
  readonly wanted: number;
}

/** What is in the jugs. */
export function dieHardState(k: Jugs) {
  return record({ small: range(0, k.small), big: range(0, k.big) });
}

const { action, invariant } = language<ReturnType<typeof dieHardState>, Jugs>();

export const initial = action({ when: () => true, then: () => {} });

export const actions = {
  heroFillsSmall: action({
    when: () => true,
    then: (s, _p, k) => {
      s.small = k.small;
    },
  }),
  heroFillsBig: action({
    when: () => true,
    then: (s, _p, k) => {
      s.big = k.big;
    },
  }),
  heroEmptiesSmall: action({
    when: () => true,
    then: (s) => {
      s.small = 0;
    },
  }),
  heroEmptiesBig: action({
    when: () => true,
    then: (s) => {
      s.big = 0;
    },
  }),
  heroPoursSmallIntoBig: action({
    when: () => true,
    then: (s, _p, k) => {
      const poured = Math.min(s.small, k.big - s.big);
      s.small -= poured;
      s.big += poured;
    },
  }),
  heroPoursBigIntoSmall: action({
    when: () => true,
    then: (s, _p, k) => {
      const poured = Math.min(s.big, k.small - s.small);
      s.big -= poured;
      s.small += poured;
    },
  }),
};

export const properties = {
  CannotBeMeasured: invariant((s, k) => s.big !== k.wanted),
};

/** The machine for these jugs; the film's by default. */
export function dieHard(jugs: Jugs = { small: 3, big: 5, wanted: 4 }) {
  return machine({
    name: "die hard",
    actors: ["hero"],
    constants: jugs,
    state: dieHardState(jugs),
    initial,
    actions,
    properties,
    source: import.meta.url,
  });
}
