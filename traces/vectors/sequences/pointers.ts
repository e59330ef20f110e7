/**
 * Pointers: each place of an entry that names memory, at each edge of what it may name.
 *
 * @module
 */

import { OPC } from "../../../spec/nvme/mod.ts";
import {
  DATA,
  DATA_2,
  DATA_3,
  entryBytes,
  FOREIGN,
  LAST,
  NEXT,
  NOWHERE,
  OWN,
  PAGE,
  type Script,
  withName,
} from "../script.ts";
import { createCq, from, identify, type Scripts } from "./setups.ts";

/** Log page 1, over so many whole pages. */
const log = (pages: number, prp1: bigint, prp2: bigint) => ({
  opc: OPC.getLogPage,
  cid: 0x51,
  cdw10: (1 | ((pages * 1024 - 1) << 16)) >>> 0,
  prp1,
  prp2,
});

/** A place that names memory: what it does with a page, and how an entry of 64 bytes names it. */
type Carrier = (script: Script, page: bigint) => Script;

/** Where the list is, if there is one. */
const LIST = LAST + 0x800n;

const CARRIERS: { readonly [name: string]: Carrier } = {
  first_pointer: (script, page) => script.entry(0, identify(page)),
  second_pointer: (script, page) => script.entry(0, identify(DATA + 0x10n, page)),
  list_pointer: (script, page) => script.entry(0, log(3, DATA, page)),
  first_of_a_list: (script, page) => script.list(LIST, [page, DATA_2]).entry(0, log(3, DATA, LIST)),
  last_of_a_list: (script, page) => script.list(LIST, [DATA_2, page]).entry(0, log(3, DATA, LIST)),
  queue_base: (script, page) => script.entry(0, createCq({ base: page })),
  queue_list_pointer: (script, page) =>
    script.entry(0, createCq({ base: page, contiguous: false })),
  page_of_a_queue: (script, page) =>
    script.list(LAST, [page]).entry(0, createCq({ base: LAST, contiguous: false })),
};

/** Pages that nobody may name, and why. */
const WRONG: { readonly [name: string]: readonly [bigint, string] } = {
  zero: [0n, "outOfWindow"],
  nowhere: [NOWHERE, "outOfWindow"],
  before_the_window: [OWN - 0x1000n, "outOfWindow"],
  after_the_window: [NEXT, "outOfWindow"],
  foreign: [FOREIGN, "foreignWindow"],
  foreign_last_page: [FOREIGN + 0x1000n, "foreignWindow"],
  before_a_foreign_window: [FOREIGN - 0x1000n, "outOfWindow"],
  after_a_foreign_window: [FOREIGN + 0x2000n, "outOfWindow"],
  top_of_the_address_space: [0xffff_ffff_ffff_f000n, "outOfWindow"],
};

function wrongPages(): { [name: string]: Script } {
  const scripts: { [name: string]: Script } = {};
  for (const [carrier, carry] of Object.entries(CARRIERS)) {
    for (const [name, [page, reason]] of Object.entries(WRONG)) {
      scripts[`${carrier}_${name}`] = carry(from("enabled"), page).ring(1, reason);
    }
    scripts[`${carrier}_retiring`] = carry(
      from("enabled").window(2, 1, NEXT, 1).revoke(2),
      NEXT,
    ).ring(1, "staleGeneration");
    scripts[`${carrier}_unaligned`] = carry(from("enabled"), DATA + 2n).ring(1, "unaligned");
    scripts[`${carrier}_at_the_first_page`] = carry(
      from("enabled").list(DATA, [DATA_2, DATA_2]),
      DATA,
    ).ring(1);
    scripts[`${carrier}_at_the_last_page`] = carry(
      from("enabled").window(2, 1, NEXT, 1).list(NEXT, [DATA, DATA]),
      NEXT,
    ).ring(1);
  }
  for (const [name, script] of Object.entries(scripts)) {
    if (/^(queue_list|page_of_a_queue)/.test(name)) script.needs("scattered");
  }
  return scripts;
}

/** A pointer's low bits, one by one: those up to an alignment are refused. */
function lowBits(carrier: string, bits: readonly number[], alignment: number): Script {
  const carry = CARRIERS[carrier];
  const script = from("enabled").list(DATA_3, Array(64).fill(DATA));
  for (const bit of bits.filter((each) => 1 << each < alignment)) {
    carry(script, DATA_3 + BigInt(1 << bit)).ring(1, "unaligned");
  }
  const aligned = bits.find((each) => 1 << each === alignment);
  return aligned === undefined ? script : carry(script, DATA_3 + BigInt(alignment)).ring(1);
}

const BITS = [0, 1, 2, 3, 4, 8, 11];

/** Data of a page and a half, and of two and a half, from each edge of a page. */
function offsets(): Script {
  const script = from("enabled");
  const two = [4n, 0x200n, 0xffcn];
  two.forEach((offset, slot) =>
    script.entry(slot, { ...identify(DATA + offset, DATA_2), cid: slot })
  );
  return script.ring(two.length);
}

/** The list that the controller reads is a copy, with the pages that were checked. */
function copiedList(pages: number): Script {
  const listed = Array.from({ length: pages - 1 }, (_, i) => [DATA_2, DATA_3][i % 2]);
  const entry = log(pages, DATA, LIST);
  const bytes = listed.map((page) => littleEndian(page)).join("");
  return from("enabled").list(LIST, listed).command(entry)
    .fetch(0, withName(entryBytes(entry), 32, "list"))
    .store(LIST, littleEndian(FOREIGN))
    .ask({ op: "dmaRead", address: "$list", length: 8 * listed.length }, { bytes });
}

function littleEndian(address: bigint): string {
  return address.toString(16).padStart(16, "0").match(/../g)!.reverse().join("");
}

/** The frame that held a copy is clean when another owner gets it. */
function cleanAfter(script: Script): Script {
  script.complete(0, 0x51).window(2, 2, NOWHERE, 4);
  for (let page = 0n; page < 4n; page++) {
    script.load(NOWHERE + page * PAGE, 64, { bytes: "00".repeat(64) }, 2);
  }
  return script;
}

export const pointers: Scripts = {
  ...wrongPages(),
  first_pointer_host_physical: from("enabled").entry(0, identify())
    .store(OWN + 24n, "{host}").ring(1, "hostPhysical"),
  first_pointer_to_the_last_byte_of_a_host_page: from("enabled").entry(0, identify())
    .store(OWN + 24n, "{host+ffc}").ring(1, "hostPhysical"),
  second_pointer_host_physical: from("enabled").entry(0, identify(DATA + 4n))
    .store(OWN + 32n, "{host}").ring(1, "hostPhysical"),
  page_of_a_list_host_physical: from("enabled").list(LIST, [DATA, DATA])
    .store(LIST + 8n, "{host}").command(log(3, DATA, LIST), "hostPhysical"),
  queue_base_host_physical: from("enabled").entry(0, createCq()).store(OWN + 24n, "{host}")
    .ring(1, "hostPhysical"),
  frame_of_a_granted_page: from("enabled").entry(0, identify()).store(OWN + 24n, "{window0_0}")
    .ring(1, "hostPhysical"),
  ring_of_the_kernel: from("enabled").entry(0, identify()).store(OWN + 24n, "{asq}")
    .ring(1, "outOfWindow,hostPhysical,foreignWindow"),
  low_bits_of_the_first_pointer: lowBits("first_pointer", [0, 1], 4),
  low_bits_of_the_second_pointer: lowBits("second_pointer", BITS, 4096),
  low_bits_of_a_list_pointer: lowBits("list_pointer", [0, 1, 2, 3], 8),
  low_bits_of_a_page_of_a_list: lowBits("last_of_a_list", BITS, 4096),
  low_bits_of_a_queue_base: lowBits("queue_base", BITS, 4096),
  low_bits_of_a_list_of_a_queue: lowBits("queue_list_pointer", BITS, 4096).needs("scattered"),
  low_bits_of_a_page_of_a_queue: lowBits("page_of_a_queue", BITS, 4096).needs("scattered"),
  offsets_into_a_page: offsets(),
  page_from_its_beginning_needs_no_second: from("enabled").command(identify(LAST, 0n)),
  page_from_an_offset_needs_a_second: from("enabled").command(
    identify(LAST + 4n, 0n),
    "outOfWindow",
  ),
  two_pages_without_a_list: from("enabled").command(log(2, DATA, DATA_2)),
  two_pages_from_an_offset_need_a_list: from("enabled").list(LIST, [DATA_2, DATA_3])
    .command(log(2, DATA + 4n, LIST)),
  list_of_two_pages_is_copied: copiedList(3),
  list_of_31_pages_is_copied: copiedList(32),
  pages_of_a_list_are_granted_clean: cleanAfter(copiedList(3)),
  list_of_32_pages_from_an_offset: from("enabled").list(LIST, Array(32).fill(DATA_2))
    .command(log(32, DATA + 4n, LIST)),
  list_to_the_end_of_its_page: from("enabled").list(NEXT - 16n, [DATA, DATA])
    .command(log(3, DATA, NEXT - 16n)),
  list_that_goes_on_in_another_page: from("enabled").list(NEXT - 8n, [DATA])
    .command(log(3, DATA, NEXT - 8n), "deeperChain"),
  list_that_goes_on_in_the_next_page: from("enabled").list(DATA_2 - 8n, [DATA, DATA])
    .command(log(3, DATA, DATA_2 - 8n), "deeperChain"),
  first_page_of_a_listed_transfer: from("enabled").list(LIST, [DATA, DATA])
    .command(log(3, FOREIGN, LIST), "foreignWindow"),
  transfer_over_two_adjoining_windows: from("enabled").window(2, 1, NEXT, 1)
    .command(identify(LAST + 0x800n, NEXT)),
};
