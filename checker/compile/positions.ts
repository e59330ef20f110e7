/**
 * From places of the representation to leaves of the packed layout.
 *
 * A place's first leaf has a number: a constant, plus, for each element on the way whose index
 * varies, the index times the leaves of one element.
 *
 * @module
 */

import type { ArrayDomain, Domain, RecordDomain } from "../domains.ts";
import { isLeaf, leafCount, type LeafDomain } from "../layout.ts";
import type { Expression, Place } from "./representation.ts";
import { nowhere, type Site } from "./subset_error.ts";

/** An index that varies. */
export interface VaryingIndex {
  readonly index: Expression;
  readonly length: number;
  /** Leaves of one element. */
  readonly stride: number;
  /** The number of the array's first leaf, as far as indices before this one do not vary. */
  readonly first: number;
  /** What follows the array's path in the path of its first leaf. */
  readonly suffix: string;
  readonly site: Site;
}

/** The number of a place's first leaf. */
export interface LeafNumber {
  readonly base: number;
  readonly varying: readonly VaryingIndex[];
}

/** Finds the leaf that a place begins with. */
export function leafNumberOf(schema: RecordDomain, { path }: Place): LeafNumber {
  let base = 0;
  const varying: VaryingIndex[] = [];
  let domain: Domain = schema;
  for (const step of path) {
    switch (step.kind) {
      case "field": {
        const record = domain as RecordDomain;
        base += offsetsOf(record).get(step.name)!;
        domain = record.fields[step.name];
        break;
      }
      case "element": {
        const { of } = domain as ArrayDomain;
        const stride: number = leafCount(of);
        const { index, length, site } = step;
        const inside = index.kind === "constant" && (index.value as number) >= 0 &&
          (index.value as number) < length;
        if (inside) base += (index.value as number) * stride;
        else {varying.push({
            index,
            length,
            stride,
            first: base,
            suffix: `[0]${suffixOf(of)}`,
            site,
          });}
        domain = of;
        break;
      }
      default:
        step satisfies never;
    }
  }
  return { base, varying };
}

/** What follows a composite's path in the path of its first leaf. */
function suffixOf(domain: Domain): string {
  if (domain.kind === "array") return `[0]${suffixOf(domain.of)}`;
  if (domain.kind !== "record") return "";
  const [name, of] = Object.entries(domain.fields)[0];
  return `.${name}${suffixOf(of)}`;
}

const offsets = new WeakMap<RecordDomain, ReadonlyMap<string, number>>();

/** Where each field of a record begins, in leaves from its own beginning. */
function offsetsOf(domain: RecordDomain): ReadonlyMap<string, number> {
  let found = offsets.get(domain);
  if (found === undefined) {
    let next = 0;
    const fields = new Map<string, number>();
    for (const [name, of] of Object.entries(domain.fields)) {
      fields.set(name, next);
      next += leafCount(of);
    }
    offsets.set(domain, found = fields);
  }
  return found;
}

/** The parts of a composite. */
export function childPlaces(place: Place): Place[] {
  const { domain, path } = place;
  if (domain.kind === "record") {
    return Object.entries(domain.fields).map(([name, of]) => ({
      ...place,
      path: [...path, { kind: "field", name } as const],
      domain: of,
    }));
  }
  if (domain.kind !== "array") return [];
  return Array.from({ length: domain.length }, (_, i) => elementPlace(place, domain, i));
}

function elementPlace(place: Place, domain: ArrayDomain, i: number): Place {
  const index = { kind: "constant", value: i, type: { kind: "number", low: i, high: i } } as const;
  const step = { kind: "element", index, length: domain.length, site: nowhere } as const;
  return { ...place, path: [...place.path, step], domain: domain.of };
}

/** The leaves of a composite as places, in the order of their numbers. */
export function leafPlaces(place: Place): (Place & { readonly domain: LeafDomain })[] {
  const { domain } = place;
  return isLeaf(domain) ? [{ ...place, domain }] : childPlaces(place).flatMap(leafPlaces);
}
