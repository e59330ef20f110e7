import { assertEquals, assertThrows } from "@std/assert";
import { UsageError } from "./exit_codes.ts";
import { quantity, wholeNumber } from "./quantities.ts";

Deno.test("quantity() reads units of its kind, whatever their case", () => {
  assertEquals(quantity("--n", "17", "count"), 17);
  assertEquals(quantity("--n", "2.5k", "count"), 2500);
  assertEquals(quantity("--n", "20m", "count"), 20e6);
  assertEquals(quantity("--n", "20 M", "count"), 20e6);
  assertEquals(quantity("--n", "1", "bytes"), 1);
  assertEquals(quantity("--n", "1GB", "bytes"), 1e9);
  assertEquals(quantity("--n", "1gib", "bytes"), 2 ** 30);
  assertEquals(quantity("--n", "3", "milliseconds"), 3000);
  assertEquals(quantity("--n", "250ms", "milliseconds"), 250);
  assertEquals(quantity("--n", "1h", "milliseconds"), 3_600_000);
});

Deno.test("quantity() refuses anything else and quotes it", () => {
  for (const text of ["", "0", "-1", "1e9", "1x", "GiB", "1.GiB", "Infinity", "9".repeat(20)]) {
    assertThrows(() => quantity("--n", text, "bytes"), UsageError, `"${text}" as --n`);
  }
  assertThrows(() => quantity("--n", "1GiB", "count"), UsageError, "bare or with k, m, g");
  assertThrows(() => quantity("--n", "0.1ms", "milliseconds"), UsageError, '"0.1ms" as --n');
});

Deno.test("quantity() says which units there are", () => {
  assertThrows(
    () => quantity("--max-time", "1x", "milliseconds"),
    UsageError,
    'Cannot use "1x" as --max-time: it takes a positive number, bare or with ms, s, m, h',
  );
});

Deno.test("wholeNumber() takes what lies within its bounds, these included", () => {
  assertEquals(wholeNumber("--n", "2", { from: 2, to: 4 }), 2);
  assertEquals(wholeNumber("--n", "4", { from: 2, to: 4 }), 4);
  for (const text of ["1", "5", "-3", "3.0", "3e0", "0x3", "", " 3"]) {
    assertThrows(
      () => wholeNumber("--n", text, { from: 2, to: 4 }),
      UsageError,
      `Cannot use "${text}" as --n: it takes a number from 2 to 4`,
    );
  }
});
