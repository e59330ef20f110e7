import { assertEquals } from "@std/assert";
import { AQA, CAP, CC, REGISTERS } from "../nvme/mod.ts";
import { PHYSICAL_BASE } from "./assembly.ts";
import type { RefusalReason } from "./refusal.ts";
import {
  BASE,
  claimedHost,
  enabledHost,
  granted,
  ioHost,
  OTHER,
  OWNER,
  PAGE,
  PAGES,
  readEntry,
  reasonOf,
  type ValidatedHost,
} from "./testing/hosts.ts";
import { ENABLE, LAYOUT } from "./validated_driver.ts";

const END = BASE + BigInt(PAGES * PAGE);
const { aqa, asq, acq, cc, csts, cap } = REGISTERS;

/** Writes the admin queue's registers and CC.EN; the reason why that is refused. */
function enable(
  host: ValidatedHost,
  values: Partial<{ aqa: bigint; asq: bigint; acq: bigint; cc: bigint }> = {},
): string | null {
  const { claim } = host;
  const sizes = AQA.encode({ asqs: 7, acqs: 7 });
  const written = claim.write(aqa.offset, 4, values.aqa ?? sizes) ??
    claim.write(asq.offset, 8, values.asq ?? BASE) ??
    claim.write(acq.offset, 8, values.acq ?? BASE + 0x1000n);
  assertEquals(written, null);
  return reasonOf(claim.write(cc.offset, 4, values.cc ?? ENABLE));
}

Deno.test("the bases are checked with their full extent when EN goes to 1", () => {
  const sizes = (asqs: number, acqs: number) => AQA.encode({ asqs, acqs });
  const last = END - BigInt(PAGE);
  const cases: [Parameters<typeof enable>[1], RefusalReason | null][] = [
    [{}, null],
    [{ asq: last, aqa: sizes(63, 255) }, null],
    [{ asq: last, aqa: sizes(64, 255) }, "extentOverrun"],
    [{ acq: last, aqa: sizes(63, 255) }, null],
    [{ acq: last, aqa: sizes(63, 256) }, "extentOverrun"],
    [{ asq: BASE + 4n }, "unaligned"],
    [{ acq: BASE + 64n }, "unaligned"],
    [{ asq: BASE - BigInt(PAGE) }, "outOfWindow"],
    [{ acq: END }, "outOfWindow"],
    [{ asq: 0n }, "outOfWindow"],
    [{ asq: PHYSICAL_BASE }, "hostPhysical"],
    [{ asq: (1n << 64n) - BigInt(PAGE) }, "outOfWindow"],
    [{ aqa: 0n }, "queueSize"],
    [{ aqa: sizes(0, 7) }, "queueSize"],
    [{ aqa: sizes(7, 0) }, "queueSize"],
    [{ aqa: sizes(1024, 7) }, "queueSize"],
    [{ aqa: sizes(7, 7) | (1n << 12n) }, "queueSize"],
    [{ aqa: sizes(7, 7) | (1n << 31n) }, "queueSize"],
    [{ cc: CC.encode({ en: 1, mps: 1, iosqes: 6, iocqes: 4 }) }, "pageSize"],
    [{ cc: CC.encode({ en: 1, iosqes: 7, iocqes: 4 }) }, "configuration"],
    [{ cc: CC.encode({ en: 1, iosqes: 6, iocqes: 5 }) }, "configuration"],
    [{ cc: CC.encode({ en: 1, iosqes: 6, iocqes: 4, css: 6 }) }, "configuration"],
    [{ cc: CC.encode({ en: 1, iosqes: 6, iocqes: 4, ams: 1 }) }, "configuration"],
    [{ cc: CC.encode({ en: 1, iosqes: 6, iocqes: 4, shn: 1 }) }, "configuration"],
    [{ cc: ENABLE | 2n }, "configuration"],
  ];
  for (const [values, reason] of cases) {
    const host = claimedHost("remapped");
    assertEquals(enable(host, values), reason);
    assertEquals(host.controller.enabled, reason === null);
    if (reason === null) continue;
    assertEquals(host.claim.read(cc.offset, 4), 0n);
    assertEquals(host.kernel.session!.queues.submissions.size, 0);
    assertEquals(enable(host), null, "what was refused can be mended");
  }
});

Deno.test("an extent may not run over the top of the address space", () => {
  const host = claimedHost("synthetic");
  const top = (1n << 64n) - BigInt(PAGE);
  granted(host.kernel.grantWindow(OWNER, top, 1));
  const sizes = AQA.encode({ asqs: 64, acqs: 7 });
  assertEquals(enable(host, { asq: top, aqa: sizes }), "extentOverrun");
  assertEquals(enable(host, { asq: top }), null);
});

Deno.test("an extent over two windows that adjoin is granted, byte for byte", () => {
  const host = claimedHost("synthetic");
  granted(host.kernel.grantWindow(OWNER, END, 1));
  const sizes = AQA.encode({ asqs: 127, acqs: 7 });
  assertEquals(enable(host, { asq: END - BigInt(PAGE), aqa: sizes }), null);
});

Deno.test("another owner's window is nobody's base but its own", () => {
  const host = claimedHost("remapped");
  granted(host.kernel.grantWindow(OTHER, 0x80_0000n, 4));
  assertEquals(enable(host, { asq: 0x80_0000n }), "foreignWindow");
  assertEquals(host.kernel.log.records.at(-1)!.refusal.told, "outOfWindow");
});

Deno.test("only registers that the claim selects are written, and never a part of two", () => {
  const host = claimedHost("remapped");
  const write = (offset: number, width: number, value = 0n) =>
    reasonOf(host.claim.write(offset, width, value));
  for (const width of [1, 2, 8]) assertEquals(write(cc.offset, width), "access");
  for (const width of [1, 2, 16]) assertEquals(write(asq.offset, width), "access");
  assertEquals(write(aqa.offset, 8), "access", "AQA and half of ASQ in one write");
  assertEquals(write(asq.offset + 4, 8), "access", "half of ASQ and half of ACQ");
  assertEquals(write(asq.offset + 2, 4), "access");
  assertEquals(write(cc.offset + 1, 1), "access");
  assertEquals(write(cc.offset + 4, 4), "access", "CC has no upper half");
  assertEquals(write(asq.offset, 4, 1n << 32n), "access");
  assertEquals(write(cc.offset, 4, 1n << 32n), "access");
  assertEquals(write(0x1001, 4), "access");
  const selected: number[] = [cc, aqa, asq, acq].map(({ offset }) => offset);
  for (const { offset, width } of Object.values(REGISTERS)) {
    if (!selected.includes(offset)) assertEquals(write(offset, width, 0x4e56_4d65n), "register");
  }
});

Deno.test("ASQ and ACQ may be written half by half, as drivers do", () => {
  const host = claimedHost("synthetic");
  const { claim, kernel } = host;
  const high = 0x12_3456_0000_0000n;
  granted(kernel.grantWindow(OWNER, high, 2));
  claim.write(asq.offset, 8, 0xffff_ffff_ffff_ffffn);
  for (const { offset, base } of [{ ...asq, base: high }, { ...acq, base: high + 0x1000n }]) {
    assertEquals(claim.write(offset, 4, base & 0xffff_ffffn), null);
    assertEquals(claim.write(offset + 4, 4, base >> 32n), null);
    assertEquals(claim.read(offset, 8), base);
    assertEquals(claim.read(offset, 4), base & 0xffff_ffffn);
    assertEquals(claim.read(offset + 4, 4), base >> 32n);
  }
  assertEquals(claim.write(aqa.offset, 4, AQA.encode({ asqs: 7, acqs: 7 })), null);
  assertEquals(claim.write(cc.offset, 4, ENABLE), null);
  for (const offset of [asq.offset, asq.offset + 4, acq.offset, acq.offset + 4]) {
    assertEquals(reasonOf(claim.write(offset, 4, 0n)), "latched");
  }
  assertEquals(claim.read(asq.offset, 8), high);
});

Deno.test("nothing else in the first pages can be written: no MSI-X table, no buffer", () => {
  // A table of interrupt vectors often lies in the same range: a write there chooses where a message goes.
  const halves = [asq.offset, asq.offset + 4, acq.offset, acq.offset + 4];
  const selected = [cc.offset, aqa.offset, ...halves, 0x1000, 0x1004];
  const host = enabledHost("remapped");
  const { log } = host.kernel;
  let refused = 0;
  for (let offset = 0; offset < 0x4000; offset++) {
    if (selected.includes(offset)) continue;
    for (const width of [1, 2, 4, 8]) {
      const reason = reasonOf(host.claim.write(offset, width, 1n));
      const named = ["access", "register", "unarmedQueue"];
      assertEquals(named.includes(reason ?? ""), true, `${offset.toString(16)}h: ${reason}`);
      refused++;
    }
  }
  assertEquals([log.total, host.controller.invalidDoorbells], [refused, 0]);
});

Deno.test("registers are latched while EN = 1, and their shadow with them", () => {
  const host = enabledHost("remapped");
  const { claim, controller } = host;
  for (const [offset, width] of [[aqa.offset, 4], [asq.offset, 8], [acq.offset, 8]] as const) {
    const before = claim.read(offset, width);
    assertEquals(reasonOf(claim.write(offset, width, BASE + 0x2000n & 0xffff_ffffn)), "latched");
    assertEquals(claim.read(offset, width), before);
  }
  const changed = CC.encode({ en: 1, mps: 1, iosqes: 6, iocqes: 4 });
  assertEquals(reasonOf(claim.write(cc.offset, 4, changed)), "latched");
  assertEquals(claim.read(cc.offset, 4), ENABLE);
  assertEquals(controller.read(cc.offset, 4), ENABLE);
});

Deno.test("a register reads as what the provider wrote, never as what the kernel wrote", () => {
  for (const lane of ["remapped", "synthetic"] as const) {
    const host = enabledHost(lane);
    assertEquals(host.claim.read(asq.offset, 8), BASE);
    assertEquals(host.claim.read(acq.offset, 8), BASE + 0x1000n);
    assertEquals(host.controller.read(asq.offset, 8) === BASE, false);
    const shown = CAP.decode(granted(host.claim.read(cap.offset, 8)));
    assertEquals([shown.mqes, shown.cmbs, shown.pmrs, shown.bps, shown.nssrs], [63, 0, 0, 0, 0]);
    assertEquals(granted(host.claim.read(csts.offset, 4)), 1n);
    for (const [offset, width] of [[0x38, 4], [0x44, 4], [0x50, 8], [0x1000, 4]]) {
      assertEquals(reasonOf(host.claim.read(offset, width)), "register");
    }
    assertEquals(reasonOf(host.claim.read(asq.offset, 2)), "access");
    const whole = granted(host.claim.read(cap.offset, 8));
    assertEquals(granted(host.claim.read(cap.offset + 4, 4)), whole >> 32n);
    for (const { offset } of [asq, acq]) {
      const kernels = host.controller.read(offset, 8);
      const halves = [0, 4].map((at) => granted(host.claim.read(offset + at, 4)));
      assertEquals(halves.includes(kernels & 0xffff_ffffn), false);
    }
  }
});

Deno.test("a completion doorbell before the controller is ready is refused", () => {
  const host = claimedHost("remapped");
  assertEquals(host.driver.enable(), null);
  assertEquals(reasonOf(host.claim.write(0x1004, 4, 1n)), "notReady");
});

Deno.test("rings are as long as is served, and no longer", () => {
  for (const [entries, reason] of [[64, null], [65, "queueSize"]] as const) {
    const limits = { queueEntries: 64 };
    const host = claimedHost("remapped", { limits, entries });
    assertEquals(reasonOf(host.driver.enable()), reason);
  }
});

Deno.test("completion doorbells follow what was handed out", () => {
  const host = ioHost("remapped", { entries: 4 });
  const { driver, controller, kernel, claim } = host;
  const head = (value: bigint) => reasonOf(claim.write(0x100c, 4, value));
  assertEquals(head(0n), "headUnchanged");
  assertEquals(head(1n), "headOverrun");
  assertEquals(head(4n), "headOutOfRange");
  assertEquals(reasonOf(claim.write(0x1014, 4, 1n)), "unarmedQueue");
  const data = BASE + BigInt(LAYOUT.data);
  driver.put(driver.io, readEntry({ prp1: data }));
  driver.put(driver.io, readEntry({ prp1: data }));
  assertEquals(driver.ring(driver.io), null);
  controller.run();
  assertEquals(head(1n), "headOverrun", "the kernel has not handed anything out yet");
  kernel.poll();
  assertEquals(head(3n), "headOverrun");
  assertEquals(head(2n), null);
  assertEquals(controller.invalidDoorbells, 0);
});

Deno.test("a claim that ended answers nothing", () => {
  const host = enabledHost("remapped");
  const retirement = granted(host.kernel.endClaim(host.claim.session));
  assertEquals(reasonOf(host.claim.write(0x1000, 4, 1n)), "staleClaim");
  const begun = host.claim.beginScan({ kind: "submissionTail", qid: 0 }, 1n);
  assertEquals(reasonOf(begun), "staleClaim");
  assertEquals(reasonOf(host.claim.write(cc.offset, 4, 0n)), "staleClaim");
  assertEquals(reasonOf(host.claim.read(cap.offset, 8)), "staleClaim");
  retirement.run();
  host.controller.run();
  assertEquals(retirement.run(), true);
  granted(host.kernel.grantWindow(OWNER, BASE, PAGES));
  const next = granted(host.kernel.claim(OWNER, "validated"));
  assertEquals(reasonOf(host.claim.write(asq.offset, 8, BASE)), "staleClaim");
  assertEquals(next.write(asq.offset, 8, BASE), null);
  assertEquals(reasonOf(host.kernel.endClaim(host.claim.session)), "staleClaim");
});

Deno.test("doorbells lie at the controller's stride", () => {
  const host = enabledHost("remapped", { capabilities: CAP.encode({ mqes: 63, dstrd: 2 }) });
  host.driver.put(host.driver.admin, host.driver.completionQueueEntry(null));
  assertEquals(reasonOf(host.claim.write(0x1004, 4, 1n)), "access");
  assertEquals(reasonOf(host.claim.write(0x1020, 4, 1n)), "unarmedQueue");
  assertEquals(host.claim.write(0x1000, 4, 1n), null);
  host.controller.run();
  assertEquals(host.kernel.poll(), 1);
  assertEquals(reasonOf(host.claim.write(0x1010, 4, 1n)), null);
  assertEquals(host.controller.invalidDoorbells, 0);
});
