/**
 * Rows about memory: pages of a transfer, alignment, and extents in windows.
 *
 * @module
 */

import type { WireRow } from "../wire.ts";
import { hex, refused, row } from "./row.ts";

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

export const memoryRows: readonly WireRow[] = [...prps, ...extents, ...misplaced, ...placed];
