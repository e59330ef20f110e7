/**
 * What of a reduction is worth its cost.
 *
 * Trying to find an ample set costs several times what it costs to take the steps, and most tries
 * fail. Walks through the reduced graph show which succeed. Where too little would be left out a
 * search without the reduction is many times as fast and says the same; elsewhere only those actions
 * are tried as keys that were ones. All of that is left to choice: a set that is not looked for is
 * a step that is taken. What is learned depends on the machine alone, so that however many search
 * leave out the same.
 *
 * @module
 */

import type { CompiledProgram } from "../compiled.ts";
import { AmpleSets } from "./ample.ts";
import { bitsOf } from "./bits.ts";
import type { Reduction } from "./reduction.ts";
import { walkAbout } from "./walks.ts";

/** The least share of steps that has to be left out. */
const LEAST = 1 / 20;

/**
 * A reduction without the tries that are of no use; nothing, if fewer than one step in twenty would
 * be left out.
 */
export function sparing(program: CompiledProgram, reduction: Reduction): Reduction | undefined {
  const ample = new AmpleSets(program.layout, reduction);
  const keys = new Set<string>();
  let withoutKey = false;
  let steps = 0;
  let left = 0;
  walkAbout(program, (state, successors, count) => {
    const kept = ample.keep(state, 0, successors, 0, count);
    steps += count;
    left += count - kept;
    if (kept < count) {
      if (ample.key === undefined) withoutKey = true;
      else keys.add(program.choices[ample.key].action);
    }
    return kept;
  });
  if (left === 0 || left / steps < LEAST) return undefined;
  const { choices } = program;
  const useful = [...choices.keys()].filter((choice) => keys.has(choices[choice].action));
  return { ...reduction, keys: bitsOf(choices.length, useful), withoutKey };
}
