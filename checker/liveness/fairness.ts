/**
 * Fairness, taken apart into constraints: one for each action that has any, or one for each value
 * of the parameters that its promise is split by.
 *
 * @module
 */

import type { RecordDomain } from "../domains.ts";
import type { Machine } from "../language.ts";
import type { PlainParameters } from "../result.ts";

/** One promise that every infinite behaviour keeps. */
export interface Constraint {
  /**
   * Weak: if it is enabled in every state from some point on, it is taken again and again.
   * Strong: if it is enabled again and again, it is taken again and again.
   */
  readonly kind: "weak" | "strong";
  readonly action: string;
  /** The values of the parameters that the promise is split by. */
  readonly params: PlainParameters;
}

/** All promises of a machine. */
export interface Constraints {
  readonly all: readonly Constraint[];
  /** The number of the constraint that a choice belongs to, or -1. */
  readonly ofChoice: Int32Array;
}

/** The constraints that a machine's fairness puts on the choices given. */
export function constraintsOf<S extends RecordDomain, K>(
  machine: Machine<S, K>,
  choices: readonly { readonly action: string; readonly params: PlainParameters }[],
): Constraints {
  const all: Constraint[] = [];
  const numbers = new Map<string, number>();
  const ofChoice = Int32Array.from(choices, ({ action, params }) => {
    const { fairness } = machine.actions[action];
    if (fairness === undefined) return -1;
    const split = Object.fromEntries(fairness.each.map((name) => [name, params[name]]));
    const key = JSON.stringify([action, split]);
    const known = numbers.get(key);
    if (known !== undefined) return known;
    numbers.set(key, all.length);
    return all.push({ kind: fairness.kind, action, params: split }) - 1;
  });
  return { all, ofChoice };
}
