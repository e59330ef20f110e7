import { assertEquals, assertThrows } from "@std/assert";
import * as fc from "fast-check";
import { ADDRESS_SPACE_END, type AddressWindow, WindowIndex } from "./address_window.ts";

/** Every set of disjoint windows over addresses `from` to `end` - 1. Adjoining windows stay two. */
function* windowSets(from: number, end: number): Generator<AddressWindow[]> {
  yield [];
  for (let base = from; base < end; base++) {
    for (let length = 1; base + length <= end; length++) {
      const window = { base: BigInt(base), length: BigInt(length) };
      for (const rest of windowSets(base + length, end)) yield [window, ...rest];
    }
  }
}

/** What the answer is by definition, byte by byte. */
function byDefinition(granted: ReadonlySet<number>, base: number, length: number) {
  if (length === 0 || !granted.has(base)) return "outside";
  for (let at = base; at < base + length; at++) if (!granted.has(at)) return "overrun";
  return "covered";
}

Deno.test("every extent against every set of windows agrees with the sets of bytes", () => {
  const end = 9;
  let compared = 0;
  for (const windows of windowSets(0, end)) {
    const index = new WindowIndex(BigInt(end));
    const bytes = new Set<number>();
    for (const window of windows) {
      index.insert(window);
      for (let i = 0; i < Number(window.length); i++) bytes.add(Number(window.base) + i);
    }
    for (let base = 0; base <= end + 1; base++) {
      for (let length = 0; length <= end + 1; length++) {
        const answer = index.cover(BigInt(base), BigInt(length));
        const summary = typeof answer === "string" ? answer : "covered";
        if (summary !== byDefinition(bytes, base, length)) {
          throw new Error(`${base}+${length} in ${[...bytes]}: ${summary}`);
        }
        compared++;
      }
    }
  }
  // Sets of disjoint intervals over n points: Fibonacci number 2n + 1.
  assertEquals(compared, 4181 * 11 * 11);
});

Deno.test("a window fits exactly where no byte of it is taken or missing", () => {
  const end = 7;
  for (const windows of windowSets(0, end)) {
    const index = new WindowIndex(BigInt(end));
    const taken = new Set<number>();
    for (const window of windows) {
      index.insert(window);
      for (let i = 0; i < Number(window.length); i++) taken.add(Number(window.base) + i);
    }
    for (let base = -1; base <= end; base++) {
      for (let length = 0; length <= end + 1; length++) {
        const bytes = Array.from({ length }, (_, i) => base + i);
        const expected = length > 0 &&
          bytes.every((at) => at >= 0 && at < end && !taken.has(at));
        assertEquals(index.fits({ base: BigInt(base), length: BigInt(length) }), expected);
      }
    }
  }
});

/** Numbers that lie close to where arithmetic goes wrong. */
const edges = [
  0n,
  1n << 12n,
  1n << 31n,
  1n << 32n,
  1n << 53n,
  1n << 63n,
  ADDRESS_SPACE_END - 0x2000n,
  ADDRESS_SPACE_END - 1n,
  ADDRESS_SPACE_END,
];
const nearEdge = fc.tuple(fc.constantFrom(...edges), fc.bigInt(-0x2000n, 0x2000n))
  .map(([edge, by]) => edge + by)
  .filter((address) => address >= 0n);

Deno.test("at full width, an extent is covered exactly when it meets no gap", () => {
  fc.assert(
    fc.property(
      fc.array(fc.record({ base: nearEdge, length: fc.bigInt(1n, 0x3000n) }), { maxLength: 6 }),
      nearEdge,
      fc.oneof(fc.bigInt(1n, 0x4000n), nearEdge),
      (candidates, base, length) => {
        const index = new WindowIndex();
        for (const window of candidates) if (index.fits(window)) index.insert(window);
        // By inclusion: what the windows hold of the extent is as long as the extent.
        let held = 0n;
        for (const window of index.windows) {
          const from = base > window.base ? base : window.base;
          const windowEnd = window.base + window.length;
          const to = base + length < windowEnd ? base + length : windowEnd;
          if (to > from) held += to - from;
        }
        const covered = Array.isArray(index.cover(base, length));
        assertEquals(covered, length > 0n && held === length);
      },
    ),
    { seed: 64, numRuns: 5000 },
  );
});

Deno.test("nothing lies beyond the top of the address space", () => {
  const index = new WindowIndex();
  const last = { base: ADDRESS_SPACE_END - 0x1000n, length: 0x1000n };
  index.insert(last);
  assertEquals(index.cover(ADDRESS_SPACE_END - 1n, 1n), [last]);
  assertEquals(index.cover(ADDRESS_SPACE_END - 1n, 2n), "overrun");
  assertEquals(index.cover(ADDRESS_SPACE_END, 1n), "outside");
  assertEquals(index.cover(ADDRESS_SPACE_END - 0x1000n, ADDRESS_SPACE_END), "overrun");
  assertThrows(
    () => new WindowIndex().insert({ base: ADDRESS_SPACE_END - 1n, length: 2n }),
    RangeError,
    "does not fit",
  );
});

Deno.test("a window that was removed covers nothing", () => {
  const index = new WindowIndex();
  const window = { base: 0x1000n, length: 0x1000n };
  index.insert(window);
  index.remove(window);
  assertEquals(index.cover(0x1000n, 1n), "outside");
  assertEquals(index.windows.length, 0);
});
