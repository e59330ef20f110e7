/**
 * What each variable of the state has been found to hold so far, in whatever state.
 *
 * @module
 */

import type { Layout, LeafDomain } from "../../layout.ts";
import { type Content, joinedContent, only, valuesOfDomain } from "../value_sets.ts";
import type { Knowledge } from "./knowledge.ts";

/** What each variable may hold, by leaf, and when that last became more. */
export class Variables {
  readonly layout: Layout;
  readonly #contents: Content[];
  /** Advances whenever a variable's contents grow. */
  readonly #versions: number[];
  #version = 0;
  /** Whether the initial states are known; what happens before that is in no state. */
  #isRunning = false;
  #read = new Set<number>();

  constructor(layout: Layout) {
    this.layout = layout;
    this.#contents = layout.leaves.map(({ domain }) => firstContent(domain));
    this.#versions = layout.leaves.map(() => 0);
  }

  /** Advances whenever anything grows. */
  get version(): number {
    return this.#version;
  }

  /** By leaf. */
  get contents(): readonly Content[] {
    return this.#contents;
  }

  /** Takes what the initial effect leaves. What it only passes through is nowhere else. */
  begin(initially: Knowledge | undefined): void {
    for (const [leaf, content] of initially?.leaves ?? []) this.#contents[leaf] = content;
    this.#isRunning = true;
  }

  /** Starts to note which leaves are looked at, and returns the notes. */
  watch(): ReadonlySet<number> {
    return this.#read = new Set();
  }

  /** Whether any of the leaves has grown since a version. */
  haveGrown(leaves: ReadonlySet<number>, since: number): boolean {
    for (const leaf of leaves) if (this.#versions[leaf] > since) return true;
    return false;
  }

  /** What a variable may hold anywhere. */
  anywhere(leaf: number): Content {
    this.#read.add(leaf);
    return this.#contents[leaf];
  }

  /** What a variable may hold where so much is known. */
  content(leaf: number, here: Knowledge): Content {
    const everywhere = this.anywhere(leaf);
    return here.leaf(leaf) ?? everywhere;
  }

  /** Notes that one of the variables is given a content. Which one is only known of a single one. */
  put(leaves: readonly number[], content: Content, here: Knowledge): void {
    for (const leaf of leaves) {
      this.store(leaf, content);
      const sure = leaves.length === 1;
      here.setLeaf(leaf, sure ? content : joinedContent(this.content(leaf, here), content));
    }
  }

  /** Notes what a variable may hold. */
  store(leaf: number, content: Content): void {
    if (!this.#isRunning) return;
    const known = this.#contents[leaf];
    const more = joinedContent(known, content);
    if (more === known) return;
    this.#contents[leaf] = more;
    this.#versions[leaf] = ++this.#version;
  }
}

/** What a variable holds at first, and once it is cleared. */
export function firstContent(domain: LeafDomain): Content {
  if (domain.kind === "subset") return { kind: "members", may: 0, must: 0 };
  const values = valuesOfDomain(domain);
  if (values === undefined) return { kind: "values", values };
  const [first] = values;
  return { kind: "values", values: only(first) };
}
