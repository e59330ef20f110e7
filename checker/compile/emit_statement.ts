/**
 * Code for statements.
 *
 * @module
 */

import { match } from "ts-pattern";
import type { SubsetDomain } from "../domains.ts";
import { type Leaf, type LeafDomain, widthOf } from "../layout.ts";
import {
  alignment,
  constantLeaf,
  emitIndex,
  emitRaw,
  leafText,
  maskOf,
  memoryOf,
  wordAt,
} from "./emit_access.ts";
import {
  type Context,
  emitAs,
  emitBranch,
  emitCallOf,
  emitValue,
  misfitOf,
  partsOf,
} from "./emit_expression.ts";
import type { Module } from "./emit_module.ts";
import { leastOf, nullOf, offsetOf } from "./encoding.ts";
import { leafNumberOf, leafPlaces } from "./positions.ts";
import type { Block, Expression, Local, Place, Routine, Statement } from "./representation.ts";
import type { Bindings } from "./bindings.ts";
import { bodyOf } from "./specialise_call.ts";
import { fits, presentOf, typeOfDomain } from "./types.ts";

/** What becomes of `return`. */
export type Returns = (value: string | undefined) => string[];

/** A routine as a function of the words it reads or writes and of its other arguments. */
export function emitRoutine(
  module: Module,
  name: string,
  routine: Routine,
  bindings: Bindings,
  seesBefore: boolean,
): string {
  const locals = new Map<Local, string>();
  const rest = routine.parameters.filter((local) => !bindings.locals.has(local));
  for (const local of rest) locals.set(local, module.fresh(local.name));
  const context: Context = { module, buffers: inMemory, parameters: new Map(), locals };
  const parameters = [
    ...(seesBefore ? ["S", "o", "B", "p"] : ["S", "o"]),
    ...rest.map((local) => locals.get(local)),
  ];
  const { result } = routine;
  const body = emitBlock(
    context,
    bodyOf(routine, bindings),
    (value) => [value === undefined ? "return;" : `return ${value};`],
    result,
  );
  return [`function ${name}(${parameters.join(", ")}) {`, ...indent(body), "}"].join("\n");
}

/** The states where routines and predicates find them. */
export const inMemory: Context["buffers"] = {
  state: { array: "S", at: "o" },
  before: { array: "B", at: "p" },
};

/** Code for statements in order. `result` is the type that returned values are given in. */
export function emitBlock(
  context: Context,
  block: Block,
  returns: Returns,
  result: Expression["type"] | undefined,
): string[] {
  return block.flatMap((statement) => emitStatement(context, statement, returns, result));
}

function emitStatement(
  context: Context,
  statement: Statement,
  returns: Returns,
  result: Expression["type"] | undefined,
): string[] {
  const inner = (block: Block) => indent(emitBlock(context, block, returns, result));
  return match(statement)
    .with({ kind: "let" }, ({ local, value }) => {
      const text = emitAs(context, value, local.type);
      // Set afterwards: a loop written out declares the same local again.
      const name = context.module.fresh(local.name);
      context.locals.set(local, name);
      return [`${local.changes ? "let" : "const"} ${name} = ${text};`];
    })
    .with(
      { kind: "assign" },
      ({ local, value }) => [
        `${context.locals.get(local)} = ${emitAs(context, value, local.type)};`,
      ],
    )
    .with({ kind: "write" }, ({ place, value }) => emitWrite(context, place, value))
    .with({ kind: "add" }, { kind: "delete" }, (change) => emitMembership(context, change))
    .with({ kind: "clear" }, ({ place }) => emitClear(context, place))
    .with({ kind: "copy" }, ({ target, source }) => emitCopy(context, target, source))
    .with({ kind: "if" }, ({ test, yes, no, site }) => {
      const otherwise = no.length === 0 ? [] : ["} else {", ...inner(no)];
      return [`if (${emitBranch(context, test, site)}) {`, ...inner(yes), ...otherwise, "}"];
    })
    .with({ kind: "loop" }, ({ local, from, operator, limit, step, body }) => {
      const first = emitValue(context, from);
      const name = context.module.fresh(local.name);
      context.locals.set(local, name);
      const test = `${name} ${operator} ${emitValue(context, limit)}`;
      const by = step < 0 ? `${name} -= ${-step}` : `${name} += ${step}`;
      return [`for (let ${name} = ${first}; ${test}; ${by}) {`, ...inner(body), "}"];
    })
    .with({ kind: "break" }, { kind: "continue" }, ({ kind }) => [`${kind};`])
    .with({ kind: "call" }, (call) => [`${emitCallOf(context, call.routine, call.arguments)};`])
    .with(
      { kind: "return" },
      ({ value }) =>
        returns(value && (result ? emitAs(context, value, result) : emitValue(context, value))),
    )
    .exhaustive();
}

/** A scalar's new value, checked where its type does not show that it fits. */
function emitWrite(
  context: Context,
  place: Place & { readonly domain: Exclude<LeafDomain, SubsetDomain> },
  value: Expression,
): string[] {
  const { domain } = place;
  const target = typeOfDomain(domain);
  const offset = offsetOf(domain);
  const code = (text: string) =>
    target.kind === "flag" ? `(${text} ? 1 : 0)` : offset === 0 ? text : `(${text} - ${offset})`;
  if (fits(value.type, domain)) {
    const text = emitAs(context, value, target);
    const constant = value.kind === "constant"
      ? (target.kind === "flag" ? Number(value.value) : Number(text) - offset)
      : undefined;
    return emitStore(context, place, code(text), constant);
  }
  const name = context.module.fresh("value");
  const leaf = () => leafText(context, leafNumberOf(context.module.schema, place));
  const refuse = (from: Expression["type"], held: string) =>
    `misfit(${leaf()}, ${held}, ${context.module.typeNumber(from)});`;
  const [from, to] = [presentOf(value.type), presentOf(target)];
  if (from?.kind === "number" && to?.kind === "number") {
    const outside = `(${name} < ${to.low} || ${name} > ${to.high})`;
    const missing = nullOf(value.type);
    const [test, stored] = value.type.kind !== "maybe"
      ? [outside, name]
      : target.kind === "maybe"
      ? [`${name} !== ${missing} && ${outside}`, `moved(${name}, ${missing}, ${nullOf(target)})`]
      : [`${name} === ${missing} || ${outside}`, name];
    return [
      `const ${name} = ${emitValue(context, value)};`,
      `if (${test}) ${refuse(value.type, name)}`,
      ...emitStore(context, place, code(stored)),
    ];
  }
  if (target.kind === "flag" || from === undefined || from.kind !== to?.kind) {
    // A flag that may be `null`, or a value of another kind, which the type checker lets through
    // only with a cast.
    const held = context.module.fresh("value");
    const given = emitValue(context, value);
    return from?.kind === "flag" && target.kind === "flag"
      ? [
        `const ${held} = ${given};`,
        `if (${held} < 0) ${refuse(value.type, held)}`,
        ...emitStore(context, place, held),
      ]
      : [refuse(value.type, given)];
  }
  const least = target.kind === "maybe" ? nullOf(target) : leastOf(to);
  const held = context.module.fresh("value");
  return [
    `const ${held} = ${emitValue(context, value)};`,
    `const ${name} = ${emitAs(context, value, target)};`,
    `if (${name} < ${least} || ${name} === ${misfitOf(target)}) ${refuse(value.type, held)}`,
    ...emitStore(context, place, code(name)),
  ];
}

/**
 * Code that stores a code that fits the domain. Where fewer bits are kept than the domain has, a
 * code that has no room in them is refused: it must not spill into another variable.
 */
function emitStore(context: Context, place: Place, code: string, constant?: number): string[] {
  const number = leafNumberOf(context.module.schema, place);
  const leaf = constantLeaf(context, place);
  const line = leaf === undefined ? alignment(context, number) : undefined;
  if (leaf === undefined && line?.word.constant === undefined) {
    const buffer = memoryOf(context.buffers[place.root]);
    return [`put(${buffer}, ${leafText(context, number)}, ${code});`];
  }
  const { width } = leaf ?? line!;
  const isNarrow = width < widthOf(place.domain as LeafDomain);
  const refuse = (text: string) => `unforeseen(${leafText(context, number)}, ${text});`;
  if (constant !== undefined) {
    const bits = constant - (leaf?.least ?? 0);
    if (bits < 0 || bits >= 2 ** width) return [refuse(code)];
  } else if (isNarrow) {
    const held = context.module.fresh("code");
    const spills = width === 0 ? `${held} !== ${leaf!.least | 0}` : `${held} >>> ${width} !== 0`;
    return [
      `const ${held} = (${code}) | 0;`,
      `if (${spills}) ${refuse(held)}`,
      ...emitBits(context, place, leaf, line, held),
    ];
  }
  return emitBits(context, place, leaf, line, code, constant);
}

/** Code that stores bits for which there is room, at a constant word. */
function emitBits(
  context: Context,
  place: Place,
  leaf: Leaf | undefined,
  line: ReturnType<typeof alignment>,
  code: string,
  constant?: number,
): string[] {
  const buffer = context.buffers[place.root];
  if (leaf !== undefined) {
    // It holds that already, but to compute it may fail.
    if (leaf.width === 0) return constant === undefined ? [`${code};`] : [];
    const word = wordAt(buffer, leaf.word);
    const here = maskOf(leaf.width) << leaf.shift;
    if (constant === 0) return [`${word} = ${word} & ${~here};`];
    if (constant !== undefined) {
      const bits = constant << leaf.shift;
      return [
        bits === here ? `${word} = ${word} | ${here};` : `${word} = ${word} & ${~here} | ${bits};`,
      ];
    }
    const bits = leaf.shift === 0 ? code : `${code} << ${leaf.shift}`;
    return [`${word} = ${word} & ${~here} | ${bits};`];
  }
  const word = wordAt(buffer, line!.word.constant!);
  const shift = context.module.fresh("shift");
  return [
    `const ${shift} = ${line!.shift.text};`,
    `${word} = ${word} & ~(${maskOf(line!.width)} << ${shift}) | ${code} << ${shift};`,
  ];
}

/** First values everywhere; a word at a constant position is written once. */
function emitClear(context: Context, place: Place): string[] {
  const masks = new Map<number, number>();
  const lines: string[] = [];
  for (const part of leafPlaces(place)) {
    const leaf = constantLeaf(context, part);
    if (leaf === undefined || leaf.least !== 0) lines.push(...emitStore(context, part, "0", 0));
    else masks.set(leaf.word, (masks.get(leaf.word) ?? 0) | (maskOf(leaf.width) << leaf.shift));
  }
  const buffer = context.buffers[place.root];
  for (const [word, mask] of masks) {
    const text = wordAt(buffer, word);
    if (mask !== 0) lines.push(`${text} = ${text} & ${~mask};`);
  }
  return lines;
}

function emitMembership(
  context: Context,
  { kind, place, member }: Statement & { kind: "add" | "delete" },
): string[] {
  const { size } = place.domain as SubsetDomain;
  const number = leafNumberOf(context.module.schema, place);
  const buffer = context.buffers[place.root];
  const bit = emitIndex(context, member, size, () => leafText(context, number), "");
  const change = (word: string, mask: string) =>
    kind === "add" ? `${word} = ${word} | ${mask};` : `${word} = ${word} & ~${mask};`;
  const leaf = constantLeaf(context, place);
  if (leaf !== undefined) {
    const word = wordAt(buffer, leaf.word);
    const refuse = `unforeseen(${leafText(context, number)}, ${bit});`;
    // A member that the set never has, or always has, has no bit.
    if (member.kind !== "constant") {
      const at = context.module.fresh("member");
      const spills = leaf.width === 0
        ? `(${leaf.least | 0} >>> ${at} & 1) ${kind === "add" ? "===" : "!=="} 0`
        : `${at} >= ${leaf.width}`;
      const held = [`const ${at} = ${bit};`];
      const isSafe = leaf.width === size || (kind === "delete" && leaf.width > 0);
      if (!isSafe) held.push(`if (${spills}) ${refuse}`);
      if (leaf.width === 0) return held;
      const mask = leaf.width === size
        ? `(1 << ${leaf.shift} + ${at})`
        : `((1 << ${at} & ${maskOf(leaf.width)}) << ${leaf.shift})`;
      return [...held, change(word, mask)];
    }
    const at = Number(member.value);
    if (at < 0 || at >= size) return [`${bit};`];
    if (at < leaf.width) return [change(word, `(${1 << (leaf.shift + at)})`)];
    const isThere = ((leaf.least >>> at) & 1) === 1;
    return isThere === (kind === "add") ? [] : [refuse];
  }
  const held = context.module.fresh("mask");
  return [
    `let ${held} = ${emitRaw(context, place)};`,
    change(held, `(1 << ${bit})`),
    ...emitStore(context, place, held),
  ];
}

function emitCopy(context: Context, target: Place, source: Place): string[] {
  const first = (place: Place) => leafText(context, leafNumberOf(context.module.schema, place));
  return partsOf(target, source).flatMap(([to, from]) => {
    if (to.domain.kind === "subset") {
      const held = context.module.fresh("members");
      const mask = maskOf(to.domain.size);
      const type = context.module.typeNumber({ kind: "none" });
      const fits = (from.domain as SubsetDomain).size <= to.domain.size;
      return [
        `const ${held} = ${emitRaw(context, from)};`,
        ...(fits
          ? []
          : [`if ((${held} & ${~mask}) !== 0) misfit(${first(to)}, ${held}, ${type});`]),
        ...emitStore(context, to, held),
      ];
    }
    const domain = from.domain as Exclude<LeafDomain, SubsetDomain>;
    const value: Expression = { kind: "read", place: from, type: typeOfDomain(domain) };
    return emitWrite(context, { ...to, domain: to.domain as typeof domain }, value);
  });
}

/** Lines, one level further in. */
export function indent(lines: readonly string[]): string[] {
  return lines.map((line) => `  ${line}`);
}
