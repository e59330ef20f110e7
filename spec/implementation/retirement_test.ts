import { assertEquals, assertThrows } from "@std/assert";
import { encodePrpList } from "../nvme/mod.ts";
import { ProviderFault } from "./provider_mapping.ts";
import {
  BASE,
  brokeredHost,
  granted,
  ioHost,
  OTHER,
  OWNER,
  PAGE,
  PAGES,
  readEntry,
  reasonOf,
  SECOND,
  secondWindow,
} from "./testing/hosts.ts";
import { LAYOUT } from "./validated_driver.ts";

const DATA = BASE + BigInt(LAYOUT.data);

Deno.test("a window nobody uses goes at once: unmapped, invalidated, scrubbed, free", () => {
  const host = ioHost("remapped");
  const second = secondWindow(host);
  second.memory.store(0, new Uint8Array(PAGE).fill(0xaa));
  const retirement = granted(host.kernel.revokeWindow(second.handle));
  const { frames } = host.kernel.platform;
  const phases = [retirement.phase];
  assertEquals(frames.at(second.frames[0]).use, "retiring");
  while (retirement.phase !== "free") phases.push(retirement.advance());
  assertEquals(phases, ["retiring", "unmapped", "invalidated", "scrubbed", "free"]);
  assertEquals(frames.at(second.frames[0]).use, "free");
  assertEquals(host.memory.read(second.frames[0], 0, PAGE), new Uint8Array(PAGE));
  assertThrows(() => second.memory.load(0, 1), ProviderFault, "not mapped");
  assertEquals(reasonOf(host.kernel.revokeWindow(second.handle)), "staleWindow");
  assertEquals(host.controller.enabled, true, "the claim goes on");
});

Deno.test("a window that a command in flight uses is not touched before the command has ended", () => {
  const host = ioHost("remapped");
  const second = secondWindow(host);
  host.disk.write(0, new Uint8Array(512).fill(0x5a));
  assertEquals(host.driver.submit(host.driver.io, readEntry({ prp1: SECOND })), null);
  const retirement = granted(host.kernel.revokeWindow(second.handle));
  assertEquals(retirement.run(), false);
  assertEquals(retirement.phase, "retiring");
  host.controller.run();
  assertEquals(retirement.run(), false, "the kernel has not read of the end yet");
  assertEquals(second.memory.load(0, 1)[0], 0x5a);
  host.kernel.poll();
  assertEquals(retirement.run(), true);
});

Deno.test("a window that waits for ever is freed by ending the claim", () => {
  const host = ioHost("remapped");
  const second = secondWindow(host);
  assertEquals(host.driver.submit(host.driver.io, readEntry({ prp1: SECOND })), null);
  const window = granted(host.kernel.revokeWindow(second.handle));
  assertEquals(window.run(), false);
  const claim = granted(host.kernel.endClaim(host.claim.session));
  assertEquals(claim.run(), false);
  host.controller.take({ kind: "finishReset" });
  assertEquals(claim.run(), true);
  assertEquals(window.phase, "free");
  assertEquals(host.wakes.filter((wake) => wake.completion === null).length, 1);
});

Deno.test("an address in a window that is going is stale, and after that in no window", () => {
  const host = ioHost("remapped");
  const second = secondWindow(host);
  const pinned = host.driver.submit(host.driver.io, readEntry({ prp1: SECOND }));
  assertEquals(pinned, null);
  const retirement = granted(host.kernel.revokeWindow(second.handle));
  const again = () => {
    host.driver.io.tail = 1;
    return reasonOf(host.driver.submit(host.driver.io, readEntry({ prp1: SECOND })));
  };
  assertEquals(again(), "staleGeneration");
  host.controller.run();
  host.kernel.poll();
  assertEquals(retirement.run(), true);
  assertEquals(again(), "outOfWindow");
});

Deno.test("a regranted window is another grant, though its address is the same", () => {
  const host = ioHost("remapped");
  const second = secondWindow(host);
  granted(host.kernel.revokeWindow(second.handle)).run();
  const regranted = secondWindow(host);
  assertEquals(regranted.handle.slot, second.handle.slot);
  assertEquals(regranted.handle.generation, second.handle.generation + 1);
  assertEquals(reasonOf(host.kernel.revokeWindow(second.handle)), "staleWindow");
  assertThrows(() => second.memory.load(0, 1), ProviderFault);

  // A scan that began before: the address is granted again, but not the grant that was seen.
  host.driver.put(host.driver.io, readEntry({ prp1: SECOND }));
  const scan = granted(host.claim.beginScan({ kind: "submissionTail", qid: 1 }, 1n));
  assertEquals(scan.step(), null);
  const { ledger } = host.kernel.platform;
  const window = ledger.windowsOf(OWNER).find(SECOND)!;
  ledger.retireWindow(window);
  ledger.closeWindow(window);
  ledger.openWindow(OWNER, SECOND, window.frames);
  assertEquals(reasonOf(scan.commit()), "staleGeneration");
});

Deno.test("without the window that a ring lies in, its queue is deaf and nothing is copied there", () => {
  const host = ioHost("remapped");
  const { driver, window, kernel, controller } = host;
  const second = secondWindow(host);
  assertEquals(driver.submit(driver.io, readEntry({ prp1: SECOND })), null);
  const retirement = granted(kernel.revokeWindow(window.handle));
  assertEquals(reasonOf(host.claim.write(0x1008, 4, 2n)), "staleGeneration");
  assertEquals(retirement.run(), true, "the command does not use the window, only its completion");
  // The frames now belong to someone else, with whose bytes nobody interferes.
  const next = granted(kernel.grantWindow(OTHER, 0n, PAGES));
  const own = new Uint8Array(PAGES * PAGE).fill(0x11);
  next.memory.store(0, own);
  controller.run();
  assertEquals(kernel.poll(), 1);
  assertEquals(host.wakes.length, 1, "the waiter has not lost its command");
  assertEquals(reasonOf(host.claim.write(0x1008, 4, 2n)), "staleGeneration");
  assertEquals(next.memory.load(0, PAGES * PAGE), own);
  assertEquals(second.memory.load(0, 512), new Uint8Array(512));
});

for (const lane of ["remapped", "synthetic"] as const) {
  Deno.test(`${lane}: data that lands while the controller stops lands before the scrub`, () => {
    const host = ioHost(lane);
    const { driver, kernel, controller, memory } = host;
    const { frames } = kernel.platform.ledger.windowsOf(OWNER).windows[0];
    host.disk.write(0, new Uint8Array(512).fill(0x77));
    assertEquals(driver.submit(driver.io, readEntry({ prp1: DATA })), null);
    controller.take({ kind: "fetch", sqid: 1 });
    const [flight] = controller.flights;
    const retirement = granted(kernel.endClaim(host.claim.session));
    assertEquals(retirement.run(), false);
    assertEquals(retirement.phase, "resetting");
    controller.take({ kind: "work", flight });
    const frame = frames[LAYOUT.data / PAGE];
    assertEquals(memory.read(frame, 0, 1)[0], 0x77);
    assertEquals(retirement.run(), false);
    controller.take({ kind: "finishReset" });
    assertEquals(retirement.run(), true);
    for (const freed of frames) assertEquals(memory.read(freed, 0, PAGE), new Uint8Array(PAGE));
  });

  Deno.test(`${lane}: the next owner finds nothing of the last one, nor of the kernel`, () => {
    const host = ioHost(lane);
    const { driver, window, kernel, controller, memory } = host;
    window.memory.store(0x6000, new Uint8Array(0x8000).fill(0xee));
    window.memory.store(LAYOUT.list, encodePrpList([DATA, DATA]));
    const long = readEntry({ prp1: DATA, prp2: BASE + BigInt(LAYOUT.list), cdw12: 23 });
    assertEquals(driver.submit(driver.io, long), null);
    const retirement = granted(kernel.endClaim(host.claim.session));
    retirement.run();
    controller.run();
    assertEquals(retirement.run(), true);
    const free = memory.frames - 4;
    const next = granted(kernel.grantWindow(OTHER, 0n, free));
    assertEquals(next.memory.load(0, free * PAGE), new Uint8Array(free * PAGE));
    assertEquals(granted(kernel.claim(OTHER, "validated")).session.owner, OTHER);
  });
}

Deno.test("behind an IOMMU nothing is reachable any more, through tables or IOTLB", () => {
  const host = ioHost("remapped");
  assertEquals(host.driver.submit(host.driver.io, readEntry({ prp1: DATA })), null);
  host.controller.run();
  assertEquals(host.iommu!.reachable(OWNER).length > PAGES, true);
  const retirement = granted(host.kernel.endClaim(host.claim.session));
  retirement.run();
  host.controller.run();
  assertEquals(retirement.run(), true);
  assertEquals(host.iommu!.reachable(OWNER), []);
  assertEquals(host.iommu!.attached, null);
});

Deno.test("what the IOTLB remembers of a window is forgotten before its frames are free", () => {
  const host = ioHost("remapped");
  const second = secondWindow(host);
  assertEquals(host.driver.submit(host.driver.io, readEntry({ prp1: SECOND })), null);
  host.controller.run();
  host.kernel.poll();
  const [frame] = second.frames;
  const retirement = granted(host.kernel.revokeWindow(second.handle));
  assertEquals(retirement.advance(), "unmapped");
  assertEquals(host.iommu!.mapped(OWNER).includes(frame), false);
  assertEquals(host.iommu!.reachable(OWNER).includes(frame), true);
  assertEquals(retirement.advance(), "invalidated");
  assertEquals(host.iommu!.reachable(OWNER).includes(frame), false);
  assertEquals(host.kernel.platform.frames.at(frame).use, "retiring");
});

Deno.test("a claim is free only after its windows are", () => {
  const host = ioHost("remapped");
  const retirement = granted(host.kernel.endClaim(host.claim.session));
  retirement.advance();
  host.controller.run();
  for (let i = 0; i < 3; i++) assertEquals(retirement.advance(), "stopped");
  assertEquals(reasonOf(host.kernel.claim(OTHER, "validated")), "controllerClaimed");
  assertEquals(retirement.windows[0].run(), true);
  assertEquals(retirement.advance(), "free");
  granted(host.kernel.claim(OTHER, "validated"));
});

Deno.test("a claim that ends takes its owner's windows with it, and none that went before", () => {
  const host = ioHost("remapped");
  const foreign = granted(host.kernel.grantWindow(OTHER, SECOND, 2));
  const second = secondWindow(host);
  granted(host.kernel.revokeWindow(foreign.handle));
  granted(host.kernel.revokeWindow(host.window.handle));
  assertEquals(granted(host.kernel.revokeWindow(second.handle)).run(), true);
  const { windows } = granted(host.kernel.endClaim(host.claim.session));
  assertEquals(windows.map(({ window }) => window.handle), [host.window.handle]);
});

Deno.test("a claim that ends waits for windows whose retirement began before", () => {
  const host = ioHost("remapped");
  const second = secondWindow(host);
  const window = granted(host.kernel.revokeWindow(second.handle));
  const retirement = granted(host.kernel.endClaim(host.claim.session));
  assertEquals(retirement.windows.includes(window), true);
  assertEquals(retirement.windows.length, 2);
});

Deno.test("an owner's interrupts end with its claim", () => {
  const host = ioHost("remapped");
  const grant = granted(host.kernel.grantInterrupt(OWNER, 0));
  const others = granted(host.kernel.grantInterrupt(OTHER, 0));
  const retirement = granted(host.kernel.endClaim(host.claim.session));
  assertEquals(reasonOf(host.kernel.interrupt(0)), "staleInterrupt");
  assertEquals(reasonOf(host.kernel.revokeInterrupt(grant)), "staleInterrupt");
  assertEquals(host.kernel.revokeInterrupt(others), null);
  assertEquals(retirement.windows.length, 1);
});

Deno.test("after a reset the controller reaches nothing of the kernel's", () => {
  const host = ioHost("remapped");
  assertEquals(host.driver.submit(host.driver.io, readEntry({ prp1: DATA })), null);
  host.controller.run();
  const { frames } = host.kernel.platform.ledger.windowsOf(OWNER).windows[0];
  const others = () => host.iommu!.reachable(OWNER).filter((frame) => !frames.includes(frame));
  assertEquals(others().length, 4, "two rings of each kind");
  host.claim.write(0x14, 4, 0n);
  host.controller.run();
  assertEquals(host.kernel.ending!.advance(), "stopped");
  assertEquals(others().length, 4, "what it has posted can still be looked at");
  assertEquals(host.kernel.ending!.run(), true);
  assertEquals(host.iommu!.reachable(OWNER), [], "neither the kernel's nor its owner's");
});

Deno.test("only the addresses of a window that is going are stale", () => {
  const host = ioHost("remapped");
  const second = secondWindow(host);
  granted(host.kernel.revokeWindow(second.handle));
  const { ledger } = host.kernel.platform;
  const reason = (at: bigint, owner = OWNER) => reasonOf(ledger.cover(owner, at, 1n));
  assertEquals(reason(SECOND - 1n), "outOfWindow");
  assertEquals(reason(SECOND), "staleGeneration");
  assertEquals(reason(SECOND + BigInt(2 * PAGE) - 1n), "staleGeneration");
  assertEquals(reason(SECOND + BigInt(2 * PAGE)), "outOfWindow");
  assertEquals(reason(SECOND, OTHER), "foreignWindow");
});

Deno.test("a claim is not free while a batch without a window is under way", () => {
  const host = brokeredHost("bounce");
  assertEquals(granted(host.kernel.revokeWindow(host.window.handle)).run(), true);
  const intent = { kind: "createCompletionQueue", qid: 1, entries: 8, vector: null } as const;
  const batch = granted(host.claim.prepare(host.admin, 1, intent));
  const retirement = granted(host.kernel.endClaim(host.claim.session));
  retirement.run();
  host.controller.run();
  assertEquals(retirement.run(), false);
  assertEquals(reasonOf(batch.commit()), "staleClaim");
  assertEquals(retirement.run(), true);
});
