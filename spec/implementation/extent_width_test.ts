// The way from an entry's pointers to its bytes at full width: pages of 4096 bytes, windows and pointers
// close to where 32, 53, 63 and 64 bits end. What is expected is counted run by run.

import { assertEquals, assertGreater } from "@std/assert";
import * as fc from "fast-check";
import { ADDRESS_SPACE_END, type AddressWindow } from "./address_window.ts";
import { DirectAddressing } from "./addressing.ts";
import { planData, planQueue, withList } from "./data_pointer.ts";
import { place } from "./extent_check.ts";
import { Kernel } from "./kernel.ts";
import { PhysicalMemory } from "./memory.ts";
import type { Segment } from "./publication.ts";
import { Refusal } from "./refusal.ts";

const PAGE = 4096;
const OWNER = 1;

/** Where a sum could wrap, or a number lose its last bits. */
const EDGES = [0n, 1n << 32n, 1n << 53n, 1n << 63n, ADDRESS_SPACE_END];

/** Pages about an edge: what lies below zero or above the top is brought back by wrapping. */
const pagesAbout = (edge: bigint) =>
  fc.integer({ min: -4, max: 3 }).map((by) => BigInt.asUintN(64, edge + BigInt(by * PAGE)));

const offsets = fc.constantFrom(0, 0, 0, 1, 2, 4, 512, PAGE - 512, PAGE - 4, PAGE - 1);
const addressesAbout = (edge: bigint) =>
  fc.tuple(pagesAbout(edge), offsets).map(([page, offset]) => page + BigInt(offset));

const lengths = fc.oneof(
  fc.integer({ min: 1, max: 4 * PAGE }),
  fc.tuple(fc.integer({ min: 1, max: 4 }), fc.integer({ min: -1, max: 1 }))
    .map(([count, by]) => count * PAGE + by),
);

/** Windows, an address, pages or addresses that a list could name, and a length, all about one edge. */
const situations = fc.constantFrom(...EDGES).chain((edge) =>
  fc.record({
    wanted: fc.array(
      fc.record({ base: pagesAbout(edge), count: fc.integer({ min: 1, max: 4 }) }),
      { minLength: 1, maxLength: 6 },
    ),
    base: addressesAbout(edge),
    listed: fc.array(fc.oneof(pagesAbout(edge), addressesAbout(edge)), {
      minLength: 4,
      maxLength: 4,
    }),
    length: lengths,
  })
);

/** A platform on which an owner has those of the windows that can be granted. */
function platformWith(wanted: readonly { base: bigint; count: number }[]) {
  const memory = new PhysicalMemory({ frames: 40, frameBytes: PAGE, base: 0x7000_0000_0000n });
  const kernel = new Kernel({
    memory,
    controller: { read: () => 0n, write: () => {} },
    addressing: new DirectAddressing("synthetic", memory),
    hostFrames: 1,
  });
  for (const { base, count } of wanted) kernel.grantWindow(OWNER, base, count);
  return kernel.platform;
}

/** Whether the windows hold every byte of a run: they hold as many as it has. */
function holds(granted: readonly AddressWindow[], base: bigint, length: bigint): boolean {
  let held = 0n;
  for (const window of granted) {
    const from = base > window.base ? base : window.base;
    const [end, windowEnd] = [base + length, window.base + window.length];
    const to = end < windowEnd ? end : windowEnd;
    if (to > from) held += to - from;
  }
  return held === length;
}

/** The runs of a transfer: the first as far as its page goes, the others of a page each. */
function runsOf(first: bigint, following: readonly bigint[], length: number) {
  const runs: [base: bigint, length: bigint][] = [];
  let left = BigInt(length);
  for (const base of [first, ...following]) {
    const room = BigInt(PAGE) - base % BigInt(PAGE);
    const share = left < room ? left : room;
    if (share > 0n) runs.push([base, share]);
    left -= share;
  }
  return runs;
}

Deno.test("at full width a transfer is placed exactly when all its bytes are granted", () => {
  let placed = 0;
  fc.assert(
    fc.property(situations, ({ wanted, base: prp1, listed, length }) => {
      const platform = platformWith(wanted);
      const touched = Math.ceil((Number(prp1 % BigInt(PAGE)) + length) / PAGE);
      const following = listed.slice(0, touched - 1);
      const plan = planData({ prp1, prp2: touched === 2 ? following[0] : 0n }, length, PAGE);
      const known = plan instanceof Refusal || plan.kind === "pages"
        ? plan
        : withList(plan, following, PAGE);
      const segments = known instanceof Refusal ? known : place(platform, OWNER, known);
      const granted = platform.ledger.windowsOf(OWNER).windows;
      const expected = prp1 % 4n === 0n && following.every((page) => page % BigInt(PAGE) === 0n) &&
        runsOf(prp1, following, length).every(([base, run]) => holds(granted, base, run));
      assertEquals(Array.isArray(segments), expected);
      if (expected) placed++;
    }),
    { seed: 64, numRuns: 4000 },
  );
  assertGreater(placed, 200);
});

Deno.test("at full width a queue is placed exactly when all its bytes are granted, in their order", () => {
  let placed = 0;
  fc.assert(
    fc.property(situations, ({ wanted, base, length }) => {
      const platform = platformWith(wanted);
      const plan = planQueue(base, true, length, PAGE);
      const segments = plan instanceof Refusal || plan.kind === "list"
        ? plan
        : place(platform, OWNER, plan);
      const granted = platform.ledger.windowsOf(OWNER).windows;
      const expected = base % BigInt(PAGE) === 0n && holds(granted, base, BigInt(length));
      assertEquals(Array.isArray(segments), expected);
      if (!expected) return;
      placed++;
      (segments as Segment[]).forEach(({ window, frame }, page) => {
        const at = base + BigInt(page * PAGE) - window.base;
        assertEquals(frame, window.frames[Number(at / BigInt(PAGE))]);
      });
    }),
    { seed: 65, numRuns: 4000 },
  );
  assertGreater(placed, 200);
});
