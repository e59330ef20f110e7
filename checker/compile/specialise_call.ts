/**
 * Calls of routines with what is known of their arguments put in: what a call comes to where that is
 * one small expression, what a routine's body comes to, and which values it returns.
 *
 * @module
 */

import { type Bindings, unbound, valuesKnown, withLocal, withValues } from "./bindings.ts";
import * as build from "./build.ts";
import { evaluates, isTotal } from "./footing.ts";
import { partsOf } from "./parts.ts";
import type { Block, Expression, Routine } from "./representation.ts";
import { isPlain, isSmall, usesOf } from "./shape.ts";
import { specialise } from "./specialise.ts";
import { specialiseBlock } from "./specialise_block.ts";
import { union, type Values } from "./value_sets.ts";

/** What a call of a routine comes to, if with these arguments it is one expression. */
export function substituted(
  routine: Routine,
  args: readonly Expression[],
  { possible, writesOut, values }: Bindings,
): Expression | undefined {
  const base: Bindings = { ...unbound, possible, writesOut };
  const constant = constantCall(routine, args, { ...base, values });
  if (constant !== undefined) return constant;
  const known = knownArguments(routine, args, base);
  const block = bodyOf(routine, known);
  const [only, ...others] = block;
  if (others.length > 0 || only?.kind !== "return" || only.value === undefined) return undefined;
  // An argument that fails has to fail even if nothing comes of it.
  const fails = routine.parameters.some((local, i) =>
    !isTotal(args[i]) && !evaluates(only.value!, local)
  );
  if (fails) return undefined;
  if (build.isConstant(only.value)) return only.value;
  // An argument stands in for its parameter only where that costs nothing to repeat.
  const all = routine.parameters.every((local, i) =>
    known.locals.has(local) || usesOf(only.value!, local) === 0 ||
    (usesOf(only.value!, local) === 1 && isPlain(args[i]))
  );
  if (!all) return undefined;
  const bindings = routine.parameters.reduce(
    (found, local, i) => withLocal(found, local, args[i]),
    unbound,
  );
  const value = specialise(only.value, bindings);
  return isSmall(value) ? value : undefined;
}

/** What a call comes to, if the few values that its arguments can have make it a constant. */
function constantCall(
  routine: Routine,
  args: readonly Expression[],
  bindings: Bindings,
): Expression | undefined {
  if (bindings.possible === undefined || !args.every(isTotal)) return undefined;
  const known = withArguments(routine, args, bindings);
  if (known.values.size === 0) return undefined;
  const [only] = bodyOf(routine, known);
  const value = only?.kind === "return" ? only.value : undefined;
  return value !== undefined && build.isConstant(value) ? value : undefined;
}

/** What is known inside a routine of its arguments: constants, and few values. */
function withArguments(
  routine: Routine,
  args: readonly Expression[],
  bindings: Bindings,
): Bindings {
  return routine.parameters.reduce(
    (found, local, i) =>
      build.isConstant(args[i]) ? found : withValues(found, local, valuesKnown(args[i], bindings)),
    knownArguments(routine, args, { ...bindings, values: new Map() }),
  );
}

/** The arguments that can be put in for their parameters wherever these stand. */
export function knownArguments(
  routine: Routine,
  args: readonly Expression[],
  base: Bindings,
): Bindings {
  return routine.parameters.reduce(
    (found, local, i) => build.isConstant(args[i]) ? withLocal(found, local, args[i]) : found,
    base,
  );
}

/** By what is known of variables, then by routine, then by what is known of its arguments. */
const bodies = new WeakMap<object, WeakMap<Routine, Map<string, Block>>>();

/** A routine's body with some of its parameters constant. */
export function bodyOf(routine: Routine, bindings: Bindings): Block {
  if (bindings === unbound) return routine.body;
  const known = routine.parameters.map((local) => {
    const value = bindings.locals.get(local);
    if (value?.kind === "constant") return JSON.stringify(value.value);
    const values = bindings.values.get(local);
    return values === undefined ? "" : JSON.stringify([...values].sort());
  });
  const key = `${bindings.writesOut} ${known.join()}`;
  const here = bindings.possible ?? unbound;
  const routines = bodies.get(here) ?? new WeakMap<Routine, Map<string, Block>>();
  bodies.set(here, routines);
  const all = routines.get(routine) ?? new Map<string, Block>();
  routines.set(routine, all);
  let body = all.get(key);
  if (body === undefined) all.set(key, body = specialiseBlock(routine.body, bindings));
  return body;
}

/** As `valuesKnown()`, and those that a routine returns. */
export function valuesOf(expression: Expression, bindings: Bindings): Values {
  if (expression.kind !== "call") return valuesKnown(expression, bindings);
  const { routine } = expression;
  const { possible, writesOut, values } = bindings;
  // Nothing else that is known here: what bodies come to is kept for calls from anywhere.
  const base = { ...unbound, possible, writesOut, values };
  const known = withArguments(routine, expression.arguments, base);
  return valuesReturned(bodyOf(routine, known), known);
}

function valuesReturned(block: Block, bindings: Bindings): Values {
  let known = bindings;
  let found: Values = new Set();
  for (const statement of block) {
    if (statement.kind === "let" && !statement.local.changes) {
      known = withValues(known, statement.local, valuesOf(statement.value, known));
    }
    const value = statement.kind === "return" ? statement.value : undefined;
    if (value !== undefined) found = union(found, valuesOf(value, known));
    for (const inner of partsOf(statement).blocks) {
      found = union(found, valuesReturned(inner, known));
    }
  }
  return found;
}
