/**
 * The module that code is generated into: its tables, its helper functions, and the routines that
 * several places call.
 *
 * @module
 */

import type { RecordDomain } from "../domains.ts";
import { DomainError, IndexError, InternalError, NullError } from "../errors.ts";
import type { Layout } from "../layout.ts";
import type { Coverage } from "./coverage_points.ts";
import { maskOf } from "./emit_access.ts";
import { decode } from "./encoding.ts";
import { emitRoutine } from "./emit_statement.ts";
import type { PossibleValues } from "./possible_values.ts";
import type { Block, Expression, Local, Place, Routine, Scalar, Type } from "./representation.ts";
import { generating, unbound, withLocal } from "./bindings.ts";
import { printSite, type Site } from "./subset_error.ts";

/** How often a routine is generated anew for other constants before it takes them as arguments. */
const mostInstances = 12;

/** Text under construction. */
export class Module {
  readonly layout: Layout;
  readonly schema: RecordDomain;
  /** Watches conjuncts and branches, if they are to be watched. */
  readonly coverage: Coverage | undefined;
  /** What variables can hold, if that is known. */
  readonly possible: PossibleValues | undefined;
  /** Generated functions, each complete. */
  readonly functions: string[] = [];
  /** Types by number, for values in errors. */
  readonly types: Type[];
  readonly #tables = new Map<string, string>();
  /** Places of the text, for errors. */
  readonly #sites: string[] = [];
  readonly #routines = new Map<string, string>();
  readonly #instances = new Map<Routine, number>();
  readonly #seesBefore = new Map<Routine, boolean>();
  #next = 0;

  constructor(
    layout: Layout,
    possible?: PossibleValues,
    coverage?: Coverage,
    types: Type[] = [],
  ) {
    this.layout = layout;
    this.possible = possible;
    this.types = types;
    this.coverage = coverage;
    this.schema = layout.schema;
  }

  /** A name that is used nowhere else. */
  fresh(prefix: string): string {
    return `${prefix.replace(/[^A-Za-z0-9]/g, "")}_${this.#next++}`;
  }

  /** The name of a table of small integers. */
  table(values: readonly number[]): string {
    const text = values.join(", ");
    let name = this.#tables.get(text);
    if (name === undefined) this.#tables.set(text, name = `table_${this.#tables.size}`);
    return name;
  }

  /** The number of a place of the text. */
  siteNumber(site: Site): number {
    const text = printSite(site);
    const known = this.#sites.indexOf(text);
    return known === -1 ? this.#sites.push(text) - 1 : known;
  }

  /** The number of a type. */
  typeNumber(type: Type): number {
    const known = this.types.indexOf(type);
    return known === -1 ? this.types.push(type) - 1 : known;
  }

  /**
   * The name of the function for a routine with the arguments given, and the arguments that remain:
   * constants are put in, unless that was done too often, or tests that they decide are counted.
   */
  routine(
    routine: Routine,
    args: readonly Expression[],
  ): { name: string; rest: { local: Local; value: Expression }[]; seesBefore: boolean } {
    const all = routine.parameters.map((local, i) => ({ local, value: args[i] }));
    const seesBefore = this.#sees(routine);
    const constants = all.filter(({ value }) => value.kind === "constant");
    const key = (of: typeof all) =>
      `${routine.id} ${
        of.map(({ local, value }) => `${local.id}=${(value as { value: Scalar }).value}`)
      }`;
    const count = this.#instances.get(routine) ?? 0;
    const special = this.#routines.has(key(constants)) || count < mostInstances;
    const put = special && this.coverage === undefined ? constants : [];
    let name = this.#routines.get(key(put));
    if (name === undefined) {
      this.#instances.set(routine, count + 1);
      this.#routines.set(key(put), name = this.fresh(routine.name));
      const bindings = put.reduce(
        (known, { local, value }) => withLocal(known, local, value),
        this.coverage === undefined ? generating(this.possible) : unbound,
      );
      this.functions.push(emitRoutine(this, name, routine, bindings, seesBefore));
    }
    return { name, rest: all.filter((each) => !put.includes(each)), seesBefore };
  }

  /** Everything so far, before whatever uses it. */
  prelude(): string[] {
    const { leaves } = this.layout;
    return [
      '"use strict";',
      // A word and a shift; of the second operand of a shift, its lowest five bits count.
      `const PLACE = Int32Array.of(${
        leaves.map(({ word, shift }) => word << 5 | shift).join(", ")
      });`,
      `const MASK = Int32Array.of(${leaves.map((leaf) => maskOf(leaf.width)).join(", ")});`,
      `const LEAST = Int32Array.of(${leaves.map((leaf) => leaf.least).join(", ")});`,
      ...[...this.#tables].map(([values, name]) => `const ${name} = Int32Array.of(${values});`),
      "function raw(A, at, leaf) {",
      "  const place = PLACE[leaf];",
      "  return (A[at + (place >> 5)] >>> place & MASK[leaf]) + LEAST[leaf];",
      "}",
      "function put(A, at, leaf, code) {",
      "  const place = PLACE[leaf], mask = MASK[leaf], bits = code - LEAST[leaf];",
      "  if ((bits & ~mask) !== 0) unforeseen(leaf, code);",
      "  const word = at + (place >> 5);",
      "  A[word] = (A[word] & ~(mask << place)) | (bits << place);",
      "}",
      "function inside(i, length, leaf, cut) {",
      "  if (i < 0 || i >= length) outside(i, leaf, cut);",
      "  return i;",
      "}",
      `const SITES = ${JSON.stringify(this.#sites)};`,
      "function listed(i, last, site) { if (!(i >= 0 && i <= last)) beyond(i, SITES[site]); return i; }",
      "function there(value, missing, site) { if (value === missing) absent(SITES[site]); return value; }",
      "function moved(value, from, to) { return value === from ? to : value; }",
      "function members(mask) {",
      "  let count = 0;",
      "  for (let m = mask | 0; m !== 0; m &= m - 1) count++;",
      "  return count;",
      "}",
    ];
  }

  #sees(routine: Routine): boolean {
    let sees = this.#seesBefore.get(routine);
    if (sees === undefined) {
      sees = blockSees(routine.body, (inner) => this.#sees(inner));
      this.#seesBefore.set(routine, sees);
    }
    return sees;
  }
}

/** What generated code calls when it goes wrong. The layout turns leaf numbers into paths. */
export function failures({ leaves }: Layout, types: readonly Type[]) {
  return {
    misfit: (leaf: number, value: number | boolean, type: number): never => {
      throw new DomainError(leaves[leaf].path, decode(value, types[type]));
    },
    outside: (i: number, leaf: number, cut: number): never => {
      const { path } = leaves[leaf];
      throw new IndexError(path.slice(0, path.length - cut), i);
    },
    unforeseen: (leaf: number, code: number): never => {
      throw new InternalError(
        `Cannot keep code ${code} in "${leaves[leaf].path}", which was not to have it: ` +
          "what the variable can hold was found out wrongly",
      );
    },
    beyond: (i: number, site: string): never => {
      throw new IndexError(`the constant list at ${site}`, i);
    },
    absent: (site: string): never => {
      throw new NullError(site);
    },
  };
}

/** Parts of the representation that hold no places. */
const placeless: ReadonlySet<string> = new Set(["type", "domain", "site", "local"]);

/** Whether anything in a block looks at the state before the step. */
function blockSees(block: Block, routineSees: (routine: Routine) => boolean): boolean {
  const visit = (part: unknown): boolean => {
    if (typeof part !== "object" || part === null) return false;
    if (Array.isArray(part)) return part.some(visit);
    if ("root" in part && (part as Place).root === "before") return true;
    if ("parameters" in part && "body" in part) return routineSees(part as unknown as Routine);
    for (const key in part) {
      if (!placeless.has(key) && visit(part[key as keyof typeof part])) return true;
    }
    return false;
  };
  return visit(block);
}
