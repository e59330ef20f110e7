/**
 * Finite domains: what a state variable or a parameter may hold.
 *
 * A schema is a {@link record} of domains. From it follow the TypeScript types of the views
 * ({@link Reading} for guards and properties, {@link Draft} for effects), the packed layout
 * (`layout.ts`), the printer and the ITF encoding.
 *
 * The all-zero word vector is the state in which every variable holds its domain's *first* value:
 * `false`, the low end of a range, the first name, `none` (null), the empty set.
 *
 * @example A schema and its types
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { array, flag, index, oneOf, optional, type Reading, record, subset } from "./domains.ts";
 * import { toPlain } from "./codec.ts";
 * import { layoutOf } from "./layout.ts";
 *
 * const rms = index("rm", 3);
 * const schema = record({
 *   rm: array(rms, oneOf("working", "prepared", "committed", "aborted")),
 *   leader: optional(rms),
 *   prepared: subset(rms),
 *   halted: flag(),
 * });
 * const leader: Reading<typeof schema>["leader"] = null; // A number or null.
 *
 * const layout = layoutOf(schema);
 * assertEquals(toPlain(layout, new Uint32Array(layout.words)), {
 *   rm: ["working", "working", "working"],
 *   leader,
 *   prepared: [],
 *   halted: false,
 * });
 * ```
 *
 * @module
 */

import { SchemaError } from "./errors.ts";

/** A truth value. One bit; first value `false`. */
export interface FlagDomain {
  readonly kind: "flag";
}

/** The integers `low` to `high`, both included; first value `low`. */
export interface RangeDomain {
  readonly kind: "range";
  readonly low: number;
  readonly high: number;
}

/** An index type: the numbers 0 to `size - 1`, named, so that a machine may declare it symmetric. */
export interface IndexDomain {
  readonly kind: "index";
  readonly name: string;
  readonly size: number;
}

/** One of a list of names; first value the first name. */
export interface OneOfDomain<V extends string = string> {
  readonly kind: "oneOf";
  readonly values: readonly V[];
}

/** A value or `null` ("none"); first value `null`. */
export interface OptionalDomain<D extends PlainDomain = PlainDomain> {
  readonly kind: "optional";
  readonly of: D;
}

/** A subset of the numbers 0 to `size - 1`, at most 32 of them; first value the empty set. */
export interface SubsetDomain {
  readonly kind: "subset";
  readonly size: number;
  /** The index type it is a subset of, where it is one. */
  readonly over?: IndexDomain;
}

/** `length` variables of one domain, numbered from 0. */
export interface ArrayDomain<D extends Domain = Domain> {
  readonly kind: "array";
  readonly length: number;
  /** The index type that numbers the elements, where there is one. */
  readonly over?: IndexDomain;
  readonly of: D;
}

/** Named variables, each with a domain of its own. */
export interface RecordDomain<F extends Fields = Fields> {
  readonly kind: "record";
  readonly fields: F;
}

/** The fields of a record. */
export type Fields = { readonly [name: string]: Domain };

/** A domain whose values are TypeScript primitives other than `null`. */
export type PlainDomain = FlagDomain | RangeDomain | IndexDomain | OneOfDomain;

/** A domain whose values are TypeScript primitives: assigned and compared as such. */
export type ScalarDomain = PlainDomain | OptionalDomain;

/** Any domain. */
export type Domain = ScalarDomain | SubsetDomain | ArrayDomain | RecordDomain;

/** The TypeScript type of a scalar domain's values. */
export type Value<D> = D extends FlagDomain ? boolean
  : D extends RangeDomain | IndexDomain ? number
  : D extends OneOfDomain<infer V> ? V
  : D extends OptionalDomain<infer O> ? Value<O> | null
  : never;

/** What a guard or property sees of a set. */
export interface ReadingMembers {
  /** How many members the set has. */
  readonly size: number;
  /** Whether `member` is in the set. */
  has(member: number): boolean;
}

/** What an effect sees of a set. */
export interface DraftMembers extends ReadingMembers {
  /** Puts `member` in. */
  add(member: number): void;
  /** Takes `member` out, if it is in. */
  delete(member: number): void;
  /** Takes every member out. */
  clear(): void;
}

/** What a guard or property sees of an array. */
export interface ReadingCells<D> {
  readonly length: number;
  /** The element numbered `i`; an `i` outside the array is an error that names the array. */
  at(i: number): Reading<D>;
}

/** What an effect sees of an array. Elements that are records or arrays are changed in place. */
export interface DraftCells<D> {
  readonly length: number;
  at(i: number): Draft<D>;
  /** Replaces the scalar element numbered `i`. */
  set(i: number, value: Value<D>): void;
}

/** The read-only view of a domain that guards and properties are given. */
export type Reading<D> = D extends ScalarDomain ? Value<D>
  : D extends SubsetDomain ? ReadingMembers
  : D extends ArrayDomain<infer E> ? ReadingCells<E>
  : D extends RecordDomain<infer F> ? { readonly [K in keyof F]: Reading<F[K]> }
  : never;

/** The writable view of a domain that effects are given; it can be read wherever a reading can. */
export type Draft<D> = D extends ScalarDomain ? Value<D>
  : D extends SubsetDomain ? DraftMembers
  : D extends ArrayDomain<infer E> ? DraftCells<E>
  : D extends RecordDomain<infer F> ?
      & { -readonly [K in keyof F as F[K] extends ScalarDomain ? K : never]: Draft<F[K]> }
      & { readonly [K in keyof F as F[K] extends ScalarDomain ? never : K]: Draft<F[K]> }
  : never;

/** The truth values. */
export function flag(): FlagDomain {
  return { kind: "flag" };
}

/**
 * The integers from `low` to `high`, both included.
 *
 * @throws {SchemaError} if a bound is no integer, or they are the wrong way round, or too far apart
 * for 32 bits.
 */
export function range(low: number, high: number): RangeDomain {
  if (!Number.isSafeInteger(low) || !Number.isSafeInteger(high) || high < low) {
    throw new SchemaError(`Cannot make a range from ${low} to ${high}: it has no integers`);
  }
  if (high - low >= 2 ** 31 - 1 || Math.abs(low) >= 2 ** 31 || Math.abs(high) >= 2 ** 31) {
    throw new SchemaError(`Cannot make a range from ${low} to ${high}: it does not fit 31 bits`);
  }
  return { kind: "range", low, high };
}

/**
 * The index type `name` with `size` members, numbered from 0.
 *
 * @throws {SchemaError} if `size` is not a positive integer.
 */
export function index(name: string, size: number): IndexDomain {
  if (!Number.isSafeInteger(size) || size < 1 || size > 2 ** 16) {
    throw new SchemaError(`Cannot make the index type "${name}" with ${size} members`);
  }
  return { kind: "index", name, size };
}

/**
 * One of the names given.
 *
 * @throws {SchemaError} if there are none, or one stands there twice.
 */
export function oneOf<const V extends string>(...values: V[]): OneOfDomain<V> {
  if (values.length === 0) throw new SchemaError("Cannot make a domain of no names");
  const twice = values.find((value, i) => values.indexOf(value) !== i);
  if (twice !== undefined) {
    throw new SchemaError(`Cannot make a domain in which "${twice}" stands twice`);
  }
  return { kind: "oneOf", values };
}

/** A value of the domain given, or `null`. */
export function optional<D extends PlainDomain>(of: D): OptionalDomain<D> {
  return { kind: "optional", of };
}

/**
 * A subset of an index type, or of the numbers 0 to `of - 1`.
 *
 * @throws {SchemaError} if that is more than 32 members or fewer than one.
 */
export function subset(of: number | IndexDomain): SubsetDomain {
  const size = typeof of === "number" ? of : of.size;
  if (!Number.isSafeInteger(size) || size < 1 || size > 32) {
    throw new SchemaError(`Cannot make subsets of ${size} members: 1 to 32 fit a mask`);
  }
  return typeof of === "number" ? { kind: "subset", size } : { kind: "subset", size, over: of };
}

/**
 * As many variables as `length` says, or one for each member of an index type.
 *
 * @throws {SchemaError} if `length` is not a positive integer.
 */
export function array<D extends Domain>(length: number | IndexDomain, of: D): ArrayDomain<D> {
  if (typeof length !== "number") return { kind: "array", length: length.size, over: length, of };
  if (!Number.isSafeInteger(length) || length < 1) {
    throw new SchemaError(`Cannot make an array of ${length} elements`);
  }
  return { kind: "array", length, of };
}

/** Variables by name. */
export function record<const F extends Fields>(fields: F): RecordDomain<F> {
  return { kind: "record", fields };
}

/** How many values a scalar domain has. */
export function cardinality(domain: ScalarDomain): number {
  switch (domain.kind) {
    case "flag":
      return 2;
    case "range":
      return domain.high - domain.low + 1;
    case "index":
      return domain.size;
    case "oneOf":
      return domain.values.length;
    case "optional":
      return cardinality(domain.of) + 1;
  }
}

/** The index types in a domain, in order, as often as they are used. */
export function indexTypesIn(domain: Domain): IndexDomain[] {
  switch (domain.kind) {
    case "index":
      return [domain];
    case "optional":
      return indexTypesIn(domain.of);
    case "subset":
      return domain.over === undefined ? [] : [domain.over];
    case "array":
      return [...(domain.over === undefined ? [] : [domain.over]), ...indexTypesIn(domain.of)];
    case "record":
      return Object.values(domain.fields).flatMap(indexTypesIn);
    default:
      return [];
  }
}

/** The values of a scalar domain by code: value number `code`, counted from the first value, 0. */
export function valueAt(domain: ScalarDomain, code: number): boolean | number | string | null {
  switch (domain.kind) {
    case "flag":
      return code === 1;
    case "range":
      return domain.low + code;
    case "index":
      return code;
    case "oneOf":
      return domain.values[code];
    case "optional":
      return code === 0 ? null : valueAt(domain.of, code - 1);
  }
}
