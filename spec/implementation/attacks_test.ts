// Attacks that are known to succeed where every doorbell is judged, but what was judged can still be
// changed or gone round. Each is carried out to its end, and the controller reaches nothing by it.

import { assertEquals, assertGreater } from "@std/assert";
import {
  CC,
  completionEntry,
  createCompletionQueue,
  createSubmissionQueue,
  encodeCompletionEntry,
  encodePrpList,
  encodeSubmissionEntry,
  OPC,
  REGISTERS,
  type SubmissionEntry,
  submissionEntry,
} from "../nvme/mod.ts";
import { PHYSICAL_BASE } from "./assembly.ts";
import {
  BASE,
  claimedHost,
  enabledHost,
  granted,
  ioHost,
  OTHER,
  OWNER,
  PAGE,
  readEntry,
  reasonOf,
  runAdmin,
  type ValidatedHost,
} from "./testing/hosts.ts";
import { ENABLE, LAYOUT } from "./validated_driver.ts";

const DATA = BASE + BigInt(LAYOUT.data);
const LIST = BASE + BigInt(LAYOUT.list);

/** A page of somebody else's, under an address that means the same to the attacker's controller. */
const VICTIM = 0x80_0000n;

/** What an attack must not change: the host's own frames, and another owner's window. */
function guarded(host: ValidatedHost): () => void {
  const { memory, kernel, bus } = host;
  granted(kernel.grantWindow(OTHER, VICTIM, 2)).memory.store(0, new Uint8Array(PAGE).fill(0x5e));
  const { frames } = kernel.platform;
  const foreign = Array.from({ length: memory.frames }, (_, frame) => frame)
    .filter((frame) => frames.at(frame).use === "host" || frames.at(frame).owner === OTHER);
  const before = foreign.map((frame) => memory.read(frame, 0, PAGE).join());
  let reached = 0;
  bus.onAccess = ({ frame }) => {
    assertEquals(foreign.includes(frame), false, `frame ${frame} was reached`);
    reached++;
  };
  return () => {
    assertEquals(foreign.map((frame) => memory.read(frame, 0, PAGE).join()), before);
    assertGreater(reached, 0, "the controller did nothing at all");
  };
}

/** Puts an entry over one that was judged, in its slot of the provider's ring. */
function rewrite(
  { window }: ValidatedHost,
  slot: number,
  fields: Partial<SubmissionEntry>,
  ring: number = LAYOUT.io.submission,
): void {
  const entry = encodeSubmissionEntry(readEntry({ cid: 99, ...fields }));
  window.memory.store(ring + 64 * slot, entry);
}

/** Everything the attacker would have fetched. */
const EVIL = [PHYSICAL_BASE, VICTIM, 0n];

for (const lane of ["remapped", "synthetic"] as const) {
  Deno.test(`${lane}: the entry is rewritten once its doorbell has been rung`, () => {
    for (const prp1 of EVIL) {
      const host = ioHost(lane);
      const unharmed = guarded(host);
      assertEquals(host.driver.submit(host.driver.io, readEntry({ prp1: DATA })), null);
      rewrite(host, 0, { prp1 });
      host.controller.run();
      assertEquals(host.kernel.poll(), 1);
      unharmed();
    }
  });

  Deno.test(`${lane}: the fetch is held back, and released by another queue's doorbell`, () => {
    const host = ioHost(lane);
    const unharmed = guarded(host);
    const { driver, controller, kernel } = host;
    for (let i = 0; i < 3; i++) {
      const request = submissionEntry({ opc: OPC.asynchronousEventRequest });
      assertEquals(driver.submit(driver.admin, request), null);
    }
    assertEquals(driver.submit(driver.io, readEntry({ prp1: DATA })), null);
    rewrite(host, 0, { prp1: PHYSICAL_BASE });
    assertEquals(driver.submit(driver.admin, submissionEntry({ opc: OPC.abort })), null);
    controller.run();
    assertEquals(kernel.poll(), 2, "the read and the abort; the event requests stay");
    unharmed();
  });

  Deno.test(`${lane}: a full completion queue holds the fetch back, and its head releases it`, () => {
    const host = ioHost(lane, { entries: 8 });
    const unharmed = guarded(host);
    const { driver, controller, kernel, claim } = host;
    const [submission, completion] = [0x8000, 0x9000];
    const shape = { qid: 2, contiguous: true, cqid: 2, vector: null };
    const at = (offset: number, entries: number) => ({ base: driver.address(offset), entries });
    runAdmin(host, createCompletionQueue(0, { ...shape, ...at(completion, 2) }));
    runAdmin(host, createSubmissionQueue(0, { ...shape, ...at(submission, 8) }));
    const put = (slot: number, fields: Partial<SubmissionEntry>) =>
      rewrite(host, slot, { cid: slot, ...fields }, submission);

    // A completion that the provider does not take, and one that the kernel then leaves to the controller.
    put(0, { opc: OPC.flush });
    put(1, { opc: OPC.flush });
    put(2, { prp1: DATA });
    for (const tail of [1n, 2n, 3n]) {
      assertEquals(claim.write(0x1010, 4, tail), null);
      controller.run();
      kernel.poll();
    }
    assertEquals(controller.device.submissions.get(2)!.head, 2, "the read is not fetched");
    put(2, { prp1: VICTIM });
    assertEquals(claim.write(0x1014, 4, 1n), null);
    controller.run();
    assertEquals(controller.device.submissions.get(2)!.head, 3);
    unharmed();
  });

  Deno.test(`${lane}: the list is rewritten once its doorbell has been rung`, () => {
    const host = ioHost(lane);
    const unharmed = guarded(host);
    const { driver, controller, kernel, window } = host;
    window.memory.store(LAYOUT.list, encodePrpList([DATA, DATA]));
    assertEquals(
      driver.submit(driver.io, readEntry({ prp1: DATA, prp2: LIST, cdw12: 23 })),
      null,
    );
    controller.take({ kind: "fetch", sqid: 1 });
    window.memory.store(LAYOUT.list, encodePrpList([PHYSICAL_BASE, VICTIM]));
    controller.run();
    assertEquals(kernel.poll(), 1);
    unharmed();
  });

  Deno.test(`${lane}: the queue's base is moved while the controller keeps the old one`, () => {
    const host = enabledHost(lane);
    const unharmed = guarded(host);
    const { claim, driver, controller, kernel, window } = host;
    const { asq } = REGISTERS;
    for (const base of [DATA, VICTIM]) {
      assertEquals(reasonOf(claim.write(asq.offset, 8, base)), "latched");
      assertEquals(reasonOf(claim.write(asq.offset, 4, base & 0xffff_ffffn)), "latched");
    }
    // What stands at the new base is good, what stands at the old one is not: that one is judged.
    const identify = { opc: OPC.identify, cdw10: 1 };
    const good = encodeSubmissionEntry(submissionEntry({ ...identify, prp1: DATA }));
    window.memory.store(LAYOUT.data, good);
    const answer = driver.submit(driver.admin, submissionEntry({ ...identify, prp1: VICTIM }));
    assertEquals(reasonOf(answer), "foreignWindow");
    driver.admin.tail = 0;
    const prp1 = DATA + BigInt(PAGE);
    assertEquals(driver.submit(driver.admin, submissionEntry({ ...identify, prp1 })), null);
    controller.run();
    assertEquals(kernel.poll(), 1);
    unharmed();
  });

  Deno.test(`${lane}: the page size is another than the one that is judged by`, () => {
    const larger = CC.encode({ ...CC.decode(ENABLE), mps: 4 });
    assertEquals(
      reasonOf(enabledHost(lane).claim.write(REGISTERS.cc.offset, 4, larger)),
      "latched",
    );
    const host = claimedHost(lane);
    assertEquals(reasonOf(host.claim.write(REGISTERS.cc.offset, 4, larger)), "pageSize");
    assertEquals(host.controller.enabled, false);
  });

  Deno.test(`${lane}: a completion is stored into the ring that the provider maps`, () => {
    const host = ioHost(lane);
    const unharmed = guarded(host);
    const { driver, controller, kernel, window } = host;
    const cid = driver.put(driver.io, readEntry({ prp1: DATA, cdw11: 1 }));
    assertEquals(driver.ring(driver.io), null);
    const forged = encodeCompletionEntry(completionEntry({ sqhd: 1, sqid: 1, cid, phase: 1 }));
    const store = () => window.memory.store(LAYOUT.io.completion, forged);
    store();
    assertEquals([kernel.poll(), host.wakes], [0, []], "nothing has come from the controller");
    controller.run();
    store();
    assertEquals(kernel.poll(), 1);
    // A block out of range: the controller's word, whatever stands in the provider's ring.
    assertEquals(host.wakes.map(({ completion }) => completion?.sc), [0x80]);
    store();
    assertEquals([kernel.poll(), host.wakes.length], [0, 1]);
    unharmed();
  });

  Deno.test(`${lane}: doorbells are asked for in memory, and metadata for anywhere`, () => {
    const host = ioHost(lane);
    const { driver } = host;
    const buffers = { opc: OPC.doorbellBufferConfig, prp1: DATA, prp2: DATA + BigInt(PAGE) };
    const refused = driver.submit(driver.admin, submissionEntry(buffers));
    assertEquals(reasonOf(refused), "doorbellBuffer");
    for (const mptr of [...EVIL.slice(0, 2), DATA, 4n]) {
      driver.io.tail = 0;
      const entry = readEntry({ prp1: DATA, mptr });
      assertEquals(reasonOf(driver.submit(driver.io, entry)), "metadata");
    }
    host.controller.run();
    assertEquals(host.controller.device.submissions.get(1)!.tail, 0);
    assertEquals(host.kernel.platform.ledger.windowsOf(OWNER).windows[0].uses, 0);
  });
}
