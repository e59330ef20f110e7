/**
 * Loops: counted ones stay loops, those over a constant list are written out.
 *
 * @module
 */

import * as build from "./build.ts";
import { type Frame, newLocal, refuse, Scope, siteIn, within } from "./frame.ts";
import { lower, lowerNumber } from "./lower_expression.ts";
import { assignedNames, blockOf, declare, lowerBlock } from "./lower_statement.ts";
import { known } from "./lower_value.ts";
import { bindPattern } from "./lower_call.ts";
import type { Type } from "./representation.ts";
import { bare, childrenOf, isFunction, type Node, type Of } from "./syntax.ts";

type Order = "<" | "<=" | ">" | ">=";

/** `for (let i = a; i < b; i++)`, up or down, by a constant step. */
export function lowerFor(frame: Frame, node: Of<"ForStatement">): void {
  const { init, test, update, body } = node;
  const refused = (found: string): never =>
    refuse(frame, node, "loops-counted", found, "Write `for (let i = a; i < b; i++)`");
  if (init?.type !== "VariableDeclaration" || !test || !update) return refused("this loop");
  const [counter, ...others] = init.declarations;
  if (counter.id.type !== "Identifier" || !counter.init) return refused("this loop");
  const { name } = counter.id;
  if (assignedNames(body as unknown as Node).has(name)) {
    return refused(`a loop that assigns to its counter "${name}"`);
  }
  const scope = new Scope(frame.scope);
  const inner = within(frame, { scope });
  const from = lowerNumber(frame, counter.init);
  others.forEach((other) => declare(inner, other as unknown as Node));

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
  if (from.type.kind !== "number" || limit.type.kind !== "number") return refused("this loop");
  const beyond = operator === "<" ? -1 : operator === ">" ? 1 : 0;
  const type: Type = upwards
    ? { kind: "number", low: from.type.low, high: limit.type.high + beyond }
    : { kind: "number", low: limit.type.low + beyond, high: from.type.high };
  if (type.low > type.high) return;
  const local = newLocal(frame, name, type, false);
  scope.set(name, { kind: "scalar", expression: { kind: "local", local, type } });
  const block = blockOf(inner, [body as unknown as Node], scope);
  const site = siteIn(frame, node);
  frame.block!.push({ kind: "loop", local, from, operator, limit, step, body: block, site });
}

/** `for (const x of list)`, for a list that is known. */
export function lowerForOf(frame: Frame, node: Of<"ForOfStatement">): void {
  const list = lower(frame, node.right);
  const declaration = node.left;
  if (list.kind !== "known" || !isIterable(list.value)) {
    return refuse(
      frame,
      node,
      "loops-counted",
      "a loop over what is no constant list",
      "Count with `for (let i = 0; i < array.length; i++)`",
    );
  }
  if (declaration.type !== "VariableDeclaration") {
    return refuse(frame, node, "loops-counted", "this loop", "Write `for (const x of list)`");
  }
  const pattern = declaration.declarations[0].id as unknown as Node;
  const body = node.body as unknown as Node;
  if (!breaksOff(body)) {
    for (const element of list.value) {
      const scope = new Scope(frame.scope);
      bindPattern(within(frame, { scope }), pattern, known(element));
      lowerBlock(within(frame, { scope }), [body]);
      if (frame.block!.at(-1)?.kind === "return") return;
    }
    return;
  }
  const values = [...list.value];
  if (values.length === 0) return;
  const type: Type = { kind: "number", low: 0, high: values.length - 1 };
  const local = newLocal(frame, "position", type, false);
  const subject = { kind: "local", local, type } as const;
  const scope = new Scope(frame.scope);
  const inner = within(frame, { scope });
  bindPattern(inner, pattern, { kind: "table", subject, keys: [...values.keys()], values });
  frame.block!.push({
    kind: "loop",
    local,
    from: build.constant(0),
    operator: "<",
    limit: build.constant(values.length),
    step: 1,
    body: blockOf(inner, [body], scope),
    site: siteIn(frame, node),
  });
}

function stepOf(frame: Frame, wrapped: Node, name: string): number | undefined {
  const update = bare(wrapped);
  if (update.type === "UpdateExpression" && isName(update.argument, name)) {
    return update.operator === "++" ? 1 : -1;
  }
  if (update.type !== "AssignmentExpression" || !isName(update.left, name)) return undefined;
  const by = lower(frame, update.right);
  if (by.kind !== "known" || typeof by.value !== "number") return undefined;
  return update.operator === "+=" ? by.value : update.operator === "-=" ? -by.value : undefined;
}

function isName(node: Node, name: string): boolean {
  const inner = bare(node);
  return inner.type === "Identifier" && inner.name === name;
}

function isIterable(value: unknown): value is Iterable<unknown> {
  return typeof value === "object" && value !== null && Symbol.iterator in value;
}

/** Whether a loop's body breaks it off or skips the rest of a turn. */
function breaksOff(node: Node, nested = false): boolean {
  if (node.type === "ContinueStatement") return true;
  if (node.type === "BreakStatement") return !nested;
  if (isFunction(node)) return false;
  const inner = nested || node.type === "SwitchStatement";
  if (node.type === "ForStatement" || node.type === "ForOfStatement") return false;
  return [...childrenOf(node)].some((child) => breaksOff(child, inner));
}
