/**
 * Code for expressions.
 *
 * @module
 */

import { match, P } from "ts-pattern";
import type { SubsetDomain } from "../domains.ts";
import { isLeaf, type LeafDomain } from "../layout.ts";
import {
  type Buffer,
  constantLeaf,
  emitIndex,
  emitRaw,
  leafText,
  maskOf,
  memoryOf,
  wordAt,
} from "./emit_access.ts";
import * as build from "./build.ts";
import type { Module } from "./emit_module.ts";
import { encode, leastOf, nullOf, offsetOf } from "./encoding.ts";
import { childPlaces, leafNumberOf } from "./positions.ts";
import type { Expression, Local, Place, Root, Type } from "./representation.ts";
import type { Site } from "./subset_error.ts";
import { join, presentOf, sameType, typeOfDomain } from "./types.ts";

/** What names stand for while code is generated. */
export interface Context {
  readonly module: Module;
  readonly buffers: { readonly [root in Root]: Buffer };
  /** Variables of the parameters, as numbers. */
  readonly parameters: ReadonlyMap<string, string>;
  /** Variables of the locals. */
  readonly locals: Map<Local, string>;
}

/** A test of bits of one word, so that neighbours can be tested at once. */
interface MaskTest {
  readonly word: string;
  readonly mask: number;
  readonly value: number;
}

/** Code for a flag, as a condition. */
export function emitTest(context: Context, expression: Expression): string {
  const bits = maskTest(context, expression);
  if (bits !== undefined) return emitMaskTest(bits);
  const test = (each: Expression) => emitTest(context, each);
  const value = (each: Expression) => emitValue(context, each);
  return match(expression)
    .with({ kind: "and" }, (e) => `(${emitAll(context, [e])})`)
    .with({ kind: "or" }, (e) => `(${emitAny(context, e)})`)
    .with({ kind: "not" }, (e) => `!${test(e.operand)}`)
    .with({ kind: "compare" }, (e) => `(${value(e.left)} ${e.operator} ${value(e.right)})`)
    .with({ kind: "equal" }, (e) => emitEqual(context, e.left, e.right))
    .with({ kind: "same" }, (e) => `(${emitAll(context, [e])})`)
    .with({ kind: "has" }, (e) => emitHas(context, e))
    .with({ kind: "constant" }, (e) => String(e.value))
    .with({ kind: "parameter" }, (e) => `(${context.parameters.get(e.name)} === 1)`)
    .with(
      { kind: "local" },
      { kind: "read" },
      { kind: "choose" },
      { kind: "present" },
      { kind: "lookup" },
      { kind: "call" },
      { kind: "size" },
      { kind: "arithmetic" },
      value,
    )
    .exhaustive();
}

function emitHas(context: Context, { place, member }: Expression & { kind: "has" }): string {
  const { size } = place.domain as SubsetDomain;
  const leaf = leafNumberOf(context.module.schema, place);
  const index = emitIndex(context, member, size, () => leafText(context, leaf), "");
  return `((((${emitRaw(context, place)}) >>> ${index}) & 1) === 1)`;
}

/** Code for tests that all have to hold, in order; neighbours that test bits of one word are one. */
export function emitAll(context: Context, tests: readonly Expression[]): string {
  const parts = tests.flatMap((test) => operandsIn(test, "and")).flatMap((test) =>
    test.kind === "same"
      ? sameTests(context, test.left, test.right)
      : maskTest(context, test) ?? emitTest(context, test)
  );
  return together(parts)
    .map((part) => typeof part === "string" ? part : emitMaskTest(part)).join(" && ");
}

/** The same for tests of which one has to hold: those that fail with a test of bits are one, too. */
function emitAny(context: Context, test: Expression): string {
  const parts = operandsIn(test, "or").map((each) =>
    maskTest(context, build.not(each)) ?? emitTest(context, each)
  );
  return together(parts)
    .map((part) => typeof part === "string" ? part : emitMaskTest(part, true)).join(" || ");
}

/** The operands of a conjunction of conjunctions, or disjunction of disjunctions. */
function operandsIn(test: Expression, kind: "and" | "or"): Expression[] {
  return test.kind === kind
    ? [...operandsIn(test.left, kind), ...operandsIn(test.right, kind)]
    : [test];
}

/** Tests in order, with neighbours that test different bits of one word put together. */
function together(parts: readonly (string | MaskTest)[]): (string | MaskTest)[] {
  const found: (string | MaskTest)[] = [];
  for (const part of parts) {
    const last = found.at(-1);
    if (
      typeof part === "object" && typeof last === "object" && last.word === part.word &&
      (last.mask & part.mask) === 0
    ) {
      const { word } = part;
      found.splice(-1, 1, { word, mask: last.mask | part.mask, value: last.value | part.value });
    } else found.push(part);
  }
  return found;
}

/** Code for a test that two branches hang on. */
export function emitBranch(context: Context, test: Expression, site: Site | undefined): string {
  const code = emitTest(context, test);
  const { coverage } = context.module;
  return coverage === undefined || site === undefined
    ? code
    : coverage.wrap("branch", undefined, site, test, code);
}

/** Code for a value: a boolean for a flag, else a number (see `encoding.ts`). */
export function emitValue(context: Context, expression: Expression): string {
  const value = (each: Expression) => emitValue(context, each);
  // What is held as a number is 1 for a flag that is set.
  const held = (text: string) => expression.type.kind === "flag" ? `(${text} === 1)` : text;
  return match(expression)
    .with(
      { kind: "constant" },
      (e) => String(e.type.kind === "flag" ? e.value : encode(e.value, e.type)),
    )
    .with({ kind: "parameter" }, (e) => held(context.parameters.get(e.name)!))
    .with({ kind: "local" }, (e) => context.locals.get(e.local)!)
    .with({ kind: "read" }, (e) => {
      const raw = `(${emitRaw(context, e.place)})`;
      if (e.type.kind === "flag") return held(raw);
      const offset = offsetOf(e.place.domain as Exclude<LeafDomain, SubsetDomain>);
      return offset === 0 ? raw : `(${raw} + ${offset})`;
    })
    .with({ kind: "size" }, (e) => `members(${emitRaw(context, e.place)})`)
    .with(
      { kind: "arithmetic", operator: P.union("min", "max") },
      (e) => `Math.${e.operator}(${value(e.left)}, ${value(e.right)})`,
    )
    .with({ kind: "arithmetic" }, (e) => `(${value(e.left)} ${e.operator} ${value(e.right)})`)
    .with({ kind: "choose" }, ({ test, yes, no, type, site }) => {
      const [first, second] = [yes, no].map((side) => emitAs(context, side, type));
      return `(${emitBranch(context, test, site)} ? ${first} : ${second})`;
    })
    .with(
      { kind: "present" },
      ({ operand, site }) => {
        const number = context.module.siteNumber(site);
        return held(`there(${value(operand)}, ${nullOf(operand.type)}, ${number})`);
      },
    )
    .with({ kind: "lookup" }, ({ table, index, type, site }) => {
      const name = context.module.table(table.map((each) => encode(each, type)!));
      return held(`${name}[${emitBounded(context, index, table.length - 1, site)}]`);
    })
    .with({ kind: "call" }, (e) => emitCallOf(context, e.routine, e.arguments))
    .with(
      { kind: "has" },
      { kind: "same" },
      { kind: "compare" },
      { kind: "equal" },
      { kind: "not" },
      { kind: "and" },
      { kind: "or" },
      (e) => emitTest(context, e),
    )
    .exhaustive();
}

/** Code for a value, as a number of another type that includes it. */
export function emitAs(context: Context, expression: Expression, type: Type): string {
  if (type.kind === "flag") return emitTest(context, expression);
  if (expression.kind === "constant") {
    return String(encode(expression.value, type) ?? misfitOf(type));
  }
  if (expression.kind === "choose") {
    const [yes, no] = [expression.yes, expression.no].map((side) => emitAs(context, side, type));
    return `(${emitBranch(context, expression.test, expression.site)} ? ${yes} : ${no})`;
  }
  const value = emitValue(context, expression);
  if (expression.type.kind === "flag") return `(${value} ? 1 : 0)`;
  const from = presentOf(expression.type);
  const to = presentOf(type);
  if (from?.kind === "name" && to?.kind === "name" && !sameType(from, to)) {
    const nullable = type.kind === "maybe";
    const codes = from.values.map((name) => encode(name, type) ?? misfitOf(type));
    // In front, where `null` is.
    const table = context.module.table([nullable ? nullOf(type) : misfitOf(type), ...codes]);
    return `${table}[${value} + 1]`;
  }
  const [here, there] = [nullOf(expression.type), nullOf(type)];
  return expression.type.kind === "maybe" && here !== there
    ? `moved(${value}, ${here}, ${there})`
    : value;
}

/** A number that stands for no value of the type, not even `null`. */
export function misfitOf(type: Type): number {
  return leastOf(presentOf(type)) - 2;
}

function emitEqual(context: Context, left: Expression, right: Expression): string {
  if (left.type.kind === "flag" && right.type.kind === "flag") {
    return `(${emitTest(context, left)} === ${emitTest(context, right)})`;
  }
  const type = left.kind === "constant"
    ? right.type
    : right.kind === "constant"
    ? left.type
    : join(left.type, right.type)!;
  return `(${emitAs(context, left, type)} === ${emitAs(context, right, type)})`;
}

/** The test of bits that an expression is, if that is all it is. */
function maskTest(context: Context, expression: Expression): MaskTest | undefined {
  return match(expression)
    .returnType<MaskTest | undefined>()
    .with({ kind: "read", type: { kind: "flag" } }, (e) => fieldTest(context, e.place, 1))
    .with({ kind: "not" }, (e) => {
      const inner = maskTest(context, e.operand);
      const single = inner && (inner.mask & (inner.mask - 1)) === 0;
      return single ? { ...inner, value: inner.value ^ inner.mask } : undefined;
    })
    .with({ kind: "has", member: { kind: "constant" } }, ({ place, member }) => {
      const { size } = place.domain as SubsetDomain;
      const bit = member.value as number;
      const leaf = constantLeaf(context, place);
      // A member that the set never has has no bit.
      if (leaf === undefined || bit < 0 || bit >= Math.min(size, leaf.width)) return undefined;
      const mask = 1 << (leaf.shift + bit);
      return { word: wordAt(context.buffers[place.root], leaf.word), mask, value: mask };
    })
    .with(
      { kind: "equal", left: { kind: "constant" } },
      (e) => equalsConstant(context, e.right, e.left),
    )
    .with(
      { kind: "equal", right: { kind: "constant" } },
      (e) => equalsConstant(context, e.left, e.right),
    )
    .with(
      { kind: "constant" },
      { kind: "parameter" },
      { kind: "local" },
      { kind: "read" },
      { kind: "size" },
      { kind: "has" },
      () => undefined,
    )
    .with(
      { kind: "same" },
      { kind: "arithmetic" },
      { kind: "compare" },
      { kind: "equal" },
      () => undefined,
    )
    .with(
      { kind: "and" },
      { kind: "or" },
      { kind: "choose" },
      { kind: "present" },
      { kind: "lookup" },
      { kind: "call" },
      () => undefined,
    )
    .exhaustive();
}

function equalsConstant(
  context: Context,
  expression: Expression,
  { value, type }: Expression & { kind: "constant" },
): MaskTest | undefined {
  if (expression.kind === "size") {
    const { size } = expression.place.domain as SubsetDomain;
    if (value === 0) return fieldTest(context, expression.place, 0);
    return value === size ? fieldTest(context, expression.place, maskOf(size)) : undefined;
  }
  if (expression.kind !== "read" || type.kind === "flag") return undefined;
  const code = encode(value, expression.type);
  if (code === undefined) return undefined;
  const { place } = expression;
  return fieldTest(
    context,
    place,
    code - offsetOf(place.domain as Exclude<LeafDomain, SubsetDomain>),
  );
}

/** A test that a leaf at a constant position holds a code. */
function fieldTest(context: Context, place: Place, code: number): MaskTest | undefined {
  const leaf = constantLeaf(context, place);
  // A code that the leaf never has has no bits.
  const fits = leaf !== undefined && leaf.width > 0 && (code & ~maskOf(leaf.width)) === 0;
  if (!fits) return undefined;
  const mask = maskOf(leaf.width) << leaf.shift;
  const word = wordAt(context.buffers[place.root], leaf.word);
  return { word, mask, value: (code << leaf.shift) & mask };
}

/** Code for a test of bits, or for its opposite. */
function emitMaskTest({ word, mask, value }: MaskTest, fails = false): string {
  const bits = mask === -1 ? `${word} | 0` : `${word} & ${mask}`;
  const isBit = value === mask && (mask & (mask - 1)) === 0;
  if (isBit) return `((${bits}) ${fails ? "===" : "!=="} 0)`;
  return `((${bits}) ${fails ? "!==" : "==="} ${value})`;
}

/** Code for an index into a constant list. */
function emitBounded(context: Context, index: Expression, last: number, site: Site): string {
  const value = emitValue(context, index);
  if (index.type.kind === "number" && index.type.low >= 0 && index.type.high <= last) return value;
  return `listed(${value}, ${last}, ${context.module.siteNumber(site)})`;
}

/** Code for a call of a routine. */
export function emitCallOf(
  context: Context,
  routine: (Expression & { kind: "call" })["routine"],
  args: readonly Expression[],
): string {
  const { name, rest, seesBefore } = context.module.routine(routine, args);
  const states = [memoryOf(context.buffers.state)];
  if (seesBefore) states.push(memoryOf(context.buffers.before));
  const values = rest.map(({ local, value }) => emitAs(context, value, local.type));
  return `${name}(${[...states, ...values].join(", ")})`;
}

/** Tests for whether two composites hold the same. */
function sameTests(context: Context, left: Place, right: Place): (string | MaskTest)[] {
  // Variables that lie alike in one word on either side are compared together.
  const masks = new Map<string, number>();
  const tests: (string | MaskTest)[] = [];
  for (const [a, b] of partsOf(left, right)) {
    const [x, y] = [constantLeaf(context, a), constantLeaf(context, b)];
    // What never changes has been compared already.
    if (x?.width === 0 && y?.width === 0 && x.least === y.least && sameCodes(a, b)) continue;
    if (x && y && x.shift === y.shift && x.width === y.width && x.width > 0 && sameCodes(a, b)) {
      const [left, right] = [a, b].map(({ root }, i) =>
        wordAt(context.buffers[root], i === 0 ? x.word : y.word)
      );
      const word = `(${left} ^ ${right})`;
      masks.set(word, (masks.get(word) ?? 0) | (maskOf(x.width) << x.shift));
    } else tests.push(emitSameLeaf(context, a, b));
  }
  tests.push(...[...masks].map(([word, mask]) => ({ word, mask, value: 0 })));
  return tests.length === 0 ? ["true"] : tests;
}

function emitSameLeaf(context: Context, a: Place, b: Place): string {
  if (a.domain.kind === "subset") return `((${emitRaw(context, a)}) === (${emitRaw(context, b)}))`;
  const [x, y] = [a, b].map((place): Expression => ({
    kind: "read",
    place,
    type: typeOfDomain(place.domain as Exclude<LeafDomain, SubsetDomain>),
  }));
  return emitEqual(context, x, y);
}

/** Whether equal values of two leaves have equal codes, and others have not. */
export function sameCodes(left: Place, right: Place): boolean {
  return left.domain === right.domain ||
    JSON.stringify(left.domain) === JSON.stringify(right.domain);
}

/** The leaves of two composites of one make, pair by pair. */
export function partsOf(left: Place, right: Place): [Place, Place][] {
  if (isLeaf(left.domain)) return [[left, right]];
  const others = childPlaces(right);
  return childPlaces(left).flatMap((part, i) => partsOf(part, others[i]));
}
