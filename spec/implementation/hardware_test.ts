// Memory, IOMMU, bus and provider mappings: the stand-ins for hardware.

import { assertEquals, assertThrows } from "@std/assert";
import { Bus } from "./bus.ts";
import { FrameTable } from "./frames.ts";
import { Iommu } from "./iommu.ts";
import { PhysicalMemory } from "./memory.ts";
import { ProviderFault } from "./provider_mapping.ts";
import { enabledHost, PAGE, PAGES } from "./testing/hosts.ts";

const memory = () => new PhysicalMemory({ frames: 8, frameBytes: PAGE, base: 0x10_0000n });

Deno.test("memory is reached within one frame, and nowhere else", () => {
  const ram = memory();
  for (const [frame, offset, length] of [[8, 0, 1], [-1, 0, 1], [0, PAGE, 1], [0, PAGE - 1, 2]]) {
    assertThrows(() => ram.read(frame, offset, length), RangeError, "outside");
  }
  assertEquals(ram.frameOf(0x10_0000n - 1n), null);
  assertEquals(ram.frameOf(0x10_8000n), null);
  assertEquals(ram.frameOf(0x10_7fffn), 7);
  const copy = ram.read(0, 0, 1);
  ram.write(0, 0, new Uint8Array([1]));
  assertEquals(copy[0], 0, "what was read does not change afterwards");
});

Deno.test("domains are apart, permissions hold, and nothing attached translates nothing", () => {
  const iommu = new Iommu(PAGE);
  iommu.map(1, 0x4000n, 3, "read");
  iommu.map(2, 0x4000n, 5, "write");
  assertEquals(iommu.translate(0x4000n, "read"), null);
  iommu.attach(1);
  assertEquals(iommu.translate(0x4008n, "read"), { frame: 3, offset: 8 });
  assertEquals(iommu.translate(0x4008n, "write"), null);
  iommu.attach(2);
  assertEquals(iommu.translate(0x4008n, "write"), { frame: 5, offset: 8 });
  assertEquals(iommu.translate(0x4008n, "read"), null);
  assertEquals(iommu.translate(0x5000n, "write"), null);
});

Deno.test("the IOTLB keeps what was used, per domain, until it is invalidated", () => {
  const iommu = new Iommu(PAGE);
  iommu.map(1, 0x4000n, 3, "readWrite");
  iommu.map(1, 0x5000n, 4, "readWrite");
  iommu.attach(1);
  iommu.translate(0x4000n, "read");
  iommu.unmap(1, 0x4000n);
  iommu.unmap(1, 0x5000n);
  assertEquals(iommu.mapped(1), []);
  assertEquals(iommu.reachable(1), [3]);
  assertEquals(iommu.translate(0x5000n, "read"), null, "never used, so never cached");
  iommu.invalidate(2);
  assertEquals(iommu.translate(0x4000n, "write")?.frame, 3);
  iommu.invalidate(1);
  assertEquals(iommu.translate(0x4000n, "read"), null);
});

Deno.test("the bus crosses pages, tells of each access, and stops at the first fault", () => {
  const ram = memory();
  const iommu = new Iommu(PAGE);
  iommu.attach(1);
  iommu.map(1, 0x4000n, 3, "readWrite");
  iommu.map(1, 0x5000n, 6, "readWrite");
  const bus = new Bus(ram, iommu);
  const seen: number[][] = [];
  bus.onAccess = ({ frame, offset, length }) => seen.push([frame, offset, length]);
  assertEquals(bus.write(0x4ffen, new Uint8Array([1, 2, 3, 4])), true);
  assertEquals(seen, [[3, PAGE - 2, 2], [6, 0, 2]]);
  assertEquals(bus.read(0x4ffen, 4), new Uint8Array([1, 2, 3, 4]));
  assertEquals(bus.write(0x5ffen, new Uint8Array([5, 6, 7])), false);
  assertEquals(ram.read(6, PAGE - 2, 2), new Uint8Array([5, 6]));
  assertEquals(bus.read(0x5ffen, 3), null);
});

Deno.test("without an IOMMU the bus takes host-physical addresses as they are", () => {
  const bus = new Bus(memory(), null);
  assertEquals(bus.write(0x10_2000n, new Uint8Array([9])), true);
  assertEquals(bus.read(0x10_2000n, 1), new Uint8Array([9]));
  assertEquals(bus.read(0n, 1), null);
});

Deno.test("frames cannot be handed out dirty, nor freed while in use or unscrubbed", () => {
  const table = new FrameTable(memory(), 1);
  const frames = table.grant(1, 2)!;
  assertThrows(() => table.scrub(frames), Error, "in use");
  assertThrows(() => table.release(frames), Error, "in use");
  table.retire(frames);
  assertThrows(() => table.release(frames), Error, "not scrubbed");
  table.scrub(frames);
  table.release(frames);
  assertEquals(table.grant(1, 8), null);
  assertEquals(table.takeRun(1, 7)!.length, 7);
  assertEquals(table.grant(1, 1), null);
});

Deno.test("a run of frames has no gap in it", () => {
  const table = new FrameTable(memory(), 1);
  const [one] = table.grant(1, 1)!;
  table.grant(1, 1);
  table.retire([one]);
  table.scrub([one]);
  table.release([one]);
  assertEquals(table.takeRun(1, 2), [3, 4]);
  assertEquals(table.takeRun(1, 1), [1]);
});

Deno.test("frames are handed out from the lowest that is free, in whatever order they come back", () => {
  const table = new FrameTable(memory(), 1);
  const giveBack = (frames: number[]) => {
    table.retire(frames);
    table.scrub(frames);
    table.release(frames);
  };
  assertEquals(table.grant(1, 7), [1, 2, 3, 4, 5, 6, 7]);
  assertEquals(table.takeRun(1, 1), null);
  giveBack([6]);
  giveBack([2]);
  giveBack([4]);
  assertEquals(table.grant(1, 2), [2, 4]);
  assertEquals(table.takeRun(1, 1), [6]);
  assertEquals(table.grant(1, 1), null);
});

Deno.test("a provider reaches its own window, byte for byte, and faults outside", () => {
  const { window } = enabledHost("synthetic");
  const end = PAGES * PAGE;
  window.memory.store(PAGE - 2, new Uint8Array([1, 2, 3, 4]));
  assertEquals(window.memory.load(PAGE - 1, 2), new Uint8Array([2, 3]));
  assertEquals(window.memory.length, end);
  for (const [offset, length] of [[-1, 1], [end, 1], [end - 1, 2]]) {
    assertThrows(() => window.memory.load(offset, length), ProviderFault, "Cannot reach");
    const bytes = new Uint8Array(length);
    assertThrows(() => window.memory.store(offset, bytes), ProviderFault, "Cannot reach");
  }
});
