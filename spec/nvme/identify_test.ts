import { assertEquals, assertThrows } from "@std/assert";
import {
  decodeControllerIdentity,
  decodeNamespaceIdentity,
  decodeNamespaceList,
  encodeControllerIdentity,
  encodeNamespaceIdentity,
  encodeNamespaceList,
} from "./identify.ts";
import {
  createCompletionQueue,
  createSubmissionQueue,
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
