// Queues under the validated model: their extents, their order, and when they exist.

import { assertEquals } from "@std/assert";
import {
  CAP,
  createCompletionQueue,
  createSubmissionQueue,
  encodePrpList,
  encodeSubmissionEntry,
  OPC,
  type SubmissionEntry,
  submissionEntry,
} from "../nvme/mod.ts";
import { PHYSICAL_BASE } from "./assembly.ts";
import type { RefusalReason } from "./refusal.ts";
import {
  BASE,
  enabledHost,
  granted,
  ioHost,
  OWNER,
  PAGE,
  PAGES,
  readEntry,
  reasonOf,
  runAdmin,
} from "./testing/hosts.ts";
import { observe, refuses } from "./testing/refuses.ts";
import { LAYOUT } from "./validated_driver.ts";

const DATA = BASE + BigInt(LAYOUT.data);
const LIST = BASE + BigInt(LAYOUT.list);
const END = BASE + BigInt(PAGES * PAGE);
/** Queues of more than a page. */
const WIDE = CAP.encode({ mqes: 1023 });

for (const lane of ["remapped", "synthetic"] as const) {
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
}

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

Deno.test("the controller is handed creations that the kernel wrote anew", () => {
  const host = enabledHost("remapped", { capabilities: WIDE });
  const { driver, window, controller, kernel } = host;
  window.memory.store(LAYOUT.list, encodePrpList([DATA]));
  const shape = { qid: 1, entries: 8, contiguous: false, base: LIST };
  const fetched = (entry: SubmissionEntry) => {
    assertEquals(driver.submit(driver.admin, entry), null);
    controller.take({ kind: "fetch", sqid: 0 });
    const { entry: handed } = controller.flights[0];
    controller.run();
    kernel.poll();
    return { ...handed, cid: 0 };
  };
  const cq = createCompletionQueue(0, { ...shape, vector: null });
  const sq = createSubmissionQueue(0, { ...shape, cqid: 1 });
  // A vector without an interrupt, a priority that no arbitration looks at, PRP2, reserved bits.
  const handed = [
    fetched({ ...cq, prp2: PHYSICAL_BASE, cdw11: 0x0007_00f4 }),
    fetched({ ...sq, prp2: PHYSICAL_BASE, cdw11: 0x0001_00f6 }),
  ];
  const { submissions, completions } = kernel.session!.queues;
  const [cqBase, sqBase] = [completions, submissions].map((each) => each.get(1)!.kernel.address);
  assertEquals(handed, [
    createCompletionQueue(0, { ...shape, contiguous: true, base: cqBase, vector: null }),
    createSubmissionQueue(0, { ...shape, contiguous: true, base: sqBase, cqid: 1 }),
  ]);
});

Deno.test("where the controller requires contiguous queues, others are refused", () => {
  const host = enabledHost("remapped", { capabilities: CAP.encode({ mqes: 63, cqr: 1 }) });
  const cq = { qid: 1, entries: 8, contiguous: false, base: LIST, vector: null };
  refuses(host, "admin", createCompletionQueue(0, cq), "contiguity");
  host.driver.admin.tail = 0;
  const contiguous = createCompletionQueue(0, { ...cq, contiguous: true, base: DATA });
  assertEquals(host.driver.submit(host.driver.admin, contiguous), null);
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
  assertEquals(reasonOf(driver.submit(driver.io, readEntry({ prp1: DATA }))), "unarmedQueue");
  assertEquals(scan.commit(), null);
  assertEquals(late.kernel.session!.queues.submissions.get(1)!.status, "deleting");
});

Deno.test("a queue whose deletion is refused takes doorbells again", () => {
  const host = ioHost("remapped");
  const { driver } = host;
  driver.put(driver.admin, submissionEntry({ opc: OPC.deleteSubmissionQueue, cdw10: 1 }));
  driver.put(driver.admin, submissionEntry({ opc: 0x80 }));
  const doorbell = { kind: "submissionTail", qid: 0 } as const;
  const scan = granted(host.claim.beginScan(doorbell, BigInt(driver.admin.tail)));
  assertEquals(scan.step(), null);
  driver.put(driver.io, readEntry({ prp1: DATA }));
  assertEquals(reasonOf(driver.ring(driver.io)), "unarmedQueue");
  assertEquals(reasonOf(scan.step()), "opcode");
  assertEquals(driver.ring(driver.io), null);
});

Deno.test("a queue takes doorbells while others come and go", () => {
  const host = ioHost("remapped", { entries: 16 });
  const { driver } = host;
  const shape = { qid: 2, entries: 8, contiguous: true, base: DATA };
  runAdmin(host, createSubmissionQueue(0, { ...shape, cqid: 1 }));
  const doorbell = { kind: "submissionTail", qid: 0 } as const;
  const others = [
    submissionEntry({ opc: OPC.deleteSubmissionQueue, cdw10: 2 }),
    createCompletionQueue(0, { ...shape, qid: 3, vector: null }),
  ];
  for (const entry of others) {
    driver.put(driver.admin, entry);
    const scan = granted(host.claim.beginScan(doorbell, BigInt(driver.admin.tail)));
    assertEquals(scan.step(), null);
    driver.put(driver.io, readEntry({ prp1: DATA }));
    assertEquals(driver.ring(driver.io), null);
    assertEquals(scan.commit(), null);
    host.controller.run();
    host.kernel.poll();
    driver.take(driver.admin);
    driver.take(driver.io);
  }
  // A completion queue may have the number of a submission queue that another one answers.
  runAdmin(host, createSubmissionQueue(0, { ...shape, qid: 4, cqid: 3 }));
  driver.put(driver.admin, createCompletionQueue(0, { ...shape, qid: 4, vector: null }));
  const scan = granted(host.claim.beginScan(doorbell, BigInt(driver.admin.tail)));
  assertEquals(scan.step(), null);
  assertEquals(reasonOf(host.claim.write(0x1020, 4, 1n)), null);
});

Deno.test("a completion queue may raise a vector that its owner was granted", () => {
  const host = enabledHost("remapped");
  granted(host.kernel.grantInterrupt(OWNER, 3));
  assertEquals(
    reasonOf(host.driver.submit(host.driver.admin, host.driver.completionQueueEntry(3))),
    null,
  );
});

Deno.test("an interrupt that is revoked while a queue's creation is checked refuses the creation", () => {
  const host = enabledHost("remapped");
  const grant = granted(host.kernel.grantInterrupt(OWNER, 3));
  host.driver.put(host.driver.admin, host.driver.completionQueueEntry(3));
  const scan = granted(host.claim.beginScan({ kind: "submissionTail", qid: 0 }, 1n));
  assertEquals(scan.step(), null);
  const before = observe(host);
  assertEquals(host.kernel.revokeInterrupt(grant), null);
  assertEquals(reasonOf(scan.commit()), "staleInterrupt");
  assertEquals(observe(host), before);
});

Deno.test("queues that come or go are neither created nor deleted once more", () => {
  const host = enabledHost("remapped", { entries: 16 });
  const { driver, controller, kernel } = host;
  const submit = (entry: SubmissionEntry) => {
    const before = driver.admin.tail;
    const reason = reasonOf(driver.submit(driver.admin, entry));
    if (reason !== null) driver.admin.tail = before;
    return reason;
  };
  const remove = (opc: number, qid = 1) => submit(submissionEntry({ opc, cdw10: qid }));
  const finish = () => {
    controller.run();
    kernel.poll();
    driver.take(driver.admin);
  };
  for (const opc of [OPC.deleteSubmissionQueue, OPC.deleteCompletionQueue]) {
    assertEquals(remove(opc, 0), "queueOrder", "an admin queue");
    assertEquals(remove(opc), "queueOrder", "no queue");
  }
  assertEquals(submit(driver.completionQueueEntry(null)), null);
  assertEquals(remove(OPC.deleteCompletionQueue), "queueOrder", "it is being created");
  finish();
  assertEquals(submit(driver.submissionQueueEntry()), null);
  assertEquals(remove(OPC.deleteSubmissionQueue), "queueOrder", "it is being created");
  finish();
  assertEquals(submit(driver.submissionQueueEntry()), "queueOrder", "there is one");
  assertEquals(remove(OPC.deleteSubmissionQueue), null);
  assertEquals(remove(OPC.deleteSubmissionQueue), "queueOrder", "it is being deleted");
  finish();
  assertEquals(remove(OPC.deleteCompletionQueue), null);
  assertEquals(remove(OPC.deleteCompletionQueue), "queueOrder", "it is being deleted");
  assertEquals(submit(driver.submissionQueueEntry()), "queueOrder", "what would answer it goes");
});

Deno.test("commands of one batch are held to what those before them change", () => {
  const host = enabledHost("remapped");
  const { driver, controller, kernel } = host;
  driver.submit(driver.admin, driver.completionQueueEntry(null));
  controller.run();
  kernel.poll();
  const shape = { qid: 2, entries: 8, contiguous: true, base: DATA };
  driver.put(driver.admin, createSubmissionQueue(0, { ...shape, cqid: 1 }));
  driver.put(driver.admin, submissionEntry({ opc: OPC.deleteCompletionQueue, cdw10: 1 }));
  const before = observe(host);
  assertEquals(reasonOf(driver.ring(driver.admin)), "queueOrder");
  assertEquals(observe(host), before);
});

Deno.test("a batch changes each queue once", () => {
  const host = enabledHost("remapped");
  const { driver } = host;
  driver.put(driver.admin, driver.completionQueueEntry(null));
  driver.put(driver.admin, driver.completionQueueEntry(null));
  const before = observe(host);
  const scan = granted(host.claim.beginScan({ kind: "submissionTail", qid: 0 }, 2n));
  assertEquals(scan.step(), null);
  assertEquals(reasonOf(scan.step()), "queueOrder", "seen when it is read, not at the commit");
  assertEquals(observe(host), before);
});

Deno.test("a queue whose doorbell is being scanned is not deleted under it", () => {
  const host = ioHost("remapped");
  const { driver } = host;
  driver.put(driver.io, readEntry({ prp1: DATA }));
  const scan = granted(host.claim.beginScan({ kind: "submissionTail", qid: 1 }, 1n));
  const remove = submissionEntry({ opc: OPC.deleteSubmissionQueue, cdw10: 1 });
  assertEquals(reasonOf(driver.submit(driver.admin, remove)), "queueOrder");
  assertEquals(scan.run(), null);
});
