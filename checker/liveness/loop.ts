/**
 * A loop through a fair component that keeps every promise of fairness, and is short.
 *
 * @module
 */

import { InternalError } from "../errors.ts";
import type { Allowance } from "./allowance.ts";
import type { FairComponent } from "./fair_cycles.ts";
import type { Constraints } from "./fairness.ts";
import { sourceOf, type Steps } from "./steps.ts";

/**
 * The steps of a loop that begins and ends at the component's entry and is fair.
 *
 * The loop is grown greedily: as long as a promise would be broken by going round and round what
 * there is, it is led on to the nearest step or state that keeps one of those, and at last home.
 * It is short, but not always the shortest.
 */
export async function fairLoop(
  steps: Steps,
  constraints: Constraints,
  component: FairComponent,
  allowance: Allowance,
): Promise<number[]> {
  const walk = new Walk(steps, component, allowance);
  const promises = new Promises(steps, constraints);
  const loop: number[] = [];
  let at = component.entry;
  promises.visit(at);
  do {
    const broken = promises.broken();
    const way = broken.includes(1)
      ? await walk.shortest(
        at,
        (step) => promises.isTakenBy(step, broken),
        (state) => promises.isReleasedAt(state, broken),
      )
      : await walk.shortest(at, () => false, (state) => state === component.entry);
    for (const step of way) {
      promises.take(step);
      loop.push(step);
    }
    at = steps.targets[way[way.length - 1]];
  } while (at !== component.entry || promises.broken().includes(1));
  return loop;
}

/** Breadth-first walks within a component. */
class Walk {
  readonly #steps: Steps;
  readonly #component: FairComponent;
  readonly #allowance: Allowance;
  /** The walk that last came to a state, and the step by which it did. */
  readonly #walked: Uint32Array;
  readonly #last: Uint32Array;
  #walks = 0;

  constructor(steps: Steps, component: FairComponent, allowance: Allowance) {
    this.#steps = steps;
    this.#component = component;
    this.#allowance = allowance;
    this.#walked = allowance.numbers(steps.states);
    this.#last = allowance.numbers(steps.states);
  }

  /** A shortest way from `start` whose last step, or the state it leads to, is wanted. */
  async shortest(
    start: number,
    isWantedStep: (step: number) => boolean,
    isWantedState: (state: number) => boolean,
  ): Promise<number[]> {
    const { first, targets } = this.#steps;
    const { part, parts } = this.#component;
    const walk = ++this.#walks;
    const queue = [start];
    for (const source of queue) {
      if (this.#allowance.isDue) await this.#allowance.pause();
      for (let step = first[source]; step < first[source + 1]; step++) {
        const target = targets[step];
        if (target === source || parts[target] !== part) continue;
        const isNew = this.#walked[target] !== walk;
        if (isWantedStep(step) || (isNew && isWantedState(target))) {
          return [...this.#back(start, source), step];
        }
        if (!isNew) continue;
        this.#walked[target] = walk;
        this.#last[target] = step;
        queue.push(target);
      }
    }
    throw new InternalError("Cannot close a loop: the component is not strongly connected");
  }

  #back(start: number, end: number): number[] {
    const way: number[] = [];
    for (let at = end; at !== start; at = sourceOf(this.#steps, way[way.length - 1])) {
      way.push(this.#last[at]);
    }
    return way.reverse();
  }
}

/** Which promises would be kept by repeating for ever the steps taken so far. */
class Promises {
  readonly #steps: Steps;
  readonly #constraints: Constraints;
  /** For each constraint, whether it was taken, was found enabled, was found disabled. */
  readonly #taken: Uint8Array;
  readonly #enabled: Uint8Array;
  readonly #disabled: Uint8Array;

  constructor(steps: Steps, constraints: Constraints) {
    const count = constraints.all.length;
    this.#steps = steps;
    this.#constraints = constraints;
    this.#taken = new Uint8Array(count);
    this.#enabled = new Uint8Array(count);
    this.#disabled = new Uint8Array(count);
  }

  take(step: number): void {
    const constraint = this.#constraints.ofChoice[this.#steps.choices[step]];
    if (constraint >= 0) this.#taken[constraint] = 1;
    this.visit(this.#steps.targets[step]);
  }

  visit(state: number): void {
    const enabled = this.#enabledAt(state);
    for (let c = 0; c < enabled.length; c++) {
      if (enabled[c] === 1) this.#enabled[c] = 1;
      else this.#disabled[c] = 1;
    }
  }

  /** For each constraint 1 if it would be broken, 0 if not. */
  broken(): Uint8Array {
    return this.#taken.map((_, c) => this.#isBroken(c) ? 1 : 0);
  }

  /** Whether a step takes a constraint that is broken. */
  isTakenBy(step: number, broken: Uint8Array): boolean {
    const constraint = this.#constraints.ofChoice[this.#steps.choices[step]];
    return constraint >= 0 && broken[constraint] === 1;
  }

  /** Whether a weak constraint that is broken is disabled at a state. */
  isReleasedAt(state: number, broken: Uint8Array): boolean {
    const enabled = this.#enabledAt(state);
    return this.#constraints.all.some(({ kind }, c) =>
      kind === "weak" && broken[c] === 1 && enabled[c] === 0
    );
  }

  #isBroken(constraint: number): boolean {
    if (this.#taken[constraint] === 1) return false;
    return this.#constraints.all[constraint].kind === "weak"
      ? this.#disabled[constraint] === 0
      : this.#enabled[constraint] === 1;
  }

  #enabledAt(state: number): Uint8Array {
    const enabled = new Uint8Array(this.#taken.length);
    const { first, targets, choices } = this.#steps;
    for (let step = first[state]; step < first[state + 1]; step++) {
      const constraint = this.#constraints.ofChoice[choices[step]];
      if (constraint >= 0 && targets[step] !== state) enabled[constraint] = 1;
    }
    return enabled;
  }
}
