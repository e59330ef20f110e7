/**
 * Views: packed words that read and write like the records, arrays and sets of the schema.
 *
 * A *reading* view has getters only; guards and properties are given one. A *draft* can also be
 * written; effects are given one. Both look at a fixed `Uint32Array`, into which the engine copies
 * one state after another, so that no view is ever made while exploring.
 *
 * The accessor classes are generated from the schema, one for every kind of record, array and set,
 * so that masks and value names stand in them as constants and V8 inlines a field access to a load,
 * a shift and a mask. Only the positions of records inside arrays are looked up, in the instance.
 *
 * A value outside its domain is a {@link DomainError}, an index outside an array or a set an
 * {@link IndexError}; nothing ever wraps.
 *
 * @example One state, written and read
 * ```ts
 * import { layoutOf } from "./layout.ts";
 * import { draftOf, readingOf } from "./views.ts";
 * import { array, flag, range, record } from "./domains.ts";
 * import { DomainError } from "./errors.ts";
 * import { assertEquals, assertThrows } from "@std/assert";
 *
 * const schema = record({ level: range(1, 4), open: array(3, flag()) });
 * const layout = layoutOf(schema);
 * const words = new Uint32Array(layout.words);
 * const draft = draftOf<typeof schema>(layout, words);
 * const state = readingOf<typeof schema>(layout, words);
 *
 * draft.level = 3;
 * draft.open.set(2, true);
 * assertEquals([state.level, state.open.at(1), state.open.at(2)], [3, false, true]);
 * assertThrows(() => draft.level = 5, DomainError, 'Cannot store 5 in "level"');
 * ```
 *
 * @module
 */

import type { Domain, Draft, Reading, RecordDomain } from "./domains.ts";
import { DomainError, IndexError } from "./errors.ts";
import { CLEAR, COPY, SAME } from "./language.ts";
import { isLeaf, type Layout, type Leaf, leafCount } from "./layout.ts";
import { generateViews, type ViewNames } from "./view_source.ts";

/** A read-only view of the state held in `words`. */
export function readingOf<S extends RecordDomain>(layout: Layout, words: Uint32Array): Reading<S> {
  return classesOf(layout).make(words, false) as Reading<S>;
}

/** A writable view of the state held in `words`. */
export function draftOf<S extends RecordDomain>(layout: Layout, words: Uint32Array): Draft<S> {
  return classesOf(layout).make(words, true) as Draft<S>;
}

/** The generated source of a layout's accessor classes, for inspection. */
export function viewSource(layout: Layout): string {
  return classesOf(layout).source;
}

// Views of one layout must share their classes, or each field access would see several of them.
const generated = new WeakMap<Layout, ViewClasses>();

function classesOf(layout: Layout): ViewClasses {
  let classes = generated.get(layout);
  if (classes === undefined) generated.set(layout, classes = new ViewClasses(layout));
  return classes;
}

/** A generated class. It is given its words, its path, the leaves it reads, its composite parts. */
type ViewClass = new (
  words: Uint32Array,
  path: string,
  leaves: readonly Leaf[],
  parts: readonly object[],
) => object;

/** The accessor classes of one layout. */
class ViewClasses {
  readonly source: string;
  readonly #layout: Layout;
  readonly #names: ViewNames;
  readonly #classes: { readonly [name: string]: ViewClass };

  constructor(layout: Layout) {
    const { source, names } = generateViews(layout);
    this.source = source;
    this.#layout = layout;
    this.#names = names;
    const build = new Function("misfit", "outside", "COPY", "CLEAR", "SAME", "MASK", source);
    this.#classes = build(misfit, outside, COPY, CLEAR, SAME, Symbol("mask"));
  }

  make(words: Uint32Array, writable: boolean): object {
    return this.#view(words, writable, this.#layout.schema, "", 0);
  }

  /** The view of the composite at `path`, whose first leaf is number `first`. */
  #view(
    words: Uint32Array,
    writable: boolean,
    domain: Domain,
    path: string,
    first: number,
  ): object {
    const leaves: Leaf[] = [];
    const parts: object[] = [];
    let next = first;
    for (const [part, of] of partsOf(domain, path)) {
      if (isLeaf(of) && (of.kind !== "subset" || of === domain)) {
        leaves.push(this.#layout.leaves[next]);
      } else {
        parts.push(this.#view(words, writable, of, part, next));
      }
      next += leafCount(of);
    }
    const name = this.#names.of(domain, writable);
    return new this.#classes[name](words, path, leaves, parts);
  }
}

/** What a composite consists of, with paths. A set is its own only part. */
function partsOf(domain: Domain, path: string): [path: string, domain: Domain][] {
  switch (domain.kind) {
    case "record":
      return Object.entries(domain.fields).map((
        [name, of],
      ) => [path === "" ? name : `${path}.${name}`, of]);
    case "array":
      return Array.from({ length: domain.length }, (_, i) => [`${path}[${i}]`, domain.of]);
    default:
      return [[path, domain]];
  }
}

function misfit(field: string, value: unknown): never {
  throw new DomainError(field, value);
}

function outside(field: string, index: number): never {
  throw new IndexError(field, index);
}
