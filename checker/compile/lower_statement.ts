/**
 * From statements of the text to statements of the representation.
 *
 * @module
 */

import * as build from "./build.ts";
import { assignedNames, mixed, noteDeclaration } from "./changing_locals.ts";
import {
  type Frame,
  nameOfValue,
  newLocal,
  refuse,
  ReturnsView,
  Scope,
  siteIn,
  within,
} from "./frame.ts";
import { held } from "./held.ts";
import { lowerEffect } from "./lower_effect.ts";
import { takenApart } from "./lower_call.ts";
import { lower, lowerTest } from "./lower_expression.ts";
import { lowerFor } from "./lower_loop.ts";
import { asScalar, isView, noteTest, placed } from "./lower_value.ts";
import type { Expression, Statement } from "./representation.ts";
import { declaredBy, namesOfDeclaration } from "./scopes.ts";
import { insteadOf, spelling } from "./spelling.ts";
import { bare, childrenOf, type Node, type Of, type Statement as Syntax } from "./syntax.ts";
import { join } from "./types.ts";

/** Reads statements into the frame's block. Comes back early where they return or break off. */
export function lowerBlock(frame: Frame, nodes: readonly Node[]): void {
  for (const name of nodes.flatMap(namesOfDeclaration)) frame.scope.announce(name);
  for (const node of nodes) {
    lowerStatement(frame, node as unknown as Syntax);
    const last = frame.block!.at(-1);
    if (last?.kind === "return" || last?.kind === "break" || last?.kind === "continue") return;
  }
}

/** Reads statements into a block of their own. */
export function blockOf(frame: Frame, nodes: readonly Node[], scope = new Scope(frame.scope)) {
  const block: Statement[] = [];
  lowerBlock(within(frame, { block, scope }), nodes);
  return block;
}

function lowerStatement(frame: Frame, node: Syntax): void {
  switch (node.type) {
    case "VariableDeclaration":
      if (node.kind !== "const" && node.kind !== "let") break;
      for (const each of node.declarations) declare(frame, each as unknown as Node, node.kind);
      return;
    case "FunctionDeclaration":
      return refuse(
        frame,
        node,
        "no-allocation",
        "a function that is made while another runs",
        "Move it to the module, and pass what it needs",
      );
    case "ExpressionStatement":
      return lowerEffect(frame, node.expression);
    case "BlockStatement":
      return lowerBlock(within(frame, { scope: new Scope(frame.scope) }), node.body);
    case "IfStatement":
      return lowerIf(frame, node);
    case "SwitchStatement":
      return lowerSwitch(frame, node);
    case "ForStatement":
      return lowerFor(frame, node);
    case "WhileStatement":
    case "DoWhileStatement":
    case "ForInStatement":
    case "ForOfStatement":
      return refuse(
        frame,
        node,
        "loops-counted",
        spelling(node),
        "Count with `for (let i = 0; i < n; i++)`, and `break` when done",
      );
    case "BreakStatement":
    case "ContinueStatement":
      if (node.label) break;
      frame.block!.push({ kind: node.type === "BreakStatement" ? "break" : "continue" });
      return;
    case "ReturnStatement":
      return lowerReturn(frame, node);
    case "EmptyStatement":
      return;
  }
  refuse(
    frame,
    node,
    "known-syntax",
    spelling(node),
    insteadOf(node) ?? "See the list of statements in subset.md",
  );
}

function lowerReturn(frame: Frame, node: Of<"ReturnStatement">): void {
  const { body, block } = frame;
  if (!node.argument) {
    block!.push({ kind: "return", value: undefined });
    return;
  }
  const returned = lower(frame, node.argument);
  if (isView(returned)) {
    if (body.mayReturnViews) throw new ReturnsView();
    const found = `returning ${nameOfValue(returned)}`;
    refuse(frame, node, "views-are-places", found, "Return nothing, or a flag, number or name");
  }
  const value = placed(frame, node.argument, asScalar(frame, node.argument, returned));
  noteTest(frame, node.argument, value);
  const result = body.result === undefined ? value.type : join(body.result, value.type);
  if (result === undefined) {
    refuse(
      frame,
      node,
      "one-type",
      "a function that returns values of two kinds",
      "Let it return flags, or numbers, or names",
    );
  }
  body.result = result;
  block!.push({ kind: "return", value, site: siteIn(frame, node) });
}

/** A local's declaration. */
function declare(frame: Frame, node: Node, kind: "const" | "let"): void {
  const { id, init } = node as unknown as { id: Node; init?: Node | null };
  if (!init) {
    refuse(frame, node, "one-type", "a local without a value", "Give it its first value here");
  }
  const value = lower(frame, init);
  if (id.type !== "Identifier") {
    if (kind === "let" || id.type !== "ObjectPattern") {
      refuse(frame, id, "known-syntax", spelling(id), "Declare locals one by one");
    }
    for (const [name, member] of takenApart(frame, id, value)) {
      frame.scope.set(name, held(frame, name, member));
    }
    return;
  }
  const { name } = id as unknown as { name: string };
  if (kind === "let" && isView(value)) {
    refuse(frame, node, "one-type", "a `let` that holds a record, array or set", "Write `const`");
  }
  // A name that is assigned to in another block of the function may be another local's.
  if (kind === "const" || !assignedNames(frame.text.node as unknown as Node).has(name)) {
    frame.scope.set(name, held(frame, name, value));
    return;
  }
  const initial = asScalar(frame, init, value);
  const type = frame.body.typeOf(node, initial.type) ?? mixed(frame, node, name);
  const local = newLocal(frame, name, type, true);
  noteDeclaration(local, node);
  frame.block!.push({ kind: "let", local, value: initial, site: siteIn(frame, init) });
  frame.scope.set(name, { kind: "scalar", expression: { kind: "local", local, type } });
}

function lowerIf(frame: Frame, node: Of<"IfStatement">): void {
  const test = lowerTest(frame, node.test);
  if (test.kind === "constant") {
    const taken = test.value ? node.consequent : node.alternate;
    if (taken) lowerBlock(within(frame, { scope: new Scope(frame.scope) }), [taken]);
    return;
  }
  frame.block!.push({
    kind: "if",
    test,
    yes: blockOf(frame, [node.consequent]),
    no: node.alternate ? blockOf(frame, [node.alternate]) : [],
    site: siteIn(frame, node.test),
  });
}

const literals: ReadonlySet<string> = new Set([
  "BooleanLiteral",
  "NullLiteral",
  "NumericLiteral",
  "StringLiteral",
]);

/** Refuses a `break` inside a case, which would end the loop around what is written as `if`s. */
function refuseBreaks(frame: Frame, nodes: readonly Node[]): void {
  for (const node of nodes) {
    if (node.type === "BreakStatement") {
      refuse(
        frame,
        node,
        "known-syntax",
        "a `break` in the middle of a case",
        "Let `if` and `else` decide, and `break` at the end",
      );
    }
    if (node.type !== "ForStatement" && node.type !== "SwitchStatement") {
      refuseBreaks(frame, [...childrenOf(node)]);
    }
  }
}

/** A `switch` becomes a chain of `if`s; each case ends in `break` or `return`. */
function lowerSwitch(frame: Frame, node: Of<"SwitchStatement">): void {
  const subject = held(frame, "subject", lower(frame, node.discriminant));
  const groups: { test: Expression | undefined; body: readonly Node[]; node: Node }[] = [];
  let pending: Expression = build.constant(false);
  let open = false;
  for (const [i, each] of node.cases.entries()) {
    if (each.test === null && i < node.cases.length - 1) {
      refuse(frame, each, "known-syntax", "a `default` before other cases", "Put it last");
    }
    if (each.test) {
      if (!literals.has(bare(each.test).type)) {
        refuse(frame, each.test, "known-syntax", "a case that is no literal", "Compare with `if`");
      }
      const value = asScalar(frame, each.test, lower(frame, each.test));
      pending = build.or(
        pending,
        build.equal(asScalar(frame, node, subject), value, siteIn(frame, each.test)),
      );
    } else open = true;
    if (each.consequent.length === 0) continue;
    groups.push({ test: open ? undefined : pending, body: each.consequent, node: each });
    pending = build.constant(false);
    if (open) break;
  }
  const chain = (at: number, frame: Frame): void => {
    const group = groups[at];
    if (group === undefined) return;
    const last = group.body.at(-1)!;
    const inner = last.type === "BlockStatement"
      ? (last as unknown as { body: Node[] }).body.at(-1)?.type
      : last.type;
    const isLast = at === groups.length - 1;
    if (inner !== "BreakStatement" && inner !== "ReturnStatement" && !isLast) {
      refuse(
        frame,
        group.node,
        "known-syntax",
        "a case that goes on to the next",
        "End it in `break`",
      );
    }
    const body = withoutBreak(group.body);
    refuseBreaks(frame, body);
    const own = new Scope(frame.scope);
    // All cases are one block.
    for (const name of declaredBy(node as unknown as Node)) own.announce(name);
    if (group.test !== undefined) noteTest(frame, group.node, group.test);
    if (group.test === undefined || build.isConstant(group.test, true)) {
      lowerBlock(within(frame, { scope: own }), body);
    } else if (build.isConstant(group.test, false)) chain(at + 1, frame);
    else {
      const yes = blockOf(frame, body, own);
      const no: Statement[] = [];
      chain(at + 1, within(frame, { block: no }));
      const site = siteIn(frame, group.node);
      frame.block!.push({ kind: "if", test: group.test, yes, no, site });
    }
  };
  chain(0, frame);
}

/** The statements of a case less the `break` that ends it. */
function withoutBreak(nodes: readonly Node[]): readonly Node[] {
  const last = nodes.at(-1);
  if (last?.type === "BreakStatement") return nodes.slice(0, -1);
  if (last?.type !== "BlockStatement") return nodes;
  const block = last as unknown as { body: Node[] };
  return [...nodes.slice(0, -1), { ...last, body: withoutBreak(block.body) } as unknown as Node];
}
