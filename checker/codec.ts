/**
 * Packed words to plain values and back, and what changed between two plain states.
 *
 * @example There and back
 * ```ts
 * import { differences, fromPlain, toPlain } from "./codec.ts";
 * import { layoutOf } from "./layout.ts";
 * import { array, flag, optional, range, record, subset } from "./domains.ts";
 * import { assertEquals } from "@std/assert";
 *
 * const layout = layoutOf(record({
 *   open: array(2, record({ by: optional(range(0, 3)), dirty: flag() })),
 *   seen: subset(4),
 * }));
 * const before = { open: [{ by: 2, dirty: false }, { by: null, dirty: false }], seen: [1, 3] };
 * assertEquals(toPlain(layout, fromPlain(layout, before)), before);
 *
 * const after = { open: [{ by: 2, dirty: true }, { by: null, dirty: false }], seen: [3] };
 * assertEquals(differences(layout.schema, before, after), [
 *   ["open[0].dirty", false, true],
 *   ["seen", [1, 3], [3]],
 * ]);
 * ```
 *
 * @module
 */

import {
  cardinality,
  type Domain,
  type RecordDomain,
  type ScalarDomain,
  valueAt,
} from "./domains.ts";
import { DomainError } from "./errors.ts";
import { isLeaf, type Layout, type Leaf, type LeafDomain } from "./layout.ts";
import type { Plain, PlainState } from "./result.ts";

/** The state packed into `words`, beginning at `at`. */
export function toPlain(layout: Layout, words: Uint32Array, at = 0): PlainState {
  let next = 0;
  const read = (domain: Domain): Plain => {
    switch (domain.kind) {
      case "record":
        return Object.fromEntries(
          Object.entries(domain.fields).map(([name, of]) => [name, read(of)]),
        );
      case "array":
        return Array.from({ length: domain.length }, () => read(domain.of));
      default:
        return plainOf(domain, codeAt(layout.leaves[next++], words, at));
    }
  };
  return read(layout.schema) as PlainState;
}

/**
 * Packs a plain state, into new words or into `words` from `at` on.
 *
 * @throws {DomainError} if a variable is missing, unknown, or holds a value outside its domain.
 */
export function fromPlain(
  layout: Layout,
  state: PlainState,
  words: Uint32Array = new Uint32Array(layout.words),
  at = 0,
): Uint32Array {
  words.fill(0, at, at + layout.words);
  let next = 0;
  const write = (domain: Domain, value: Plain | undefined, path: string): void => {
    if (isLeaf(domain)) {
      const { word, shift, width, least } = layout.leaves[next++];
      const code = codeOfPlain(domain, value);
      const bits = code === undefined ? -1 : (code >>> 0) - least;
      if (bits < 0 || bits >= 2 ** width) throw new DomainError(path, shown(value));
      words[at + word] |= bits << shift;
    } else if (domain.kind === "array") {
      if (!Array.isArray(value) || value.length !== domain.length) {
        throw new DomainError(path, shown(value));
      }
      for (let i = 0; i < domain.length; i++) write(domain.of, value[i], `${path}[${i}]`);
    } else {
      if (typeof value !== "object" || value === null || Array.isArray(value)) {
        throw new DomainError(path, shown(value));
      }
      const below = (name: string) => path === "" ? name : `${path}.${name}`;
      for (const name of Object.keys(value)) {
        if (!Object.hasOwn(domain.fields, name)) {
          throw new DomainError(below(name), "a variable that the schema lacks");
        }
      }
      const fields = value as { readonly [name: string]: Plain };
      for (const [name, of] of Object.entries(domain.fields)) write(of, fields[name], below(name));
    }
  };
  write(layout.schema, state, "");
  return words;
}

/**
 * Packs a state anew, in another layout of the same schema that has room for its values.
 *
 * @throws {RangeError} if it has no room for one of them.
 */
export function repack(
  from: Layout,
  words: Uint32Array,
  at: number,
  to: Layout,
  into: Uint32Array,
  intoAt: number,
): void {
  into.fill(0, intoAt, intoAt + to.words);
  for (let i = 0; i < from.leaves.length; i++) {
    const { word, shift, width, least, path } = to.leaves[i];
    const bits = codeAt(from.leaves[i], words, at) - least;
    if (bits < 0 || bits >= 2 ** width) {
      throw new RangeError(
        `Cannot pack a state anew: ${path} has no room for code ${bits + least}`,
      );
    }
    into[intoAt + word] |= bits << shift;
  }
}

/** The variables whose values differ, in the order of the schema; a set differs as a whole. */
export function differences(
  schema: RecordDomain,
  before: PlainState,
  after: PlainState,
): [path: string, before: Plain, after: Plain][] {
  const found: [string, Plain, Plain][] = [];
  const compare = (domain: Domain, left: Plain, right: Plain, path: string): void => {
    switch (domain.kind) {
      case "record": {
        const [a, b] = [left, right] as { readonly [name: string]: Plain }[];
        for (const [name, of] of Object.entries(domain.fields)) {
          compare(of, a[name], b[name], path === "" ? name : `${path}.${name}`);
        }
        return;
      }
      case "array": {
        const [a, b] = [left, right] as (readonly Plain[])[];
        for (let i = 0; i < domain.length; i++) compare(domain.of, a[i], b[i], `${path}[${i}]`);
        return;
      }
      case "subset":
        if (String(left) !== String(right)) found.push([path, left, right]);
        return;
      default:
        if (left !== right) found.push([path, left, right]);
    }
  };
  compare(schema, before, after, "");
  return found;
}

/** The code or mask that a leaf holds, as a number from 0 to 2^32 - 1. */
export function codeAt(leaf: Leaf, words: Uint32Array, at = 0): number {
  const mask = leaf.width === 32 ? -1 : (1 << leaf.width) - 1;
  return (((words[at + leaf.word] >>> leaf.shift) & mask) >>> 0) + leaf.least;
}

/** The code of a scalar domain's value, or `undefined` if it is none of them. */
export function codeOf(domain: ScalarDomain, value: unknown): number | undefined {
  switch (domain.kind) {
    case "flag":
      return value === true ? 1 : value === false ? 0 : undefined;
    case "oneOf": {
      const code = domain.values.indexOf(value as string);
      return code === -1 ? undefined : code;
    }
    case "optional": {
      if (value === null) return 0;
      const code = codeOf(domain.of, value);
      return code === undefined ? undefined : code + 1;
    }
    default: {
      if (!Number.isInteger(value)) return undefined;
      const code = (value as number) - (domain.kind === "range" ? domain.low : 0);
      return code >= 0 && code < cardinality(domain) ? code : undefined;
    }
  }
}

function plainOf(domain: LeafDomain, code: number): Plain {
  if (domain.kind !== "subset") return valueAt(domain, code);
  return Array.from({ length: domain.size }, (_, i) => i).filter((i) => (code >>> i) & 1);
}

function codeOfPlain(domain: LeafDomain, value: Plain | undefined): number | undefined {
  if (domain.kind !== "subset") return codeOf(domain, value);
  if (!Array.isArray(value)) return undefined;
  let mask = 0;
  for (const member of value) {
    if (!Number.isInteger(member) || member < 0 || member >= domain.size) return undefined;
    mask |= 1 << member;
  }
  return mask;
}

function shown(value: Plain | undefined): string {
  return value === undefined ? "nothing" : JSON.stringify(value);
}
