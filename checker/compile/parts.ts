/**
 * What stands directly inside a piece of the representation, for readers that only pass through.
 *
 * @module
 */

import { match } from "ts-pattern";
import type { Block, Expression, PathStep, Place, Statement } from "./representation.ts";

/**
 * The expressions directly inside an expression, in the order in which they are evaluated, those in
 * its places included. What a routine does is not inside its call.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { constant } from "./build.ts";
 * import { operandsOf } from "./parts.ts";
 *
 * const [left, right] = [constant(1), constant(2)];
 * const type = { kind: "flag" } as const;
 * assertEquals(operandsOf({ kind: "equal", left, right, type }), [left, right]);
 * ```
 */
export function operandsOf(expression: Expression): readonly Expression[] {
  // A switch for the reason that `specialise.ts` has one.
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
      return expression.arguments;
    default:
      return expression satisfies never;
  }
}

const calling = new WeakMap<Expression, boolean>();

/** Whether a routine is called somewhere in an expression. */
export function hasCall(expression: Expression): boolean {
  let found = calling.get(expression);
  if (found === undefined) {
    found = expression.kind === "call" || operandsOf(expression).some(hasCall);
    calling.set(expression, found);
  }
  return found;
}

/** The indices on the way to a place. */
export function indicesOf({ path }: Place): Expression[] {
  const indices: Expression[] = [];
  for (const step of path) {
    switch (step.kind) {
      case "field":
        break;
      case "element":
        indices.push(step.index);
        break;
      default:
        step satisfies never;
    }
  }
  return indices;
}

/** A place with the indices on the way to it changed. */
export function withIndices<P extends Place>(
  place: P,
  change: (index: Expression) => Expression,
): P {
  const path = place.path.map((step): PathStep => {
    switch (step.kind) {
      case "field":
        return step;
      case "element":
        return { ...step, index: change(step.index) };
      default:
        return step satisfies never;
    }
  });
  return { ...place, path };
}

/** What stands directly inside a statement. */
export interface StatementParts {
  /** Expressions in the order in which they are evaluated, those in places included. */
  readonly expressions: readonly Expression[];
  /** The blocks of which it runs one, or runs one repeatedly. */
  readonly blocks: readonly Block[];
}

/** What stands directly inside a statement. What a routine does is not inside its call. */
export function partsOf(statement: Statement): StatementParts {
  return match(statement)
    .returnType<StatementParts>()
    .with({ kind: "let" }, { kind: "assign" }, ({ value }) => only([value]))
    .with({ kind: "write" }, ({ place, value }) => only([...indicesOf(place), value]))
    .with(
      { kind: "add" },
      { kind: "delete" },
      ({ place, member }) => only([...indicesOf(place), member]),
    )
    .with({ kind: "clear" }, ({ place }) => only(indicesOf(place)))
    .with(
      { kind: "copy" },
      ({ target, source }) => only([...indicesOf(target), ...indicesOf(source)]),
    )
    .with({ kind: "if" }, ({ test, yes, no }) => ({ expressions: [test], blocks: [yes, no] }))
    .with(
      { kind: "loop" },
      ({ from, limit, body }) => ({ expressions: [from, limit], blocks: [body] }),
    )
    .with({ kind: "break" }, { kind: "continue" }, () => only([]))
    .with({ kind: "call" }, (call) => only(call.arguments))
    .with({ kind: "return" }, ({ value }) => only(value === undefined ? [] : [value]))
    .exhaustive();
}

function only(expressions: readonly Expression[]): StatementParts {
  return { expressions, blocks: [] };
}
