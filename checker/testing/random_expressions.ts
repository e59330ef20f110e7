/**
 * Random schemas, and random expressions of the subset over them.
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
import { Chance } from "./chance.ts";

/** Ranges of this width make states of several words; only a few of their values are ever used. */
const WIDE = 2 ** 20;
/** Domains of more values than this are wide. */
export const FEW = 8;

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
export interface Scope {
  /** The names of states that it may read. */
  readonly states: readonly string[];
  /** Parameters and local variables. */
  readonly locals: readonly Place[];
  /** Whether `k` is there. */
  readonly constants: boolean;
}

/** A variable, as text, with its domain. */
export interface Place {
  readonly text: string;
  readonly domain: Domain;
  /** For an element of an array: the array, and the position in it. */
  readonly element?: { readonly of: string; readonly at: string };
}

/** Writes expressions over a random schema with at most about so many states. */
export class ExpressionWriter extends Chance {
  protected readonly schema: RecordDomain;

  constructor(g: fc.GeneratorValue, mostStates: number) {
    super(g);
    this.schema = this.randomSchema(mostStates);
  }

  protected randomSchema(mostStates: number): RecordDomain {
    const fields: { [name: string]: Domain } = {};
    let states = 1;
    for (let i = 0; i < 6; i++) {
      const domain = this.domain(2);
      if (states * sizeOf(domain) > mostStates) continue;
      states *= sizeOf(domain);
      fields[`field${i}`] = domain;
    }
    return record(states === 1 ? { ...fields, field: flag() } : fields);
  }

  protected domain(depth: number): Domain {
    switch (this.upTo(depth > 0 ? 4 : 1)) {
      case 0:
        return this.scalar();
      case 1:
        return subset(this.pick([this.upTo(2) + 1, index("three", 3), 20]));
      case 2:
        return record({ left: this.domain(depth - 1), right: this.scalar() });
      default:
        return array(this.flip() ? this.upTo(2) + 1 : index("two", 2), this.domain(depth - 1));
    }
  }

  protected scalar(): ScalarDomain {
    return this.flip() ? this.plain() : optional(this.plain());
  }

  protected plain(): PlainDomain {
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

  /** A random place in the state named `state`: a leaf, or now and then a composite. */
  protected place(scope: Scope, state: string, depth: number): Place {
    let place: Place = { text: state, domain: this.schema };
    for (;;) {
      const { text, domain } = place;
      if (text !== state && this.upTo(7) === 0) return place;
      if (domain.kind === "record") {
        const name = this.pick(Object.keys(domain.fields));
        place = { text: `${text}.${name}`, domain: domain.fields[name] };
      } else if (domain.kind === "array") {
        const at = this.within(scope, domain.length, depth);
        place = { text: `${text}.at(${at})`, domain: domain.of, element: { of: text, at } };
      } else {
        return place;
      }
    }
  }

  /** Another place with the same domain, if a few attempts find one. */
  protected alike(scope: Scope, domain: Domain): string | undefined {
    for (let attempt = 0; attempt < 8; attempt++) {
      const place = this.place(scope, this.pick(scope.states), 0);
      if (JSON.stringify(place.domain) === JSON.stringify(domain)) return place.text;
    }
    return undefined;
  }

  /** A number from 0 to `size - 1`. */
  protected within(scope: Scope, size: number, depth: number): string {
    const fitting = scope.locals.filter(({ domain }) =>
      domain.kind === "index" && domain.size <= size
    );
    if (fitting.length > 0 && this.flip()) return this.pick(fitting).text;
    if (depth === 0 || this.flip()) return String(this.upTo(size - 1));
    return `((${this.number(scope, depth - 1)}) & 7) % ${size}`;
  }

  /** A value of a scalar domain; once in a while one that may not fit. */
  protected value(scope: Scope, domain: ScalarDomain, depth: number): string {
    const alike = scope.locals.filter((local) =>
      JSON.stringify(local.domain) === JSON.stringify(domain)
    );
    if (alike.length > 0 && this.upTo(3) > 0) return this.pick(alike).text;
    switch (domain.kind) {
      case "flag":
        return this.truth(scope, depth);
      case "range":
        if (this.upTo(8) === 0) return this.number(scope, depth);
        return `(${domain.low} + ${this.within(scope, cardinality(domain), depth)})`;
      case "index":
        return this.within(scope, domain.size, depth);
      case "oneOf":
        return depth > 0 && this.flip()
          ? `(${this.truth(scope, depth - 1)} ? ${this.value(scope, domain, 0)} : ${
            this.value(scope, domain, 0)
          })`
          : JSON.stringify(this.pick(domain.values));
      case "optional":
        return this.flip()
          ? this.value(scope, domain.of, depth)
          : `(${this.truth(scope, Math.max(depth - 1, 0))} ? null : ${
            this.value(scope, domain.of, 0)
          })`;
    }
  }

  protected number(scope: Scope, depth: number): string {
    const again = () => this.number(scope, depth - 1);
    if (depth > 0) {
      switch (this.upTo(5)) {
        case 0:
          return `(${again()} ${this.pick(["+", "-", "*", "&", "|", "^"])} ${again()})`;
        case 1:
          return `Math.${this.pick(["min", "max"])}(${again()}, ${again()})`;
        case 2:
          return `(${this.truth(scope, depth - 1)} ? ${again()} : ${again()})`;
      }
    }
    const { text, domain } = this.leaf(scope, depth);
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

  protected truth(scope: Scope, depth: number): string {
    const again = () => this.truth(scope, depth - 1);
    if (depth > 0) {
      switch (this.upTo(5)) {
        case 0:
          return `(${again()} ${this.pick(["&&", "||"])} ${again()})`;
        case 1:
          return `!(${again()})`;
        case 2: {
          const compare = this.pick(["===", "!==", "<", "<=", ">", ">="]);
          return `(${this.number(scope, depth)} ${compare} ${this.number(scope, depth)})`;
        }
        case 3:
          if (!scope.constants) break;
          return `k.rules.rule${this.upTo(1)}(${this.pick(scope.states)})`;
      }
    }
    const { text, domain } = this.leaf(scope, depth);
    switch (domain.kind) {
      case "flag":
        return text;
      case "subset":
        return `${text}.has(${this.within(scope, domain.size, 0)})`;
      case "record":
      case "array":
        return `same(${text}, ${this.alike(scope, domain) ?? text})`;
      default: {
        const value = JSON.stringify(valueAt(domain, this.upTo(cardinality(domain) - 1)));
        return `(${text} ${this.pick(["===", "!=="])} ${value})`;
      }
    }
  }

  /** A place in a state, or a local. */
  protected leaf(scope: Scope, depth: number): Place {
    return scope.locals.length > 0 && this.flip()
      ? this.pick(scope.locals)
      : this.place(scope, this.pick(scope.states), Math.max(depth - 1, 0));
  }
}
