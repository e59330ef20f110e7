// Encoding and decoding are inverse on random bytes, for every wire format.

import { assertEquals, assertThrows } from "@std/assert";
import * as fc from "fast-check";
import { BitFields } from "./bit_fields.ts";
import {
  completionEntry,
  decodeCompletionEntry,
  encodeCompletionEntry,
} from "./completion_entry.ts";
import { decodePrpList, encodePrpList } from "./prp.ts";
import { AQA, CAP, CC, CSTS } from "./registers.ts";
import { decodeSglDescriptor, encodeSglDescriptor } from "./sgl.ts";
import {
  decodeSubmissionEntry,
  encodeSubmissionEntry,
  submissionEntry,
} from "./submission_entry.ts";

const bytes = (length: number) => fc.uint8Array({ minLength: length, maxLength: length });
const fixed = { seed: 20240607, numRuns: 500 };

Deno.test("an entry in which no field is named is all zeroes", () => {
  assertEquals(encodeSubmissionEntry(submissionEntry({})), new Uint8Array(64));
  assertEquals(encodeCompletionEntry(completionEntry({})), new Uint8Array(16));
});

Deno.test("a submission entry's bytes come back from its fields", () => {
  fc.assert(
    fc.property(bytes(64), (raw) => {
      assertEquals(encodeSubmissionEntry(decodeSubmissionEntry(raw)), raw);
    }),
    fixed,
  );
});

Deno.test("a completion entry's bytes come back from its fields", () => {
  fc.assert(
    fc.property(bytes(16), (raw) => {
      assertEquals(encodeCompletionEntry(decodeCompletionEntry(raw)), raw);
    }),
    fixed,
  );
});

Deno.test("an SGL descriptor's bytes come back from its fields", () => {
  fc.assert(
    fc.property(bytes(16), (raw) => {
      assertEquals(encodeSglDescriptor(decodeSglDescriptor(raw)), raw);
    }),
    fixed,
  );
});

Deno.test("a PRP list's bytes come back from its entries", () => {
  fc.assert(
    fc.property(bytes(64), (raw) => {
      assertEquals(encodePrpList(decodePrpList(raw)), raw);
    }),
    fixed,
  );
});

Deno.test("a register's bits come back from its fields", () => {
  // deno-lint-ignore no-explicit-any
  const registers: readonly BitFields<any>[] = [CAP, CC, CSTS, AQA];
  for (const register of registers) {
    fc.assert(
      fc.property(fc.bigInt(0n, (1n << BigInt(register.bits)) - 1n), (word) => {
        assertEquals(register.encode(register.decode(word)), word);
      }),
      fixed,
    );
  }
});

Deno.test("a submission entry lies in its bytes as the specification draws it", () => {
  const entry = submissionEntry({
    opc: 0x02,
    fuse: 1,
    psdt: 2,
    cid: 0xabcd,
    nsid: 0x0102_0304,
    mptr: 0x1112_1314_1516_1718n,
    prp1: 0x2122_2324_2526_2728n,
    prp2: 0x3132_3334_3536_3738n,
    cdw10: 0x4142_4344,
    cdw15: 0x5152_5354,
  });
  const raw = encodeSubmissionEntry(entry);
  assertEquals([...raw.subarray(0, 8)], [0x02, 0x81, 0xcd, 0xab, 4, 3, 2, 1]);
  assertEquals([...raw.subarray(16, 24)], [0x18, 0x17, 0x16, 0x15, 0x14, 0x13, 0x12, 0x11]);
  assertEquals([...raw.subarray(24, 32)], [0x28, 0x27, 0x26, 0x25, 0x24, 0x23, 0x22, 0x21]);
  assertEquals([...raw.subarray(32, 40)], [0x38, 0x37, 0x36, 0x35, 0x34, 0x33, 0x32, 0x31]);
  assertEquals([...raw.subarray(40, 44)], [0x44, 0x43, 0x42, 0x41]);
  assertEquals([...raw.subarray(60, 64)], [0x54, 0x53, 0x52, 0x51]);
});

Deno.test("a completion's status lies above its phase", () => {
  const raw = encodeCompletionEntry({
    dw0: 1,
    dw1: 2,
    sqhd: 3,
    sqid: 4,
    cid: 5,
    phase: 1,
    sc: 0x80,
    sct: 2,
    crd: 0,
    more: 0,
    dnr: 1,
  });
  assertEquals([...raw], [1, 0, 0, 0, 2, 0, 0, 0, 3, 0, 4, 0, 5, 0, 0x01, 0x85]);
});

Deno.test("the capabilities word of QEMU's controller is read field by field", () => {
  const cap = CAP.decode(0x0040_1820_0f01_07ffn);
  assertEquals(cap.mqes, 2047);
  assertEquals(cap.cqr, 1);
  assertEquals(cap.to, 15);
  assertEquals(cap.dstrd, 0);
  assertEquals(cap.mpsmin, 0);
  assertEquals(cap.mpsmax, 4);
});

Deno.test("a value that does not fit its field is refused, not wrapped", () => {
  const refused = (fields: Parameters<typeof submissionEntry>[0]) =>
    assertThrows(() => encodeSubmissionEntry(submissionEntry(fields)), RangeError, "Cannot encode");
  refused({ opc: 0x100 });
  refused({ cid: 0x1_0000 });
  refused({ cid: -1 });
  refused({ cdw10: 2 ** 32 });
  refused({ prp1: 1n << 64n });
  refused({ prp2: -1n });
  const descriptor = decodeSglDescriptor(new Uint8Array(16));
  for (const address of [1n << 64n, -1n]) {
    assertThrows(() => encodeSglDescriptor({ ...descriptor, address }), RangeError, "64 bits");
    assertThrows(() => encodePrpList([0n, address]), RangeError, "64 bits");
  }
  assertThrows(() => AQA.encode({ asqs: 4096 }), RangeError, "AQA.asqs");
  assertThrows(() => AQA.decode(1n << 32n), RangeError, "AQA");
  assertThrows(() => decodeSubmissionEntry(new Uint8Array(63)), RangeError, "63 bytes");
  assertThrows(() => decodeCompletionEntry(new Uint8Array(17)), RangeError, "17 bytes");
});

Deno.test("a word's fields must tile it", () => {
  assertThrows(() => new BitFields("gap", 8, { a: [0, 3], b: [4, 4] }), RangeError, 'field "b"');
  assertThrows(() => new BitFields("short", 8, { a: [0, 7] }), RangeError, "7 of 8 bits");
});
