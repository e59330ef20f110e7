/**
 * Interchanging members: in a packed state, and in the parameters of a step.
 *
 * @module
 */

import type { PlainParameters } from "../../result.ts";
import type { Parameter } from "../representation.ts";
import { type Cell, type Cells, maskOf, type Member, valueIn } from "./cells.ts";

/** For each interchangeable type, by number: what becomes of each member. */
export type Permutation = readonly Uint8Array[];

/** What changes nothing. */
export function identity({ types }: Cells): Permutation {
  return types.map(({ size }) => Uint8Array.from({ length: size }, (_, i) => i));
}

/** What undoes a permutation. */
export function inverse(permutation: Permutation): Permutation {
  return permutation.map((images) => {
    const back = new Uint8Array(images.length);
    images.forEach((image, member) => back[image] = member);
    return back;
  });
}

/** Applies permutations to packed states. */
export class Mover {
  readonly #cells: readonly Cell[];
  /** Bits that stay, by word. */
  readonly #staying: Int32Array;
  /** The cells of each family, by what their owners' numbers come to in mixed radix. */
  readonly #targets: readonly (readonly Cell[])[];
  readonly #sizes: readonly number[];

  /** @param moving The cells to move: all of them, or all that concern some of the types. */
  constructor({ types }: Cells, moving: readonly Cell[], words: number) {
    this.#cells = moving;
    this.#sizes = types.map(({ size }) => size);
    this.#staying = new Int32Array(words).fill(-1);
    const targets: Cell[][] = [];
    for (const cell of moving) {
      this.#staying[cell.word] &= ~(maskOf(cell.width) << cell.shift);
      (targets[cell.family] ??= [])[this.#position(cell.owners)] = cell;
    }
    this.#targets = targets;
  }

  /** Writes the state at `states[at]` with its members renamed to `into[intoAt]`. */
  move(
    permutation: Permutation,
    states: Uint32Array,
    at: number,
    into: Uint32Array,
    intoAt: number,
  ): void {
    for (let w = 0; w < this.#staying.length; w++) {
      into[intoAt + w] = states[at + w] & this.#staying[w];
    }
    for (const cell of this.#cells) {
      let value = valueIn(cell, states, at);
      if (value === 0 && cell.names === undefined) continue;
      if (cell.names !== undefined && value >= cell.offset) {
        value = permutation[cell.names][value - cell.offset] + cell.offset;
      }
      const target = this.#targets[cell.family][this.#position(cell.owners, permutation)];
      into[intoAt + target.word] |= value << target.shift;
    }
  }

  #position(owners: readonly Member[], permutation?: Permutation): number {
    let position = 0;
    for (let i = 0; i < owners.length; i++) {
      const { type, number } = owners[i];
      const image = permutation === undefined ? number : permutation[type][number];
      position = position * this.#sizes[type] + image;
    }
    return position;
  }
}

/** A step's parameters with members renamed. */
export function renamed(
  params: PlainParameters,
  parameters: readonly Parameter[],
  { types }: Cells,
  permutation: Permutation,
): PlainParameters {
  const entries = parameters.map(({ name, domain }) => {
    const value = params[name];
    const plain = domain.kind === "optional" ? domain.of : domain;
    const type = plain.kind === "index"
      ? types.findIndex((index) => index.name === plain.name)
      : -1;
    return [name, type === -1 || value === null ? value : permutation[type][value as number]];
  });
  return Object.fromEntries(entries);
}
