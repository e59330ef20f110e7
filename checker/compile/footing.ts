/**
 * What an expression depends on, and whether it can fail.
 *
 * @module
 */

import type { SubsetDomain } from "../domains.ts";
import type { Block, Expression, Local, Place, Routine } from "./representation.ts";

/** The expressions directly inside an expression, those in its places included. */
export function operandsOf(expression: Expression): Expression[] {
  switch (expression.kind) {
    case "constant":
    case "parameter":
    case "local":
      return [];
    case "read":
    case "size":
      return indicesOf(expression.place);
    case "has":
      return [...indicesOf(expression.place), expression.member];
    case "same":
      return [...indicesOf(expression.left), ...indicesOf(expression.right)];
    case "arithmetic":
    case "compare":
    case "equal":
    case "and":
    case "or":
      return [expression.left, expression.right];
    case "not":
    case "present":
      return [expression.operand];
    case "choose":
      return [expression.test, expression.yes, expression.no];
    case "lookup":
      return [expression.index];
    case "call":
      return [...expression.arguments];
  }
}

function indicesOf({ path }: Place): Expression[] {
  return path.flatMap((step) => step.kind === "element" ? [step.index] : []);
}

/** The names of the parameters in an expression. */
export function parametersIn(expression: Expression, into = new Set<string>()): Set<string> {
  if (expression.kind === "parameter") into.add(expression.name);
  operandsOf(expression).forEach((operand) => parametersIn(operand, into));
  return into;
}

/** The locals in an expression. */
export function localsIn(expression: Expression, into = new Set<Local>()): Set<Local> {
  if (expression.kind === "local") into.add(expression.local);
  operandsOf(expression).forEach((operand) => localsIn(operand, into));
  return into;
}

/** Whether an expression evaluates a local whatever else is the case. */
export function evaluates(expression: Expression, local: Local): boolean {
  switch (expression.kind) {
    case "local":
      return expression.local === local;
    case "and":
    case "or":
      return evaluates(expression.left, local);
    case "choose":
      return evaluates(expression.test, local) ||
        (evaluates(expression.yes, local) && evaluates(expression.no, local));
  }
  return operandsOf(expression).some((operand) => evaluates(operand, local));
}

/** Whether an expression has a value in every state, so that it may be tested before others. */
export function isTotal(expression: Expression): boolean {
  if (!operandsOf(expression).every(isTotal)) return false;
  switch (expression.kind) {
    case "read":
    case "size":
      return isInside(expression.place);
    case "has":
      return isInside(expression.place) &&
        isBelow(expression.member, (expression.place.domain as SubsetDomain).size);
    case "same":
      return isInside(expression.left) && isInside(expression.right);
    case "present":
      return false;
    case "lookup":
      return isBelow(expression.index, expression.table.length);
    case "call":
      return isTotalRoutine(expression.routine);
    default:
      return true;
  }
}

/** Whether no index on the way to a place can be outside its array. */
export function isInside({ path }: Place): boolean {
  return path.every((step) => step.kind === "field" || isBelow(step.index, step.length));
}

/** Whether a number is surely from 0 to `length - 1`. */
export function isBelow({ type }: Expression, length: number): boolean {
  return type.kind === "number" && type.low >= 0 && type.high < length;
}

const total = new WeakMap<Routine, boolean>();

function isTotalRoutine(routine: Routine): boolean {
  let known = total.get(routine);
  if (known === undefined) total.set(routine, known = isTotalBlock(routine.body));
  return known;
}

/** Whether statements come to their end, or to a value, in every state. */
export function isTotalBlock(block: Block): boolean {
  return block.every((statement) => {
    switch (statement.kind) {
      case "let":
      case "assign":
        return isTotal(statement.value);
      case "return":
        return statement.value === undefined || isTotal(statement.value);
      case "if":
        return isTotal(statement.test) && isTotalBlock(statement.yes) && isTotalBlock(statement.no);
      case "loop":
        return isTotal(statement.from) && isTotal(statement.limit) && isTotalBlock(statement.body);
      case "break":
      case "continue":
        return true;
      case "call":
        return statement.arguments.every(isTotal) && isTotalRoutine(statement.routine);
      default:
        // Changes of the state may misfit.
        return false;
    }
  });
}
