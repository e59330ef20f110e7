// Grants: what may be granted at all, from which memory, and for how many generations.

import { assertEquals } from "@std/assert";
import { assemble, HOST_FRAMES, PHYSICAL_BASE } from "./assembly.ts";
import {
  BASE,
  brokeredHost,
  claimedHost,
  enabledHost,
  granted,
  ioHost,
  OTHER,
  OWNER,
  PAGE,
  PAGES,
  reasonOf,
  SECOND,
  secondWindow,
} from "./testing/hosts.ts";

Deno.test("generations that are used up spend their slot, and no handle comes back", () => {
  const host = enabledHost("remapped", { limits: { windows: 2, generations: 3 } });
  const handles = [];
  for (let i = 0; i < 3; i++) {
    const second = secondWindow(host);
    handles.push(second.handle);
    granted(host.kernel.revokeWindow(second.handle)).run();
  }
  assertEquals(handles.map((handle) => handle.generation), [0, 1, 2]);
  assertEquals(reasonOf(host.kernel.grantWindow(OWNER, SECOND, 2)), "slotsExhausted");
  for (const handle of handles) {
    assertEquals(reasonOf(host.kernel.revokeWindow(handle)), "staleWindow");
  }

  const claims = brokeredHost("bounce", { limits: { claims: 1, generations: 2 } });
  const end = () => {
    const retirement = granted(claims.kernel.endClaim(claims.kernel.session!));
    retirement.run();
    claims.controller.run();
    assertEquals(retirement.run(), true);
  };
  end();
  granted(claims.kernel.claim(OWNER, "brokered"));
  end();
  assertEquals(reasonOf(claims.kernel.claim(OWNER, "brokered")), "slotsExhausted");
});

Deno.test("windows are whole pages, within the address space, apart from each other", () => {
  const { kernel } = enabledHost("remapped");
  const grant = (base: bigint, pages: number, owner = OWNER) =>
    reasonOf(kernel.grantWindow(owner, base, pages));
  assertEquals(grant(BASE + 512n, 1), "windowShape");
  assertEquals(grant(SECOND, 0), "windowShape");
  assertEquals(grant(SECOND, -1), "windowShape");
  assertEquals(grant(SECOND, 1.5), "windowShape");
  assertEquals(grant(-4096n, 1), "windowShape");
  assertEquals(grant((1n << 64n) - 4096n, 2), "windowShape");
  assertEquals(grant(BASE, 1), "windowOverlap");
  assertEquals(grant(BASE + BigInt((PAGES - 1) * PAGE), 2), "windowOverlap");
  assertEquals(grant(BASE, 1, OTHER), null, "address spaces are the owners' own");
  assertEquals(grant(1n << 63n, 1), "windowOverlap", "the kernel's own frames appear there");
  assertEquals(grant((1n << 63n) - 4096n, 2), "windowOverlap");
  assertEquals(grant((1n << 64n) - 4096n, 1), null);
  assertEquals(grant(SECOND, 1000), "memoryExhausted");
});

Deno.test("what is granted while a claim ends would be missed, so it is refused", () => {
  const host = enabledHost("remapped");
  const retirement = granted(host.kernel.endClaim(host.claim.session));
  retirement.run();
  assertEquals(reasonOf(host.kernel.grantWindow(OWNER, SECOND, 1)), "staleClaim");
  assertEquals(reasonOf(host.kernel.grantInterrupt(OWNER, 0)), "staleClaim");
  granted(host.kernel.grantWindow(OTHER, SECOND, 1));
  granted(host.kernel.grantInterrupt(OTHER, 0));
  host.controller.run();
  assertEquals(retirement.run(), true);
  granted(host.kernel.grantWindow(OWNER, SECOND, 1));
  granted(host.kernel.grantInterrupt(OWNER, 0));
});

Deno.test("host frames are never granted, nor used by the kernel", () => {
  const host = ioHost("synthetic");
  const { frames, memory } = host.kernel.platform;
  let refused: string | null = null;
  for (let page = 0n; refused === null; page++) {
    refused = reasonOf(host.kernel.grantWindow(OTHER, page * BigInt(PAGE), 1));
  }
  assertEquals(refused, "slotsExhausted");
  assertEquals(reasonOf(host.kernel.grantWindow(OTHER, SECOND, frames.size)), "slotsExhausted");
  for (let frame = 0; frame < HOST_FRAMES; frame++) assertEquals(frames.at(frame).use, "host");
  assertEquals(memory.addressOf(0), PHYSICAL_BASE);
});

Deno.test("when memory is used up, nothing is granted in part", () => {
  const host = ioHost("synthetic");
  const { frames } = host.kernel.platform;
  const free = () =>
    Array.from({ length: frames.size }, (_, frame) => frames.at(frame).use)
      .filter((use) => use === "free").length;
  const left = free();
  assertEquals(reasonOf(host.kernel.grantWindow(OTHER, SECOND, left + 1)), "memoryExhausted");
  assertEquals(free(), left);
  granted(host.kernel.grantWindow(OTHER, SECOND, left));
  assertEquals(free(), 0);
});

Deno.test("an address is granted anew only when nothing leads from it to the old frames", () => {
  const host = ioHost("remapped");
  const second = secondWindow(host);
  const retirement = granted(host.kernel.revokeWindow(second.handle));
  const grant = (base: bigint, owner = OWNER) => reasonOf(host.kernel.grantWindow(owner, base, 2));
  while (retirement.phase !== "free") {
    assertEquals(grant(SECOND), "windowOverlap");
    assertEquals(grant(SECOND + BigInt(PAGE)), "windowOverlap");
    assertEquals(grant(SECOND - BigInt(PAGE)), "windowOverlap");
    retirement.advance();
  }
  assertEquals(grant(SECOND), null);
});

Deno.test("beside a window that is going, and for others, addresses are granted as ever", () => {
  const host = ioHost("remapped");
  const second = secondWindow(host);
  granted(host.kernel.revokeWindow(second.handle));
  const grant = (base: bigint, owner = OWNER) => reasonOf(host.kernel.grantWindow(owner, base, 2));
  assertEquals(grant(SECOND, OTHER), null);
  assertEquals(grant(SECOND + BigInt(2 * PAGE)), null);
  assertEquals(grant(SECOND - BigInt(2 * PAGE)), null);
});

Deno.test("what the kernel reserves for itself behind an IOMMU is granted to nobody", () => {
  const { kernel, memory } = assemble("remapped");
  const reserved = 1n << 63n;
  const end = reserved + BigInt(memory.frames * PAGE);
  const grant = (base: bigint) => reasonOf(kernel.grantWindow(OWNER, base, 1));
  assertEquals(grant(reserved), "windowOverlap");
  assertEquals(grant(end - BigInt(PAGE)), "windowOverlap");
  assertEquals(grant(reserved - BigInt(PAGE)), null);
  assertEquals(grant(end), null);
});

Deno.test("behind an IOMMU the controller fetches from rings or posts to them, and never both", () => {
  const { kernel, iommu } = ioHost("remapped");
  const { submissions, completions } = kernel.session!.queues;
  for (
    const [queues, may, mayNot] of [
      [submissions, "read", "write"],
      [completions, "write", "read"],
    ] as const
  ) {
    for (const { kernel: { address } } of queues.values()) {
      assertEquals(iommu!.translate(address, mayNot), null);
      assertEquals(iommu!.translate(address, may) === null, false);
    }
  }
});

Deno.test("rings that memory does not suffice for are refused, and nothing stays taken", () => {
  const host = claimedHost("remapped", { frames: HOST_FRAMES + PAGES + 1 });
  assertEquals(reasonOf(host.driver.enable()), "memoryExhausted");
  assertEquals(host.controller.enabled, false);
  const { frames } = host.kernel.platform;
  assertEquals(frames.at(HOST_FRAMES + PAGES).use, "free");
});

Deno.test("as many interrupts are granted as there are slots", () => {
  const { kernel } = assemble("bounce", { limits: { interrupts: 1 } });
  granted(kernel.grantInterrupt(OWNER, 0));
  assertEquals(reasonOf(kernel.grantInterrupt(OWNER, 1)), "slotsExhausted");
});

Deno.test("where providers author addresses, none of theirs is a host-physical one", () => {
  for (const lane of ["remapped", "synthetic", "bounce"] as const) {
    const { kernel, memory } = assemble(lane);
    const end = PHYSICAL_BASE + BigInt(memory.frames * PAGE);
    const grant = (base: bigint, pages: number) => reasonOf(kernel.grantWindow(OWNER, base, pages));
    const expected = lane === "bounce" ? null : "windowOverlap";
    assertEquals(grant(PHYSICAL_BASE, 1), expected);
    assertEquals(grant(end - BigInt(PAGE), 1), expected);
    assertEquals(grant(PHYSICAL_BASE - BigInt(PAGE), 1), null);
    assertEquals(grant(PHYSICAL_BASE - BigInt(3 * PAGE), 2), null);
    assertEquals(grant(end, 2), null);
  }
  const { kernel } = assemble("synthetic");
  const before = PHYSICAL_BASE - BigInt(PAGE);
  assertEquals(reasonOf(kernel.grantWindow(OWNER, before, 2)), "windowOverlap");
});

Deno.test("a window of most of the address space is refused without a walk through its pages", () => {
  const { kernel } = enabledHost("remapped");
  const grant = (base: bigint) => reasonOf(kernel.grantWindow(OWNER, base, 2 ** 40));
  assertEquals(grant(1n << 60n), "memoryExhausted");
  assertEquals(grant(0n), "windowOverlap");
});
