// What a doorbell costs, counted in bytes that the kernel reads of the provider's memory.

import { assertEquals } from "@std/assert";
import { encodePrpList } from "../nvme/mod.ts";
import { BASE, granted, ioHost, OTHER, OWNER, PAGE, readEntry } from "./testing/hosts.ts";
import type { PhysicalMemory } from "./memory.ts";
import { LAYOUT } from "./validated_driver.ts";

const DATA = BASE + BigInt(LAYOUT.data);
const LIST = BASE + BigInt(LAYOUT.list);

/** Counts bytes read, by frame, while `work` runs. */
function bytesRead(memory: PhysicalMemory, work: () => void): Map<number, number> {
  const counts = new Map<number, number>();
  const read = memory.read;
  memory.read = (frame, offset, length) => {
    counts.set(frame, (counts.get(frame) ?? 0) + length);
    return read.call(memory, frame, offset, length);
  };
  work();
  memory.read = read;
  return counts;
}

const total = (counts: Map<number, number>) => [...counts.values()].reduce((a, b) => a + b, 0);

Deno.test("a doorbell reads 64 bytes for each entry that it publishes, and nothing else", () => {
  for (const count of [1, 2, 3, 7]) {
    const host = ioHost("remapped");
    for (let i = 0; i < count; i++) host.driver.put(host.driver.io, readEntry({ prp1: DATA }));
    const counts = bytesRead(host.memory, () => {
      assertEquals(host.driver.ring(host.driver.io), null);
    });
    assertEquals(total(counts), 64 * count);
    assertEquals(counts.size, 1);
  }
});

Deno.test("from every tail to every other, the slots that are read are those that are published", () => {
  const size = 5;
  for (let from = 0; from < size; from++) {
    for (let count = 1; count < size; count++) {
      const host = ioHost("remapped", { entries: size });
      const { driver, controller, kernel, memory } = host;
      for (let i = 0; i < from; i++) {
        assertEquals(driver.submit(driver.io, readEntry({ prp1: DATA })), null);
        controller.run();
        kernel.poll();
        driver.take(driver.io);
      }
      for (let i = 0; i < count; i++) driver.put(driver.io, readEntry({ prp1: DATA }));
      const offsets: number[] = [];
      const read = memory.read;
      memory.read = (frame, offset, length) => {
        offsets.push(offset);
        return read.call(memory, frame, offset, length);
      };
      assertEquals(driver.ring(driver.io), null);
      memory.read = read;
      const slots = Array.from({ length: count }, (_, i) => (from + i) % size);
      assertEquals(offsets, slots.map((slot) => 64 * slot), `${count} from ${from}`);
    }
  }
});

Deno.test("a list adds eight bytes for each page that it lists, once", () => {
  const host = ioHost("remapped");
  for (const listed of [2, 5, 16]) {
    const pages = Array.from({ length: listed }, () => DATA);
    host.window.memory.store(LAYOUT.list, encodePrpList(pages));
    const cdw12 = (listed + 1) * 8 - 1;
    host.driver.put(host.driver.io, readEntry({ prp1: DATA, prp2: LIST, cdw12 }));
    const counts = bytesRead(host.memory, () => {
      assertEquals(host.driver.ring(host.driver.io), null);
    });
    assertEquals(total(counts), 64 + 8 * listed);
  }
});

Deno.test("the count does not depend on windows, on the queue's size, or on who else is there", () => {
  const host = ioHost("synthetic", { entries: 64 });
  for (let i = 0; i < 20; i++) {
    granted(host.kernel.grantWindow(OWNER, 0x100_0000n + BigInt(2 * i * PAGE), 1));
    granted(host.kernel.grantWindow(OTHER, BigInt(2 * i * PAGE), 1));
  }
  host.driver.put(host.driver.io, readEntry({ prp1: DATA }));
  const counts = bytesRead(host.memory, () => {
    assertEquals(host.driver.ring(host.driver.io), null);
  });
  assertEquals(total(counts), 64);
});

Deno.test("a refused doorbell reads no further than what it is refused for", () => {
  const host = ioHost("remapped");
  for (const prp1 of [DATA, 0n, DATA, DATA]) host.driver.put(host.driver.io, readEntry({ prp1 }));
  const counts = bytesRead(host.memory, () => {
    assertEquals(host.driver.ring(host.driver.io)?.reason, "outOfWindow");
  });
  assertEquals(total(counts), 2 * 64);
  const values = [0n, 64n, 0x1_0001n];
  for (const value of values) {
    const none = bytesRead(host.memory, () => void host.claim.write(0x1008, 4, value));
    assertEquals(total(none), 0);
  }
});

Deno.test("memory that the provider writes between doorbells costs the kernel nothing", () => {
  const host = ioHost("remapped");
  const counts = bytesRead(host.memory, () => {
    for (let i = 0; i < 100; i++) host.window.memory.store(64 * i, new Uint8Array(64));
  });
  assertEquals(total(counts), 0);
});
