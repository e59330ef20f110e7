/**
 * What traces are about: a machine with the scenario and the instance it was made for, a claim about
 * it, and a behaviour as a trace tells it.
 *
 * @module
 */

import type {
  AnyMachine,
  Domain,
  ParameterDomains,
  PlainParameters,
  PlainState,
  Violation,
} from "../checker/mod.ts";

export type { AnyMachine };

/** What a trace is a trace of. */
export interface Subject {
  readonly machine: AnyMachine;
  /** The scenario's name, where it is one. */
  readonly scenario?: string;
  /** What the machine was made with: lane, model, design, fault, bounds. JSON. */
  readonly instance?: unknown;
}

/** What a trace shows: a property's violation, or a witness. */
export interface Claim {
  readonly property: string;
  readonly kind: Violation["kind"] | "witness";
  /** The values of the property's parameters for which it fails. */
  readonly params?: PlainParameters;
}

/** A step as a trace tells it. Traces of other tools may leave out what `null` stands for here. */
export interface ToldStep {
  readonly action: string | null;
  readonly params: PlainParameters | null;
}

/** A behaviour as a trace tells it. Every {@link Behaviour} is one. */
export interface ToldBehaviour {
  readonly steps: readonly (ToldStep & { readonly state: PlainState })[];
  readonly loop?: number;
  readonly closing?: ToldStep;
  readonly obligation?: number;
}

/** The domains of an action's parameters; of the initial action's for `null`. */
export function parametersOf(machine: AnyMachine, action: string | null): ParameterDomains {
  const { params } = action === null ? machine.initial : machine.actions[action];
  return params?.(machine.constants) ?? {};
}

/** The machine's variables, each with its domain. */
export function variablesOf(machine: AnyMachine): [name: string, domain: Domain][] {
  return Object.entries(machine.state.fields);
}
