/**
 * Vectors of lists, of what Identify answers, and of the commands that create queues.
 *
 * @module
 */

import type { Fields, WireVector } from "../wire.ts";
import { refusedDecoding, refusedEncoding, snake } from "./layouts.ts";

/** Bytes at their places among zeroes; text is ASCII, numbers are bytes. */
type Pieces = readonly (readonly [at: number, piece: string | readonly number[]])[];

function bytesOf(pieces: Pieces): string {
  const bytes: number[] = [];
  for (const [at, piece] of pieces) {
    const values = typeof piece === "string"
      ? [...piece].map((character) => character.charCodeAt(0))
      : piece;
    values.forEach((value, i) => bytes[at + i] = value);
  }
  const text = Array.from(bytes, (byte) => (byte ?? 0).toString(16).padStart(2, "0")).join("");
  return text.replace(/(00)+$/, (zeroes) => text.length % 2 === 0 ? "" : zeroes);
}

function vector(
  format: string,
  name: string,
  length: number,
  pieces: Pieces,
  fields: Fields,
  way: WireVector["way"] = "both",
): WireVector {
  const bytes = bytesOf(pieces);
  return { name: snake(`${format}_${name}`), format, way, length, bytes, fields, answer: "done" };
}

const CONTROLLER = "controllerIdentity";
const NAMESPACE = "namespaceIdentity";
const LIST = "namespaceList";

/** Whatever the controller is, its entries are of 64 and 16 bytes. */
const ENTRY_SIZES: Pieces = [[512, [0x66, 0x44]]];

const controllers: readonly WireVector[] = [
  vector(CONTROLLER, "of_short_names", 4096, [
    [4, "S".padEnd(20) + "M".padEnd(40) + "F".padEnd(8)],
    [77, [5]],
    ...ENTRY_SIZES,
    [516, [0x04, 0x03, 0x02, 0x01]],
  ], {
    serialNumber: "S",
    modelNumber: "M",
    firmwareRevision: "F",
    mdts: 5,
    nn: 0x0102_0304,
  }),
  vector(CONTROLLER, "of_names_that_fill_their_fields", 4096, [
    [4, "abcdefghijklmnopqrst" + "ABCDEFGHIJKLMNOPQRSTabcdefghijklmnopqrst" + "01234567"],
    ...ENTRY_SIZES,
    [516, [1]],
  ], {
    serialNumber: "abcdefghijklmnopqrst",
    modelNumber: "ABCDEFGHIJKLMNOPQRSTabcdefghijklmnopqrst",
    firmwareRevision: "01234567",
    mdts: 0,
    nn: 1,
  }),
  vector(
    CONTROLLER,
    "among_other_bytes",
    4096,
    [
      [3, "!" + "S".padEnd(20) + "M".padEnd(40) + "F".padEnd(8) + "!"],
      [76, [0xff, 7, 0xff]],
      [515, [0xff, 2, 0, 0, 0, 0xff]],
    ],
    { serialNumber: "S", modelNumber: "M", firmwareRevision: "F", mdts: 7, nn: 2 },
    "decode",
  ),
  refusedDecoding(CONTROLLER, "too_short", 4095),
  refusedDecoding(CONTROLLER, "too_long", 4097),
  refusedEncoding(CONTROLLER, "serial_too_long", { serialNumber: "S".repeat(21) }),
  refusedEncoding(CONTROLLER, "model_too_long", { modelNumber: "M".repeat(41) }),
  refusedEncoding(CONTROLLER, "firmware_too_long", { firmwareRevision: "F".repeat(9) }),
  refusedEncoding(CONTROLLER, "mdts_too_large", { mdts: 256 }),
  refusedEncoding(CONTROLLER, "nn_too_large", { nn: 2 ** 32 }),
];

const namespaces: readonly WireVector[] = [
  vector(NAMESPACE, "of_large_blocks", 4096, [
    [0, [8, 7, 6, 5, 4, 3, 2, 1, 8, 7, 6, 5, 4, 3, 2, 1]],
    [128, [0x08, 0x01, 12]],
  ], { nsze: "102030405060708", blockBytes: 4096, metadataBytes: 0x108 }),
  vector(NAMESPACE, "of_small_blocks", 4096, [[0, [1, 0, 0, 0, 0, 0, 0, 0, 1]], [130, [9]]], {
    nsze: "1",
    blockBytes: 512,
    metadataBytes: 0,
  }),
  // FLBAS: the index of the format in bits 6:5 above bits 3:0, and bit 4 that says where metadata is.
  ...[1, 15, 16, 17, 63].map((index) =>
    vector(
      NAMESPACE,
      `of_format_${index}`,
      4096,
      [
        [0, [9]],
        [26, [0x90 | (index & 0xf) | ((index >> 4) << 5)]],
        [128, [0xee, 0xee, 9]],
        [128 + 4 * index, [2, 1, 12, 0xee, 0xee, 0xee, 9]],
      ],
      { nsze: "9", blockBytes: 4096, metadataBytes: 0x102 },
      "decode",
    )
  ),
  refusedDecoding(NAMESPACE, "too_short", 4095),
  refusedDecoding(NAMESPACE, "too_long", 4097),
  refusedEncoding(NAMESPACE, "size_too_large", { nsze: "10000000000000000", blockBytes: 512 }),
  refusedEncoding(NAMESPACE, "of_no_bytes", { blockBytes: 0 }),
  refusedEncoding(NAMESPACE, "of_no_power_of_two", { blockBytes: 513 }),
  refusedEncoding(NAMESPACE, "of_half_bytes", { blockBytes: "0.5" }),
  refusedEncoding(NAMESPACE, "of_too_large_blocks", { blockBytes: `${2n ** 256n}.0` }),
  refusedEncoding(NAMESPACE, "metadata_too_large", { blockBytes: 512, metadataBytes: 65536 }),
];

const full = Array.from({ length: 1024 }, (_, i) => i + 0x101);

const lists: readonly WireVector[] = [
  vector(LIST, "of_none", 4096, [], { nsids: "" }),
  vector(LIST, "of_three", 4096, [[0, [1, 0, 0, 0, 2, 0, 0, 0, 4, 3, 2, 1]]], {
    nsids: "1,2,1020304",
  }),
  vector(
    LIST,
    "that_fills_its_page",
    4096,
    [[0, full.flatMap((nsid) => [nsid & 0xff, nsid >> 8, 0, 0])]],
    { nsids: full.map((nsid) => nsid.toString(16)).join() },
  ),
  vector(LIST, "that_ends", 4096, [[0, [1, 0, 0, 0, 0, 0, 0, 0, 2]]], { nsids: "1" }, "decode"),
  refusedDecoding(LIST, "too_short", 4095),
  refusedDecoding(LIST, "too_long", 4097),
  refusedEncoding(LIST, "number_too_large", { nsids: "1,100000000" }),
  refusedEncoding(LIST, "too_many", {
    nsids: [...full, 1].map((nsid) => nsid.toString(16)).join(),
  }),
  vector("prpList", "of_none", 0, [], { entries: "" }),
  vector("prpList", "of_two", 16, [[0, [8, 7, 6, 5, 4, 3, 2, 1, 0, 0x10]]], {
    entries: "102030405060708,1000",
  }),
  refusedEncoding("prpList", "entry_too_large", { entries: "1000,10000000000000000" }),
  refusedEncoding("prpList", "entry_below_zero", { entries: "-1000" }),
  vector("prpList", "that_breaks_off", 15, [[0, [1, 0, 0, 0, 0, 0, 0, 0, 2]]], {
    entries: "1",
  }, "decode"),
];

const COMPLETION = "createCompletionQueue";
const SUBMISSION = "createSubmissionQueue";

/** A contiguous queue of 64 entries, but for what it is tied to: a vector, or a completion queue. */
function contiguous(format: string, name: string, opcode: number, flags: number, tie: Fields) {
  return vector(format, name, 64, [
    [0, [opcode, 0, 0x34, 0x12]],
    BASE,
    [40, [0x02, 0x01, 0x3f, 0x00, flags, 0x00, 0x09, 0x08]],
  ], { cid: 0x1234, qid: 0x102, entries: 64, contiguous: 1, base: "1020304056000", ...tie });
}

/** PRP1 of the commands below. */
const BASE: Pieces[number] = [24, [0, 0x60, 0x05, 0x04, 0x03, 0x02, 0x01]];

const creations: readonly WireVector[] = [
  contiguous(COMPLETION, "with_a_vector", 5, 3, { vector: 0x809 }),
  vector(COMPLETION, "without_a_vector", 64, [
    [0, [5, 0, 1]],
    BASE,
    [40, [1, 0, 0xff, 0xff]],
  ], { cid: 1, qid: 1, entries: 65536, contiguous: 0, base: "1020304056000", vector: -1 }),
  vector(
    COMPLETION,
    "whose_vector_is_not_enabled",
    64,
    [[0, [5, 0, 1]], BASE, [40, [1, 0, 1, 0, 0x01, 0x00, 0x09]]],
    { cid: 1, qid: 1, entries: 2, contiguous: 1, base: "1020304056000", vector: -1 },
    "decode",
  ),
  refusedEncoding(COMPLETION, "too_large", { entries: 65537, vector: -1 }),
  refusedEncoding(COMPLETION, "of_no_entries", { entries: 0, vector: -1 }),
  refusedEncoding(COMPLETION, "vector_too_large", { entries: 2, vector: 65536 }),
  contiguous(SUBMISSION, "contiguous", 1, 1, { cqid: 0x809 }),
  vector(SUBMISSION, "of_pages", 64, [
    [0, [1, 0, 1]],
    BASE,
    [40, [1, 0, 0xff, 0xff, 0, 0, 2]],
  ], { cid: 1, qid: 1, entries: 65536, contiguous: 0, base: "1020304056000", cqid: 2 }),
  vector(
    SUBMISSION,
    "of_low_priority",
    64,
    [[0, [1, 0, 1]], BASE, [40, [1, 0, 1, 0, 0x06, 0x00, 0x02]]],
    { cid: 1, qid: 1, entries: 2, contiguous: 0, base: "1020304056000", cqid: 2 },
    "decode",
  ),
  refusedEncoding(SUBMISSION, "too_large", { entries: 65537, cqid: 1 }),
  refusedEncoding(SUBMISSION, "of_no_entries", { entries: 0, cqid: 1 }),
  refusedEncoding(SUBMISSION, "qid_too_large", { entries: 2, qid: 65536, cqid: 1 }),
];

export const structureVectors: readonly WireVector[] = [
  ...controllers,
  ...namespaces,
  ...lists,
  ...creations,
];
