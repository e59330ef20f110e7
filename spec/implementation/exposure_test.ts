// Nothing host-physical reaches a provider: not by a register, not in memory that it maps, not in what
// it is handed.

import { assertEquals } from "@std/assert";
import { CNS, encodePrpList, OPC, submissionEntry } from "../nvme/mod.ts";
import type { HostMemory } from "./memory.ts";
import type { ProviderMapping } from "./provider_mapping.ts";
import {
  BASE,
  brokeredHost,
  granted,
  ioHost,
  PAGE,
  PAGES,
  readEntry,
  runAdmin,
} from "./testing/hosts.ts";
import { LAYOUT } from "./validated_driver.ts";

/** Places at which eight bytes of a provider's memory, at any offset, are a host-physical address. */
function exposed(mapping: ProviderMapping, memory: HostMemory): number[] {
  const bytes = mapping.load(0, mapping.length);
  const view = new DataView(bytes.buffer);
  const found: number[] = [];
  for (let at = 0; at + 8 <= bytes.length; at++) {
    if (memory.frameOf(view.getBigUint64(at, true)) !== null) found.push(at);
  }
  return found;
}

/** Every register that answers. */
function readable(read: (offset: number, width: number) => unknown): bigint[] {
  const values: bigint[] = [];
  for (let offset = 0; offset < 0x1040; offset += 4) {
    for (const width of [4, 8]) {
      const value = read(offset, width);
      if (typeof value === "bigint") values.push(value);
    }
  }
  return values;
}

Deno.test("synthetic: a provider that authors addresses sees none but its own", () => {
  const host = ioHost("synthetic");
  const { driver, window, controller, kernel, memory, claim } = host;
  const data = driver.address(LAYOUT.data);
  const list = driver.address(LAYOUT.list);
  window.memory.store(LAYOUT.list, encodePrpList([data, data]));
  const identify = submissionEntry({ opc: OPC.identify, prp1: data, cdw10: CNS.controller });
  runAdmin(host, identify);
  runAdmin(host, submissionEntry({ opc: OPC.getLogPage, prp1: data, cdw10: 0x007f_0001 }));
  for (let round = 0; round < 9; round++) {
    assertEquals(driver.submit(driver.io, readEntry({ prp1: data, prp2: list, cdw12: 23 })), null);
    controller.run();
    kernel.poll();
    driver.take(driver.io);
    assertEquals(exposed(window.memory, memory), []);
  }
  for (const value of readable((offset, width) => claim.read(offset, width))) {
    assertEquals(memory.frameOf(value), null);
  }
  // The kernel's ring, in contrast, is full of them: what is looked for would be found.
  const ring = kernel.session!.queues.submissions.get(1)!.kernel.ring;
  const entry = memory.read(ring.frames[0], 24, 8);
  const prp1 = new DataView(entry.buffer).getBigUint64(0, true);
  assertEquals(memory.frameOf(prp1) === null, false);
});

Deno.test("bounce: a brokered provider sees no address at all", () => {
  const host = brokeredHost("bounce");
  const { claim, window, memory, controller, admin } = host;
  const buffer = { window: window.handle, offset: 4 };
  const answers: unknown[] = [admin];
  claim.submit(admin, 1, { kind: "createCompletionQueue", qid: 1, entries: 8, vector: null });
  controller.run();
  answers.push(claim.takeCompletions());
  claim.submit(admin, 2, { kind: "createSubmissionQueue", qid: 1, entries: 8, cqid: 1 });
  claim.submit(admin, 3, { kind: "identify", cns: 1, nsid: 0, buffer });
  controller.run();
  answers.push(claim.takeCompletions());
  const io = granted(claim.queue(1));
  answers.push(io, window.handle);
  for (let cid = 0; cid < 7; cid++) {
    claim.submit(io, cid, { kind: "read", nsid: 1, block: 0n, blocks: 24, buffer });
  }
  controller.run();
  answers.push(claim.takeCompletions());
  assertEquals(exposed(window.memory, memory), []);
  const registers = readable((offset, width) => claim.read(offset, width));
  for (const value of registers) assertEquals(memory.frameOf(value), null);
  const numbers = JSON.stringify(answers).match(/\d+/g)!.map(BigInt);
  for (const value of numbers) assertEquals(memory.frameOf(value), null);
  assertEquals(window.memory.length, PAGES * PAGE);
  assertEquals(memory.frameOf(BASE), null);
});
