/**
 * How vectors are written down: by what a doorbell publishes.
 *
 * @module
 */

import {
  createCompletionQueue,
  encodePrpList,
  encodeSubmissionEntry,
  OPC,
  type SubmissionEntry,
  submissionEntry,
} from "../../spec/nvme/mod.ts";
import type { Vector, VectorMemory, VectorWindow } from "./format.ts";

/** Entries of both admin queues. */
export const ENTRIES = 8;

/** The ringer's first window: the admin queues' pages, then two pages of data; two more follow on. */
export const OWN = 0x10_0000n;
export const DATA = OWN + 0x2000n;
export const LAST = OWN + 0x3000n;
export const NEXT = OWN + 0x4000n;
export const FOREIGN = 0x20_0000n;

/** A live window. */
export const window = (owner: number, base: bigint, pages: number): VectorWindow => ({
  owner,
  base: base.toString(16),
  pages,
  phase: "live",
});

/** The ringer's window, and another owner's. */
export const WINDOWS = [window(1, OWN, 4), window(2, FOREIGN, 2)];

/** Log page 1, over some pages. */
export const log = (pages: number) => ({
  opc: OPC.getLogPage,
  cdw10: (0x01 | ((pages * 1024 - 1) << 16)) >>> 0,
});

/** A vector as it is written down. */
export interface Case extends Partial<Omit<Vector, "name" | "memory">> {
  /** The entries, from the old tail on. */
  readonly entries?: readonly Partial<SubmissionEntry>[];
  /** Lists by address. */
  readonly lists?: readonly (readonly [address: bigint, pages: readonly bigint[]])[];
}

/** Identify Controller. */
export const identify = (prp1: bigint, prp2 = 0n) => ({ opc: OPC.identify, cid: 0x51, prp1, prp2 });
/** Creates I/O completion queue 1. */
export const completionQueue = (entries: number, base: bigint) =>
  createCompletionQueue(7, { qid: 1, entries, contiguous: true, base, vector: null });
/** A command over three pages, of which it names the last two in a list. */
export const listed = (list: bigint) => ({ ...log(3), cid: 0x51, prp1: DATA, prp2: list });
/** The answer of a refusal. */
export const refused = (reason: string) => ({ answer: "refused" as const, reason });

/** A case as a vector. */
export function vectorOf(name: string, { entries = [], lists = [], ...more }: Case): Vector {
  const oldTail = more.oldTail ?? 0;
  const memory: VectorMemory[] = entries.map((entry, i) => ({
    owner: 1,
    address: (OWN + BigInt(((oldTail + i) % ENTRIES) * 64)).toString(16),
    bytes: encodeSubmissionEntry(submissionEntry(entry)).toHex(),
  }));
  for (const [address, pages] of lists) {
    memory.push({ owner: 1, address: address.toString(16), bytes: encodePrpList(pages).toHex() });
  }
  return {
    name,
    windows: WINDOWS,
    claim: { owner: 1, phase: "live" },
    asq: OWN.toString(16),
    acq: (OWN + 0x1000n).toString(16),
    inFlight: [],
    memory,
    oldTail,
    newTail: (oldTail + 1) % ENTRIES,
    answer: "done",
    reason: "",
    ...more,
  };
}
