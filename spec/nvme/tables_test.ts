// The numbers of the specification's tables, written down a second time: what encodes and decodes with
// the same wrong number would agree with itself.

import { assertEquals, assertThrows } from "@std/assert";
import { BitFields } from "./bit_fields.ts";
import {
  type CompletionEntry,
  decodeCompletionEntry,
  encodeCompletionEntry,
  succeeded,
} from "./completion_entry.ts";
import { DOORBELL_BASE, DOORBELL_BYTES } from "./doorbells.ts";
import { FEATURE, featureBytes } from "./features.ts";
import { type CommandSet, isVendorSpecific, OPC, opcodeName, transferOf } from "./opcodes.ts";
import { isAligned, PRP_ENTRY_BYTES } from "./prp.ts";
import {
  ADMIN_QUEUE_MOST_ENTRIES,
  memoryPageBytes,
  QUEUE_LEAST_ENTRIES,
  REGISTERS,
} from "./registers.ts";
import { decodeSglDescriptor, encodeSglDescriptor, SGL_TYPES, usesSgl } from "./sgl.ts";
import { STATUS, statusName } from "./status.ts";
import { encodeSubmissionEntry, submissionEntry } from "./submission_entry.ts";

/** Opcode, name, and what a command moves whose dwords 10, 11 and 12 are 10000h, 8 and 2. */
const OPCODES: { readonly [set in CommandSet]: string } = {
  admin: `
    00 Delete I/O Submission Queue: none
    01 Create I/O Submission Queue: queue
    02 Get Log Page: 2097160 fromController
    04 Delete I/O Completion Queue: none
    05 Create I/O Completion Queue: queue
    06 Identify: 4096 fromController
    08 Abort: none
    09 Set Features: unknown
    0a Get Features: unknown
    0c Asynchronous Event Request: none
    0d Namespace Management: 4096 toController
    10 Firmware Commit: none
    11 Firmware Image Download: 262148 toController
    14 Device Self-test: none
    15 Namespace Attachment: 4096 toController
    18 Keep Alive: none
    19 Directive Send: 262148 toController
    1a Directive Receive: 262148 fromController
    1c Virtualization Management: none
    7c Doorbell Buffer Config: unknown
    80 Format NVM: none
    81 Security Send: 8 toController
    82 Security Receive: 8 fromController
    84 Sanitize: none`,
  nvm: `
    00 Flush: none
    01 Write: 1536 toController
    02 Read: 1536 fromController
    04 Write Uncorrectable: none
    05 Compare: 1536 toController
    08 Write Zeroes: none
    09 Dataset Management: 16 toController
    0c Verify: none
    19 Copy: 96 toController
    7d Zone Append: 1536 toController`,
};

for (const set of ["admin", "nvm"] as const) {
  Deno.test(`every ${set} opcode has the name and the length of the specification`, () => {
    const rows = OPCODES[set].trim().split("\n").map((row) => row.trim());
    for (let opc = 0; opc < 256; opc++) {
      const number = opc.toString(16).padStart(2, "0");
      const row = rows.find((each) => each.startsWith(number)) ??
        `${number} ${set} opcode ${number}h: unknown`;
      const entry = submissionEntry({ opc, cdw10: 0x1_0000, cdw11: 8, cdw12: 2 });
      const transfer = transferOf(set, entry, 512);
      const moved = transfer?.kind === "data"
        ? `${transfer.bytes} ${transfer.direction}`
        : transfer?.kind ?? "unknown";
      assertEquals(`${number} ${opcodeName(set, opc)}: ${moved}`, row);
    }
    const first = set === "admin" ? 0xc0 : 0x80;
    assertEquals([isVendorSpecific(set, first - 1), isVendorSpecific(set, first)], [false, true]);
  });
}

Deno.test("names of opcodes stand for the opcodes of those names", () => {
  const { deleteSubmissionQueue, createSubmissionQueue, getLogPage, deleteCompletionQueue } = OPC;
  const { createCompletionQueue, identify, abort, setFeatures, getFeatures } = OPC;
  const { asynchronousEventRequest, doorbellBufferConfig, ...nvm } = OPC;
  const admin = [
    ...[deleteSubmissionQueue, createSubmissionQueue, getLogPage, deleteCompletionQueue],
    ...[createCompletionQueue, identify, abort, setFeatures, getFeatures],
    ...[asynchronousEventRequest, doorbellBufferConfig],
  ];
  assertEquals(admin, [0x00, 0x01, 0x02, 0x04, 0x05, 0x06, 0x08, 0x09, 0x0a, 0x0c, 0x7c]);
  const { flush, write, read, compare, writeZeroes, datasetManagement, verify } = nvm;
  assertEquals(
    [flush, write, read, compare, writeZeroes, datasetManagement, verify],
    [0x00, 0x01, 0x02, 0x05, 0x08, 0x09, 0x0c],
  );
});

Deno.test("the format of its ranges gives the length of a Copy, and unknown ones none", () => {
  const bytes = [0, 1, 2, 3, 4].map((format) => {
    const transfer = transferOf("nvm", submissionEntry({ opc: 0x19, cdw12: format << 8 }), 512);
    return transfer?.kind === "data" ? transfer.bytes : null;
  });
  assertEquals(bytes, [32, 40, 32, 40, null]);
});

Deno.test("every feature has the length of the specification, or none that is known", () => {
  const known: { [feature: number]: number } = { 0x03: 4096, 0x0c: 256, 0x0e: 8, 0x16: 512 };
  const withoutData = [1, 2, 4, 5, 6, 7, 8, 9, 0x0a, 0x0b, 0x10];
  for (const feature of withoutData) known[feature] = 0;
  known[0x81] = 8;
  for (let feature = 0; feature < 256; feature++) {
    const bytes = featureBytes(feature, submissionEntry({}));
    assertEquals(bytes, known[feature] ?? null, `feature ${feature}`);
  }
  assertEquals(Object.values(FEATURE), [1, 2, 4, 5, 6, 7, 8, 9, 0x0a, 0x0b, 0x0d, 0x0e]);
});

Deno.test("every register lies where the specification puts it", () => {
  const rows = Object.entries(REGISTERS).map(([name, { offset, width }]) =>
    `${offset.toString(16)} ${width} ${name}`
  );
  const expected = "0 8 cap, 8 4 vs, c 4 intms, 10 4 intmc, 14 4 cc, 1c 4 csts, 20 4 nssr, " +
    "24 4 aqa, 28 8 asq, 30 8 acq, 38 4 cmbloc, 3c 4 cmbsz, 40 4 bpinfo, 44 4 bprsel, " +
    "48 8 bpmbl, 50 8 cmbmsc, 58 4 cmbsts, 5c 4 cmbebs, 60 4 cmbswtp, 64 4 nssd, 68 4 crto, " +
    "e00 4 pmrcap, e04 4 pmrctl, e08 4 pmrsts, e0c 4 pmrebs, e10 4 pmrswtp, e14 4 pmrmscl, " +
    "e18 4 pmrmscu";
  assertEquals(rows.join(", "), expected);
  assertEquals([DOORBELL_BASE, DOORBELL_BYTES, PRP_ENTRY_BYTES], [0x1000, 4, 8]);
  assertEquals([QUEUE_LEAST_ENTRIES, ADMIN_QUEUE_MOST_ENTRIES], [2, 4096]);
  assertEquals([0, 1, 4, 15].map(memoryPageBytes), [4096, 8192, 65536, 128 * 2 ** 20]);
});

Deno.test("every status has the type and code of the specification, and its name", () => {
  const rows = Object.entries(STATUS).map(([name, { sct, sc }]) => {
    assertEquals(statusName({ sct, sc }), name);
    return `${sct}/${sc.toString(16)} ${name}`;
  });
  const expected = "0/0 success, 0/1 invalidOpcode, 0/2 invalidField, 0/4 dataTransferError, " +
    "0/b invalidNamespace, 0/80 lbaOutOfRange, 1/0 invalidCompletionQueue, " +
    "1/1 invalidQueueIdentifier, 1/2 invalidQueueSize, 1/5 asynchronousEventLimit, " +
    "1/c invalidQueueDeletion, 2/85 compareFailure";
  assertEquals(rows.join(", "), expected);
  assertEquals(statusName({ sct: 7, sc: 1 }), "status 7/01h");
  assertEquals(statusName({ sct: 0, sc: 0xff }), "status 0/ffh");
  const outcomes = [[0, 0], [0, 1], [1, 0], [1, 1]].map(([sct, sc]) => succeeded({ sct, sc }));
  assertEquals(outcomes, [true, false, false, false]);
});

Deno.test("SGL descriptors have the types of the specification", () => {
  assertEquals(SGL_TYPES, {
    0: "data block",
    1: "bit bucket",
    2: "segment",
    3: "last segment",
    4: "keyed data block",
    5: "transport data block",
    15: "vendor specific",
  });
  const uses = [0, 1, 2, 3].map((psdt) => usesSgl(submissionEntry({ psdt })));
  assertEquals(uses, [false, true, true, true]);
});

Deno.test("what is not named in a submission entry is zero", () => {
  assertEquals(encodeSubmissionEntry(submissionEntry({})), new Uint8Array(64));
});

Deno.test("the largest value of every field is encoded, and the next is refused", () => {
  const completion = decodeCompletionEntry(new Uint8Array(16));
  const widths: { readonly [field in keyof CompletionEntry]: number } = {
    ...{ dw0: 32, dw1: 32, sqhd: 16, sqid: 16, cid: 16 },
    ...{ phase: 1, sc: 8, sct: 3, crd: 2, more: 1, dnr: 1 },
  };
  for (const [field, width] of Object.entries(widths)) {
    const encoded = (value: number) => encodeCompletionEntry({ ...completion, [field]: value });
    const bits = encoded(2 ** width - 1).reduce((sum, byte) => sum + countOnes(byte), 0);
    assertEquals(bits, width, field);
    assertThrows(() => encoded(2 ** width), RangeError, field);
  }
  const sgl = decodeSglDescriptor(new Uint8Array(16));
  for (const [field, width] of Object.entries({ length: 32, reserved: 24, subtype: 4, type: 4 })) {
    const encoded = (value: number) => encodeSglDescriptor({ ...sgl, [field]: value });
    assertEquals(encoded(2 ** width - 1).reduce((sum, byte) => sum + countOnes(byte), 0), width);
    assertThrows(() => encoded(2 ** width), RangeError, field);
  }
  for (const [field, width] of Object.entries({ opc: 8, fuse: 2, reserved10: 4, psdt: 2 })) {
    const encoded = (value: number) => encodeSubmissionEntry(submissionEntry({ [field]: value }));
    assertEquals(encoded(2 ** width - 1).reduce((sum, byte) => sum + countOnes(byte), 0), width);
    assertThrows(() => encoded(2 ** width), RangeError, field);
  }
});

function countOnes(byte: number): number {
  return byte.toString(2).replaceAll("0", "").length;
}

Deno.test("a bit field has 1 to 32 bits, and takes whole numbers from 0 on", () => {
  assertEquals(new BitFields("wide", 32, { a: [0, 32] }).encode({ a: 2 ** 32 - 1 }), 0xffff_ffffn);
  assertThrows(() => new BitFields("wider", 33, { a: [0, 33] }), RangeError, 'field "a"');
  assertThrows(() => new BitFields("none", 1, { a: [0, 0], b: [0, 1] }), RangeError, 'field "a"');
  const pair = new BitFields("pair", 8, { low: [0, 4], high: [4, 4] });
  assertEquals([pair.encode({}), pair.encode({ high: 1 })], [0n, 0x10n]);
  assertThrows(() => pair.encode({ low: 0.5 }), RangeError, "Cannot encode pair.low: 0.5");
  assertThrows(() => pair.encode({ low: -1 }), RangeError, "-1");
  assertThrows(() => pair.decode(-1n), RangeError, "-1");
  assertThrows(() => pair.decode(0x100n), RangeError, "256");
});

Deno.test("an address is aligned if its low bits are zero", () => {
  const aligned = [0n, 1n, 2n, 4n, 8n, 12n, 0x1000n].map((address) => isAligned(address, 8));
  assertEquals(aligned, [true, false, false, false, true, false, true]);
});
