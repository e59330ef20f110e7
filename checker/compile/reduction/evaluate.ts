/**
 * What an expression comes to where the values of a few cells are known.
 *
 * @module
 */

import { match } from "ts-pattern";
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
  const both = <T>(
    { left, right }: { readonly left: Expression; readonly right: Expression },
    compute: (left: Scalar, right: Scalar) => T,
  ) => {
    const [a, b] = [inner(left), inner(right)];
    return a === undefined || b === undefined ? undefined : compute(a, b);
  };
  return match(expression)
    .returnType<Scalar | undefined>()
    .with({ kind: "constant" }, ({ value }) => value)
    .with({ kind: "read" }, ({ place }) => one(cells.at(place)))
    .with({ kind: "has" }, ({ place, member }) => one(cells.atMember(place, member)))
    .with({ kind: "not" }, (e) => {
      const operand = inner(e.operand);
      return operand === undefined ? undefined : !operand;
    })
    .with({ kind: "and" }, { kind: "or" }, (e) => {
      const decides = e.kind === "or";
      const left = inner(e.left);
      if (left === decides) return decides;
      const right = inner(e.right);
      if (right === decides) return decides;
      return left === undefined || right === undefined ? undefined : !decides;
    })
    .with({ kind: "equal" }, (e) => both(e, (left, right) => left === right))
    .with({ kind: "compare" }, ({ operator, ...sides }) =>
      both(sides, (left, right) => {
        if (typeof left !== "number" || typeof right !== "number") return undefined;
        return inner(build.compare(operator, build.constant(left), build.constant(right)));
      }))
    .with(
      { kind: "arithmetic" },
      ({ operator, ...sides }) =>
        both(
          sides,
          (left, right) =>
            typeof left !== "number" || typeof right !== "number"
              ? undefined
              : compute(operator, left, right),
        ),
    )
    .with({ kind: "choose" }, ({ test, yes, no }) => {
      const decided = inner(test);
      return decided === undefined ? undefined : inner(decided ? yes : no);
    })
    .with({ kind: "present" }, ({ operand }) => inner(operand) ?? undefined)
    .with({ kind: "lookup" }, ({ table, index }) => {
      const at = inner(index);
      return typeof at === "number" ? table[at] : undefined;
    })
    // These take more to know than single cells.
    .with({ kind: "parameter" }, { kind: "local" }, { kind: "size" }, () => undefined)
    .with({ kind: "same" }, { kind: "call" }, () => undefined)
    .exhaustive();
}

/** How many statements are followed before a block is taken to be open. */
const MOST_STATEMENTS = 1000;

/** What a block returns where the values of a few cells are known; nothing, if that is open. */
export function evaluateBlock(cells: Cells, block: Block, known: Known): Scalar | undefined {
  let followed = 0;
  const follow = (statements: Block): Scalar | undefined => {
    const [first, ...rest] = statements;
    if (first === undefined || ++followed > MOST_STATEMENTS) return undefined;
    return match(first)
      .returnType<Scalar | undefined>()
      // Locals are not followed: what depends on them is open.
      .with({ kind: "let" }, { kind: "assign" }, () => follow(rest))
      .with({ kind: "return" }, ({ value }) => value && evaluate(cells, value, known))
      .with({ kind: "if" }, (branch) => {
        const test = evaluate(cells, branch.test, known);
        const yes = test === false ? undefined : follow([...branch.yes, ...rest]);
        const no = test === true ? undefined : follow([...branch.no, ...rest]);
        if (test !== undefined) return test ? yes : no;
        return yes === no ? yes : undefined;
      })
      .with({ kind: "loop" }, { kind: "call" }, () => undefined)
      .with({ kind: "break" }, { kind: "continue" }, () => undefined)
      .with({ kind: "write" }, { kind: "add" }, { kind: "delete" }, () => undefined)
      .with({ kind: "clear" }, { kind: "copy" }, () => undefined)
      .exhaustive();
  };
  return follow(block);
}
