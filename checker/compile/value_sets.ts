/**
 * Sets of values that something may have: what `possible_values.ts` computes with.
 *
 * @module
 */

import { match } from "ts-pattern";
import { codeOf } from "../codec.ts";
import { cardinality, type ScalarDomain, valueAt } from "../domains.ts";
import type { ArithmeticOperator, Scalar, Type } from "./representation.ts";
import { compute } from "./types.ts";

/** Values, or nothing where there are too many to list: then any of the type. */
export type Values = ReadonlySet<Scalar> | undefined;

/** Members that a set may have, and those that it has for sure, as masks. */
export interface Members {
  readonly may: number;
  readonly must: number;
}

/** What a variable may hold: values, or for a set members. */
export type Content =
  | { readonly kind: "values"; readonly values: Values }
  | ({ readonly kind: "members" } & Members);

/** How many values are listed, at most. */
const MOST = 64;
/** How many pairs are gone through, at most. */
const MOST_PAIRS = 1024;

const flags: Values = new Set([false, true]);
const nothing: Values = new Set();

const singletons = new Map<Scalar, Values>();

/** One value. */
export function only(value: Scalar): Values {
  let values = singletons.get(value);
  if (values === undefined) singletons.set(value, values = new Set([value]));
  return values;
}

/** The truth values of which each may be. */
export function flagsOf(mayHold: boolean, mayFail: boolean): Values {
  if (mayHold && mayFail) return flags;
  if (mayHold) return truth;
  return mayFail ? falsehood : nothing;
}

const truth: Values = new Set([true]);
const falsehood: Values = new Set([false]);

/** Whether a value may be among them. */
export function mayBe(values: Values, value: Scalar): boolean {
  return values === undefined || values.has(value);
}

/** Whether there are none, so that the code is not reached. */
export function isNone(values: Values): boolean {
  return values?.size === 0;
}

/** The one value, if there is only one. */
export function single(values: Values): { readonly value: Scalar } | undefined {
  if (values?.size !== 1) return undefined;
  const [value] = values;
  return { value };
}

/** Values of either. */
export function union(left: Values, right: Values): Values {
  if (left === undefined || right === undefined) return undefined;
  if (left === right || isSubset(right, left)) return left;
  return listed(new Set([...left, ...right]));
}

/** Values of both. */
export function intersection(left: Values, right: Values): Values {
  if (left === undefined) return right;
  if (right === undefined || isSubset(left, right)) return left;
  return new Set([...left].filter((value) => right.has(value)));
}

/** Those values of which a test holds. */
export function filter(values: Values, test: (value: Scalar) => boolean): Values {
  return values && new Set([...values].filter(test));
}

/** Whether all values of one are values of the other. */
export function isSubset(left: ReadonlySet<Scalar>, right: ReadonlySet<Scalar>): boolean {
  if (left.size > right.size) return false;
  for (const value of left) if (!right.has(value)) return false;
  return true;
}

function listed(values: Set<Scalar>): Values {
  return values.size > MOST ? undefined : values;
}

const ofDomains = new WeakMap<ScalarDomain, Values>();
const ofTypes = new WeakMap<Type, Values>();

/** The values of a domain. */
export function valuesOfDomain(domain: ScalarDomain): Values {
  if (ofDomains.has(domain)) return ofDomains.get(domain);
  const count = cardinality(domain);
  const values = count > MOST
    ? undefined
    : new Set(Array.from({ length: count }, (_, code) => valueAt(domain, code)));
  ofDomains.set(domain, values);
  return values;
}

/** Those of the values that a domain has. */
export function within(values: Values, domain: ScalarDomain): Values {
  if (values === undefined) return valuesOfDomain(domain);
  return [...values].every((value) => codeOf(domain, value) !== undefined)
    ? values
    : filter(values, (value) => codeOf(domain, value) !== undefined);
}

/** The values of a type. */
export function valuesOfType(type: Type): Values {
  if (!ofTypes.has(type)) ofTypes.set(type, listType(type));
  return ofTypes.get(type);
}

function listType(type: Type): Values {
  return match(type)
    .returnType<Values>()
    .with({ kind: "flag" }, () => flags)
    .with({ kind: "none" }, () => only(null))
    .with({ kind: "name" }, ({ values }) => listed(new Set(values)))
    .with(
      { kind: "number" },
      ({ low, high }) =>
        high - low >= MOST
          ? undefined
          : new Set(Array.from({ length: high - low + 1 }, (_, i) => low + i)),
    )
    .with({ kind: "maybe" }, ({ of }) => {
      const present = valuesOfType(of);
      return present && listed(new Set([null, ...present]));
    })
    .exhaustive();
}

/** What may come of an operation. */
export function arithmeticValues(
  operator: ArithmeticOperator,
  left: Values,
  right: Values,
): Values {
  if (left === undefined || right === undefined) return undefined;
  if (left.size * right.size > MOST_PAIRS) return undefined;
  const found = new Set<Scalar>();
  for (const a of left) {
    for (const b of right) {
      const value = compute(operator, a as number, b as number);
      // A result that is no integer, as of a division by zero, has no place in a state.
      if (!Number.isSafeInteger(value)) return undefined;
      found.add(value);
    }
  }
  return listed(found);
}

/** The operators that compare, equality included. */
export type Comparison = "===" | "!==" | "<" | "<=" | ">" | ">=";

/** Whether a comparison holds. */
export function comparisonHolds(operator: Comparison, left: Scalar, right: Scalar): boolean {
  switch (operator) {
    case "===":
      return left === right;
    case "!==":
      return left !== right;
    case "<":
      return (left as number) < (right as number);
    case "<=":
      return (left as number) <= (right as number);
    case ">":
      return (left as number) > (right as number);
    case ">=":
      return (left as number) >= (right as number);
  }
}

/** Those of the left values that compare so with some right value. */
export function comparable(operator: Comparison, left: Values, right: Values): Values {
  if (left === undefined) return operator === "===" ? right : undefined;
  if (right === undefined || left.size * right.size > MOST_PAIRS) return left;
  return filter(left, (a) => {
    for (const b of right) if (comparisonHolds(operator, a, b)) return true;
    return false;
  });
}

/** Contents of either; the left one itself, if the right one adds nothing. */
export function joinedContent(left: Content, right: Content): Content {
  if (left.kind === "members" && right.kind === "members") {
    const [may, must] = [left.may | right.may, left.must & right.must];
    return may === left.may && must === left.must ? left : { kind: "members", may, must };
  }
  if (left.kind !== "values" || right.kind !== "values") {
    return { kind: "values", values: undefined };
  }
  const values = union(left.values, right.values);
  return values === left.values ? left : { kind: "values", values };
}
