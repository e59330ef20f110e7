/**
 * Questions about pieces of the representation that need no knowledge of what they are part of: how
 * large they are, what they change, whether they are left early.
 *
 * @module
 */

import { match } from "ts-pattern";
import * as build from "./build.ts";
import { indicesOf, operandsOf, partsOf } from "./parts.ts";
import type { Block, Expression, Local, Statement } from "./representation.ts";

/** Whether an expression looks at no more than one variable. */
export function isPlain(expression: Expression): boolean {
  return expression.kind === "local" || expression.kind === "parameter" ||
    (expression.kind === "read" && operandsOf(expression).every((each) => build.isConstant(each)));
}

/** How often an expression reads a local. */
export function usesOf(expression: Expression, local: Local): number {
  if (expression.kind === "local") return expression.local === local ? 1 : 0;
  return operandsOf(expression).reduce((sum, operand) => sum + usesOf(operand, local), 0);
}

/** Whether an expression is small enough to stand in for a call. */
export function isSmall(expression: Expression, room = 12): boolean {
  const size = (each: Expression): number =>
    operandsOf(each).reduce((sum, operand) => sum + size(operand), 1);
  return size(expression) <= room;
}

/** Whether statements find a variable by a local, or hand it on to a routine that may. */
export function indexes(block: Block, local: Local): boolean {
  const isIt = (each: Expression) => each.kind === "local" && each.local === local;
  const inside = (each: Expression): boolean =>
    operandsOf(each).some((operand) => (isIt(operand) && findsBy(each)) || inside(operand));
  return block.some((statement) => {
    const { expressions, blocks } = partsOf(statement);
    const own = statement.kind === "write" ? indicesOf(statement.place) : expressions;
    return (findsBy(statement) && own.some(isIt)) || expressions.some(inside) ||
      blocks.some((inner) => indexes(inner, local));
  });
}

/** Whether what stands directly inside is there to find a variable, or for a routine. */
function findsBy({ kind }: Expression | Statement): boolean {
  const kinds = ["read", "size", "has", "same", "write", "add", "delete", "clear", "copy", "call"];
  return kinds.includes(kind);
}

/** Whether nothing that follows a statement in its block is reached. */
export function leaves(statement: Statement): boolean {
  // A switch for the reason that `specialise()` has one.
  switch (statement.kind) {
    case "return":
    case "break":
    case "continue":
      return true;
    case "if":
      return [statement.yes, statement.no].every((side) =>
        side.length > 0 && leaves(side[side.length - 1])
      );
    case "let":
    case "assign":
    case "write":
    case "add":
    case "delete":
    case "clear":
    case "copy":
    case "loop":
    case "call":
      return false;
    default:
      return statement satisfies never;
  }
}

/** Whether a variable of the state, or a local that an index may be, can be another afterwards. */
export function changesState(statement: Statement): boolean {
  return match(statement)
    .with(
      { kind: "assign" },
      { kind: "write" },
      { kind: "add" },
      { kind: "delete" },
      { kind: "clear" },
      { kind: "copy" },
      () => true,
    )
    .with(
      { kind: "if" },
      { kind: "loop" },
      (s) => partsOf(s).blocks.some((block) => block.some(changesState)),
    )
    .with({ kind: "call" }, ({ routine }) => routine.changes)
    .with({ kind: "let" }, { kind: "break" }, { kind: "continue" }, { kind: "return" }, () => false)
    .exhaustive();
}

/** Whether statements break off the loop that they are the body of. */
export function breaksOff(block: Block): boolean {
  return block.some((statement) =>
    match(statement)
      .with({ kind: "break" }, { kind: "continue" }, () => true)
      .with({ kind: "if" }, ({ yes, no }) => breaksOff(yes) || breaksOff(no))
      // What breaks off an inner loop stays within it.
      .with({ kind: "loop" }, { kind: "return" }, { kind: "call" }, { kind: "let" }, {
        kind: "assign",
      }, () => false)
      .with({ kind: "write" }, { kind: "add" }, { kind: "delete" }, { kind: "clear" }, {
        kind: "copy",
      }, () => false)
      .exhaustive()
  );
}

/** How many statements there are, those inside others included. */
export function sizeOf(block: Block): number {
  return block.reduce(
    (sum, statement) =>
      sum + 1 + partsOf(statement).blocks.reduce((inside, inner) => inside + sizeOf(inner), 0),
    0,
  );
}
