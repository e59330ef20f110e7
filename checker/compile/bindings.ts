/**
 * What is known where an expression stands: constants by parameter and by local, and the narrower
 * types that tests have shown.
 *
 * @module
 */

import * as build from "./build.ts";
import { printPlace } from "./print.ts";
import type { Expression, Local, Scalar, Type } from "./representation.ts";
import type { PossibleValues } from "./possible_values.ts";
import { presentOf } from "./types.ts";
import { filter, only, union, type Values } from "./value_sets.ts";

/** What is known of parameters, locals and variables where an expression stands. */
export interface Bindings {
  /** Constants by parameter name. */
  readonly parameters: ReadonlyMap<string, Expression>;
  /** Constants by local, or the local itself with a narrower type. */
  readonly locals: ReadonlyMap<Local, Expression>;
  /** Narrower types of variables of the state, by place, until something is changed. */
  readonly reads: ReadonlyMap<string, Type>;
  /** Values of locals, where few are possible. */
  readonly values: ReadonlyMap<Local, Values>;
  /** What variables can hold at all, if that is known. */
  readonly possible: PossibleValues | undefined;
  /** Whether loops with few turns are written out. */
  readonly writesOut: boolean;
}

/** Nothing is known, and loops stay. */
export const unbound: Bindings = {
  parameters: new Map(),
  locals: new Map(),
  reads: new Map(),
  values: new Map(),
  possible: undefined,
  writesOut: false,
};

/** Nothing is known of this place in particular, and loops are written out. */
export function generating(possible: PossibleValues | undefined): Bindings {
  return { ...unbound, possible, writesOut: true };
}

/** The same bindings and a parameter's. */
export function withParameter(bindings: Bindings, name: string, value: Expression): Bindings {
  return { ...bindings, parameters: new Map(bindings.parameters).set(name, value) };
}

/** The same bindings and a local's. */
export function withLocal(bindings: Bindings, local: Local, value: Expression): Bindings {
  return { ...bindings, locals: new Map(bindings.locals).set(local, value) };
}

/** The same bindings and which values a local that does not change can have. */
export function withValues(bindings: Bindings, local: Local, values: Values): Bindings {
  if (values === undefined) return bindings;
  return { ...bindings, values: new Map(bindings.values).set(local, values) };
}

/** Which values an expression can have, as far as that is known. */
export function valuesKnown(expression: Expression, bindings: Bindings): Values {
  // A switch for the reason that `specialise.ts` has one.
  switch (expression.kind) {
    case "constant":
      return only(expression.value);
    case "local":
      return bindings.values.get(expression.local);
    case "read": {
      const content = bindings.possible?.at(expression.place);
      return content?.kind === "values" ? content.values : undefined;
    }
    case "choose":
      return union(
        valuesKnown(expression.yes, bindings),
        valuesKnown(expression.no, bindings),
      );
    case "present": {
      const values = valuesKnown(expression.operand, bindings);
      return filter(values, (value) => value !== null);
    }
    case "lookup": {
      const { table, index } = expression;
      const values = valuesKnown(index, bindings);
      return values &&
        new Set([...values].flatMap((at) => table.slice(Number(at), Number(at) + 1)));
    }
    case "parameter":
    case "size":
    case "has":
    case "same":
    case "arithmetic":
    case "compare":
    case "equal":
    case "not":
    case "and":
    case "or":
    case "call":
      return undefined;
    default:
      return expression satisfies never;
  }
}

/** The same bindings without what was known of the state, which has changed. */
export function afterChange(bindings: Bindings): Bindings {
  return { ...bindings, reads: unbound.reads };
}

/** What is known where a test has come out true, or false. */
export function assuming(bindings: Bindings, test: Expression, truth: boolean): Bindings {
  // A switch for the reason that `specialise.ts` has one.
  switch (test.kind) {
    case "not":
      return assuming(bindings, test.operand, !truth);
    case "and":
    case "or":
      if (truth !== (test.kind === "and")) return bindings;
      return assuming(assuming(bindings, test.left, truth), test.right, truth);
    case "equal":
    case "compare": {
      const operator = test.kind === "equal" ? "===" : test.operator;
      const { left, right } = test;
      const type = narrowed(left.type, operator, right, truth);
      const found = type ? withType(bindings, left, type) : bindings;
      const mirrored = narrowed(right.type, mirror[operator], left, truth);
      return mirrored ? withType(found, right, mirrored) : found;
    }
    case "constant":
    case "parameter":
    case "local":
    case "read":
    case "size":
    case "has":
    case "same":
    case "arithmetic":
    case "choose":
    case "present":
    case "lookup":
    case "call":
      return bindings;
    default:
      return test satisfies never;
  }
}

type Comparison = "===" | "<" | "<=" | ">" | ">=";

const mirror: { readonly [operator in Comparison]: Comparison } = {
  "===": "===",
  "<": ">",
  "<=": ">=",
  ">": "<",
  ">=": "<=",
};

const opposite: { readonly [operator in Exclude<Comparison, "===">]: Comparison } = {
  "<": ">=",
  "<=": ">",
  ">": "<=",
  ">=": "<",
};

/** A type less the values of which a comparison does not hold (or does, if it came out false). */
function narrowed(
  type: Type,
  operator: Comparison,
  other: Expression,
  truth: boolean,
): Type | undefined {
  // Generated code holds a flag that may be `null` in another way than a flag.
  if (type.kind === "maybe" && type.of.kind === "flag") return undefined;
  if (operator === "===" && !truth) {
    if (!build.isConstant(other)) return undefined;
    const { value } = other as { value: Scalar };
    if (type.kind === "maybe") return value === null ? type.of : undefined;
    if (type.kind !== "number") return undefined;
    if (type.low === value && type.low < type.high) return { ...type, low: type.low + 1 };
    return type.high === value && type.low < type.high
      ? { ...type, high: type.high - 1 }
      : undefined;
  }
  if (operator === "===" && type.kind === "maybe") {
    return presentOf(other.type) === other.type ? type.of : undefined;
  }
  if (type.kind !== "number" || other.type.kind !== "number") return undefined;
  const holds = truth || operator === "===" ? operator : opposite[operator];
  let { low, high } = type;
  if (holds === "===" || holds === ">=") low = Math.max(low, other.type.low);
  if (holds === ">") low = Math.max(low, other.type.low + 1);
  if (holds === "===" || holds === "<=") high = Math.min(high, other.type.high);
  if (holds === "<") high = Math.min(high, other.type.high - 1);
  // Where nothing is left the code is not reached; any type will do.
  return low <= high && (low !== type.low || high !== type.high)
    ? { kind: "number", low, high }
    : undefined;
}

function withType(bindings: Bindings, expression: Expression, type: Type): Bindings {
  if (expression.kind === "local" && !expression.local.changes) {
    return withLocal(bindings, expression.local, { ...expression, type });
  }
  if (expression.kind === "read") {
    const reads = new Map(bindings.reads).set(printPlace(expression.place), type);
    return { ...bindings, reads };
  }
  return bindings;
}
