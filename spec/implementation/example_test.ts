import { assertEquals } from "@std/assert";
import { runBrokered, runExample, runValidated } from "./example.ts";

function linesOf(run: (print: (line: string) => void) => void): string[] {
  const lines: string[] = [];
  run((line) => lines.push(line));
  return lines;
}

Deno.test("the example reads back what it wrote, in both models and every lane", () => {
  const lines = linesOf(runExample);
  assertEquals(lines.filter((line) => line.endsWith("are the same")).length, 5);
  assertEquals(lines.filter((line) => line.includes("NOT")), []);
  assertEquals(lines.filter((line) => line.startsWith("lane ")).length, 5);
});

Deno.test("the validated example tells its story in order", () => {
  const said = linesOf((print) => runValidated("synthetic", print)).join("\n");
  let at = -1;
  for (
    const part of [
      "2048 blocks of 512 bytes",
      "reads ASQ as 400000h, what it wrote",
      'it is "Simulated controller"',
      "create I/O submission queue: command 2 completed with success",
      "write: command 3 completed with success",
      "read: command 4 completed with success",
      "a read to just below the window: outOfWindow",
      "then the claim is free, its window free",
    ]
  ) {
    const found = said.indexOf(part, at + 1);
    assertEquals(found > at, true, part);
    at = found;
  }
});

Deno.test("the brokered example shows no address", () => {
  const said = linesOf((print) => runBrokered("bounce", print)).join("\n");
  assertEquals(said.includes("reads ASQ as 0h"), true);
  assertEquals(said.includes("a read past the window's end: extentOverrun"), true);
});
