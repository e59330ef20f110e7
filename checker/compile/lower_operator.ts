/**
 * The text's operators on values that are read already.
 *
 * @module
 */

import * as build from "./build.ts";
import { type Frame, refuse, siteIn, type Value } from "./frame.ts";
import { asNumber, asScalar, isView, scalar } from "./lower_value.ts";
import type { ArithmeticOperator } from "./representation.ts";
import type { Node, Of } from "./syntax.ts";

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
  if (operator === "%" && (b.type.kind !== "number" || b.type.low <= 0)) {
    refuse(
      frame,
      node,
      "whole-numbers",
      "the operator `%` with a right side that may be zero or less",
      "Divide by what is 1 or more",
    );
  }
  if (known !== undefined) {
    const signed = a.type.kind !== "number" || a.type.low < 0;
    if (operator !== ">>>" || !signed) {
      return scalar(build.arithmetic(known, a, b, siteIn(frame, node)));
    }
  }
  return refuse(
    frame,
    node,
    "whole-numbers",
    `the operator \`${operator}\``,
    operator === "/"
      ? "Write `>>` for a power of two, or count"
      : operator === ">>>"
      ? "Keep its left side at zero or above, or write `>>`"
      : "Use + - * % & | ^ << >>",
  );
}

/** Whether two values are equal. */
export function equality(
  frame: Frame,
  node: Of<"BinaryExpression">,
  left: Value,
  right: Value,
): Value {
  if (isView(left) || isView(right)) {
    return refuse(
      frame,
      node,
      "views-are-places",
      "a comparison of a record, array or set",
      "Compare with `same`",
    );
  }
  const a = asScalar(frame, node.left, left);
  const b = asScalar(frame, node.right, right);
  return scalar(build.equal(a, b, siteIn(frame, node)));
}
