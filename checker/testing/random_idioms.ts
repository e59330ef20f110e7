/**
 * Random machines that use the idioms of specifications: helpers made of statements, helpers that
 * change what they are given, places that are held or chosen, `switch`, locals that change, loops
 * that count down or break off, tables and flags among the constants, guards made of statements.
 *
 * @module
 */

import type * as fc from "fast-check";
import {
  array,
  type Domain,
  flag,
  index,
  oneOf,
  range,
  record,
  type RecordDomain,
} from "../domains.ts";
import type { MachineText } from "./machine_text.ts";
import type { Place, Scope } from "./random_expressions.ts";
import { MachineWriter } from "./random_machine.ts";

/**
 * Writes a random machine full of idioms, with at most about `mostStates` states.
 *
 * @param reachesOutside Whether actions now and then reach for what an array does not have.
 * @param isLively As for `randomMachine`.
 */
export function idiomaticMachine(
  g: fc.GeneratorValue,
  mostStates: number,
  reachesOutside = false,
  isLively = false,
): MachineText {
  return new IdiomWriter(g, mostStates, reachesOutside, isLively).machine();
}

/** What is always there, for helpers to be given. */
const cell = record({ on: flag(), hue: oneOf("red", "green", "blue"), level: range(0, 3) });
const furniture = { cells: array(2, cell), spare: cell };

const HELPERS = [
  // A name's number, by statements.
  `function rank(hue) { switch (hue) { case "red": return 0; case "green": return 1; default: return 2; } }`,
  // The first element that fits, or none.
  `function firstOf(s, level) { for (let i = 0; i < s.cells.length; i++) { if (s.cells.at(i).level === level) return i; } return -1; }`,
  `function lastOn(s) { for (let i = s.cells.length - 1; i >= 0; i--) { if (!s.cells.at(i).on) continue; return i; } return -1; }`,
  // A place, by conditions and returns.
  `function chosen(s, low) { if (low) return s.cells.at(0); const other = s.cells.at(1); if (other.on) return s.spare; return other; }`,
  `function either(s, level) { return level > 1 ? s.spare : s.cells.at(level & 1); }`,
  // Changes of what is given.
  `function raise(cell, by) { let next = cell.level + by; if (next > 3) next = 0; if (next < 0) { cell.on = !cell.on; return; } cell.level = next; }`,
  `function paint(cell, hue) { if (cell.hue === hue) { cell.on = !cell.on; return; } cell.hue = hue; }`,
  `const isHigh = (cell, k) => cell.level >= k.levels[1] && !(k.wide || cell.hue === "blue");`,
  `function bits(n) { let left = n & 15; let count = 0; for (let i = 0; i < 4; i++) { if ((left & 1) === 1) count += 1; left >>= 1; if (left === 0) break; } return count; }`,
  `function sum(s, upTo) { let all = 0; for (let i = 0; i < 2; i++) { if (i > upTo) break; all += s.cells.at(i).level; for (let j = i; j < 2; j++) { all -= s.cells.at(j).on ? 1 : 0; } } return all; }`,
];

/** Properties that hold whatever the machine does, and look at much. */
const CALM = `{
  LevelsAreFew: invariant((s, k) => sum(s, 1) <= 6 && rank(s.spare.hue) < k.levels.length),
  BitsAreFew: everyStep((before, after, p, k) => bits(after.spare.level) <= 2 || k.wide),
  SomeIsFirst: witness((s, k) => firstOf(s, chosen(s, true).level) === 0),
}`;

class IdiomWriter extends MachineWriter {
  readonly #reachesOutside: boolean;
  #isActing = false;

  constructor(
    g: fc.GeneratorValue,
    mostStates: number,
    reachesOutside: boolean,
    isLively: boolean,
  ) {
    super(g, mostStates, isLively);
    this.#reachesOutside = reachesOutside;
  }

  override machine(): MachineText {
    const { helpers, ...text } = super.machine();
    const wide = this.flip();
    const isCalm = !this.isLively && this.upTo(2) === 0;
    return {
      ...text,
      ...(isCalm ? { properties: CALM, final: "(s) => true" } : {}),
      helpers: `${HELPERS.join("\n")}\n${helpers}`,
      constants: `{ limit: 2, wide: ${wide}, levels: [1, 2, ${this.upTo(3)}, 3], ` +
        `byHue: { red: 1, green: ${this.upTo(2)}, blue: 3 }, ` +
        `onward: { red: "green", green: "blue", blue: "red" }, ` +
        `rules: { rule0: helper0, rule1: helper1, high: isHigh } }`,
    };
  }

  protected override randomSchema(mostStates: number): RecordDomain {
    const { fields } = super.randomSchema(Math.max(4, mostStates >> 6));
    return record({ ...fields, ...furniture });
  }

  protected override action(): string {
    this.#isActing = true;
    const text = super.action();
    this.#isActing = false;
    return text;
  }

  /** A cell, however it is come by. */
  #cell(scope: Scope, state: string): string {
    // Now and then there may be no such cell; not in properties, of which not all are always asked.
    if (this.#reachesOutside && this.#isActing && this.upTo(20) === 0) {
      return `${state}.cells.at(${this.number(scope, 0)})`;
    }
    const held = scope.locals.filter(({ domain }) => domain === (cell as Domain));
    if (held.length > 0 && this.flip() && scope.states.length === 1) return this.pick(held).text;
    return this.pick([
      () => `${state}.spare`,
      () => `${state}.cells.at(${this.within(scope, 2, 0)})`,
      () => `${state}.cells.at(${this.number(scope, 0)} & 1)`,
      () => `chosen(${state}, ${this.truth(scope, 0)})`,
      () => `either(${state}, ${state}.cells.at(${this.upTo(1)}).level)`,
      () =>
        `(${this.truth(scope, 0)} ? ${state}.spare : ${this.truth(scope, 0)} ` +
        `? ${state}.cells.at(0) : ${state}.cells.at(${this.within(scope, 2, 1)}))`,
    ])();
  }

  /** A name of the cells' hues. */
  #hue(scope: Scope, state: string): string {
    const of = this.#cell(scope, state);
    return this.pick([`"red"`, `"green"`, `"blue"`, `${of}.hue`]
      .concat(scope.constants ? [`k.onward[${of}.hue]`] : []));
  }

  protected override number(scope: Scope, depth: number): string {
    if (depth === 0 || this.upTo(2) > 0) return super.number(scope, depth);
    const state = this.pick(scope.states);
    const of = this.#cell(scope, state);
    const inner = () => super.number(scope, depth - 1);
    const idioms = [
      () => `rank(${of}.hue)`,
      () => `${of}.level`,
      () => `firstOf(${state}, ${inner()})`,
      () => `lastOn(${state})`,
      () => `bits(${inner()})`,
      () => `sum(${state}, ${inner()})`,
      () => `Math.abs(${inner()} - ${inner()})`,
      () => `(- ${inner()})`,
      () => `(~ ${inner()} & 3)`,
      () => `((${inner()} & 255) >> ${this.upTo(3)})`,
      () => `((${inner()} & 15) << ${this.upTo(3)})`,
      () => `((${inner()} & 255) >>> ${this.upTo(3)})`,
      () => `(${inner()} % ${this.upTo(4) + 1})`,
    ];
    if (scope.constants) {
      idioms.push(
        () => `k.levels[${of}.level]`,
        () => `k.byHue[${of}.hue]`,
        () => `(k.wide ? ${inner()} : ${inner()})`,
      );
    }
    return this.pick(idioms)();
  }

  protected override truth(scope: Scope, depth: number): string {
    if (depth === 0 || this.upTo(2) > 0) return super.truth(scope, depth);
    const state = this.pick(scope.states);
    const of = this.#cell(scope, state);
    const inner = () => super.truth(scope, depth - 1);
    const idioms = [
      () => `${of}.on`,
      () => `(${of}.hue ${this.pick(["===", "!=="])} ${this.#hue(scope, state)})`,
      () => `same(${of}, ${this.#cell(scope, this.pick(scope.states))})`,
      () => `((${inner()}) === (${inner()}))`,
      () => `(${inner()} ? ${inner()} : ${this.pick(["true", "false", inner()])})`,
    ];
    if (scope.constants) {
      idioms.push(
        () => `(k.wide ${this.pick(["&&", "||"])} ${inner()})`,
        () => `k.rules.high(${of}, k)`,
        () => `isHigh(${of}, k)`,
      );
    }
    return this.pick(idioms)();
  }

  protected override guard(scope: Scope): string {
    if (this.upTo(2) > 0) return super.guard(scope);
    const again = () => this.truth(scope, 1);
    const held: Scope = {
      ...scope,
      locals: [...scope.locals, this.#held()],
    };
    return this.pick([
      () => `{ if (${again()}) return false; return ${again()} && ${again()}; }`,
      () =>
        `{ const held = ${this.#cell(scope, "s")}; return ${this.truth(held, 2)} || ` +
        `${this.truth(held, 1)}; }`,
      () =>
        `{ let x = ${this.number(scope, 1)}; if (${again()}) x += 1; else if (${again()}) ` +
        `return k.wide; for (let i = 0; i < 2; i++) { if (${again()}) return x > i; x -= 1; } ` +
        `return x < 2 && ${again()}; }`,
    ])();
  }

  #held(): Place {
    return { text: "held", domain: cell };
  }

  protected override statement(scope: Scope, depth: number): string {
    if (this.upTo(1) === 0) return super.statement(scope, depth);
    const of = this.#cell(scope, "s");
    const again = () => depth > 0 ? this.statements(scope, depth - 1) : this.write(scope);
    const number = () => this.number(scope, 1);
    const name = `h${this.loops++}`;
    const idioms = [
      () => `raise(${of}, ${number()});`,
      () => `raise(${of}, 1);`,
      () => `paint(${of}, ${this.#hue(scope, "s")});`,
      () => `${of}.level = (${number()}) & 3;`,
      () => `${of}.on = ${this.truth(scope, 1)};`,
      () => `${of}.hue = ${this.#hue(scope, "s")};`,
      () => `copy(${of}, ${this.#cell(scope, "s")});`,
      () => `clear(${of});`,
      () => `if (s.spare.level < 3) s.spare.level += 1; else s.spare.level--;`,
      () =>
        `switch (${of}.hue) { case "red": case "blue": ${again()} break; ` +
        `case "green": { ${again()} break; } }`,
      () =>
        `switch (${number()}) { case 0: ${again()} break; case 1: return; default: ${again()} }`,
      () => `if (${this.truth(scope, 1)}) return; ${again()}`,
      () => {
        const held: Place = { text: name, domain: cell };
        const inner = { ...scope, locals: [...scope.locals, held] };
        return `{ const ${name} = ${of}; ${
          depth > 0 ? this.statements(inner, depth - 1) : `raise(${name}, 1);`
        } }`;
      },
      () => {
        const level: Place = { text: name, domain: range(0, 3) };
        const inner = { ...scope, locals: [...scope.locals, level] };
        return `{ const { level: ${name}, on } = ${of}; if (on) { ${
          depth > 0 ? this.statements(inner, depth - 1) : `s.spare.level = ${name};`
        } } }`;
      },
      () => {
        const counter: Place = { text: name, domain: index("loop", 2) };
        const inner = { ...scope, locals: [...scope.locals, counter] };
        return `for (let ${name} = 1; ${name} >= 0; ${name} -= 1) { if (${this.truth(inner, 1)}) ${
          this.pick(["break", "continue"])
        }; ${depth > 0 ? this.statements(inner, depth - 1) : `raise(s.cells.at(${name}), 1);`} }`;
      },
      () => {
        const local: Place = { text: name, domain: range(-9, 9) };
        const inner = { ...scope, locals: [...scope.locals, local] };
        return `{ let ${name} = ${number()}; for (let i = 0; i < 2; i++) { if (${
          this.truth(inner, 1)
        }) ${name} ${this.pick(["+=", "-=", "=", "&=", "|=", "^="])} ${this.number(inner, 1)}; } ${
          depth > 0 ? this.statements(inner, depth - 1) : `raise(s.spare, ${name});`
        } }`;
      },
    ];
    return this.pick(idioms)();
  }
}
