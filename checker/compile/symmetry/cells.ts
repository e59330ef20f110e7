/**
 * A packed state taken apart by interchangeable index types: which of its numbers belong to which
 * members, and which of them name members.
 *
 * A *cell* is a variable that holds one number (a leaf of the layout), or one bit of a set over an
 * interchangeable type. It has an *owner* for each array or set over such a type that it lies in.
 * Interchanging members moves cells from owner to owner, within their *family*, and renames the
 * members that their values name.
 *
 * @module
 */

import {
  type Domain,
  type IndexDomain,
  indexTypesIn,
  type RecordDomain,
  type ScalarDomain,
} from "../../domains.ts";
import { isLeaf, type Layout, type Leaf, type LeafDomain } from "../../layout.ts";

/** A member of an index type. */
export interface Member {
  /** The number of the type among the interchangeable ones. */
  readonly type: number;
  readonly number: number;
}

/** A part of a state that moves as a whole when members are interchanged. */
export interface Cell {
  readonly word: number;
  readonly shift: number;
  readonly width: number;
  readonly owners: readonly Member[];
  /** The number of the path less its owners: cells of one family change places. */
  readonly family: number;
  /** The type that its value names a member of, if it names one. */
  readonly names?: number;
  /** What is added to a member's number to get its code: 1 where `null` comes first. */
  readonly offset: number;
}

/** The interchangeable types of a machine, and the cells that they concern. */
export interface Cells {
  readonly types: readonly IndexDomain[];
  /** Cells that have owners, or name members. All others stay as they are. */
  readonly moving: readonly Cell[];
}

/**
 * Takes a layout apart by the index types named. Cells of one family must have the same span: they
 * have it where what variables can hold was found with these types (`contents.ts`).
 */
export function cellsOf({ schema, leaves }: Layout, symmetric: readonly string[]): Cells {
  const types = typesIn(schema, symmetric);
  const families = new Map<string, number>();
  const moving: Cell[] = [];
  const add = (
    place: Pick<Leaf, "word" | "shift" | "width">,
    cell: OwnedLeaf & {
      readonly names?: number;
      readonly offset?: number;
    },
  ) => {
    if (place.width === 0 || (cell.owners.length === 0 && cell.names === undefined)) return;
    const family = families.get(cell.path) ?? families.size;
    families.set(cell.path, family);
    const { word, shift, width } = place;
    const { owners, names, offset = 0 } = cell;
    moving.push({ word, shift, width, owners, family, names, offset });
  };
  for (const [i, owned] of ownedLeaves(schema, types).entries()) {
    const leaf = leaves[i];
    const { domain, path, owners } = owned;
    if (domain.kind !== "subset") {
      const named = namedBy(domain);
      add(leaf, { ...owned, names: typeOf(types, named), offset: domain === named ? 0 : 1 });
      continue;
    }
    const type = typeOf(types, domain.over);
    if (type === undefined) add(leaf, owned);
    else if (leaf.width > 0) {
      for (let number = 0; number < domain.size; number++) {
        const bit = { word: leaf.word, shift: leaf.shift + number, width: 1 };
        add(bit, { domain, path: `${path}[]`, owners: [...owners, { type, number }] });
      }
    }
  }
  return { types, moving };
}

/** A leaf of a schema. */
export interface OwnedLeaf {
  readonly domain: LeafDomain;
  /** How it is reached, less the members that it belongs to. */
  readonly path: string;
  readonly owners: readonly Member[];
}

/** The leaves of a schema, taken apart by the index types named, in the order of a layout's. */
export function leavesOf(schema: RecordDomain, symmetric: readonly string[]): OwnedLeaf[] {
  return ownedLeaves(schema, typesIn(schema, symmetric));
}

function ownedLeaves(schema: RecordDomain, types: readonly IndexDomain[]): OwnedLeaf[] {
  const found: OwnedLeaf[] = [];
  const visit = (domain: Domain, path: string, owners: readonly Member[]): void => {
    if (isLeaf(domain)) {
      found.push({ domain, path, owners });
      return;
    }
    switch (domain.kind) {
      case "record":
        for (const [name, field] of Object.entries(domain.fields)) {
          visit(field, `${path}.${name}`, owners);
        }
        break;
      case "array": {
        const type = typeOf(types, domain.over);
        for (let number = 0; number < domain.length; number++) {
          if (type === undefined) visit(domain.of, `${path}[${number}]`, owners);
          else visit(domain.of, `${path}[]`, [...owners, { type, number }]);
        }
        break;
      }
      default:
        domain satisfies never;
    }
  };
  visit(schema, "", []);
  return found;
}

/** The interchangeable types that a schema uses. */
function typesIn(schema: RecordDomain, symmetric: readonly string[]): readonly IndexDomain[] {
  const found = indexTypesIn(schema);
  return symmetric.flatMap((name) => found.find((index) => index.name === name) ?? []);
}

function typeOf(types: readonly IndexDomain[], domain: Domain | undefined): number | undefined {
  if (domain?.kind !== "index") return undefined;
  const type = types.findIndex(({ name }) => name === domain.name);
  return type === -1 ? undefined : type;
}

/** The domain whose values a variable holds, or `null`. */
function namedBy(domain: ScalarDomain): ScalarDomain {
  return domain.kind === "optional" ? domain.of : domain;
}

/** The value in a cell of the state at `states[at]`. */
export function valueIn({ word, shift, width }: Cell, states: Uint32Array, at: number): number {
  return (states[at + word] >>> shift) & maskOf(width);
}

/** The lowest `width` bits. */
export function maskOf(width: number): number {
  return width === 32 ? -1 : (1 << width) - 1;
}
