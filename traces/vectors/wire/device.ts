/**
 * Rows about the device: its registers and doorbells, what it answers, and numbers that have names.
 *
 * @module
 */

import type { WireRow } from "../wire.ts";
import { hex, refused, row } from "./row.ts";

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

export const deviceRows: readonly WireRow[] = [
  ...doorbells(),
  ...registers,
  ...statuses,
  ...numbers,
  ...words,
];
