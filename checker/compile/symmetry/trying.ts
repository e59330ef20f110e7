/**
 * Representatives where members are related to each other: one names another, or a table is kept
 * for each pair.
 *
 * Members are coloured by what concerns them and by the colours of what they are related to, round
 * by round. Colours do not depend on what members are called, so that members of different colours
 * have a place each, or a class of members has. Within a class the orders are tried, and the least
 * state is taken. Two members that can change places without changing the state are *twins*: of
 * orders that differ by twins only, one is tried.
 *
 * That colours are hashes does no harm: a coincidence makes a class larger, never a member move.
 *
 * @module
 */

import { UnsupportedError } from "../../errors.ts";
import { type Cell, type Cells, valueIn } from "./cells.ts";
import { identity, Mover, type Permutation } from "./permutation.ts";

/** How many orders of a state's members may have to be tried at most. */
const MOST_ORDERS = 40_320;

/** Rounds of colouring. More would tell apart what is related over longer ways. */
const ROUNDS = 3;

/** Finds representatives for types whose members are related, all of them together. */
export class Trier {
  readonly #cells: Cells;
  readonly #types: readonly number[];
  readonly #moving: readonly Cell[];
  readonly #mover: Mover;
  /** By type and member. */
  readonly #colours: readonly Int32Array[];
  readonly #sums: readonly Int32Array[];
  /** Cells that tell something of members in the state at hand, and their values. */
  readonly #telling: Cell[] = [];
  readonly #values: Int32Array;
  readonly #tried: Uint32Array;
  readonly #least: Uint32Array;

  /**
   * @param types The numbers of the types.
   * @param moving The cells that concern them.
   * @throws {UnsupportedError} if too many orders may have to be tried.
   */
  constructor(cells: Cells, types: readonly number[], moving: readonly Cell[], words: number) {
    const orders = types.reduce((product, type) => product * factorial(cells.types[type].size), 1);
    if (orders > MOST_ORDERS) {
      const names = types.map((type) => `"${cells.types[type].name}"`).join(" and ");
      throw new UnsupportedError(
        `Cannot interchange the members of ${names}: they are related to each other, so that ` +
          `${orders} orders of one state may have to be tried, and ${MOST_ORDERS} is the most`,
      );
    }
    this.#cells = cells;
    this.#types = types;
    this.#moving = moving;
    this.#mover = new Mover(cells, moving, words);
    this.#colours = cells.types.map(({ size }) => new Int32Array(size));
    this.#sums = cells.types.map(({ size }) => new Int32Array(size));
    this.#values = new Int32Array(moving.length);
    this.#tried = new Uint32Array(words);
    this.#least = new Uint32Array(words);
  }

  /** Puts the representative in the place of a state, and what members became in `permutation`. */
  canonicalise(states: Uint32Array, at: number, permutation: Permutation): void {
    this.#colour(states, at);
    if (this.#areApart()) {
      this.#place(permutation);
      this.#mover.move(permutation, states, at, this.#least, 0);
      states.set(this.#least, at);
      return;
    }
    const places = this.#types.flatMap((type) => this.#placesOf(type, states, at));
    const current = identity(this.#cells);
    const taken = this.#cells.types.map(() => new Set<number>());
    let found = false;
    const fill = (next: number): void => {
      if (next === places.length) {
        this.#mover.move(current, states, at, this.#tried, 0);
        if (found && !isLess(this.#tried, this.#least)) return;
        found = true;
        this.#least.set(this.#tried);
        for (const type of this.#types) permutation[type].set(current[type]);
        return;
      }
      const { type, place, twins } = places[next];
      for (const group of twins) {
        const member = group.find((each) => !taken[type].has(each));
        if (member === undefined) continue;
        taken[type].add(member);
        current[type][member] = place;
        fill(next + 1);
        taken[type].delete(member);
      }
    };
    fill(0);
    states.set(this.#least, at);
  }

  /** Gives members of equal parts equal colours, whatever they are called. */
  #colour(states: Uint32Array, at: number): void {
    const [values, telling] = [this.#values, this.#telling];
    for (const type of this.#types) this.#colours[type].fill(type);
    let count = 0;
    for (const cell of this.#moving) {
      const value = valueIn(cell, states, at);
      if (value < cell.offset || (value === 0 && cell.names === undefined)) continue;
      telling[count] = cell;
      values[count++] = value;
    }
    for (let round = 0; round < ROUNDS && !this.#areApart(); round++) this.#again(count);
  }

  /** Colours members once more, by the colours that they have. */
  #again(count: number): void {
    const [values, telling] = [this.#values, this.#telling];
    for (const type of this.#types) this.#sums[type].fill(0);
    for (let i = 0; i < count; i++) {
      const { names, owners, family, offset } = telling[i];
      const named = values[i] - offset;
      let hash = mix(family, 1);
      hash = mix(hash, names === undefined ? values[i] : this.#colours[names][named]);
      for (let j = 0; j < owners.length; j++) {
        const { type, number } = owners[j];
        const isNamed = type === names && number === named;
        hash = mix(hash, this.#colours[type][number] + (isNamed ? 1 : 0));
      }
      for (let j = 0; j < owners.length; j++) {
        this.#sums[owners[j].type][owners[j].number] += mix(hash, j + 1);
      }
      if (names !== undefined) this.#sums[names][named] += mix(hash, -1);
    }
    for (const type of this.#types) {
      const [colours, sums] = [this.#colours[type], this.#sums[type]];
      for (let i = 0; i < colours.length; i++) colours[i] = mix(colours[i], sums[i]);
    }
  }

  /** Whether no two members of a type have one colour. */
  #areApart(): boolean {
    for (const type of this.#types) {
      const colours = this.#colours[type];
      for (let i = 1; i < colours.length; i++) {
        for (let j = 0; j < i; j++) if (colours[i] === colours[j]) return false;
      }
    }
    return true;
  }

  /** Gives each member the place that its colour has among the others'. */
  #place(permutation: Permutation): void {
    for (const type of this.#types) {
      const colours = this.#colours[type];
      for (let i = 0; i < colours.length; i++) {
        let place = 0;
        for (let j = 0; j < colours.length; j++) if (colours[j] < colours[i]) place++;
        permutation[type][i] = place;
      }
    }
  }

  /** The places for a type's members, each with the groups of twins that may be given it. */
  #placesOf(type: number, states: Uint32Array, at: number): Place[] {
    const colours = this.#colours[type];
    const members = Array.from(colours.keys()).sort((a, b) => colours[a] - colours[b]);
    const places: Place[] = [];
    for (let from = 0, to = 0; from < members.length; from = to) {
      while (to < members.length && colours[members[to]] === colours[members[from]]) to++;
      const twins = this.#twins(type, members.slice(from, to), states, at);
      for (let place = from; place < to; place++) places.push({ type, place, twins });
    }
    return places;
  }

  /** The members of a class, those together that can change places. */
  #twins(type: number, members: readonly number[], states: Uint32Array, at: number): number[][] {
    const groups: number[][] = [];
    for (const member of members) {
      const group = groups.find(([other]) => this.#areTwins(type, member, other, states, at));
      if (group === undefined) groups.push([member]);
      else group.push(member);
    }
    return groups;
  }

  #areTwins(type: number, a: number, b: number, states: Uint32Array, at: number): boolean {
    const exchange = identity(this.#cells);
    exchange[type][a] = b;
    exchange[type][b] = a;
    this.#mover.move(exchange, states, at, this.#tried, 0);
    return this.#tried.every((word, w) => word === states[at + w]);
  }
}

/** A place in the order of a type's members. */
interface Place {
  readonly type: number;
  readonly place: number;
  readonly twins: readonly (readonly number[])[];
}

function isLess(left: Uint32Array, right: Uint32Array): boolean {
  const w = left.findIndex((word, i) => word !== right[i]);
  return w !== -1 && left[w] < right[w];
}

function mix(hash: number, value: number): number {
  const mixed = Math.imul(hash ^ Math.imul(value, 0x9e3779b1), 0x85ebca6b);
  return mixed ^ (mixed >>> 15);
}

function factorial(n: number): number {
  return n < 2 ? 1 : n * factorial(n - 1);
}
