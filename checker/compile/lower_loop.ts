/**
 * Loops, all of which count.
 *
 * @module
 */

import { assignedNames } from "./changing_locals.ts";
import { type Frame, newLocal, refuse, Scope, siteIn, within } from "./frame.ts";
import { lower, lowerNumber } from "./lower_expression.ts";
import { blockOf } from "./lower_statement.ts";
import type { Expression, Type } from "./representation.ts";
import { bare, type Node, type Of } from "./syntax.ts";

type Order = "<" | "<=" | ">" | ">=";

/** `for (let i = a; i < b; i++)`, up or down, by a constant step. */
export function lowerFor(frame: Frame, node: Of<"ForStatement">): void {
  const { init, test, update, body } = node;
  const refused = (found: string): never =>
    refuse(frame, node, "loops-counted", found, "Write `for (let i = a; i < b; i++)`");
  if (init?.type !== "VariableDeclaration" || !test || !update) return refused("this loop");
  const [counter, ...others] = init.declarations;
  if (init.kind !== "let" || others.length > 0) return refused("this loop");
  if (counter.id.type !== "Identifier" || !counter.init) return refused("this loop");
  const { name } = counter.id;
  if (assignedNames(body as unknown as Node).has(name)) {
    return refused(`a loop that assigns to its counter "${name}"`);
  }
  const scope = new Scope(frame.scope);
  const inner = within(frame, { scope });
  const from = lowerNumber(frame, counter.init);
  const comparison = bare(test);
  if (comparison.type !== "BinaryExpression" || !isName(comparison.left, name)) {
    return refused("a loop with another test");
  }
  const step = stepOf(inner, update, name);
  const operator = comparison.operator as Order;
  const upwards = operator === "<" || operator === "<=";
  if (!step || (!upwards && operator !== ">" && operator !== ">=") || upwards !== step > 0) {
    return refused("a loop that may not end");
  }
  const limit = lowerNumber(inner, comparison.right);
  for (const [end, what] of [[from, "begins"], [limit, "ends"]] as const) {
    if (isKnownEnd(frame, end)) continue;
    refuse(
      frame,
      node,
      "loops-counted",
      `a loop that ${what} where the state says`,
      "Loop over the bound, and ask inside with `if`",
    );
  }
  if (from.type.kind !== "number" || limit.type.kind !== "number") return refused("this loop");
  const beyond = operator === "<" ? -1 : operator === ">" ? 1 : 0;
  const type: Type = upwards
    ? { kind: "number", low: from.type.low, high: limit.type.high + beyond }
    : { kind: "number", low: limit.type.low + beyond, high: from.type.high };
  if (type.low > type.high) return;
  const local = newLocal(frame, name, type, false);
  frame.shared.counters.add(local);
  scope.set(name, { kind: "scalar", expression: { kind: "local", local, type } });
  const block = blockOf(inner, [body as unknown as Node], scope);
  const site = siteIn(frame, node);
  frame.block!.push({ kind: "loop", local, from, operator, limit, step, body: block, site });
}

/** Whether a loop's end is known once the constants and the counters of loops around it are. */
function isKnownEnd(frame: Frame, end: Expression): boolean {
  switch (end.kind) {
    case "constant":
      return true;
    case "local":
      return frame.shared.counters.has(end.local);
    case "arithmetic":
      return isKnownEnd(frame, end.left) && isKnownEnd(frame, end.right);
    case "lookup":
      return isKnownEnd(frame, end.index);
  }
  return false;
}

function stepOf(frame: Frame, wrapped: Node, name: string): number | undefined {
  const update = bare(wrapped);
  if (update.type === "UpdateExpression" && isName(update.argument, name)) {
    return update.operator === "++" ? 1 : -1;
  }
  if (update.type !== "AssignmentExpression" || !isName(update.left, name)) return undefined;
  const by = lower(frame, update.right);
  if (by.kind !== "known" || !Number.isInteger(by.value)) return undefined;
  const step = by.value as number;
  return update.operator === "+=" ? step : update.operator === "-=" ? -step : undefined;
}

function isName(node: Node, name: string): boolean {
  const inner = bare(node);
  return inner.type === "Identifier" && inner.name === name;
}
