/**
 * An order of numbers in which many of the edges between them lead upwards.
 *
 * @module
 */

/**
 * The rank of each number below `count`, so that few of the edges lead to a lower rank.
 *
 * After P. Eades, X. Lin and W. Smyth, "A fast and effective heuristic for the feedback arc set
 * problem" (1993): what nothing leads to comes first, what leads nowhere last, and where neither is
 * left, first comes what leads to more than leads to it. Without a cycle every edge leads upwards.
 *
 * @example
 * ```ts
 * import { order } from "./order.ts";
 * import { assertEquals } from "@std/assert";
 *
 * const way = [{ from: 2, to: 0 }, { from: 0, to: 1 }];
 * assertEquals([...order(3, way)], [1, 2, 0]);
 * assertEquals([...order(3, [...way, { from: 1, to: 2 }])], [0, 1, 2]); // One of a cycle leads down.
 * ```
 */
export function order(
  count: number,
  edges: readonly { readonly from: number; readonly to: number }[],
): Int32Array {
  const first: number[] = [];
  const last: number[] = [];
  let left = Array.from({ length: count }, (_, number) => number);
  let open = edges;
  while (left.length > 0) {
    const degrees = left.map((number) => ({
      number,
      into: open.filter(({ to }) => to === number).length,
      out: open.filter(({ from }) => from === number).length,
    }));
    const end = degrees.find(({ into, out }) => out === 0 && into > 0);
    const next = end ?? degrees.reduce((best, each) => {
      if (each.into === 0 || best.into === 0) return best.into === 0 ? best : each;
      return each.out - each.into > best.out - best.into ? each : best;
    });
    if (end === undefined) first.push(next.number);
    else last.unshift(next.number);
    left = left.filter((number) => number !== next.number);
    open = open.filter(({ from, to }) => from !== next.number && to !== next.number);
  }
  const ranks = new Int32Array(count);
  [...first, ...last].forEach((number, rank) => ranks[number] = rank);
  return ranks;
}
