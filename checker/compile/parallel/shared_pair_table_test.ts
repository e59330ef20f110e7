import { assertEquals } from "@std/assert";
import { SharedPairTable } from "./shared_pair_table.ts";

Deno.test("SharedPairTable gives a pair one number, whichever instance is asked", () => {
  const memory = SharedPairTable.memory();
  const tables = [new SharedPairTable(memory), new SharedPairTable(memory)];
  const pairs = Array.from(
    { length: 20_000 },
    (
      _,
      i,
    ) => [i % 3 === 0 ? -1 : Math.imul(i % 7777, 0x2545f491), i % 5 === 0 ? 0 : (i % 7777) | 0],
  );
  const numbers = new Map<string, number>();
  for (const [i, [left, right]] of pairs.entries()) {
    const number = tables[i % 2].numberOf(left, right);
    const known = numbers.get(`${left} ${right}`) ?? numbers.size;
    assertEquals(number, known);
    numbers.set(`${left} ${right}`, number);
    const other = tables[1 - i % 2];
    assertEquals([other.left(number), other.right(number)], [left, right]);
  }
});
