/**
 * States as keys of 56 bits, and back.
 *
 * A state of at most 56 bits in at most two words is its own key. A larger one is compressed as a
 * tree: its words are the leaves, neighbours are paired, every pair has a number in a table of its
 * node, and the numbers of the two halves, 28 bits each, are the key. Parts recur in many states
 * (G. Holzmann's collapse compression; as a tree, S. Blom et al., "Database backend for symbolic
 * and explicit state space exploration", 2008), so that the tables stay much smaller than the set
 * of keys. A successor differs from its source in few words: only the nodes above those are looked
 * up, the others are the source's.
 *
 * @module
 */

import type { Layout } from "../layout.ts";
import { hashOf } from "./hash.ts";
import type { KeyBatch } from "./key_set.ts";
import { latelyAt, type PairNumbers, PairTable } from "./pair_table.ts";

/** Bits of a half of a key. */
const HALF_BITS = 28;
const HALF_MASK = 2 ** HALF_BITS - 1;
/** Bits of a key's second word. */
const HIGH_BITS = 24;
/**
 * States lately encoded, as a power of two. In a breadth-first search most successors were generated
 * a moment ago by a neighbour: three of four in two-phase commit, and in the machine under study.
 */
const LATELY_BITS = 12;

/** Turns a batch of sources and their successors from words into keys and back. */
export interface StateKeys {
  /** Bytes held. */
  readonly bytes: number;
  /** Writes the state with the key given to `into[at]`, and remembers it as source number `slot`. */
  decode(low: number, high: number, into: Uint32Array, at: number, slot: number): void;
  /**
   * Writes the keys of `count` states, each with its source's slot, or -1; and positions and hashes
   * of those that were not encoded a moment ago.
   *
   * @returns how many were not.
   */
  encode(states: Uint32Array, sources: Int32Array, count: number, into: KeyBatch): number;
}

/**
 * The keys for a layout, for batches of so many sources.
 *
 * @param table Makes a table for a node. Nodes come in the same order for the same layout.
 */
export function stateKeys(
  layout: Layout,
  sources: number,
  table: () => PairNumbers = () => new PairTable(),
): StateKeys {
  const { words } = layout;
  if (words === 1 || (words === 2 && usedBits(layout, 1) <= HIGH_BITS)) return new WholeKeys(words);
  return new TreeKeys(layout, sources, table);
}

/** Bits of a word that hold something. */
function usedBits({ leaves }: Layout, word: number): number {
  return Math.max(0, ...leaves.map((leaf) => leaf.word === word ? leaf.shift + leaf.width : 0));
}

/** Keys that are the states themselves. */
class WholeKeys implements StateKeys {
  readonly #words: number;
  /** Keys lately encoded, two words each. */
  readonly #lately = new Int32Array(2 << LATELY_BITS);

  constructor(words: number) {
    this.#words = words;
    // As in `PairNumbers`: zeroes have the hash 0.
    this.#lately[0] = 1;
  }

  get bytes(): number {
    return this.#lately.byteLength;
  }

  decode(low: number, high: number, into: Uint32Array, at: number): void {
    into[at] = low;
    if (this.#words === 2) into[at + 1] = high;
  }

  encode(states: Uint32Array, _sources: Int32Array, count: number, into: KeyBatch): number {
    const { low, high, positions, hashes } = into;
    const words = this.#words;
    const lately = this.#lately;
    let left = 0;
    for (let i = 0, at = 0; i < count; i++, at += words) {
      const first = states[at] | 0;
      const second = words === 2 ? states[at + 1] | 0 : 0;
      low[i] = first;
      high[i] = second;
      const hash = hashOf(first, second);
      const here = (hash >>> (32 - LATELY_BITS)) << 1;
      if (lately[here] === first && lately[here + 1] === second) continue;
      lately[here] = first;
      lately[here + 1] = second;
      positions[left] = i;
      hashes[left++] = hash;
    }
    return left;
  }
}

/** Keys that are the numbers of the two halves of a state. */
class TreeKeys implements StateKeys {
  readonly #words: number;
  /** Of each node, the positions of its parts: words first, then nodes, parts before wholes. */
  readonly #lefts: number[] = [];
  readonly #rights: number[] = [];
  readonly #tables: PairNumbers[] = [];
  /** The position of each half. */
  readonly #first: number;
  readonly #second: number;
  /** Words and node numbers of each source. */
  readonly #sources: Int32Array;
  /** How many there are of each. */
  readonly #length: number;
  /** States lately encoded, each with its key behind it. */
  readonly #lately: Int32Array;
  /** From one of them to the next. */
  readonly #stride: number;
  readonly #encode: StateKeys["encode"];
  readonly #decode: StateKeys["decode"];

  constructor(layout: Layout, sources: number, table: () => PairNumbers) {
    this.#words = layout.words;
    const node = (left: number, right: number): number => {
      this.#lefts.push(left);
      this.#rights.push(right);
      this.#tables.push(table());
      return this.#words + this.#tables.length - 1;
    };
    const tree = (from: number, to: number): number => {
      if (to - from === 1) return from;
      const middle = (from + to) >>> 1;
      return node(tree(from, middle), tree(middle, to));
    };
    // A half that is a word of more than 28 bits gets a number too: that of itself with itself.
    const half = (from: number, to: number): number => {
      const whole = tree(from, to);
      const isShort = whole >= this.#words || usedBits(layout, whole) <= HALF_BITS;
      return isShort ? whole : node(whole, whole);
    };
    // The last word is seldom full.
    const middle = (layout.words + 1) >>> 1;
    this.#first = half(0, middle);
    this.#second = half(middle, layout.words);
    this.#length = this.#words + this.#tables.length;
    this.#sources = new Int32Array(sources * this.#length);
    this.#stride = Math.ceil((this.#words + 2) / 4) * 4;
    this.#lately = new Int32Array(this.#stride << LATELY_BITS);
    // Before anything was encoded, zeroes must not be taken for a state; it is looked for nowhere
    // else.
    this.#lately[0] = 1;
    this.#encode = this.#generate(this.#encodeText());
    this.#decode = this.#generate(this.#decodeText());
  }

  get bytes(): number {
    const own = 4 * (this.#sources.length + this.#lately.length);
    return this.#tables.reduce((sum, table) => sum + table.bytes, own);
  }

  decode(low: number, high: number, into: Uint32Array, at: number, slot: number): void {
    this.#decode(low, high, into, at, slot);
  }

  encode(states: Uint32Array, sources: Int32Array, count: number, into: KeyBatch): number {
    return this.#encode(states, sources, count, into);
  }

  /**
   * The loop over a batch, with the tree written out: it is the innermost of a whole search. Only
   * the nodes above words that changed are visited.
   */
  #encodeText(): string {
    const words = Array.from({ length: this.#words }, (_, w) => w);
    const [first, second] = [this.#first, this.#second];
    const partsOf = (position: number) => {
      const n = position - this.#words;
      return [...new Set([this.#lefts[n], this.#rights[n]])];
    };
    const wordsIn = (position: number): number[] =>
      position < this.#words ? [position] : partsOf(position).flatMap(wordsIn);
    // Where nothing below a node changed, the node's number is the source's.
    const visit = (position: number): string => {
      if (position < this.#words) return "";
      const n = position - this.#words;
      const [left, right] = [`v${this.#lefts[n]}`, `v${this.#rights[n]}`];
      return `let v${position} = known[base + ${position} | 0];\n` +
        `if ((${wordsIn(position).map((w) => `c${w}`).join(" | ")}) !== 0) {\n` +
        `${partsOf(position).map(visit).join("")}` +
        `const at = latelyAt(${left}, ${right});\n` +
        `v${position} = lately${n}[at] === ${left} && lately${n}[at + 1] === ${right}\n` +
        `? lately${n}[at + 2] : table${n}.numberOf(${left}, ${right}) | 0;\n}\n`;
    };
    const hash = words.map((w) => `Math.imul(v${w}, ${multiplier(w)})`).join(" + ");
    const isThere = words.map((w) => `lately[here + ${w} | 0] === v${w}`).join(" && ");
    const body = [
      "let left = 0;",
      "for (let i = 0; i < count; i++) {",
      `const start = Math.imul(i, ${this.#words});`,
      ...words.map((w) => `const v${w} = states[start + ${w} | 0] | 0;`),
      `const here = Math.imul((${hash}) >>> ${32 - LATELY_BITS}, ${this.#stride});`,
      `if (${isThere}) {`,
      `low[i] = lately[here + ${this.#words} | 0];`,
      `high[i] = lately[here + ${this.#words + 1} | 0];`,
      "continue;",
      "}",
      // Of an initial state, which has no source, everything is new.
      "const source = sources[i], all = source >> 31;",
      `const base = Math.imul(source & ~all, ${this.#length});`,
      ...words.map((w) => `const c${w} = v${w} ^ known[base + ${w} | 0] | all;`),
      visit(first),
      visit(second),
      ...words.map((w) => `lately[here + ${w} | 0] = v${w};`),
      `low[i] = lately[here + ${this.#words} | 0] = v${first} | (v${second} << ${HALF_BITS});`,
      `high[i] = lately[here + ${this.#words + 1} | 0] = v${second} >>> ${32 - HALF_BITS};`,
      "positions[left] = i;",
      "hashes[left++] = hashOf(low[i], high[i]);",
      "}",
      "return left;",
    ];
    return `(states, sources, count, { low, high, positions, hashes }) => {\n${body.join("\n")}\n}`;
  }

  /** From the halves down to the words, each of which its source's slot keeps. */
  #decodeText(): string {
    const lines = [
      `const base = Math.imul(slot, ${this.#length});`,
      `const v${this.#first} = low & ${HALF_MASK};`,
      `const v${this.#second} = (low >>> ${HALF_BITS}) | (high << ${32 - HALF_BITS});`,
    ];
    for (let n = this.#tables.length - 1; n >= 0; n--) {
      const whole = `v${this.#words + n}`;
      const [left, right] = [this.#lefts[n], this.#rights[n]];
      lines.push(`const v${left} = table${n}.left(${whole});`);
      if (right !== left) lines.push(`const v${right} = table${n}.right(${whole});`);
    }
    for (let p = 0; p < this.#length; p++) lines.push(`known[base + ${p} | 0] = v${p};`);
    for (let w = 0; w < this.#words; w++) lines.push(`into[at + ${w} | 0] = v${w};`);
    return `(low, high, into, at, slot) => {\n${lines.join("\n")}\n}`;
  }

  #generate<F>(text: string): F {
    const scope: { [name: string]: unknown } = {
      known: this.#sources,
      lately: this.#lately,
      latelyAt,
      hashOf,
    };
    for (const [n, table] of this.#tables.entries()) {
      scope[`table${n}`] = table;
      scope[`lately${n}`] = table.lately;
    }
    return new Function(...Object.keys(scope), `return ${text};`)(...Object.values(scope));
  }
}

/** An odd number for each word, the highest bits of which differ. */
function multiplier(word: number): number {
  return Math.imul(0x9e3779b1, 2 * word + 1);
}
