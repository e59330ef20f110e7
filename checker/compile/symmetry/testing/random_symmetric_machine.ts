/**
 * Random machines with interchangeable index types: `random_machine.ts` with sorts.
 *
 * What is written treats members alike as far as the form of an expression goes; initial states need
 * not. Loops are free to do what depends on their order, and now and then a member is told apart on
 * purpose, so that there is something to refuse, too.
 *
 * @module
 */

import type * as fc from "fast-check";
import {
  array,
  type Domain,
  flag,
  index,
  type IndexDomain,
  indexTypesIn,
  oneOf,
  optional,
  range,
  record,
  type RecordDomain,
  type ScalarDomain,
  subset,
} from "../../../domains.ts";
import { Chance } from "../../../testing/chance.ts";
import { type MachineText, schemaText } from "../../../testing/machine_text.ts";
import { sizeOf } from "../../../testing/random_expressions.ts";

/** The interchangeable types of these machines. */
export const symmetricTypes: readonly IndexDomain[] = [index("alpha", 3), index("beta", 2)];

/** How much of a machine is random: about so many states, and one oddity in so many places. */
export interface Measure {
  readonly mostStates: number;
  readonly oddity: number;
}

/** Writes a random machine. */
export function randomSymmetricMachine(g: fc.GeneratorValue, measure: Measure): MachineText {
  return new Writer(g, measure).machine();
}

/** A variable or local, as text. */
interface Place {
  readonly text: string;
  readonly domain: Domain;
  /** For an element of an array: the array, and the index. */
  readonly element?: { readonly of: string; readonly at: string };
}

/** What the text being written may name. */
interface Scope {
  readonly states: readonly string[];
  readonly locals: readonly Place[];
  /**
   * Whether an element may be named that there is not. In properties that would make it a matter of
   * order within a level what is found: one that has failed is not asked again.
   */
  readonly mayMiss?: boolean;
}

class Writer extends Chance {
  readonly #oddity: number;
  readonly #schema: RecordDomain;
  #names = 0;
  /** Whether helpers may be called that may call others. */
  #calls = false;

  constructor(g: fc.GeneratorValue, { mostStates, oddity }: Measure) {
    super(g);
    this.#oddity = oddity;
    const [alpha] = symmetricTypes;
    const fields: { [name: string]: Domain } = {
      turn: oneOf("first", "second"),
      done: array(alpha, flag()),
    };
    for (let i = 0, states = 16; i < 5; i++) {
      const domain = this.#domain(2);
      if (states * sizeOf(domain) > mostStates) continue;
      states *= sizeOf(domain);
      fields[`field${i}`] = domain;
    }
    this.#schema = record(fields);
  }

  machine(): MachineText {
    const state: Scope = { states: ["s"], locals: [] };
    const helpers = [
      ...[0, 1, 2].map((i) => this.#helper(`helper${i}`)),
      ...symmetricTypes.map((type) => this.#counter(type)),
      ...symmetricTypes.map((type) => this.#relation(type)),
      ...symmetricTypes.map((type) => this.#chooser(type)),
    ];
    this.#calls = true;
    const actions = Array.from({ length: 2 + this.upTo(2) }, (_, i) => `anyActs${i}`);
    return {
      schema: this.#schema,
      helpers: helpers.join("\n"),
      constants: "{}",
      initial: this.#initial(),
      actions: `{ ${actions.map((name) => `${name}: ${this.#action()}`).join(",\n")} }`,
      properties: `{
        Invariant0: invariant((s) => ${this.#truth(state, 2)}),
        Invariant1: invariant((s) => ${this.#truth(state, 2)}),
        Step0: everyStep((before, after) => ${
        this.#truth({ states: ["before", "after"], locals: [] }, 2)
      }),
        Witness0: witness((s) => ${this.#truth(state, 2)}),
      }`,
      final: this.flip() ? undefined : `(s) => ${this.#truth(state, 1)}`,
      symmetric: [...new Set(indexTypesIn(this.#schema).map(({ name }) => name))],
    };
  }

  /** Whether a member is to be told apart here. */
  #isOdd(): boolean {
    return this.#oddity > 0 && this.upTo(this.#oddity - 1) === 0;
  }

  #domain(depth: number): Domain {
    const type = this.pick(symmetricTypes);
    switch (this.upTo(depth > 0 ? 6 : 2)) {
      case 0:
        return this.pick([flag(), range(0, 2), oneOf("red", "green")]);
      case 1:
        return optional(type);
      case 2:
        return subset(type);
      case 3:
        return depth === 2 ? type : record({ left: this.#domain(0), right: flag() });
      case 4:
        return array(2, this.#domain(depth - 1));
      default:
        return array(type, this.#domain(depth - 1));
    }
  }

  /** Variables that always name a member begin with any, or with one; one may have more than others. */
  #initial(): string {
    const naming = Object.entries(this.#schema.fields).filter(([, { kind }]) =>
      kind === "index" && this.flip()
    );
    const params = naming.map(([name, domain]) => `${name}: ${schemaText(domain)}`).join(", ");
    const first = this.flip() ? [`s.done.set(${this.upTo(2)}, true);`] : [];
    const then = [...first, ...naming.map(([name]) => `s.${name} = p.${name};`)].join(" ");
    return `action({ params: () => ({ ${params} }), when: () => true, then: (s, p) => { ${then} } })`;
  }

  #action(): string {
    const types = Array.from({ length: this.upTo(2) }, () => this.pick(symmetricTypes));
    const params = types.map((type, i) => `p${i}: ${schemaText(type)}`).join(", ");
    const locals = types.map((domain, i): Place => ({ text: `p.p${i}`, domain }));
    const scope = { states: ["s"], locals, mayMiss: true };
    const when = this.flip() ? this.#truth(scope, 2) : "true";
    return `action({
      params: () => ({ ${params} }),
      when: (s, p) => ${when},
      then: (s, p) => { ${this.#statements(scope, 2)} },
    })`;
  }

  /** A function with a loop: whether there is a member such that, how many, or which was last. */
  #helper(name: string): string {
    const type = this.pick(symmetricTypes);
    const local = { text: "i", domain: type };
    const test = this.#truth({ states: ["s"], locals: [local] }, 1);
    const loop = `for (let i = 0; i < ${type.size}; i++)`;
    switch (this.upTo(5)) {
      case 0:
        return `function ${name}(s) { let n = 0; ${loop} if (${test}) n++; return n > 1; }`;
      case 1:
        return `function ${name}(s) { let all = true; ${loop} all = all && ${test}; return all; }`;
      case 2:
        if (this.#isOdd()) {
          const other = this.#member({ states: ["s"], locals: [] }, type) ?? "null";
          return `function ${name}(s) { let last = null; ${loop} if (${test}) last = i; ` +
            `return last !== ${other}; }`;
        }
        return `function ${name}(s) { ${loop} { if (!(${test})) continue; return false; } return true; }`;
      default:
        return `function ${name}(s) { ${loop} if (${test}) return true; return false; }`;
    }
  }

  /** A function of how many members are such. */
  #counter({ name, size }: IndexDomain): string {
    const local = { text: "i", domain: index(name, size) };
    const test = this.#truth({ states: ["s"], locals: [local] }, 1);
    const turn = this.pick([
      `if (${test}) n++;`,
      `n += ${test} ? 1 : 0;`,
      `n = ${test} ? n : n + 1;`,
    ]);
    return `function ${name}Count(s) { let n = 0; for (let i = 0; i < ${size}; i++) { ${turn} } ` +
      `return n; }`;
  }

  /** A function of two members: whether something is so of them. */
  #relation({ name, size }: IndexDomain): string {
    const domain = index(name, size);
    const locals = [{ text: "a", domain }, { text: "b", domain }];
    const [test, other] = [1, 2].map((depth) => this.#truth({ states: ["s"], locals }, depth));
    return `function ${name}Relation(s, a, b) { ` +
      `${this.flip() ? `if (${test}) return a === b; ` : ""}return ${other}; }`;
  }

  /** A function that comes to one of two members, or to none. */
  #chooser({ name, size }: IndexDomain): string {
    const domain = index(name, size);
    const locals = [{ text: "a", domain }, { text: "b", domain }];
    const test = this.#truth({ states: ["s"], locals }, 1);
    return `function ${name}Choice(s, a, b) { const one = a; ` +
      `${this.pick([`if (${test}) return one; return b;`, `return ${test} ? one : b;`])} }`;
  }

  #statements(scope: Scope, depth: number): string {
    return Array.from({ length: 1 + this.upTo(1) }, () => this.#statement(scope, depth)).join(" ");
  }

  #statement(scope: Scope, depth: number): string {
    if (depth > 0) {
      switch (this.upTo(5)) {
        case 2: {
          const held = this.#place(scope, "s");
          const text = `v${this.#names++}`;
          const { domain } = held;
          const inner = { ...scope, locals: [{ text, domain }, ...scope.locals] };
          return `{ const ${text} = ${held.text}; ${this.#statement(inner, depth - 1)} }`;
        }
        case 0:
          return `if (${this.#truth(scope, 1)}) { ${this.#statements(scope, depth - 1)} } ` +
            `else { ${this.#statements(scope, depth - 1)} }`;
        case 1: {
          const domain = this.pick(symmetricTypes);
          const text = `i${this.#names++}`;
          const inner = { ...scope, locals: [{ text, domain }, ...scope.locals] };
          return `for (let ${text} = 0; ${text} < ${domain.size}; ${text}++) { ` +
            `${this.#statement(inner, depth - 1)} }`;
        }
      }
    }
    return this.#change(scope);
  }

  #change(scope: Scope): string {
    const { text, domain, element } = this.#place(scope, "s");
    switch (domain.kind) {
      case "subset": {
        const member = this.#member(scope, domain.over!);
        return member === undefined || this.upTo(4) === 0
          ? `${text}.clear();`
          : `${text}.${this.pick(["add", "add", "delete"])}(${member});`;
      }
      case "record":
      case "array": {
        const { text: other, domain: same } = this.#place(scope, "s");
        return JSON.stringify(same) === JSON.stringify(domain)
          ? `copy(${text}, ${other});`
          : `clear(${text});`;
      }
      default: {
        const value = this.#value(scope, domain, text);
        return element === undefined
          ? `${text} = ${value};`
          : `${element.of}.set(${element.at}, ${value});`;
      }
    }
  }

  /** A value for the variable `text` of a domain. */
  #value(scope: Scope, domain: ScalarDomain, text: string): string {
    switch (domain.kind) {
      case "flag":
        return this.flip() ? `!${text}` : this.#truth(scope, 1);
      case "range":
        // Once in a while it does not fit.
        return this.upTo(5) === 0
          ? `${text} + 1`
          : this.flip() || !this.#calls
          ? `(${text} + 1) % 3`
          : `Math.min(2, ${this.pick(symmetricTypes).name}Count(s))`;
      case "oneOf":
        return `${text} === "${domain.values[0]}" ? "${domain.values[1]}" : "${domain.values[0]}"`;
      case "index":
        return this.#member(scope, domain) ?? text;
      case "optional":
        return (this.flip() ? undefined : this.#member(scope, domain.of as IndexDomain)) ?? "null";
    }
  }

  /** A place in the state named: a leaf, or now and then a composite. */
  #place(scope: Scope, state: string): Place {
    for (let attempt = 0; attempt < 20; attempt++) {
      const views = scope.locals.filter(({ domain: { kind } }) =>
        state === "s" && (kind === "record" || kind === "array" || kind === "subset")
      );
      const name = this.pick(Object.keys(this.#schema.fields));
      const place = views.length > 0 && this.flip()
        ? this.pick(views)
        : { text: `${state}.${name}`, domain: this.#schema.fields[name] };
      const found = this.#within(scope, place);
      if (found !== undefined) return found;
    }
    return { text: `${state}.turn`, domain: this.#schema.fields.turn };
  }

  /** A place in a place, or itself; none, if no member is at hand to reach it by. */
  #within(scope: Scope, place: Place): Place | undefined {
    const { text, domain } = place;
    if (this.upTo(9) === 0) return place;
    if (domain.kind === "record") {
      const name = this.pick(Object.keys(domain.fields));
      return this.#within(scope, { text: `${text}.${name}`, domain: domain.fields[name] });
    }
    if (domain.kind !== "array") return place;
    const at = domain.over === undefined
      ? this.#number(scope, domain.length)
      : this.#member(scope, domain.over);
    if (at === undefined) return undefined;
    const element = { of: text, at };
    return this.#within(scope, { text: `${text}.at(${at})`, domain: domain.of, element });
  }

  /** The number of an element; once in a while there may be no such element. */
  #number({ states, mayMiss = false }: Scope, length: number): string {
    const ranges = Object.entries(this.#schema.fields).filter(([, { kind }]) => kind === "range");
    return !mayMiss || ranges.length === 0 || this.flip()
      ? String(this.upTo(length - 1))
      : `${this.pick(states)}.${this.pick(ranges)[0]}`;
  }

  /** A member of a type, if there is one to be had; once in a while by its number. */
  #member({ states, locals }: Scope, type: IndexDomain): string | undefined {
    if (this.#isOdd()) return String(this.upTo(type.size - 1));
    const naming = Object.entries(this.#schema.fields).map(([name, domain]): Place => ({
      text: `${this.pick(states)}.${name}`,
      domain,
    }));
    const found = [...locals, ...locals, ...naming].filter(({ domain }) =>
      domain.kind === "index" && domain.name === type.name
    );
    if (found.length === 0) return undefined;
    const { text } = this.pick(found);
    if (!this.#calls || this.upTo(7) !== 0) return text;
    const other = this.pick(found).text;
    return this.flip()
      ? `${type.name}Choice(${this.pick(states)}, ${text}, ${other})`
      : `(${this.pick(states)}.turn === "first" ? ${text} : ${other})`;
  }

  #truth(scope: Scope, depth: number): string {
    const again = () => this.#truth(scope, depth - 1);
    if (depth > 0) {
      switch (this.upTo(5)) {
        case 0:
          return `(${again()} ${this.pick(["&&", "||"])} ${again()})`;
        case 1:
          return `!(${again()})`;
        case 2:
          return depth === 2 ? `helper${this.upTo(2)}(${this.pick(scope.states)})` : again();
        case 3: {
          const type = this.pick(symmetricTypes);
          const [left, right] = [this.#member(scope, type), this.#member(scope, type)];
          if (left === undefined || right === undefined) break;
          if (this.#calls && this.upTo(2) === 0) {
            return `${type.name}Relation(${this.pick(scope.states)}, ${left}, ${right})`;
          }
          return `(${left} ${this.#isOdd() ? "<" : this.pick(["===", "!=="])} ${right})`;
        }
      }
    }
    const { text, domain } = this.#place(scope, this.pick(scope.states));
    switch (domain.kind) {
      case "flag":
        return text;
      case "range":
        return `(${text} ${this.pick(["<", ">=", "!=="])} ${this.upTo(2)})`;
      case "oneOf":
        return `(${text} === "${this.pick(domain.values)}")`;
      case "subset": {
        const member = this.#member(scope, domain.over!);
        return member === undefined ? `(${text}.size > 1)` : `${text}.has(${member})`;
      }
      case "index":
      case "optional": {
        const type = domain.kind === "index" ? domain : domain.of as IndexDomain;
        const other = this.#member(scope, type) ?? (domain.kind === "index" ? text : "null");
        return `(${text} === ${other})`;
      }
      default: {
        const other = this.#place(scope, this.pick(scope.states));
        const alike = JSON.stringify(other.domain) === JSON.stringify(domain);
        return `same(${text}, ${alike ? other.text : text})`;
      }
    }
  }
}
