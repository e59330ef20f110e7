import { assertEquals } from "@std/assert";
import { FEATURE } from "./features.ts";
import { ADMIN_OPCODES, NVM_OPCODES, OPC, opcodeName, transferOf } from "./opcodes.ts";
import { submissionEntry } from "./submission_entry.ts";

const bytesOf = (set: "admin" | "nvm", fields: Parameters<typeof submissionEntry>[0]) => {
  const transfer = transferOf(set, submissionEntry(fields), 512);
  return transfer?.kind === "data" ? transfer.bytes : transfer?.kind ?? null;
};

Deno.test("lengths follow the field that each command counts in", () => {
  assertEquals(bytesOf("admin", { opc: 0x06 }), 4096);
  assertEquals(bytesOf("admin", { opc: 0x02, cdw10: 0x00ff_0002, cdw11: 1 }), 0x1_0100 * 4);
  assertEquals(bytesOf("admin", { opc: 0x02, cdw10: 0xffff_0002, cdw11: 0xffff }), 2 ** 34);
  assertEquals(bytesOf("admin", { opc: 0x11, cdw10: 0xffff_ffff }), 2 ** 34);
  assertEquals(bytesOf("admin", { opc: 0x82, cdw11: 600 }), 600);
  assertEquals(bytesOf("admin", { opc: 0x82, cdw11: 0 }), "none");
  assertEquals(bytesOf("admin", { opc: 0x0d, cdw10: 1 }), "none");
  assertEquals(bytesOf("nvm", { opc: 0x01, cdw12: 0xffff }), 0x1_0000 * 512);
  assertEquals(bytesOf("nvm", { opc: 0x02, cdw12: 0xc000_0000 }), 512);
  assertEquals(bytesOf("nvm", { opc: 0x09, cdw10: 255 }), 4096);
  assertEquals(bytesOf("nvm", { opc: 0x19, cdw12: 0x0101 }), 80);
  assertEquals(bytesOf("nvm", { opc: 0x19, cdw12: 0x0400 }), null);
});

Deno.test("features move what their table says, and unknown ones have no length", () => {
  assertEquals(bytesOf("admin", { opc: 0x0a, cdw10: FEATURE.timestamp }), 8);
  assertEquals(bytesOf("admin", { opc: 0x09, cdw10: FEATURE.numberOfQueues }), "none");
  assertEquals(bytesOf("admin", { opc: 0x0a, cdw10: FEATURE.numberOfQueues }), "none");
  assertEquals(bytesOf("admin", { opc: 0x09, cdw10: FEATURE.hostMemoryBuffer }), null);
  assertEquals(bytesOf("admin", { opc: 0x0a, cdw10: 0x81, cdw11: 1 }), 16);
  assertEquals(bytesOf("admin", { opc: 0x0a, cdw10: 0x81 }), 8);
  assertEquals(bytesOf("admin", { opc: 0x0a, cdw10: 0xc1 }), null);
});

Deno.test("commands whose length is not known have none", () => {
  assertEquals(bytesOf("admin", { opc: OPC.doorbellBufferConfig }), null);
  assertEquals(bytesOf("admin", { opc: 0xc0 }), null);
  assertEquals(bytesOf("nvm", { opc: 0x93 }), null);
});

Deno.test("the direction agrees with bits 1:0 of the opcode, which encode it", () => {
  const example = { cdw10: FEATURE.timestamp, cdw11: 4 };
  for (const [set, table] of [["admin", ADMIN_OPCODES], ["nvm", NVM_OPCODES]] as const) {
    for (const opc of Object.keys(table).map(Number)) {
      const transfer = transferOf(set, submissionEntry({ opc, ...example }), 512);
      if (transfer?.kind !== "data") continue;
      const bits = transfer.direction === "toController" ? 0b01 : 0b10;
      assertEquals(opc & 0b11, bits, opcodeName(set, opc));
    }
  }
});
