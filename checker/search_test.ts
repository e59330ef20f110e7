import { assertEquals, assertRejects } from "@std/assert";
import { MemoryError } from "./errors.ts";
import { run, type Search } from "./search.ts";

/** A search that finds one state at each turn, up to ten, and fails at one with an error. */
function counting(failsAt = Infinity, error?: Error) {
  const search = {
    size: 1,
    frontier: 1,
    get bytes() {
      return 100 * this.size;
    },
    get counts() {
      const outDegree = { least: 1, most: 1, mean: 1 };
      return { distinct: this.size, generated: this.size, depth: this.size, outDegree };
    },
    get complete() {
      return this.size === 10;
    },
    satisfied: false,
    advance() {
      if (this.size === failsAt) throw error;
      this.size++;
    },
  };
  return search satisfies Search;
}

Deno.test("run() goes to the end, or to a limit", async () => {
  const ended = async (limits: Parameters<typeof run>[1]) => {
    const search = counting();
    return [await run(search, limits), search.size];
  };
  assertEquals(await ended({}), [undefined, 10]);
  assertEquals(await ended({ maxStates: 4 }), ["states", 5]);
  assertEquals(await ended({ maxBytes: 700 }), ["memory", 8]);
  assertEquals(await ended({ signal: AbortSignal.abort() }), ["interrupted", 1]);
});

Deno.test("run() takes the want of memory for a limit, whoever says so", async () => {
  assertEquals(await run(counting(5, new MemoryError("Cannot keep more states")), {}), "memory");
  assertEquals(
    await run(counting(5, new RangeError("Array buffer allocation failed")), {}),
    "memory",
  );
  const other = new RangeError("Maximum call stack size exceeded");
  await assertRejects(() => run(counting(5, other), {}), RangeError, "call stack");
});

Deno.test("run() waits for a search that goes on elsewhere", async () => {
  const search = counting();
  const elsewhere = {
    ...search,
    get size() {
      return search.size;
    },
    get complete() {
      return search.complete;
    },
    async advance() {
      await Promise.resolve();
      search.advance();
    },
  };
  assertEquals(await run(elsewhere, {}), undefined);
  assertEquals(search.size, 10);
});
