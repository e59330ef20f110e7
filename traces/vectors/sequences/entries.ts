/**
 * Fields of an entry: what carries an address, or changes how others are read, and what is passed on.
 *
 * @module
 */

import {
  ADMIN_OPCODES,
  NVM_OPCODES,
  OPC,
  type SubmissionEntry,
  submissionEntry,
} from "../../../spec/nvme/mod.ts";
import {
  DATA,
  DATA_2,
  entryBytes,
  IO_SQ,
  LAST,
  NEXT,
  OWN,
  type Script,
  withName,
} from "../script.ts";
import { from, host, identify, ioOn, read, type Scripts } from "./setups.ts";

type Fields = Partial<SubmissionEntry>;

/** Commands that an admin queue, and an I/O queue, publishes. */
const ADMIN = [
  OPC.deleteSubmissionQueue,
  OPC.createSubmissionQueue,
  OPC.getLogPage,
  OPC.deleteCompletionQueue,
  OPC.createCompletionQueue,
  OPC.identify,
  OPC.abort,
  OPC.setFeatures,
  OPC.getFeatures,
  OPC.asynchronousEventRequest,
];
const NVM = [
  OPC.flush,
  OPC.write,
  OPC.read,
  OPC.compare,
  OPC.writeZeroes,
  OPC.datasetManagement,
  OPC.verify,
];

/** Opcodes that are looked at one by one: those that the specification names, and edges of ranges. */
const EDGES = [0x03, 0x07, 0x0b, 0x0f, 0x1f, 0x7f, 0x80, 0xbf, 0xc0, 0xff];

/** Every opcode that is not allowed, in an entry that is in order otherwise. */
function opcodes(
  script: Script,
  known: { readonly [opc: number]: unknown },
  allowed: readonly number[],
  ring: bigint,
  queue: number,
): Script {
  const numbers = new Set([...Object.keys(known).map(Number), ...EDGES]);
  script.entry(0, { ...identify(), nsid: 1 }, ring);
  for (const opc of [...numbers].sort((a, b) => a - b)) {
    if (allowed.includes(opc)) continue;
    script.store(ring, opc.toString(16).padStart(2, "0")).ring(1, "opcode", queue);
  }
  return script;
}

/** A field of an otherwise good entry at each of some values: all refused, then the entry itself. */
function refusedAt(
  field: keyof SubmissionEntry,
  values: readonly (number | bigint)[],
  reasons: string,
): Script {
  const script = from("enabled");
  for (const value of values) script.command({ ...identify(), [field]: value }, reasons);
  return script.command(identify());
}

/** An entry is fetched as it was written, but for what is replaced. */
function published(entry: Fields, bytes: string = entryBytes(entry)): Script {
  return from("enabled").command(entry).fetch(0, bytes);
}

function publishedIo(entry: Fields, bytes: string = entryBytes(entry)): Script {
  return from("io").entry(0, entry, IO_SQ).ringIo(1).fetch(0, bytes, "iosq");
}

/** Features: the allowed ones, in each of the ways in which they may be asked for. */
const FEATURES = [0x01, 0x02, 0x04, 0x05, 0x06, 0x07, 0x08, 0x09, 0x0a, 0x0b, 0x0e];

function features(): Script {
  const script = from("enabled");
  FEATURES.slice(0, 7).forEach((cdw10, slot) =>
    script.entry(slot, { opc: OPC.setFeatures, cid: slot, cdw10, prp1: DATA })
  );
  script.ring(7);
  FEATURES.slice(0, 7).forEach((_, slot) => script.post(slot, { cid: slot, sqhd: 7 }));
  script.interrupt({ woken: "0:0,0:1,0:2,0:3,0:4,0:5,0:6" });
  FEATURES.slice(7).forEach((cdw10, i) =>
    script.entry((7 + i) % 8, { opc: OPC.getFeatures, cid: i, cdw10, prp1: DATA })
  );
  return script.ring(3);
}

/** Get Features asks for the current, default and saved value, and for no more. */
function selects(): Script {
  const script = from("enabled");
  for (const select of [3, 4, 7]) {
    script.command(
      { opc: OPC.getFeatures, cid: 1, cdw10: 0x0e | (select << 8), prp1: DATA },
      "feature,opcode",
    );
  }
  for (const select of [0, 1, 2]) {
    const cdw10 = 0x0e | (select << 8);
    script.entry(select, { opc: OPC.getFeatures, cid: select, cdw10, prp1: DATA });
  }
  return script.ring(3);
}

/** Bits of CDW10 that Set Features and Get Features leave to the future. */
function reservedFeatures(): Script {
  const script = from("enabled");
  const known: readonly (readonly [opc: number, first: number, last: number])[] = [
    [OPC.setFeatures, 8, 30],
    [OPC.getFeatures, 11, 31],
  ];
  for (const [opc, first, last] of known) {
    for (let bit = first; bit <= last; bit++) {
      const cdw10 = (0x0e | (1 << bit)) >>> 0;
      script.command({ opc, cid: 1, cdw10, prp1: DATA }, "reservedBits,feature,opcode");
    }
  }
  return script.command({ opc: OPC.setFeatures, cid: 1, cdw10: 0x8000_000e, prp1: DATA })
    .needs("commands");
}

/** Commands that are refused for what they would enable, by name. */
function inDetail(): Script {
  const refused = (reason: string, detail: string) =>
    ({ outcome: "refused", reason, detail }) as const;
  const buffers = { opc: OPC.doorbellBufferConfig, cid: 1, prp1: DATA, prp2: LAST };
  const script = from("enabled").command(buffers, refused("opcode", "doorbellBuffer"));
  for (const opc of [OPC.setFeatures, OPC.getFeatures]) {
    script.command(
      { opc, cid: 1, cdw10: 0x0d },
      refused("hostMemoryBuffer,feature,opcode", "hostMemoryBuffer"),
    );
  }
  return script;
}

function refusedFeatures(): Script {
  const script = from("enabled");
  for (const opc of [OPC.setFeatures, OPC.getFeatures]) {
    for (const feature of [0x00, 0x03, 0x0c, 0x0f, 0x10, 0x16, 0x80, 0x81, 0xc0, 0xff]) {
      script.command({ opc, cid: 1, cdw10: feature, prp1: DATA }, "feature,opcode");
    }
    script.command({ opc, cid: 1, cdw10: 0x0d, prp1: DATA }, "hostMemoryBuffer,feature,opcode");
  }
  return script;
}

const log = (page: number, dwords: number, more: Fields = {}) => ({
  opc: OPC.getLogPage,
  cid: 0x51,
  cdw10: (page | (((dwords - 1) & 0xffff) << 16)) >>> 0,
  cdw11: (dwords - 1) >>> 16,
  prp1: DATA,
  ...more,
});

function logPages(): Script {
  const script = from("enabled");
  for (const page of [0x00, 0x07, 0x0d, 0x70, 0x81, 0xc0, 0xff]) {
    script.command(log(page, 128), "logPage,opcode");
  }
  [1, 2, 3, 4, 5, 6].forEach((page, slot) => script.entry(slot, { ...log(page, 128), cid: slot }));
  return script.ring(6);
}

/** The longest transfer from an offset, and one that is a little longer. */
function longest(): Script {
  const script = from("io");
  const most = 0x2_0000 / 512;
  const pages = [DATA_2, DATA_2, LAST];
  script.list(LAST, Array.from({ length: 31 }, (_, i) => pages[i % 3]));
  return script.entry(0, read(most + 1, DATA, LAST), IO_SQ).ringIo(1, "transferTooLong")
    .entry(0, read(0x1_0000, DATA, LAST), IO_SQ).ringIo(1, "transferTooLong")
    .entry(0, read(most, DATA, LAST), IO_SQ).ringIo(1);
}

/** Transfers whose length is an entry's own, so that the last dword of them ends a window, or passes it. */
function lengths(): { [name: string]: Script } {
  const scripts: { [name: string]: Script } = {};
  // Not every kernel serves these.
  const more = ["timestamp_that_is_asked_for", "range_of", "ranges_of"];
  // The data ends with the window's last page where it is as long as wanted, and passes it if longer.
  const at = (bytes: number) => NEXT - BigInt(bytes);
  const fits: { readonly [name: string]: readonly [number, Fields] } = {
    log_page_of_a_dword: [4, log(2, 1)],
    log_page_of_two_dwords: [8, log(2, 2)],
    log_page_of_512_bytes: [512, log(2, 128)],
    timestamp: [8, { opc: OPC.setFeatures, cid: 1, cdw10: 0x0e }],
    timestamp_that_is_asked_for: [8, { opc: OPC.getFeatures, cid: 1, cdw10: 0x0e }],
  };
  for (const [name, [bytes, entry]] of Object.entries(fits)) {
    const longer = at(bytes) + 4n;
    scripts[`${name}_at_the_end`] = from("enabled")
      .command({ ...entry, prp1: longer, prp2: NEXT }, "outOfWindow")
      .command({ ...entry, prp1: at(bytes), prp2: NEXT });
  }
  const io: { readonly [name: string]: readonly [number, Fields] } = {
    block_that_is_read: [512, { opc: OPC.read }],
    blocks_that_are_written: [1024, { opc: OPC.write, cdw12: 1 }],
    block_that_is_compared: [512, { opc: OPC.compare }],
    range_of_a_data_set: [16, { opc: OPC.datasetManagement }],
    two_ranges_of_a_data_set: [32, { opc: OPC.datasetManagement, cdw10: 1 }],
    all_ranges_of_a_data_set: [4096, { opc: OPC.datasetManagement, cdw10: 0xff }],
  };
  for (const [name, [bytes, entry]] of Object.entries(io)) {
    const command = { cid: 2, nsid: 1, prp2: NEXT, ...entry };
    scripts[`${name}_at_the_end`] = from("io")
      .entry(0, { ...command, prp1: at(bytes) + 4n }, IO_SQ).ringIo(1, "outOfWindow")
      .entry(0, { ...command, prp1: at(bytes) }, IO_SQ).ringIo(1);
  }
  for (const [name, script] of Object.entries(scripts)) {
    if (more.some((part) => name.includes(part))) script.needs("commands");
  }
  return scripts;
}

/** Dwords of an entry that depend on the command, and which of them a command uses. */
const DWORDS = ["cdw2", "cdw3", "cdw10", "cdw11", "cdw12", "cdw13", "cdw14", "cdw15"] as const;
type Dwords = readonly (typeof DWORDS[number])[];

const ADMIN_DWORDS: { readonly [opc: number]: Dwords } = {
  [OPC.deleteSubmissionQueue]: ["cdw10"],
  [OPC.createCompletionQueue]: ["cdw10", "cdw11"],
  [OPC.getLogPage]: ["cdw10", "cdw11", "cdw12", "cdw13", "cdw14"],
  [OPC.identify]: ["cdw10", "cdw11", "cdw14"],
  [OPC.abort]: ["cdw10"],
  [OPC.setFeatures]: ["cdw10", "cdw11", "cdw14"],
  [OPC.asynchronousEventRequest]: [],
};

/** Good entries of those commands. */
const GOOD: readonly Fields[] = [
  { opc: OPC.createCompletionQueue, cdw10: 0x7_0001, cdw11: 1, prp1: DATA },
  { opc: OPC.getLogPage, cdw10: 0x7f_0002, prp1: DATA },
  { opc: OPC.identify, cdw10: 1, prp1: DATA },
  { opc: OPC.abort },
  { opc: OPC.setFeatures, cdw10: 7 },
  { opc: OPC.asynchronousEventRequest },
];

/** Each dword that a command does not use, set; then the command without. */
function reservedDwords(good: Fields): Script {
  const script = from("enabled");
  for (const dword of DWORDS) {
    if (ADMIN_DWORDS[good.opc!].includes(dword)) continue;
    script.command({ ...good, [dword]: 1 }, "reservedBits,opcode");
  }
  if (good.opc === OPC.asynchronousEventRequest) script.needs("commands");
  return script.command(good);
}

function reservedIoDwords(): Script {
  const script = from("io");
  for (const dword of DWORDS) {
    script.entry(0, { opc: OPC.flush, cid: 1, nsid: 1, [dword]: 1 << 30 }, IO_SQ)
      .ringIo(1, "reservedBits,opcode");
  }
  return script.entry(0, { opc: OPC.flush, cid: 1, nsid: 1 }, IO_SQ).ringIo(1);
}

/** All fields of an entry that are passed on, each with a value of its own. */
const PASSED = submissionEntry({
  opc: OPC.verify,
  cid: 0x1234,
  nsid: 1,
  cdw2: 0x0203_0405,
  cdw3: 0x3132_3334,
  cdw10: 0xa0a1_a2a3,
  cdw11: 0xb0b1_b2b3,
  cdw12: 0xc0c1_c2c3,
  cdw13: 0xd0d1_d2d3,
  cdw14: 0xe0e1_e2e3,
  cdw15: 0xf0f1_f2f3,
});

export const entries: Scripts = {
  admin_opcodes_that_are_not_allowed: opcodes(from("enabled"), ADMIN_OPCODES, ADMIN, OWN, 0),
  io_opcodes_that_are_not_allowed: opcodes(from("io"), NVM_OPCODES, NVM, IO_SQ, 1),
  no_sgl: refusedAt("psdt", [1, 2, 3], "sgl"),
  no_fused_command: refusedAt("fuse", [1, 2, 3], "fused"),
  no_reserved_bits: refusedAt("reserved10", [1, 2, 4, 8, 15], "reservedBits,fused,opcode"),
  no_metadata: refusedAt("mptr", [1n, LAST, 1n << 63n], "metadata"),
  no_sgl_in_an_io_queue: from("io").entry(0, { ...read(1), psdt: 1 }, IO_SQ).ringIo(1, "sgl"),
  no_metadata_in_an_io_queue: from("io").entry(0, { ...read(1), mptr: LAST }, IO_SQ)
    .ringIo(1, "metadata"),
  no_doorbell_buffer: from("enabled")
    .command({ opc: OPC.doorbellBufferConfig, cid: 1, prp1: DATA, prp2: LAST }, "opcode"),
  refusals_in_detail: inDetail(),
  features_with_reserved_bits: reservedFeatures(),
  features_that_are_allowed: features().needs("commands"),
  features_that_are_not_allowed: refusedFeatures(),
  features_are_asked_for_by_value: selects().needs("commands"),
  log_pages: logPages(),
  log_page_of_more_than_a_page_list: from("enabled").list(LAST, [DATA, DATA_2])
    .command(log(2, 0x1_0000, { prp2: LAST }), "transferTooLong")
    .command(log(2, 0x8001, { prp2: LAST }), "transferTooLong"),
  transfer_of_all_that_is_allowed: longest(),
  ...lengths(),
  no_other_namespace: from("io").entry(0, { ...read(1), nsid: 2 }, IO_SQ)
    .ringIo(1, "namespace,opcode").entry(0, { ...read(1), nsid: 0 }, IO_SQ)
    .ringIo(1, "namespace,opcode").entry(0, { ...read(1), nsid: 0xffff_ffff }, IO_SQ)
    .ringIo(1, "namespace,opcode").entry(0, read(1), IO_SQ).ringIo(1),
  no_namespace_with_metadata: ioOn(host().reset({ metadata: 8 })).entry(0, read(1), IO_SQ)
    .ringIo(1, "metadata").entry(0, { opc: OPC.flush, cid: 1, nsid: 1 }, IO_SQ).ringIo(1),
  ...Object.fromEntries(
    GOOD.map((good) => [`reserved_dwords_of_opcode_${good.opc}`, reservedDwords(good)]),
  ),
  reserved_dwords_of_an_io_command: reservedIoDwords(),
  all_fields_are_passed_on: publishedIo(PASSED).needs("commands"),
  namespaces_are_passed_on: published({ ...identify(), nsid: 0x2345_6789 }),
  fields_of_a_read_are_passed_on: publishedIo({ ...PASSED, ...read(3) }),
  identifier_of_all_ones: published({ opc: OPC.abort, cid: 0xffff }),
  pointers_are_passed_on: published(identify(DATA + 0x200n, DATA_2)),
  reserved_pointer_is_cleared: published(
    identify(DATA, 0xdead_beefn),
    entryBytes(identify(DATA)),
  ),
  pointers_of_no_data_are_cleared: published(
    { opc: OPC.abort, cid: 3, cdw10: 7, prp1: 0xdead_beefn, prp2: LAST },
    entryBytes({ opc: OPC.abort, cid: 3, cdw10: 7 }),
  ),
  io_commands_are_passed_on: publishedIo({ ...read(16, DATA, DATA_2), cdw10: 77, cdw11: 1 }),
  io_commands_without_data: publishedIo({ opc: OPC.flush, cid: 9, nsid: 1 })
    .entry(1, { opc: OPC.writeZeroes, cid: 10, nsid: 1, cdw10: 1, cdw12: 7 }, IO_SQ)
    .entry(2, { opc: OPC.verify, cid: 11, nsid: 1 }, IO_SQ).ringIo(3).needs(
      "commands",
    ),
  synthetic_pointers_are_translated: from("synthetic").command(identify(DATA + 0x800n, DATA_2))
    .ask({ op: "dmaRead", address: "$asq", length: 64 }, {
      bytes: withName(
        withName(entryBytes(identify()), 32, "window0_5"),
        24,
        "window0_4+800",
      ),
    }),
};
