import { assertEquals } from "@std/assert";
import { PairTable } from "./pair_table.ts";

Deno.test("PairTable numbers pairs in the order in which they come", () => {
  const table = new PairTable();
  const numbers = new Map<string, number>();
  for (let i = 0; i < 50_000; i++) {
    // Every pair comes twice at least, some long after, some at once.
    const n = i % 3 === 0 ? i >>> 1 : i;
    const [left, right] = [Math.imul(n, 0x2545f491) >> (n % 5), n % 7 === 0 ? -1 : n];
    const known = numbers.get(`${left},${right}`) ?? numbers.size;
    numbers.set(`${left},${right}`, known);
    assertEquals(table.numberOf(left, right), known);
    assertEquals([table.left(known), table.right(known)], [left, right]);
  }
  assertEquals(table.size, numbers.size);
});
