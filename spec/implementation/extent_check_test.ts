// The whole way from an entry's pointers to its bytes, in a geometry small enough to try everything:
// pages of 16 bytes, so that a list has two slots.

import { assertEquals } from "@std/assert";
import { planData, planQueue, withList } from "./data_pointer.ts";
import { place } from "./extent_check.ts";
import { Kernel } from "./kernel.ts";
import { DirectAddressing } from "./addressing.ts";
import { PhysicalMemory } from "./memory.ts";
import { Refusal } from "./refusal.ts";

const PAGE = 16;
const PAGES = 3;
const SPACE = PAGES * PAGE;
const OWNER = 1;

/** A kernel whose owner has the pages of a bit set, each a window of its own. */
function kernelWith(pages: number): Kernel {
  const memory = new PhysicalMemory({ frames: 16, frameBytes: PAGE, base: 0x1000n });
  const kernel = new Kernel({
    memory,
    controller: { read: () => 0n, write: () => {} },
    addressing: new DirectAddressing("synthetic", memory),
    hostFrames: 1,
  });
  for (let page = 0; page < PAGES; page++) {
    if ((pages >> page) & 1) kernel.grantWindow(OWNER, BigInt(page * PAGE), 1);
    else kernel.grantWindow(OWNER + 1, BigInt(page * PAGE), 1);
  }
  return kernel;
}

/** The addresses of a transfer's bytes by the specification's definition, or `null`: ill-formed. */
function bytesByDefinition(prp1: number, next: (page: number) => number, length: number) {
  if (prp1 % 4 !== 0) return null;
  const bytes: number[] = [];
  let address = prp1;
  for (let i = 0, page = 0; i < length; i++) {
    if (i > 0 && address % PAGE === 0) {
      address = next(page++);
      if (address % PAGE !== 0) return null;
    }
    bytes.push(address++);
  }
  return bytes;
}

const isGranted = (pages: number, address: number) =>
  address < SPACE && ((pages >> Math.floor(address / PAGE)) & 1) === 1;

Deno.test("one and two pages: every PRP1, PRP2, length and window set", () => {
  let accepted = 0;
  for (let pages = 0; pages < 1 << PAGES; pages++) {
    const { platform } = kernelWith(pages);
    for (let prp1 = 0; prp1 < SPACE + 4; prp1++) {
      for (let length = 1; length <= 2 * PAGE - (prp1 % PAGE); length++) {
        for (let prp2 = 0; prp2 < SPACE + 4; prp2++) {
          const plan = planData({ prp1: BigInt(prp1), prp2: BigInt(prp2) }, length, PAGE);
          const placed = plan instanceof Refusal || plan.kind === "list"
            ? plan
            : place(platform, OWNER, plan);
          const bytes = bytesByDefinition(prp1, () => prp2, length);
          const expected = bytes !== null && bytes.every((at) => isGranted(pages, at));
          if (Array.isArray(placed) !== expected) {
            throw new Error(`pages ${pages}, prp1 ${prp1}, prp2 ${prp2}, length ${length}`);
          }
          if (expected) accepted++;
        }
      }
    }
  }
  assertEquals(accepted > 0, true);
});

Deno.test("lists: every offset, length, pair of entries and window set", () => {
  const candidates = [0, 8, 16, 24, 32, 40, 48];
  let accepted = 0;
  for (let pages = 0; pages < 1 << PAGES; pages++) {
    const { platform } = kernelWith(pages);
    for (let prp1 = 0; prp1 < SPACE; prp1 += 2) {
      const first = 2 * PAGE - (prp1 % PAGE);
      for (let length = first + 1; length <= first + PAGE; length++) {
        for (const one of candidates) {
          for (const two of candidates) {
            const plan = planData({ prp1: BigInt(prp1), prp2: 0n }, length, PAGE);
            const listed = plan instanceof Refusal || plan.kind !== "list"
              ? plan
              : withList(plan, [BigInt(one), BigInt(two)], PAGE);
            const placed = listed instanceof Refusal ? listed : place(platform, OWNER, listed);
            const bytes = bytesByDefinition(prp1, (page) => [one, two][page], length);
            const expected = bytes !== null && bytes.every((at) => isGranted(pages, at));
            if (Array.isArray(placed) !== expected) {
              throw new Error(`pages ${pages}, prp1 ${prp1}, ${one}, ${two}, length ${length}`);
            }
            if (expected) accepted++;
          }
        }
      }
    }
  }
  assertEquals(accepted > 0, true);
});

Deno.test("queues: every base, length and window set", () => {
  for (let pages = 0; pages < 1 << PAGES; pages++) {
    const { platform } = kernelWith(pages);
    for (let base = 0; base < SPACE + 4; base++) {
      for (let length = 1; length <= SPACE + 1; length++) {
        const plan = planQueue(BigInt(base), true, length, PAGE);
        const placed = plan instanceof Refusal || plan.kind === "list"
          ? plan
          : place(platform, OWNER, plan);
        const bytes = Array.from({ length }, (_, i) => base + i);
        const expected = base % PAGE === 0 && bytes.every((at) => isGranted(pages, at));
        assertEquals(Array.isArray(placed), expected, `pages ${pages}, ${base}+${length}`);
      }
    }
  }
});

Deno.test("a placed byte is the frame's byte that the window puts there", () => {
  const { platform } = kernelWith(0b111);
  const plan = planData({ prp1: 20n, prp2: 0n }, 20, PAGE);
  if (plan instanceof Refusal || plan.kind !== "pages") throw new Error("not two pages");
  const segments = place(platform, OWNER, plan);
  if (segments instanceof Refusal) throw new Error(segments.message);
  const [first, second] = segments;
  const index = platform.ledger.windowsOf(OWNER);
  assertEquals([first.frame, first.offset], [index.find(20n)!.frames[0], 4]);
  assertEquals([second.frame, second.offset], [index.find(0n)!.frames[0], 0]);
  assertEquals(first.address, platform.memory.addressOf(first.frame) + 4n);
});
