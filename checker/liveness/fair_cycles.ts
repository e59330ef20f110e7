/**
 * The search for fair cycles: which sets of open states can a behaviour run through for ever while
 * it keeps every promise of fairness?
 *
 * Such a set is strongly connected. A weak promise is kept in it if its action is taken in it or is
 * disabled at some state of it; a strong one if its action is taken in it or is enabled nowhere in
 * it. Looking at maximal components first, a weak promise broken in one is broken in all its parts.
 * A strong promise broken in one may be kept in a part that avoids the states where its action is
 * enabled: they are taken out, and what is left is searched again (emptiness of Streett automata,
 * as by E. A. Emerson and C.-L. Lei, Science of Computer Programming 8:3, 1987).
 *
 * @module
 */

import type { Allowance } from "./allowance.ts";
import { ComponentSearch } from "./components.ts";
import type { Constraints } from "./fairness.ts";
import { OUTSIDE, type Region } from "./region.ts";
import type { Steps } from "./steps.ts";

/** States that a behaviour can run through for ever, all of them and fairly. */
export interface FairComponent {
  /** The state of it that is nearest to an initial state. */
  readonly entry: number;
  /** Its states are those that `parts` gives the number `part`. */
  readonly part: number;
  readonly parts: Uint32Array;
}

/** Finds the fair component whose entry is nearest; `undefined` if there is none. */
export async function nearestFairComponent(
  steps: Steps,
  constraints: Constraints,
  region: Region,
  allowance: Allowance,
): Promise<FairComponent | undefined> {
  // Part 0 is outside. Every part that is looked at gets a number of its own.
  const parts = allowance.numbers(steps.states);
  const search = new ComponentSearch(steps, parts, allowance);
  const census = new Census(steps, constraints, allowance);
  let lastPart = 0;
  let nearest: FairComponent | undefined;
  const assign = (states: Uint32Array) => {
    lastPart++;
    for (const state of states) parts[state] = lastPart;
    return lastPart;
  };
  const open = [{ states: region.states, part: assign(region.states) }];
  for (let next = open.pop(); next !== undefined; next = open.pop()) {
    // A behaviour that stays at one state stutters: `nearestFairStop` looks for those.
    await search.search(next.states, next.part, async (members) => {
      const part = assign(members);
      const broken = await census.brokenIn(members, parts, part);
      if (broken === "weak") return;
      if (broken === "none") {
        const entry = nearestOf(members, region);
        if (nearest === undefined || region.distance[entry] < region.distance[nearest.entry]) {
          nearest = { entry, part, parts };
        }
        return;
      }
      const rest = await census.rest(members);
      if (rest.length > 1) open.push({ states: rest, part: assign(rest) });
    });
    if (next.states !== region.states) allowance.free(next.states);
  }
  return nearest;
}

/**
 * The nearest state at which a behaviour may stay for ever, because no promise is enabled there:
 * also one without successors. `undefined` if there is none.
 */
export async function nearestFairStop(
  steps: Steps,
  constraints: Constraints,
  region: Region,
  allowance: Allowance,
): Promise<number | undefined> {
  for (const state of region.states) {
    if (allowance.isDue) await allowance.pause();
    if (!isPromised(steps, constraints, state)) return state;
  }
  return undefined;
}

/** Whether a promise is enabled at a state. */
function isPromised({ first, targets, choices }: Steps, { ofChoice }: Constraints, state: number) {
  for (let step = first[state]; step < first[state + 1]; step++) {
    if (ofChoice[choices[step]] >= 0 && targets[step] !== state) return true;
  }
  return false;
}

function nearestOf(states: Uint32Array, region: Region): number {
  let nearest = states[0];
  let distance = OUTSIDE;
  for (const state of states) {
    if (region.distance[state] >= distance) continue;
    nearest = state;
    distance = region.distance[state];
  }
  return nearest;
}

/** Counts, for each constraint, where in a component it is enabled and whether it is taken. */
class Census {
  readonly #steps: Steps;
  readonly #constraints: Constraints;
  readonly #allowance: Allowance;
  /** At how many states each constraint is enabled. */
  readonly #enabled: Float64Array;
  /** Whether each constraint is taken, or is a strong one that is broken. */
  readonly #taken: Uint8Array;
  readonly #broken: Uint8Array;
  /** The visit to a state at which each constraint was last found enabled. */
  readonly #counted: Float64Array;
  #visits = 0;

  constructor(steps: Steps, constraints: Constraints, allowance: Allowance) {
    const count = constraints.all.length;
    this.#steps = steps;
    this.#constraints = constraints;
    this.#allowance = allowance;
    this.#enabled = new Float64Array(count);
    this.#taken = new Uint8Array(count);
    this.#broken = new Uint8Array(count);
    this.#counted = new Float64Array(count);
  }

  /** The worst kind of promise that is broken by running through exactly these states for ever. */
  async brokenIn(
    members: Uint32Array,
    parts: Uint32Array,
    part: number,
  ): Promise<"none" | "strong" | "weak"> {
    const { first, targets, choices } = this.#steps;
    const { ofChoice, all } = this.#constraints;
    this.#enabled.fill(0);
    this.#taken.fill(0);
    for (const state of members) {
      if (this.#allowance.isDue) await this.#allowance.pause();
      this.#visits++;
      for (let step = first[state]; step < first[state + 1]; step++) {
        const constraint = ofChoice[choices[step]];
        const target = targets[step];
        if (constraint < 0 || target === state) continue;
        if (parts[target] === part) this.#taken[constraint] = 1;
        if (this.#counted[constraint] === this.#visits) continue;
        this.#counted[constraint] = this.#visits;
        this.#enabled[constraint]++;
      }
    }
    let worst: "none" | "strong" | "weak" = "none";
    for (let c = 0; c < all.length; c++) {
      this.#broken[c] = 0;
      if (this.#taken[c] === 1 || this.#enabled[c] === 0) continue;
      if (all[c].kind === "strong") {
        this.#broken[c] = 1;
        worst = "strong";
      } else if (this.#enabled[c] === members.length) {
        return "weak";
      }
    }
    return worst;
  }

  /** The members of the last component where no strong promise is enabled that it breaks. */
  async rest(members: Uint32Array): Promise<Uint32Array> {
    const rest = this.#allowance.numbers(members.length);
    let count = 0;
    for (const state of members) {
      if (this.#allowance.isDue) await this.#allowance.pause();
      if (!this.#enablesBroken(state)) rest[count++] = state;
    }
    this.#allowance.free(rest.subarray(count));
    return rest.slice(0, count);
  }

  #enablesBroken(state: number): boolean {
    const { first, targets, choices } = this.#steps;
    for (let step = first[state]; step < first[state + 1]; step++) {
      const constraint = this.#constraints.ofChoice[choices[step]];
      if (constraint >= 0 && this.#broken[constraint] === 1 && targets[step] !== state) return true;
    }
    return false;
  }
}
