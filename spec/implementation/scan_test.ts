// Doorbells under the validated model: what is refused, what is not, and what may happen in between.

import { assertEquals } from "@std/assert";
import {
  CNS,
  createCompletionQueue,
  encodePrpList,
  encodeSubmissionEntry,
  OPC,
  submissionEntry,
} from "../nvme/mod.ts";
import { PHYSICAL_BASE } from "./assembly.ts";
import { Refusal } from "./refusal.ts";
import type { DoorbellScan } from "./scan.ts";
import {
  BASE,
  claimedHost,
  enabledHost,
  granted,
  ioHost,
  OWNER,
  PAGE,
  PAGES,
  readEntry,
  reasonOf,
  type ValidatedHost,
} from "./testing/hosts.ts";
import { observe, refuses } from "./testing/refuses.ts";
import { LAYOUT } from "./validated_driver.ts";

const DATA = BASE + BigInt(LAYOUT.data);
const LIST = BASE + BigInt(LAYOUT.list);
const END = BASE + BigInt(PAGES * PAGE);
const FOREIGN = 0x80_0000n;

/** The first step of an I/O doorbell, for tests that go on by themselves. */
function beginIo(host: ValidatedHost): DoorbellScan {
  const { io } = host.driver;
  return granted(host.claim.beginScan({ kind: "submissionTail", qid: 1 }, BigInt(io.tail)));
}

for (const lane of ["remapped", "synthetic"] as const) {
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
    // Where nothing translates, the kernel's copy names the frame that backs the page.
    const [own] = host.kernel.platform.ledger.windowsOf(OWNER).windows;
    const backing = host.memory.addressOf(own.frames[LAYOUT.data / PAGE]);
    assertEquals(flight.entry.prp1, lane === "remapped" ? DATA : backing);
    assertEquals(flight.entry.cid === 9, false);
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

  Deno.test(`${lane}: a claim that ends, by a reset or otherwise, overtakes a scan`, () => {
    for (const resets of [false, true]) {
      for (const before of [0, 1]) {
        const { driver, claim, kernel, controller } = ioHost(lane);
        driver.put(driver.io, readEntry({ prp1: DATA }));
        const scan = granted(claim.beginScan({ kind: "submissionTail", qid: 1 }, 1n));
        for (let i = 0; i < before; i++) scan.step();
        if (resets) assertEquals(claim.write(0x14, 4, 0n), null);
        else granted(kernel.endClaim(claim.session));
        const retirement = kernel.ending!;
        assertEquals(retirement.run(), false);
        assertEquals(reasonOf(scan.run()), "staleClaim");
        controller.run();
        assertEquals(retirement.run(), true);
      }
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

Deno.test("no doorbell is below zero, and no register takes what does not fit it", () => {
  const host = ioHost("remapped");
  const begun = host.claim.beginScan({ kind: "submissionTail", qid: 1 }, -1n);
  assertEquals(reasonOf(begun), "tailOutOfRange");
  assertEquals(reasonOf(host.claim.write(0x1008, 4, -1n)), "access");
  assertEquals(reasonOf(host.claim.write(0x1008, 4, 1n << 32n)), "access");
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
  const host = claimedHost("remapped");
  assertEquals(reasonOf(host.claim.write(0x1000, 4, 1n)), "unarmedQueue");
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

Deno.test("a queue whose window goes while its creation is scanned is not created", () => {
  const host = enabledHost("remapped");
  const second = granted(host.kernel.grantWindow(OWNER, FOREIGN, 1));
  const shape = { qid: 1, entries: 8, contiguous: true, base: FOREIGN, vector: null };
  host.driver.put(host.driver.admin, createCompletionQueue(0, shape));
  const tail = BigInt(host.driver.admin.tail);
  const scan = granted(host.claim.beginScan({ kind: "submissionTail", qid: 0 }, tail));
  assertEquals(scan.step(), null);
  const retirement = granted(host.kernel.revokeWindow(second.handle));
  assertEquals(retirement.run(), false, "the scan is waited for");
  assertEquals(reasonOf(scan.commit()), "staleGeneration");
  assertEquals(retirement.run(), true);
});
