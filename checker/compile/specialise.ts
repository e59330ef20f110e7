/**
 * Expressions with what is known put in, and folded again: parameters and locals that are constants,
 * types that a test has narrowed, calls that come to one small expression.
 *
 * An action is generated once for each choice of its parameters where that stays small; then every
 * position in the state is constant. Statements, and what is written out of them, are the concern of
 * `specialise_block.ts`, calls that of `specialise_call.ts`.
 *
 * @module
 */

import { assuming, type Bindings, valuesKnown } from "./bindings.ts";
import * as build from "./build.ts";
import { isTotal } from "./footing.ts";
import { printPlace } from "./print.ts";
import type { Expression, Place } from "./representation.ts";
import { substituted } from "./specialise_call.ts";
import { intersection, isNone, single } from "./value_sets.ts";

/** An expression with its constants put in. */
export function specialise(expression: Expression, bindings: Bindings): Expression {
  const inner = (each: Expression) => specialise(each, bindings);
  // A switch, as in the other functions that are called for every expression again and again: to try
  // patterns one by one would make compiling a large machine take a fifth longer.
  switch (expression.kind) {
    case "constant":
      return expression;
    case "parameter":
      return bindings.parameters.get(expression.name) ?? settled(expression);
    case "local":
      return settled(bindings.locals.get(expression.local) ?? expression);
    case "read":
      return specialiseRead(expression, bindings);
    case "size":
      return { ...expression, place: specialisePlace(expression.place, bindings) };
    case "has":
      return specialiseHas(expression, bindings);
    case "same":
      return {
        ...expression,
        left: specialisePlace(expression.left, bindings),
        right: specialisePlace(expression.right, bindings),
      };
    case "arithmetic":
    case "compare": {
      const [left, right] = [inner(expression.left), inner(expression.right)];
      return expression.kind === "compare"
        ? build.compare(expression.operator, left, right, expression.site)
        : build.arithmetic(expression.operator, left, right, expression.site);
    }
    case "equal": {
      const [left, right] = [inner(expression.left), inner(expression.right)];
      const values = intersection(valuesKnown(left, bindings), valuesKnown(right, bindings));
      if (isNone(values) && isTotal(left) && isTotal(right)) return build.constant(false);
      return build.equal(left, right, expression.site);
    }
    case "not":
      return build.not(inner(expression.operand));
    case "and":
    case "or": {
      const left = inner(expression.left);
      const goesOn = expression.kind === "and";
      if (build.isConstant(left, !goesOn)) return left;
      const right = specialise(expression.right, assuming(bindings, left, goesOn));
      return goesOn ? build.and(left, right) : build.or(left, right);
    }
    case "choose": {
      const test = inner(expression.test);
      if (test.kind === "constant") return inner(test.value ? expression.yes : expression.no);
      const yes = specialise(expression.yes, assuming(bindings, test, true));
      const no = specialise(expression.no, assuming(bindings, test, false));
      // The sides were of one kind before, and still are.
      return build.choose(test, yes, no, expression.site)!;
    }
    case "present": {
      const operand = inner(expression.operand);
      if (!build.isConstant(operand, null)) return build.present(operand, expression.site);
      // To find nothing there is an error, which only the variable itself shows.
      const unknown = { ...bindings, possible: undefined };
      return build.present(specialise(expression.operand, unknown), expression.site);
    }
    case "lookup": {
      const index = inner(expression.index);
      return build.lookup(expression.table, index, expression.site) ?? { ...expression, index };
    }
    case "call": {
      const args = expression.arguments.map(inner);
      return substituted(expression.routine, args, bindings) ??
        { ...expression, arguments: args };
    }
    default:
      return expression satisfies never;
  }
}

/** A question of a set, answered where it can only come out in one way. */
function specialiseHas(expression: Expression & { kind: "has" }, bindings: Bindings): Expression {
  const place = specialisePlace(expression.place, bindings);
  const member = specialise(expression.member, bindings);
  const content = bindings.possible?.at(place);
  const bit = build.isConstant(member) ? (member as { value: number }).value : -1;
  const specialised = { ...expression, place, member };
  if (content?.kind !== "members" || !isTotal(specialised) || bit < 0) return specialised;
  if (((content.may >>> bit) & 1) === 0) return build.constant(false);
  return ((content.must >>> bit) & 1) === 1 ? build.constant(true) : specialised;
}

/** A number that can only be one, as a constant. */
function settled(expression: Expression): Expression {
  const { type } = expression;
  return type.kind === "number" && type.low === type.high ? build.constant(type.low) : expression;
}

/** A variable, as a constant or with a narrower type where little is possible. */
function specialiseRead(expression: Expression & { kind: "read" }, bindings: Bindings): Expression {
  const place = specialisePlace(expression.place, bindings);
  const type = bindings.reads.size === 0 ? undefined : bindings.reads.get(printPlace(place));
  const read = { ...expression, place, type: type ?? expression.type };
  const values = valuesKnown(read, bindings);
  if (values === undefined || isNone(values)) return read;
  const known = single(values);
  if (known !== undefined && isTotal(read)) return build.constant(known.value);
  if (read.type.kind !== "number") return read;
  const low = Math.max(read.type.low, Math.min(...values as ReadonlySet<number>));
  const high = Math.min(read.type.high, Math.max(...values as ReadonlySet<number>));
  return low <= high ? { ...read, type: { kind: "number", low, high } } : read;
}

/** A place with what is known of its indexes put in. */
export function specialisePlace<P extends Place>(place: P, bindings: Bindings): P {
  const path = place.path.map((step) =>
    step.kind === "field" ? step : { ...step, index: specialise(step.index, bindings) }
  );
  return { ...place, path };
}
