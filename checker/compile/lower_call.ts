/**
 * Calls of helper functions: those that are one expression are substituted, the others become
 * routines, one for each kind of arguments.
 *
 * @module
 */

import type { FunctionText } from "./function_text.ts";
import {
  Body,
  type Frame,
  newLocal,
  refuse,
  ReturnsView,
  Scope,
  type Value,
  within,
} from "./frame.ts";
import { shapeOf } from "./lower_argument.ts";
import { lower, lowerTest } from "./lower_expression.ts";
import { asScalar, either, known, memberOf, scalar } from "./lower_value.ts";
import { lowerBlock } from "./lower_statement.ts";
import type { Expression, Local, Routine, Statement } from "./representation.ts";
import { siteOf } from "./source.ts";
import { childrenOf, type FunctionNode, type Node } from "./syntax.ts";
import { unbound } from "./bindings.ts";
import { specialiseBlock } from "./specialise.ts";

/** A function to call. */
export interface Callee {
  readonly text: FunctionText;
  readonly scope?: Scope;
}

/** The function that a value is. */
export function calleeOf(frame: Frame, node: Node, value: Value): Callee {
  if (value.kind === "routine") return value;
  if (value.kind === "known" && typeof value.value === "function") {
    const site = siteOf(frame.text.module, node);
    return { text: frame.shared.names.textOf(value.value, value.value.name || "a function", site) };
  }
  return refuse(
    frame,
    node,
    "calls-known",
    `a call of a ${value.kind} value`,
    "Call a function of the module, or one that the constants hold",
  );
}

/** What a call stands for, inside an expression. */
export function applied(frame: Frame, node: Node, callee: Callee, args: readonly Value[]): Value {
  const single = singleExpression(callee.text.node);
  if (single !== undefined && worthSubstituting(callee.text.node, single, args)) {
    return lower(inside(frame, node, callee, args), single);
  }
  const { routine, scalars } = routineFor(frame, node, callee, args);
  if (routine === "view") return returnedView(inside(frame, node, callee, args), node);
  const [only] = routine.body;
  if (only?.kind === "return" && only.value?.kind === "constant") return scalar(only.value);
  if (routine.result === undefined || routine.changes) {
    refuse(
      frame,
      node,
      routine.changes ? "one-effect-a-statement" : "calls-known",
      `a call of "${routine.name}" for its value`,
      routine.changes ? "It changes the state: call it in a statement of its own" : "It has none",
    );
  }
  return scalar({ kind: "call", routine, arguments: scalars, type: routine.result });
}

/** A call that is a statement. */
export function perform(frame: Frame, node: Node, callee: Callee, args: readonly Value[]): void {
  const { body } = callee.text.node;
  if (body.type !== "BlockStatement") {
    // An effect in one expression: as if it stood here.
    const block: Statement[] = frame.block!;
    lowerBlock(within(inside(frame, node, callee, args), { block }), [
      { type: "ExpressionStatement", expression: body, loc: body.loc } as unknown as Node,
    ]);
    return;
  }
  const { routine, scalars } = routineFor(frame, node, callee, args);
  if (routine === "view") return;
  if (routine.changes) noteChange(frame, node);
  frame.block!.push({ kind: "call", routine, arguments: scalars });
}

/** Notes a change of the state, where one is allowed. */
export function noteChange(frame: Frame, node: Node): void {
  if (!frame.body.writable) {
    refuse(frame, node, "guards-read", "a change of the state", "Move it to the effect");
  }
  frame.body.changes = true;
}

/** A frame in which a function's expression means what it means to the function. */
function inside(frame: Frame, node: Node, callee: Callee, args: readonly Value[]): Frame {
  if (frame.depth > deepest) {
    refuse(frame, node, "calls-known", "a function that calls itself", "Write a counted loop");
  }
  const scope = new Scope(callee.scope);
  const entered = within(frame, {
    text: callee.text,
    scope,
    block: undefined,
    depth: frame.depth + 1,
  });
  bindParameters(entered, callee.text.node, args);
  return entered;
}

/** Substitution has no memory of what it is inside of; nesting this deep can only be recursion. */
const deepest = 100;

/** The one expression that a function returns, if that is all it does. */
function singleExpression({ body }: FunctionNode): Node | undefined {
  if (body.type !== "BlockStatement") return body;
  const [only, ...others] = body.body;
  return others.length === 0 && only?.type === "ReturnStatement" && only.argument
    ? only.argument
    : undefined;
}

/** Substitution repeats arguments; one that is itself a call and used twice would grow for ever. */
function worthSubstituting(node: FunctionNode, body: Node, args: readonly Value[]): boolean {
  return args.every((value, i) => {
    if (value.kind !== "scalar" || !hasCall(value.expression)) return true;
    const parameter = node.params[i];
    return parameter?.type !== "Identifier" || uses(body, parameter.name) <= 1;
  });
}

function hasCall(expression: Expression): boolean {
  if (expression.kind === "call") return true;
  return Object.values(expression).some((part) =>
    typeof part === "object" && part !== null && "kind" in part && "type" in part &&
    hasCall(part as Expression)
  );
}

function uses(node: Node, name: string): number {
  let count = node.type === "Identifier" && (node as { name?: string }).name === name ? 1 : 0;
  for (const child of childrenOf(node)) count += uses(child, name);
  return count;
}

/** Gives a function's parameters their values. */
export function bindParameters(frame: Frame, node: FunctionNode, args: readonly Value[]): void {
  for (const [i, wrapped] of node.params.entries()) {
    const parameter = wrapped as unknown as Node;
    const value = args[i];
    if (parameter.type === "AssignmentPattern") {
      const { left, right } = parameter as unknown as { left: Node; right: Node };
      const missing = value === undefined || (value.kind === "known" && value.value === undefined);
      bindPattern(frame, left, missing ? lower(frame, right) : value);
    } else bindPattern(frame, parameter, value ?? known(undefined));
  }
}

/** Gives the names in a pattern their values. */
export function bindPattern(
  frame: Frame,
  pattern: Node,
  value: Value,
  bind: (name: string, value: Value) => void = (name, value) => frame.scope.set(name, value),
): void {
  if (pattern.type === "Identifier") {
    bind((pattern as unknown as { name: string }).name, value);
    return;
  }
  if (pattern.type === "ObjectPattern") {
    for (const property of (pattern as unknown as { properties: Node[] }).properties) {
      const { computed, key, value: target } = property as unknown as {
        computed?: boolean;
        key?: { name?: string };
        value?: Node;
      };
      if (property.type !== "ObjectProperty" || computed || key?.name === undefined) break;
      bindPattern(frame, target!, memberOf(frame, property, value, key.name), bind);
    }
    return;
  }
  refuse(
    frame,
    pattern,
    "known-syntax",
    `a ${pattern.type}`,
    "Use names, or { names } of a record",
  );
}

/** The routine for a function and the kinds of its arguments, and what is passed to it. */
function routineFor(
  frame: Frame,
  node: Node,
  callee: Callee,
  args: readonly Value[],
): { routine: Routine | "view"; scalars: Expression[] } {
  const { shared } = frame;
  if (callee.scope !== undefined) {
    refuse(
      frame,
      node,
      "no-closure",
      "a call of a function that was written inside another",
      "Make it one expression, or move it to the module and pass what it needs",
    );
  }
  const shapes = args.map((value) => shapeOf(frame, node, value));
  const scalars = shapes.flatMap((shape) => shape.scalars);
  const { module, node: text } = callee.text;
  const key = [module, text.start, ...shapes.map((shape) => shape.key)].join(" ");
  const known = shared.routines.get(key);
  if (known !== undefined) return { routine: known, scalars };
  if (shared.open.has(text)) {
    refuse(frame, node, "calls-known", "a function that calls itself", "Write a counted loop");
  }
  const name = (text as { id?: { name: string } | null }).id?.name ?? nameAt(node);
  const parameters: Local[] = scalars.map((each, i) =>
    newLocal(frame, `${name}${i}`, each.type, false)
  );
  const rest = parameters.map((local): Expression => ({ kind: "local", local, type: local.type }));
  const values = shapes.map((shape) => shape.rebuild(rest.splice(0, shape.scalars.length)));
  const read = readRoutine(frame, callee.text, values);
  if (read === "view") {
    shared.routines.set(key, read);
    return { routine: read, scalars };
  }
  const { block, body } = read;
  const routine: Routine = {
    id: shared.next++,
    name,
    parameters,
    body: block,
    result: body.result,
    changes: body.changes,
  };
  shared.routines.set(key, routine);
  return { routine, scalars };
}

function readRoutine(frame: Frame, text: FunctionText, args: readonly Value[]) {
  frame.shared.open.add(text.node);
  try {
    return lowerFunction(frame, text, args, { writes: true, returns: true });
  } catch (error) {
    if (error instanceof ReturnsView) return "view";
    throw error;
  } finally {
    frame.shared.open.delete(text.node);
  }
}

/** The view that a function of conditions and returns comes to. */
function returnedView(frame: Frame, node: Node): Value {
  const body = frame.text.node.body as unknown as { body: Node[] };
  const value = returnedBy(frame, body.body, () => undefined);
  if (value !== undefined) return value;
  return refuse(
    frame,
    node,
    "known-syntax",
    "a function that returns a view after a loop, or not always",
    "Return the view's number, and the view from a function of `const`, `if` and `return`",
  );
}

/** What statements return, if they are no more than `const`, `if` and `return`. */
function returnedBy(
  frame: Frame,
  [node, ...rest]: readonly Node[],
  otherwise: () => Value | undefined,
): Value | undefined {
  if (node === undefined) return otherwise();
  const goOn = () => returnedBy(frame, rest, otherwise);
  const branch = (syntax: Node) =>
    returnedBy(
      within(frame, { scope: new Scope(frame.scope) }),
      syntax.type === "BlockStatement" ? (syntax as unknown as { body: Node[] }).body : [syntax],
      goOn,
    );
  if (node.type === "ReturnStatement") {
    const { argument } = node as unknown as { argument?: Node | null };
    return argument ? lower(frame, argument) : undefined;
  }
  if (node.type === "VariableDeclaration") {
    const { kind, declarations } = node as unknown as {
      kind: string;
      declarations: { id: Node; init?: Node | null }[];
    };
    if (kind !== "const") return undefined;
    for (const { id, init } of declarations) bindPattern(frame, id, lower(frame, init!));
    return goOn();
  }
  if (node.type !== "IfStatement") return undefined;
  const { test, consequent, alternate } = node as unknown as {
    test: Node;
    consequent: Node;
    alternate?: Node | null;
  };
  const condition = lowerTest(frame, test);
  const no = () => alternate ? branch(alternate) : goOn();
  if (condition.kind === "constant") return condition.value ? branch(consequent) : no();
  const sides = [branch(consequent), no()];
  if (sides[0] === undefined || sides[1] === undefined) return undefined;
  return either(frame, node, condition, sides[0], sides[1]);
}

/** Reads a function's body with the arguments given, and simplifies it. */
export function lowerFunction(...given: Parameters<typeof readFunction>) {
  const { block, body } = readFunction(...given);
  return { block: specialiseBlock(block, unbound), body };
}

/** Reads a function's body with the arguments given, which may change the state or return a value. */
export function readFunction(
  frame: Pick<Frame, "shared">,
  text: FunctionText,
  args: readonly Value[],
  { writes, returns }: { writes: boolean; returns: boolean },
): { block: readonly Statement[]; body: Body } {
  const body = new Body(writes);
  const block = body.settle(() => {
    const block: Statement[] = [];
    const inner: Frame = { shared: frame.shared, text, scope: new Scope(), block, body, depth: 0 };
    bindParameters(inner, text.node, args);
    const syntax = text.node.body as unknown as Node;
    if (syntax.type === "BlockStatement") {
      lowerBlock(inner, (syntax as unknown as { body: Node[] }).body);
    } else if (!returns) {
      lowerBlock(inner, [
        { type: "ExpressionStatement", expression: syntax, loc: syntax.loc } as unknown as Node,
      ]);
    } else {
      const value = asScalar(inner, syntax, lower(inner, syntax));
      body.result = value.type;
      block.push({ kind: "return", value });
    }
    return block;
  });
  return { block, body };
}

/** The name under which a function is called. */
function nameAt(call: Node): string {
  const callee = (call as { callee?: { name?: string; property?: { name?: string } } }).callee;
  return callee?.name ?? callee?.property?.name ?? "helper";
}
