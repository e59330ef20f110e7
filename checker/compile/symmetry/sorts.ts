/**
 * Sorts: whether a value is a member of an interchangeable index type, and of which.
 *
 * The representation knows only intervals of numbers. Sorts are found by unification: what a value
 * is compared with, stored in or used to reach tells its sort, and the counter of a loop has the
 * sort of whatever it is used as.
 *
 * @module
 */

import type { Site } from "../subset_error.ts";
import { SymmetryError, type SymmetryRule } from "./symmetry_error.ts";

/** Why something holds of a sort, for an error that names the place. */
export interface Reason {
  readonly rule: SymmetryRule;
  readonly site: Site;
  /** What stands there, as an error says it. */
  readonly found: string;
}

/** What is known of a value's sort. Two that were found to be one share their root. */
export class Sort {
  #same: Sort | undefined;
  /** The index type that it is a member of. */
  #index: string | undefined;
  /** Whether it is the same number however members are interchanged; the reason, if that is asked. */
  #plain: Reason | "given" | undefined;

  /** A value of which nothing is known yet. */
  static unknown(): Sort {
    return new Sort();
  }

  /** A member of an interchangeable index type. */
  static memberOf(index: string): Sort {
    const sort = new Sort();
    sort.#index = index;
    return sort;
  }

  /** A truth value, a name, or a number that interchanging members does not change. */
  static readonly plain: Sort = Sort.#given();

  static #given(): Sort {
    const sort = new Sort();
    sort.#plain = "given";
    return sort;
  }

  /** The index type, once it is known to be one. */
  get index(): string | undefined {
    return this.root.#index;
  }

  /** The sort itself, or the one that it was found to be. */
  get root(): Sort {
    return this.#same?.root ?? this;
  }

  /** Whether something is known of it. */
  get isKnown(): boolean {
    const { root } = this;
    return root.#index !== undefined || root.#plain !== undefined;
  }

  /** A string that is equal for equal sorts, if they are known. */
  get key(): string {
    return this.index === undefined ? "plain" : `"${this.index}"`;
  }

  /** Notes that a value must be plain. Comes back with what is wrong with that, if something is. */
  demandPlain(reason: Reason): SymmetryError | undefined {
    const { root } = this;
    if (root.#index !== undefined) return broken(root.#index, reason);
    root.#plain ??= reason;
    return undefined;
  }

  /** Notes that two values are of one sort. Comes back with what is wrong with that. */
  unify(other: Sort, reason: Reason): SymmetryError | undefined {
    const [a, b] = [this.root, other.root];
    if (a === b) return undefined;
    const index = a.#index ?? b.#index;
    const plain = a.#plain ?? b.#plain;
    if (index !== undefined && plain !== undefined) {
      return broken(index, plain === "given" ? reason : plain);
    }
    if (a.#index !== undefined && b.#index !== undefined && a.#index !== b.#index) {
      return broken(a.#index, { ...reason, rule: "one-index-type" });
    }
    // What was given stays the root: it is shared by all that is plain.
    const [root, joined] = b.#plain === "given" ? [b, a] : [a, b];
    joined.#same = root;
    root.#index ??= joined.#index;
    root.#plain ??= joined.#plain;
    return undefined;
  }
}

function broken(index: string, { rule, site, found }: Reason): SymmetryError {
  return new SymmetryError(index, rule, site, found);
}
