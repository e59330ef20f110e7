/**
 * Types of the representation: what values an expression can have, and how they combine.
 *
 * @module
 */

import { match } from "ts-pattern";
import type { ScalarDomain } from "../domains.ts";
import type { ArithmeticOperator, PresentType, Scalar, Type } from "./representation.ts";

/** The type of a flag. */
export const flagType: Type & { kind: "flag" } = { kind: "flag" };

/** The widest number type: the integers that JavaScript computes with exactly. */
export const anyNumber = {
  kind: "number",
  low: Number.MIN_SAFE_INTEGER,
  high: Number.MAX_SAFE_INTEGER,
} as const;

/** The type of a scalar domain's values. */
export function typeOfDomain(domain: ScalarDomain): Type {
  switch (domain.kind) {
    case "flag":
      return flagType;
    case "range":
      return { kind: "number", low: domain.low, high: domain.high };
    case "index":
      return { kind: "number", low: 0, high: domain.size - 1 };
    case "oneOf":
      return { kind: "name", values: domain.values };
    case "optional":
      return { kind: "maybe", of: typeOfDomain(domain.of) as PresentType };
  }
}

/** The type of a constant. */
export function typeOfScalar(value: Scalar): Type {
  if (value === null) return { kind: "none" };
  if (typeof value === "boolean") return flagType;
  if (typeof value === "number") return { kind: "number", low: value, high: value };
  return { kind: "name", values: [value] };
}

/** The smallest type that includes both, if they are of one kind. */
export function join(left: Type, right: Type): Type | undefined {
  if (left === right) return left;
  if (
    left.kind === "none" || right.kind === "none" || left.kind === "maybe" || right.kind === "maybe"
  ) {
    const a = presentOf(left);
    const b = presentOf(right);
    if (a === undefined || b === undefined) {
      const of = a ?? b;
      return of === undefined ? { kind: "none" } : { kind: "maybe", of };
    }
    const of = join(a, b);
    return of && { kind: "maybe", of: of as PresentType };
  }
  switch (left.kind) {
    case "flag":
      return right.kind === "flag" ? left : undefined;
    case "number": {
      if (right.kind !== "number") return undefined;
      const low = Math.min(left.low, right.low);
      const high = Math.max(left.high, right.high);
      return low === left.low && high === left.high ? left : { kind: "number", low, high };
    }
    case "name": {
      if (right.kind !== "name") return undefined;
      const more = right.values.filter((value) => !left.values.includes(value));
      return more.length === 0 ? left : { kind: "name", values: [...left.values, ...more] };
    }
    default:
      return left satisfies never;
  }
}

/** A type less `null`; nothing, if nothing is left. */
export function presentOf(type: Type): PresentType | undefined {
  if (type.kind === "none") return undefined;
  return type.kind === "maybe" ? type.of : type;
}

/** Whether every value of a type is one of the domain's. */
export function fits(type: Type, domain: ScalarDomain): boolean {
  const target = typeOfDomain(domain);
  const joined = join(target, type);
  return joined !== undefined && sameType(joined, target);
}

/** Whether two types have the same values, names in the same order. */
export function sameType(left: Type, right: Type): boolean {
  return left === right || keyOfType(left) === keyOfType(right);
}

/** A string that is equal for equal types. */
export function keyOfType(type: Type): string {
  return match(type)
    .with({ kind: "number" }, ({ low, high }) => `${low}..${high}`)
    .with({ kind: "name" }, ({ values }) => values.join("|"))
    .with({ kind: "maybe" }, ({ of }) => `${keyOfType(of)}?`)
    .with({ kind: "flag" }, { kind: "none" }, ({ kind }) => kind)
    .exhaustive();
}

/** The interval of an operation's results, cut off at the widest type. */
export function arithmeticType(
  operator: ArithmeticOperator,
  left: Type & { kind: "number" },
  right: Type & { kind: "number" },
): Type & { kind: "number" } {
  const corners = (f: (a: number, b: number) => number) => {
    const all = [
      f(left.low, right.low),
      f(left.low, right.high),
      f(left.high, right.low),
      f(left.high, right.high),
    ];
    return within(Math.min(...all), Math.max(...all));
  };
  switch (operator) {
    case "+":
    case "-":
    case "*":
      return corners((a, b) => compute(operator, a, b));
    case "min":
      return within(Math.min(left.low, right.low), Math.min(left.high, right.high));
    case "max":
      return within(Math.max(left.low, right.low), Math.max(left.high, right.high));
    case "%": {
      if (right.low <= 0) return anyNumber;
      const most = right.high - 1;
      return within(
        left.low < 0 ? Math.max(left.low, -most) : 0,
        Math.max(0, Math.min(left.high, most)),
      );
    }
    // Bit operations see 32 bits; only of numbers that have no more is anything said here.
    case "&":
      if (!isWord(left) && !isWord(right)) return anyNumber;
      return within(
        0,
        Math.min(isWord(left) ? left.high : Infinity, isWord(right) ? right.high : Infinity),
      );
    case "|":
    case "^":
      if (!isWord(left) || !isWord(right)) return anyNumber;
      return within(0, 2 ** (32 - Math.clz32(left.high | right.high)) - 1);
    case "<<":
      return isWord(left) && right.low >= 0 && left.high * 2 ** right.high < 2 ** 31
        ? within(left.low, left.high * 2 ** right.high)
        : anyNumber;
    case ">>":
      return isWord(left) && right.low >= 0 && right.high < 32 ? within(0, left.high) : anyNumber;
  }
}

/** The result of an operation on two numbers. */
export function compute(operator: ArithmeticOperator, left: number, right: number): number {
  switch (operator) {
    case "+":
      return left + right;
    case "-":
      return left - right;
    case "*":
      return left * right;
    case "%":
      return left % right;
    case "min":
      return Math.min(left, right);
    case "max":
      return Math.max(left, right);
    case "&":
      return left & right;
    case "|":
      return left | right;
    case "^":
      return left ^ right;
    case "<<":
      return left << right;
    case ">>":
      return left >> right;
  }
}

function isWord({ low, high }: Type & { kind: "number" }): boolean {
  return low >= 0 && high < 2 ** 31;
}

function within(low: number, high: number): Type & { kind: "number" } {
  return {
    kind: "number",
    low: Math.max(low, anyNumber.low),
    high: Math.min(high, anyNumber.high),
  };
}
