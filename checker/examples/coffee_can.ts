/**
 * The coffee can: two beans are drawn again and again, and one is put back. What colour is the last?
 *
 * A problem of C. S. Scholten's, by way of E. W. Dijkstra and D. Gries, "The Science of Programming"
 * (1981), with the steps of the TLA+ module CoffeeCan (Andrew Helwer, tlaplus/Examples,
 * `specifications/CoffeeCan`), written anew. Two beans of one colour are thrown away, and a black one
 * put in; of two colours the black one is thrown away. Cans of every content are tried at once: all
 * of them are initial states, and so no state is deeper.
 *
 * @module
 */

import { range, type Reading, record } from "../domains.ts";
import { language, machine, weakly } from "../language.ts";

/** Bounds: how many beans there are at most. */
export interface Can {
  readonly beans: number;
}

/** The state of a can: its beans by colour. */
export function coffeeCanState({ beans }: Can) {
  return record({ black: range(0, beans), white: range(0, beans) });
}

type Schema = ReturnType<typeof coffeeCanState>;
type State = Reading<Schema>;

const { action, everyStep, leadsTo } = language<Schema, Can>();

/** How many beans are in the can. */
export function beansIn(s: State): number {
  return s.black + s.white;
}

/** Any can that is neither empty nor too full. */
export const initial = action({
  params: (k) => ({ black: range(0, k.beans), white: range(0, k.beans) }),
  when: (_s, { black, white }, k) => black + white >= 1 && black + white <= k.beans,
  then: (s, { black, white }) => {
    s.black = black;
    s.white = white;
  },
});

/** Whoever draws goes on for as long as it is possible. */
export const actions = {
  drawerTakesTwoWhite: action({
    fairness: weakly(),
    when: (s) => s.white >= 2,
    then: (s) => {
      s.white -= 2;
      s.black++;
    },
  }),
  drawerTakesTwoBlack: action({
    fairness: weakly(),
    when: (s) => s.black >= 2,
    then: (s) => {
      s.black--;
    },
  }),
  drawerTakesOneOfEach: action({
    fairness: weakly(),
    when: (s) => s.black >= 1 && s.white >= 1,
    then: (s) => {
      s.black--;
    },
  }),
  /** With one bean left nothing changes any more. */
  drawerRests: action({ when: (s) => beansIn(s) === 1, then: () => {} }),
};

export const properties = {
  EachDrawTakesABean: everyStep((before, after) =>
    beansIn(before) === 1 || beansIn(after) === beansIn(before) - 1
  ),
  WhiteStaysOddOrEven: everyStep((before, after) => before.white % 2 === after.white % 2),
  OneBeanIsLeft: leadsTo({ from: () => true, to: (s) => beansIn(s) === 1 }),
  /** The answer: it is white if the number of white beans is odd. */
  LastBeanIsWhiteIfWhiteIsOdd: leadsTo({
    params: () => ({ whiteIsOdd: range(0, 1) }),
    from: (s, { whiteIsOdd }) => s.white % 2 === whiteIsOdd,
    to: (s, { whiteIsOdd }) => beansIn(s) === 1 && s.white === whiteIsOdd,
  }),
};

/** The machine for cans of up to so many beans. */
export function coffeeCan(beans: number) {
  const can: Can = { beans };
  return machine({
    name: "coffee can",
    actors: ["drawer"],
    constants: can,
    state: coffeeCanState(can),
    initial,
    actions,
    properties,
    source: import.meta.url,
  });
}
