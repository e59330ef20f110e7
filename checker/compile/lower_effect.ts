/**
 * Statements that change something: assignments, and calls of what changes the state.
 *
 * @module
 */

import { clear, copy } from "../language.ts";
import { expectAlike } from "./alike.ts";
import { declarationOf, mixed } from "./changing_locals.ts";
import { type Frame, nounOf, refuse, siteIn, type Value, type ViewValue, within } from "./frame.ts";
import { calleeOf, noteChange, perform } from "./lower_call.ts";
import { expectArguments, lower, lowerNumber, lowerScalar, viewOf } from "./lower_expression.ts";
import { arithmetic } from "./lower_operator.ts";
import { held } from "./held.ts";

import { asScalar, elementOf, fieldOf, isScalar, isView, valueOfPlace } from "./lower_value.ts";
import type { Expression, Place, Statement } from "./representation.ts";
import { spelling } from "./spelling.ts";
import { bare, isFunction, type Node, type Of } from "./syntax.ts";

/** A statement that changes something. */
export function lowerEffect(frame: Frame, wrapped: Node): void {
  const node = bare(wrapped);
  switch (node.type) {
    case "AssignmentExpression":
      if (["&&=", "||=", "??="].includes(node.operator)) {
        const found = `the operator \`${node.operator}\``;
        refuse(frame, node, "known-syntax", found, "Write `if`, and an assignment with `=`");
      }
      return assign(frame, node, node.left as unknown as Node, (current) => {
        if (node.operator === "=") return lowerScalar(frame, node.right);
        const right = lower(frame, node.right);
        return asScalar(
          frame,
          node,
          arithmetic(frame, node, node.operator.slice(0, -1), current, right),
        );
      });
    case "UpdateExpression":
      return assign(frame, node, node.argument as unknown as Node, (current) =>
        asScalar(
          frame,
          node,
          arithmetic(frame, node, node.operator[0], current, { kind: "known", value: 1 }),
        ));
    case "CallExpression":
      return lowerCall(frame, node);
  }
  const found = `${spelling(node)} as a statement`;
  refuse(
    frame,
    node,
    "known-syntax",
    found,
    statementAdvice[node.type] ?? "Assign or call something",
  );
}

const statementAdvice: { readonly [type: string]: string | undefined } = {
  LogicalExpression: "Write `if`",
  ConditionalExpression: "Write `if` and `else`",
  SequenceExpression: "Write a statement for each",
};

function assign(
  frame: Frame,
  node: Node,
  wrapped: Node,
  valueOf: (current: Value) => Expression,
): void {
  const target = bare(wrapped);
  if (target.type === "Identifier") {
    const current = frame.scope.get(target.name);
    const declaration = current?.kind === "scalar" && current.expression.kind === "local"
      ? declarationOf(current.expression.local)
      : undefined;
    if (current?.kind !== "scalar" || current.expression.kind !== "local" || !declaration) {
      return refuse(
        frame,
        node,
        "no-closure",
        `an assignment to "${target.name}"`,
        "Assign to locals of this function and to fields of the state",
      );
    }
    const { local } = current.expression;
    const value = valueOf(current);
    if (frame.body.widen(declaration, value.type) === undefined) mixed(frame, node, local.name);
    frame.block!.push({ kind: "assign", local, value, site: siteIn(frame, node) });
    return;
  }
  if ((target.type as string).endsWith("Pattern")) {
    const found = "an assignment to several places";
    return refuse(frame, node, "known-syntax", found, "Assign to one after another");
  }
  if (
    target.type !== "MemberExpression" || target.computed || target.property.type !== "Identifier"
  ) {
    return refuse(
      frame,
      node,
      "views-are-places",
      "an assignment to this",
      "Write `.set(i, value)`",
    );
  }
  const { name } = target.property;
  forEach(frame, viewOf(frame, target.object), (frame, place) => {
    assignField(frame, node, place, name, valueOf);
  });
}

/** Does something to each view that a value may be. */
function forEach(
  frame: Frame,
  view: ViewValue,
  change: (frame: Frame, place: Place) => void,
): void {
  if (view.kind === "view") return change(frame, view.place);
  const branches = [view.yes, view.no].map((side) => {
    const block: Statement[] = [];
    forEach(within(frame, { block }), side, change);
    return block;
  });
  const [yes, no] = branches;
  frame.block!.push({ kind: "if", test: view.test, yes, no, site: view.site });
}

function assignField(
  frame: Frame,
  node: Node,
  place: Place,
  name: string,
  valueOf: (current: Value) => Expression,
): void {
  if (place.domain.kind !== "record" || !Object.hasOwn(place.domain.fields, name)) {
    return refuse(frame, node, "known-syntax", `an assignment to ".${name}"`, "Assign to a field");
  }
  const field = fieldOf(place, place.domain, name);
  if (!isScalar(field.domain)) {
    return refuse(
      frame,
      node,
      "views-are-places",
      `an assignment to ${nounOf(field.domain.kind)}`,
      "Use `copy`",
    );
  }
  write(frame, node, field, valueOf(valueOfPlace(field)));
}

function write(frame: Frame, node: Node, place: Place, value: Expression): void {
  if (!isScalar(place.domain)) return;
  noteChange(frame, node);
  frame.block!.push({
    kind: "write",
    place: { ...place, domain: place.domain },
    value,
    site: siteIn(frame, node),
  });
}

function lowerCall(frame: Frame, node: Of<"CallExpression">): void {
  const callee = bare(node.callee);
  const args = node.arguments as readonly Node[];
  const site = siteIn(frame, node);
  if (callee.type === "MemberExpression" && !callee.computed) {
    const object = lower(frame, callee.object);
    const method = (callee.property as { name: string }).name;
    if (isView(object)) {
      return forEach(frame, object, (frame, place) => change(frame, node, place, method, args));
    }
  }
  const target = lower(frame, callee);
  if (target.kind === "known" && target.value === copy) {
    noteChange(frame, node);
    expectArguments(frame, node, args, 2);
    // Both are places as they are before anything is copied.
    const [to, from] = args.map((each) => held(frame, "copied", viewOf(frame, each)) as ViewValue);
    forEach(frame, to, (frame, target) =>
      forEach(frame, from, (frame, source) => {
        expectAlike(frame, node, "copy", target, source);
        frame.block!.push({ kind: "copy", target, source, site });
      }));
  } else if (target.kind === "known" && target.value === clear) {
    noteChange(frame, node);
    expectArguments(frame, node, args, 1);
    const cleared = held(frame, "cleared", viewOf(frame, args[0])) as ViewValue;
    forEach(frame, cleared, (frame, place) => {
      frame.block!.push({ kind: "clear", place, site: siteIn(frame, node) });
    });
  } else {
    const callee = calleeOf(frame, node.callee, target);
    const values = args.map((argument) => {
      const value = lower(frame, argument);
      return isFunction(callee.node) && callee.node.body.type === "BlockStatement"
        ? value
        : held(frame, "argument", value);
    });
    perform(frame, node, callee, values);
  }
}

/** A change asked of an array or a set. */
function change(
  frame: Frame,
  node: Node,
  place: Place,
  method: string,
  args: readonly Node[],
): void {
  const { domain } = place;
  if (domain.kind === "array" && method === "set") {
    expectArguments(frame, node, args, 2);
    const element = elementOf(frame, node, place, lowerNumber(frame, args[0]));
    if (isScalar(element.domain)) {
      return write(frame, node, element, lowerScalar(frame, args[1]));
    }
    refuse(
      frame,
      node,
      "views-are-places",
      "a whole element set",
      "Use `copy(array.at(i), other)`",
    );
  }
  if (domain.kind === "subset" && (method === "add" || method === "delete")) {
    noteChange(frame, node);
    expectArguments(frame, node, args, 1);
    const member = lowerNumber(frame, args[0]);
    frame.block!.push({ kind: method, place, member, site: siteIn(frame, node) });
    return;
  }
  if (domain.kind === "subset" && method === "clear") {
    noteChange(frame, node);
    frame.block!.push({ kind: "clear", place, site: siteIn(frame, node) });
    return;
  }
  refuse(
    frame,
    node,
    "views-are-places",
    `".${method}" of ${nounOf(domain.kind)}`,
    "Arrays have `set`, sets `add`, `delete` and `clear`",
  );
}
