/**
 * Representatives where each member of an index type can be looked at by itself.
 *
 * If no variable relates a member to another, all that concerns a member is a row of numbers of its
 * own: what arrays keep for it, whether sets hold it, whether a variable names it. Members with
 * equal rows cannot be told apart by anything, so that sorting the rows gives one state for all
 * that differ by interchanging members. The code is generated: each row is put together in a few
 * integers, these are sorted, and the state is taken out of them again.
 *
 * @module
 */

import { type Cell, maskOf } from "./cells.ts";

/**
 * Sorts the members of one type in the state at `states[at]`. Writes to `order` which member each
 * place was given to.
 */
export type Sorter = (states: Uint32Array, at: number, order: Uint8Array) => void;

/** A number of a member's row. */
interface Item {
  /** The integer of the row that it is in, and its lowest bit there. */
  readonly key: number;
  readonly offset: number;
  readonly width: number;
  /** The cells that hold it, by member. */
  readonly cells: readonly Cell[];
  /** For a variable that names a member: the cell. The number says whether it names this one. */
  readonly naming?: Cell;
}

/** Generates the sorter for the members of a type with so many members. */
export function sorterOf(size: number, cells: readonly Cell[]): Sorter {
  const items = itemsOf(cells);
  const keys = Array.from({ length: (items.at(-1)?.key ?? 0) + 1 }, (_, i) => i);
  const members = Array.from({ length: size }, (_, i) => i);
  const each = (text: (key: number) => string) => keys.map(text).join(" ");
  const later = keys.reduceRight(
    (rest, key) => `k${key}[j] > a${key}${rest && ` || k${key}[j] === a${key} && (${rest})`}`,
    "",
  );
  const words = [...new Set(cells.map(({ word }) => word))];
  const source = `"use strict";
    ${each((key) => `const k${key} = new Int32Array(${size});`)}
    return (S, o, order) => {
      ${
    members.flatMap((i) => keys.map((key) => `k${key}[${i}] = ${row(items, key, i)};`)).join("\n")
  }
      order[0] = 0;
      let sorted = true;
      for (let i = 1; i < ${size}; i++) {
        ${each((key) => `const a${key} = k${key}[i];`)}
        let j = i - 1;
        for (; j >= 0 && (${later}); j--) {
          ${each((key) => `k${key}[j + 1] = k${key}[j];`)}
          order[j + 1] = order[j];
          sorted = false;
        }
        ${each((key) => `k${key}[j + 1] = a${key};`)}
        order[j + 1] = i;
      }
      if (sorted) return;
      ${words.map((word) => restored(items, cells, word, members)).join("\n")}
    };`;
  return new Function(source)();
}

/** Numbers the bits of a row. */
function itemsOf(cells: readonly Cell[]): Item[] {
  const families = new Map<number, Cell[]>();
  for (const cell of cells) {
    const [owner] = cell.owners;
    const family = families.get(cell.family) ?? [];
    families.set(cell.family, family);
    family[owner === undefined ? 0 : owner.number] = cell;
  }
  const items: Item[] = [];
  let [key, used] = [0, 0];
  for (const family of families.values()) {
    const naming = family[0].names === undefined ? undefined : family[0];
    const width = naming === undefined ? family[0].width : 1;
    if (used + width > 32) [key, used] = [key + 1, 0];
    items.push({ key, offset: used, width, cells: family, naming });
    used += width;
  }
  return items;
}

/** One integer of a member's row, out of the state. */
function row(items: readonly Item[], key: number, member: number): string {
  const numbers = items.filter((item) => item.key === key).map(({ cells, naming, offset }) => {
    if (naming !== undefined) {
      return `(${read(naming)} === ${member + naming.offset} ? ${1 << offset} : 0)`;
    }
    return `(${read(cells[member])}) << ${offset}`;
  });
  return numbers.join(" | ") || "0";
}

function read({ word, shift, width }: Cell): string {
  return `(S[o + ${word}] >>> ${shift} & ${maskOf(width)})`;
}

/** One word of the state, out of the rows. */
function restored(
  items: readonly Item[],
  cells: readonly Cell[],
  word: number,
  members: readonly number[],
): string {
  const moving = cells.filter((cell) => cell.word === word)
    .reduce((bits, { width, shift }) => bits | (maskOf(width) << shift), 0);
  const parts = items.flatMap(({ key, offset, width, cells, naming }) =>
    members.map((member) => {
      const number = `(k${key}[${member}] >>> ${offset} & ${maskOf(width)})`;
      const cell = naming ?? cells[member];
      if (cell.word !== word) return "";
      return naming === undefined
        ? `${number} << ${cell.shift}`
        : `${number} * ${member + naming.offset} << ${cell.shift}`;
    })
  ).filter((part) => part !== "");
  return `S[o + ${word}] = S[o + ${word}] & ${~moving} | ${parts.join(" | ")};`;
}
