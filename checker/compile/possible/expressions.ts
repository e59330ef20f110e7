/**
 * Which values an expression can have where something is known, and what its value tells.
 *
 * @module
 */

import type { SubsetDomain } from "../../domains.ts";
import { type LeafNumber, leafNumberOf } from "../positions.ts";
import type { Expression, Place, Scalar } from "../representation.ts";
import {
  arithmeticValues,
  type Content,
  filter,
  flagsOf,
  joinedContent,
  mayBe,
  type Members,
  only,
  union,
  type Values,
  valuesOfType,
} from "../value_sets.ts";
import { Assumptions } from "./assumptions.ts";
import type { Knowledge } from "./knowledge.ts";
import type { Variables } from "./variables.ts";

/** Which values a call can have. */
export type Call = (call: Expression & { readonly kind: "call" }, here: Knowledge) => Values;

/** Reads expressions. */
export class Expressions {
  readonly variables: Variables;
  readonly #call: Call;
  readonly #assumptions: Assumptions;
  readonly #numbers = new Map<Place, LeafNumber>();

  constructor(variables: Variables, call: Call) {
    this.variables = variables;
    this.#call = call;
    this.#assumptions = new Assumptions(this);
  }

  /** Which values an expression can have. None: it is not reached, or it fails. */
  values(expression: Expression, here: Knowledge): Values {
    // A switch for the reason that `specialise.ts` has one, here more than anywhere.
    switch (expression.kind) {
      case "constant":
        return only(expression.value);
      case "parameter":
        return here.parameter(expression.name);
      case "local":
        return here.knowsLocal(expression.local)
          ? here.local(expression.local)
          : valuesOfType(expression.type);
      case "read": {
        const content = this.#contentAt(expression.place, here);
        if (content === undefined) return new Set();
        return content.kind === "values" ? content.values : undefined;
      }
      case "size": {
        const { may, must } = this.members(expression.place, here);
        const [least, most] = [countOf(must), countOf(may)];
        return valuesOfType({ kind: "number", low: Math.min(least, most), high: most });
      }
      case "has": {
        const { may, must } = this.members(expression.place, here);
        const { size } = expression.place.domain as SubsetDomain;
        const members = this.indices(expression.member, here, size);
        return flagsOf(
          members.some((i) => (may >>> i) & 1),
          members.some((i) => !((must >>> i) & 1)),
        );
      }
      case "same":
        return flagsOf(true, true);
      case "arithmetic": {
        const left = this.values(expression.left, here);
        const right = this.values(expression.right, here);
        return arithmeticValues(expression.operator, left, right) ?? valuesOfType(expression.type);
      }
      case "compare":
      case "equal":
        return this.#assumptions.ofComparison(expression, here);
      case "not": {
        const operand = this.values(expression.operand, here);
        return flagsOf(mayBe(operand, false), mayBe(operand, true));
      }
      case "and":
      case "or": {
        const goesOn = expression.kind === "and";
        const left = this.values(expression.left, here);
        if (!mayBe(left, goesOn)) return left;
        const right = this.#where(expression.left, goesOn, expression.right, here);
        return mayBe(left, !goesOn) ? union(right, only(!goesOn)) : right;
      }
      case "choose": {
        const { test, yes, no } = expression;
        const tested = this.values(test, here);
        return union(
          mayBe(tested, true) ? this.#where(test, true, yes, here) : new Set(),
          mayBe(tested, false) ? this.#where(test, false, no, here) : new Set(),
        );
      }
      case "present":
        return filter(this.values(expression.operand, here), (value) => value !== null) ??
          valuesOfType(expression.type);
      case "lookup": {
        const { table, index } = expression;
        return new Set(this.indices(index, here, table.length).map((i) => table[i]));
      }
      case "call":
        return this.#call(expression, here);
      default:
        return expression satisfies never;
    }
  }

  /** Which values an expression can have where a test that may come out so has done so. */
  #where(test: Expression, truth: boolean, expression: Expression, here: Knowledge): Values {
    const inside = here.copy();
    return this.assumeKnown(inside, test, truth)
      ? this.values(expression, inside)
      : new Set<Scalar>();
  }

  /** Notes that a test came out so. Returns whether it can. */
  assume(here: Knowledge, test: Expression, truth: boolean): boolean {
    return this.#assumptions.assume(here, test, truth, false);
  }

  /** Likewise, where it is known that it can as far as its values tell. */
  assumeKnown(here: Knowledge, test: Expression, truth: boolean): boolean {
    return this.#assumptions.assume(here, test, truth, true);
  }

  /** Which of the numbers below `length` an index can be. Where it is another, it fails. */
  indices(expression: Expression, here: Knowledge, length: number): number[] {
    const values = this.values(expression, here);
    if (values === undefined) return Array.from({ length }, (_, i) => i);
    return ([...values] as number[]).filter((i) => i >= 0 && i < length);
  }

  /** The numbers of the first leaves of the places that a place may be. */
  leaves(place: Place, here: Knowledge): number[] {
    let number = this.#numbers.get(place);
    if (number === undefined) {
      this.#numbers.set(place, number = leafNumberOf(this.variables.layout.schema, place));
    }
    const { base, varying } = number;
    let leaves = [base];
    for (const { index, length, stride } of varying) {
      const inside = this.indices(index, here, length);
      leaves = leaves.flatMap((leaf) => inside.map((i) => leaf + i * stride));
    }
    return leaves;
  }

  /** What a set may have and what it has for sure, wherever its place may be. */
  members(place: Place, here: Knowledge): Members {
    const content = this.#contentAt(place, here);
    return content?.kind === "members" ? content : { may: 0, must: -1 };
  }

  /** What a variable may hold, wherever its place may be; nothing, if it is nowhere. */
  #contentAt(place: Place, here: Knowledge): Content | undefined {
    let all: Content | undefined;
    for (const leaf of this.leaves(place, here)) {
      const content = this.variables.content(leaf, here);
      all = all === undefined ? content : joinedContent(all, content);
    }
    return all;
  }
}

function countOf(mask: number): number {
  let count = 0;
  for (let m = mask | 0; m !== 0; m &= m - 1) count++;
  return count;
}
