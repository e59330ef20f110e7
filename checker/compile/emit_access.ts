/**
 * Code that finds variables in the packed state: a word, a shift and a mask, constant where they can
 * be.
 *
 * @module
 */

import { type Context, emitValue } from "./emit_expression.ts";
import { isBelow, isTotal } from "./footing.ts";
import { type LeafNumber, leafNumberOf } from "./positions.ts";
import type { Expression, Place, Root } from "./representation.ts";

/** Where a packed state is at run time. */
export interface Buffer {
  /** The variables that hold the words' array and the first word's place in it. */
  readonly array: string;
  readonly at: string;
  /** The variable that holds a word, where words are held in variables. */
  readonly word?: (word: number) => string;
  /** Whether the array is out of date, because words are held in variables alone. */
  readonly detached?: boolean;
}

/** Raised where code needs the state in memory: an index picks a word, or a routine is called. */
export class NeedsMemory extends Error {}

/** The leaf at a place, if its position is constant. */
export function constantLeaf(context: Context, place: Place) {
  const { base, varying } = leafNumberOf(context.module.schema, place);
  return varying.length === 0 ? context.module.layout.leaves[base] : undefined;
}

/** The mask of a width. */
export function maskOf(width: number): number {
  return width === 32 ? -1 : 2 ** width - 1;
}

/** Code for a word at a constant position. */
export function wordAt({ array, at, word }: Buffer, number: number): string {
  if (word !== undefined) return word(number);
  return number === 0 ? `${array}[${at}]` : `${array}[${at} + ${number}]`;
}

/** Code for the code that a leaf holds, or a set's mask. */
export function emitRaw(context: Context, place: Place): string {
  const leaf = leafNumberOf(context.module.schema, place);
  return emitRawLeaf(context, place.root, leaf);
}

function emitRawLeaf(context: Context, root: Root, leaf: LeafNumber): string {
  const { layout } = context.module;
  const buffer = context.buffers[root];
  if (leaf.varying.length === 0) {
    const { word, shift, width, least } = layout.leaves[leaf.base];
    const mask = maskOf(width);
    if (width === 0) return String(least);
    const text = wordAt(buffer, word);
    if (width === 32) return `${text} | 0`;
    if (shift === 0) return `${text} & ${mask}`;
    return shift + width === 32 ? `${text} >>> ${shift}` : `${text} >>> ${shift} & ${mask}`;
  }
  const line = alignment(context, leaf);
  if (line !== undefined) {
    const shift = line.shift.text;
    const word = line.word.constant === undefined
      ? memory(buffer, line.word.text)
      : wordAt(buffer, line.word.constant);
    return `${word} >>> ${shift} & ${maskOf(line.width)}`;
  }
  return `raw(${memoryOf(buffer)}, ${leafText(context, leaf)})`;
}

function memory(buffer: Buffer, word: string): string {
  if (buffer.detached) throw new NeedsMemory();
  return `${buffer.array}[${buffer.at} + ${word}]`;
}

/** The variables of a state in memory, as arguments. */
export function memoryOf(buffer: Buffer): string {
  if (buffer.detached) throw new NeedsMemory();
  return `${buffer.array}, ${buffer.at}`;
}

/** A number that depends linearly on indices: `constant` where it depends on none. */
interface Linear {
  readonly text: string;
  readonly constant?: number;
}

/**
 * The word and shift of a varying leaf as sums of multiples of its indices, if they are such and it
 * is equally wide everywhere.
 */
export function alignment(
  context: Context,
  { base, varying }: LeafNumber,
): { readonly word: Linear; readonly shift: Linear; readonly width: number } | undefined {
  const { leaves } = context.module.layout;
  const origin = leaves[base];
  const steps = varying.map(({ length, stride }) => {
    const next = length > 1 ? leaves[base + stride] : origin;
    return { word: next.word - origin.word, shift: next.shift - origin.shift };
  });
  // Every combination has to lie on the line that the first two of each index draw.
  let numbers = [{ leaf: base, word: origin.word, shift: origin.shift }];
  for (const [i, { length, stride }] of varying.entries()) {
    numbers = numbers.flatMap(({ leaf, word, shift }) =>
      Array.from({ length }, (_, n) => ({
        leaf: leaf + n * stride,
        word: word + n * steps[i].word,
        shift: shift + n * steps[i].shift,
      }))
    );
  }
  const straight = numbers.every(({ leaf, word, shift }) =>
    leaves[leaf].word === word && leaves[leaf].shift === shift &&
    leaves[leaf].width === origin.width
  );
  if (!straight || origin.width === 0) return undefined;
  const linear = (start: number, factors: readonly number[], isAsked: (i: number) => boolean) => {
    const terms = varying.flatMap((_, i) =>
      isAsked(i) ? [times(emitElement(context, varying, i), factors[i])] : []
    );
    if (terms.length === 0) return { text: String(start), constant: start };
    return { text: `(${[...(start === 0 ? [] : [start]), ...terms].join(" + ")})` };
  };
  const words = steps.map(({ word }) => word);
  const shifts = steps.map(({ shift }) => shift);
  return {
    word: linear(origin.word, words, (i) => words[i] !== 0),
    // The index of an only element makes no difference, but it may be outside.
    shift: linear(
      origin.shift,
      shifts,
      (i) => shifts[i] !== 0 || (words[i] === 0 && !isFree(context, varying[i])),
    ),
    width: origin.width,
  };
}

/** Whether nothing comes of evaluating an index: it is inside, and no branch of it is watched. */
function isFree({ module }: Context, { index, length }: LeafNumber["varying"][number]): boolean {
  return module.coverage === undefined && isBelow(index, length) && isTotal(index);
}

function times(text: string, factor: number): string {
  return factor === 1 ? text : `${text} * ${factor}`;
}

/** Code for the number of a leaf. */
export function leafText(context: Context, { base, varying }: LeafNumber): string {
  const terms = varying.map(({ stride }, i) => times(emitElement(context, varying, i), stride));
  return [String(base), ...terms].join(" + ");
}

/** Code for one of the indices on the way to a leaf. */
function emitElement(
  context: Context,
  varying: LeafNumber["varying"],
  i: number,
): string {
  const { index, length, first, suffix } = varying[i];
  const leaf = () => leafText(context, { base: first, varying: varying.slice(0, i) });
  return emitIndex(context, index, length, leaf, suffix);
}

/** Code for an index that is refused unless it is inside. */
export function emitIndex(
  context: Context,
  index: Expression,
  length: number,
  leaf: () => string,
  suffix: string,
): string {
  const value = emitValue(context, index);
  if (isBelow(index, length)) return value;
  return `inside(${value}, ${length}, ${leaf()}, ${suffix.length})`;
}
