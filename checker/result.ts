/**
 * What a check of a machine found: counts, violations with their shortest behaviours, warnings.
 *
 * @module
 */

/**
 * A value taken out of a packed state: a record becomes an object, an array an array, a subset the
 * ascending array of its members, a scalar itself. The schema tells which is which.
 */
export type Plain = boolean | number | string | null | readonly Plain[] | {
  readonly [name: string]: Plain;
};

/** A plain state: the value of each top-level variable. */
export type PlainState = { readonly [name: string]: Plain };

/** The values of a step's parameters by name. */
export type PlainParameters = { readonly [name: string]: boolean | number | string | null };

/** One state of a behaviour, and the step that led to it (for the first, the initial choice). */
export interface BehaviourStep {
  /** The action taken; `null` at the first state. */
  readonly action: string | null;
  readonly params: PlainParameters;
  readonly state: PlainState;
}

/** A behaviour: a finite prefix, or, with `loop`, a lasso. */
export interface Behaviour {
  readonly steps: readonly BehaviourStep[];
  /**
   * For a lasso: the position of the state to which the last step's state goes on. A lasso whose
   * `loop` is the last position and that has no closing step stutters there for ever.
   */
  readonly loop?: number;
  /** For a lasso that does not stutter: the step from the last state back to the one at `loop`. */
  readonly closing?: { readonly action: string; readonly params: PlainParameters };
  /** For a violation of `leadsTo`: the position at which `from` holds, never to be answered. */
  readonly obligation?: number;
}

/** A property that failed, with a shortest behaviour that shows it. */
export interface Violation {
  /** The property's name; `Deadlock` for a state without successor that is not declared final. */
  readonly property: string;
  readonly kind: "invariant" | "step" | "leadsTo" | "deadlock";
  /** For `leadsTo`: the values of the property's parameters for which it failed. */
  readonly params?: PlainParameters;
  readonly behaviour: Behaviour;
}

/** A property that failed, of which no behaviour was found in time to show it. */
export interface UnshownViolation extends Pick<Violation, "property" | "kind"> {
  /** The limit that kept one from being found, if one did. */
  readonly limit?: Limit;
}

/** How often an action was enabled. */
export interface ActionCount {
  /** Steps taken: pairs of a distinct state and parameter values for which the guard held. */
  readonly steps: number;
  /**
   * Distinct states first reached by it. Absent where several workers explored: which of several
   * actions is first to reach a state is then a matter of timing.
   */
  readonly discovered?: number;
}

/** The size of what was explored. TLC's conventions. */
export interface Counts {
  readonly distinct: number;
  /** Initial states plus every successor, duplicates included. */
  readonly generated: number;
  /** Levels, the initial level being 1. */
  readonly depth: number;
  /** Successors of a state: fewest, most, mean. */
  readonly outDegree: { readonly least: number; readonly most: number; readonly mean: number };
}

/** What came of the reductions that were asked for. Counts are of what they left. */
export interface ReductionResult {
  /** Index types whose members were interchangeable; absent, where that was not asked. */
  readonly symmetric?: readonly string[];
  /**
   * Whether steps were left out whose order does not matter; absent, where that was not asked. Not,
   * where a look at the machine showed that next to none can be: every step was taken then.
   */
  readonly partialOrder?: boolean;
}

/** Why a check ended before it was done. */
export type Limit = "states" | "memory" | "time" | "interrupted";

/** What one check found. */
export interface CheckResult {
  readonly machine: string;
  /**
   * `holds`: no violation, every state explored. `violated`: at least one. `inconclusive`: none in
   * what was explored, but a limit ended the check before every property was settled.
   */
  readonly verdict: "holds" | "violated" | "inconclusive";
  /** Whether every reachable state was explored. */
  readonly complete: boolean;
  /** The limit that ended the exploration, or the look for behaviours or at liveness after it. */
  readonly limit?: Limit;
  readonly counts: Counts;
  readonly actions: { readonly [name: string]: ActionCount };
  /** The properties that failed, one shortest violation each, if a behaviour was found in time. */
  readonly violations: readonly Violation[];
  /** For each witness that was reached, a shortest behaviour to it. */
  readonly witnesses: { readonly [name: string]: Behaviour };
  /**
   * Properties that the check ended too soon to settle: neither violated nor known to hold; and
   * those met, violated or reached, for which a limit kept it from finding a behaviour.
   */
  readonly unsettled: readonly string[];
  /** Those of the unsettled that failed, but have no behaviour to show it; absent, if none did. */
  readonly unshown?: readonly UnshownViolation[];
  /** Actions that were never enabled in a complete exploration. */
  readonly neverEnabled: readonly string[];
  /** Witnesses never reached in a complete exploration. */
  readonly unreached: readonly string[];
  /** What reductions came to; absent, where none was asked for. */
  readonly reduction?: ReductionResult;
  readonly milliseconds: number;
  /**
   * Bytes held for states, table and links, all included: at the end of the exploration, or what
   * the examination of liveness held at most, if that is more.
   */
  readonly bytes: number;
}

/** How a check goes on, for whoever shows it. */
export interface Progress {
  readonly distinct: number;
  readonly generated: number;
  readonly depth: number;
  /** Distinct states not yet expanded. */
  readonly frontier: number;
  readonly milliseconds: number;
  readonly bytes: number;
  /** The `leadsTo` property that is being examined. The states are known by then. */
  readonly property?: string;
}

/** How to check. */
export interface CheckOptions {
  /**
   * Check only these properties (default: all). Unknown names are refused, and one that is given
   * twice is checked and reported once.
   */
  readonly properties?: readonly string[];
  /** States that there may be. This is looked at now and then: a search ends with some more. */
  readonly maxStates?: number;
  /** Bytes that states, table and links may take, and what the examination of liveness needs. */
  readonly maxBytes?: number;
  /** Milliseconds for all of it. A moment more is taken, if need be, for what was found. */
  readonly maxMilliseconds?: number;
  /**
   * Stop at the first violation instead of going on to the fixpoint. The compiled engine goes on to
   * the end of the level, so that counts do not depend on who comes first.
   */
  readonly stopAtFirst?: boolean;
  /** Called about every `progressEvery` milliseconds (default 500). */
  readonly onProgress?: (progress: Progress) => void;
  readonly progressEvery?: number;
  /** Looked at now and then; when it is aborted the result so far is returned as inconclusive. */
  readonly signal?: AbortSignal;
}
