// Resets: what a provider's own reset ends, and what the kernel waits for before it believes in one.

import { assertEquals } from "@std/assert";
import { CC, OPC, REGISTERS, submissionEntry } from "../nvme/mod.ts";
import { DirectAddressing } from "./addressing.ts";
import { HOST_FRAMES } from "./assembly.ts";
import { Kernel } from "./kernel.ts";
import {
  BASE,
  claimedHost,
  enabledHost,
  granted,
  ioHost,
  OWNER,
  PAGES,
  readEntry,
  reasonOf,
} from "./testing/hosts.ts";
import { ENABLE, LAYOUT, ValidatedDriver } from "./validated_driver.ts";

const { aqa, asq, acq, cc, csts } = REGISTERS;

Deno.test("to clear EN is to reset: claim and windows end with it, and are granted anew", () => {
  const host = ioHost("remapped");
  const { claim, kernel, controller, window, driver } = host;
  assertEquals(driver.submit(driver.io, readEntry({ prp1: BASE + BigInt(LAYOUT.data) })), null);
  assertEquals(claim.write(cc.offset, 4, 0n), null);
  assertEquals(controller.enabled, false);
  for (const [offset, width] of [[0x1000, 4], [asq.offset, 8], [cc.offset, 4]] as const) {
    assertEquals(reasonOf(claim.write(offset, width, 1n)), "staleClaim");
  }
  assertEquals(reasonOf(claim.read(csts.offset, 4)), "staleClaim");
  assertEquals(reasonOf(kernel.revokeWindow(window.handle)), "staleWindow");
  assertEquals(reasonOf(kernel.endClaim(claim.session)), "staleClaim", "it has ended already");
  assertEquals(kernel.ending!.run(), false, "RDY is still 1");
  assertEquals(host.wakes, []);
  controller.run();
  assertEquals(kernel.ending!.run(), true);
  assertEquals(host.wakes.map(({ completion }) => completion), [null], "cancelled, not woken");

  granted(kernel.grantWindow(OWNER, BASE, PAGES));
  const next = granted(kernel.claim(OWNER, "validated"));
  const anew = new ValidatedDriver(next, window.memory, BASE);
  assertEquals(reasonOf(anew.enable()), null);
  assertEquals(reasonOf(claim.write(0x1000, 4, 1n)), "staleClaim", "the old claim stays ended");
});

Deno.test("to clear EN where it is clear is no reset", () => {
  const host = claimedHost("remapped");
  const configuration = CC.encode({ iosqes: 6, iocqes: 4 });
  assertEquals(host.claim.write(cc.offset, 4, configuration), null);
  assertEquals(host.claim.read(cc.offset, 4), configuration);
  assertEquals(host.driver.enable(), null);
});

Deno.test("EN is cleared only when the controller is ready, or can no longer become so", () => {
  const { driver, claim, kernel, controller } = claimedHost("remapped");
  assertEquals(driver.enable(), null);
  assertEquals(claim.write(cc.offset, 4, 0n), null);
  assertEquals(kernel.ending!.run(), false);
  assertEquals(controller.enabled, true, "to clear it now would have undefined results");
  controller.run();
  assertEquals(controller.ready, true);
  assertEquals(kernel.ending!.run(), false);
  assertEquals(controller.enabled, false);
  assertEquals(kernel.session!.queues.submissions.size, 1, "RDY is still 1");
  controller.run();
  assertEquals(kernel.ending!.run(), true);
});

Deno.test("a controller that failed before it was ready is reset all the same", () => {
  const host = claimedHost("remapped");
  assertEquals(host.driver.enable(), null);
  const { controller } = host;
  const read = controller.read;
  controller.read = (offset, width) =>
    offset === csts.offset && controller.enabled ? 2n : read.call(controller, offset, width);
  assertEquals(host.claim.write(cc.offset, 4, 0n), null);
  assertEquals(controller.enabled, false);
  assertEquals(host.kernel.ending!.run(), true);
});

Deno.test("a controller that was reset behind the kernel's back is not waited for in vain", () => {
  const host = enabledHost("remapped");
  const { controller, kernel, claim, driver } = host;
  const identify = submissionEntry({ opc: OPC.identify, prp1: BASE + BigInt(LAYOUT.data) });
  assertEquals(driver.submit(driver.admin, identify), null);
  const read = controller.read;
  // RDY and EN are 0, whatever the kernel wrote.
  controller.read = (offset, width) =>
    offset === csts.offset || offset === cc.offset ? 0n : read.call(controller, offset, width);
  assertEquals(claim.write(cc.offset, 4, 0n), null);
  assertEquals(kernel.ending!.run(), true);
  assertEquals(host.wakes.map(({ completion }) => completion), [null]);
  assertEquals(kernel.platform.frames.at(HOST_FRAMES).use, "free");
});

Deno.test("a controller that firmware left running is stopped before anyone may claim it", () => {
  for (const ready of [true, false]) {
    const { controller, memory } = claimedHost("synthetic");
    controller.write(aqa.offset, 4, 0x0001_0001n);
    controller.write(asq.offset, 8, memory.addressOf(1));
    controller.write(acq.offset, 8, memory.addressOf(2));
    controller.write(cc.offset, 4, ENABLE);
    if (ready) controller.run();
    const addressing = new DirectAddressing("synthetic", memory);
    const kernel = new Kernel({ memory, controller, addressing, hostFrames: 4 });
    const claim = () => reasonOf(kernel.claim(OWNER, "validated"));
    assertEquals(controller.enabled, !ready, "to clear EN before RDY = 1 has undefined results");
    assertEquals(claim(), "notReady");
    controller.run();
    if (!ready) {
      assertEquals(claim(), "notReady");
      controller.run();
    }
    assertEquals(controller.enabled, false);
    assertEquals(claim(), null);
  }
});

Deno.test("a shutdown is announced, and changes nothing else", () => {
  const host = ioHost("remapped");
  const shutdown = CC.encode({ en: 1, iosqes: 6, iocqes: 4, shn: 1 });
  assertEquals(host.claim.write(cc.offset, 4, shutdown), null);
  assertEquals(granted(host.claim.read(csts.offset, 4)) & 0b1100n, 0b1000n);
  const data = BASE + BigInt(LAYOUT.data);
  assertEquals(host.driver.submit(host.driver.io, readEntry({ prp1: data })), null);
});
