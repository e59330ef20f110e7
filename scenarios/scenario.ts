/**
 * A scenario: one bounded instance of the machine, what must come of it, and the numbers that its
 * exploration must reproduce. Data, so that a reader can take in a whole family at a glance and
 * nothing but the machine itself can decide a verdict.
 *
 * @module
 */

import type { Instance as MachineInstance } from "../spec/machine.ts";

export type { AnyMachine } from "../checker/mod.ts";

/** The bounds of an instance by name: each a small integer. */
export type Bounds = { readonly [name: string]: number };

/** What selects one machine among all that the specification describes; its bounds by any name. */
export interface Instance extends Omit<MachineInstance, "bounds"> {
  readonly bounds: Bounds;
}

/** The verdict that a scenario must come to: every property holds, or exactly these fail. */
export type Expectation = { readonly holds: true } | { readonly violates: readonly string[] };

/** The numbers that an exploration must reproduce, in TLC's conventions. */
export interface Pinned {
  readonly distinct: number;
  readonly generated: number;
  readonly depth: number;
  /** Steps of the shortest behaviour that violates a property, by property. */
  readonly lengths: { readonly [property: string]: number };
}

/** What a scenario cannot exercise and why that is right. Anything else that lies idle fails it. */
export interface Idle {
  /** Actions that are never enabled here. */
  readonly actions?: readonly string[];
  /** Witnesses that are never reached here. */
  readonly witnesses?: readonly string[];
  readonly why: string;
}

/** One bounded instance of the machine with its expected verdict and pinned numbers. */
export interface Scenario extends Instance {
  /** Unique, in snake_case: what the command line calls it. */
  readonly name: string;
  /** What it shows, in one line. */
  readonly title: string;
  readonly expect: Expectation;
  readonly pinned: Pinned;
  readonly idle?: Idle;
  /**
   * Check only these properties, or only safety, which takes far less memory (default: all of the
   * machine's, and `Deadlock`).
   */
  readonly properties?: readonly string[] | "safety";
  /**
   * Explore one of all states that differ by interchangeable members. What is pinned is of these; it
   * serves safety alone, and is for what would take too long otherwise.
   */
  readonly symmetry?: boolean;
  /** Run only with `--deep`. */
  readonly deep?: boolean;
  /** Bounds that replace the scenario's own with `--deep`. */
  readonly deepBounds?: Bounds;
  /** The numbers to reproduce at {@link Scenario.deepBounds}. */
  readonly deepPinned?: Pinned;
}

/** The properties that a scenario expects to fail. */
export function expectedViolations(scenario: Scenario): readonly string[] {
  return "violates" in scenario.expect ? scenario.expect.violates : [];
}

/** A scenario made ready to run: its bounds settled, its pinned numbers kept only where they apply. */
export interface Task {
  readonly scenario: Scenario;
  readonly instance: Instance;
  /** The properties to check. */
  readonly properties: readonly string[];
  /** Whether one of all states is explored that differ by interchangeable members. */
  readonly symmetry: boolean;
  /** The numbers to reproduce, or why none apply. */
  readonly pinned: Pinned | { readonly none: string };
  /**
   * Whether the bounds are none of the scenario's own. What it says of numbers and of what lies idle
   * does not apply then.
   */
  readonly overridden: boolean;
}
