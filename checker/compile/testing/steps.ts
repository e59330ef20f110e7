/**
 * Every step of a small program in plain values, so that two programs can be held against each
 * other state by state: equal counts may hide different states.
 *
 * @module
 */

import { toPlain } from "../../codec.ts";
import { DomainError, IndexError } from "../../errors.ts";
import { type Program, successorsFor } from "../../program.ts";

/** States beyond this many are not expanded. */
const MOST_STATES = 400;

/** The initial states, then each state's steps in the order of the choices; an error ends them. */
export function stepsOf(program: Program): string[] {
  const { layout } = program;
  const into = successorsFor(program);
  const steps: string[] = [];
  const seen = new Set<string>();
  const queue: { readonly words: Uint32Array; readonly text: string }[] = [];
  const reach = (i: number): string => {
    const words = into.states.slice(i * layout.words, (i + 1) * layout.words);
    const text = JSON.stringify(toPlain(layout, words));
    if (!seen.has(text)) queue.push({ words, text });
    seen.add(text);
    return text;
  };
  try {
    const first = program.initial(into);
    for (let i = 0; i < first; i++) steps.push(reach(i));
    for (const { words, text } of queue) {
      if (queue.length > MOST_STATES) break;
      const count = program.expand(words, 0, into);
      for (let i = 0; i < count; i++) steps.push(`${text} ${into.choices[i]} ${reach(i)}`);
    }
  } catch (error) {
    if (!(error instanceof DomainError || error instanceof IndexError)) throw error;
    steps.push(error.name);
  }
  return steps;
}
