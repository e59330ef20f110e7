import { assertEquals } from "@std/assert";
import { CAP, decodeControllerIdentity, IDENTIFY_BYTES, REGISTERS } from "../nvme/mod.ts";
import { DirectAddressing } from "./addressing.ts";
import { assemble } from "./assembly.ts";
import type { BrokeredClaim, QueueHandle } from "./brokered_path.ts";
import type { Intent } from "./intent.ts";
import { Kernel } from "./kernel.ts";
import { PhysicalMemory } from "./memory.ts";
import type { RefusalReason } from "./refusal.ts";
import {
  BASE,
  type BrokeredHost,
  brokeredHost,
  granted,
  OTHER,
  OWNER,
  PAGE,
  PAGES,
  reasonOf,
} from "./testing/hosts.ts";

const LANES = ["remapped", "synthetic", "bounce"] as const;

/** Creates the I/O queue and hands its handle back. */
function withIo(host: BrokeredHost): QueueHandle {
  run(host, host.admin, 1, { kind: "createCompletionQueue", qid: 1, entries: 8, vector: null });
  run(host, host.admin, 2, { kind: "createSubmissionQueue", qid: 1, entries: 8, cqid: 1 });
  return granted(host.claim.queue(1));
}

/** Submits, lets the controller finish, and hands the completion back. */
function run(host: BrokeredHost, queue: QueueHandle, cid: number, intent: Intent) {
  assertEquals(reasonOf(host.claim.submit(queue, cid, intent)), null);
  host.controller.run();
  const [completion] = granted(host.claim.takeCompletions());
  assertEquals(completion.cid, cid);
  return completion;
}

for (const lane of LANES) {
  Deno.test(`${lane}: identify, queues, write and read, without one address of the provider's`, () => {
    const host = brokeredHost(lane);
    const { window, admin } = host;
    const at = (offset: number) => ({ window: window.handle, offset });
    run(host, admin, 7, { kind: "identify", cns: 1, nsid: 0, buffer: at(0) });
    const identity = decodeControllerIdentity(window.memory.load(0, IDENTIFY_BYTES));
    assertEquals(identity.modelNumber, "Simulated controller");
    const io = withIo(host);
    const data = Uint8Array.from({ length: 24 * 512 }, (_, i) => (i * 13) & 0xff);
    window.memory.store(4, data);
    const range = { nsid: 1, block: 40n, blocks: 24 };
    const written = run(host, io, 1, { kind: "write", ...range, buffer: at(4) });
    assertEquals([written.sct, written.sc], [0, 0]);
    assertEquals(host.disk.read(40 * 512, data.length), data);
    run(host, io, 2, { kind: "read", ...range, buffer: at(8 * PAGE + 512) });
    assertEquals(window.memory.load(8 * PAGE + 512, data.length), data);
    const compared = run(host, io, 3, { kind: "compare", ...range, buffer: at(4) });
    assertEquals([compared.sct, compared.sc], [0, 0]);
    run(host, io, 4, { kind: "flush", nsid: 1 });
    run(host, admin, 8, { kind: "deleteSubmissionQueue", qid: 1 });
    run(host, admin, 9, { kind: "deleteCompletionQueue", qid: 1 });
    assertEquals(reasonOf(host.claim.queue(1)), "unarmedQueue");
  });

  Deno.test(`${lane}: registers show no address, and are the kernel's to write`, () => {
    const { claim, controller } = brokeredHost(lane);
    assertEquals(claim.read(REGISTERS.asq.offset, 8), 0n);
    assertEquals(claim.read(REGISTERS.acq.offset, 8), 0n);
    assertEquals(controller.read(REGISTERS.asq.offset, 8) === 0n, false);
    for (const offset of [0x14, 0x24, 0x28, 0x30, 0x1000, 0x1004]) {
      assertEquals(reasonOf(claim.write(offset)), "modelOfClaim");
    }
  });
}

Deno.test("buffers are held to their window, their owner and their generation", () => {
  const host = brokeredHost("bounce");
  const io = withIo(host);
  const foreign = granted(host.kernel.grantWindow(OTHER, BASE, 4));
  const read = (window = host.window.handle, offset = 0, blocks = 8): Intent => ({
    kind: "read",
    nsid: 1,
    block: 0n,
    blocks,
    buffer: { window, offset },
  });
  const end = PAGES * PAGE;
  const stale = { slot: 0, generation: 9 };
  const cases: [Intent, RefusalReason][] = [
    [read(host.window.handle, end), "extentOverrun"],
    [read(host.window.handle, end - 4 * 1024 + 4), "extentOverrun"],
    [read(host.window.handle, -4), "outOfWindow"],
    [read(host.window.handle, 0.5), "outOfWindow"],
    [read(host.window.handle, Infinity), "outOfWindow"],
    [read(host.window.handle, 2), "unaligned"],
    [read(foreign.handle), "foreignWindow"],
    [read(stale), "staleWindow"],
    [read({ slot: 99, generation: 0 }), "staleWindow"],
    [read(host.window.handle, 0, 0), "intent"],
    [read(host.window.handle, 0, 65537), "intent"],
    [read(host.window.handle, 0, 1.5), "intent"],
    [read(host.window.handle, 0, 65536), "transferTooLong"],
    [{ ...read(), block: 1n << 64n } as Intent, "intent"],
    [{ ...read(), nsid: 2 } as Intent, "namespace"],
    [{ kind: "identify", cns: 1, nsid: 0, buffer: { window: stale, offset: 0 } }, "opcode"],
  ];
  const identify = (cns: number): Intent => ({
    kind: "identify",
    cns,
    nsid: 0,
    buffer: { window: host.window.handle, offset: 0 },
  });
  for (const cns of [0x100, -1, 0.5]) {
    assertEquals(reasonOf(host.claim.submit(host.admin, 1, identify(cns))), "intent");
  }
  assertEquals(reasonOf(host.claim.submit(host.admin, 1, identify(0xff))), null);
  for (const [intent, reason] of cases) {
    assertEquals(reasonOf(host.claim.submit(io, 1, intent)), reason);
  }
  assertEquals(reasonOf(host.claim.submit(io, 0x1_0000, read())), "intent");
  assertEquals(reasonOf(host.claim.submit(io, -1, read())), "intent");
  assertEquals(host.controller.device.submissions.get(1)!.hasWork, false);
  assertEquals(reasonOf(host.claim.submit(io, 1, read(undefined, end - 4096))), null);
});

Deno.test("a transfer that one page of a list cannot name is refused, whatever the controller accepts", () => {
  const host = brokeredHost("bounce", { frames: 1024 });
  const { platform } = host.kernel;
  platform.identity = { ...platform.identity, maxTransferBytes: 2 ** 30 };
  const io = withIo(host);
  const pages = 514;
  const window = granted(host.kernel.grantWindow(OWNER, 0n, pages));
  const before = platform.ledger.windows.get(window.handle)!;
  const read = (blocks: number, offset: number): Intent => ({
    kind: "read",
    nsid: 1,
    block: 0n,
    blocks,
    buffer: { window: window.handle, offset },
  });
  // The first page is named by PRP1, 512 more by the list, and one more by nobody.
  assertEquals(reasonOf(host.claim.submit(io, 1, read(514 * 8, 0))), "transferTooLong");
  assertEquals(reasonOf(host.claim.submit(io, 1, read(513 * 8, 4))), "transferTooLong");
  assertEquals([before.uses, host.controller.device.submissions.get(1)!.tail], [0, 0]);
  assertEquals(reasonOf(host.claim.submit(io, 1, read(513 * 8, 0))), null);
});

Deno.test("queue intents are held to what is served, granted and in order", () => {
  const create = { kind: "createCompletionQueue", qid: 1, entries: 8, vector: null } as const;
  const attach = { kind: "createSubmissionQueue", qid: 1, entries: 8, cqid: 1 } as const;
  const cases: [Intent, RefusalReason][] = [
    [{ ...create, qid: 0 }, "queueIdentifier"],
    [{ ...create, qid: 0.5 }, "queueIdentifier"],
    [{ ...create, qid: 8 }, "queueIdentifier"],
    [{ ...create, entries: 1 }, "queueSize"],
    [{ ...create, entries: 65 }, "queueSize"],
    [{ ...create, entries: NaN }, "queueSize"],
    [{ ...create, vector: 2 }, "interruptVector"],
    [attach, "queueOrder"],
    [{ ...attach, cqid: 0 }, "queueOrder"],
    [{ ...attach, cqid: 0x1_0001 }, "intent"],
    [{ kind: "deleteSubmissionQueue", qid: 0 }, "queueOrder"],
    [{ kind: "deleteCompletionQueue", qid: 0 }, "queueOrder"],
    [{ kind: "deleteSubmissionQueue", qid: 1 }, "queueOrder"],
    [{ kind: "deleteSubmissionQueue", qid: 0x1_0000 }, "intent"],
    [{ kind: "deleteCompletionQueue", qid: -1 }, "intent"],
    [{ kind: "flush", nsid: 1 }, "opcode"],
  ];
  const host = brokeredHost("bounce");
  for (const [intent, reason] of cases) {
    assertEquals(reasonOf(host.claim.submit(host.admin, 1, intent)), reason);
  }
});

Deno.test("a ring holds one command less than its size, and an identifier flies once", () => {
  const host = brokeredHost("bounce");
  const io = withIo(host);
  const flush: Intent = { kind: "flush", nsid: 1 };
  for (let cid = 0; cid < 7; cid++) assertEquals(host.claim.submit(io, cid, flush), null);
  assertEquals(reasonOf(host.claim.submit(io, 7, flush)), "ringOverrun");
  host.controller.run();
  assertEquals(reasonOf(host.claim.submit(io, 7, flush)), "ringOverrun");
  assertEquals(granted(host.claim.takeCompletions()).length, 7);
  assertEquals(host.claim.submit(io, 7, flush), null);
  assertEquals(reasonOf(host.claim.submit(io, 7, flush)), "commandInFlight");
});

Deno.test("an intent is published only if the grants it was prepared under still stand", () => {
  const read = (host: BrokeredHost): Intent => ({
    kind: "read",
    nsid: 1,
    block: 0n,
    blocks: 1,
    buffer: { window: host.window.handle, offset: 0 },
  });
  const revoked = brokeredHost("bounce");
  const batch = granted(revoked.claim.prepare(withIo(revoked), 1, read(revoked)));
  const retirement = granted(revoked.kernel.revokeWindow(revoked.window.handle));
  assertEquals(retirement.run(), false);
  assertEquals(reasonOf(batch.commit()), "staleGeneration");
  assertEquals(retirement.run(), true);

  const ended = brokeredHost("bounce");
  const late = granted(ended.claim.prepare(withIo(ended), 1, read(ended)));
  granted(ended.kernel.endClaim(ended.claim.session));
  assertEquals(reasonOf(late.commit()), "staleClaim");
});

Deno.test("a queue's handle is good for that queue, and for none that takes its place", () => {
  const host = brokeredHost("bounce");
  const io = withIo(host);
  const { claim, admin } = host;
  const flush = { kind: "flush", nsid: 1 } as const;
  run(host, io, 1, flush);
  run(host, admin, 1, { kind: "deleteSubmissionQueue", qid: 1 });
  assertEquals(reasonOf(claim.submit(io, 2, flush)), "unarmedQueue");
  run(host, admin, 2, { kind: "createSubmissionQueue", qid: 1, entries: 8, cqid: 1 });
  assertEquals(reasonOf(claim.submit(io, 3, flush)), "unarmedQueue", "another queue of that name");
  run(host, granted(claim.queue(1)), 4, flush);
});

Deno.test("a controller is enabled once under a claim, and a reset ends the claim", () => {
  for (const enabled of [true, false]) {
    const { kernel, controller } = assemble("bounce");
    const window = granted(kernel.grantWindow(OWNER, BASE, 1));
    const claim = granted(kernel.claim(OWNER, "brokered"));
    if (enabled) granted(claim.enable({ submission: 8, completion: 8 }));
    controller.run();
    if (enabled) {
      assertEquals(reasonOf(claim.enable({ submission: 8, completion: 8 })), "notReady");
    }
    assertEquals(claim.reset(), null);
    assertEquals(controller.enabled, false);
    assertEquals(reasonOf(claim.enable({ submission: 8, completion: 8 })), "staleClaim");
    assertEquals(reasonOf(claim.reset()), "staleClaim");
    assertEquals(reasonOf(kernel.revokeWindow(window.handle)), "staleWindow", "it is on its way");
    controller.run();
    assertEquals(kernel.ending?.run(), true);
    assertEquals([kernel.ending, kernel.session], [null, null]);
    const next = granted(kernel.claim(OWNER, "brokered"));
    assertEquals(reasonOf(next.enable({ submission: 8, completion: 8 })), null);
  }
});

Deno.test("a queue that is to go takes no intents", () => {
  const host = brokeredHost("bounce");
  const io = withIo(host);
  const { claim, controller } = host;
  const flush = { kind: "flush", nsid: 1 } as const;
  const remove = (qid: number) =>
    claim.submit(host.admin, 9, { kind: "deleteSubmissionQueue", qid });
  assertEquals(reasonOf(remove(2)), "queueOrder");
  assertEquals(reasonOf(claim.submit(io, 1, flush)), null, "nothing was deleted");
  assertEquals(reasonOf(remove(1)), "queueOrder", "a command is still in it");
  controller.run();
  assertEquals(granted(claim.takeCompletions()).map(({ cid }) => cid), [1]);
  assertEquals(reasonOf(remove(1)), null);
  assertEquals(reasonOf(claim.submit(io, 1, flush)), "unarmedQueue", "the deletion is published");
  controller.run();
  assertEquals(granted(claim.takeCompletions()).map(({ cid }) => cid), [9]);
  assertEquals(reasonOf(claim.submit(io, 1, flush)), "unarmedQueue", "it is gone");
});

Deno.test("admin queues have at least two entries, and no more than are served", () => {
  const enable = (submission: number, completion: number) => {
    const { kernel } = assemble("bounce");
    return reasonOf(granted(kernel.claim(OWNER, "brokered")).enable({ submission, completion }));
  };
  assertEquals(enable(1, 8), "queueSize");
  assertEquals(enable(8, 1), "queueSize");
  assertEquals(enable(2048, 8), "queueSize");
  assertEquals(enable(1025, 8), "queueSize");
  assertEquals(enable(2.5, 8), "queueSize");
  assertEquals(enable(1024, 1024), null);
  assertEquals(enable(2, 2), null);
});

Deno.test("completions that nobody collects stay with the controller, and none is lost", () => {
  const host = brokeredHost("bounce", { limits: { queueEntries: 8 } });
  const buffer = { window: host.window.handle, offset: 0 };
  for (let cid = 0; cid < 12; cid++) {
    const intent = { kind: "identify", cns: 1, nsid: 0, buffer } as const;
    assertEquals(reasonOf(host.claim.submit(host.admin, cid, intent)), null);
    host.controller.run();
    assertEquals(host.kernel.poll(), cid < 8 ? 1 : 0);
  }
  assertEquals(host.claim.session.mailbox.length, 8);
  assertEquals(granted(host.claim.takeCompletions()).map(({ cid }) => cid), [
    0,
    1,
    2,
    3,
    4,
    5,
    6,
    7,
  ]);
  assertEquals(granted(host.claim.takeCompletions()).map(({ cid }) => cid), [8, 9, 10, 11]);
});

Deno.test("a controller that cannot use the kernel's pages is claimed by nobody", () => {
  // Pages of 2^(12 + n) bytes.
  for (
    const [pages, mpsmin, mpsmax, reason] of [
      [0, 0, 4, null],
      [0, 0, 0, null],
      [0, 1, 4, "pageSize"],
      [1, 0, 0, "pageSize"],
      [1, 0, 1, null],
      [1, 1, 1, null],
    ] as const
  ) {
    const memory = new PhysicalMemory({ frames: 8, frameBytes: 4096 << pages, base: 0n });
    const capabilities = CAP.encode({ mqes: 63, mpsmin, mpsmax });
    const { controller } = assemble("bounce", { capabilities });
    const addressing = new DirectAddressing("bounce", memory);
    const kernel = new Kernel({ memory, controller, addressing, hostFrames: 1 });
    assertEquals(reasonOf(kernel.claim(OWNER, "brokered")), reason);
  }
});

Deno.test("a claim must declare its model, and one that authors addresses has no place in bounce", () => {
  const host = brokeredHost("bounce");
  assertEquals(reasonOf(host.kernel.claim(OTHER, undefined)), "undeclaredModel");
  assertEquals(reasonOf(host.kernel.claim(OTHER, "validated")), "modelInLane");
  assertEquals(reasonOf(host.kernel.claim(OTHER, "brokered")), "controllerClaimed");
  const retirement = granted(host.kernel.endClaim(host.claim.session));
  retirement.run();
  host.controller.run();
  assertEquals(reasonOf(host.kernel.claim(OTHER, "brokered")), "controllerClaimed");
  assertEquals(retirement.run(), true);
  const next = granted(host.kernel.claim(OTHER, "brokered"));
  assertEquals(stillGood(host.claim), "staleClaim");
  assertEquals(next.session.owner, OTHER);
  assertEquals(host.kernel.platform.ledger.windowsOf(OWNER).windows.length, 0);
});

function stillGood(claim: BrokeredClaim): string | null {
  return reasonOf(claim.enable({ submission: 2, completion: 2 }));
}
