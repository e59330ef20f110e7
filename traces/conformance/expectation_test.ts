import { assertEquals } from "@std/assert";
import { NOTHING } from "./adapter.ts";
import { compared, type Expectation } from "./expectation.ts";

const done: Expectation = { outcome: "done", reasons: null, doorbell: null, woken: [] };
const refused: Expectation = { ...done, outcome: "refused", reasons: ["sgl", "opcode"] };

/** The lines of a comparison that do not hold. */
function differing(expected: Expectation, answer: Partial<typeof NOTHING>) {
  return compared(expected, { ...NOTHING, ...answer }).filter(({ holds }) => !holds)
    .map(({ name, expected, actual }) => [name, expected, actual]);
}

Deno.test("which reason was expected is said, whatever came instead", () => {
  for (const outcome of ["done", "impossible"] as const) {
    assertEquals(differing(refused, { outcome }), [
      ["outcome", ["refused"], outcome],
      ["reason", ["sgl", "opcode"], "none"],
    ]);
  }
  assertEquals(differing(refused, { outcome: "refused", reason: "unaligned" }), [
    ["reason", ["sgl", "opcode"], "unaligned"],
  ]);
  assertEquals(differing(refused, { outcome: "refused", reason: "opcode" }), []);
});

Deno.test("a reason that is not asked for does not differ, one for no refusal does", () => {
  assertEquals(differing({ ...refused, reasons: null }, { outcome: "refused", reason: "sgl" }), []);
  assertEquals(differing({ ...refused, reasons: null }, { outcome: "done" }), [
    ["outcome", ["refused"], "done"],
  ]);
  assertEquals(differing(done, { outcome: "done" }), []);
  assertEquals(differing(done, { outcome: "refused", reason: "sgl" }), [
    ["outcome", ["done"], "refused"],
    ["reason", ["none"], "sgl"],
  ]);
});
