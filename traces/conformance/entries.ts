/**
 * Command shapes as real entries, and back.
 *
 * A shape says what a command does to memory. Each is written as one command that does that, of the
 * admin set on queue 0 and of the NVM set elsewhere, and is recognised by the fields that make it one.
 *
 * @module
 */

import {
  CNS,
  type CommandSet,
  createCompletionQueue,
  createSubmissionQueue,
  FEATURE,
  OPC,
  type SubmissionEntry,
  submissionEntry,
} from "../../spec/nvme/mod.ts";
import { carriesData } from "../../spec/shapes.ts";
import type { Shape } from "../../spec/vocabulary.ts";
import { type Addresses, LAST_LIST_SLOT, LIST_OFFSET, PAGE } from "./layout.ts";

/** An entry as the machine sees it. */
export interface AbstractEntry {
  readonly shape: Shape;
  readonly cid: number;
  readonly page: number;
  readonly second: number;
}

/** The identifier of the I/O queues. */
export const IO_QUEUE = 1;

/** Bytes that each data shape moves, and the offset in its first page at which it begins. */
const MOVES: { readonly [S in Shape]?: Readonly<Record<CommandSet, [bytes: number, at: number]>> } =
  {
    read: { admin: [4, PAGE - 4], nvm: [512, PAGE - 512] },
    write: { admin: [8, PAGE - 8], nvm: [512, PAGE - 512] },
    readUnaligned: { admin: [4, 2], nvm: [512, 2] },
    readTwoPages: { admin: [2 * PAGE, 0], nvm: [2 * PAGE, 0] },
    readOffset: { admin: [PAGE, 512], nvm: [PAGE, 512] },
    readList: { admin: [3 * PAGE, 0], nvm: [3 * PAGE, 0] },
    chain: { admin: [3 * PAGE, 0], nvm: [3 * PAGE, 0] },
  };

const VENDOR: Readonly<Record<CommandSet, number>> = { admin: 0xc0, nvm: 0x80 };

/** Which set of opcodes a queue's entries are read by. */
export function setOf(queue: number): CommandSet {
  return queue === 0 ? "admin" : "nvm";
}

/** The entry for a shape; a queue that it creates has `depth` entries. */
export function entryOf(
  { shape, cid, page, second }: AbstractEntry,
  queue: number,
  addresses: Addresses,
  depth: number,
): SubmissionEntry {
  const set = setOf(queue);
  const prp1 = addresses.of(page);
  const prp2 = addresses.of(second);
  const queuePair = { qid: IO_QUEUE, entries: depth, contiguous: true, base: prp1 };
  switch (shape) {
    case "noData":
      // A zeroed entry of the admin queue would delete submission queue 0.
      return set === "admin"
        ? submissionEntry({ opc: OPC.abort, cid })
        : submissionEntry({ opc: OPC.flush, cid, nsid: 1 });
    case "sgl":
      return submissionEntry({ ...moving("read", set), cid, prp1, prp2, psdt: 1 });
    case "metadata":
      return submissionEntry({ ...moving("read", set), cid, prp1, mptr: prp2 });
    case "vendor":
      return submissionEntry({ opc: VENDOR[set], cid, prp1, prp2 });
    case "doorbellBuffer":
      return submissionEntry({ opc: OPC.doorbellBufferConfig, cid, prp1, prp2 });
    case "createCq":
      return createCompletionQueue(cid, { ...queuePair, vector: null });
    case "createSq":
      return createSubmissionQueue(cid, { ...queuePair, cqid: IO_QUEUE });
    case "deleteSq":
      return submissionEntry({ opc: OPC.deleteSubmissionQueue, cid, cdw10: IO_QUEUE });
    case "deleteCq":
      return submissionEntry({ opc: OPC.deleteCompletionQueue, cid, cdw10: IO_QUEUE });
    default: {
      const [, at] = MOVES[shape]![set];
      return submissionEntry({
        ...moving(shape, set),
        cid,
        prp1: prp1 + BigInt(at),
        prp2: secondPointer(shape, prp2),
      });
    }
  }
}

function secondPointer(shape: Shape, page: bigint): bigint {
  if (shape === "readList") return page + BigInt(LIST_OFFSET);
  if (shape === "chain") return page + BigInt(LAST_LIST_SLOT);
  return shape === "readTwoPages" || shape === "readOffset" ? page : 0n;
}

/** A command that moves as many bytes as a shape does: to memory, or for `write` from memory. */
function moving(shape: Shape, set: CommandSet): Partial<SubmissionEntry> {
  const [bytes] = MOVES[shape]![set];
  if (set === "nvm") {
    return { opc: shape === "write" ? OPC.write : OPC.read, nsid: 1, cdw12: bytes / 512 - 1 };
  }
  if (shape === "write") return { opc: OPC.setFeatures, cdw10: FEATURE.timestamp };
  // NUMDL counts dwords, 0-based; log page 1 is the error information.
  return { opc: OPC.getLogPage, cdw10: (((bytes / 4 - 1) << 16) | 0x01) >>> 0 };
}

/** The shape of an entry, or `null` for one that stands for none. */
export function shapeOf(entry: SubmissionEntry, queue: number): Shape | null {
  const set = setOf(queue);
  if (entry.psdt !== 0) return "sgl";
  if (entry.mptr !== 0n) return "metadata";
  if (entry.opc === VENDOR[set]) return "vendor";
  if (set === "admin" && entry.opc === OPC.identify) {
    // What a brokered provider may ask for moves data to memory only; one of the two stands for a write.
    return entry.cdw10 === CNS.controller ? "read" : "write";
  }
  const moved = Object.keys(MOVES).find((shape) => isMoving(shape as Shape, set, entry));
  if (moved !== undefined) return moved as Shape;
  return set === "admin"
    ? ADMIN_SHAPES[entry.opc] ?? null
    : entry.opc === OPC.flush
    ? "noData"
    : null;
}

const ADMIN_SHAPES: { readonly [opc: number]: Shape } = {
  [OPC.abort]: "noData",
  [OPC.doorbellBufferConfig]: "doorbellBuffer",
  [OPC.createCompletionQueue]: "createCq",
  [OPC.createSubmissionQueue]: "createSq",
  [OPC.deleteSubmissionQueue]: "deleteSq",
  [OPC.deleteCompletionQueue]: "deleteCq",
};

function isMoving(shape: Shape, set: CommandSet, entry: SubmissionEntry): boolean {
  const like = moving(shape, set);
  const fields = Object.keys(like) as (keyof SubmissionEntry)[];
  if (!fields.every((field) => entry[field] === like[field])) return false;
  if (Number(entry.prp1 % BigInt(PAGE)) !== MOVES[shape]![set][1]) return false;
  return (Number(entry.prp2 % BigInt(PAGE)) === LAST_LIST_SLOT) === (shape === "chain");
}

/** The abstract entry that a concrete one of a provider stands for; `null` for one that stands for none. */
export function abstractEntry(
  entry: SubmissionEntry,
  queue: number,
  addresses: Addresses,
): AbstractEntry | null {
  const shape = shapeOf(entry, queue);
  if (shape === null) return null;
  const second = shape === "metadata" ? entry.mptr : entry.prp2;
  return {
    shape,
    cid: entry.cid,
    page: addresses.pageAt(entry.prp1),
    second: addresses.pageAt(second),
  };
}

/** What an entry in the controller's reach stands for, as far as its own fields say. */
export interface PublishedEntry {
  readonly [field: string]: Shape | "unknown" | number;
  readonly shape: Shape | "unknown";
  readonly cid: number;
}

/**
 * The abstract entry behind one that the kernel wrote, with the pages that decide something: rings of
 * created queues are the kernel's, and the kernel's copy of a list says no more than what it lists.
 *
 * @param pageAt The number of the page that an address stands for.
 */
export function publishedEntry(
  entry: SubmissionEntry,
  queue: number,
  pageAt: (address: bigint) => number,
): PublishedEntry {
  const shape = shapeOf(entry, queue) ?? "unknown";
  const fields: PublishedEntry = { shape, cid: entry.cid };
  if (shape !== "unknown" && !carriesData(shape)) return fields;
  const page = pageAt(entry.prp1);
  const second = shape === "readTwoPages" || shape === "readOffset";
  return second ? { ...fields, page, second: pageAt(entry.prp2) } : { ...fields, page };
}
