/**
 * Necessary choices: sets of which one choice has to be taken before something can become true.
 *
 * Something is false in a state. Before it can be true, a choice has to be taken that writes what it
 * reads and may leave it true; and if the value of one cell is what makes it false, a choice that
 * takes the cell from this value (and so disables whatever waits for the value). Either set will do.
 * A. Laarman, E. Pater, J. van de Pol and M. Weber ("Guard-based partial-order reduction", 2013)
 * call them necessary enabling sets, and use the second to make the first smaller.
 *
 * @module
 */

import type { Scalar } from "../representation.ts";
import { type Bits, bitsOf, common, numbersIn } from "./bits.ts";
import type { CellBits, Cells } from "./cells.ts";
import type { Known } from "./evaluate.ts";
import type { Footprint } from "./footprint.ts";

/** Cells with more values than this are not looked at value by value. */
const MOST_VALUES = 64;

/** Sets of which each has a choice that is taken before the condition becomes true. */
export interface Necessary {
  /** Choices that may make it true. */
  readonly enabling: Bits;
  /** Choices that may take a cell from a value with which it is false. */
  readonly leaving: readonly LeavingCell[];
}

/** By code of a cell, the choices that may take it from there, where the code decides. */
export interface LeavingCell {
  readonly cell: number;
  readonly bits: CellBits;
  readonly byCode: readonly (Bits | undefined)[];
}

/** What something comes to where the values of a few cells are known; nothing, if that is open. */
export type Truth = (known: Known) => Scalar | undefined;

/** Finds necessary choices among those with the footprints given. */
export class NecessaryFinder {
  readonly #cells: Cells;
  readonly #footprints: readonly Footprint[];
  readonly #taking = new Map<string, Bits>();

  constructor(cells: Cells, footprints: readonly Footprint[]) {
    this.#cells = cells;
    this.#footprints = footprints;
  }

  /** The choices necessary for something that reads the cells given. */
  find(reads: Bits, truth: Truth): Necessary {
    return { enabling: this.#enabling(reads, truth), leaving: this.#leaving(reads, truth) };
  }

  #enabling(reads: Bits, truth: Truth): Bits {
    return this.#choices(({ writes, written }) => {
      const touched = numbersIn(common(writes, reads));
      const values = touched.length === 1 ? written.get(touched[0]) : undefined;
      if (values === undefined) return touched.length > 0;
      // What is written may be known not to help.
      return [...values].some((value) => truth(new Map([[touched[0], value]])) !== false);
    });
  }

  #leaving(reads: Bits, truth: Truth): LeavingCell[] {
    return numbersIn(reads).flatMap((cell) => {
      const count = this.#cells.valuesOf(cell);
      if (count > MOST_VALUES) return [];
      const byCode = Array.from({ length: count }, (_, code) => {
        const known = new Map([[cell, this.#cells.valueOf(cell, code)]]);
        return truth(known) === false ? this.#takingFrom(cell, code) : undefined;
      });
      if (byCode.every((row) => row === undefined)) return [];
      return [{ cell, bits: this.#cells.all[cell].bits, byCode }];
    });
  }

  /** The choices that may take a cell from the value with the code given. */
  #takingFrom(cell: number, code: number): Bits {
    const key = `${cell} ${code}`;
    let row = this.#taking.get(key);
    if (row === undefined) {
      const value = this.#cells.valueOf(cell, code);
      row = this.#choices(({ written, admits }) => {
        if (!written.has(cell) || admits.get(cell)?.[code] === false) return false;
        const values = written.get(cell);
        return values === undefined || values.size > 1 || !values.has(value);
      });
      this.#taking.set(key, row);
    }
    return row;
  }

  #choices(those: (footprint: Footprint) => boolean): Bits {
    const found = this.#footprints.filter(those);
    return bitsOf(this.#footprints.length, found.map(({ choice }) => choice));
  }
}
