/**
 * Trace files: `NAME.itf.json`, or `NAME.itf.json.gz` where the text is longer than
 * {@link COMPRESS_ABOVE}.
 *
 * Files are packed with `fflate`, whose output depends on the locked version of that library alone,
 * so that a golden trace is the same byte for byte on every machine. They are unpacked with the
 * platform's zlib, because `fflate` does not compare the checksum.
 *
 * @module
 */

import { gzipSync } from "fflate";
import { gunzipSync } from "node:zlib";
import { join } from "@std/path";
import { systemMessage } from "../scenarios/outputs.ts";
import { writeWhole } from "../scenarios/whole_file.ts";
import { TraceError } from "./errors.ts";
import { itfText, type ItfTrace } from "./itf.ts";
import { parseTrace, type RawTrace } from "./itf_read.ts";

/** Longest text in bytes that is written uncompressed: 64 KiB, a few hundred lines of states. */
export const COMPRESS_ABOVE = 64 * 1024;

/** Longest text in bytes that is read: 64 MiB, so that a small file cannot fill the memory. */
export const LONGEST_TEXT = 64 * 1024 * 1024;

/** The end of a trace file's name, and its bytes. */
export interface TraceFile {
  readonly suffix: ".itf.json" | ".itf.json.gz";
  readonly bytes: Uint8Array;
}

/**
 * The file that a trace is written as. The same trace always gives the same bytes.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { traceOf } from "./trace_of.ts";
 * import { counter, toThree } from "./testing/counter.ts";
 * import { parseTraceFile, traceFile } from "./trace_file.ts";
 *
 * const { suffix, bytes } = traceFile(traceOf({ machine: counter }, toThree));
 * assertEquals(suffix, ".itf.json");
 * assertEquals(parseTraceFile(bytes, "three.itf.json").states.length, 3);
 * ```
 */
export function traceFile(trace: ItfTrace): TraceFile {
  const text = new TextEncoder().encode(itfText(trace));
  if (text.length <= COMPRESS_ABOVE) return { suffix: ".itf.json", bytes: text };
  // A fixed time, because gzip would put the present one into the header.
  return { suffix: ".itf.json.gz", bytes: gzipSync(text, { level: 9, mtime: 0 }) };
}

/**
 * Writes a trace into `folder` as `name` and the suffix that fits.
 *
 * @returns The path of the file.
 * @throws {TraceError} `trace-unwritable`.
 */
export async function writeTraceFile(
  folder: string,
  name: string,
  trace: ItfTrace,
): Promise<string> {
  const { suffix, bytes } = traceFile(trace);
  const path = join(folder, name + suffix);
  try {
    await Deno.mkdir(folder, { recursive: true });
    writeWhole(path, bytes);
  } catch (cause) {
    throw new TraceError(
      "trace-unwritable",
      `Cannot write the trace ${path}: ${systemMessage(cause)}`,
      { file: path, cause },
    );
  }
  return path;
}

/**
 * Reads a trace file, compressed or not.
 *
 * @throws {TraceError} with the cause's code: the file, its compression, its text or its shape.
 */
export async function readTraceFile(path: string): Promise<RawTrace> {
  let bytes: Uint8Array;
  try {
    bytes = await Deno.readFile(path);
  } catch (cause) {
    throw new TraceError(
      "trace-unreadable",
      `Cannot read the trace ${path}: ${systemMessage(cause)}`,
      { file: path, cause },
    );
  }
  return parseTraceFile(bytes, path);
}

/**
 * Reads the bytes of a trace file. Compression is told by the first two bytes, not by the name.
 *
 * @param file The name that messages call it by.
 * @throws {TraceError} as {@link readTraceFile} does.
 */
export function parseTraceFile(bytes: Uint8Array, file: string): RawTrace {
  const packed = bytes[0] === 0x1f && bytes[1] === 0x8b;
  const text = packed ? unpack(bytes, file) : bytes;
  if (text.length > LONGEST_TEXT) throw tooLarge(file);
  try {
    return parseTrace(new TextDecoder("utf-8", { fatal: true }).decode(text), file);
  } catch (cause) {
    if (cause instanceof TraceError) throw cause;
    throw new TraceError("trace-not-text", `Cannot read the trace ${file}: it is not UTF-8 text`, {
      file,
      cause,
    });
  }
}

function unpack(bytes: Uint8Array, file: string): Uint8Array {
  try {
    return gunzipSync(bytes, { maxOutputLength: LONGEST_TEXT });
  } catch (cause) {
    // The codes are zlib's own and Node's; messages differ between versions.
    const code = (cause as { code?: string }).code;
    if (code === "ERR_BUFFER_TOO_LARGE") throw tooLarge(file);
    if (code === "Z_BUF_ERROR") {
      throw new TraceError(
        "trace-truncated",
        `Cannot unpack the trace ${file}: it ends after ${bytes.length} bytes, before its end`,
        { file, cause },
      );
    }
    throw new TraceError(
      "trace-damaged",
      `Cannot unpack the trace ${file}: ${(cause as Error).message}`,
      { file, cause },
    );
  }
}

function tooLarge(file: string): TraceError {
  return new TraceError(
    "trace-too-large",
    `Cannot read the trace ${file}: unpacked it is longer than ${LONGEST_TEXT} bytes`,
    { file },
  );
}
