import { assertEquals, assertThrows } from "@std/assert";
import {
  CNS,
  decodeControllerIdentity,
  decodeNamespaceIdentity,
  decodeNamespaceList,
  encodeControllerIdentity,
  encodeNamespaceIdentity,
  encodeNamespaceList,
  IDENTIFY_BYTES,
} from "./identify.ts";
import {
  createCompletionQueue,
  createSubmissionQueue,
  deletedQueue,
  readCreateCompletionQueue,
  readCreateSubmissionQueue,
} from "./queue_commands.ts";

Deno.test("identify data structures come back from their bytes", () => {
  const controller = {
    serialNumber: "S3R14L",
    modelNumber: "A model of forty characters at the most.",
    firmwareRevision: "1.0",
    mdts: 5,
    nn: 3,
  };
  assertEquals(decodeControllerIdentity(encodeControllerIdentity(controller)), controller);
  const namespace = { nsze: 1n << 40n, blockBytes: 4096, metadataBytes: 8 };
  assertEquals(decodeNamespaceIdentity(encodeNamespaceIdentity(namespace)), namespace);
  assertEquals(decodeNamespaceList(encodeNamespaceList([1, 2, 9])), [1, 2, 9]);
  assertThrows(() => decodeNamespaceList(new Uint8Array(8)), RangeError, "8 bytes");
});

Deno.test("identify data structures lie in their bytes as the specification draws them", () => {
  const text = (words: string) => new TextEncoder().encode(words);
  const controller = new Uint8Array(4096);
  controller.set(text("S".padEnd(20) + "M".padEnd(40) + "F".padEnd(8)), 4);
  controller.set([5], 77);
  controller.set([0x66, 0x44], 512);
  controller.set([3, 2, 1, 0], 516);
  const identity = { serialNumber: "S", modelNumber: "M", firmwareRevision: "F", mdts: 5 };
  assertEquals(encodeControllerIdentity({ ...identity, nn: 0x01_0203 }), controller);
  const namespace = new Uint8Array(4096);
  namespace.set([2, 1, 0, 0, 0, 0, 0, 0, 2, 1], 0);
  namespace.set([8, 0, 12], 128);
  const format = { nsze: 0x0102n, blockBytes: 4096, metadataBytes: 8 };
  assertEquals(encodeNamespaceIdentity(format), namespace);
  assertEquals([IDENTIFY_BYTES, Object.values(CNS)], [4096, [0, 1, 2]]);
});

Deno.test("what does not fit an identify data structure is refused, up to its edges", () => {
  const controller = {
    serialNumber: "~".repeat(20),
    modelNumber: " ~".repeat(20),
    firmwareRevision: "~".repeat(8),
    mdts: 255,
    nn: 0xffff_ffff,
  };
  assertEquals(decodeControllerIdentity(encodeControllerIdentity(controller)), controller);
  const odd = [
    { serialNumber: "~".repeat(21) },
    { modelNumber: "~".repeat(41) },
    { firmwareRevision: "~".repeat(9) },
    { serialNumber: "é" },
    { modelNumber: "\n" },
    { mdts: 256 },
    { mdts: -1 },
    { mdts: 0.5 },
    { nn: 2 ** 32 },
  ];
  for (const each of odd) {
    const [field] = Object.keys(each);
    const encode = () => encodeControllerIdentity({ ...controller, ...each });
    assertThrows(encode, RangeError, `Cannot encode ${field}: `);
  }
  for (const blockBytes of [1, 2 ** 255]) {
    const namespace = { nsze: (1n << 64n) - 1n, blockBytes, metadataBytes: 65535 };
    assertEquals(decodeNamespaceIdentity(encodeNamespaceIdentity(namespace)), namespace);
  }
  const namespaces = [
    { nsze: 1n << 64n },
    { nsze: -1n },
    { metadataBytes: 65536 },
    { metadataBytes: -1 },
    ...[-512, 513, 0.75, NaN, 2 ** 53 - 1].map((blockBytes) => ({ blockBytes })),
  ];
  for (const each of namespaces) {
    const [field] = Object.keys(each);
    const format = { nsze: 8n, blockBytes: 512, metadataBytes: 0, ...each };
    assertThrows(() => encodeNamespaceIdentity(format), RangeError, `Cannot encode ${field}: `);
  }
  for (const blockBytes of [0, 0.5, 2 ** 256]) {
    const format = { nsze: 8n, blockBytes, metadataBytes: 0 };
    assertThrows(() => encodeNamespaceIdentity(format), RangeError, "Cannot encode lbads: ");
  }
  for (const nsid of [2 ** 32, -1, 0.5]) {
    assertThrows(() => encodeNamespaceList([1, nsid]), RangeError, "Cannot encode nsid: ");
  }
});

Deno.test("a namespace list may fill its page", () => {
  const nsids = Array.from({ length: 1024 }, (_, i) => i + 1);
  assertEquals(decodeNamespaceList(encodeNamespaceList(nsids)), nsids);
  assertThrows(() => encodeNamespaceList([...nsids, 1025]), RangeError);
});

Deno.test("the format in use is found by all six bits of its index", () => {
  const bytes = encodeNamespaceIdentity({ nsze: 8n, blockBytes: 512, metadataBytes: 0 });
  bytes[26] = 0b0010_0001;
  bytes[128 + 4 * 17 + 2] = 12;
  assertEquals(decodeNamespaceIdentity(bytes).blockBytes, 4096);
});

Deno.test("queue commands come back from their entries", () => {
  const completion = { qid: 3, entries: 65536, contiguous: false, base: 0x5000n, vector: null };
  assertEquals(readCreateCompletionQueue(createCompletionQueue(1, completion)), completion);
  const submission = { qid: 4, entries: 2, contiguous: true, base: 0x6000n, cqid: 3 };
  assertEquals(readCreateSubmissionQueue(createSubmissionQueue(2, submission)), submission);
});

Deno.test("queue commands lie in their dwords as the specification draws them", () => {
  const completion = { qid: 3, entries: 64, contiguous: true, base: 0x5000n, vector: 9 };
  const created = createCompletionQueue(1, completion);
  assertEquals([created.cdw10, created.cdw11], [0x003f_0003, 0x0009_0003]);
  assertEquals(readCreateCompletionQueue(created), completion);
  const silent = createCompletionQueue(1, { ...completion, contiguous: false, vector: null });
  assertEquals(silent.cdw11, 0);
  assertEquals(readCreateCompletionQueue({ ...created, cdw11: 0x0009_0001 }).vector, null);
  const submission = { qid: 4, entries: 2, contiguous: true, base: 0x6000n, cqid: 3 };
  const { cdw10, cdw11 } = createSubmissionQueue(2, submission);
  assertEquals([cdw10, cdw11], [0x0001_0004, 0x0003_0001]);
  assertEquals(createSubmissionQueue(2, { ...submission, contiguous: false }).cdw11, 0x0003_0000);
  assertEquals(deletedQueue({ ...created, cdw10: 0xabcd_0102 }), 0x0102);
  assertEquals(deletedQueue({ ...created, cdw10: 0x0001_ffff }), 0xffff);
});
