import {
  assert,
  assertEquals,
  assertRejects,
  assertStringIncludes,
  assertThrows,
} from "@std/assert";
import { gzipSync } from "fflate";
import { join } from "@std/path";
import type { Behaviour } from "../checker/mod.ts";
import { withFolder } from "../scenarios/testing/with_folder.ts";
import { traceOf } from "./trace_of.ts";
import { TraceError, type TraceErrorCode } from "./errors.ts";
import { itfText } from "./itf.ts";
import { counter, forEver, toThree } from "./testing/counter.ts";
import {
  COMPRESS_ABOVE,
  LONGEST_TEXT,
  parseTraceFile,
  readTraceFile,
  traceFile,
  writeTraceFile,
} from "./trace_file.ts";

const short = traceOf({ machine: counter }, toThree);

// One state is some hundreds of bytes, so this is certainly longer than the threshold.
const longBehaviour: Behaviour = {
  steps: Array.from({ length: COMPRESS_ABOVE / 100 }, (_, i) => forEver.steps[1 + i % 2]),
};
const long = traceOf({ machine: counter }, longBehaviour);

function refusal(bytes: Uint8Array, code: TraceErrorCode): TraceError {
  const error = assertThrows(() => parseTraceFile(bytes, "t.itf.json"), TraceError);
  assertEquals(error.code, code);
  assertStringIncludes(error.message, "t.itf.json");
  return error;
}

Deno.test("a short trace is written as text, a long one packed, and both are read again", () => {
  assertEquals(traceFile(short).suffix, ".itf.json");
  assertEquals(traceFile(long).suffix, ".itf.json.gz");
  for (const trace of [short, long]) {
    const { states } = parseTraceFile(traceFile(trace).bytes, "t");
    assertEquals(states as unknown, trace.states);
  }
});

Deno.test("text of exactly the threshold is not packed", () => {
  const length = (description: string) =>
    itfText({ ...short, "#meta": { ...short["#meta"], description } }).length;
  const padded = (size: number) => {
    const description = "x".repeat(size - length(""));
    return traceFile({ ...short, "#meta": { ...short["#meta"], description } });
  };
  assertEquals(padded(COMPRESS_ABOVE).bytes.length, COMPRESS_ABOVE);
  assertEquals(padded(COMPRESS_ABOVE + 1).suffix, ".itf.json.gz");
});

Deno.test("a packed trace does not say when it was packed", () => {
  const modificationTime = traceFile(long).bytes.subarray(4, 8);
  assertEquals([...modificationTime], [0, 0, 0, 0]);
});

Deno.test("a packed trace cut anywhere is told from one that is whole", () => {
  const { bytes } = traceFile(long);
  for (const length of [2, 9, 12, bytes.length >> 1, bytes.length - 8, bytes.length - 1]) {
    refusal(bytes.subarray(0, length), "trace-truncated");
  }
});

Deno.test("a packed trace with a damaged byte is refused, be it only in the checksum", () => {
  const { bytes } = traceFile(long);
  refusal(bytes.with(2, 9), "trace-damaged");
  refusal(bytes.with(bytes.length - 6, bytes[bytes.length - 6] ^ 1), "trace-damaged");
});

Deno.test("a small file that would fill the memory is refused", () => {
  refusal(gzipSync(new Uint8Array(LONGEST_TEXT + 1), { level: 1 }), "trace-too-large");
});

Deno.test("bytes that are no text, and text that is no trace, are refused", () => {
  refusal(Uint8Array.of(0x7b, 0xff, 0x7d), "trace-not-text");
  refusal(gzipSync(Uint8Array.of(0xff)), "trace-not-text");
  refusal(new Uint8Array(), "trace-not-json");
  refusal(traceFile(short).bytes.subarray(0, 500), "trace-not-json");
  refusal(new TextEncoder().encode("[]"), "trace-wrong-shape");
});

Deno.test("a trace is written to a folder, which is made, and read from there", async () => {
  await withFolder(async (folder) => {
    const path = await writeTraceFile(join(folder, "new", "er"), "counter.NeverThree", short);
    assert(path.endsWith("counter.NeverThree.itf.json"));
    assertEquals((await readTraceFile(path)).states as unknown, short.states);
  });
});

Deno.test("a file that is not there, and a folder that is a file, are refused", async () => {
  const file = await Deno.makeTempFile();
  try {
    const missing = await assertRejects(() => readTraceFile(`${file}.gone`), TraceError);
    assertEquals(missing.code, "trace-unreadable");
    assertStringIncludes(missing.message, `${file}.gone`);
    const blocked = await assertRejects(() => writeTraceFile(file, "x", short), TraceError);
    assertEquals(blocked.code, "trace-unwritable");
    assertStringIncludes(blocked.message, file);
  } finally {
    await Deno.remove(file);
  }
});
