import { assertEquals, assertMatch } from "@std/assert";
import { ANSWERS } from "../vocabulary.ts";
import { Refusal, REFUSAL_REASONS, RefusalLog, type RefusalReason } from "./refusal.ts";

Deno.test("the log keeps the last refusals, and counts them all", () => {
  const log = new RefusalLog(3);
  for (let i = 0; i < 5; i++) log.record(1, `attempt ${i}`, new Refusal("sgl", i));
  log.record(2, "attempt 5", new Refusal("opcode", 0xc0));
  assertEquals(log.records.map((record) => record.number), [3, 4, 5]);
  assertEquals(log.total, 6);
  assertEquals(log.count("sgl"), 5);
  assertEquals(log.count("opcode"), 1);
  assertEquals(log.count("fused"), 0);
});

Deno.test("every reason is one word, and says what it means", () => {
  for (const [reason, meaning] of Object.entries(REFUSAL_REASONS)) {
    assertMatch(reason, /^[a-z]+([A-Z][a-z]+)*$/);
    assertEquals(meaning.length > reason.length, true);
    assertEquals(new Refusal(reason as RefusalReason).message, `${reason}: ${meaning}`);
  }
});

Deno.test("what the machine answers, too, has the machine's name", () => {
  const reasons = Object.keys(REFUSAL_REASONS);
  const shared = ANSWERS.filter((answer) => answer !== "none" && answer !== "refused");
  assertEquals(shared.filter((answer) => !reasons.includes(answer)), []);
});

Deno.test("the value refused is kept if it is a whole number", () => {
  assertEquals(new Refusal("sgl", 5).value, 5n);
  assertEquals(new Refusal("sgl", 1n << 63n).value, 1n << 63n);
  assertEquals(new Refusal("outOfWindow", 0.5).value, null);
  assertEquals(new Refusal("intent").value, null);
});

Deno.test("a provider is not told why an address or a handle is none of its windows'", () => {
  for (const reason of ["hostPhysical", "foreignWindow", "staleWindow", "outOfWindow"] as const) {
    assertEquals(new Refusal(reason).told, "outOfWindow");
  }
  assertEquals(new Refusal("extentOverrun").told, "extentOverrun");
});
