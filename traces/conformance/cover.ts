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

/** How walks are made. */
export interface CoverOptions {
  /** How long a walk may become before the next begins, unless one edge needs a longer way. */
  readonly longest: number;
  /** Whether an edge has to be in a walk; by default all. Each is asked for once. */
  readonly wants?: (edge: number) => boolean;
  /** Whether nothing may come after an edge in its walk; by default none. */
  readonly ends?: (edge: number) => boolean;
  /** Where several edges are equally near, the seed decides between them; by default the first is taken. */
  readonly seed?: number;
}

/**
 * Walks that together take every edge that is wanted and can be reached. Each goes on to the nearest
 * edge that was not taken; it ends when it is `longest` edges long or has taken an edge that ends walks,
 * and the next begins at node 0. Always the same walks for the same graph and seed.
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
 * assertEquals(coverWalks(rows, { longest: 10 }), [[0, 2, 1]]);
 * assertEquals(coverWalks(rows, { longest: 2 }), [[0, 2], [1]]);
 * assertEquals(coverWalks(rows, { longest: 10, wants: (edge) => edge === 2 }), [[0, 2]]);
 * ```
 */
export function coverWalks(rows: Rows, options: CoverOptions): Path[] {
  const { longest, ends = () => false } = options;
  const cover = new Cover(rows, options);
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
  /** The edges of each node, in the order in which they are looked at. */
  readonly #order: Uint32Array;
  readonly #taken: Uint8Array;
  /** By node, how many of its edges are wanted and were not taken. */
  readonly #left: Uint32Array;
  /** By node: the search that saw it last, and the edge by which it did. */
  readonly #seen: Uint32Array;
  readonly #by: Uint32Array;
  readonly #from: Uint32Array;
  #search = 0;

  constructor(rows: Rows, { ends = () => false, wants = () => true, seed = 0 }: CoverOptions) {
    this.#rows = rows;
    this.#ends = ends;
    this.#order = orderOf(rows, seed);
    this.#taken = new Uint8Array(rows.targets.length);
    this.#left = new Uint32Array(rows.nodes);
    for (let node = 0; node < rows.nodes; node++) {
      for (let edge = rows.first[node]; edge < rows.first[node + 1]; edge++) {
        if (wants(edge)) this.#left[node]++;
        else this.#taken[edge] = 1;
      }
    }
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
      for (let at = first[node]; at < first[node + 1]; at++) {
        const edge = this.#order[at];
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

/** Every node's edges: as they stand for the seed 0, otherwise shuffled by it. */
function orderOf({ nodes, first, targets }: Rows, seed: number): Uint32Array {
  const order = Uint32Array.from(targets, (_, edge) => edge);
  if (seed === 0) return order;
  // A multiplicative hash of seed and edge, with the golden ratio's 32 bits.
  const rank = (edge: number) => Math.imul((edge + 1) ^ Math.imul(seed, 0x85eb_ca6b), 0x9e37_79b1);
  for (let node = 0; node < nodes; node++) {
    order.subarray(first[node], first[node + 1]).sort((a, b) => rank(a) - rank(b) || a - b);
  }
  return order;
}

/** The nodes that can be reached from node 0. */
export function reached({ nodes, first, targets }: Rows): Uint8Array {
  const seen = new Uint8Array(nodes);
  const queue = [0];
  seen[0] = 1;
  for (let next = 0; next < queue.length; next++) {
    const node = queue[next];
    for (let edge = first[node]; edge < first[node + 1]; edge++) {
      if (seen[targets[edge]] === 1) continue;
      seen[targets[edge]] = 1;
      queue.push(targets[edge]);
    }
  }
  return seen;
}

/** How many edges can be reached from node 0. */
export function reachableEdges(rows: Rows): number {
  return reached(rows).reduce(
    (sum, is, node) => sum + is * (rows.first[node + 1] - rows.first[node]),
    0,
  );
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
