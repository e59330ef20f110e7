/**
 * Plain values seen through views: what the oracle runs guards and effects on.
 *
 * A record is an object, an array an array, a subset the ascending array of its members. A view is
 * made anew for every access and looks at the value in place.
 *
 * @module
 */

import { type Domain, type RecordDomain, type ScalarDomain, valueAt } from "./domains.ts";
import { DomainError, IndexError } from "./errors.ts";
import { CLEAR, COPY, SAME } from "./language.ts";

// A value or a view of one: the domain beside it says which.
// deno-lint-ignore no-explicit-any
type Anything = any;

/** Under this symbol a view shows its value to other views. */
const PLAIN = Symbol("the plain value under a view");

/** The first value of a domain. */
export function firstOf(domain: Domain): Anything {
  switch (domain.kind) {
    case "record":
      return Object.fromEntries(
        Object.entries(domain.fields).map(([name, of]) => [name, firstOf(of)]),
      );
    case "array":
      return Array.from({ length: domain.length }, () => firstOf(domain.of));
    case "subset":
      return [];
    default:
      return valueAt(domain, 0);
  }
}

/** The view of a whole state. */
export function viewOf(schema: RecordDomain, state: Anything): Anything {
  return viewOfPart(schema, { state }, "state", "");
}

/** Whether a scalar domain has this value. */
function fits(domain: ScalarDomain, value: Anything): boolean {
  switch (domain.kind) {
    case "flag":
      return typeof value === "boolean";
    case "range":
      return Number.isInteger(value) && value >= domain.low && value <= domain.high;
    case "index":
      return Number.isInteger(value) && value >= 0 && value < domain.size;
    case "oneOf":
      return domain.values.includes(value);
    case "optional":
      return value === null || fits(domain.of, value);
  }
}

/** Writes `value` over what `holder[part]` is, keeping every object in its place. */
function assign(
  domain: Domain,
  holder: Anything,
  part: string | number,
  value: Anything,
  path: string,
) {
  switch (domain.kind) {
    case "record":
      for (const [name, of] of Object.entries(domain.fields)) {
        assign(of, holder[part], name, value[name], path === "" ? name : `${path}.${name}`);
      }
      break;
    case "array":
      if (value.length !== domain.length) throw new DomainError(path, value);
      for (let i = 0; i < domain.length; i++) {
        assign(domain.of, holder[part], i, value[i], `${path}[${i}]`);
      }
      break;
    case "subset":
      if (value.some((member: number) => member >= domain.size)) throw new DomainError(path, value);
      holder[part].splice(0, Infinity, ...value);
      break;
    default:
      if (!fits(domain, value)) throw new DomainError(path, value);
      holder[part] = value;
  }
}

/** A plain value as a text that is equal for equal ones, in whatever order fields are declared. */
function textOf(value: Anything): string {
  const isRecord = (of: Anything) => typeof of === "object" && of !== null && !Array.isArray(of);
  return JSON.stringify(
    value,
    (_name, of) => isRecord(of) ? Object.fromEntries(Object.entries(of).sort()) : of,
  );
}

/** Lets the plain value `holder[part]` be read and written as the language says. */
function viewOfPart(
  domain: Domain,
  holder: Anything,
  part: string | number,
  path: string,
): Anything {
  const value = holder[part];
  const inside = (i: number, size: number) => {
    if (!Number.isInteger(i) || i < 0 || i >= size) throw new IndexError(path, i);
    return i;
  };
  const replace = (other: Anything) => assign(domain, holder, part, structuredClone(other), path);
  const whole = {
    [PLAIN]: value,
    [COPY]: (other: Anything) => replace(other[PLAIN]),
    [CLEAR]: () => replace(firstOf(domain)),
    [SAME]: (other: Anything) => textOf(value) === textOf(other[PLAIN]),
  };
  switch (domain.kind) {
    case "record":
      for (const [name, of] of Object.entries(domain.fields)) {
        const below = path === "" ? name : `${path}.${name}`;
        Object.defineProperty(whole, name, {
          get: () => viewOfPart(of, value, name, below),
          set: (written) => assign(of, value, name, written, below),
        });
      }
      return whole;
    case "array":
      return {
        ...whole,
        length: domain.length,
        at: (i: number) => viewOfPart(domain.of, value, inside(i, domain.length), `${path}[${i}]`),
        set: (i: number, written: Anything) =>
          assign(domain.of, value, inside(i, domain.length), written, `${path}[${i}]`),
      };
    case "subset": {
      const without = (i: number) => value.filter((member: number) => member !== i);
      return {
        ...whole,
        get size() {
          return value.length;
        },
        has: (i: number) => value.includes(inside(i, domain.size)),
        add: (i: number) => replace([...without(inside(i, domain.size)), i].sort((a, b) => a - b)),
        delete: (i: number) => replace(without(inside(i, domain.size))),
        clear: () => replace([]),
      };
    }
    default:
      return value;
  }
}
