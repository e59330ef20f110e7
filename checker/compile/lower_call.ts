/**
 * Calls of helper functions: those that are one expression are substituted, the others become
 * routines, one for each kind of arguments.
 *
 * @module
 */

import { isTotal } from "./footing.ts";
import { hasCall } from "./parts.ts";
import type { FunctionText } from "./function_text.ts";
import {
  Body,
  type Frame,
  nameOfValue,
  newLocal,
  refuse,
  ReturnsView,
  Scope,
  siteIn,
  type Value,
  within,
} from "./frame.ts";
import { shapeOf } from "./lower_argument.ts";
import { lower, lowerTest } from "./lower_expression.ts";
import {
  asScalar,
  either,
  isView,
  known,
  memberOf,
  noteTest,
  placed,
  scalar,
} from "./lower_value.ts";
import { lowerBlock } from "./lower_statement.ts";
import { mayFail, noteAsked, probeOf, usesSurely } from "./probes.ts";
import type { Expression, Local, Routine, Statement } from "./representation.ts";
import { siteOf } from "./source.ts";
import { spelling } from "./spelling.ts";
import { childrenOf, type FunctionNode, type Node, singleExpression } from "./syntax.ts";
import { unbound } from "./bindings.ts";
import { specialiseBlock } from "./specialise_block.ts";

/** The function that a value is. */
export function calleeOf(frame: Frame, node: Node, value: Value): FunctionText {
  if (value.kind === "routine") return value.text;
  if (value.kind === "known" && typeof value.value === "function") {
    const site = siteOf(frame.text.module, node);
    const { name } = value.value;
    return frame.shared.names.textOf(value.value, name ? `"${name}"` : "a function", site);
  }
  return refuse(
    frame,
    node,
    "calls-known",
    `a call of ${nameOfValue(value)}`,
    "Call a function of the module, or one that the constants hold",
  );
}

/** What a call stands for, inside an expression. */
export function applied(
  frame: Frame,
  node: Node,
  callee: FunctionText,
  args: readonly Value[],
): Value {
  const single = singleExpression(callee.node);
  if (single !== undefined && worthSubstituting(callee.node, single, args)) {
    frame.shared.tests?.substitute(node, callee);
    return inside(frame, node, callee, args, (entered) => lower(entered, single));
  }
  const { routine, scalars } = routineFor(frame, node, callee, args);
  if (routine === "view") {
    frame.shared.tests?.enter(callee);
    return inside(frame, node, callee, args, (entered) => returnedView(entered, node));
  }
  // What it comes to must not depend on whether tests are kept.
  const [only] = frame.shared.tests === undefined
    ? routine.body
    : specialiseBlock(routine.body, unbound);
  if (only?.kind === "return" && only.value?.kind === "constant" && scalars.every(isTotal)) {
    return scalar(only.value);
  }
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
export function perform(
  frame: Frame,
  node: Node,
  callee: FunctionText,
  args: readonly Value[],
): void {
  const { body } = callee.node;
  if (body.type !== "BlockStatement") {
    // An effect in one expression: as if it stood here.
    const block: Statement[] = frame.block!;
    const statement = { type: "ExpressionStatement", expression: body, loc: body.loc };
    frame.shared.tests?.enter(callee);
    inside(frame, node, callee, args, (entered) => {
      lowerBlock(within(entered, { block }), [statement as unknown as Node]);
    });
    return;
  }
  const { routine, scalars } = routineFor(frame, node, callee, args);
  if (routine === "view") {
    return refuse(
      frame,
      node,
      "views-are-places",
      "a call, as a statement, of a function that returns a record, array or set",
      "Let a function that changes something return nothing",
    );
  }
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

/** Reads something in a frame in which a function's names mean what they mean to the function. */
function inside<T>(
  frame: Frame,
  node: Node,
  callee: FunctionText,
  args: readonly Value[],
  read: (entered: Frame) => T,
): T {
  return opened(frame, node, callee, () => {
    const entered = within(frame, { text: callee, scope: new Scope(), block: undefined });
    bindParameters(entered, callee.node, args);
    return read(entered);
  });
}

/** Reads a function, unless it is being read: then it calls itself, directly or in a circle. */
function opened<T>(frame: Frame, node: Node, { node: text }: FunctionText, read: () => T): T {
  const { open } = frame.shared;
  if (open.has(text)) {
    refuse(frame, node, "calls-known", "a function that calls itself", "Write a counted loop");
  }
  open.add(text);
  try {
    return read();
  } finally {
    open.delete(text);
  }
}

/** Substitution repeats arguments; one that is itself a call and used twice would grow for ever. */
function worthSubstituting(node: FunctionNode, body: Node, args: readonly Value[]): boolean {
  return args.every((value, i) => {
    const parameter = node.params[i];
    // What fails has to fail even if nothing comes of it.
    if (mayFail(value)) {
      if (parameter?.type !== "Identifier" || !usesSurely(body, parameter.name)) return false;
    }
    if (value.kind !== "scalar" || !hasCall(value.expression)) return true;
    return parameter?.type !== "Identifier" || uses(body, parameter.name) <= 1;
  });
}

function uses(node: Node, name: string): number {
  let count = node.type === "Identifier" && (node as { name?: string }).name === name ? 1 : 0;
  for (const child of childrenOf(node)) count += uses(child, name);
  return count;
}

/** Gives a function's parameters their values. */
function bindParameters(frame: Frame, node: FunctionNode, args: readonly Value[]): void {
  if (node.async || node.generator) {
    const found = `${node.async ? "an async function" : "a generator"}`;
    refuse(frame, node as unknown as Node, "known-syntax", found, "Write a plain function");
  }
  for (const [i, wrapped] of node.params.entries()) {
    const parameter = wrapped as unknown as Node;
    const value = args[i] ?? known(undefined);
    if (parameter.type === "Identifier") {
      frame.scope.set((parameter as unknown as { name: string }).name, value);
    } else if (parameter.type === "ObjectPattern" && value.kind === "parameters") {
      for (const [name, member] of takenApart(frame, parameter, value)) {
        frame.scope.set(name, member);
      }
    } else {
      refuse(
        frame,
        parameter,
        "known-syntax",
        `${spelling(parameter)} for a parameter`,
        "Use a name, or { names } of an action's parameters",
      );
    }
  }
}

/** The names in `{ owner, entry: e }`, and their values. */
export function takenApart(frame: Frame, pattern: Node, value: Value): [name: string, Value][] {
  const { properties } = pattern as unknown as { properties: readonly Node[] };
  return properties.map((property) => {
    const { computed, key, value: target } = property as unknown as {
      computed?: boolean;
      key?: { name?: string };
      value?: { type: string; name: string };
    };
    if (
      property.type !== "ObjectProperty" || computed || key?.name === undefined ||
      target?.type !== "Identifier"
    ) {
      refuse(frame, property, "known-syntax", `${spelling(property)} like this`, "Use plain names");
    }
    return [target.name, memberOf(frame, property, value, key.name)];
  });
}

/** The routine for a function and the kinds of its arguments, and what is passed to it. */
function routineFor(
  frame: Frame,
  node: Node,
  callee: FunctionText,
  args: readonly Value[],
): { routine: Routine | "view"; scalars: Expression[] } {
  const { shared } = frame;
  // Each argument is evaluated, and a view asked for, before the next.
  const passed = args.map((value) => {
    const shape = shapeOf(value);
    const probe = isView(value) ? probeOf(value) : undefined;
    return { shape, probes: probe === undefined ? [] : [probe] };
  });
  const scalars = passed.flatMap(({ shape, probes }) => [...shape.scalars, ...probes]);
  const { module, node: text } = callee;
  const kinds = passed.map(({ shape, probes }) => `${shape.key}${probes.length > 0 ? "?" : ""}`);
  const key = [module, text.start, ...kinds].join(" ");
  const known = shared.routines.get(key);
  if (known !== undefined) {
    if (known !== "view") frame.body.notes.push({ kind: "calls", routine: known });
    return { routine: known, scalars };
  }
  const name = (text as { id?: { name: string } | null }).id?.name ?? nameAt(node);
  let count = 0;
  const parameterFor = ({ type }: Expression, isProbe = false): Local => ({
    ...newLocal(frame, `${name}${count++}`, type, false),
    isProbe,
  });
  const parameters: Local[] = [];
  const values = passed.map(({ shape, probes }) => {
    const own = shape.scalars.map((each) => parameterFor(each));
    parameters.push(...own, ...probes.map((probe) => parameterFor(probe, true)));
    return shape.rebuild(own.map((local) => ({ kind: "local", local, type: local.type })));
  });
  for (const value of values) if (isView(value)) noteAsked(shared, value);
  const read = opened(frame, node, callee, () => readRoutine(frame, callee, values));
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
  shared.tests?.noteRoutine(routine, body.notes);
  frame.body.notes.push({ kind: "calls", routine });
  return { routine, scalars };
}

function readRoutine(frame: Frame, text: FunctionText, args: readonly Value[]) {
  try {
    return lowerFunction(frame, text, args, { writes: true, returns: true, views: true });
  } catch (error) {
    if (error instanceof ReturnsView) return "view";
    throw error;
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
    "views-are-places",
    "a function that returns a record, array or set after a loop, or not always",
    "Let it return a number, and find the place in a function of `const`, `if` and `return`",
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
    for (const { id, init } of declarations) {
      const value = lower(frame, init!);
      const names: [string, Value][] = id.type === "ObjectPattern"
        ? takenApart(frame, id, value)
        : [[(id as unknown as { name: string }).name, value]];
      for (const [name, member] of names) frame.scope.set(name, member);
    }
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
  return either(frame, node, condition, sides[0], sides[1], siteIn(frame, test));
}

/** Reads a function's body with the arguments given, and simplifies it. */
export function lowerFunction(...given: Parameters<typeof readFunction>) {
  const [{ shared }] = given;
  const { block, body } = readFunction(...given);
  return { block: shared.tests === undefined ? specialiseBlock(block, unbound) : block, body };
}

/** Reads a function's body with the arguments given, which may change the state or return a value. */
export function readFunction(
  frame: Pick<Frame, "shared">,
  text: FunctionText,
  args: readonly Value[],
  { writes, returns, views = false }: { writes: boolean; returns: boolean; views?: boolean },
): { block: readonly Statement[]; body: Body } {
  const body = new Body(writes, views);
  frame.shared.tests?.enter(text);
  const block = body.settle(() => {
    const block: Statement[] = [];
    const inner: Frame = { shared: frame.shared, text, scope: new Scope(), block, body };
    bindParameters(inner, text.node, args);
    const syntax = text.node.body as unknown as Node;
    if (syntax.type === "BlockStatement") {
      lowerBlock(inner, (syntax as unknown as { body: Node[] }).body);
    } else if (!returns) {
      lowerBlock(inner, [
        { type: "ExpressionStatement", expression: syntax, loc: syntax.loc } as unknown as Node,
      ]);
    } else {
      const value = placed(inner, syntax, asScalar(inner, syntax, lower(inner, syntax)));
      noteTest(inner, syntax, value);
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
