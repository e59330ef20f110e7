/**
 * The source text of a layout's accessor classes (see `views.ts`).
 *
 * For every kind of record, array and set of the schema there are two classes, one that reads and
 * one that also writes. They are told apart by structure, not by identity: two records with the
 * same fields share a class, so that a helper called with either stays monomorphic.
 *
 * @module
 */

import type { ArrayDomain, Domain, RecordDomain, ScalarDomain, SubsetDomain } from "./domains.ts";
import { fitsOneWord, isLeaf, type Layout, type Leaf, widthOf } from "./layout.ts";

/** Finds the class of a composite domain. */
export interface ViewNames {
  of(domain: Domain, writable: boolean): string;
}

/**
 * The text of a function body that returns the classes by name. It expects `misfit`, `outside`,
 * the symbols `COPY`, `CLEAR` and `SAME`, and a symbol `MASK`, as variables in scope.
 */
export function generateViews(layout: Layout): { source: string; names: ViewNames } {
  const generator = new Generator(layout);
  return { source: generator.source, names: generator };
}

/** Where a leaf is, as two expressions. */
interface Place {
  readonly word: string;
  readonly shift: string;
}

class Generator implements ViewNames {
  readonly source: string;
  readonly #layout: Layout;
  readonly #numbers = new Map<string, number>();
  readonly #helpers: string[] = [];
  readonly #classes: string[] = [];
  readonly #names: string[] = [];

  constructor(layout: Layout) {
    this.#layout = layout;
    this.#generate(layout.schema);
    this.source = [
      '"use strict";',
      ...this.#helpers,
      ...this.#classes,
      `return { ${this.#names.join(", ")} };`,
    ].join("\n");
  }

  of(domain: Domain, writable: boolean): string {
    const number = this.#numbers.get(keyOf(domain));
    const kind = domain.kind[0].toUpperCase() + domain.kind.slice(1);
    return `${writable ? "Draft" : "Reading"}${kind}${number}`;
  }

  /** Generates the classes or helpers of a domain, parts first, unless they are there already. */
  #generate(domain: Domain): void {
    if (this.#numbers.has(keyOf(domain))) return;
    if (domain.kind === "record") Object.values(domain.fields).forEach((of) => this.#generate(of));
    if (domain.kind === "array" || domain.kind === "optional") this.#generate(domain.of);
    this.#numbers.set(keyOf(domain), this.#numbers.size);
    if (isLeaf(domain) && domain.kind !== "subset") {
      this.#helpers.push(this.#scalarHelpers(domain));
      return;
    }
    for (const writable of [false, true]) {
      const name = this.of(domain, writable);
      this.#names.push(name);
      this.#classes.push(
        domain.kind === "record"
          ? this.#recordClass(domain, name, writable)
          : domain.kind === "array"
          ? this.#arrayClass(domain, name, writable)
          : this.#setClass(domain, name, writable),
      );
    }
  }

  /** `valueN(code)` and `codeN(value)`, the latter -1 for a value outside the domain. */
  #scalarHelpers(domain: ScalarDomain): string {
    const n = this.#numbers.get(keyOf(domain));
    const helpers = (value: string, code: string, before = "") =>
      `${before}function value${n}(c) { return ${value}; }\nfunction code${n}(v) { ${code} }`;
    switch (domain.kind) {
      case "flag":
        return helpers("c === 1", "return v === true ? 1 : v === false ? 0 : -1;");
      case "range": {
        const { low, high } = domain;
        const fits = `(v | 0) === v && v >= ${low} && v <= ${high}`;
        return helpers(`c + ${low}`, `return ${fits} ? v - ${low} : -1;`);
      }
      case "index":
        return helpers("c", `return (v | 0) === v && v >= 0 && v < ${domain.size} ? v : -1;`);
      case "oneOf": {
        const names = domain.values.map((value) => JSON.stringify(value));
        const cases = names.map((name, code) => `case ${name}: return ${code};`).join(" ");
        return helpers(
          `names${n}[c]`,
          `switch (v) { ${cases} default: return -1; }`,
          `const names${n} = [${names.join(", ")}];\n`,
        );
      }
      case "optional": {
        const of = this.#numbers.get(keyOf(domain.of));
        return helpers(
          `c === 0 ? null : value${of}(c - 1)`,
          `if (v === null) return 0; const c = code${of}(v); return c < 0 ? c : c + 1;`,
        );
      }
    }
  }

  #read(domain: ScalarDomain, place: Place): string {
    return `value${this.#numbers.get(keyOf(domain))}(${raw(domain, place)})`;
  }

  /** Statements that store the variable `v`, or throw with the path. */
  #write(domain: ScalarDomain, place: Place, path: string): string {
    const code = `code${this.#numbers.get(keyOf(domain))}(v)`;
    return `const c = ${code}; if (c < 0) misfit(${path}, v); ${store(domain, place, "c")}`;
  }

  #recordClass(domain: RecordDomain, name: string, writable: boolean): string {
    // There is one state, so its own variables have constant positions; any other record may stand
    // in an array, and its instances know their positions.
    const root = domain === this.#layout.schema;
    const declared: string[] = [];
    const assigned: string[] = [];
    const members: string[] = [];
    const copies: string[] = [];
    const clears: string[] = [];
    const same: string[] = [];
    let leaves = 0;
    let parts = 0;
    for (const [field, of] of Object.entries(domain.fields)) {
      const key = JSON.stringify(field);
      if (!isLeaf(of) || of.kind === "subset") {
        assigned.push(`this[${key}] = parts[${parts++}];`);
        copies.push(`this[${key}][COPY](other[${key}]);`);
        clears.push(`this[${key}][CLEAR]();`);
        same.push(`this[${key}][SAME](other[${key}])`);
        continue;
      }
      const n = leaves++;
      const leaf = root ? this.#layout.leaves.find((leaf) => leaf.path === field) : undefined;
      if (leaf === undefined) {
        declared.push(`#w${n}; #s${n};`);
        assigned.push(`this.#w${n} = leaves[${n}].word; this.#s${n} = leaves[${n}].shift;`);
      }
      const place = leaf === undefined
        ? { word: `this.#w${n}`, shift: `this.#s${n}` }
        : literal(leaf);
      members.push(`get [${key}]() { return ${this.#read(of, place)}; }`);
      if (writable) {
        const path = root ? key : `this.#path + ${JSON.stringify("." + field)}`;
        members.push(`set [${key}](v) { ${this.#write(of, place, path)} }`);
      }
      copies.push(`this[${key}] = other[${key}];`);
      clears.push(store(of, place, "0"));
      same.push(`this[${key}] === other[${key}]`);
    }
    members.push(`[SAME](other) { return ${same.join(" && ") || "true"}; }`);
    if (writable) {
      members.push(`[COPY](other) { ${copies.join(" ")} }`, `[CLEAR]() { ${clears.join(" ")} }`);
    }
    return classText(name, declared, assigned, members);
  }

  #arrayClass(domain: ArrayDomain, name: string, writable: boolean): string {
    const { length, of } = domain;
    const members = [`get length() { return ${length}; }`];
    const eachCell = (text: string) => `for (let i = 0; i < ${length}; i++) { ${text} }`;
    const copies = (text: string) =>
      `if (other.length !== ${length}) misfit(this.#path, "an array of " + other.length);` +
      eachCell(text);
    const inside = `if ((i >>> 0) !== i || i >= ${length}) outside(this.#path, i);`;
    if (!isLeaf(of) || of.kind === "subset") {
      members.push(`at(i) { ${inside} return this.#cells[i]; }`);
      members.push(
        `[SAME](other) { if (other.length !== ${length}) return false; ${
          eachCell("if (!this.#cells[i][SAME](other.at(i))) return false;")
        } return true; }`,
      );
      if (writable) {
        members.push(`[COPY](other) { ${copies("this.#cells[i][COPY](other.at(i));")} }`);
        members.push(`[CLEAR]() { ${eachCell("this.#cells[i][CLEAR]();")} }`);
      }
      return classText(name, ["#cells;"], ["this.#cells = parts.slice();"], members);
    }
    const oneWord = fitsOneWord(domain);
    const place = oneWord
      ? { word: "this.#w", shift: `(this.#s + i * ${widthOf(of)})` }
      : { word: "this.#w[i]", shift: "this.#s[i]" };
    const assigned = oneWord
      ? "this.#w = leaves[0].word; this.#s = leaves[0].shift;"
      : "this.#w = Int32Array.from(leaves, (leaf) => leaf.word);" +
        "this.#s = Int32Array.from(leaves, (leaf) => leaf.shift);";
    members.push(`at(i) { ${inside} return ${this.#read(of, place)}; }`);
    members.push(
      `[SAME](other) { if (other.length !== ${length}) return false; ${
        eachCell("if (this.at(i) !== other.at(i)) return false;")
      } return true; }`,
    );
    if (writable) {
      const path = 'this.#path + "[" + i + "]"';
      members.push(`set(i, v) { ${inside} ${this.#write(of, place, path)} }`);
      members.push(`[COPY](other) { ${copies("this.set(i, other.at(i));")} }`);
      members.push(`[CLEAR]() { ${eachCell(store(of, place, "0"))} }`);
    }
    return classText(name, ["#w; #s;"], [assigned], members);
  }

  #setClass(domain: SubsetDomain, name: string, writable: boolean): string {
    const place = { word: "this.#w", shift: "this.#s" };
    const inside = `if ((i >>> 0) !== i || i >= ${domain.size}) outside(this.#path, i);`;
    const word = "this.#m[this.#w]";
    const members = [
      // The mask may use all 32 bits and come out negative; shifts and comparisons do not mind.
      `get [MASK]() { return ${raw(domain, place)} | 0; }`,
      "get size() { let n = 0; for (let m = this[MASK]; m !== 0; m &= m - 1) n++; return n; }",
      `has(i) { ${inside} return ((${word} >>> (this.#s + i)) & 1) === 1; }`,
      "[SAME](other) { return this[MASK] === other[MASK]; }",
    ];
    if (writable) {
      members.push(
        `add(i) { ${inside} ${word} |= 1 << (this.#s + i); }`,
        `delete(i) { ${inside} ${word} &= ~(1 << (this.#s + i)); }`,
        `clear() { ${store(domain, place, "0")} }`,
        `[COPY](other) { const c = other[MASK]; ` +
          `if ((c & ~${maskOf(domain)}) !== 0) misfit(this.#path, "a set of members up to " + ` +
          `(31 - Math.clz32(c))); ${store(domain, place, "c")} }`,
        "[CLEAR]() { this.clear(); }",
      );
    }
    return classText(
      name,
      ["#w; #s;"],
      ["this.#w = leaves[0].word; this.#s = leaves[0].shift;"],
      members,
    );
  }
}

function classText(name: string, declared: string[], assigned: string[], members: string[]) {
  return [
    `class ${name} {`,
    `  #m; #path; ${declared.join(" ")}`,
    "  constructor(words, path, leaves, parts) {",
    "    this.#m = words; this.#path = path;",
    ...assigned.map((line) => "    " + line),
    "    Object.freeze(this);",
    "  }",
    ...members.map((line) => "  " + line),
    "}",
  ].join("\n");
}

/** Domains of the same structure are one kind. */
function keyOf(domain: Domain): string {
  return JSON.stringify(domain);
}

function literal(leaf: Leaf): Place {
  return { word: String(leaf.word), shift: String(leaf.shift) };
}

function maskOf(domain: ScalarDomain | SubsetDomain): number {
  const width = widthOf(domain);
  return width === 32 ? -1 : (1 << width) - 1;
}

/** The code of a leaf. */
function raw(domain: ScalarDomain | SubsetDomain, { word, shift }: Place): string {
  return `(this.#m[${word}] >>> ${shift}) & ${maskOf(domain)}`;
}

/** A statement that stores a code that fits. */
function store(domain: ScalarDomain | SubsetDomain, { word, shift }: Place, code: string): string {
  const cleared = `this.#m[${word}] & ~(${maskOf(domain)} << ${shift})`;
  return `this.#m[${word}] = ${cleared} | (${code} << ${shift});`;
}
