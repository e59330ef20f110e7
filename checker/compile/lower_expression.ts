/**
 * From expressions of the text to values.
 *
 * @module
 */

import { same } from "../language.ts";
import { expectAlike } from "./alike.ts";
import * as build from "./build.ts";
import {
  type Frame,
  nameOfValue,
  nounOf,
  refuse,
  siteIn,
  type Value,
  type ViewValue,
} from "./frame.ts";
import { applied, calleeOf } from "./lower_call.ts";
import { arithmetic, equality } from "./lower_operator.ts";
import {
  asNumber,
  asScalar,
  asTest,
  either,
  elementOf,
  indexed,
  isView,
  known,
  memberOf,
  ofEach,
  placed,
  scalar,
  valueOfPlace,
} from "./lower_value.ts";
import type { Expression, Place } from "./representation.ts";
import { insteadOf, spelling } from "./spelling.ts";
import { bare, isFunction, type Node, type Of } from "./syntax.ts";

/** What an expression stands for. */
export function lower(frame: Frame, wrapped: Node): Value {
  const node = bare(wrapped);
  if (isFunction(node)) {
    return refuse(
      frame,
      node,
      "no-allocation",
      "a function that is made while another runs",
      "Move it to the module, and pass what it needs",
    );
  }
  switch (node.type) {
    case "NumericLiteral":
    case "BooleanLiteral":
    case "StringLiteral":
      return known(node.value);
    case "NullLiteral":
      return known(null);
    case "Identifier":
      return nameOf(frame, node, node.name);
    case "MemberExpression":
      return member(frame, node);
    case "CallExpression":
      return call(frame, node);
    case "ThisExpression":
      return refuse(
        frame,
        node,
        "no-closure",
        "`this`",
        "Write a function of the module, and pass what it needs",
      );
    case "OptionalMemberExpression":
    case "OptionalCallExpression":
      return refuse(
        frame,
        node,
        "known-syntax",
        "the operator `?.`",
        "Compare with `null`, and write what follows from it",
      );
    case "UnaryExpression":
      return unary(frame, node);
    case "BinaryExpression":
      return binary(frame, node);
    case "LogicalExpression":
      return logical(frame, node);
    case "ConditionalExpression":
      return conditional(frame, node);
    case "AssignmentExpression":
    case "UpdateExpression":
      return refuse(
        frame,
        node,
        "one-effect-a-statement",
        "an assignment inside an expression",
        "Make it a statement of its own",
      );
    case "ObjectExpression":
    case "ArrayExpression":
    case "TemplateLiteral":
    case "NewExpression":
      return refuse(
        frame,
        node,
        "no-allocation",
        "a new object, list or string",
        "Keep it in the machine's constants, or pass its members one by one",
      );
  }
  return refuse(
    frame,
    node,
    "known-syntax",
    spelling(node),
    insteadOf(node) ?? "See the list of expressions in subset.md",
  );
}

/** An expression as a truth value. */
export function lowerTest(frame: Frame, node: Node): Expression {
  return asTest(frame, node, lower(frame, node));
}

/** An expression as a scalar. */
export function lowerScalar(frame: Frame, node: Node): Expression {
  return asScalar(frame, node, lower(frame, node));
}

/** An expression as a number. */
export function lowerNumber(frame: Frame, node: Node): Expression {
  return asNumber(frame, node, lower(frame, node));
}

function nameOf(frame: Frame, node: Node, name: string): Value {
  const local = frame.scope.get(name);
  if (local !== undefined) return local;
  if (frame.scope.announces(name)) {
    const found = `"${name}" before its declaration`;
    return refuse(frame, node, "no-closure", found, "Declare it before it is used");
  }
  const meaning = frame.shared.names.meaningOf(frame.text, name, siteIn(frame, node));
  if (meaning !== undefined) return meaning;
  return refuse(
    frame,
    node,
    "no-closure",
    `the name "${name}"`,
    "It is neither a parameter, nor a local, nor a constant or function of the module",
  );
}

function member(frame: Frame, node: Of<"MemberExpression">): Value {
  const object = lower(frame, node.object);
  if (node.computed) return indexed(frame, node, object, lower(frame, node.property));
  const { property } = node;
  if (property.type === "Identifier") return memberOf(frame, node, object, property.name);
  return refuse(frame, node, "known-syntax", "a private member", "Use plain names");
}

function call(frame: Frame, node: Of<"CallExpression">): Value {
  const callee = bare(node.callee);
  const args = node.arguments as readonly Node[];
  if (callee.type === "MemberExpression" && !callee.computed) {
    const method = (callee.property as { name: string }).name;
    if (callee.object.type === "Identifier" && isMath(frame, callee.object.name, node)) {
      return builtIn(frame, node, `${callee.object.name}.${method}`, args);
    }
    const object = lower(frame, callee.object);
    if (isView(object)) {
      return ofEach(frame, node, object, (place) => asked(frame, node, place, method, args));
    }
    if (object.kind === "known" && Array.isArray(object.value)) {
      refuse(
        frame,
        node,
        "known-syntax",
        `".${method}" of a constant list`,
        "Loop over it: lists have a `length`, and elements in brackets",
      );
    }
  }
  const target = lower(frame, callee);
  if (target.kind === "known" && target.value === same) {
    expectArguments(frame, node, args, 2);
    const [left, right] = args.map((argument) => viewOf(frame, argument));
    return ofEach(
      frame,
      node,
      left,
      (left) =>
        ofEach(
          frame,
          node,
          right,
          (right) => {
            expectAlike(frame, node, "compare", left, right);
            return scalar({ kind: "same", left, right, type: { kind: "flag" } });
          },
        ),
    );
  }
  return applied(frame, node, calleeOf(frame, callee, target), args.map((a) => lower(frame, a)));
}

/** The view that an expression stands for. */
export function viewOf(frame: Frame, node: Node): ViewValue {
  const value = lower(frame, node);
  if (isView(value)) return value;
  return refuse(
    frame,
    node,
    "views-are-places",
    `${nameOfValue(value)} where a record, array or set is due`,
    "Give a record, array or set of the state",
  );
}

/** Refuses a call with too few or too many arguments, which the type checker would have refused. */
export function expectArguments(
  frame: Frame,
  node: Node,
  args: readonly Node[],
  count: number,
): void {
  if (args.length === count) return;
  refuse(
    frame,
    node,
    "calls-known",
    `a call with ${args.length} arguments`,
    `Give it ${count}`,
  );
}

/** Whether a name means what it means everywhere, and nothing that the text has given it. */
function isMath(frame: Frame, name: string, node: Node): boolean {
  return name === "Math" && frame.scope.get(name) === undefined && !frame.scope.announces(name) &&
    frame.shared.names.meaningOf(frame.text, name, siteIn(frame, node)) === undefined;
}

/** A question asked of a view. */
function asked(
  frame: Frame,
  node: Node,
  place: Place,
  method: string,
  args: readonly Node[],
): Value {
  const { domain } = place;
  if (domain.kind === "array" && method === "at") {
    expectArguments(frame, node, args, 1);
    return valueOfPlace(elementOf(frame, node, place, lowerNumber(frame, args[0])));
  }
  if (domain.kind === "subset" && method === "has") {
    expectArguments(frame, node, args, 1);
    const member = lowerNumber(frame, args[0]);
    const site = siteIn(frame, node);
    return scalar({ kind: "has", place, member, type: { kind: "flag" }, site });
  }
  return refuse(
    frame,
    node,
    changing.has(method) ? "one-effect-a-statement" : "views-are-places",
    `".${method}" of ${nounOf(domain.kind)} inside an expression`,
    changing.has(method)
      ? "Make it a statement of its own, in an effect"
      : "Arrays have `at` and `length`, sets `has` and `size`",
  );
}

const changing: ReadonlySet<string> = new Set(["set", "add", "delete", "clear"]);

function builtIn(frame: Frame, node: Node, name: string, args: readonly Node[]): Value {
  const site = siteIn(frame, node);
  switch (name) {
    case "Math.min":
    case "Math.max": {
      const operator = name === "Math.min" ? "min" : "max";
      expectArguments(frame, node, args, Math.max(args.length, 1));
      return scalar(
        args.map((argument) => lowerNumber(frame, argument))
          .reduce((a, b) => build.arithmetic(operator, a, b, site)),
      );
    }
    case "Math.abs": {
      expectArguments(frame, node, args, 1);
      const x = lowerNumber(frame, args[0]);
      return scalar(build.arithmetic("max", x, build.arithmetic("-", build.constant(0), x)));
    }
  }
  return refuse(
    frame,
    node,
    "known-syntax",
    `\`${name}\``,
    "Of the built-in functions, Math.min, Math.max and Math.abs are known",
  );
}

function unary(frame: Frame, node: Of<"UnaryExpression">): Value {
  switch (node.operator) {
    case "!":
      return scalar(build.not(lowerTest(frame, node.argument)));
    case "-":
      return scalar(
        build.arithmetic(
          "-",
          build.constant(0),
          lowerNumber(frame, node.argument),
          siteIn(frame, node),
        ),
      );
    case "+":
      return scalar(lowerNumber(frame, node.argument));
    case "~":
      return scalar(build.arithmetic("^", lowerNumber(frame, node.argument), build.constant(-1)));
  }
  return refuse(
    frame,
    node,
    "known-syntax",
    `the operator \`${node.operator}\``,
    "Of the unary operators, `!`, `-`, `+` and `~` are known",
  );
}

function binary(frame: Frame, node: Of<"BinaryExpression">): Value {
  const { operator } = node;
  if (operator === "in" || operator === "instanceof") {
    const found = `the operator \`${operator}\``;
    refuse(frame, node, "known-syntax", found, "Compare with `===`, or ask a set with `has`");
  }
  const [left, right] = [lower(frame, node.left), lower(frame, node.right)];
  switch (operator) {
    case "===":
      return equality(frame, node, left, right);
    case "!==": {
      const equal = equality(frame, node, left, right);
      return scalar(build.not(asTest(frame, node, equal)));
    }
    case "<":
    case "<=":
    case ">":
    case ">=":
      return scalar(
        build.compare(
          operator,
          asNumber(frame, node.left, left),
          asNumber(frame, node.right, right),
          siteIn(frame, node),
        ),
      );
  }
  if (operator === "==" || operator === "!=") {
    return refuse(
      frame,
      node,
      "known-syntax",
      `the operator \`${operator}\``,
      `Write \`${operator}=\``,
    );
  }
  return arithmetic(frame, node, operator, left, right);
}

function logical(frame: Frame, node: Of<"LogicalExpression">): Value {
  if (node.operator === "??") {
    return refuse(
      frame,
      node,
      "known-syntax",
      "the operator `??`",
      "Compare with `null`: `a === null ? b : a`",
    );
  }
  const left = lower(frame, node.left);
  const test = asTest(frame, node.left, left);
  if (test.kind === "constant") {
    // The left side of a folded condition decides; the other side may not even be valid then.
    const decides = node.operator === "&&" ? test.value === false : test.value === true;
    if (decides) return known(test.value);
    return scalar(placed(frame, node.right, lowerTest(frame, node.right)));
  }
  const sides = [
    placed(frame, node.left, test),
    placed(frame, node.right, lowerTest(frame, node.right)),
  ] as const;
  return scalar(node.operator === "&&" ? build.and(...sides) : build.or(...sides));
}

function conditional(frame: Frame, node: Of<"ConditionalExpression">): Value {
  const test = lowerTest(frame, node.test);
  if (test.kind === "constant") return lower(frame, test.value ? node.consequent : node.alternate);
  const [yes, no] = [node.consequent, node.alternate].map((side) => lower(frame, side));
  // A choice and its test, or an `if` of it, begin at one place; only what follows is its own.
  return either(frame, node, test, yes, no, siteIn(frame, node.consequent));
}
