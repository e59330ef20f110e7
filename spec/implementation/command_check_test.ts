// Entries under the validated model: the hostile cases by name, and every other carrier of addresses.

import { assertEquals } from "@std/assert";
import { FEATURE, OPC, type SubmissionEntry, submissionEntry } from "../nvme/mod.ts";
import { PHYSICAL_BASE } from "./assembly.ts";
import type { RefusalReason } from "./refusal.ts";
import {
  BASE,
  enabledHost,
  granted,
  ioHost,
  OTHER,
  PAGE,
  PAGES,
  readEntry,
} from "./testing/hosts.ts";
import { refuses } from "./testing/refuses.ts";
import { LAYOUT } from "./validated_driver.ts";

const DATA = BASE + BigInt(LAYOUT.data);
const LIST = BASE + BigInt(LAYOUT.list);
const END = BASE + BigInt(PAGES * PAGE);
const FOREIGN = 0x80_0000n;

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
}

Deno.test("a transfer may be as long as the controller accepts, and no longer", () => {
  const host = ioHost("remapped");
  const { platform } = host.kernel;
  platform.identity = { ...platform.identity, maxTransferBytes: 1024 };
  refuses(host, "io", readEntry({ prp1: DATA, cdw12: 2 }), "transferTooLong");
  host.driver.io.tail = 0;
  assertEquals(host.driver.submit(host.driver.io, readEntry({ prp1: DATA, cdw12: 1 })), null);
});

Deno.test("what a feature supports is not asked, what it is may be asked and set", () => {
  // SEL, bits 10:8 of CDW10, is a field of Get Features alone; in Set Features they are reserved.
  for (
    const [opc, select, refused] of [
      [OPC.getFeatures, 2, false],
      [OPC.getFeatures, 3, true],
      [OPC.getFeatures, 8, true],
      [OPC.setFeatures, 0, false],
      [OPC.setFeatures, 1, true],
      [OPC.setFeatures, 3, true],
    ] as const
  ) {
    const { driver } = enabledHost("remapped");
    const entry = submissionEntry({ opc, cdw10: FEATURE.timestamp | (select << 8), prp1: DATA });
    assertEquals(driver.submit(driver.admin, entry) !== null, refused);
  }
});

Deno.test("a namespace with metadata moves more than its blocks, so it is not served", () => {
  const host = ioHost("remapped");
  const { platform } = host.kernel;
  const namespace = { ...platform.identity.namespaces.get(1)!, metadataBytes: 8 };
  platform.identity = { ...platform.identity, namespaces: new Map([[1, namespace]]) };
  refuses(host, "io", readEntry({ prp1: DATA }), "metadata");
});
