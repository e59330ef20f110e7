/**
 * What it tells that a test came out true, or false.
 *
 * @module
 */

import { hasCall } from "../parts.ts";
import type { Expression } from "../representation.ts";
import {
  comparable,
  type Comparison,
  flagsOf,
  isNone,
  mayBe,
  only,
  single,
  type Values,
} from "../value_sets.ts";
import type { Expressions } from "./expressions.ts";
import type { Knowledge } from "./knowledge.ts";

type Compared = Expression & { readonly kind: "compare" | "equal" };

/** Narrows what is known by how tests come out. */
export class Assumptions {
  readonly #expressions: Expressions;

  constructor(expressions: Expressions) {
    this.#expressions = expressions;
  }

  /** Which truth values a comparison can have. */
  ofComparison(compared: Compared, here: Knowledge): Values {
    const operator = operatorOf(compared);
    const [a, b] = this.#sides(compared, here);
    if (isNone(a) || isNone(b)) return new Set();
    if (a === undefined || b === undefined) return flagsOf(true, true);
    return flagsOf(
      !isNone(comparable(operator, a, b)),
      !isNone(comparable(opposite[operator], a, b)),
    );
  }

  /**
   * Notes that a test came out so. Returns whether it can; whoever knows already says so, and
   * spares calls a second reading.
   */
  assume(here: Knowledge, test: Expression, truth: boolean, known: boolean): boolean {
    const values = () => this.#expressions.values(test, here);
    // A switch for the reason that `specialise.ts` has one.
    switch (test.kind) {
      case "not":
        return this.assume(here, test.operand, !truth, known);
      case "and":
      case "or":
        if (truth === (test.kind === "and")) {
          return this.assume(here, test.left, truth, known) &&
            this.assume(here, test.right, truth, known);
        }
        if (!mayBe(this.#expressions.values(test.left, here), truth)) {
          // It went on to the right side.
          return this.assume(here, test.left, !truth, true) &&
            this.assume(here, test.right, truth, known);
        }
        return known || mayBe(values(), truth);
      case "call":
        return known || mayBe(values(), truth);
      case "equal":
      case "compare":
        return this.#assumeComparison(here, test, truth, known);
      case "has":
        return this.#assumeMember(here, test, truth);
      case "constant":
      case "same":
        return mayBe(values(), truth);
      case "parameter":
      case "local":
      case "read":
      case "choose":
      case "present":
      case "lookup":
      case "size":
      case "arithmetic":
        return mayBe(values(), truth) && this.#narrow(here, test, only(truth));
      default:
        return test satisfies never;
    }
  }

  #assumeComparison(here: Knowledge, test: Compared, truth: boolean, known: boolean): boolean {
    const operator = operatorOf(test);
    const holds = truth ? operator : opposite[operator];
    // To read a call again would cost more than what it might tell.
    if (known && (hasCall(test.left) || hasCall(test.right))) return true;
    const [left, right] = this.#sides(test, here);
    return this.#narrow(here, test.left, comparable(holds, left, right)) &&
      this.#narrow(here, test.right, comparable(mirror[holds], right, left));
  }

  #assumeMember(
    here: Knowledge,
    test: Expression & { readonly kind: "has" },
    truth: boolean,
  ): boolean {
    const leaves = this.#expressions.leaves(test.place, here);
    const member = single(this.#expressions.values(test.member, here))?.value as number | undefined;
    if (leaves.length !== 1 || member === undefined || member < 0 || member >= 32) {
      return mayBe(this.#expressions.values(test, here), truth);
    }
    const { may, must } = this.#expressions.members(test.place, here);
    const bit = 1 << member;
    if (truth ? !(may & bit) : must & bit) return false;
    const members = truth ? { may, must: must | bit } : { may: may & ~bit, must };
    here.setLeaf(leaves[0], { kind: "members", ...members });
    return true;
  }

  #sides({ left, right }: Compared, here: Knowledge): [left: Values, right: Values] {
    return [this.#expressions.values(left, here), this.#expressions.values(right, here)];
  }

  /** Notes that an expression has one of the values. Returns whether there are any. */
  #narrow(here: Knowledge, expression: Expression, values: Values): boolean {
    if (isNone(values)) return false;
    if (values === undefined) return true;
    // A switch for the reason that `specialise.ts` has one.
    switch (expression.kind) {
      case "parameter":
        here.setParameter(expression.name, values);
        return true;
      case "local":
        here.setLocal(expression.local, values);
        return true;
      case "read": {
        const leaves = this.#expressions.leaves(expression.place, here);
        if (leaves.length === 1) here.setLeaf(leaves[0], { kind: "values", values });
        return true;
      }
      case "present":
        return this.#narrow(here, expression.operand, values);
      case "constant":
      case "size":
      case "has":
      case "same":
      case "arithmetic":
      case "compare":
      case "equal":
      case "not":
      case "and":
      case "or":
      case "choose":
      case "lookup":
      case "call":
        return true;
      default:
        return expression satisfies never;
    }
  }
}

function operatorOf(compared: Compared): Comparison {
  return compared.kind === "equal" ? "===" : compared.operator;
}

const opposite: { readonly [operator in Comparison]: Comparison } = {
  "===": "!==",
  "!==": "===",
  "<": ">=",
  "<=": ">",
  ">": "<=",
  ">=": "<",
};

const mirror: { readonly [operator in Comparison]: Comparison } = {
  "===": "===",
  "!==": "!==",
  "<": ">",
  "<=": ">=",
  ">": "<",
  ">=": "<=",
};
