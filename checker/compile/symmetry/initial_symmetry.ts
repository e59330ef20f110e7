/**
 * Whether a machine's initial states treat members alike: found out by interchanging them.
 *
 * @module
 */

import { toPlain } from "../../codec.ts";
import { successorsFor } from "../../program.ts";
import type { CompiledProgram } from "../compiled.ts";
import { cellsOf } from "./cells.ts";
import { identity, Mover } from "./permutation.ts";
import { SymmetryError } from "./symmetry_error.ts";

/**
 * An initial state that becomes none when two members change places; nothing, if there is none such.
 * Exchanges of neighbours suffice: every renaming is made of them.
 */
export function asymmetryOfInitial(
  program: CompiledProgram,
  symmetric: readonly string[],
): SymmetryError | undefined {
  const { layout, text } = program;
  const { words } = layout;
  const cells = cellsOf(layout, symmetric);
  const mover = new Mover(cells, cells.moving, words);
  const { states } = successorsFor(program);
  const count = program.initial({
    states,
    choices: new Uint32Array(program.initialChoices.length),
  });
  const keyAt = (from: Uint32Array, at: number) => from.subarray(at, at + words).join();
  const known = new Set(Array.from({ length: count }, (_, i) => keyAt(states, i * words)));
  const moved = new Uint32Array(words);
  for (let i = 0; i < count; i++) {
    for (const [type, { name, size }] of cells.types.entries()) {
      for (let member = 0; member + 1 < size; member++) {
        const exchange = identity(cells);
        exchange[type].set([member + 1, member], member);
        mover.move(exchange, states, i * words, moved, 0);
        if (known.has(keyAt(moved, 0))) continue;
        const state = JSON.stringify(toPlain(layout, states, i * words));
        const found = `the initial state ${state}, which exchanging ${member} and ` +
          `${member + 1} makes one that is not initial,`;
        return new SymmetryError(name, "nobody-first", text.initial.site, found);
      }
    }
  }
  return undefined;
}
