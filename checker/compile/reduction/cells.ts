/**
 * Cells: what footprints are made of. A cell is a scalar variable of the packed layout, or one
 * member of a subset, so that adding one member and asking for another do not meet.
 *
 * @module
 */

import { cardinality, type ScalarDomain, type SubsetDomain, valueAt } from "../../domains.ts";
import { type Layout, leafCount } from "../../layout.ts";
import { maskOf } from "../emit_access.ts";
import { leafNumberOf } from "../positions.ts";
import type { Expression, Place, Scalar } from "../representation.ts";

/** Which bits of the packed state hold a cell. */
export interface CellBits {
  readonly word: number;
  readonly shift: number;
  readonly mask: number;
  /** What to add to them to get the code. */
  readonly least: number;
}

/** A variable that no step can change in part. */
export interface Cell {
  /** `slots[1].opc`, or `sent{2}` for a member of a subset. */
  readonly path: string;
  readonly bits: CellBits;
  /** What it holds; none for a member of a subset, which is in or not. */
  readonly domain: ScalarDomain | undefined;
}

/** The cells of a layout, numbered in its order. */
export class Cells {
  readonly all: readonly Cell[];
  /** The number of the first cell of each leaf, and after the last leaf the number of cells. */
  readonly #first: readonly number[];
  readonly #layout: Layout;

  constructor(layout: Layout) {
    this.#layout = layout;
    const all: Cell[] = [];
    const first: number[] = [];
    for (const { path, domain, word, shift, width, least } of layout.leaves) {
      first.push(all.length);
      if (domain.kind === "subset") {
        for (let member = 0; member < domain.size; member++) {
          // A member for which there is no bit is always in, or never.
          const bit = member < width
            ? { shift: shift + member, mask: 1, least: 0 }
            : { shift: 0, mask: 0, least: least >>> member & 1 };
          all.push({ path: `${path}{${member}}`, bits: { word, ...bit }, domain: undefined });
        }
      } else {
        all.push({ path, bits: { word, shift, mask: maskOf(width), least }, domain });
      }
    }
    this.all = all;
    this.#first = [...first, all.length];
  }

  /** How many there are. */
  get count(): number {
    return this.all.length;
  }

  /** Every cell that a place may be or hold. An index that varies may have any value of its type. */
  at(place: Place): number[] {
    const { base, varying } = leafNumberOf(this.#layout.schema, place);
    let leaves = [base];
    for (const { index, length, stride } of varying) {
      const indices = valuesOf(index, length);
      leaves = leaves.flatMap((leaf) => indices.map((i) => leaf + i * stride));
    }
    const count = leafCount(place.domain);
    return leaves.flatMap((leaf) => {
      const from = this.#first[leaf];
      return Array.from({ length: this.#first[leaf + count] - from }, (_, i) => from + i);
    });
  }

  /** Every cell that a member of the subset at a place may be. */
  atMember(place: Place, member: Expression): number[] {
    const { size } = place.domain as SubsetDomain;
    const members = valuesOf(member, size);
    const all = this.at(place);
    // A place that varies is several subsets of the same size, one after the other.
    return Array.from({ length: all.length / size }, (_, i) => i * size)
      .flatMap((from) => members.map((each) => all[from + each]));
  }

  /** How many values a cell can have. */
  valuesOf(cell: number): number {
    const { domain } = this.all[cell];
    return domain === undefined ? 2 : cardinality(domain);
  }

  /** The value that a cell's code stands for; of a member, whether it is in. */
  valueOf(cell: number, code: number): Scalar {
    const { domain } = this.all[cell];
    return domain === undefined ? code === 1 : valueAt(domain, code);
  }
}

/** The code that a cell holds in the state at `states[at]`. */
export function codeIn(
  states: Uint32Array,
  at: number,
  { word, shift, mask, least }: CellBits,
): number {
  return ((states[at + word] >>> shift & mask) >>> 0) + least;
}

/** The values below `length` that an index may have. */
function valuesOf({ type }: Expression, length: number): number[] {
  const low = type.kind === "number" ? Math.max(0, type.low) : 0;
  const high = type.kind === "number" ? Math.min(length - 1, type.high) : length - 1;
  return Array.from({ length: Math.max(0, high - low + 1) }, (_, i) => low + i);
}
