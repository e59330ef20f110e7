/**
 * Statements and guard items with what is known put in. Loops with few turns are written out, and so
 * is what follows a local that can be few numbers; but only where code is generated: other readers of
 * the representation want the text as it was written.
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
import { isTotal } from "./footing.ts";
import type { Block, Expression, GuardItem, Local, Statement } from "./representation.ts";
import { breaksOff, changesState, indexes, leaves, sizeOf } from "./shape.ts";
import { specialise, specialisePlace } from "./specialise.ts";
import { bodyOf, knownArguments, valuesOf } from "./specialise_call.ts";
import { valuesOfType } from "./value_sets.ts";

/** How many statements a loop may become when it is written out, or what follows an index. */
const roomToUnroll = 64;
/** How many values of an index are gone through, at most. */
const mostCases = 6;

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
