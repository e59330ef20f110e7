/**
 * What is known where the control has come to.
 *
 * @module
 */

import type { Local } from "../representation.ts";
import { type Content, joinedContent, union, type Values } from "../value_sets.ts";

/**
 * What is known at one point of the text, besides what is known everywhere. A copy shares its maps
 * with the original until either is changed: most copies never are.
 */
export class Knowledge {
  #leaves = new Map<number, Content>();
  #locals = new Map<Local, Values>();
  #parameters = new Map<string, Values>();
  #ownsLeaves = true;
  #ownsLocals = true;
  #ownsParameters = true;

  /** The same, to go on from. */
  copy(): Knowledge {
    return this.withLocalsOf(this);
  }

  /** The same of variables and parameters, with the locals known elsewhere. */
  withLocalsOf(other: Knowledge): Knowledge {
    const copy = new Knowledge();
    copy.#leaves = this.#leaves;
    copy.#locals = other.#locals;
    copy.#parameters = this.#parameters;
    copy.#ownsLeaves = copy.#ownsLocals = copy.#ownsParameters = false;
    this.#ownsLeaves = other.#ownsLocals = this.#ownsParameters = false;
    return copy;
  }

  leaf(leaf: number): Content | undefined {
    return this.#leaves.get(leaf);
  }

  knowsLocal(local: Local): boolean {
    return this.#locals.has(local);
  }

  local(local: Local): Values {
    return this.#locals.get(local);
  }

  parameter(name: string): Values {
    return this.#parameters.get(name);
  }

  setLeaf(leaf: number, content: Content): void {
    if (!this.#ownsLeaves) this.#leaves = new Map(this.#leaves);
    this.#ownsLeaves = true;
    this.#leaves.set(leaf, content);
  }

  setLocal(local: Local, values: Values): void {
    if (!this.#ownsLocals) this.#locals = new Map(this.#locals);
    this.#ownsLocals = true;
    this.#locals.set(local, values);
  }

  setParameter(name: string, values: Values): void {
    if (!this.#ownsParameters) this.#parameters = new Map(this.#parameters);
    this.#ownsParameters = true;
    this.#parameters.set(name, values);
  }

  /** What is known of variables, by leaf. */
  get leaves(): Iterable<[number, Content]> {
    return this.#leaves;
  }

  /** Takes in what is known where the control may come from as well. */
  join(other: Knowledge, known: (leaf: number) => Content): void {
    if (this.#leaves !== other.#leaves) {
      for (const leaf of new Set([...this.#leaves.keys(), ...other.#leaves.keys()])) {
        const here = this.#leaves.get(leaf) ?? known(leaf);
        const there = other.#leaves.get(leaf) ?? known(leaf);
        const either = here === there ? here : joinedContent(here, there);
        if (either !== this.#leaves.get(leaf)) this.setLeaf(leaf, either);
      }
    }
    if (this.#locals !== other.#locals) {
      for (const [local, there] of other.#locals) {
        const here = this.#locals.get(local);
        const either = this.#locals.has(local) ? union(here, there) : there;
        if (either !== here) this.setLocal(local, either);
      }
    }
    if (this.#parameters === other.#parameters) return;
    for (const [name, there] of other.#parameters) {
      this.setParameter(name, union(this.#parameters.get(name), there));
    }
  }
}
