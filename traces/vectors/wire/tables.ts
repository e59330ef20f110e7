/**
 * Rows of the tables: what follows from an opcode, an offset, a status, a length.
 *
 * @module
 */

import type { Fields, WireRow } from "../wire.ts";
import { snake } from "./layouts.ts";

function row(table: string, name: string, given: Fields, fields: Fields): WireRow {
  return { name: snake(`${table}_${name}`), table, given, answer: "done", fields };
}

function refused(table: string, name: string, given: Fields): WireRow {
  return { name: snake(`${table}_${name}`), table, given, answer: "refused", fields: {} };
}

const hex = (value: bigint | number) => value.toString(16);
const digits = (opc: number) => hex(opc).padStart(2, "0");

/** Opcode, name, and what a command moves whose dwords 10, 11 and 12 are 10000h, 8 and 2. */
const OPCODES: { readonly [set: string]: readonly string[] } = {
  admin: [
    "00 Delete I/O Submission Queue: none",
    "01 Create I/O Submission Queue: queue",
    "02 Get Log Page: 2097160 fromController",
    "04 Delete I/O Completion Queue: none",
    "05 Create I/O Completion Queue: queue",
    "06 Identify: 4096 fromController",
    "08 Abort: none",
    "09 Set Features: unknown",
    "0a Get Features: unknown",
    "0c Asynchronous Event Request: none",
    "0d Namespace Management: 4096 toController",
    "10 Firmware Commit: none",
    "11 Firmware Image Download: 262148 toController",
    "14 Device Self-test: none",
    "15 Namespace Attachment: 4096 toController",
    "18 Keep Alive: none",
    "19 Directive Send: 262148 toController",
    "1a Directive Receive: 262148 fromController",
    "1c Virtualization Management: none",
    "7c Doorbell Buffer Config: unknown",
    "80 Format NVM: none",
    "81 Security Send: 8 toController",
    "82 Security Receive: 8 fromController",
    "84 Sanitize: none",
  ],
  nvm: [
    "00 Flush: none",
    "01 Write: 1536 toController",
    "02 Read: 1536 fromController",
    "04 Write Uncorrectable: none",
    "05 Compare: 1536 toController",
    "08 Write Zeroes: none",
    "09 Dataset Management: 16 toController",
    "0c Verify: none",
    "19 Copy: 96 toController",
    "7d Zone Append: 1536 toController",
  ],
};

/** Opcodes that no table has. */
const UNKNOWN: { readonly [set: string]: readonly number[] } = {
  admin: [0x03, 0x7f, 0x83, 0x85, 0xbf, 0xc0, 0xff],
  nvm: [0x03, 0x7f, 0x80, 0xff],
};

function opcodes(): WireRow[] {
  const rows: WireRow[] = [];
  for (const [set, lines] of Object.entries(OPCODES)) {
    const firstVendor = set === "admin" ? 0xc0 : 0x80;
    const add = (opc: number, name: string, moved: string) => {
      const at = `${set}_${digits(opc)}`;
      rows.push(row("opcode", at, { set, opc }, { name, vendor: opc >= firstVendor ? 1 : 0 }));
      const [length, direction] = moved.split(" ");
      const given = { set, opc, blockBytes: 512, cdw10: 0x1_0000, cdw11: 8, cdw12: 2 };
      const isData = direction !== undefined;
      const fields: Fields = isData
        ? { kind: "data", direction, length: Number(length) }
        : { kind: length };
      rows.push(row("transfer", at, given, fields));
    };
    for (const line of lines) {
      const [, opc, name, moved] = /^(..) (.*): (.*)$/.exec(line)!;
      add(parseInt(opc, 16), name, moved);
    }
    for (const opc of UNKNOWN[set]) add(opc, `${set} opcode ${digits(opc)}h`, "unknown");
  }
  return rows;
}

/** A command of 512-byte blocks, and what it moves. */
function moved(name: string, given: Fields, length: number | string): WireRow {
  const dwords = { set: "admin", blockBytes: 512, cdw10: 0, cdw11: 0, cdw12: 0 };
  const isWritten = [0x02, 0x0a, 0x82].includes(given.opc as number);
  const fields: Fields = typeof length === "string"
    ? { kind: length }
    : { kind: "data", direction: isWritten ? "fromController" : "toController", length };
  return row("transfer", name, { ...dwords, ...given }, fields);
}

/** Bytes of data that each feature comes with. */
const FEATURE_BYTES: { readonly [feature: number]: number | undefined } = {
  ...{ 0x01: 0, 0x02: 0, 0x03: 4096, 0x04: 0, 0x05: 0, 0x06: 0, 0x07: 0, 0x08: 0, 0x09: 0 },
  ...{ 0x0a: 0, 0x0b: 0, 0x0c: 256, 0x0e: 8, 0x10: 0, 0x16: 512, 0x81: 8 },
};

function features(): WireRow[] {
  const known = Object.keys(FEATURE_BYTES).map(Number);
  return [...known, 0x00, 0x0d, 0x0f, 0x11, 0x17, 0x80, 0x82].map((feature) => {
    const length = FEATURE_BYTES[feature] ?? "unknown";
    // Bits above 7:0 say what of the feature is wanted.
    const given = { opc: 0x0a, cdw10: 0x200 | feature };
    return moved(`get_feature_${digits(feature)}`, given, length === 0 ? "none" : length);
  });
}

const transfers: readonly WireRow[] = [
  ...features(),
  moved("set_feature_of_8_bytes", { opc: 0x09, cdw10: 0x8000_000e }, 8),
  moved("set_feature_of_none", { opc: 0x09, cdw10: 0x07 }, "none"),
  moved("set_feature_unknown", { opc: 0x09, cdw10: 0xc1 }, "unknown"),
  moved("get_host_identifier_extended", { opc: 0x0a, cdw10: 0x81, cdw11: 1 }, 16),
  moved("get_host_identifier_bit_1", { opc: 0x0a, cdw10: 0x81, cdw11: 2 }, 8),
  moved("get_host_identifier_odd", { opc: 0x0a, cdw10: 0x81, cdw11: 3 }, 16),
  moved("log_page_of_a_dword", { opc: 0x02, cdw10: 0xffff }, 4),
  moved("log_page_of_257_kib", { opc: 0x02, cdw10: 0x00ff_0002, cdw11: 1 }, 0x1_0100 * 4),
  moved("log_page_of_16_gib", { opc: 0x02, cdw10: 0xffff_0002, cdw11: 0xffff_ffff }, 2 ** 34),
  moved("firmware_of_16_gib", { opc: 0x11, cdw10: 0xffff_ffff }, 2 ** 34),
  moved("security_receive_of_600_bytes", { opc: 0x82, cdw11: 600 }, 600),
  moved("security_receive_of_nothing", { opc: 0x82 }, "none"),
  moved("security_send_of_nothing", { opc: 0x81 }, "none"),
  moved("security_send_of_a_byte", { opc: 0x81, cdw11: 1 }, 1),
  moved("namespace_deletion", { opc: 0x0d, cdw10: 1 }, "none"),
  moved("namespace_management_8", { opc: 0x0d, cdw10: 8 }, "none"),
  moved("namespace_creation", { opc: 0x0d, cdw10: 0x10 }, 4096),
  moved("write_of_all_blocks", { set: "nvm", opc: 0x01, cdw12: 0xffff }, 0x1_0000 * 512),
  moved("read_of_one_block", { set: "nvm", opc: 0x02, cdw12: 0xc000_0000 }, 512),
  moved("read_of_a_block_of_4_kib", { set: "nvm", opc: 0x02, blockBytes: 4096 }, 4096),
  moved("ranges_all", { set: "nvm", opc: 0x09, cdw10: 0xff }, 4096),
  moved("ranges_one", { set: "nvm", opc: 0x09, cdw10: 0xffff_ff00 }, 16),
  ...[32, 40, 32, 40, "unknown"].map((bytes, format) =>
    moved(`copy_of_format_${format}`, { set: "nvm", opc: 0x19, cdw12: format << 8 }, bytes)
  ),
  moved("copy_of_format_15", { set: "nvm", opc: 0x19, cdw12: 0xf00 }, "unknown"),
  moved("copy_of_format_16", { set: "nvm", opc: 0x19, cdw12: 0x1000 }, 32),
  moved("copy_of_all_ranges", { set: "nvm", opc: 0x19, cdw12: 0x00ff }, 256 * 32),
  moved("copy_of_two_ranges", { set: "nvm", opc: 0x19, cdw12: 0x0101 }, 80),
];

const DESCRIPTORS: { readonly [type: number]: string } = {
  0x0: "data block",
  0x1: "bit bucket",
  0x2: "segment",
  0x3: "last segment",
  0x4: "keyed data block",
  0x5: "transport data block",
  0xf: "vendor specific",
};

const sgls: readonly WireRow[] = [
  ...[0, 1, 2, 3].map((psdt) =>
    row("pointer", `${psdt}`, { psdt }, { kind: psdt === 0 ? "prp" : "sgl" })
  ),
  ...Array.from(
    { length: 16 },
    (_, type) => row("descriptor", `${type}`, { type }, { name: DESCRIPTORS[type] ?? "reserved" }),
  ),
];

/** Pages of a transfer, and what PRP2 is. */
function pages(name: string, prp1: number, length: number, count: number, pageBytes = 4096) {
  const kind = count === 1 ? "onePage" : count === 2 ? "twoPages" : "list";
  const entries = count > 2 ? count - 1 : 0;
  const fields = { pages: count, offset: prp1 % pageBytes, kind, entries };
  return row("pages", name, { prp1: hex(prp1), length, pageBytes }, fields);
}

const ofPages = { prp1: "1000", length: 0, pageBytes: 4096 };

const prps: readonly WireRow[] = [
  pages("one_byte", 0x1000, 1, 1),
  pages("one_page", 0x1000, 4096, 1),
  pages("last_byte", 0x1fff, 1, 1),
  pages("to_the_end", 0x1ffc, 4, 1),
  pages("over_the_end", 0x1ffc, 5, 2),
  pages("two_pages", 0x1000, 8192, 2),
  pages("a_page_from_inside", 0x1004, 4096, 2),
  pages("two_pages_from_inside", 0x1004, 8192, 3),
  pages("two_to_the_end", 0x1ffc, 4100, 2),
  pages("two_over_the_end", 0x1ffc, 4101, 3),
  pages("three_pages", 0x1000, 3 * 4096, 3),
  pages("one_large_page", 0x2000, 8192, 1, 8192),
  pages("from_inside_a_large_page", 0x3000, 8192, 2, 8192),
  row("pages", "topmost", { prp1: "fffffffffffffffc", length: 4, pageBytes: 4096 }, {
    pages: 1,
    offset: 4092,
    kind: "onePage",
    entries: 0,
  }),
  refused("pages", "of_nothing", ofPages),
  refused("pages", "of_less_than_nothing", { ...ofPages, length: -4 }),
  refused("pages", "of_half_bytes", { ...ofPages, length: "1.5" }),
  ...([
    ["one_page", "1000", "", 4096, "1000:4096"],
    ["part_of_a_page", "1010", "", 16, "1010:16"],
    ["two_parts", "1e00", "9000", 1024, "1e00:512,9000:512"],
    ["three_pages", "1000", "9000,5000", 12288, "1000:4096,9000:4096,5000:4096"],
    ["three_parts", "1ff0", "9000,5000", 4128, "1ff0:16,9000:4096,5000:16"],
  ] as const).map(([name, prp1, following, length, shares]) =>
    row("shares", name, { prp1, following, length, pageBytes: 4096 }, { shares })
  ),
  refused("shares", "too_few", { prp1: "1000", following: "", length: 4097, pageBytes: 4096 }),
  refused("shares", "too_many", { prp1: "1000", following: "9000", length: 4096, pageBytes: 4096 }),
  ...([["1000", 512], ["1008", 511], ["1ff0", 2], ["1ff8", 1], ["1ffc", 0]] as const).map((
    [pointer, slots],
  ) => row("list", pointer, { pointer, pageBytes: 4096 }, { slots })),
  ...["0", "1", "2", "4", "8", "c", "1000", "fffffffffffffff8"].map((address) =>
    row("alignment", address, { address, to: 8 }, {
      aligned: BigInt(`0x${address}`) % 8n === 0n ? 1 : 0,
    })
  ),
];

const KINDS = ["submissionTail", "completionHead"] as const;

function doorbells(): WireRow[] {
  const rows: WireRow[] = [];
  for (const dstrd of [0, 1, 2, 15]) {
    for (const qid of [0, 1, 2, 255, 65535]) {
      KINDS.forEach((kind, side) => {
        const offset = hex(0x1000 + (2 * qid + side) * 4 * 2 ** dstrd);
        const name = `${kind}_${qid}_stride_${dstrd}`;
        rows.push(row("doorbell", name, { offset, dstrd }, { kind, qid }));
        rows.push(row("doorbellOffset", name, { kind, qid, dstrd }, { offset }));
      });
    }
  }
  const last = 0x1000 + 2 * 0x1_0000 * 4;
  for (const offset of [0, 0xff8, 0xffc, 0x1001, 0x1002, 0x1003, last, last + 4]) {
    rows.push(row("doorbell", `none_${hex(offset)}`, { offset: hex(offset), dstrd: 0 }, {
      kind: "none",
    }));
  }
  rows.push(row("doorbell", "between", { offset: "1004", dstrd: 1 }, { kind: "none" }));
  return rows;
}

/** Offset, width and name of every register. */
const REGISTERS = "0 8 cap, 8 4 vs, c 4 intms, 10 4 intmc, 14 4 cc, 1c 4 csts, 20 4 nssr, " +
  "24 4 aqa, 28 8 asq, 30 8 acq, 38 4 cmbloc, 3c 4 cmbsz, 40 4 bpinfo, 44 4 bprsel, " +
  "48 8 bpmbl, 50 8 cmbmsc, 58 4 cmbsts, 5c 4 cmbebs, 60 4 cmbswtp, 64 4 nssd, 68 4 crto, " +
  "e00 4 pmrcap, e04 4 pmrctl, e08 4 pmrsts, e0c 4 pmrebs, e10 4 pmrswtp, e14 4 pmrmscl, " +
  "e18 4 pmrmscu";

const registers: readonly WireRow[] = [
  ...REGISTERS.split(", ").map((line) => {
    const [offset, width, name] = line.split(" ");
    return row("register", name, { offset }, { name, width: Number(width) });
  }),
  ...["1", "4", "15", "16", "18", "2c", "34", "6c", "dfc", "e1c", "1000"].map((offset) =>
    row("register", `none_${offset}`, { offset }, { name: "none" })
  ),
  ...[[0, 4096], [1, 8192], [4, 65536], [15, 2 ** 27]].map(([mps, length]) =>
    row("page", `${mps}`, { mps }, { length })
  ),
  row("deletion", "1", { cdw10: 1 }, { qid: 1 }),
  row("deletion", "all_bits", { cdw10: 0xffff_ffff }, { qid: 0xffff }),
  row("deletion", "other_bits", { cdw10: 0xabcd_0000 }, { qid: 0 }),
];

const STATUSES = "0/0 success, 0/1 invalidOpcode, 0/2 invalidField, 0/4 dataTransferError, " +
  "0/b invalidNamespace, 0/80 lbaOutOfRange, 1/0 invalidCompletionQueue, " +
  "1/1 invalidQueueIdentifier, 1/2 invalidQueueSize, 1/5 asynchronousEventLimit, " +
  "1/c invalidQueueDeletion, 2/85 compareFailure, 0/ff status 0/ffh, 7/1 status 7/01h, " +
  "2/0 status 2/00h";

const statuses = STATUSES.split(", ").map((line) => {
  const [, sct, sc, name] = /^(.)\/(\w+) (.*)$/.exec(line)!;
  const succeeded = sct === "0" && sc === "0" ? 1 : 0;
  return row("status", `${sct}_${sc}`, { sct: Number(sct), sc: parseInt(sc, 16) }, {
    name,
    succeeded,
  });
});

/** Numbers that have names. */
const NUMBERS: { readonly [name: string]: number } = {
  SUBMISSION_ENTRY_BYTES: 64,
  COMPLETION_ENTRY_BYTES: 16,
  SGL_DESCRIPTOR_BYTES: 16,
  PRP_ENTRY_BYTES: 8,
  IDENTIFY_BYTES: 4096,
  DOORBELL_BASE: 0x1000,
  DOORBELL_BYTES: 4,
  QUEUE_LEAST_ENTRIES: 2,
  ADMIN_QUEUE_MOST_ENTRIES: 4096,
  "CNS.namespace": 0,
  "CNS.controller": 1,
  "CNS.activeNamespaces": 2,
  "OPC.deleteSubmissionQueue": 0x00,
  "OPC.createSubmissionQueue": 0x01,
  "OPC.getLogPage": 0x02,
  "OPC.deleteCompletionQueue": 0x04,
  "OPC.createCompletionQueue": 0x05,
  "OPC.identify": 0x06,
  "OPC.abort": 0x08,
  "OPC.setFeatures": 0x09,
  "OPC.getFeatures": 0x0a,
  "OPC.asynchronousEventRequest": 0x0c,
  "OPC.doorbellBufferConfig": 0x7c,
  "OPC.flush": 0x00,
  "OPC.write": 0x01,
  "OPC.read": 0x02,
  "OPC.compare": 0x05,
  "OPC.writeZeroes": 0x08,
  "OPC.datasetManagement": 0x09,
  "OPC.verify": 0x0c,
  "FEATURE.arbitration": 0x01,
  "FEATURE.powerManagement": 0x02,
  "FEATURE.temperatureThreshold": 0x04,
  "FEATURE.errorRecovery": 0x05,
  "FEATURE.volatileWriteCache": 0x06,
  "FEATURE.numberOfQueues": 0x07,
  "FEATURE.interruptCoalescing": 0x08,
  "FEATURE.interruptVectorConfiguration": 0x09,
  "FEATURE.writeAtomicity": 0x0a,
  "FEATURE.asynchronousEventConfiguration": 0x0b,
  "FEATURE.hostMemoryBuffer": 0x0d,
  "FEATURE.timestamp": 0x0e,
};

const numbers = Object.entries(NUMBERS).map(([name, value]) =>
  row("number", name.replaceAll(".", "_").toLowerCase(), { name }, { value })
);

const words: readonly WireRow[] = [
  row("word", "of_one_bit", { bits: 1, layout: "a:0:1" }, {}),
  row("word", "of_32_bits", { bits: 32, layout: "a:0:32" }, {}),
  row("word", "of_two_fields", { bits: 8, layout: "a:0:3,b:3:5" }, {}),
  refused("word", "with_a_gap", { bits: 8, layout: "a:0:3,b:4:4" }),
  refused("word", "with_an_overlap", { bits: 8, layout: "a:0:4,b:3:5" }),
  refused("word", "that_begins_late", { bits: 8, layout: "a:1:7" }),
  refused("word", "that_ends_early", { bits: 8, layout: "a:0:7" }),
  refused("word", "that_ends_late", { bits: 8, layout: "a:0:9" }),
  refused("word", "with_a_field_of_no_bits", { bits: 1, layout: "a:0:0,b:0:1" }),
  refused("word", "with_a_field_of_33_bits", { bits: 33, layout: "a:0:33" }),
];

/** Two windows that adjoin, one apart from them, and the last page of the address space. */
const WINDOWS = "1000:1000,2000:2000,5000:1000,fffffffffffff000:1000";

const extents: readonly WireRow[] = ([
  ["whole_window", "1000", "1000", "yes"],
  ["first_byte", "1000", "1", "yes"],
  ["last_byte", "1fff", "1", "yes"],
  ["across_two_windows", "1800", "1000", "yes"],
  ["all_of_two_windows", "1000", "3000", "yes"],
  ["one_byte_before", "fff", "1", "outside"],
  ["from_one_byte_before", "fff", "2", "outside"],
  ["one_byte_after", "4000", "1", "outside"],
  ["to_one_byte_after", "3fff", "2", "overrun"],
  ["one_byte_too_long", "1000", "3001", "overrun"],
  ["across_a_gap", "3000", "2001", "overrun"],
  ["over_all_windows", "1000", "5000", "overrun"],
  ["in_the_gap", "4800", "10", "outside"],
  ["nothing_in_a_window", "1000", "0", "outside"],
  ["nothing_in_the_gap", "4800", "0", "outside"],
  ["last_page", "fffffffffffff000", "1000", "yes"],
  ["topmost_byte", "ffffffffffffffff", "1", "yes"],
  ["beyond_the_topmost_byte", "ffffffffffffffff", "2", "overrun"],
  ["around_the_whole_address_space", "fffffffffffff000", "ffffffffffffffff", "overrun"],
  ["from_zero", "0", "1", "outside"],
] as const).map(([name, base, length, covered]) =>
  row("extent", name, { windows: WINDOWS, base, length }, { covered })
);

/** Windows that cannot stand together. */
const misplaced: readonly WireRow[] = ([
  ["the_same", "1000:1000,1000:1000"],
  ["that_begin_together", "1000:1000,1000:2000"],
  ["that_overlap_by_a_byte", "1000:1001,2000:1000"],
  ["that_overlap_by_a_byte_the_other_way", "2000:1000,1000:1001"],
  ["within_another", "1000:4000,2000:1000"],
  ["around_another", "2000:1000,1000:4000"],
  ["of_no_bytes", "1000:0"],
  ["below_zero", "-1000:1000"],
  ["beyond_the_address_space", "ffffffffffffffff:2"],
  ["of_more_than_the_address_space", "0:10000000000000001"],
] as const).map(([name, windows]) =>
  refused("extent", `windows_${name}`, { windows, base: "1000", length: "1" })
);

const placed: readonly WireRow[] = [
  row("extent", "no_windows", { windows: "", base: "1000", length: "1" }, { covered: "outside" }),
  row("extent", "windows_that_adjoin_in_any_order", {
    windows: "3000:1000,1000:1000,2000:1000",
    base: "1000",
    length: "3000",
  }, { covered: "yes" }),
  row("extent", "one_window_of_all_there_is", {
    windows: "0:10000000000000000",
    base: "ffffffffffffffff",
    length: "1",
  }, { covered: "yes" }),
];

export const tableRows: readonly WireRow[] = [
  ...opcodes(),
  ...transfers,
  ...sgls,
  ...prps,
  ...doorbells(),
  ...registers,
  ...statuses,
  ...numbers,
  ...words,
  ...extents,
  ...misplaced,
  ...placed,
];
