/**
 * Liveness by brute force: the oracle for graphs of a few states.
 *
 * In the long run a behaviour goes round in some set of states. So every non-empty set of states is
 * tried: can a behaviour run through exactly these for ever, with the obligation open and every
 * promise of fairness kept, and how soon can it get there? No components, no removal, no searching
 * for the right set; what is asked of a set is what the definition of fairness says.
 *
 * @module
 */

import { combinations } from "../direct.ts";
import type { RecordDomain } from "../domains.ts";
import type { Machine } from "../language.ts";
import { Stepper } from "../stepper.ts";
import { readingOf } from "../views.ts";

/** How soon a `leadsTo` property can go wrong for good. */
export interface NaiveLasso {
  /** Least number of steps to a state at which a behaviour may stay for ever, `Infinity` if none. */
  readonly stop: number;
  /** Least number of steps to a state on a fair loop of several states, `Infinity` if none. */
  readonly loop: number;
}

/** For each `leadsTo` property and each value of its parameters how soon it can go wrong. */
export function checkLivenessNaively<S extends RecordDomain, K>(
  machine: Machine<S, K>,
): { [property: string]: NaiveLasso[] } {
  const stepper = new Stepper(machine);
  const states: Uint32Array[] = [];
  const numbers = new Map<string, number>();
  const numberOf = (state: Uint32Array) => {
    const key = state.join();
    if (!numbers.has(key)) numbers.set(key, states.push(state) - 1);
    return numbers.get(key)!;
  };
  const initial = stepper.initialWords().map(numberOf);
  // Steps that change something, each with the promise that it helps to keep.
  const steps: { source: number; target: number; promise?: string }[] = [];
  const kinds = new Map<string, "weak" | "strong">();
  for (let source = 0; source < states.length; source++) {
    for (const { choice, state } of stepper.successorsWords(states[source])) {
      const { action, params } = stepper.choices[choice];
      const { fairness } = machine.actions[action];
      const target = numberOf(state);
      if (target === source) continue;
      const promise = fairness && [action, ...fairness.each.map((name) => params[name])].join();
      if (fairness && promise) kinds.set(promise, fairness.kind);
      steps.push({ source, target, promise });
    }
  }
  if (states.length > 16) throw new Error(`Cannot try all sets of ${states.length} states`);

  const isFair = (set: boolean[]) => {
    for (const [promise, kind] of kinds) {
      const mine = steps.filter((step) => step.promise === promise);
      const isTaken = mine.some(({ source, target }) => set[source] && set[target]);
      const enabled = set.map((_, state) => mine.some(({ source }) => source === state));
      const isEver = enabled.some((is, state) => is && set[state]);
      const isAlways = enabled.every((is, state) => is || !set[state]);
      if (!isTaken && (kind === "weak" ? isAlways : isEver)) return false;
    }
    return true;
  };
  /** Least numbers of steps from the starts given, each with its own head start. */
  const distances = (starts: number[], isOpen: (state: number) => boolean) => {
    const distance = [...starts];
    for (let round = 0; round < states.length; round++) {
      for (const { source, target } of steps) {
        if (!isOpen(target) || !isOpen(source)) continue;
        distance[target] = Math.min(distance[target], distance[source] + 1);
      }
    }
    return distance;
  };
  const isConnected = (set: boolean[]) => {
    const inside = states.keys().filter((state) => set[state]).toArray();
    return inside.every((start) => {
      const reached = distances(states.map((_, i) => i === start ? 0 : Infinity), (i) => set[i]);
      return inside.every((state) => reached[state] < Infinity);
    });
  };

  const depth = distances(states.map((_, i) => initial.includes(i) ? 0 : Infinity), () => true);
  const fairSets = Array.from(
    { length: 2 ** states.length - 1 },
    (_, mask) => states.map((_, state) => ((mask + 1) >>> state) % 2 === 1),
  ).filter((set) => isFair(set) && isConnected(set));

  const found: { [property: string]: NaiveLasso[] } = {};
  for (const [name, property] of Object.entries(machine.properties)) {
    if (property.kind !== "leadsTo") continue;
    found[name] = combinations(property.params?.(machine.constants) ?? {}).map((params) => {
      const holds = (test: typeof property.from) =>
        states.map((words) =>
          test(readingOf<S>(stepper.layout, words), params as never, machine.constants)
        );
      const from = holds(property.from);
      const to = holds(property.to);
      const open = distances(
        states.map((_, i) => from[i] && !to[i] ? depth[i] : Infinity),
        (i) => !to[i],
      );
      let [stop, loop] = [Infinity, Infinity];
      for (const set of fairSets) {
        if (set.some((is, state) => is && to[state])) continue;
        const soonest = Math.min(...open.filter((_, state) => set[state]));
        if (set.filter(Boolean).length === 1) stop = Math.min(stop, soonest);
        else loop = Math.min(loop, soonest);
      }
      return { stop, loop };
    });
  }
  return found;
}
