import { assertEquals } from "@std/assert";
import {
  CAP,
  CC,
  CNS,
  createCompletionQueue,
  createSubmissionQueue,
  decodeCompletionEntry,
  decodeNamespaceIdentity,
  decodeNamespaceList,
  encodePrpList,
  encodeSubmissionEntry,
  OPC,
  type SubmissionEntry,
  submissionEntry,
} from "../nvme/mod.ts";
import { Bus } from "./bus.ts";
import { Disk } from "./disk.ts";
import { PhysicalMemory } from "./memory.ts";
import { SimulatedController, type SimulatedOptions } from "./simulated_controller.ts";

const PAGE = 4096;
const ENABLE = CC.encode({ en: 1, iosqes: 6, iocqes: 4 });

/** A controller with nobody between it and memory, as a careless host would drive it. */
class BareHost {
  readonly memory = new PhysicalMemory({ frames: 32, frameBytes: PAGE, base: 0n });
  readonly disk = new Disk({ blocks: 64, blockBytes: 512 });
  readonly controller: SimulatedController;
  readonly tails = [0, 0];
  readonly heads = [0, 0];

  constructor(options: Pick<SimulatedOptions, "capabilities" | "mdts"> = {}) {
    const bus = new Bus(this.memory, null);
    this.controller = new SimulatedController({ bus, disk: this.disk, ioQueues: 2, ...options });
    this.controller.write(0x24, 4, 0x0007_0007n);
    this.controller.write(0x28, 8, 0x1000n);
    this.controller.write(0x30, 8, 0x2000n);
    this.controller.write(0x14, 4, ENABLE);
    this.controller.run();
  }

  ring(queue: number, entry: SubmissionEntry): void {
    const at = this.tails[queue]++ % 8;
    this.memory.write(1 + 2 * queue, 64 * at, encodeSubmissionEntry(entry));
    this.controller.write(0x1000 + 8 * queue, 4, BigInt(this.tails[queue] % 8));
  }

  completion(queue: number) {
    const at = this.heads[queue]++ % 8;
    const completion = decodeCompletionEntry(this.memory.read(2 + 2 * queue, 16 * at, 16));
    this.controller.write(0x1004 + 8 * queue, 4, BigInt(this.heads[queue] % 8));
    return completion;
  }

  run(queue: number, fields: Partial<SubmissionEntry>): [number, number] {
    this.ring(queue, submissionEntry(fields));
    this.controller.run();
    const { sct, sc } = this.completion(queue);
    return [sct, sc];
  }

  createIo(): void {
    const cq = { qid: 1, entries: 8, contiguous: true, base: 0x4000n, vector: null };
    this.run(0, createCompletionQueue(1, cq));
    const sq = { qid: 1, entries: 8, contiguous: true, base: 0x3000n, cqid: 1 };
    this.run(0, createSubmissionQueue(2, sq));
  }
}

Deno.test("it identifies its namespace", () => {
  const host = new BareHost();
  host.run(0, { opc: OPC.identify, prp1: 0x8000n, cdw10: CNS.activeNamespaces });
  assertEquals(decodeNamespaceList(host.memory.read(8, 0, PAGE)), [1]);
  host.run(0, { opc: OPC.identify, prp1: 0x8000n, cdw10: CNS.namespace, nsid: 1 });
  assertEquals(decodeNamespaceIdentity(host.memory.read(8, 0, PAGE)), {
    nsze: 64n,
    blockBytes: 512,
    metadataBytes: 0,
  });
  assertEquals(host.run(0, { opc: OPC.identify, prp1: 0x8000n, cdw10: 0x99 }), [0, 2]);
});

Deno.test("it moves data through one page, two, a list, and a chain of lists", () => {
  const host = new BareHost();
  host.createIo();
  const data = Uint8Array.from({ length: 64 * 512 }, (_, i) => (i * 31) & 0xff);
  host.disk.write(0, data);
  const pages = [0xa000n, 0x8000n, 0xc000n, 0x9000n];
  const gather = (offset: number, frames: number[], length: number) => {
    const bytes: number[] = [];
    for (const frame of frames) {
      bytes.push(...host.memory.read(frame, bytes.length === 0 ? offset : 0, PAGE - offset));
    }
    return bytes.slice(0, length);
  };
  const read = { opc: OPC.read, nsid: 1 };
  assertEquals(host.run(1, { ...read, prp1: 0xa100n, cdw12: 0 }), [0, 0]);
  assertEquals(gather(0x100, [10], 512), [...data.slice(0, 512)]);
  assertEquals(host.run(1, { ...read, prp1: 0xa000n, prp2: 0x8000n, cdw12: 15 }), [0, 0]);
  assertEquals(gather(0, [10, 8], 8192), [...data.slice(0, 8192)]);
  host.memory.write(7, 0, encodePrpList(pages.slice(1)));
  assertEquals(host.run(1, { ...read, prp1: pages[0], prp2: 0x7000n, cdw12: 31 }), [0, 0]);
  assertEquals(gather(0, [10, 8, 12, 9], 16384), [...data.slice(0, 16384)]);
  // Two slots before the end of the page: the second points to the list's next page.
  host.memory.write(7, PAGE - 16, encodePrpList([pages[1], 0x6000n]));
  host.memory.write(6, 0, encodePrpList(pages.slice(2)));
  assertEquals(host.run(1, { ...read, prp1: pages[0], prp2: 0x7ff0n, cdw12: 31 }), [0, 0]);
  assertEquals(gather(0, [10, 8, 12, 9], 16384), [...data.slice(0, 16384)]);
});

Deno.test("it writes, compares, zeroes and refuses what is out of range", () => {
  const host = new BareHost();
  host.createIo();
  host.memory.write(8, 0, new Uint8Array(512).fill(9));
  const io = { nsid: 1, prp1: 0x8000n, cdw10: 5 };
  assertEquals(host.run(1, { ...io, opc: OPC.write }), [0, 0]);
  assertEquals(host.disk.read(5 * 512, 512), new Uint8Array(512).fill(9));
  assertEquals(host.run(1, { ...io, opc: OPC.compare }), [0, 0]);
  assertEquals(host.run(1, { ...io, opc: OPC.writeZeroes }), [0, 0]);
  assertEquals(host.run(1, { ...io, opc: OPC.compare }), [2, 0x85]);
  assertEquals(host.run(1, { ...io, opc: OPC.verify }), [0, 0]);
  assertEquals(host.run(1, { ...io, opc: OPC.flush }), [0, 0]);
  assertEquals(host.run(1, { ...io, opc: OPC.datasetManagement, cdw10: 0 }), [0, 0]);
  assertEquals(host.run(1, { ...io, opc: OPC.read, cdw10: 64 }), [0, 0x80]);
  assertEquals(host.run(1, { ...io, opc: OPC.read, cdw10: 63, cdw12: 1 }), [0, 0x80]);
  assertEquals(host.run(1, { ...io, opc: OPC.read, cdw11: 1 }), [0, 0x80]);
  assertEquals(host.run(1, { ...io, opc: OPC.read, nsid: 2 }), [0, 0x0b]);
  assertEquals(host.run(1, { ...io, opc: 0x99 }), [0, 1]);
  assertEquals(host.run(1, { ...io, opc: OPC.read, prp1: 0x100_0000n }), [0, 4]);
});

Deno.test("it creates and deletes queues in their order", () => {
  const host = new BareHost();
  const cq = { qid: 1, entries: 8, contiguous: true, base: 0x4000n, vector: null };
  const sq = { qid: 1, entries: 8, contiguous: true, base: 0x3000n, cqid: 1 };
  const remove = (opc: number) => host.run(0, { opc, cdw10: 1 });
  assertEquals(host.run(0, createSubmissionQueue(0, sq)), [1, 0]);
  assertEquals(host.run(0, createCompletionQueue(0, { ...cq, qid: 3 })), [1, 1]);
  assertEquals(host.run(0, createCompletionQueue(0, { ...cq, entries: 65 })), [1, 2]);
  const lost = { ...cq, contiguous: false, base: 0x100_0000n };
  assertEquals(host.run(0, createCompletionQueue(0, lost)), [0, 4], "its list leads nowhere");
  assertEquals(host.run(0, createCompletionQueue(0, cq)), [0, 0]);
  assertEquals(host.run(0, createCompletionQueue(0, cq)), [1, 1]);
  assertEquals(host.run(0, createSubmissionQueue(0, sq)), [0, 0]);
  assertEquals(remove(OPC.deleteCompletionQueue), [1, 0x0c]);
  assertEquals(remove(OPC.deleteSubmissionQueue), [0, 0]);
  assertEquals(remove(OPC.deleteSubmissionQueue), [1, 1]);
  assertEquals(remove(OPC.deleteCompletionQueue), [0, 0]);
});

Deno.test("it works on queues that are not contiguous, page by page", () => {
  const host = new BareHost({ capabilities: CAP.encode({ mqes: 511 }) });
  const shape = { qid: 1, contiguous: false, vector: null, cqid: 1 };
  host.memory.write(7, 0, encodePrpList([0xc000n, 0xa000n]));
  assertEquals(
    host.run(0, createCompletionQueue(1, { ...shape, entries: 300, base: 0x7000n })),
    [0, 0],
  );
  host.memory.write(7, 0, encodePrpList([0xd000n, 0xb000n]));
  assertEquals(
    host.run(0, createSubmissionQueue(2, { ...shape, entries: 100, base: 0x7000n })),
    [0, 0],
  );
  host.memory.write(7, 0, new Uint8Array(16));
  const flush = (cid: number) => encodeSubmissionEntry(submissionEntry({ opc: 0, nsid: 1, cid }));
  host.memory.write(13, 64 * 63, flush(63));
  host.memory.write(11, 0, flush(64));
  host.controller.write(0x1008, 4, 65n);
  host.controller.run();
  const cids = [62, 63, 64].map((slot) =>
    decodeCompletionEntry(host.memory.read(12, 16 * slot, 16)).cid
  );
  assertEquals(cids, [0, 63, 64]);
  // The completion ring's second page begins with its 257th entry: it wraps thrice meanwhile.
  for (let turn = 0; turn < 3; turn++) {
    for (const tail of [33, 65]) {
      host.controller.write(0x1008, 4, BigInt(tail));
      host.controller.run();
    }
  }
  assertEquals(decodeCompletionEntry(host.memory.read(10, 16 * 4, 16)).phase, 1);
});

Deno.test("to delete a submission queue is to abort its commands", () => {
  const host = new BareHost();
  host.createIo();
  host.ring(1, submissionEntry({ opc: OPC.read, nsid: 1, prp1: 0x8000n, cid: 9 }));
  host.ring(0, submissionEntry({ opc: OPC.deleteSubmissionQueue, cdw10: 1, cid: 5 }));
  const { controller } = host;
  for (const sqid of [1, 0]) controller.take({ kind: "fetch", sqid });
  const [, deletion] = controller.flights;
  controller.take({ kind: "work", flight: deletion });
  assertEquals(controller.flights, [deletion]);
  controller.run();
  assertEquals([host.completion(0).cid, host.completion(1).phase], [5, 0]);
});

Deno.test("a controller that could not fetch an entry fetches nothing more, and says so", () => {
  const host = new BareHost();
  const sq = { qid: 1, entries: 8, contiguous: true, base: 0x100_0000n, cqid: 1 };
  const cq = { qid: 1, entries: 8, contiguous: true, base: 0x4000n, vector: null };
  host.run(0, createCompletionQueue(1, cq));
  host.run(0, createSubmissionQueue(2, sq));
  host.controller.write(0x1008, 4, 2n);
  host.controller.run();
  assertEquals(host.controller.read(0x1c, 4) & 0b11n, 0b11n, "RDY, and CFS");
  host.ring(0, submissionEntry({ opc: OPC.abort }));
  assertEquals(host.controller.choices(), []);
  host.controller.write(0x14, 4, 0n);
  host.controller.run();
  assertEquals(host.controller.read(0x1c, 4) & 0b11n, 0n);
});

Deno.test("it refuses transfers that are longer than it says", () => {
  const host = new BareHost({ mdts: 1 });
  host.createIo();
  const read = { opc: OPC.read, nsid: 1, prp1: 0x8000n, prp2: 0x9000n };
  assertEquals(host.run(1, { ...read, cdw12: 15 }), [0, 0]);
  assertEquals(host.run(1, { ...read, cdw12: 16 }), [0, 2]);
  const log = { opc: OPC.getLogPage, prp1: 0x8000n, prp2: 0x9000n };
  assertEquals(host.run(0, { ...log, cdw10: (2047 << 16) | 1 }), [0, 0]);
  assertEquals(host.run(0, { ...log, cdw10: (2048 << 16) | 1 }), [0, 2]);
});

Deno.test("it does one thing at a time, and only what it is told", () => {
  const host = new BareHost();
  const { controller } = host;
  const kinds = () => controller.choices().map((choice) => choice.kind);
  assertEquals(kinds(), []);
  host.ring(0, submissionEntry({ opc: OPC.identify, prp1: 0x8000n, cdw10: 1 }));
  assertEquals(kinds(), ["fetch"]);
  controller.take(controller.choices()[0]);
  assertEquals(kinds(), ["work"]);
  assertEquals(host.memory.read(8, 24, 4), new Uint8Array(4));
  controller.take(controller.choices()[0]);
  assertEquals(kinds(), ["complete"]);
  assertEquals(host.memory.read(2, 14, 1), new Uint8Array(1));
  controller.take(controller.choices()[0]);
  assertEquals(kinds(), []);
  assertEquals(host.completion(0).phase, 1);
});

Deno.test("it makes each access to memory a step of its own", () => {
  const host = new BareHost();
  host.createIo();
  host.memory.write(7, 0, encodePrpList([0x8000n, 0x9000n]));
  host.ring(
    1,
    submissionEntry({ opc: OPC.read, nsid: 1, prp1: 0xa000n, prp2: 0x7000n, cdw12: 23 }),
  );
  host.controller.take({ kind: "fetch", sqid: 1 });
  const [flight] = host.controller.flights;
  let steps = 0;
  while (flight.ended === null) {
    host.controller.take({ kind: "work", flight });
    steps++;
  }
  assertEquals(steps, 4, "the list, and three pages");
});

Deno.test("it stops fetching and posting while the completion queue is full", () => {
  const host = new BareHost();
  host.createIo();
  host.heads[1] = 0;
  for (let i = 0; i < 7; i++) host.ring(1, submissionEntry({ opc: OPC.flush, nsid: 1, cid: i }));
  host.controller.run();
  host.ring(1, submissionEntry({ opc: OPC.flush, nsid: 1, cid: 7 }));
  assertEquals(host.controller.choices(), []);
  assertEquals(host.completion(1).cid, 0);
  assertEquals(host.controller.choices().map((choice) => choice.kind), ["fetch"]);
});

Deno.test("it holds asynchronous event requests, four at the most", () => {
  const host = new BareHost();
  for (let cid = 0; cid < 5; cid++) {
    host.ring(0, submissionEntry({ opc: OPC.asynchronousEventRequest, cid }));
  }
  host.controller.run();
  assertEquals(host.controller.flights.length, 4);
  const { cid, sct, sc } = host.completion(0);
  assertEquals([cid, sct, sc], [4, 1, 5]);
});

Deno.test("after EN = 0 commands in flight may still touch memory, until RDY is 0", () => {
  const host = new BareHost();
  host.createIo();
  host.disk.write(0, new Uint8Array(512).fill(3));
  host.ring(1, submissionEntry({ opc: OPC.read, nsid: 1, prp1: 0x8000n }));
  host.controller.take({ kind: "fetch", sqid: 1 });
  host.controller.write(0x14, 4, ENABLE & ~1n);
  assertEquals(host.controller.ready, true);
  assertEquals(host.controller.choices().map((choice) => choice.kind), ["work", "finishReset"]);
  host.controller.take(host.controller.choices()[0]);
  assertEquals(host.memory.read(8, 0, 1)[0], 3);
  host.controller.take({ kind: "finishReset" });
  assertEquals(host.controller.ready, false);
  assertEquals(host.controller.choices(), []);
  assertEquals([...host.controller.device.submissions.keys()], []);
});

Deno.test("it ignores doorbells that are out of range, unchanged, or of no queue", () => {
  const host = new BareHost();
  for (const [offset, value] of [[0x1000, 0], [0x1000, 8], [0x1000, 0x1_0001], [0x1010, 1]]) {
    host.controller.write(offset, 4, BigInt(value));
  }
  host.controller.write(0x1004, 4, 0n);
  assertEquals(host.controller.invalidDoorbells, 5);
  assertEquals(host.controller.choices(), []);
});

Deno.test("it does not come up on bases that are not page-aligned, nor on rings of one entry", () => {
  for (const [aqa, asq, acq] of [[0x0007_0007n, 0x1004n, 0x2000n], [7n, 0x1000n, 0x2000n]]) {
    const host = new BareHost();
    host.controller.write(0x14, 4, 0n);
    host.controller.run();
    host.controller.write(0x24, 4, aqa);
    host.controller.write(0x28, 8, asq);
    host.controller.write(0x30, 8, acq);
    host.controller.write(0x14, 4, ENABLE);
    host.controller.run();
    assertEquals(host.controller.read(0x1c, 4) & 0b11n, 0b10n, "CFS, and not RDY");
  }
});

Deno.test("its admin registers change only while EN = 0", () => {
  const host = new BareHost();
  host.controller.write(0x28, 8, 0x9000n);
  assertEquals(host.controller.read(0x28, 8), 0x1000n);
});

Deno.test("with larger pages a second one follows the first, and PRP2 is not looked at", () => {
  const host = new BareHost();
  host.controller.write(0x14, 4, 0n);
  host.controller.run();
  host.controller.write(0x28, 8, 0x2000n);
  host.controller.write(0x30, 8, 0x4000n);
  host.controller.write(0x14, 4, CC.encode({ en: 1, mps: 1, iosqes: 6, iocqes: 4 }));
  host.controller.run();
  const log = submissionEntry({
    opc: OPC.getLogPage,
    prp1: 0x8000n,
    prp2: 0xa000n,
    cdw10: 0x07ff_0001,
  });
  host.memory.write(8, 0, new Uint8Array(PAGE).fill(1));
  host.memory.write(9, 0, new Uint8Array(PAGE).fill(1));
  host.memory.write(10, 0, new Uint8Array(PAGE).fill(1));
  host.memory.write(2, 0, encodeSubmissionEntry(log));
  host.controller.write(0x1000, 4, 1n);
  host.controller.run();
  const first = [8, 9, 10].map((frame) => host.memory.read(frame, 0, 1)[0]);
  assertEquals(first, [0, 0, 1]);
});
