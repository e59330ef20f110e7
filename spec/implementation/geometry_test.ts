// Pages and queues of other sizes than the usual ones: what is counted in pages or slots is counted right.

import { assertEquals } from "@std/assert";
import {
  AQA,
  CAP,
  CC,
  createCompletionQueue,
  createSubmissionQueue,
  encodePrpList,
  encodeSubmissionEntry,
  memoryPageBytes,
  OPC,
  REGISTERS,
  type SubmissionEntry,
  submissionEntry,
} from "../nvme/mod.ts";
import { assemble } from "./assembly.ts";
import { probe } from "./probe.ts";
import { BASE, enabledHost, granted, ioHost, OWNER, PAGE, reasonOf } from "./testing/hosts.ts";
import { LAYOUT } from "./validated_driver.ts";

const { aqa, asq, acq, cc } = REGISTERS;

/** A window's pages by what they are for. */
const [ADMIN_SQ, ADMIN_CQ, IO_SQ, IO_CQ, LIST, DATA] = [0, 1, 2, 3, 4, 5];

/** A provider with pages of 2^(12 + mps) bytes and an I/O queue, as far as it comes. */
function hostWithPages(lane: "remapped" | "synthetic", mps: number) {
  const page = memoryPageBytes(mps);
  const capabilities = CAP.encode({ mqes: 255, mpsmax: mps });
  const host = assemble(lane, { frames: 64, frameBytes: page, capabilities });
  const { kernel, controller } = host;
  probe(kernel, () => controller.run());
  const base = BigInt(64 * page);
  const window = granted(kernel.grantWindow(OWNER, base, 16));
  const claim = granted(kernel.claim(OWNER, "validated"));
  const at = (number: number, offset = 0) => base + BigInt(number * page + offset);
  const tails = [0, 0];
  const enable = (values: { mps: number; asq: bigint }) =>
    claim.write(aqa.offset, 4, AQA.encode({ asqs: 127, acqs: 7 })) ??
      claim.write(asq.offset, 8, values.asq) ??
      claim.write(acq.offset, 8, at(ADMIN_CQ)) ??
      claim.write(cc.offset, 4, CC.encode({ en: 1, mps: values.mps, iosqes: 6, iocqes: 4 }));
  const submit = (queue: 0 | 1, entry: Partial<SubmissionEntry>) => {
    const slot = tails[queue];
    const bytes = encodeSubmissionEntry(submissionEntry({ cid: slot, ...entry }));
    window.memory.store([ADMIN_SQ, IO_SQ][queue] * page + 64 * slot, bytes);
    const refusal = claim.write(0x1000 + 8 * queue, 4, BigInt(slot + 1));
    if (refusal === null) tails[queue]++;
    controller.run();
    kernel.poll();
    return reasonOf(refusal);
  };
  return { ...host, page, window, at, enable, submit };
}

for (const lane of ["remapped", "synthetic"] as const) {
  for (const mps of [1, 4]) {
    Deno.test(`${lane}: pages of 2^${12 + mps} bytes are what is counted in`, () => {
      const host = hostWithPages(lane, mps);
      const { page, at, submit, window, disk } = host;
      assertEquals(reasonOf(host.enable({ mps: 0, asq: at(ADMIN_SQ) })), "pageSize");
      assertEquals(reasonOf(host.enable({ mps, asq: at(ADMIN_SQ, PAGE) })), "unaligned");
      assertEquals(reasonOf(host.enable({ mps, asq: at(ADMIN_SQ) })), null);
      host.controller.run();
      const shape = { qid: 1, entries: 128, contiguous: true };
      const cq = createCompletionQueue(0, { ...shape, base: at(IO_CQ), vector: null });
      const sq = createSubmissionQueue(0, { ...shape, base: at(IO_SQ), cqid: 1 });
      assertEquals(submit(0, { ...cq, prp1: at(IO_CQ, PAGE) }), "unaligned");
      assertEquals(submit(0, cq), null);
      assertEquals(submit(0, { ...sq, cid: 1 }), null);

      const data = Uint8Array.from({ length: 2 * page }, (_, i) => (i * 7 + (i >> 11)) & 0xff);
      disk.write(0, data);
      const read = { opc: OPC.read, nsid: 1 };
      // A page holds it: PRP2, which points nowhere, is not looked at.
      const onePage = { ...read, prp1: at(DATA), prp2: 4n, cdw12: page / 512 - 1 };
      assertEquals(submit(1, onePage), null);
      assertEquals(window.memory.load(DATA * page, page), data.slice(0, page));
      const twoPages = { ...read, prp1: at(DATA, 512), cdw12: page / 512 - 1 };
      assertEquals(submit(1, { ...twoPages, prp2: at(DATA + 2, PAGE) }), "unaligned");
      assertEquals(submit(1, { ...twoPages, prp2: at(DATA + 2) }), null);
      assertEquals(window.memory.load((DATA + 2) * page, 512), data.slice(page - 512, page));
      // The list ends with its page: one slot later and it would go on in another.
      const end = page - 2 * 8;
      window.memory.store(LIST * page + end, encodePrpList([at(DATA + 1), at(DATA)]));
      const blocks = 2 * page / 512;
      const listed = { ...read, prp1: at(DATA + 3, 512), cdw12: blocks - 1 };
      assertEquals(submit(1, { ...listed, prp2: at(LIST, end + 8) }), "deeperChain");
      assertEquals(submit(1, { ...listed, prp2: at(LIST, end) }), null);
      assertEquals(window.memory.load(DATA * page, 512), data.slice(2 * page - 512));
    });
  }
}

Deno.test("doorbells are as far apart as the controller says", () => {
  for (const dstrd of [0, 1, 7, 15]) {
    const capabilities = CAP.encode({ mqes: 63, dstrd });
    const host = ioHost("remapped", { capabilities });
    const { driver, claim, controller, kernel } = host;
    host.disk.write(0, new Uint8Array(512).fill(dstrd + 1));
    const read = submissionEntry({ opc: OPC.read, nsid: 1, prp1: driver.address(LAYOUT.data) });
    assertEquals(driver.submit(driver.io, read), null);
    controller.run();
    assertEquals(kernel.poll(), 1);
    assertEquals(driver.take(driver.io).length, 1);
    assertEquals(host.window.memory.load(LAYOUT.data, 1)[0], dstrd + 1);
    const stride = 4 << dstrd;
    assertEquals(reasonOf(claim.write(0x1000 + 4 * stride, 4, 1n)), "unarmedQueue");
    const between = reasonOf(claim.write(0x1000 + 4 * stride - 4, 4, 2n));
    assertEquals(between, dstrd === 0 ? "headOverrun" : "access");
    assertEquals(controller.invalidDoorbells, 0);
  }
});

Deno.test("queues of two entries hold one command, round after round", () => {
  const host = ioHost("remapped", { entries: 2 });
  const { driver, claim, controller, kernel } = host;
  const flush = submissionEntry({ opc: OPC.flush, nsid: 1 });
  for (let round = 0; round < 7; round++) {
    const tail = BigInt((round + 1) % 2);
    driver.put(driver.io, flush);
    assertEquals(reasonOf(claim.write(0x1008, 4, 2n)), "tailOutOfRange");
    assertEquals(reasonOf(claim.write(0x1008, 4, 1n - tail)), "tailUnchanged");
    assertEquals(claim.write(0x1008, 4, tail), null);
    assertEquals(reasonOf(claim.write(0x1008, 4, 1n - tail)), "ringOverrun");
    controller.run();
    assertEquals(kernel.poll(), 1);
    assertEquals(driver.take(driver.io).length, 1);
  }
  assertEquals(controller.invalidDoorbells, 0);
});

Deno.test("queues of 65536 entries wrap from the last slot to the first", () => {
  const size = 0x1_0000;
  const host = enabledHost("remapped", {
    frames: 4096,
    capabilities: CAP.encode({ mqes: size - 1 }),
    limits: { queueEntries: size },
  });
  const { claim, controller, kernel, driver } = host;
  const ring = granted(kernel.grantWindow(OWNER, 0x1000_0000n, 1280));
  const shape = { qid: 1, entries: size, contiguous: true };
  const cq = createCompletionQueue(0, { ...shape, base: 0x1040_0000n, vector: null });
  const sq = createSubmissionQueue(0, { ...shape, base: 0x1000_0000n, cqid: 1 });
  const listed = { ...sq, prp1: BASE + BigInt(LAYOUT.list), cdw11: sq.cdw11 & ~1 };
  for (const [entry, reason] of [[cq, null], [listed, "deeperChain"], [sq, null]] as const) {
    const { tail } = driver.admin;
    assertEquals(reasonOf(driver.submit(driver.admin, entry)), reason);
    if (reason !== null) driver.admin.tail = tail;
    controller.run();
    kernel.poll();
  }
  const flush = (slot: number) =>
    ring.memory.store(
      64 * (slot % size),
      encodeSubmissionEntry(submissionEntry({ opc: OPC.flush, nsid: 1, cid: slot % size })),
    );
  /** Rings, and lets the controller take one command after another. */
  const run = (from: number, count: number) => {
    for (let slot = from; slot < from + count; slot++) flush(slot);
    assertEquals(claim.write(0x1008, 4, BigInt((from + count) % size)), null);
    for (let i = 0; i < count; i++) {
      controller.take({ kind: "fetch", sqid: 1 });
      const [flight] = controller.flights;
      controller.take({ kind: "work", flight });
      controller.take({ kind: "complete", flight });
    }
    assertEquals(kernel.poll(), count);
    assertEquals(claim.write(0x100c, 4, BigInt((from + count) % size)), null);
  };
  run(0, size - 1);
  assertEquals(reasonOf(claim.write(0x1008, 4, BigInt(size))), "tailOutOfRange");
  assertEquals(reasonOf(claim.write(0x1008, 4, BigInt(size - 1))), "tailUnchanged");
  run(size - 1, 3);
  assertEquals(kernel.session!.queues.submissions.get(1)!.tail, 2);
});
