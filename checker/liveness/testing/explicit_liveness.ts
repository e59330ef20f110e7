/**
 * Liveness of machines with some hundred states, by the plainest means: tables of what reaches what,
 * filled in until nothing changes. `naive_liveness.ts` is plainer yet, but for a few states only.
 *
 * @module
 */

import { combinations } from "../../direct.ts";
import { MachineError } from "../../errors.ts";
import type { AnyMachine } from "../../language.ts";
import { Stepper } from "../../stepper.ts";
import { readingOf } from "../../views.ts";
import type { NaiveLasso } from "../naive_liveness.ts";

/** A step that changes something, with the number of the promise that it helps to keep, or -1. */
interface Step {
  readonly source: number;
  readonly target: number;
  readonly promise: number;
}

/** Every state of a machine, and every step between two of them. */
interface Whole {
  readonly states: readonly Uint32Array[];
  readonly initial: readonly number[];
  /** By their sources. */
  readonly steps: readonly (readonly Step[])[];
  readonly isStrong: readonly boolean[];
}

/** As `checkLivenessNaively`; nothing, if there are more states than given. */
export function checkLivenessExplicitly(
  machine: AnyMachine,
  mostStates: number,
): { readonly [property: string]: NaiveLasso[] } | undefined {
  const stepper = new Stepper(machine);
  const whole = wholeOf(machine, stepper, mostStates);
  if (whole === undefined) return undefined;
  const { states, initial, steps } = whole;
  const depth = distances(whole, states.map((_, i) => initial.includes(i) ? 0 : Infinity), states);
  const found: { [property: string]: NaiveLasso[] } = {};
  for (const [name, property] of Object.entries(machine.properties)) {
    if (property.kind !== "leadsTo") continue;
    found[name] = combinations(property.params?.(machine.constants) ?? {}).map((params) => {
      const holds = (test: typeof property.from) =>
        states.map((words) => test(readingOf(stepper.layout, words), params, machine.constants));
      const [from, to] = [holds(property.from), holds(property.to)];
      const open = states.map((_, i) => to[i] ? undefined : i);
      const distance = distances(
        whole,
        states.map((_, i) => from[i] && !to[i] ? depth[i] : Infinity),
        open,
      );
      const least = (of: readonly number[]) => Math.min(...of.map((state) => distance[state]));
      const region = states.keys().filter((state) => distance[state] < Infinity).toArray();
      return {
        stop: least(region.filter((state) => steps[state].every(({ promise }) => promise < 0))),
        loop: Math.min(...fairSets(whole, region).map(least)),
      };
    });
  }
  return found;
}

function wholeOf(machine: AnyMachine, stepper: Stepper, mostStates: number): Whole | undefined {
  const states: Uint32Array[] = [];
  const numbers = new Map<string, number>();
  const numberOf = (state: Uint32Array) => {
    const key = state.join();
    if (!numbers.has(key)) numbers.set(key, states.push(state) - 1);
    return numbers.get(key)!;
  };
  const initial = stepper.initialWords().map(numberOf);
  if (initial.length === 0) throw new MachineError("Cannot explore: there is no initial state");
  const steps: Step[][] = [];
  const promises: string[] = [];
  const isStrong: boolean[] = [];
  for (let source = 0; source < states.length; source++) {
    if (states.length > mostStates) return undefined;
    steps.push([]);
    for (const { choice, state } of stepper.successorsWords(states[source])) {
      const target = numberOf(state);
      if (target === source) continue;
      const { action, params } = stepper.choices[choice];
      const { fairness } = machine.actions[action];
      let promise = -1;
      if (fairness !== undefined) {
        const text = [action, ...fairness.each.map((name) => params[name])].join();
        promise = promises.indexOf(text);
        if (promise < 0) {
          promise = promises.push(text) - 1;
          isStrong.push(fairness.kind === "strong");
        }
      }
      steps[source].push({ source, target, promise });
    }
  }
  return { states, initial, steps, isStrong };
}

/** Least numbers of steps from starts that have a head start each, through what is not undefined. */
function distances(
  { steps }: Whole,
  starts: readonly number[],
  open: readonly unknown[],
): number[] {
  const distance = [...starts];
  for (let changes = true; changes;) {
    changes = false;
    for (const { source, target } of steps.flat()) {
      if (open[source] === undefined || open[target] === undefined) continue;
      if (distance[source] + 1 >= distance[target]) continue;
      distance[target] = distance[source] + 1;
      changes = true;
    }
  }
  return distance;
}

/** The largest sets of several of the states given that a behaviour can fairly go round in. */
function fairSets(whole: Whole, among: readonly number[]): number[][] {
  return connectedSets(whole, among).filter(({ length }) => length > 1).flatMap((set) => {
    const inside = new Set(set);
    const steps = set.flatMap((state) => whole.steps[state]);
    const broken = whole.isStrong.map((isStrong, promise) => {
      const mine = steps.filter((step) => step.promise === promise);
      if (mine.some(({ target }) => inside.has(target))) return [];
      const enabled = [...new Set(mine.map(({ source }) => source))];
      return isStrong || enabled.length === set.length ? enabled : [];
    });
    const left = set.filter((state) => !broken.some((enabled) => enabled.includes(state)));
    return left.length === set.length ? [set] : fairSets(whole, left);
  });
}

/** Parts of the states given in which each reaches each. */
function connectedSets({ steps }: Whole, among: readonly number[]): number[][] {
  const inside = new Set(among);
  const reachedFrom = new Map(among.map((start) => {
    const reached = new Set([start]);
    for (const state of reached) {
      for (const { target } of steps[state]) if (inside.has(target)) reached.add(target);
    }
    return [start, reached];
  }));
  const left = new Set(among);
  const sets: number[][] = [];
  for (const start of left) {
    const set = [...reachedFrom.get(start)!].filter((each) => reachedFrom.get(each)!.has(start));
    for (const state of set) left.delete(state);
    sets.push(set);
  }
  return sets;
}
