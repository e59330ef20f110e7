/**
 * One state for all that differ only in what interchangeable members are called.
 *
 * @module
 */

import type { Layout } from "../../layout.ts";
import { type Cell, type Cells, cellsOf } from "./cells.ts";
import { identity, type Permutation } from "./permutation.ts";
import { type Sorter, sorterOf } from "./sorting.ts";
import { Trier } from "./trying.ts";

/**
 * Finds representatives. Two states have the same one just if renaming members makes one the other.
 *
 * @example
 * ```ts
 * import { Representatives } from "./representatives.ts";
 * import { fromPlain, toPlain } from "../../codec.ts";
 * import { array, index, optional, range, record, subset } from "../../domains.ts";
 * import { layoutOf } from "../../layout.ts";
 * import { assertEquals } from "@std/assert";
 *
 * const owner = index("owner", 3);
 * const layout = layoutOf(record({
 *   credit: array(owner, range(0, 3)),
 *   leader: optional(owner),
 *   waiting: subset(owner),
 * }));
 * const representatives = new Representatives(layout, ["owner"]);
 * const representativeOf = (state: Parameters<typeof fromPlain>[1]) => {
 *   const words = fromPlain(layout, state);
 *   representatives.canonicalise(words, 0);
 *   return toPlain(layout, words);
 * };
 * const least = representativeOf({ credit: [2, 0, 3], leader: 2, waiting: [0] });
 * assertEquals(representativeOf({ credit: [3, 2, 0], leader: 0, waiting: [1] }), least);
 * assertEquals(representativeOf(least), least);
 * ```
 */
export class Representatives {
  readonly cells: Cells;
  readonly #sorters: readonly { readonly type: number; readonly sort: Sorter }[];
  readonly #trier: Trier | undefined;
  readonly #permutation: Permutation;
  readonly #order: Uint8Array;

  /**
   * @param symmetric The names of the interchangeable index types.
   * @throws {UnsupportedError} if their members are related so that too many orders may have to be
   * tried.
   */
  constructor(layout: Layout, symmetric: readonly string[]) {
    this.cells = cellsOf(layout, symmetric);
    const { types, moving } = this.cells;
    const all = [...types.keys()];
    const related = all.filter((type) => moving.some((cell) => relates(cell, type)));
    this.#sorters = all.filter((type) => !related.includes(type)).map((type) => ({
      type,
      sort: sorterOf(types[type].size, moving.filter((cell) => concerns(cell, type))),
    }));
    const tangled = moving.filter((cell) => related.some((type) => concerns(cell, type)));
    this.#trier = related.length === 0
      ? undefined
      : new Trier(this.cells, related, tangled, layout.words);
    this.#permutation = identity(this.cells);
    this.#order = new Uint8Array(Math.max(0, ...types.map(({ size }) => size)));
  }

  /** Puts the representative in the place of the state at `states[at]`. */
  canonicalise(states: Uint32Array, at: number): void {
    for (const { sort } of this.#sorters) sort(states, at, this.#order);
    this.#trier?.canonicalise(states, at, this.#permutation);
  }

  /** Does so, and says what members became; what it says is written over the next time. */
  permutationOf(states: Uint32Array, at: number): Permutation {
    for (const { type, sort } of this.#sorters) {
      sort(states, at, this.#order);
      const images = this.#permutation[type];
      for (let place = 0; place < images.length; place++) images[this.#order[place]] = place;
    }
    this.#trier?.canonicalise(states, at, this.#permutation);
    return this.#permutation;
  }
}

/** Whether interchanging a type's members changes a cell. */
function concerns({ owners, names }: Cell, type: number): boolean {
  return names === type || owners.some((owner) => owner.type === type);
}

/** Whether a cell relates members of a type to other members. */
function relates(cell: Cell, type: number): boolean {
  const members = cell.owners.length + (cell.names === undefined ? 0 : 1);
  return members > 1 && concerns(cell, type);
}
