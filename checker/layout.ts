/**
 * The packed layout of a state: which bits of which 32-bit word hold which variable.
 *
 * A *leaf* is a variable that holds one number: a scalar as its code (the position of its value in
 * the domain, counted from the first value, 0), a subset as its mask. No leaf straddles a word, so
 * that reading one is a load, a shift and a mask. The elements of an array of scalars lie side by
 * side in one word where they fit one, which makes their position a multiplication.
 *
 * Words are filled first-fit, widest unit first unless something better is known: on real schemas
 * that wastes next to nothing, and fewer words are fewer bytes to hash, to compare and to keep for every state.
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
  /** Bits. None, if it has a single value. */
  readonly width: number;
  /** What to add to the bits to get the code: other than 0 only where there are none. */
  readonly least: number;
}

/** Codes that a leaf can have: any that fits `width` bits, or `least` alone if there are none. */
export interface Span {
  readonly least: number;
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
  /** The indices of the arrays on the way to it. */
  readonly indices: readonly number[];
  /** The number of the first leaf; the others follow it. */
  readonly first: number;
  readonly count: number;
  readonly width: number;
}

/**
 * Lays a schema out.
 *
 * @param spans For each leaf, if it is known, which of its domain's codes it can have. Leaves are
 * then ordered by the elements of arrays that they belong to: what is said of one owner, queue or
 * slot changes together, and where that lies together, whoever keeps states in parts
 * (`compile/state_keys.ts`) has fewer different ones to keep.
 */
export function layoutOf(schema: RecordDomain, spans?: readonly Span[]): Layout {
  const found: { path: string; domain: LeafDomain; width: number; least: number }[] = [];
  const units: Unit[] = [];
  const visit = (domain: Domain, path: string, indices: readonly number[]): void => {
    switch (domain.kind) {
      case "record":
        for (const [name, field] of Object.entries(domain.fields)) {
          visit(field, path === "" ? name : `${path}.${name}`, indices);
        }
        return;
      case "array": {
        const first = found.length;
        const before = units.length;
        for (let i = 0; i < domain.length; i++) visit(domain.of, `${path}[${i}]`, [...indices, i]);
        if (fitsOneWord(domain)) {
          units.length = before;
          const elements = found.slice(first);
          const changes = elements.some((leaf) => leaf.width > 0);
          const width = changes ? Math.max(...elements.map(bitsOf)) : 0;
          // One width for all, unless none of them ever changes.
          if (changes) {
            elements.forEach((leaf, i) => found[first + i] = { ...leaf, width, least: 0 });
          }
          units.push({ indices, first, count: domain.length, width });
        }
        return;
      }
      default: {
        const { width, least } = spans?.[found.length] ?? { width: widthOf(domain), least: 0 };
        units.push({ indices, first: found.length, count: 1, width });
        found.push({ path, domain, width, least });
      }
    }
  };
  visit(schema, "", []);

  const used: number[] = [];
  const places: { word: number; shift: number }[] = new Array(found.length);
  const inOrder = units.toSorted(
    spans === undefined
      ? (a, b) => b.width * b.count - a.width * a.count
      : (a, b) => compareIndices(a.indices, b.indices),
  );
  for (const { first, count, width } of inOrder) {
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

/** Bits that hold every code of a span, a single one too. */
export function bitsOf({ least, width }: Span): number {
  return width > 0 ? width : 32 - Math.clz32(least);
}

/** The lexicographical order. */
function compareIndices(left: readonly number[], right: readonly number[]): number {
  const position = left.findIndex((index, i) => index !== right[i]);
  if (position === -1) return left.length - right.length;
  return position < right.length ? left[position] - right[position] : 1;
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

const counts = new WeakMap<Domain, number>();

/** How many leaves a domain has. */
export function leafCount(domain: Domain): number {
  let count = counts.get(domain);
  if (count === undefined) counts.set(domain, count = countLeaves(domain));
  return count;
}

function countLeaves(domain: Domain): number {
  switch (domain.kind) {
    case "record":
      return Object.values(domain.fields).reduce((sum, field) => sum + leafCount(field), 0);
    case "array":
      return domain.length * leafCount(domain.of);
    default:
      return 1;
  }
}
