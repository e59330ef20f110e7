/**
 * Makers of expressions that fold constants while they build, so that what the constants of a
 * machine decide is decided before any code is generated.
 *
 * @module
 */

import type {
  ArithmeticOperator,
  Expression,
  PresentType,
  Scalar,
  Type,
} from "./representation.ts";
import { isTotal } from "./footing.ts";
import type { Site } from "./subset_error.ts";
import { arithmeticType, compute, flagType, join, presentOf, typeOfScalar } from "./types.ts";

/** A constant. */
export function constant(value: Scalar): Expression {
  return { kind: "constant", value, type: typeOfScalar(value) };
}

/** Whether an expression is that constant. */
export function isConstant(expression: Expression, value?: Scalar): boolean {
  return expression.kind === "constant" && (value === undefined || expression.value === value);
}

/** Negation. */
export function not(operand: Expression): Expression {
  if (operand.kind === "constant") return constant(!operand.value);
  if (operand.kind === "not") return operand.operand;
  return { kind: "not", operand, type: flagType };
}

/** Conjunction, left before right. */
export function and(left: Expression, right: Expression): Expression {
  if (left.kind === "constant") return left.value ? right : left;
  if (isConstant(right, true)) return left;
  return { kind: "and", left, right, type: flagType };
}

/** Disjunction, left before right. */
export function or(left: Expression, right: Expression): Expression {
  if (left.kind === "constant") return left.value ? left : right;
  if (isConstant(right, false)) return left;
  return { kind: "or", left, right, type: flagType };
}

/** Equality of two values; values of two kinds are never equal. */
export function equal(left: Expression, right: Expression, site?: Site): Expression {
  if (left.kind === "constant" && right.kind === "constant") {
    return constant(left.value === right.value);
  }
  if (disjoint(left.type, right.type)) return comesTo(false, left, right);
  // A flag compared with a constant is the flag.
  if (left.type.kind === "flag" && right.kind === "constant") return right.value ? left : not(left);
  if (right.type.kind === "flag" && left.kind === "constant") {
    return left.value ? right : not(right);
  }
  return { kind: "equal", left, right, type: flagType, site };
}

/** A test of which it is known what it comes to; of what may fail it is asked all the same. */
function comesTo(value: boolean, ...operands: readonly Expression[]): Expression {
  const all = operands.filter((operand) => !isTotal(operand))
    .map((each): Expression => ({ kind: "equal", left: each, right: each, type: flagType }))
    .reduce(and, constant(true));
  return value ? all : not(all);
}

/** Order of two numbers. */
export function compare(
  operator: "<" | "<=" | ">" | ">=",
  left: Expression,
  right: Expression,
  site?: Site,
): Expression {
  const [a, b] = [left.type, right.type];
  if (a.kind === "number" && b.kind === "number") {
    // The left side's most and least favourable values against the right side's.
    const up = operator === ">" || operator === ">=";
    if (holdsOf(operator, up ? a.low : a.high, up ? b.high : b.low)) {
      return comesTo(true, left, right);
    }
    if (!holdsOf(operator, up ? a.high : a.low, up ? b.low : b.high)) {
      return comesTo(false, left, right);
    }
  }
  return { kind: "compare", operator, left, right, type: flagType, site };
}

/** Arithmetic on two numbers. */
export function arithmetic(
  operator: ArithmeticOperator,
  left: Expression,
  right: Expression,
  site?: Site,
): Expression {
  if (left.kind === "constant" && right.kind === "constant") {
    return constant(compute(operator, left.value as number, right.value as number));
  }
  if (isConstant(right, 0) && (operator === "+" || operator === "-")) return left;
  if (isConstant(left, 0) && operator === "+") return right;
  if (operator === "*" && isConstant(right, 1)) return left;
  if (operator === "*" && isConstant(left, 1)) return right;
  const type = arithmeticType(operator, left.type as Numeric, right.type as Numeric);
  return { kind: "arithmetic", operator, left, right, type, site };
}

type Numeric = Type & { kind: "number" };

/** A choice between two values; nothing, if they are of two kinds. */
export function choose(
  test: Expression,
  yes: Expression,
  no: Expression,
  site: Site,
): Expression | undefined {
  if (test.kind === "constant") return test.value ? yes : no;
  const type = join(yes.type, no.type);
  if (type === undefined) return undefined;
  if (isConstant(yes, true) && type.kind === "flag") return or(test, no);
  if (isConstant(no, false) && type.kind === "flag") return and(test, yes);
  return choice(test, yes, no, site);
}

/** A choice between two values that stays one; nothing, if they are of two kinds. */
export function choice(
  test: Expression,
  yes: Expression,
  no: Expression,
  site: Site,
): Expression | undefined {
  const type = join(yes.type, no.type);
  return type && { kind: "choose", test, yes, no, type, site };
}

/** A value taken to be present. */
export function present(operand: Expression, site: Site): Expression {
  if (operand.type.kind !== "maybe") return operand;
  return { kind: "present", operand, type: operand.type.of as PresentType, site };
}

/** An element of a constant list. */
export function lookup(
  table: readonly Scalar[],
  index: Expression,
  site: Site,
): Expression | undefined {
  if (index.kind === "constant") {
    const value = table[index.value as number];
    return value === undefined ? undefined : constant(value);
  }
  const type = table.map(typeOfScalar).reduce<Type | undefined>(
    (all, each) => all && join(all, each),
    typeOfScalar(table[0]),
  );
  return type && { kind: "lookup", table, index, type, site };
}

/** Whether no value is in both types. */
function disjoint(left: Type, right: Type): boolean {
  const nullable = (type: Type) => type.kind === "none" || type.kind === "maybe";
  if (nullable(left) && nullable(right)) return false;
  const [a, b] = [presentOf(left), presentOf(right)];
  if (a === undefined || b === undefined || a.kind !== b.kind) return true;
  if (a.kind === "number" && b.kind === "number") return a.high < b.low || b.high < a.low;
  return a.kind === "name" && b.kind === "name" &&
    !a.values.some((name) => b.values.includes(name));
}

function holdsOf(operator: "<" | "<=" | ">" | ">=", left: number, right: number): boolean {
  switch (operator) {
    case "<":
      return left < right;
    case "<=":
      return left <= right;
    case ">":
      return left > right;
    case ">=":
      return left >= right;
  }
}
