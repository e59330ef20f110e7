import { assertEquals } from "@std/assert";
import { KeyQueue } from "./key_queue.ts";

Deno.test("KeyQueue gives keys back in order, across its segments", () => {
  const queue = new KeyQueue();
  const positions = Uint32Array.from({ length: 1000 }, (_, i) => 999 - i);
  let put = 0;
  let taken = 0;
  // Three thousand in, two thousand out, again and again; then the rest.
  for (let round = 0; round < 20; round++) {
    for (let batch = 0; batch < 3; batch++, put += 1000) {
      const low = Int32Array.from({ length: 1000 }, (_, i) => put + 999 - i);
      queue.push(low, low.map((key) => -key), positions, 1000);
    }
    for (let i = 0; i < (round === 19 ? 22_000 : 2000); i++, taken++) {
      assertEquals([queue.low, queue.high], [taken, -taken]);
      queue.advance();
    }
    assertEquals(queue.size, put - taken);
  }
  assertEquals(queue.size, 0);
});
