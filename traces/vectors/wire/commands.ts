/**
 * Rows about commands: names of opcodes, what they move, and how they point to it.
 *
 * @module
 */

import type { Fields, WireRow } from "../wire.ts";
import { hex, row } from "./row.ts";

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

export const commandRows: readonly WireRow[] = [...opcodes(), ...transfers, ...sgls];
