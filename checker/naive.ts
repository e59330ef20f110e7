/**
 * The whole checker once, as plainly as it can be said: the oracle that the real one is held to.
 *
 * A state is a plain object. The seen set is a `Map` from the state's JSON to how it was reached.
 * The search takes states out of a queue, tries every choice of every action on each, and puts the
 * states that it has not seen at the end of the queue, so that every state is first reached by a
 * shortest way. That is all there is to explicit-state model checking; everything else in this
 * folder is there to do the same with less memory and in less time, and shares none of this code.
 *
 * Liveness is left out: it needs the graph, not only the states.
 *
 * @example
 * ```ts
 * import { checkNaively } from "./naive.ts";
 * import { twoPhase } from "./examples/two_phase.ts";
 * import { assertEquals } from "@std/assert";
 *
 * const { distinct, generated, depth, lengths } = checkNaively(twoPhase(3));
 * assertEquals([distinct, generated, depth], [288, 1146, 11]);
 * assertEquals(lengths, { AllCanCommit: 11, AllCanAbort: 4 });
 * ```
 *
 * @module
 */

import { cardinality, type RecordDomain, valueAt } from "./domains.ts";
import { MachineError } from "./errors.ts";
import type { Machine, ParameterDomains } from "./language.ts";
import { firstOf, viewOf } from "./naive_view.ts";

// A state or the values of parameters: the schema says what they are.
// deno-lint-ignore no-explicit-any
type Anything = any;

/** What the oracle found. Numbers mean what they mean in `result.ts`. */
export interface NaiveResult {
  readonly distinct: number;
  readonly generated: number;
  readonly depth: number;
  readonly outDegree: { readonly least: number; readonly most: number; readonly mean: number };
  readonly violated: boolean;
  /**
   * For each property that was violated (`Deadlock` among them) and each witness that was reached,
   * how many states the shortest behaviour has that shows it.
   */
  readonly lengths: { readonly [property: string]: number };
  /** How often each action was taken. */
  readonly steps: { readonly [action: string]: number };
}

/** Explores a machine, all of it, and checks its safety properties. */
export function checkNaively<S extends RecordDomain, K>(machine: Machine<S, K>): NaiveResult {
  const { state: schema, constants: k, actions, properties } = machine;
  const seen = new Map<string, number>(); // a state's JSON, and its level
  const queue: Anything[] = [];
  const lengths: { [property: string]: number } = {};
  const steps = Object.fromEntries(Object.keys(actions).map((name) => [name, 0]));
  const degrees: number[] = [];
  let generated = 0;

  const reach = (state: Anything, level: number) => {
    generated++;
    const key = JSON.stringify(state);
    if (seen.has(key)) return;
    seen.set(key, level);
    queue.push(state);
    for (const [name, property] of Object.entries(properties)) {
      const s = viewOf(schema, state);
      const met = property.kind === "invariant"
        ? !property.holds(s, k)
        : property.kind === "witness" && property.reached(s, k);
      if (met) lengths[name] ??= level;
    }
  };

  const zero = firstOf(schema);
  for (const p of combinationsOf(machine.initial.params?.(k) ?? {})) {
    if (!machine.initial.when(viewOf(schema, zero), p, k)) continue;
    const first = structuredClone(zero);
    machine.initial.then(viewOf(schema, first), p, k);
    reach(first, 1);
  }
  const initial = generated;
  if (initial === 0) throw new MachineError("Cannot explore: there is no initial state");

  for (const state of queue) {
    const level = seen.get(JSON.stringify(state))!;
    const s = viewOf(schema, state);
    let degree = 0;
    for (const [name, action] of Object.entries(actions)) {
      for (const p of combinationsOf(action.params?.(k) ?? {})) {
        if (!action.when(s, p, k)) continue;
        const after = structuredClone(state);
        action.then(viewOf(schema, after), p, k);
        degree++;
        steps[name]++;
        reach(after, level + 1);
        for (const [claim, property] of Object.entries(properties)) {
          if (property.kind !== "step" || property.of?.includes(action) === false) continue;
          if (!property.holds(s, viewOf(schema, after), p, k)) lengths[claim] ??= level + 1;
        }
      }
    }
    degrees.push(degree);
    if (degree === 0 && machine.final?.(s, k) !== true) lengths.Deadlock ??= level;
  }

  return {
    distinct: seen.size,
    generated,
    depth: Math.max(0, ...new Set(seen.values())),
    outDegree: {
      least: degrees.reduce((least, degree) => Math.min(least, degree), degrees[0] ?? 0),
      most: degrees.reduce((most, degree) => Math.max(most, degree), 0),
      mean: degrees.length === 0 ? 0 : (generated - initial) / degrees.length,
    },
    violated: Object.keys(lengths).some((name) => properties[name]?.kind !== "witness"),
    lengths,
    steps,
  };
}

/** Every combination of values, the last parameter's varying fastest. */
function combinationsOf(domains: ParameterDomains): Anything[] {
  let found: Anything[] = [{}];
  for (const [name, domain] of Object.entries(domains)) {
    const values = Array.from({ length: cardinality(domain) }, (_, code) => valueAt(domain, code));
    found = found.flatMap((before) => values.map((value) => ({ ...before, [name]: value })));
  }
  return found;
}
