/**
 * What an expression comes to where the values of a few cells are known.
 *
 * @module
 */

import * as build from "../build.ts";
import type { Block, Expression, Scalar } from "../representation.ts";
import { compute } from "../types.ts";
import type { Cells } from "./cells.ts";

/** The values of the cells that are known, by cell. */
export type Known = ReadonlyMap<number, Scalar>;

/** An expression's value, or nothing where that depends on more than is known. */
export function evaluate(cells: Cells, expression: Expression, known: Known): Scalar | undefined {
  const inner = (each: Expression) => evaluate(cells, each, known);
  const one = (found: readonly number[]) => found.length === 1 ? known.get(found[0]) : undefined;
  switch (expression.kind) {
    case "constant":
      return expression.value;
    case "read":
      return one(cells.at(expression.place));
    case "has":
      return one(cells.atMember(expression.place, expression.member));
    case "not": {
      const operand = inner(expression.operand);
      return operand === undefined ? undefined : !operand;
    }
    case "and":
    case "or": {
      const decides = expression.kind === "or";
      const left = inner(expression.left);
      if (left === decides) return decides;
      const right = inner(expression.right);
      if (right === decides) return decides;
      return left === undefined || right === undefined ? undefined : !decides;
    }
    case "equal":
    case "compare":
    case "arithmetic": {
      const left = inner(expression.left);
      const right = inner(expression.right);
      if (left === undefined || right === undefined) return undefined;
      if (expression.kind === "equal") return left === right;
      if (typeof left !== "number" || typeof right !== "number") return undefined;
      if (expression.kind === "arithmetic") return compute(expression.operator, left, right);
      return evaluate(
        cells,
        build.compare(expression.operator, build.constant(left), build.constant(right)),
        known,
      );
    }
    case "choose": {
      const test = inner(expression.test);
      return test === undefined ? undefined : inner(test ? expression.yes : expression.no);
    }
    case "present":
      return inner(expression.operand) ?? undefined;
    case "lookup": {
      const index = inner(expression.index);
      return typeof index === "number" ? expression.table[index] : undefined;
    }
    default:
      return undefined;
  }
}

/** How many statements are followed before a block is taken to be open. */
const MOST_STATEMENTS = 1000;

/** What a block returns where the values of a few cells are known; nothing, if that is open. */
export function evaluateBlock(cells: Cells, block: Block, known: Known): Scalar | undefined {
  let followed = 0;
  const follow = (statements: Block): Scalar | undefined => {
    for (const [i, statement] of statements.entries()) {
      if (++followed > MOST_STATEMENTS) return undefined;
      switch (statement.kind) {
        case "let":
        case "assign":
          // Locals are not followed: what depends on them is open.
          continue;
        case "return":
          return statement.value && evaluate(cells, statement.value, known);
        case "if": {
          const rest = statements.slice(i + 1);
          const test = evaluate(cells, statement.test, known);
          const yes = test === false ? undefined : follow([...statement.yes, ...rest]);
          const no = test === true ? undefined : follow([...statement.no, ...rest]);
          if (test !== undefined) return test ? yes : no;
          return yes === no ? yes : undefined;
        }
        default:
          return undefined;
      }
    }
    return undefined;
  };
  return follow(block);
}
