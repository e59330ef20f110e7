/**
 * Vectors that leave out nothing: every place that names memory with every page that it may not name, every
 * bit of an entry that must be zero, every tail from every other.
 *
 * @module
 */

import { OPC, type SubmissionEntry } from "../../spec/nvme/mod.ts";
import {
  type Case,
  completionQueue,
  DATA,
  ENTRIES,
  FOREIGN,
  identify,
  LAST,
  listed,
  NEXT,
  OWN,
  refused,
  window,
  WINDOWS,
} from "./vector_case.ts";

type Cases = { [name: string]: Case };

const LIST = LAST + 0x800n;

/** Places that name memory. */
const PLACES: { readonly [name: string]: (page: bigint) => Case } = {
  first_pointer: (page) => ({ entries: [identify(page)] }),
  second_pointer: (page) => ({ entries: [identify(DATA + 4n, page)] }),
  list_pointer: (page) => ({ entries: [listed(page)] }),
  first_of_a_list: (page) => ({ entries: [listed(LIST)], lists: [[LIST, [page, DATA]]] }),
  last_of_a_list: (page) => ({ entries: [listed(LIST)], lists: [[LIST, [DATA, page]]] }),
  queue_base: (page) => ({ entries: [completionQueue(8, page)] }),
};

/** Pages that may not be named, and why. */
const PAGES: { readonly [name: string]: readonly [bigint, string] } = {
  zero: [0n, "outOfWindow"],
  before_the_window: [OWN - 0x1000n, "outOfWindow"],
  after_the_window: [NEXT, "outOfWindow"],
  foreign: [FOREIGN, "foreignWindow"],
  last_of_the_foreign: [FOREIGN + 0x1000n, "foreignWindow"],
  after_the_foreign: [FOREIGN + 0x2000n, "outOfWindow"],
  topmost: [0xffff_ffff_ffff_f000n, "outOfWindow"],
  unaligned: [DATA + 2n, "unaligned"],
};

function pages(): Cases {
  const cases: Cases = {};
  for (const [place, naming] of Object.entries(PLACES)) {
    for (const [name, [page, reason]] of Object.entries(PAGES)) {
      cases[`${place}_${name}`] = { ...naming(page), ...refused(reason) };
    }
    cases[`${place}_retiring`] = {
      ...naming(NEXT),
      windows: [...WINDOWS, { ...window(1, NEXT, 1), phase: "retiring" }],
      ...refused("staleGeneration"),
    };
    cases[`${place}_of_another_window`] = {
      ...naming(NEXT),
      windows: [...WINDOWS, window(1, NEXT, 1)],
      ...(place === "list_pointer" ? { lists: [[NEXT, [DATA, DATA]]] } : {}),
    };
  }
  return cases;
}

/** Bits of a pointer below its alignment. */
function lowBits(): Cases {
  const alignments: { readonly [place: string]: number } = {
    first_pointer: 2,
    second_pointer: 12,
    list_pointer: 3,
    last_of_a_list: 12,
    queue_base: 12,
  };
  const cases: Cases = {};
  for (const [place, bits] of Object.entries(alignments)) {
    for (let bit = 0; bit < bits; bit++) {
      const page = DATA + (1n << BigInt(bit));
      cases[`${place}_bit_${bit}`] = { ...PLACES[place](page), ...refused("unaligned") };
    }
  }
  return cases;
}

/** Fields of an entry of which every bit must be zero. */
const ZERO: readonly (readonly [keyof SubmissionEntry, number, string])[] = [
  ["fuse", 2, "fused"],
  ["psdt", 2, "sgl"],
  ["mptr", 64, "metadata"],
];

function zeroBits(): Cases {
  const cases: Cases = {};
  for (const [field, bits, reason] of ZERO) {
    for (let bit = 0; bit < bits; bit += bits > 8 ? 9 : 1) {
      const value = bits > 32 ? 1n << BigInt(bit) : 1 << bit;
      cases[`${field}_bit_${bit}`] = {
        entries: [{ ...identify(DATA), [field]: value }],
        ...refused(reason),
      };
    }
  }
  return cases;
}

/** Every tail from every other: what lies between is published, across the wrap. */
function tails(): Cases {
  const cases: Cases = {};
  for (let oldTail = 0; oldTail < ENTRIES; oldTail++) {
    for (let newTail = 0; newTail <= ENTRIES; newTail++) {
      const count = (newTail - oldTail + ENTRIES) % ENTRIES;
      const entries = Array.from({ length: count }, (_, cid) => ({ opc: OPC.abort, cid }));
      cases[`tail_from_${oldTail}_to_${newTail}`] = {
        oldTail,
        newTail,
        entries: newTail === ENTRIES ? [] : entries,
        ...(newTail === ENTRIES
          ? refused("tailOutOfRange")
          : count === 0
          ? refused("tailUnchanged")
          : {}),
      };
    }
  }
  return cases;
}

export const everyCase: Cases = { ...pages(), ...lowBits(), ...zeroBits(), ...tails() };
