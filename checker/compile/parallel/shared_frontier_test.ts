import { assert, assertEquals } from "@std/assert";
import { SharedFrontier } from "./shared_frontier.ts";

const positions = Uint32Array.from({ length: 1000 }, (_, i) => i);

/** Puts keys in, each with its number as low word and the negative of it as high word. */
function push(frontier: SharedFrontier, first: number, count: number): void {
  const low = Int32Array.from({ length: count }, (_, i) => first + i);
  frontier.push(low, low.map((key) => -key), positions, count);
}

Deno.test("SharedFrontier gives every key of a level to one of those who ask", () => {
  const memory = SharedFrontier.memory();
  const [one, two] = [new SharedFrontier(memory), new SharedFrontier(memory)];
  for (let level = 0; level < 4; level++) {
    for (let batch = 0; batch < 7; batch++) {
      push(one, 2000 * batch, 1000);
      push(two, 2000 * batch + 1000, 1000 - level);
    }
    assert(two.turn());
    for (const each of [one, two]) each.beginLevel();
    const found: number[] = [];
    for (let turn = 0; one.left > 0 || two.left > 0; turn++) {
      const taker = turn % 3 === 0 && one.left > 0 || two.left === 0 ? one : two;
      assertEquals(taker.high, -taker.low);
      found.push(taker.low);
      taker.advance();
    }
    const expected = Array.from({ length: 14_000 }, (_, i) => i)
      .filter((key) => key % 2000 < 2000 - level);
    assertEquals(found.sort((a, b) => a - b), expected);
    assertEquals(one.size + two.size, 0);
  }
  assert(!one.turn());
});
