/**
 * Random machines, as text in the subset of TypeScript that specifications keep to (`subset.md`).
 *
 * They are text so that whatever runs machines can be held to whatever else does: the same text is
 * evaluated here, and can be parsed elsewhere. Schemas use every kind of domain; guards, effects
 * and properties use every kind of expression and statement. Most are nonsense, which is the point.
 *
 * @module
 */

import type * as fc from "fast-check";
import {
  array,
  cardinality,
  type Domain,
  flag,
  index,
  oneOf,
  optional,
  type PlainDomain,
  range,
  record,
  type RecordDomain,
  type ScalarDomain,
  subset,
  valueAt,
} from "../domains.ts";
import { clear, copy, language, type Machine, machine, same } from "../language.ts";
import { isLeaf } from "../layout.ts";
import { Chance } from "./chance.ts";

/** A machine in text. Each part is an expression; they use the names that {@link evaluate} knows. */
export interface MachineText {
  /** The schema, not as text: `schemaText` makes it one. */
  readonly schema: RecordDomain;
  /** Function declarations that the other parts call. */
  readonly helpers: string;
  readonly constants: string;
  readonly initial: string;
  readonly actions: string;
  readonly properties: string;
  readonly final: string | undefined;
  /** Names of index types that it declares symmetric. */
  readonly symmetric?: readonly string[];
}

/** Makes the machine that a text describes. */
export function evaluate(text: MachineText): Machine<RecordDomain, unknown> {
  const scope = { clear, copy, flag, index, language, oneOf, optional, range, same };
  const body = `"use strict";
    const { action, invariant, step, everyStep, witness } = language();
    ${text.helpers}
    const constants = ${text.constants};
    const initial = ${text.initial};
    const actions = ${text.actions};
    const properties = ${text.properties};
    const final = ${text.final};
    return { constants, initial, actions, properties, final };`;
  const parts = new Function(...Object.keys(scope), body)(...Object.values(scope));
  return machine({ name: "random", actors: ["any"], state: text.schema, ...parts });
}

/** A domain as the expression that makes it. */
export function schemaText(domain: Domain): string {
  switch (domain.kind) {
    case "flag":
      return "flag()";
    case "range":
      return `range(${domain.low}, ${domain.high})`;
    case "index":
      return `index(${JSON.stringify(domain.name)}, ${domain.size})`;
    case "oneOf":
      return `oneOf(${domain.values.map((value) => JSON.stringify(value)).join(", ")})`;
    case "optional":
      return `optional(${schemaText(domain.of)})`;
    case "subset":
      return `subset(${domain.over === undefined ? domain.size : schemaText(domain.over)})`;
    case "array": {
      const length = domain.over === undefined ? domain.length : schemaText(domain.over);
      return `array(${length}, ${schemaText(domain.of)})`;
    }
    case "record":
      return `record({ ${
        Object.entries(domain.fields).map(([name, of]) => `${name}: ${schemaText(of)}`).join(", ")
      } })`;
  }
}

/** Writes a random machine with at most about `mostStates` states. */
export function randomMachine(g: fc.GeneratorValue, mostStates: number): MachineText {
  return new Writer(g, mostStates).machine();
}

/** Ranges of this width make states of several words; only a few of their values are ever used. */
const WIDE = 2 ** 20;
/** Domains of more values than this are wide. */
const FEW = 8;

/** About how many values of a domain a machine will use. */
export function sizeOf(domain: Domain): number {
  switch (domain.kind) {
    case "record":
      return Object.values(domain.fields).reduce((product, of) => product * sizeOf(of), 1);
    case "array":
      return sizeOf(domain.of) ** domain.length;
    case "subset":
      return 2 ** Math.min(domain.size, 4);
    default:
      return Math.min(cardinality(domain), FEW);
  }
}

/** What the text being written may name. */
interface Scope {
  /** The names of states that it may read. */
  readonly states: readonly string[];
  /** Parameters and local variables. */
  readonly locals: readonly Place[];
  /** Whether `k` is there. */
  readonly constants: boolean;
}

/** A variable, as text, with its domain. */
interface Place {
  readonly text: string;
  readonly domain: Domain;
  /** For an element of an array: the array, and the position in it. */
  readonly element?: { readonly of: string; readonly at: string };
}

class Writer extends Chance {
  readonly #schema: RecordDomain;
  #loops = 0;

  constructor(g: fc.GeneratorValue, mostStates: number) {
    super(g);
    this.#schema = this.#randomSchema(mostStates);
  }

  machine(): MachineText {
    const state = { states: ["s"], locals: [], constants: true };
    const list = (count: number, name: string, item: () => string) =>
      Array.from({ length: count }, (_, i) => `${name}${i}: ${item()}`).join(",\n");
    const actionNames = Array.from({ length: this.upTo(4) + 1 }, (_, i) => `anyActs${i}`);
    const steps = () => {
      const of = this.pick(actionNames);
      const scope = { states: ["before", "after"], locals: [], constants: true };
      const holds = `(before, after, p, k) => ${this.#truth(scope, 2)}`;
      return this.flip() ? `everyStep(${holds})` : `step([actions.${of}], ${holds})`;
    };
    const helper = (name: string) =>
      `function ${name}(s) { return ${this.#truth({ ...state, constants: false }, 2)}; }`;
    return {
      schema: this.#schema,
      helpers: [helper("helper0"), helper("helper1")].join("\n"),
      constants: "{ limit: 2, rules: { rule0: helper0, rule1: helper1 } }",
      initial: this.#action(),
      actions: `{ ${actionNames.map((name) => `${name}: ${this.#action()}`).join(",\n")} }`,
      properties: `{ ${
        [
          list(2, "Invariant", () => `invariant((s, k) => ${this.#truth(state, 2)})`),
          list(2, "Step", steps),
          list(1, "Witness", () => `witness((s, k) => ${this.#truth(state, 2)})`),
        ].join(",\n")
      } }`,
      final: this.flip() ? undefined : `(s, k) => ${this.#truth(state, 1)}`,
    };
  }

  #randomSchema(mostStates: number): RecordDomain {
    const fields: { [name: string]: Domain } = {};
    let states = 1;
    for (let i = 0; i < 6; i++) {
      const domain = this.#domain(2);
      if (states * sizeOf(domain) > mostStates) continue;
      states *= sizeOf(domain);
      fields[`field${i}`] = domain;
    }
    return record(states === 1 ? { ...fields, field: flag() } : fields);
  }

  #domain(depth: number): Domain {
    switch (this.upTo(depth > 0 ? 4 : 1)) {
      case 0:
        return this.#scalar();
      case 1:
        return subset(this.pick([this.upTo(2) + 1, index("three", 3), 20]));
      case 2:
        return record({ left: this.#domain(depth - 1), right: this.#scalar() });
      default:
        return array(this.flip() ? this.upTo(2) + 1 : index("two", 2), this.#domain(depth - 1));
    }
  }

  #scalar(): ScalarDomain {
    return this.flip() ? this.#plain() : optional(this.#plain());
  }

  #plain(): PlainDomain {
    const low = this.upTo(6) - 3;
    return this.pick<PlainDomain>([
      flag(),
      range(low, low + this.upTo(3)),
      range(low * 1000, low * 1000 + WIDE),
      index("two", 2),
      index("three", 3),
      oneOf("red", "green", "blue"),
      oneOf("only"),
    ]);
  }

  #action(): string {
    const domains = Array.from({ length: this.upTo(2) }, () => {
      const { domain } = this.#place({ states: ["s"], locals: [], constants: false }, "s", 0);
      const scalar = isLeaf(domain) && domain.kind !== "subset" ? domain : this.#scalar();
      return cardinality(scalar) > FEW ? flag() : scalar;
    });
    const params = domains.map((domain, i) => `p${i}: ${schemaText(domain)}`).join(", ");
    const locals = domains.map((domain, i): Place => ({ text: `p.p${i}`, domain }));
    const scope = { states: ["s"], locals, constants: true };
    const when = this.upTo(2) === 0 ? this.#truth(scope, 2) : "true";
    return `action({
      params: () => ({ ${params} }),
      when: (s, p, k) => ${when},
      then: (s, p, k) => { ${this.#statements(scope, 2)} },
    })`;
  }

  #statements(scope: Scope, depth: number): string {
    return Array.from({ length: this.upTo(1) + 1 }, () => this.#statement(scope, depth)).join(" ");
  }

  #statement(scope: Scope, depth: number): string {
    if (depth > 0) {
      switch (this.upTo(7)) {
        case 0:
          return `if (${this.#truth(scope, 1)}) { ${this.#statements(scope, depth - 1)} } ` +
            `else { ${this.#statements(scope, depth - 1)} }`;
        case 1: {
          const text = `i${this.#loops++}`;
          const locals = [...scope.locals, { text, domain: index("loop", 2) }];
          const body = this.#statements({ ...scope, locals }, depth - 1);
          return `for (let ${text} = 0; ${text} < 2; ${text}++) { ${body} }`;
        }
        case 2: {
          const text = `l${this.#loops++}`;
          const locals = [...scope.locals, { text, domain: range(-9, 9) }];
          return `let ${text} = ${this.#number(scope, 2)}; ` +
            this.#statements({ ...scope, locals }, depth - 1);
        }
      }
    }
    return this.#write(scope);
  }

  /** A statement that changes one place. */
  #write(scope: Scope): string {
    const { text, domain, element } = this.#place(scope, "s", 1);
    switch (domain.kind) {
      case "subset": {
        const member = this.#within(scope, domain.size, 1);
        return this.pick([
          `${text}.add(${member});`,
          `if (${text}.has(${member})) ${text}.delete(${member}); else ${text}.add(${member});`,
          `${text}.delete(${member});`,
          `${text}.clear();`,
        ]);
      }
      case "record":
      case "array": {
        const other = this.#alike(scope, domain);
        return other === undefined || this.upTo(3) === 0
          ? `clear(${text});`
          : `copy(${text}, ${other});`;
      }
      default: {
        const value = this.flip() ? this.#onward(text, domain) : this.#value(scope, domain, 2);
        return element === undefined
          ? `${text} = ${value};`
          : `${element.of}.set(${element.at}, ${value});`;
      }
    }
  }

  /** Another value of a scalar domain than `text` has, where there are two: machines that move. */
  #onward(text: string, domain: ScalarDomain): string {
    switch (domain.kind) {
      case "flag":
        return `!${text}`;
      case "range":
      case "index": {
        if (cardinality(domain) > FEW) break;
        const low = domain.kind === "range" ? domain.low : 0;
        return `${text} === ${low + cardinality(domain) - 1} ? ${low} : ${text} + 1`;
      }
    }
    const first = JSON.stringify(valueAt(domain, 0));
    const last = JSON.stringify(valueAt(domain, cardinality(domain) - 1));
    return `${text} === ${first} ? ${last} : ${first}`;
  }

  /** A random place in the state named `state`: a leaf, or now and then a composite. */
  #place(scope: Scope, state: string, depth: number): Place {
    let place: Place = { text: state, domain: this.#schema };
    for (;;) {
      const { text, domain } = place;
      if (text !== state && this.upTo(7) === 0) return place;
      if (domain.kind === "record") {
        const name = this.pick(Object.keys(domain.fields));
        place = { text: `${text}.${name}`, domain: domain.fields[name] };
      } else if (domain.kind === "array") {
        const at = this.#within(scope, domain.length, depth);
        place = { text: `${text}.at(${at})`, domain: domain.of, element: { of: text, at } };
      } else {
        return place;
      }
    }
  }

  /** Another place with the same domain, if a few attempts find one. */
  #alike(scope: Scope, domain: Domain): string | undefined {
    for (let attempt = 0; attempt < 8; attempt++) {
      const place = this.#place(scope, this.pick(scope.states), 0);
      if (JSON.stringify(place.domain) === JSON.stringify(domain)) return place.text;
    }
    return undefined;
  }

  /** A number from 0 to `size - 1`. */
  #within(scope: Scope, size: number, depth: number): string {
    const fitting = scope.locals.filter(({ domain }) =>
      domain.kind === "index" && domain.size <= size
    );
    if (fitting.length > 0 && this.flip()) return this.pick(fitting).text;
    if (depth === 0 || this.flip()) return String(this.upTo(size - 1));
    return `((${this.#number(scope, depth - 1)}) & 7) % ${size}`;
  }

  /** A value of a scalar domain; once in a while one that may not fit. */
  #value(scope: Scope, domain: ScalarDomain, depth: number): string {
    const alike = scope.locals.filter((local) =>
      JSON.stringify(local.domain) === JSON.stringify(domain)
    );
    if (alike.length > 0 && this.upTo(3) > 0) return this.pick(alike).text;
    switch (domain.kind) {
      case "flag":
        return this.#truth(scope, depth);
      case "range":
        if (this.upTo(8) === 0) return this.#number(scope, depth);
        return `(${domain.low} + ${this.#within(scope, cardinality(domain), depth)})`;
      case "index":
        return this.#within(scope, domain.size, depth);
      case "oneOf":
        return depth > 0 && this.flip()
          ? `(${this.#truth(scope, depth - 1)} ? ${this.#value(scope, domain, 0)} : ${
            this.#value(scope, domain, 0)
          })`
          : JSON.stringify(this.pick(domain.values));
      case "optional":
        return this.flip()
          ? this.#value(scope, domain.of, depth)
          : `(${this.#truth(scope, Math.max(depth - 1, 0))} ? null : ${
            this.#value(scope, domain.of, 0)
          })`;
    }
  }

  #number(scope: Scope, depth: number): string {
    const again = () => this.#number(scope, depth - 1);
    if (depth > 0) {
      switch (this.upTo(5)) {
        case 0:
          return `(${again()} ${this.pick(["+", "-", "*", "&", "|", "^"])} ${again()})`;
        case 1:
          return `Math.${this.pick(["min", "max"])}(${again()}, ${again()})`;
        case 2:
          return `(${this.#truth(scope, depth - 1)} ? ${again()} : ${again()})`;
      }
    }
    const { text, domain } = this.#leaf(scope, depth);
    switch (domain.kind) {
      case "range":
      case "index":
        return text;
      case "optional":
        return domain.of.kind === "range" || domain.of.kind === "index"
          ? `(${text} === null ? -1 : ${text})`
          : "1";
      case "subset":
        return `${text}.size`;
      case "array":
        return `${text}.length`;
      default:
        return scope.constants && this.flip() ? "k.limit" : String(this.upTo(4) - 1);
    }
  }

  #truth(scope: Scope, depth: number): string {
    const again = () => this.#truth(scope, depth - 1);
    if (depth > 0) {
      switch (this.upTo(5)) {
        case 0:
          return `(${again()} ${this.pick(["&&", "||"])} ${again()})`;
        case 1:
          return `!(${again()})`;
        case 2: {
          const compare = this.pick(["===", "!==", "<", "<=", ">", ">="]);
          return `(${this.#number(scope, depth)} ${compare} ${this.#number(scope, depth)})`;
        }
        case 3:
          if (!scope.constants) break;
          return `k.rules.rule${this.upTo(1)}(${this.pick(scope.states)})`;
      }
    }
    const { text, domain } = this.#leaf(scope, depth);
    switch (domain.kind) {
      case "flag":
        return text;
      case "subset":
        return `${text}.has(${this.#within(scope, domain.size, 0)})`;
      case "record":
      case "array":
        return `same(${text}, ${this.#alike(scope, domain) ?? text})`;
      default: {
        const value = JSON.stringify(valueAt(domain, this.upTo(cardinality(domain) - 1)));
        return `(${text} ${this.pick(["===", "!=="])} ${value})`;
      }
    }
  }

  /** A place in a state, or a local. */
  #leaf(scope: Scope, depth: number): Place {
    return scope.locals.length > 0 && this.flip()
      ? this.pick(scope.locals)
      : this.#place(scope, this.pick(scope.states), Math.max(depth - 1, 0));
  }
}
