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
  const census = new Census(steps, constraints);
  const rests = allowance.numbers(region.states.length);
  let lastPart = 1;
  let nearest: FairComponent | undefined;
  for (const state of region.states) parts[state] = lastPart;
  for (let states = region.states; states.length > 0;) {
    // A behaviour that stays at one state stutters: `nearestFairStop` looks for those.
    const ends = await search.search(states);
    let begin = 0;
    let left = 0;
    for (const end of ends) {
      const members = search.members.subarray(begin, end);
      begin = end;
      const part = ++lastPart;
      for (const state of members) parts[state] = part;
      for (const state of members) {
        if (allowance.isDue) await allowance.pause();
        census.count(state, parts, part);
      }
      const broken = census.broken(members.length);
      if (broken === "none") {
        const entry = nearestOf(members, region);
        if (nearest === undefined || region.distance[entry] < region.distance[nearest.entry]) {
          nearest = { entry, part, parts };
        }
      } else if (broken === "strong") {
        lastPart++;
        for (const state of members) {
          if (allowance.isDue) await allowance.pause();
          if (census.enablesBroken(state)) continue;
          parts[state] = lastPart;
          rests[left++] = state;
        }
      }
    }
    states = rests.subarray(0, left);
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
  /** At how many states each constraint is enabled. */
  readonly #enabled: Float64Array;
  /** Whether each constraint is taken, or is a strong one that is broken. */
  readonly #taken: Uint8Array;
  readonly #broken: Uint8Array;
  /** The visit to a state at which each constraint was last found enabled. */
  readonly #counted: Float64Array;
  #visits = 0;

  constructor(steps: Steps, constraints: Constraints) {
    const count = constraints.all.length;
    this.#steps = steps;
    this.#constraints = constraints;
    this.#enabled = new Float64Array(count);
    this.#taken = new Uint8Array(count);
    this.#broken = new Uint8Array(count);
    this.#counted = new Float64Array(count);
  }

  /** Counts a member of the part with the number given. */
  count(state: number, parts: Uint32Array, part: number): void {
    const { first, targets, choices } = this.#steps;
    const { ofChoice } = this.#constraints;
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

  /**
   * The worst kind of promise that is broken by running for ever through exactly the states that
   * were counted, of which there are `members`. Counting begins anew then.
   */
  broken(members: number): "none" | "strong" | "weak" {
    const { all } = this.#constraints;
    let worst: "none" | "strong" | "weak" = "none";
    for (let c = 0; c < all.length; c++) {
      const isBroken = this.#taken[c] === 0 && this.#enabled[c] > 0;
      const isStrong = all[c].kind === "strong";
      this.#broken[c] = isBroken && isStrong ? 1 : 0;
      if (isBroken && isStrong && worst === "none") worst = "strong";
      else if (isBroken && !isStrong && this.#enabled[c] === members) worst = "weak";
      this.#taken[c] = this.#enabled[c] = 0;
    }
    return worst;
  }

  /** Whether a strong promise is enabled at a state that the last states counted break. */
  enablesBroken(state: number): boolean {
    const { first, targets, choices } = this.#steps;
    for (let step = first[state]; step < first[state + 1]; step++) {
      const constraint = this.#constraints.ofChoice[choices[step]];
      if (constraint >= 0 && this.#broken[constraint] === 1 && targets[step] !== state) return true;
    }
    return false;
  }
}
