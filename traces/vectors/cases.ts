/**
 * The vectors as they are written down: what a doorbell publishes, and the answer that the
 * specification demands. `doorbells_v1.json` is made from them.
 *
 * @module
 */

import { createSubmissionQueue, OPC } from "../../spec/nvme/mod.ts";
import { everyCase } from "./every_case.ts";
import type { VectorFile } from "./format.ts";
import {
  type Case,
  completionQueue,
  DATA,
  ENTRIES,
  FOREIGN,
  identify,
  LAST,
  listed,
  log,
  NEXT,
  OWN,
  refused,
  vectorOf,
  window,
  WINDOWS,
} from "./vector_case.ts";

const cases: { readonly [name: string]: Case } = {
  one_page: { entries: [identify(DATA)] },
  offset_over_two_pages: { entries: [identify(DATA + 0x200n, LAST)] },
  reserved_second_pointer: { entries: [identify(DATA, 0xdead_beefn)] },
  no_data: { entries: [{ opc: OPC.abort, cid: 0x51 }] },
  to_the_controller: { entries: [{ opc: OPC.setFeatures, cid: 1, cdw10: 0x0e, prp1: DATA }] },
  list: {
    entries: [listed(LAST + 0x800n)],
    lists: [[LAST + 0x800n, [DATA, LAST]]],
  },
  list_at_the_end_of_its_page: {
    entries: [listed(LAST + 0xff0n)],
    lists: [[LAST + 0xff0n, [DATA, LAST]]],
  },
  batch_across_the_wrap: {
    oldTail: 6,
    newTail: 1,
    entries: [identify(DATA), { ...identify(LAST), cid: 0x52 }, { ...identify(DATA), cid: 0x53 }],
  },
  queue: {
    entries: [completionQueue(256, DATA)],
  },
  queue_over_two_adjoining_windows: {
    windows: [...WINDOWS, window(1, NEXT, 1)],
    entries: [completionQueue(512, LAST)],
  },

  out_of_window: { entries: [identify(OWN - 0x1000n)], ...refused("outOfWindow") },
  top_of_the_address_space: {
    entries: [identify(0xffff_ffff_ffff_f000n)],
    ...refused("outOfWindow"),
  },
  missing_second_page: { entries: [identify(DATA + 0x200n, 0n)], ...refused("outOfWindow") },
  second_page_past_the_end: { entries: [identify(LAST + 0x200n, NEXT)], ...refused("outOfWindow") },
  foreign_window: { entries: [identify(FOREIGN)], ...refused("foreignWindow") },
  retiring_window: {
    windows: [WINDOWS[0], { ...window(1, NEXT, 1), phase: "retiring" }],
    entries: [identify(NEXT)],
    ...refused("staleGeneration"),
  },
  unaligned: { entries: [identify(DATA + 2n)], ...refused("unaligned") },
  second_page_with_offset: {
    entries: [identify(DATA + 0x200n, LAST + 0x10n)],
    ...refused("unaligned"),
  },
  list_unaligned: {
    entries: [listed(LAST + 0x804n)],
    ...refused("unaligned"),
  },
  list_foreign: {
    entries: [listed(FOREIGN)],
    ...refused("foreignWindow"),
  },
  listed_page_foreign: {
    entries: [listed(LAST + 0x800n)],
    lists: [[LAST + 0x800n, [DATA, FOREIGN]]],
    ...refused("foreignWindow"),
  },
  listed_page_with_offset: {
    entries: [listed(LAST + 0x800n)],
    lists: [[LAST + 0x800n, [DATA, LAST + 8n]]],
    ...refused("unaligned"),
  },
  deeper_chain: {
    entries: [listed(LAST + 0xff8n)],
    lists: [[LAST + 0xff8n, [DATA]]],
    ...refused("deeperChain"),
  },
  transfer_too_long: {
    entries: [{ ...log(33), cid: 0x51, prp1: DATA, prp2: LAST }],
    ...refused("transferTooLong"),
  },
  sgl: { entries: [{ ...identify(DATA), psdt: 1 }], ...refused("sgl") },
  fused: { entries: [{ ...identify(DATA), fuse: 1 }], ...refused("fused") },
  metadata: { entries: [{ ...identify(DATA), mptr: LAST }], ...refused("metadata") },
  vendor_opcode: { entries: [{ opc: 0xc0, cid: 1, prp1: DATA }], ...refused("opcode") },
  doorbell_buffer_config: {
    entries: [{ opc: OPC.doorbellBufferConfig, cid: 1, prp1: DATA, prp2: LAST }],
    ...refused("opcode"),
  },
  bad_entry_in_a_batch: {
    newTail: 2,
    entries: [identify(DATA), { ...identify(FOREIGN), cid: 0x52 }],
    ...refused("foreignWindow"),
  },
  identifier_in_flight: {
    oldTail: 1,
    newTail: 2,
    inFlight: [0x51],
    entries: [identify(DATA)],
    ...refused("commandInFlight"),
  },
  identifier_twice_in_a_batch: {
    newTail: 2,
    entries: [identify(DATA), identify(LAST)],
    ...refused("commandInFlight"),
  },
  queue_past_the_end: {
    entries: [completionQueue(512, LAST)],
    ...refused("extentOverrun"),
  },
  queue_into_a_foreign_window: {
    windows: [WINDOWS[0], window(2, NEXT, 1)],
    entries: [completionQueue(512, LAST)],
    ...refused("extentOverrun"),
  },
  queue_unaligned: {
    entries: [completionQueue(8, DATA + 4n)],
    ...refused("unaligned"),
  },
  queue_without_completion_queue: {
    entries: [createSubmissionQueue(7, {
      qid: 1,
      entries: 8,
      contiguous: true,
      base: DATA,
      cqid: 1,
    })],
    ...refused("queueOrder"),
  },
  tail_out_of_range: { newTail: ENTRIES, ...refused("tailOutOfRange") },
  tail_unchanged: { oldTail: 3, newTail: 3, ...refused("tailUnchanged") },
  ring_overrun: {
    oldTail: 5,
    newTail: 0,
    inFlight: [0x11, 0x12, 0x13, 0x14, 0x15],
    entries: [identify(DATA)],
    ...refused("ringOverrun"),
  },
  ended_claim: {
    claim: { owner: 1, phase: "closing" },
    entries: [identify(DATA)],
    ...refused("staleClaim"),
  },
  ring_in_a_retiring_window: {
    windows: [{ ...WINDOWS[0], phase: "retiring" }],
    entries: [identify(DATA)],
    ...refused("staleGeneration"),
  },
};

/** The file's contents. */
export const vectorFile: VectorFile = {
  format: "ringfence-vectors",
  version: 1,
  pageBytes: 4096,
  entries: ENTRIES,
  lane: "remapped",
  model: "validated",
  maxTransferBytes: 32 * 4096,
  vectors: Object.entries({ ...cases, ...everyCase }).map(([name, given]) => vectorOf(name, given)),
};

/** The file's text: one line a vector, so that two versions can be compared line by line. */
export function vectorText({ vectors, ...head }: VectorFile): string {
  const lines = Object.entries(head).map(([name, value]) =>
    `  "${name}": ${JSON.stringify(value)},`
  );
  const body = vectors.map((vector) => `    ${JSON.stringify(vector)}`).join(",\n");
  return `{\n${lines.join("\n")}\n  "vectors": [\n${body}\n  ]\n}\n`;
}
