/**
 * The representation with what is known put in, and folded again: parameters and locals that are
 * constants, types that a test has narrowed, calls that come to one small expression.
 *
 * An action is generated once for each choice of its parameters where that stays small; then every
 * position in the state is constant. Loops with few turns are written out for the same reason, but
 * only where code is generated: other readers of the representation want the loop.
 *
 * @module
 */

import { match } from "ts-pattern";
import {
  afterChange,
  assuming,
  type Bindings,
  unbound,
  valuesKnown,
  withLocal,
  withValues,
} from "./bindings.ts";
import * as build from "./build.ts";
import { evaluates, isTotal } from "./footing.ts";
import { partsOf } from "./parts.ts";
import { printPlace } from "./print.ts";
import type {
  Block,
  Expression,
  GuardItem,
  Local,
  Place,
  Routine,
  Statement,
} from "./representation.ts";
import {
  breaksOff,
  changesState,
  indexes,
  isPlain,
  isSmall,
  leaves,
  sizeOf,
  usesOf,
} from "./shape.ts";
import { intersection, isNone, single, union, type Values, valuesOfType } from "./value_sets.ts";

/** How many statements a loop may become when it is written out, or what follows an index. */
const roomToUnroll = 64;
/** How many values of an index are gone through, at most. */
const mostCases = 6;

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

/** What a call of a routine comes to, if with these arguments it is one expression. */
function substituted(
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
function knownArguments(
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

function specialisePlace<P extends Place>(place: P, bindings: Bindings): P {
  const path = place.path.map((step) =>
    step.kind === "field" ? step : { ...step, index: specialise(step.index, bindings) }
  );
  return { ...place, path };
}

/** Statements with what is known put in. What cannot be reached is left out. */
export function specialiseBlock(block: Block, bindings: Bindings): Block {
  const found: Statement[] = [];
  let known = bindings;
  for (const [at, statement] of block.entries()) {
    if (statement.kind === "let" && !statement.local.changes) {
      const value = specialise(statement.value, known);
      if (value.kind === "constant") known = withLocal(known, statement.local, value);
      else {
        const { local } = statement;
        found.push({ ...statement, value });
        known = withValues(known, local, valuesKnown(value, known));
        // A number is held alike whatever its interval.
        if (value.type.kind === "number" && local.type.kind === "number") {
          known = withLocal(known, local, { kind: "local", local, type: value.type });
        }
        const rest = block.slice(at + 1);
        const size = sizeOf(rest);
        const cases = size <= roomToUnroll / 2 && indexes(rest, local)
          ? casesOf(local, value, known)
          : [];
        if (cases.length > 1 && cases.length * size <= roomToUnroll) {
          found.push(...eachCase(local, cases, rest, known));
          break;
        }
      }
      continue;
    }
    const specialised = specialiseStatement(statement, known);
    found.push(...specialised);
    const last = found.at(-1);
    if (last !== undefined && leaves(last)) break;
    known = afterStatements(known, specialised);
    // Past an `if` that leaves, its test is known.
    if (last?.kind === "if" && specialised.includes(last)) {
      const leavesIf = (side: Block) => side.length > 0 && leaves(side[side.length - 1]);
      if (leavesIf(last.yes)) known = assuming(known, last.test, false);
      else if (leavesIf(last.no)) known = assuming(known, last.test, true);
    }
  }
  return asReturned(found);
}

/**
 * The numbers that a local can be, if they are few enough to generate what follows for each: then a
 * position in the state that depends on it is constant, and so are bounds that it has to keep.
 */
export function casesOf(local: Local, value: Expression, bindings: Bindings): readonly number[] {
  // Where nothing is known of what is possible, as where tests are counted, the text is kept.
  if (local.type.kind !== "number" || bindings.possible === undefined) return [];
  const values = valuesOf(value, bindings) ?? valuesOfType(value.type);
  const few = values !== undefined && values.size <= mostCases && !values.has(null);
  return few ? [...values as ReadonlySet<number>].sort((a, b) => a - b) : [];
}

/** As `valuesKnown()`, and those that a routine returns. */
function valuesOf(expression: Expression, bindings: Bindings): Values {
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

/** What follows a local's declaration, once for each number that it can be. */
function eachCase(
  local: Local,
  [value, ...others]: readonly number[],
  rest: Block,
  bindings: Bindings,
): Block {
  const yes = specialiseBlock(rest, withLocal(bindings, local, build.constant(value)));
  if (others.length === 0) return yes;
  const here: Expression = { kind: "local", local, type: local.type };
  const test = build.equal(here, build.constant(value));
  return [{ kind: "if", test, yes, no: eachCase(local, others, rest, bindings) }];
}

/** `if (test) return true; return false` is `return test`. */
function asReturned(block: Statement[]): Block {
  const [first, last] = block.slice(-2);
  if (block.length < 2 || first.kind !== "if" || last.kind !== "return") return block;
  const [yes] = first.yes;
  const simple = first.yes.length === 1 && first.no.length === 0 && yes.kind === "return";
  if (!simple || yes.value?.kind !== "constant" || last.value?.kind !== "constant") return block;
  if (first.site === undefined) return block;
  const value = build.choose(first.test, yes.value, last.value, first.site);
  return value === undefined ? block : [...block.slice(0, -2), { kind: "return", value }];
}

/** What is known once statements have been run. */
function afterStatements(bindings: Bindings, done: Block): Bindings {
  const forgets = bindings.reads.size > 0 && done.some(changesState);
  return forgets ? afterChange(bindings) : bindings;
}

function specialiseStatement(statement: Statement, bindings: Bindings): Block {
  const inner = (each: Expression) => specialise(each, bindings);
  return match(statement)
    .returnType<Block>()
    .with({ kind: "let" }, { kind: "assign" }, (s) => [{ ...s, value: inner(s.value) }])
    .with({ kind: "write" }, (s) => {
      const place = specialisePlace(s.place, bindings);
      return [{ ...s, place, value: inner(s.value) }];
    })
    .with({ kind: "add" }, { kind: "delete" }, (s) => {
      const place = specialisePlace(s.place, bindings);
      return [{ ...s, place, member: inner(s.member) }];
    })
    .with({ kind: "clear" }, (s) => [{ ...s, place: specialisePlace(s.place, bindings) }])
    .with({ kind: "copy" }, (s) => {
      const target = specialisePlace(s.target, bindings);
      return [{ ...s, target, source: specialisePlace(s.source, bindings) }];
    })
    .with({ kind: "if" }, (s) => {
      const test = inner(s.test);
      if (test.kind === "constant") return specialiseBlock(test.value ? s.yes : s.no, bindings);
      const yes = specialiseBlock(s.yes, assuming(bindings, test, true));
      const no = specialiseBlock(s.no, assuming(bindings, test, false));
      const isIdle = yes.length === 0 && no.length === 0 && isTotal(test);
      return isIdle ? [] : [{ ...s, test, yes, no }];
    })
    .with({ kind: "loop" }, (s) => specialiseLoop(s, bindings))
    .with({ kind: "break" }, { kind: "continue" }, (s) => [s])
    .with({ kind: "call" }, (s) => {
      const args = s.arguments.map(inner);
      const { possible, writesOut } = bindings;
      const base: Bindings = { ...unbound, possible, writesOut };
      const body = bodyOf(s.routine, knownArguments(s.routine, args, base));
      return body.length === 0 && args.every(isTotal) ? [] : [{ ...s, arguments: args }];
    })
    .with({ kind: "return" }, (s) => [{ ...s, value: s.value && inner(s.value) }])
    .exhaustive();
}

function specialiseLoop(loop: Statement & { kind: "loop" }, bindings: Bindings): Block {
  const from = specialise(loop.from, bindings);
  const limit = specialise(loop.limit, bindings);
  const known = from.kind === "constant" && limit.kind === "constant";
  if (bindings.writesOut && known && !breaksOff(loop.body)) {
    const turns = Math.max(
      0,
      loop.operator.length === 2
        ? Math.floor(((limit.value as number) - (from.value as number)) / loop.step) + 1
        : Math.ceil(((limit.value as number) - (from.value as number)) / loop.step),
    );
    if (turns * sizeOf(loop.body) <= roomToUnroll) {
      const found: Statement[] = [];
      for (let turn = 0; turn < turns; turn++) {
        const value = build.constant((from.value as number) + turn * loop.step);
        const inside = afterStatements(bindings, found);
        found.push(...specialiseBlock(loop.body, withLocal(inside, loop.local, value)));
        if (found.at(-1)?.kind === "return") break;
      }
      return found;
    }
  }
  // A turn begins with what the turns before it have changed.
  const inside = afterStatements(bindings, loop.body);
  return [{ ...loop, from, limit, body: specialiseBlock(loop.body, inside) }];
}

/** A guard item with what is known put in. */
export function specialiseItem(item: GuardItem, bindings: Bindings): GuardItem {
  return match(item)
    .returnType<GuardItem>()
    .with({ kind: "let" }, (i) => ({ ...i, value: specialise(i.value, bindings) }))
    .with({ kind: "require" }, (i) => ({ ...i, test: specialise(i.test, bindings) }))
    .with({ kind: "decide" }, (i) => ({ ...i, body: specialiseBlock(i.body, bindings) }))
    .exhaustive();
}
