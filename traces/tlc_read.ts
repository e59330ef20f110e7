/**
 * Counterexamples that TLC writes with `-dumpTrace json`, in the terms of the trace format.
 *
 * TLC writes the value of its `CounterExample` through its Json module: `state` is a list of pairs of
 * a number, from 1, and a state; `action` a list of triples of such a pair, what happened, and the
 * pair that it led to. What happened has a `name`, and since 2024 the values of the action's
 * parameters under `context` (tlaplus issues 640 and 853). A lasso has one more action, back to an
 * earlier state.
 *
 * @module
 */

import { ACTION_TAKEN, NONDET_PICKS } from "./itf.ts";
import { isObject } from "./itf_value.ts";

/** A state's number, from 1, and the state. */
type Numbered = [number: number, state: { readonly [variable: string]: unknown }];

/**
 * The JSON of a trace in the trace format, where `whole` is the JSON of a counterexample of TLC's.
 * Anything else is given back as it is, for the reader to judge.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { fromTlc } from "./tlc_read.ts";
 *
 * const [one, two] = [[1, { count: 0 }], [2, { count: 2 }]];
 * const adds = { name: "aliceAdds", context: { by: 2 }, location: { module: "Counter" } };
 * assertEquals(fromTlc({ state: [one, two], action: [[one, adds, two]] }), {
 *   states: [{ count: 0 }, {
 *     count: 2,
 *     "mbt::actionTaken": "aliceAdds",
 *     "mbt::nondetPicks": { by: { tag: "Some", value: 2 } },
 *   }],
 * });
 * ```
 */
export function fromTlc(whole: unknown): unknown {
  const dump = isObject(whole) && isObject(whole.counterexample) ? whole.counterexample : whole;
  if (!isObject(dump) || !isList(dump.state, isNumbered) || !isList(dump.action, isAction)) {
    return whole;
  }
  const states = [...dump.state].sort(([left], [right]) => left - right).map(([, state]) => state);
  let closing: Action | undefined;
  for (const action of dump.action) {
    const [[from], , [to]] = action;
    if (to <= from) closing = action;
    else if (to <= states.length) states[to - 1] = { ...states[to - 1], ...taken(action) };
  }
  if (closing === undefined) return { states };
  const [[from], , [to]] = closing;
  // TLC has an action lead from a state to itself also where nothing more happens.
  const meta = to === from ? {} : { closing: JSON.stringify(taken(closing)) };
  return { "#meta": meta, loop: to - 1, states };
}

type Action = [Numbered, { readonly name: string; readonly context?: unknown }, Numbered];

/** The action as variables of the state that it leads to. */
function taken([, { name, context }]: Action): { readonly [variable: string]: unknown } {
  if (!isObject(context)) return { [ACTION_TAKEN]: name };
  const picks = Object.entries(context).map(([key, value]) => [key, { tag: "Some", value }]);
  return { [ACTION_TAKEN]: name, [NONDET_PICKS]: Object.fromEntries(picks) };
}

function isList<T>(value: unknown, isItem: (item: unknown) => item is T): value is readonly T[] {
  return Array.isArray(value) && value.every(isItem);
}

function isNumbered(value: unknown): value is Numbered {
  return Array.isArray(value) && Number.isInteger(value[0]) && value[0] > 0 && isObject(value[1]);
}

function isAction(value: unknown): value is Action {
  return Array.isArray(value) && isNumbered(value[0]) && isNumbered(value[2]) &&
    isObject(value[1]) && typeof value[1].name === "string";
}
