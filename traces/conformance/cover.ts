/**
 * Covers: walks through a graph from its first node that together take every edge.
 *
 * @module
 */

/** A directed graph in compressed rows: the edges of node `n` are `first[n]` up to `first[n + 1]`. */
export interface Rows {
  readonly nodes: number;
  readonly first: Uint32Array;
  readonly targets: Uint32Array;
}

/** A walk: the numbers of its edges, beginning at node 0. */
export type Path = readonly number[];

/**
 * Walks that together take every edge that can be reached. Each goes on to the nearest edge that was
 * not taken; it ends when it is `longest` edges long or has taken an edge that ends walks, and the next
 * begins at node 0. Always the same walks for the same graph.
 *
 * @param ends whether nothing may come after an edge in its walk.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { coverWalks } from "./cover.ts";
 *
 * // 0 -> 1, 0 -> 2, 1 -> 0
 * const rows = {
 *   nodes: 3,
 *   first: Uint32Array.of(0, 2, 3, 3),
 *   targets: Uint32Array.of(1, 2, 0),
 * };
 * assertEquals(coverWalks(rows, 10), [[0, 2, 1]]);
 * assertEquals(coverWalks(rows, 2), [[0, 2], [1]]);
 * ```
 */
export function coverWalks(
  rows: Rows,
  longest: number,
  ends: (edge: number) => boolean = () => false,
): Path[] {
  const cover = new Cover(rows, ends);
  const walks: Path[] = [];
  for (;;) {
    const walk: number[] = [];
    let at = 0;
    for (;;) {
      const way = cover.wayToNew(at);
      // The first way is taken whatever its length, so that every edge is in some walk.
      if (way === null || (walk.length > 0 && walk.length + way.length > longest)) break;
      cover.take(way);
      walk.push(...way);
      const last = way[way.length - 1];
      if (ends(last)) break;
      at = rows.targets[last];
    }
    if (walk.length === 0) return walks;
    walks.push(walk);
  }
}

class Cover {
  readonly #rows: Rows;
  readonly #ends: (edge: number) => boolean;
  readonly #taken: Uint8Array;
  /** By node, how many of its edges were not taken. */
  readonly #left: Uint32Array;
  /** By node: the search that saw it last, and the edge by which it did. */
  readonly #seen: Uint32Array;
  readonly #by: Uint32Array;
  readonly #from: Uint32Array;
  #search = 0;

  constructor(rows: Rows, ends: (edge: number) => boolean) {
    this.#rows = rows;
    this.#ends = ends;
    this.#taken = new Uint8Array(rows.targets.length);
    this.#left = Uint32Array.from(
      { length: rows.nodes },
      (_, node) => rows.first[node + 1] - rows.first[node],
    );
    this.#seen = new Uint32Array(rows.nodes);
    this.#by = new Uint32Array(rows.nodes);
    this.#from = new Uint32Array(rows.nodes);
  }

  take(way: Path): void {
    for (const edge of way) {
      if (this.#taken[edge] === 1) continue;
      this.#taken[edge] = 1;
      this.#left[this.#sourceOf(edge)]--;
    }
  }

  /** A shortest way from a node that ends with an edge that was not taken. */
  wayToNew(from: number): number[] | null {
    const { first, targets } = this.#rows;
    const search = ++this.#search;
    this.#seen[from] = search;
    const queue = [from];
    for (let next = 0; next < queue.length; next++) {
      const node = queue[next];
      for (let edge = first[node]; edge < first[node + 1]; edge++) {
        if (this.#left[node] > 0 && this.#taken[edge] === 0) {
          return [...this.#wayTo(from, node), edge];
        }
        const target = targets[edge];
        if (this.#seen[target] === search || this.#ends(edge)) continue;
        this.#seen[target] = search;
        this.#by[target] = edge;
        this.#from[target] = node;
        queue.push(target);
      }
    }
    return null;
  }

  #wayTo(from: number, to: number): number[] {
    const way: number[] = [];
    for (let at = to; at !== from; at = this.#from[at]) way.push(this.#by[at]);
    return way.reverse();
  }

  #sourceOf(edge: number): number {
    const { first } = this.#rows;
    let low = 0;
    let high = this.#rows.nodes - 1;
    while (low < high) {
      const middle = (low + high + 1) >>> 1;
      if (first[middle] <= edge) low = middle;
      else high = middle - 1;
    }
    return low;
  }
}

/**
 * The graph whose edges are the pairs of edges of another that follow each other. Its node 0 is the
 * beginning; node `e + 1` is edge `e`. `second[p]` is the edge with which pair `p` ends.
 */
export function pairsOf(rows: Rows): Rows & { readonly second: Uint32Array } {
  const { first, targets } = rows;
  const sources = [0, ...targets];
  const starts = new Uint32Array(sources.length + 1);
  sources.forEach((node, index) => {
    starts[index + 1] = starts[index] + first[node + 1] - first[node];
  });
  const second = new Uint32Array(starts[sources.length]);
  sources.forEach((node, index) => {
    for (let i = 0; i < first[node + 1] - first[node]; i++) {
      second[starts[index] + i] = first[node] + i;
    }
  });
  return { nodes: sources.length, first: starts, targets: second.map((edge) => edge + 1), second };
}
