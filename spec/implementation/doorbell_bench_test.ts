import { assertEquals, assertMatch } from "@std/assert";
import { table } from "./doorbell_bench.ts";

Deno.test("the benchmark measures under every condition that it varies", () => {
  const usual = { entries: 2, pages: 1, windows: 2, frames: 256, queue: 16 };
  const varied = [
    ["entries", [1, 8]],
    ["pages", [1, 2, 3]],
    ["windows", [1, 8]],
    ["frames", [256, 512]],
    ["queue", [16, 32]],
  ] as const;
  for (const [name, values] of varied) {
    const [head, ...rows] = table(name, values, 2, usual);
    assertMatch(head, new RegExp(`${name}  ns a doorbell  ratio`));
    assertEquals(rows.length, values.length);
    for (const row of rows) assertMatch(row, /^ *\d+ +\d+ +\d+\.\d\d$/);
    assertMatch(rows[0], / 1\.00$/);
  }
});
