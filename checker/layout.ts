/**
 * The packed layout of a state: which bits of which 32-bit word hold which variable.
 *
 * A *leaf* is a variable that holds one number: a scalar as its code (the position of its value in
 * the domain, counted from the first value, 0), a subset as its mask. No leaf straddles a word, so
 * that reading one is a load, a shift and a mask. The elements of an array of scalars lie side by
 * side in one word where they fit one, which makes their position a multiplication.
 *
 * Words are filled first-fit, widest unit first: on real schemas that wastes next to nothing, and
 * fewer words are fewer bytes to hash, to compare and to keep for every state.
 *
 * @example Thirty-six bits in two words
 * ```ts
 * import { layoutOf } from "./layout.ts";
 * import { array, flag, oneOf, record, subset } from "./domains.ts";
 * import { assertEquals } from "@std/assert";
 *
 * const layout = layoutOf(record({
 *   rm: array(8, oneOf("working", "prepared", "committed", "aborted")),
 *   tm: oneOf("init", "committed", "aborted"),
 *   tmPrepared: subset(8),
 *   sent: record({ prepared: subset(8), commit: flag(), abort: flag() }),
 * }));
 * assertEquals(layout.words, 2);
 * assertEquals(layout.leaves[1].path, "rm[1]");
 * assertEquals(layout.leaves[1].shift - layout.leaves[0].shift, 2);
 * ```
 *
 * @module
 */

import {
  type ArrayDomain,
  cardinality,
  type Domain,
  type RecordDomain,
  type ScalarDomain,
  type SubsetDomain,
} from "./domains.ts";

/** A domain whose value is one number in the packed state. */
export type LeafDomain = ScalarDomain | SubsetDomain;

/** A variable that holds one number, and where. */
export interface Leaf {
  /** As in an error or a trace: `slots[1].opc`. */
  readonly path: string;
  readonly domain: LeafDomain;
  /** The word that holds it, counted from 0. */
  readonly word: number;
  /** Its lowest bit in that word. */
  readonly shift: number;
  /** Bits. None, if the domain has a single value. */
  readonly width: number;
}

/** Where everything is. */
export interface Layout {
  readonly schema: RecordDomain;
  /** Words a state takes, at least one. */
  readonly words: number;
  /** Bits in use. */
  readonly bits: number;
  /** In the order of the schema, depth first. */
  readonly leaves: readonly Leaf[];
}

/** Leaves that stay together in one word. */
interface Unit {
  /** The number of the first leaf; the others follow it. */
  readonly first: number;
  readonly count: number;
  readonly width: number;
}

/** Lays a schema out. */
export function layoutOf(schema: RecordDomain): Layout {
  const found: { path: string; domain: LeafDomain; width: number }[] = [];
  const units: Unit[] = [];
  const visit = (domain: Domain, path: string): void => {
    switch (domain.kind) {
      case "record":
        for (const [name, field] of Object.entries(domain.fields)) {
          visit(field, path === "" ? name : `${path}.${name}`);
        }
        return;
      case "array": {
        const first = found.length;
        const before = units.length;
        for (let i = 0; i < domain.length; i++) visit(domain.of, `${path}[${i}]`);
        if (fitsOneWord(domain)) {
          units.length = before;
          units.push({ first, count: domain.length, width: found[first].width });
        }
        return;
      }
      default: {
        const width = widthOf(domain);
        units.push({ first: found.length, count: 1, width });
        found.push({ path, domain, width });
      }
    }
  };
  visit(schema, "");

  const used: number[] = [];
  const places: { word: number; shift: number }[] = new Array(found.length);
  const widestFirst = units.toSorted((a, b) => b.width * b.count - a.width * a.count);
  for (const { first, count, width } of widestFirst) {
    let word = used.findIndex((bits) => bits + width * count <= 32);
    if (word === -1) word = used.push(0) - 1;
    for (let i = 0; i < count; i++) {
      // A leaf without bits may come after a full word; its mask is empty, so any shift will do.
      places[first + i] = { word, shift: width === 0 ? 0 : used[word] };
      used[word] += width;
    }
  }
  return {
    schema,
    words: Math.max(used.length, 1),
    bits: used.reduce((sum, bits) => sum + bits, 0),
    leaves: found.map((leaf, i) => ({ ...leaf, ...places[i] })),
  };
}

/** Whether a domain's value is one number. */
export function isLeaf(domain: Domain): domain is LeafDomain {
  return domain.kind !== "array" && domain.kind !== "record";
}

/** Bits that a leaf takes. */
export function widthOf(domain: LeafDomain): number {
  return domain.kind === "subset" ? domain.size : 32 - Math.clz32(cardinality(domain) - 1);
}

/** Whether an array's elements are leaves that lie side by side in one word. */
export function fitsOneWord(domain: ArrayDomain): boolean {
  return isLeaf(domain.of) && widthOf(domain.of) * domain.length <= 32;
}

/** How many leaves a domain has. */
export function leafCount(domain: Domain): number {
  switch (domain.kind) {
    case "record":
      return Object.values(domain.fields).reduce((sum, field) => sum + leafCount(field), 0);
    case "array":
      return domain.length * leafCount(domain.of);
    default:
      return 1;
  }
}
