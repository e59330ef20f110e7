/**
 * What an expression depends on, and whether it can fail.
 *
 * @module
 */

import { match } from "ts-pattern";
import type { SubsetDomain } from "../domains.ts";
import { operandsOf } from "./parts.ts";
import type { Block, Expression, Local, Place, Routine, Statement } from "./representation.ts";

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
  const inner = (each: Expression) => evaluates(each, local);
  return match(expression)
    .with({ kind: "local" }, (e) => e.local === local)
    // The right side is come to only if the left one does not decide.
    .with({ kind: "and" }, { kind: "or" }, (e) => inner(e.left))
    .with({ kind: "choose" }, (e) => inner(e.test) || (inner(e.yes) && inner(e.no)))
    .with({ kind: "constant" }, { kind: "parameter" }, () => false)
    .with(
      { kind: "read" },
      { kind: "size" },
      { kind: "has" },
      { kind: "same" },
      { kind: "lookup" },
      { kind: "present" },
      { kind: "call" },
      { kind: "arithmetic" },
      { kind: "compare" },
      { kind: "equal" },
      { kind: "not" },
      (e) => operandsOf(e).some(inner),
    )
    .exhaustive();
}

/** Whether an expression has a value in every state, so that it may be tested before others. */
export function isTotal(expression: Expression): boolean {
  if (!operandsOf(expression).every(isTotal)) return false;
  // A switch for the reason that `specialise.ts` has one.
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
    case "constant":
    case "parameter":
    case "local":
    case "arithmetic":
    case "compare":
    case "equal":
    case "not":
    case "and":
    case "or":
    case "choose":
      return true;
    default:
      return expression satisfies never;
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
  return block.every(isTotalStatement);
}

function isTotalStatement(statement: Statement): boolean {
  return match(statement)
    .with({ kind: "let" }, { kind: "assign" }, ({ value }) => isTotal(value))
    .with({ kind: "return" }, ({ value }) => value === undefined || isTotal(value))
    .with(
      { kind: "if" },
      ({ test, yes, no }) => isTotal(test) && isTotalBlock(yes) && isTotalBlock(no),
    )
    .with(
      { kind: "loop" },
      ({ from, limit, body }) => isTotal(from) && isTotal(limit) && isTotalBlock(body),
    )
    .with({ kind: "break" }, { kind: "continue" }, () => true)
    .with(
      { kind: "call" },
      (call) => call.arguments.every(isTotal) && isTotalRoutine(call.routine),
    )
    // Changes of the state may misfit.
    .with({ kind: "write" }, { kind: "add" }, { kind: "delete" }, { kind: "clear" }, {
      kind: "copy",
    }, () => false)
    .exhaustive();
}
