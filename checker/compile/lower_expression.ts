/**
 * From expressions of the text to values.
 *
 * @module
 */

import { same } from "../language.ts";
import * as build from "./build.ts";
import { type Frame, refuse, siteIn, type Value, type ViewValue } from "./frame.ts";
import { applied, calleeOf } from "./lower_call.ts";
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
  scalar,
  valueOfPlace,
} from "./lower_value.ts";
import type { ArithmeticOperator, Expression, Place } from "./representation.ts";
import { bare, isFunction, type Node, type Of } from "./syntax.ts";
import { presentOf } from "./types.ts";

/** What an expression stands for. */
export function lower(frame: Frame, wrapped: Node): Value {
  const node = bare(wrapped);
  if (isFunction(node)) {
    const text = {
      module: frame.text.module,
      node,
      around: [frame.text.node, ...frame.text.around],
    };
    return { kind: "routine", text, scope: frame.scope };
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
    case "OptionalMemberExpression":
      return member(frame, node);
    case "CallExpression":
    case "OptionalCallExpression":
      return call(frame, node);
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
    `a ${node.type}`,
    "See the list of expressions in subset.md",
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
  if (name === "undefined") return known(undefined);
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

function member(
  frame: Frame,
  node: Of<"MemberExpression"> | Of<"OptionalMemberExpression">,
): Value {
  const object = lower(frame, node.object);
  if (node.type === "OptionalMemberExpression" && isMissing(object)) return known(undefined);
  if (node.computed) return indexed(frame, node, object, lower(frame, node.property));
  const { property } = node;
  if (property.type === "Identifier") return memberOf(frame, node, object, property.name);
  return refuse(frame, node, "known-syntax", "a private member", "Use plain names");
}

function isMissing(value: Value): boolean {
  return value.kind === "known" && (value.value === null || value.value === undefined);
}

function call(frame: Frame, node: Of<"CallExpression"> | Of<"OptionalCallExpression">): Value {
  const callee = bare(node.callee);
  const args = node.arguments as readonly Node[];
  if (callee.type === "MemberExpression" && !callee.computed) {
    const method = (callee.property as { name: string }).name;
    if (callee.object.type === "Identifier" && isGlobal(frame, callee.object.name)) {
      return builtIn(frame, node, `${callee.object.name}.${method}`, args);
    }
    const object = lower(frame, callee.object);
    if (isView(object)) {
      return ofEach(frame, node, object, (place) => asked(frame, node, place, method, args));
    }
    if (object.kind === "known" && Array.isArray(object.value)) {
      return listed(frame, node, object.value, method, args);
    }
  }
  if (callee.type === "Identifier" && isGlobal(frame, callee.name)) {
    return builtIn(frame, node, callee.name, args);
  }
  const target = lower(frame, callee);
  if (node.type === "OptionalCallExpression" && isMissing(target)) return known(undefined);
  if (target.kind === "known" && target.value === same) {
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
          (right) => scalar({ kind: "same", left, right, type: { kind: "flag" } }),
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
    "known-syntax",
    `a ${value.kind} where a record, array or set is due`,
    "Give a view of the state",
  );
}

function isGlobal(frame: Frame, name: string): boolean {
  return (name === "Math" || name === "Number" || name === "Boolean") &&
    frame.scope.get(name) === undefined;
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
    return valueOfPlace(elementOf(frame, node, place, lowerNumber(frame, args[0])));
  }
  if (domain.kind === "subset" && method === "has") {
    const member = lowerNumber(frame, args[0]);
    const site = siteIn(frame, node);
    return scalar({ kind: "has", place, member, type: { kind: "flag" }, site });
  }
  return refuse(
    frame,
    node,
    changing.has(method) ? "one-effect-a-statement" : "known-syntax",
    `".${method}" of a ${domain.kind} inside an expression`,
    changing.has(method)
      ? "Make it a statement of its own, in an effect"
      : "Arrays have `at` and `length`, sets `has` and `size`",
  );
}

const changing: ReadonlySet<string> = new Set(["set", "add", "delete", "clear"]);

/** A question asked of a constant list, answered for each element in turn. */
function listed(
  frame: Frame,
  node: Node,
  list: readonly unknown[],
  method: string,
  args: readonly Node[],
): Value {
  if (method === "includes") {
    const wanted = lowerScalar(frame, args[0]);
    return scalar(
      list.map((each) => build.equal(wanted, asScalar(frame, node, known(each))))
        .reduceRight((others, each) => build.or(each, others), build.constant(false)),
    );
  }
  if (method === "some" || method === "every") {
    const test = calleeOf(frame, args[0], lower(frame, args[0]));
    const tests = list.map((each, i) =>
      asTest(frame, args[0], applied(frame, args[0], test, [known(each), known(i)]))
    );
    const combine = method === "some" ? build.or : build.and;
    return scalar(
      tests.reduceRight(
        (others, each) => combine(each, others),
        build.constant(method === "every"),
      ),
    );
  }
  return refuse(
    frame,
    node,
    "known-syntax",
    `".${method}" of a constant list`,
    "Lists have `length`, `includes`, `some` and `every`",
  );
}

function builtIn(frame: Frame, node: Node, name: string, args: readonly Node[]): Value {
  if (name === "Math.floor" || name === "Math.trunc") {
    const inner = bare(args[0]);
    if (inner.type !== "BinaryExpression" || inner.operator !== "/") {
      return scalar(lowerNumber(frame, args[0]));
    }
    const [left, right] = [lowerNumber(frame, inner.left), lowerNumber(frame, inner.right)];
    const positive = (e: Expression) => e.type.kind === "number" && e.type.low >= 0;
    if (name === "Math.floor" || (positive(left) && positive(right))) {
      return scalar(build.arithmetic("/", left, right));
    }
    refuse(frame, node, "whole-numbers", "`Math.trunc` of a negative number", "Use `Math.floor`");
  }
  const numbers = () => args.map((argument) => lowerNumber(frame, argument));
  switch (name) {
    case "Math.min":
      return scalar(numbers().reduce((a, b) => build.arithmetic("min", a, b, siteIn(frame, node))));
    case "Math.max":
      return scalar(numbers().reduce((a, b) => build.arithmetic("max", a, b, siteIn(frame, node))));
    case "Math.abs": {
      const [x] = numbers();
      return scalar(build.arithmetic("max", x, build.arithmetic("-", build.constant(0), x)));
    }
    case "Number": {
      const test = lowerTest(frame, args[0]);
      return scalar(build.choose(test, build.constant(1), build.constant(0), siteIn(frame, node))!);
    }
  }
  return refuse(
    frame,
    node,
    "known-syntax",
    `\`${name}\``,
    "Of the built-in functions, Math.min, max, abs, floor, trunc and Number(flag) are known",
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

const arithmetics: { readonly [operator: string]: ArithmeticOperator | undefined } = {
  "+": "+",
  "-": "-",
  "*": "*",
  "%": "%",
  "&": "&",
  "|": "|",
  "^": "^",
  "<<": "<<",
  ">>": ">>",
  ">>>": ">>",
};

function binary(frame: Frame, node: Of<"BinaryExpression">): Value {
  const { operator } = node;
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
  if (operator === "+" && isText(left) && isText(right)) {
    return known(`${left.value}${right.value}`);
  }
  return arithmetic(frame, node, operator, left, right);
}

/** Arithmetic of the text's operators. */
export function arithmetic(
  frame: Frame,
  node: Node,
  operator: string,
  left: Value,
  right: Value,
): Value {
  const a = asNumber(frame, node, left);
  const b = asNumber(frame, node, right);
  const known = arithmetics[operator];
  if (known !== undefined) {
    const signed = a.type.kind !== "number" || a.type.low < 0;
    if (operator !== ">>>" || !signed) {
      return scalar(build.arithmetic(known, a, b, siteIn(frame, node)));
    }
  }
  const exact = a.kind === "constant" && b.kind === "constant" &&
    Number.isInteger((a.value as number) / (b.value as number));
  if (operator === "/" && exact) return scalar(build.arithmetic("/", a, b));
  return refuse(
    frame,
    node,
    "whole-numbers",
    `the operator \`${operator}\``,
    operator === "/" ? "Write `Math.floor(a / b)`" : "Use + - * % & | ^ << >>",
  );
}

function isText(value: Value): value is { kind: "known"; value: string } {
  return value.kind === "known" && typeof value.value === "string";
}

function equality(frame: Frame, node: Of<"BinaryExpression">, left: Value, right: Value): Value {
  if (left.kind === "known" && right.kind === "known") return known(left.value === right.value);
  // What depends on the state is a scalar, never `undefined`.
  if ([left, right].some((side) => side.kind === "known" && side.value === undefined)) {
    return known(false);
  }
  const a = asScalar(frame, node.left, left);
  const b = asScalar(frame, node.right, right);
  return scalar(build.equal(a, b, siteIn(frame, node)));
}

function logical(frame: Frame, node: Of<"LogicalExpression">): Value {
  const left = lower(frame, node.left);
  if (node.operator === "??") {
    if (left.kind === "known") return isMissing(left) ? lower(frame, node.right) : left;
    const value = asScalar(frame, node.left, left);
    if (presentOf(value.type) === value.type) return left;
    const site = siteIn(frame, node);
    const missing = build.equal(value, build.constant(null));
    const other = lowerScalar(frame, node.right);
    return either(frame, node, missing, scalar(other), scalar(build.present(value, site)));
  }
  const test = asTest(frame, node.left, left);
  if (test.kind === "constant") {
    // The left side of a folded condition decides; the other side may not even be valid then.
    const decides = node.operator === "&&" ? test.value === false : test.value === true;
    return decides ? known(test.value) : scalar(lowerTest(frame, node.right));
  }
  const right = lowerTest(frame, node.right);
  frame.shared.conjuncts.set(test, siteIn(frame, node.left));
  frame.shared.conjuncts.set(right, siteIn(frame, node.right));
  return scalar(node.operator === "&&" ? build.and(test, right) : build.or(test, right));
}

function conditional(frame: Frame, node: Of<"ConditionalExpression">): Value {
  const test = lowerTest(frame, node.test);
  if (test.kind === "constant") return lower(frame, test.value ? node.consequent : node.alternate);
  const [yes, no] = [node.consequent, node.alternate].map((side) => lower(frame, side));
  return either(frame, node, test, yes, no);
}
