/**
 * The representation as text, for errors, coverage reports and inspection.
 *
 * @module
 */

import { match } from "ts-pattern";
import type {
  ActionText,
  Block,
  Expression,
  GuardItem,
  Local,
  Place,
  Routine,
  Statement,
} from "./representation.ts";

/**
 * An expression as it might have been written. Different expressions have different texts.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { arithmetic, compare, constant } from "./build.ts";
 * import { printExpression } from "./print.ts";
 *
 * const type = { kind: "number", low: 0, high: 9 } as const;
 * const slot = { kind: "parameter", name: "slot", type } as const;
 * const sum = arithmetic("+", slot, constant(1));
 * assertEquals(printExpression(compare("<", sum, constant(4))), "(slot + 1) < 4");
 * ```
 */
export function printExpression(expression: Expression): string {
  const operand = (inner: Expression) => {
    const text = printExpression(inner);
    return simple.has(inner.kind) ? text : `(${text})`;
  };
  const infix = (operator: string, { left, right }: { left: Expression; right: Expression }) =>
    `${operand(left)} ${operator} ${operand(right)}`;
  return match(expression)
    .with({ kind: "constant" }, ({ value }) => JSON.stringify(value))
    .with({ kind: "parameter" }, ({ name }) => name)
    .with({ kind: "local" }, ({ local }) => printLocal(local))
    .with({ kind: "read" }, ({ place }) => printPlace(place))
    .with({ kind: "size" }, ({ place }) => `${printPlace(place)}.size`)
    .with({ kind: "has" }, (e) => `${printPlace(e.place)}.has(${printExpression(e.member)})`)
    .with({ kind: "same" }, (e) => `same(${printPlace(e.left)}, ${printPlace(e.right)})`)
    .with(
      { kind: "arithmetic", operator: "min" },
      { kind: "arithmetic", operator: "max" },
      (e) => `${e.operator}(${printExpression(e.left)}, ${printExpression(e.right)})`,
    )
    .with({ kind: "arithmetic" }, { kind: "compare" }, (e) => infix(e.operator, e))
    .with({ kind: "equal" }, (e) => infix("===", e))
    .with({ kind: "not", operand: { kind: "equal" } }, (e) => infix("!==", e.operand))
    .with({ kind: "not" }, (e) => `!${operand(e.operand)}`)
    .with({ kind: "and" }, (e) => infix("&&", e))
    .with({ kind: "or" }, (e) => infix("||", e))
    .with({ kind: "choose" }, (e) => `${operand(e.test)} ? ${operand(e.yes)} : ${operand(e.no)}`)
    .with({ kind: "present" }, (e) => `${operand(e.operand)}!`)
    .with({ kind: "lookup" }, (e) => `${JSON.stringify(e.table)}[${printExpression(e.index)}]`)
    .with(
      { kind: "call" },
      (e) => `${printRoutineName(e.routine)}(${e.arguments.map(printExpression).join(", ")})`,
    )
    .exhaustive();
}

const simple: ReadonlySet<Expression["kind"]> = new Set([
  "constant",
  "parameter",
  "local",
  "read",
  "size",
  "has",
  "same",
  "lookup",
  "call",
]);

/** A place: `slots[i].opc`. */
export function printPlace({ root, path }: Place): string {
  return path.reduce(
    (text, step) =>
      step.kind === "field" ? `${text}.${step.name}` : `${text}[${printExpression(step.index)}]`,
    root === "before" ? "before" : "s",
  );
}

/** An action with its guard and effect. */
export function printAction({ name, parameters, guard, effect }: ActionText): string {
  return [
    `${name}(${parameters.map((parameter) => parameter.name).join(", ")})`,
    "  when",
    ...indent(guard.flatMap(printItem), 2),
    "  then",
    ...indent(printBlock(effect), 2),
  ].join("\n");
}

function printItem(item: GuardItem): string[] {
  return match(item)
    .with({ kind: "let" }, (i) => [`${printLocal(i.local)} = ${printExpression(i.value)}`])
    .with({ kind: "require" }, (i) => [printExpression(i.test)])
    .with({ kind: "decide" }, (i) => printBlock(i.body))
    .exhaustive();
}

/** Statements, a line each. */
export function printBlock(block: Block): string[] {
  return block.flatMap(printStatement);
}

function printStatement(statement: Statement): string[] {
  return match(statement)
    .with({ kind: "let" }, (s) => [`let ${printLocal(s.local)} = ${printExpression(s.value)}`])
    .with({ kind: "assign" }, (s) => [`${printLocal(s.local)} = ${printExpression(s.value)}`])
    .with({ kind: "write" }, (s) => [`${printPlace(s.place)} = ${printExpression(s.value)}`])
    .with({ kind: "add" }, { kind: "delete" }, (s) => [
      `${printPlace(s.place)}.${s.kind}(${printExpression(s.member)})`,
    ])
    .with({ kind: "clear" }, (s) => [`clear(${printPlace(s.place)})`])
    .with({ kind: "copy" }, (s) => [`copy(${printPlace(s.target)}, ${printPlace(s.source)})`])
    .with({ kind: "if" }, (s) => [
      `if (${printExpression(s.test)})`,
      ...indent(printBlock(s.yes)),
      ...(s.no.length === 0 ? [] : ["else", ...indent(printBlock(s.no))]),
    ])
    .with({ kind: "loop" }, (s) => [
      `for ${printLocal(s.local)} from ${printExpression(s.from)} while ${s.operator} ` +
      `${printExpression(s.limit)} by ${s.step}`,
      ...indent(printBlock(s.body)),
    ])
    .with({ kind: "break" }, { kind: "continue" }, (s) => [s.kind])
    .with({ kind: "call" }, (s) => [
      `${printRoutineName(s.routine)}(${s.arguments.map(printExpression).join(", ")})`,
    ])
    .with({ kind: "return" }, (s) => [s.value ? `return ${printExpression(s.value)}` : "return"])
    .exhaustive();
}

/** A routine's name, with its number: the views among its arguments are in it and nowhere else. */
export function printRoutineName({ name, id }: Pick<Routine, "name" | "id">): string {
  return `${name}_${id}`;
}

/** A local's name, with its number: another may have the same name. */
export function printLocal({ name, id }: Local): string {
  return `${name}_${id}`;
}

/** Lines, further in. */
export function indent(lines: readonly string[], by = 1): string[] {
  return lines.map((line) => "  ".repeat(by) + line);
}
