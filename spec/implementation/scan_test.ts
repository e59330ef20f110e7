// Doorbells under the validated model: what is refused, what is not, and what may happen in between.

import { assertEquals } from "@std/assert";
import {
  CAP,
  CNS,
  createCompletionQueue,
  createSubmissionQueue,
  encodePrpList,
  encodeSubmissionEntry,
  FEATURE,
  OPC,
  type SubmissionEntry,
  submissionEntry,
} from "../nvme/mod.ts";
import { PHYSICAL_BASE } from "./assembly.ts";
import { Refusal, type RefusalReason } from "./refusal.ts";
import type { DoorbellScan } from "./scan.ts";
import {
  BASE,
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
import { LAYOUT } from "./validated_driver.ts";

const DATA = BASE + BigInt(LAYOUT.data);
const LIST = BASE + BigInt(LAYOUT.list);
const END = BASE + BigInt(PAGES * PAGE);
const FOREIGN = 0x80_0000n;
/** Queues of more than a page. */
const WIDE = CAP.encode({ mqes: 1023 });

/** Everything that a refusal must leave as it was. */
function observe({ controller, memory, kernel, driver, wakes }: ValidatedHost) {
  const queues = kernel.session!.queues;
  return {
    tails: [...controller.device.submissions.values()].map((queue) => [queue.tail, queue.head]),
    invalid: controller.invalidDoorbells,
    queues: [...queues.submissions.values()].map((queue) => [
      queue.qid,
      queue.status,
      queue.tail,
      queue.issues.all.map((issue) => issue.cid),
      [...queue.kernel.ring.frames.map((frame) => memory.read(frame, 0, PAGE).join())],
    ]),
    completions: [...queues.completions.values()].map((queue) => [queue.qid, queue.status]),
    uses: kernel.platform.ledger.windowsOf(OWNER).windows.map((window) => window.uses),
    frames: Array.from(
      { length: memory.frames },
      (_, frame) => ({ ...kernel.platform.frames.at(frame) }),
    ),
    shadow: { ...driver.claim.shadow },
    wakes: wakes.length,
  };
}

/** Submits an entry, and sees it refused for this reason and nothing else happen. */
function refuses(
  host: ValidatedHost,
  queue: "admin" | "io",
  entry: SubmissionEntry,
  reason: RefusalReason,
): void {
  host.driver.put(host.driver[queue], entry);
  const before = observe(host);
  const { total } = host.kernel.log;
  assertEquals(reasonOf(host.driver.ring(host.driver[queue])), reason);
  assertEquals(observe(host), before);
  assertEquals(host.kernel.log.total, total + 1);
  assertEquals(host.kernel.log.records.at(-1)!.refusal.reason, reason);
  host.controller.run();
  assertEquals(host.controller.flights.length, 0);
}

/** The first step of an I/O doorbell, for tests that go on by themselves. */
function beginIo(host: ValidatedHost): DoorbellScan {
  const { io } = host.driver;
  return granted(host.claim.beginScan({ kind: "submissionTail", qid: 1 }, BigInt(io.tail)));
}

for (const lane of ["remapped", "synthetic"] as const) {
  Deno.test(`${lane}: the hostile cases are each refused by name, with no doorbell and no wake`, () => {
    const cases: [SubmissionEntry, RefusalReason][] = [
      [readEntry({ prp1: BASE - BigInt(PAGE) }), "outOfWindow"],
      [readEntry({ prp1: END }), "outOfWindow"],
      [readEntry({ prp1: PHYSICAL_BASE + 0x8000n }), "hostPhysical"],
      [readEntry({ prp1: FOREIGN }), "foreignWindow"],
      [readEntry({ prp1: DATA + 2n }), "unaligned"],
      [readEntry({ prp1: DATA, prp2: DATA + 8n, cdw12: 8 }), "unaligned"],
      [readEntry({ prp1: DATA, prp2: LIST + 4n, cdw12: 23 }), "unaligned"],
      [readEntry({ prp1: END - 512n, prp2: END, cdw12: 1 }), "outOfWindow"],
      [readEntry({ prp1: END - 512n, cdw12: 1 }), "outOfWindow"],
      [readEntry({ prp1: DATA, prp2: LIST + BigInt(PAGE - 8), cdw12: 23 }), "deeperChain"],
    ];
    for (const [entry, reason] of cases) {
      const host = ioHost(lane);
      granted(host.kernel.grantWindow(OTHER, FOREIGN, 4));
      refuses(host, "io", entry, reason);
    }
  });

  Deno.test(`${lane}: a queue whose extent runs past its window is refused`, () => {
    const host = enabledHost(lane);
    const last = END - BigInt(PAGE);
    const cq = { qid: 1, contiguous: true, vector: null };
    const fits = createCompletionQueue(0, { ...cq, entries: 64, base: last });
    refuses(host, "admin", { ...fits, prp1: last + 64n }, "unaligned");
    const sq = { qid: 1, entries: 64, contiguous: true, cqid: 1 };
    host.driver.admin.tail = 0;
    assertEquals(reasonOf(host.driver.submit(host.driver.admin, fits)), null);
    host.controller.run();
    host.kernel.poll();
    // 64 entries of 64 bytes are a page exactly; the queue below needs two.
    const wide = enabledHost(lane, { capabilities: WIDE });
    const cqWide = createCompletionQueue(0, { ...cq, entries: 128, base: BASE });
    wide.driver.submit(wide.driver.admin, cqWide);
    wide.controller.run();
    wide.kernel.poll();
    const overrun = createSubmissionQueue(0, { ...sq, entries: 65, base: last });
    refuses(wide, "admin", overrun, "extentOverrun");
  });

  Deno.test(`${lane}: carriers of addresses other than PRPs are refused`, () => {
    const data = { prp1: DATA };
    const io: [Partial<SubmissionEntry>, RefusalReason][] = [
      [{ psdt: 1 }, "sgl"],
      [{ psdt: 2 }, "sgl"],
      [{ fuse: 1 }, "fused"],
      [{ reserved10: 1 }, "reservedBits"],
      [{ mptr: 8n }, "metadata"],
      [{ nsid: 2 }, "namespace"],
      [{ nsid: 0xffff_ffff }, "namespace"],
      [{ opc: 0x19 }, "opcode"],
      [{ opc: 0x7d }, "opcode"],
      [{ opc: 0x04 }, "opcode"],
      [{ opc: 0x80 }, "opcode"],
      [{ opc: 0xff }, "opcode"],
      [{ cdw12: 0xffff }, "transferTooLong"],
    ];
    for (const [fields, reason] of io) {
      refuses(ioHost(lane), "io", readEntry({ ...data, ...fields }), reason);
    }
    const admin: [Partial<SubmissionEntry>, RefusalReason][] = [
      [{ opc: OPC.doorbellBufferConfig, prp2: DATA }, "doorbellBuffer"],
      [{ opc: OPC.setFeatures, cdw10: FEATURE.hostMemoryBuffer }, "hostMemoryBuffer"],
      [{ opc: OPC.getFeatures, cdw10: FEATURE.hostMemoryBuffer }, "hostMemoryBuffer"],
      [{ opc: OPC.setFeatures, cdw10: 0x0c }, "feature"],
      [{ opc: OPC.getFeatures, cdw10: 0x30e }, "feature"],
      [{ opc: OPC.getLogPage, cdw10: 0x07 }, "logPage"],
      [{ opc: OPC.getLogPage, cdw10: 0xc0 }, "logPage"],
      [{ opc: 0x1c }, "opcode"],
      [{ opc: 0x80 }, "opcode"],
      [{ opc: 0x82, cdw11: 512 }, "opcode"],
      [{ opc: 0xc0 }, "opcode"],
      [{ opc: OPC.identify, psdt: 1 }, "sgl"],
    ];
    for (const [fields, reason] of admin) {
      refuses(enabledHost(lane), "admin", submissionEntry({ ...data, ...fields }), reason);
    }
  });

  Deno.test(`${lane}: an entry rewritten after it was read is fetched as it was read`, () => {
    const host = ioHost(lane);
    const { driver, window, controller } = host;
    const at = LAYOUT.io.submission;
    driver.put(driver.io, readEntry({ prp1: DATA }));
    const evil = encodeSubmissionEntry(readEntry({ prp1: PHYSICAL_BASE, cid: 9 }));
    const scan = beginIo(host);
    assertEquals(scan.step(), null);
    window.memory.store(at, evil);
    assertEquals(scan.commit(), null);
    window.memory.store(at, evil);
    controller.take({ kind: "fetch", sqid: 1 });
    const [flight] = controller.flights;
    const expected = lane === "remapped" ? DATA : flight.entry.prp1;
    assertEquals(flight.entry.prp1, expected);
    assertEquals(flight.entry.cid === 9, false);
    const [own] = host.kernel.platform.ledger.windowsOf(OWNER).windows;
    const frame = own.frames[LAYOUT.data / PAGE];
    if (lane === "synthetic") {
      assertEquals(flight.entry.prp1, host.memory.addressOf(frame));
    }
  });

  Deno.test(`${lane}: a list rewritten after it was read is followed as it was read`, () => {
    const host = ioHost(lane);
    const { driver, window, controller, memory } = host;
    const pages = [DATA + BigInt(PAGE), DATA + BigInt(2 * PAGE)];
    host.disk.write(0, Uint8Array.from({ length: 3 * PAGE }, (_, i) => i % 251));
    window.memory.store(LAYOUT.list, encodePrpList(pages));
    assertEquals(
      driver.submit(driver.io, readEntry({ prp1: DATA, prp2: LIST, cdw12: 23 })),
      null,
    );
    window.memory.store(LAYOUT.list, encodePrpList([PHYSICAL_BASE, PHYSICAL_BASE]));
    const hostsOwn = memory.read(0, 0, PAGE);
    controller.run();
    assertEquals(memory.read(0, 0, PAGE), hostsOwn);
    assertEquals(window.memory.load(LAYOUT.data, 3 * PAGE), host.disk.read(0, 3 * PAGE));
  });

  Deno.test(`${lane}: a list rewritten between its entry and its reading is judged as it is read`, () => {
    const host = ioHost(lane);
    const { driver, window } = host;
    window.memory.store(LAYOUT.list, encodePrpList([DATA, DATA]));
    driver.put(driver.io, readEntry({ prp1: DATA, prp2: LIST, cdw12: 23 }));
    const scan = beginIo(host);
    assertEquals(scan.step(), null);
    assertEquals(scan.phase, "reading");
    window.memory.store(LAYOUT.list, encodePrpList([DATA, END]));
    assertEquals(reasonOf(scan.step()), "outOfWindow");
    assertEquals(scan.phase, "refused");
    assertEquals(scan.work, { entries: 1, lists: 1, bytes: 64 + 16 });
  });

  Deno.test(`${lane}: a window revoked at any step of a scan refuses it at the commit or before`, () => {
    for (let before = 0; before <= 2; before++) {
      const host = ioHost(lane);
      const { driver, window, kernel } = host;
      const second = granted(kernel.grantWindow(OWNER, FOREIGN, 2));
      second.memory.store(0, encodePrpList([DATA, DATA]));
      driver.put(driver.io, readEntry({ prp1: DATA, prp2: FOREIGN, cdw12: 23 }));
      const scan = beginIo(host);
      for (let i = 0; i < before; i++) assertEquals(scan.step(), null);
      const retirement = granted(kernel.revokeWindow(second.handle));
      assertEquals(retirement.run(), false, "the scan is waited for");
      assertEquals(retirement.phase, "retiring");
      assertEquals(reasonOf(scan.run()), "staleGeneration");
      assertEquals(retirement.run(), true);
      host.controller.run();
      assertEquals(host.controller.flights.length, 0);
      assertEquals(window.memory.load(LAYOUT.data, 1)[0], 0);
    }
  });

  Deno.test(`${lane}: a claim that ends, or a reset, overtakes a scan`, () => {
    for (const before of [0, 1]) {
      const ended = ioHost(lane);
      ended.driver.put(ended.driver.io, readEntry({ prp1: DATA }));
      const scan = beginIo(ended);
      for (let i = 0; i < before; i++) scan.step();
      const retirement = granted(ended.kernel.endClaim(ended.claim.session));
      assertEquals(retirement.run(), false);
      assertEquals(reasonOf(scan.run()), "staleClaim");
      ended.controller.run();
      assertEquals(retirement.run(), true);

      const reset = ioHost(lane);
      reset.driver.put(reset.driver.io, readEntry({ prp1: DATA }));
      const other = beginIo(reset);
      for (let i = 0; i < before; i++) other.step();
      assertEquals(reset.claim.write(0x14, 4, 0n), null);
      reset.controller.run();
      assertEquals(reset.driver.enable(), null);
      reset.controller.run();
      assertEquals(reasonOf(other.run()), "staleGeneration");
    }
  });
}

Deno.test("a batch is all or nothing: one bad entry anywhere, and none is published", () => {
  for (let bad = 0; bad < 5; bad++) {
    const host = ioHost("remapped");
    for (let i = 0; i < 4; i++) {
      host.driver.put(host.driver.io, readEntry({ prp1: i === bad ? END : DATA }));
    }
    // With the bad entry last, the batch of four is good and the fifth refuses the next.
    if (bad === 4) {
      assertEquals(host.driver.ring(host.driver.io), null);
      assertEquals(host.controller.device.submissions.get(1)!.tail, 4);
      continue;
    }
    const before = observe(host);
    assertEquals(reasonOf(host.driver.ring(host.driver.io)), "outOfWindow");
    assertEquals(observe(host), before);
  }
});

Deno.test("a refused provider may mend its entry and ring again", () => {
  const host = ioHost("remapped");
  refuses(host, "io", readEntry({ prp1: END }), "outOfWindow");
  host.driver.io.tail = 0;
  assertEquals(host.driver.submit(host.driver.io, readEntry({ prp1: DATA })), null);
  host.controller.run();
  host.kernel.poll();
  assertEquals(host.driver.take(host.driver.io).length, 1);
});

Deno.test("doorbell values: never masked, never the same, never past what is outstanding", () => {
  const host = ioHost("remapped", { entries: 4 });
  const ring = (value: bigint, width = 4) => reasonOf(host.claim.write(0x1008, width, value));
  for (let i = 0; i < 3; i++) host.driver.put(host.driver.io, readEntry({ prp1: DATA }));
  assertEquals(ring(0n), "tailUnchanged");
  assertEquals(ring(4n), "tailOutOfRange");
  assertEquals(ring(0x1_0001n), "tailOutOfRange");
  assertEquals(ring(0xffff_ffffn), "tailOutOfRange");
  assertEquals(ring(1n << 32n), "access");
  assertEquals(ring(-1n), "access");
  assertEquals(ring(1n, 8), "access");
  assertEquals(ring(1n, 2), "access");
  assertEquals(reasonOf(host.claim.write(0x1010, 4, 1n)), "unarmedQueue");
  assertEquals(reasonOf(host.claim.write(0x100a, 4, 1n)), "access");
  assertEquals(ring(2n), null);
  assertEquals(ring(1n), "ringOverrun");
  assertEquals(ring(0n), "ringOverrun");
  assertEquals(ring(3n), null);
  host.controller.run();
  assertEquals(ring(0n), "ringOverrun", "three are outstanding until the kernel has read of them");
  assertEquals(host.controller.invalidDoorbells, 0);
});

Deno.test("a batch crosses the ring's wrap", () => {
  const host = ioHost("remapped", { entries: 4 });
  const seen: number[] = [];
  for (let round = 0; round < 6; round++) {
    for (let i = 0; i < 3; i++) {
      host.driver.put(host.driver.io, readEntry({ prp1: DATA, cdw10: round * 3 + i }));
    }
    assertEquals(host.driver.ring(host.driver.io), null);
    host.controller.run();
    host.kernel.poll();
    seen.push(...host.driver.take(host.driver.io).map((completion) => completion.cid));
  }
  assertEquals(seen.length, 18);
  assertEquals(new Set(seen).size, 18);
});

Deno.test("a command identifier in flight, or twice in a batch, is refused", () => {
  const host = ioHost("remapped");
  const at = (slot: number) => LAYOUT.io.submission + 64 * slot;
  const store = (slot: number, cid: number) =>
    host.window.memory.store(at(slot), encodeSubmissionEntry(readEntry({ prp1: DATA, cid })));
  store(0, 5);
  store(1, 5);
  assertEquals(reasonOf(host.claim.write(0x1008, 4, 2n)), "commandInFlight");
  assertEquals(reasonOf(host.claim.write(0x1008, 4, 1n)), null);
  assertEquals(reasonOf(host.claim.write(0x1008, 4, 2n)), "commandInFlight");
  host.controller.run();
  host.kernel.poll();
  assertEquals(reasonOf(host.claim.write(0x1008, 4, 2n)), null);
});

Deno.test("PRP1 may carry an offset, and a reserved PRP2 reaches the controller as zero", () => {
  const host = ioHost("remapped");
  const offset = DATA + 0xe04n;
  host.disk.write(0, new Uint8Array(512).fill(7));
  const entry = readEntry({ prp1: DATA + 0x204n, prp2: 0xdead_beefn });
  assertEquals(host.driver.submit(host.driver.io, entry), null);
  host.controller.take({ kind: "fetch", sqid: 1 });
  assertEquals(host.controller.flights[0].entry.prp2, 0n);
  const two = readEntry({ prp1: offset, prp2: DATA + BigInt(PAGE) });
  assertEquals(host.driver.submit(host.driver.io, two), null);
  host.controller.run();
  const read = host.window.memory.load(LAYOUT.data + 0xe04, 512);
  assertEquals(read, new Uint8Array(512).fill(7));
});

Deno.test("what the controller is to ignore reaches it as zeros", () => {
  const host = ioHost("remapped");
  const flush = submissionEntry({ opc: OPC.flush, nsid: 1, prp1: PHYSICAL_BASE, prp2: 12n });
  assertEquals(host.driver.submit(host.driver.io, flush), null);
  host.controller.take({ kind: "fetch", sqid: 1 });
  const { prp1, prp2 } = host.controller.flights[0].entry;
  assertEquals([prp1, prp2], [0n, 0n]);
});

Deno.test("a queue that is not contiguous is scanned page by page from its list", () => {
  const host = enabledHost("remapped", { capabilities: WIDE });
  const { driver, window, controller, kernel } = host;
  const entries = 128;
  const create = (page: number[], entry: SubmissionEntry) => {
    window.memory.store(LAYOUT.list, encodePrpList(page.map((at) => driver.address(at))));
    assertEquals(driver.submit(driver.admin, entry), null);
    controller.run();
    kernel.poll();
  };
  const shape = { qid: 1, entries, contiguous: false, base: LIST };
  create([LAYOUT.io.completion], createCompletionQueue(0, { ...shape, vector: null }));
  // Two pages in the wrong order, with others in between.
  const [low, high] = [0x8000, 0xc000];
  create([high, low], createSubmissionQueue(0, { ...shape, cqid: 1 }));
  window.memory.store(LAYOUT.list, new Uint8Array(16));
  for (let i = 0; i < 70; i++) {
    const entry = encodeSubmissionEntry(readEntry({ prp1: DATA, cid: i }));
    window.memory.store(i < 64 ? high + 64 * i : low + 64 * (i - 64), entry);
  }
  assertEquals(host.claim.write(0x1008, 4, 70n), null);
  controller.run();
  assertEquals(kernel.poll(), 70);
});

Deno.test("a list of a queue's pages is checked like any other", () => {
  const wide = { qid: 1, entries: 512, contiguous: false, base: LIST, vector: null };
  const cases: [bigint[], bigint, RefusalReason][] = [
    [[DATA, DATA + 8n], LIST, "unaligned"],
    [[DATA, END], LIST, "outOfWindow"],
    [[DATA, DATA], LIST + 8n, "unaligned"],
    [[DATA, DATA], END, "outOfWindow"],
  ];
  for (const [pages, base, reason] of cases) {
    const host = enabledHost("remapped", { capabilities: WIDE });
    host.window.memory.store(LAYOUT.list, encodePrpList(pages));
    refuses(host, "admin", createCompletionQueue(0, { ...wide, base }), reason);
  }
});

Deno.test("where the controller requires contiguous queues, others are refused", () => {
  const host = enabledHost("remapped", { capabilities: CAP.encode({ mqes: 63, cqr: 1 }) });
  const cq = { qid: 1, entries: 8, contiguous: false, base: LIST, vector: null };
  refuses(host, "admin", createCompletionQueue(0, cq), "contiguity");
});

Deno.test("queues exist from the completion that the kernel reads, and in their order", () => {
  const host = enabledHost("remapped");
  const { driver, controller, kernel } = host;
  const status = () => kernel.session!.queues.completions.get(1)?.status;
  refuses(host, "admin", driver.submissionQueueEntry(), "queueOrder");
  driver.admin.tail = 0;
  assertEquals(driver.submit(driver.admin, driver.completionQueueEntry(null)), null);
  assertEquals(status(), "creating");
  assertEquals(reasonOf(driver.submit(driver.admin, driver.submissionQueueEntry())), "queueOrder");
  driver.admin.tail = 1;
  controller.run();
  assertEquals(status(), "creating", "the controller is done, but the kernel has not read so");
  kernel.poll();
  assertEquals(status(), "live");
  assertEquals(driver.submit(driver.admin, driver.submissionQueueEntry()), null);
  assertEquals(reasonOf(driver.submit(driver.io, readEntry({ prp1: DATA }))), "unarmedQueue");
  driver.io.tail = 0;
  controller.run();
  kernel.poll();
  assertEquals(driver.submit(driver.io, readEntry({ prp1: DATA })), null);

  const remove = (opc: number) => submissionEntry({ opc, cdw10: 1 });
  const busy = driver.submit(driver.admin, remove(OPC.deleteSubmissionQueue));
  assertEquals(reasonOf(busy), "queueOrder", "a command is in flight");
  driver.admin.tail = 2;
  controller.run();
  kernel.poll();
  const early = driver.submit(driver.admin, remove(OPC.deleteCompletionQueue));
  assertEquals(reasonOf(early), "queueOrder", "a submission queue is attached");
  driver.admin.tail = 2;
  assertEquals(driver.submit(driver.admin, remove(OPC.deleteSubmissionQueue)), null);
  assertEquals(reasonOf(driver.submit(driver.io, readEntry({ prp1: DATA }))), "unarmedQueue");
  controller.run();
  kernel.poll();
  assertEquals(driver.submit(driver.admin, remove(OPC.deleteCompletionQueue)), null);
  controller.run();
  kernel.poll();
  assertEquals([...kernel.session!.queues.submissions.keys()], [0]);
  assertEquals([...kernel.session!.queues.completions.keys()], [0]);
});

Deno.test("a creation that fails leaves no queue behind", () => {
  // The controller has one I/O queue; the kernel would serve more.
  const host = enabledHost("remapped", { ioQueues: 1 });
  const { driver, controller, kernel, memory } = host;
  const free = () =>
    Array.from({ length: memory.frames }, (_, f) => kernel.platform.frames.at(f).use)
      .filter((use) => use === "free").length;
  const before = free();
  const cq = { qid: 2, entries: 8, contiguous: true, base: driver.address(0x2000), vector: null };
  assertEquals(driver.submit(driver.admin, createCompletionQueue(0, cq)), null);
  assertEquals(free(), before - 1);
  controller.run();
  kernel.poll();
  assertEquals([...kernel.session!.queues.completions.keys()], [0]);
  assertEquals(free(), before);
});

Deno.test("queue identifiers, sizes and vectors are held to what is served and granted", () => {
  const queue = { qid: 1, entries: 8, contiguous: true, base: BASE + 0x2000n, vector: null };
  const cases: [Partial<Parameters<typeof createCompletionQueue>[1]>, RefusalReason][] = [
    [{ qid: 0 }, "queueIdentifier"],
    [{ qid: 8 }, "queueIdentifier"],
    [{ qid: 0xffff }, "queueIdentifier"],
    [{ entries: 1 }, "queueSize"],
    [{ entries: 65 }, "queueSize"],
    [{ entries: 0x1_0000 }, "queueSize"],
    [{ vector: 3 }, "interruptVector"],
  ];
  for (const [fields, reason] of cases) {
    const host = enabledHost("remapped");
    refuses(host, "admin", createCompletionQueue(0, { ...queue, ...fields }), reason);
  }
});

Deno.test("a second doorbell waits its turn while one is scanned", () => {
  const host = ioHost("remapped");
  host.driver.put(host.driver.io, readEntry({ prp1: DATA }));
  host.driver.put(host.driver.io, readEntry({ prp1: DATA }));
  const scan = granted(host.claim.beginScan({ kind: "submissionTail", qid: 1 }, 1n));
  assertEquals(reasonOf(host.claim.write(0x1008, 4, 2n)), "scanUnderWay");
  assertEquals(scan.run(), null);
  assertEquals(host.claim.write(0x1008, 4, 2n), null);
});

Deno.test("list pages come from the claim's own share, and come back", () => {
  const host = ioHost("remapped", { limits: { listPages: 1 } });
  const { driver, window, controller, kernel } = host;
  window.memory.store(LAYOUT.list, encodePrpList([DATA, DATA]));
  const long = readEntry({ prp1: DATA, prp2: LIST, cdw12: 23 });
  driver.put(driver.io, long);
  driver.put(driver.io, long);
  assertEquals(reasonOf(driver.ring(driver.io)), "memoryExhausted");
  assertEquals(kernel.session!.queues.submissions.get(1)!.issues.size, 0);
  driver.io.tail = 0;
  for (let i = 0; i < 3; i++) {
    assertEquals(driver.submit(driver.io, long), null);
    controller.run();
    kernel.poll();
  }
});

Deno.test("Identify is answered into the provider's page, and the page may lie at an offset", () => {
  const host = enabledHost("synthetic");
  const entry = submissionEntry({
    opc: OPC.identify,
    prp1: DATA + 4n,
    prp2: DATA + BigInt(PAGE),
    cdw10: CNS.controller,
  });
  assertEquals(host.driver.submit(host.driver.admin, entry), null);
  host.controller.run();
  const text = new TextDecoder().decode(host.window.memory.load(LAYOUT.data + 4 + 24, 9));
  assertEquals(text, "Simulated");
});

Deno.test("a doorbell before the controller is ready is refused", () => {
  const host = ioHost("remapped");
  assertEquals(host.claim.write(0x14, 4, 0n), null);
  assertEquals(reasonOf(host.claim.write(0x1000, 4, 1n)), "notReady");
  host.controller.run();
  assertEquals(host.driver.enable(), null);
  assertEquals(reasonOf(host.claim.write(0x1000, 4, 1n)), "notReady");
  host.controller.run();
  assertEquals(
    host.claim.beginScan({ kind: "submissionTail", qid: 0 }, 1n) instanceof Refusal,
    false,
  );
});

Deno.test("a list is not read for a command whose first page is refused", () => {
  const host = ioHost("remapped");
  host.driver.put(host.driver.io, readEntry({ prp1: END, prp2: LIST, cdw12: 23 }));
  const scan = beginIo(host);
  assertEquals(reasonOf(scan.step()), "outOfWindow");
  assertEquals(scan.work, { entries: 1, lists: 0, bytes: 64 });
});

Deno.test("a ring whose window goes while it is scanned is refused, wherever its data lies", () => {
  const host = ioHost("remapped");
  granted(host.kernel.grantWindow(OWNER, FOREIGN, 1));
  host.driver.put(host.driver.io, readEntry({ prp1: FOREIGN }));
  const scan = beginIo(host);
  assertEquals(scan.step(), null);
  granted(host.kernel.revokeWindow(host.window.handle));
  assertEquals(reasonOf(scan.commit()), "staleGeneration");
});

Deno.test("queue order is looked at when an entry is read, and again at the commit", () => {
  const early = enabledHost("remapped");
  early.driver.put(early.driver.admin, early.driver.submissionQueueEntry());
  const doorbell = { kind: "submissionTail", qid: 0 } as const;
  const refused = granted(early.claim.beginScan(doorbell, 1n));
  assertEquals(reasonOf(refused.step()), "queueOrder");

  const late = ioHost("remapped");
  const { driver } = late;
  driver.put(driver.admin, submissionEntry({ opc: OPC.deleteSubmissionQueue, cdw10: 1 }));
  const scan = granted(late.claim.beginScan(doorbell, BigInt(driver.admin.tail)));
  assertEquals(scan.step(), null);
  assertEquals(driver.submit(driver.io, readEntry({ prp1: DATA })), null);
  assertEquals(reasonOf(scan.commit()), "queueOrder");
  assertEquals(late.kernel.session!.queues.submissions.get(1)!.status, "live");
});

Deno.test("a batch changes each queue once", () => {
  const host = enabledHost("remapped");
  const { driver } = host;
  driver.put(driver.admin, driver.completionQueueEntry(null));
  driver.put(driver.admin, driver.completionQueueEntry(null));
  const before = observe(host);
  assertEquals(reasonOf(driver.ring(driver.admin)), "queueOrder");
  assertEquals(observe(host), before);
});
