// The whole way from an entry's pointers to its bytes, in a geometry small enough to try everything:
// pages of 16 bytes, so that a list has two slots.

import { assertEquals, assertGreater } from "@std/assert";
import { decodePrpList, encodePrpList } from "../nvme/mod.ts";
import { listBytes, planData, planQueue, withList } from "./data_pointer.ts";
import { place, placeInWindow, placeShare } from "./extent_check.ts";
import { Kernel } from "./kernel.ts";
import { DirectAddressing } from "./addressing.ts";
import { PhysicalMemory } from "./memory.ts";
import type { Platform } from "./platform.ts";
import { Refusal } from "./refusal.ts";

const PAGE = 16;
const PAGES = 3;
const SPACE = PAGES * PAGE;
const OWNER = 1;

/** A kernel whose owner has the pages of a bit set, and another owner all others. */
function kernelWith(pages: number, windows: "apart" | "joined" = "apart"): Kernel {
  const memory = new PhysicalMemory({ frames: 16, frameBytes: PAGE, base: 0x1000n });
  const kernel = new Kernel({
    memory,
    controller: { read: () => 0n, write: () => {} },
    addressing: new DirectAddressing("synthetic", memory),
    hostFrames: 1,
  });
  const ownerOf = (page: number) => ((pages >> page) & 1) === 1 ? OWNER : OWNER + 1;
  for (let page = 0, next = 0; page < PAGES; page = next) {
    next = page + 1;
    while (windows === "joined" && next < PAGES && ownerOf(next) === ownerOf(page)) next++;
    kernel.grantWindow(ownerOf(page), BigInt(page * PAGE), next - page);
  }
  return kernel;
}

/** Every set of granted pages: each page a window of its own, or windows as large as they can be. */
function* kernels() {
  for (let pages = 0; pages < 1 << PAGES; pages++) {
    for (const windows of ["apart", "joined"] as const) {
      yield { pages, platform: kernelWith(pages, windows).platform };
    }
  }
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

/** Transfers that need two listed pages, and one at last that needs three: PRP1 and length. */
const LISTED = [[0, 33], [0, 48], [12, 21], [20, 29], [36, 44], [2, 40], [44, 21], [
  4,
  48,
]] as const;

const isGranted = (pages: number, address: number) =>
  address < SPACE && ((pages >> Math.floor(address / PAGE)) & 1) === 1;

Deno.test("one and two pages: every PRP1, PRP2, length and window set", () => {
  let accepted = 0;
  for (const { pages, platform } of kernels()) {
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
  assertGreater(accepted, 0);
});

Deno.test("lists: every offset, length, pair of entries and window set", () => {
  const candidates = [0, 8, 16, 24, 32, 40, 48];
  let accepted = 0;
  for (const { pages, platform } of kernels()) {
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
  assertGreater(accepted, 0);
});

/** Where a transfer lies whose list is at `prp2`, read as a scan reads it. */
function placeListed(platform: Platform, prp1: number, prp2: number, length: number) {
  const plan = planData({ prp1: BigInt(prp1), prp2: BigInt(prp2) }, length, PAGE);
  if (plan instanceof Refusal || plan.kind !== "list") return plan;
  const at = placeShare(platform, OWNER, plan.at, listBytes(plan));
  if (at instanceof Refusal) return at;
  const listed = decodePrpList(platform.memory.read(at.frame, at.offset, listBytes(plan)));
  const pages = withList(plan, listed, PAGE);
  return pages instanceof Refusal ? pages : place(platform, OWNER, pages);
}

/** Puts the entries of a list at an address, in whoever's memory that is, as far as they fit the page. */
function storeList(platform: Platform, address: number, entries: readonly number[]): void {
  for (const owner of [OWNER, OWNER + 1]) {
    const window = platform.ledger.windowsOf(owner).find(BigInt(address));
    if (window === null || address % 8 !== 0) continue;
    const { frame, offset } = placeInWindow(platform, window, address - Number(window.base));
    const bytes = encodePrpList(entries.map(BigInt)).subarray(0, PAGE - offset);
    platform.memory.write(frame, offset, bytes);
  }
}

Deno.test("lists in memory: every pointer, pair of entries and window set", () => {
  const outcomes = { accepted: 0, refused: 0 };
  for (const { pages, platform } of kernels()) {
    for (let prp2 = 0; prp2 <= SPACE + 8; prp2++) {
      for (const one of [0, 8, 16, 32, 48]) {
        for (const two of [0, 8, 16, 32, 48]) {
          storeList(platform, prp2, [one, two]);
          for (const [prp1, length] of LISTED) {
            const needed = Math.ceil((prp1 % PAGE + length) / PAGE) - 1;
            const slots = Array.from({ length: 8 * needed }, (_, i) => prp2 + i);
            // A list that goes on in another page is not followed.
            const readable = prp2 % 8 === 0 && prp2 % PAGE + 8 * needed <= PAGE &&
              slots.every((at) => isGranted(pages, at));
            const bytes = bytesByDefinition(prp1, (page) => [one, two][page], length);
            const expected = readable && bytes !== null &&
              bytes.every((at) => isGranted(pages, at));
            const placed = placeListed(platform, prp1, prp2, length);
            if (Array.isArray(placed) !== expected) {
              throw new Error(`pages ${pages}, ${prp1}+${length} by ${prp2}: ${one}, ${two}`);
            }
            outcomes[expected ? "accepted" : "refused"]++;
          }
        }
      }
    }
  }
  assertGreater(outcomes.accepted, 0);
  assertGreater(outcomes.refused, outcomes.accepted);
});

Deno.test("queues: every base, length and window set", () => {
  for (const { pages, platform } of kernels()) {
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
