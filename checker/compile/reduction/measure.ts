/**
 * A measure of states that rises with as many steps as can be: the reduction's guard against
 * putting a step off for ever.
 *
 * A step that is taken in place of others has to raise the measure. Round a cycle the measure comes
 * back to what it was, so that not every step of a cycle can have been taken so. That is true of
 * *any* function of states; it is for a good one, not for a sound one, that the machine is looked
 * at. (Steps that do not raise it are sticky transitions in the sense of R. Kurshan, V. Levin, M.
 * Minea, D. Peled and H. Yenigün, "Static partial order reduction", 1998: every cycle has one.) It
 * needs no look at what else was visited, so that neither the order of the search matters nor how
 * many search at once.
 *
 * The measure is a list of terms, the first that differs deciding. A term gives each value of a cell
 * a rank; cells that a symmetry may interchange have one term together, the sum of their ranks, so
 * that interchanged states measure the same. Terms are chosen by what steps do on walks from the
 * initial states, which are the same walks every time.
 *
 * @module
 */

import type { Program, Successors } from "../../program.ts";
import { numbersIn } from "./bits.ts";
import { type CellBits, type Cells, codeIn } from "./cells.ts";
import { familiesOf } from "./families.ts";
import type { Footprint } from "./footprint.ts";
import { order } from "./order.ts";
import { walkAbout } from "./walks.ts";

/** Values of a cell from which on they are ordered as numbers. */
const MANY = 16;
/** Cells with more values than this have no rank. */
const TOO_MANY = 4096;

/** What a step did to the cells of some families. */
type Move = readonly { readonly family: number; readonly from: number; readonly to: number }[];

/** One term of a measure. */
interface Term {
  readonly family: number;
  /** By code. */
  readonly ranks: Int32Array;
}

/** What a term looks at of a step: cells, and a rank by code. */
interface RankedCells {
  readonly cells: readonly CellBits[];
  readonly ranks: Int32Array;
}

/** A measure: for each choice, those terms in order that its steps can change. */
export type Measure = readonly (readonly RankedCells[])[];

/** A measure for a program, the same for states that a symmetry of the index types interchanges. */
export function measureFor(
  program: Program,
  cells: Cells,
  footprints: readonly Footprint[],
  permuted: readonly string[],
): Measure {
  const families = familiesOf(program.layout.schema, permuted);
  const terms = termsFor(cells, families, movesOf(program, cells, families));
  return footprints.map(({ writes }) =>
    terms.map(({ family, ranks }) => ({
      ranks,
      cells: numbersIn(writes).filter((cell) => families[cell] === family)
        .map((cell) => cells.all[cell].bits),
    })).filter(({ cells }) => cells.length > 0)
  );
}

/** Whether a choice's step from the state at `states[at]` to that at `after[to]` raises a measure. */
export function rises(
  measure: Measure,
  choice: number,
  states: Uint32Array,
  at: number,
  after: Uint32Array,
  to: number,
): boolean {
  for (const { ranks, cells } of measure[choice]) {
    let change = 0;
    for (const cell of cells) {
      change += ranks[codeIn(after, to, cell)] - ranks[codeIn(states, at, cell)];
    }
    if (change !== 0) return change > 0;
  }
  return false;
}

/** What different steps do on walks from the initial states. */
function movesOf(program: Program, cells: Cells, families: readonly number[]): Move[] {
  const moves = new Map<string, Move>();
  walkAbout(program, (state, successors, count) => {
    for (let i = 0; i < count; i++) {
      const move = moveTo(cells, families, state, successors, i);
      moves.set(`${successors.choices[i]} ${JSON.stringify(move)}`, move);
    }
    return count;
  });
  return [...moves.values()];
}

function moveTo(
  cells: Cells,
  families: readonly number[],
  state: Uint32Array,
  { states }: Successors,
  number: number,
): Move {
  return cells.all.flatMap(({ bits }, i) => {
    const from = codeIn(state, 0, bits);
    const to = codeIn(states, number * state.length, bits);
    return from === to || families[i] === -1 ? [] : [{ family: families[i], from, to }];
  });
}

/** Terms, the better before the worse, until no further one would raise more than it lowers. */
function termsFor(cells: Cells, families: readonly number[], moves: readonly Move[]): Term[] {
  const terms: Term[] = [];
  let open = moves;
  for (;;) {
    const candidates = [...new Set(open.flat().map(({ family }) => family))]
      .filter((family) => cells.valuesOf(families.indexOf(family)) <= TOO_MANY)
      .map((family) => {
        const ranks = ranksFor(cells.valuesOf(families.indexOf(family)), family, open);
        const changes = open.map((move) => changeOf(move, family, ranks));
        return {
          family,
          ranks,
          changes,
          up: changes.filter((change) => change > 0).length,
          down: changes.filter((change) => change < 0).length,
        };
      })
      .filter(({ up, down }) => up > down)
      .sort((a, b) => b.up * (a.down + 1) - a.up * (b.down + 1));
    // What nothing speaks against takes nothing from the terms after it.
    const best = candidates.find(({ down }) => down === 0) ?? candidates[0];
    if (best === undefined) return terms;
    terms.push(best);
    open = open.filter((_, i) => best.changes[i] === 0);
  }
}

function changeOf(move: Move, family: number, ranks: Int32Array): number {
  let change = 0;
  for (const part of move) {
    if (part.family === family) change += ranks[part.to] - ranks[part.from];
  }
  return change;
}

/** Ranks with which many of the moves go up. */
function ranksFor(count: number, family: number, moves: readonly Move[]): Int32Array {
  const edges = moves.flat().filter((part) => part.family === family);
  if (count <= MANY) return order(count, edges);
  const up = edges.filter(({ from, to }) => to > from).length;
  const sign = 2 * up >= edges.length ? 1 : -1;
  return Int32Array.from({ length: count }, (_, code) => sign * code);
}
