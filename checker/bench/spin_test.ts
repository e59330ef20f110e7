import { assertEquals, assertThrows } from "@std/assert";
import { examples } from "../examples/mod.ts";
import { runSpin, twoPhaseInPromela, verdictOf } from "./spin.ts";

Deno.test("SPIN counts the published states of two-phase commit", async () => {
  const found = await runSpin(twoPhaseInPromela(5));
  if (found === undefined) {
    console.error("skipped: SPIN or a C compiler is not installed");
    return;
  }
  const { published } = examples.find(({ name }) => /two-phase.*5/.test(name))!;
  assertEquals(found.distinct, published.distinct);
});

Deno.test("a verifier's run that was cut short is no yardstick", () => {
  const report = "State-vector 28 byte, depth reached 9, errors: 0\n" +
    "     8832 states, stored\n  128.000\ttotal actual memory usage\n";
  assertThrows(() => verdictOf(`error: max search depth too small\n${report}`), Error, "SPIN");
  assertThrows(() => verdictOf(report.replace("errors: 0", "errors: 1")), Error, "SPIN");
  assertThrows(() => verdictOf(""), Error, "SPIN");
});
