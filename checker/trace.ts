/**
 * Behaviours taken back out of a search: the search keeps only links to parents, and the choices
 * along the way are found again by expanding each parent.
 *
 * @module
 */

import { toPlain } from "./codec.ts";
import { MachineError } from "./errors.ts";
import { type Program, successorsFor } from "./program.ts";
import type { Behaviour, BehaviourStep } from "./result.ts";
import { NO_PARENT, type Store } from "./store.ts";

/** The states that a search first reached state number `id` by, from an initial state to `id`. */
export function pathTo(store: Store, id: number): number[] {
  const path: number[] = [];
  for (let at = id; at !== NO_PARENT; at = store.parentOf(at)) path.push(at);
  return path.reverse();
}

/**
 * The behaviour by which a breadth-first search first reached state number `id`, so a shortest one.
 * Where `last` is given, it goes on with that choice: the step that a step property forbids.
 *
 * @throws {MachineError} if no step leads there now, because a guard or effect is not deterministic.
 */
export function behaviourTo(program: Program, store: Store, id: number, last?: number): Behaviour {
  const { layout, choices, initialChoices } = program;
  const successors = successorsFor(program);
  const words = new Uint32Array(layout.words);
  const previous = new Uint32Array(layout.words);
  const steps: BehaviourStep[] = [];
  for (const [position, state] of pathTo(store, id).entries()) {
    store.read(state, words);
    const count = position === 0
      ? program.initial(successors)
      : program.expand(previous, 0, successors);
    const choice = successors.choices[find(successors.states, count, words)];
    steps.push({
      action: position === 0 ? null : choices[choice].action,
      params: position === 0 ? initialChoices[choice] : choices[choice].params,
      state: toPlain(layout, words),
    });
    previous.set(words);
  }
  if (last !== undefined) {
    program.apply(previous, 0, last, words, 0);
    steps.push({ ...choices[last], state: toPlain(layout, words) });
  }
  return { steps };
}

/** The number of the first of `count` states that equals `words`. */
function find(states: Uint32Array, count: number, words: Uint32Array): number {
  for (let i = 0; i < count; i++) {
    if (words.every((word, w) => states[i * words.length + w] === word)) return i;
  }
  throw new MachineError(
    "Cannot find the way to a state again: a guard or effect is not deterministic",
  );
}
