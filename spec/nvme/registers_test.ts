import { assertEquals } from "@std/assert";
import { doorbellAt, doorbellOffset } from "./doorbells.ts";
import { registerAt, REGISTERS } from "./registers.ts";

Deno.test("every doorbell comes back from its offset, at every stride", () => {
  for (const dstrd of [0, 1, 2, 15]) {
    for (const kind of ["submissionTail", "completionHead"] as const) {
      for (const qid of [0, 1, 2, 255, 65535]) {
        assertEquals(doorbellAt(doorbellOffset({ kind, qid }, dstrd), dstrd), { kind, qid });
      }
    }
  }
});

Deno.test("what is no doorbell's first byte is no doorbell", () => {
  for (const offset of [0, 0xffc, 0x1001, 0x1002, 0x1003, 0x1000 + 2 * 65536 * 4]) {
    assertEquals(doorbellAt(offset, 0), null, `offset ${offset}`);
  }
  assertEquals(doorbellAt(0x1004, 1), null);
});

Deno.test("registers are found at their first byte only, and do not overlap", () => {
  const bytes = new Set<number>();
  for (const [name, { offset, width }] of Object.entries(REGISTERS)) {
    assertEquals(registerAt(offset), name as keyof typeof REGISTERS);
    for (let at = offset; at < offset + width; at++) {
      assertEquals(bytes.has(at), false, `${name} at ${at}`);
      bytes.add(at);
      if (at > offset) assertEquals(registerAt(at), null);
    }
  }
});
