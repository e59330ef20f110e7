import { assertEquals, assertThrows } from "@std/assert";
import { listSlots, pageShares, pagesTouched, prpShape } from "./prp.ts";

const PAGE = 16;

Deno.test("pagesTouched counts the distinct pages of the bytes, for every small transfer", () => {
  for (let base = 0; base < 3 * PAGE; base++) {
    for (let length = 1; length <= 4 * PAGE; length++) {
      const pages = new Set<number>();
      for (let at = base; at < base + length; at++) pages.add(Math.floor(at / PAGE));
      assertEquals(pagesTouched(BigInt(base), length, PAGE), pages.size, `${base}+${length}`);
    }
  }
});

Deno.test("pageShares gives every byte of a contiguous transfer once, in order", () => {
  for (let base = 0; base < PAGE; base++) {
    for (let length = 1; length <= 4 * PAGE; length++) {
      const following: bigint[] = [];
      for (let page = 1; page < pagesTouched(BigInt(base), length, PAGE); page++) {
        following.push(BigInt(page * PAGE));
      }
      const bytes = pageShares(BigInt(base), following, length, PAGE).flatMap((share) =>
        Array.from({ length: share.length }, (_, i) => Number(share.address) + i)
      );
      assertEquals(bytes, Array.from({ length }, (_, i) => base + i));
    }
  }
});

Deno.test("PRP2 is reserved, a page or a list according to the pages touched", () => {
  assertEquals(prpShape(0n, 1, 4096).kind, "onePage");
  assertEquals(prpShape(0n, 4096, 4096).kind, "onePage");
  assertEquals(prpShape(4n, 4096, 4096).kind, "twoPages");
  assertEquals(prpShape(0n, 8192, 4096).kind, "twoPages");
  assertEquals(prpShape(4092n, 4096 + 4, 4096).kind, "twoPages");
  assertEquals(prpShape(4092n, 4096 + 5, 4096), { kind: "list", entries: 2 });
});

Deno.test("a list has room from its pointer to the end of the page", () => {
  assertEquals(listSlots(0x1000n, 4096), 512);
  assertEquals(listSlots(0x1008n, 4096), 511);
  assertEquals(listSlots(0x1ff8n, 4096), 1);
});

Deno.test("a transfer of nothing, or of a wrong number of pages, is refused", () => {
  assertThrows(() => pagesTouched(0n, 0, 4096), RangeError, "0 bytes");
  assertThrows(() => pagesTouched(0n, 1.5, 4096), RangeError, "1.5 bytes");
  assertThrows(() => pageShares(0n, [], 4097, 4096), RangeError, "expected 1");
});
