/**
 * Places: the lanes, models, bounds and command shapes that scenarios share. Each place has a clean
 * scenario (`catalogue/clean/`); faults and ablations are seeded at places, so that what they break
 * is known to hold without them.
 *
 * Each place spends its states on one thing. With two windows of two pages there are five frames:
 * the host's 0, the first owner's 1 and 2, the second owner's 3 and 4. Page numbers 5 to 9 are the
 * host-physical numbers of these frames.
 *
 * @module
 */

import { type Bounds, SMALL } from "../spec/bounds.ts";
import type { Lane, Model, Shape } from "../spec/vocabulary.ts";

/** Where a machine is explored. */
export interface Place {
  readonly lane: Lane;
  readonly model: Model;
  readonly bounds: Bounds;
  readonly shapes: readonly Shape[];
}

/** One queue of two entries, one command; the provider writes its own second page's address only. */
const ONE_PAGE: Bounds = { ...SMALL, lowPage: 2, highPage: 2, blankEntries: 0 };

/** As {@link ONE_PAGE}, but claims and windows end and are granted anew, to owners that both act. */
const LIFE: Bounds = { ...ONE_PAGE, teardowns: 1, regrants: 1, activeOwners: 2 };

const remapped = { lane: "remapped", model: "validated" } as const;
const bounce = { lane: "bounce", model: "brokered" } as const;

/** The places by name. */
export const places = {
  /** Honest addresses, hostile timing. */
  onePage: { ...remapped, bounds: ONE_PAGE, shapes: ["read"] },
  /** Every kind of address: the host's, own, foreign, host-physical ones of the host and its own. */
  addresses: {
    ...remapped,
    bounds: { ...ONE_PAGE, lowPage: 0, highPage: 6 },
    shapes: ["read"],
  },
  /** Two pages, named one by one or by an offset. */
  transfers: {
    ...remapped,
    bounds: { ...ONE_PAGE, highPage: 3 },
    shapes: ["write", "readTwoPages", "readOffset"],
  },
  /** PRP lists, rewritten at any moment. */
  lists: { ...remapped, bounds: { ...ONE_PAGE, highPage: 3 }, shapes: ["readList"] },
  /** The same, while the second owner writes lists in its own pages. */
  foreignLists: {
    ...remapped,
    bounds: { ...ONE_PAGE, highPage: 3, activeOwners: 2 },
    shapes: ["readList"],
  },
  /** Shapes that are refused for what they are, beside one that is not. */
  carriers: {
    ...remapped,
    bounds: { ...ONE_PAGE, highPage: 3 },
    shapes: ["read", "readUnaligned", "sgl", "metadata"],
  },
  vendors: { ...remapped, bounds: { ...ONE_PAGE, lowPage: 1 }, shapes: ["vendor"] },
  doorbellBuffers: { ...remapped, bounds: ONE_PAGE, shapes: ["read", "doorbellBuffer"] },
  chains: { ...remapped, bounds: { ...ONE_PAGE, lowPage: 1 }, shapes: ["chain"] },
  /** Every value of ASQ, ACQ and CC.MPS; queues of two pages. */
  registers: {
    ...remapped,
    bounds: {
      ...SMALL,
      registers: 1,
      queuePages: 2,
      highPage: 4,
    },
    shapes: ["noData"],
  },
  pageSizes: {
    ...remapped,
    bounds: { ...ONE_PAGE, registers: 1, lowPage: 1 },
    shapes: ["readTwoPages"],
  },
  /** More command ids than the ring has room for commands. */
  twoCommands: { ...remapped, bounds: { ...ONE_PAGE, commands: 2 }, shapes: ["read"] },
  /** Room for two commands, and one command id. */
  oneCommandId: { ...remapped, bounds: { ...ONE_PAGE, depth: 3 }, shapes: ["read"] },
  /** Two commands in flight, which complete in any order. */
  twoFlights: {
    ...remapped,
    bounds: { ...ONE_PAGE, depth: 3, commands: 2, flights: 2, disorder: 0 },
    shapes: ["read"],
  },
  /** A provider that keeps to the protocol and a controller that does its part. */
  correctProvider: {
    ...remapped,
    bounds: { ...ONE_PAGE, lowPage: 1, disorder: 0, prompt: 1 },
    shapes: ["read", "readOffset"],
  },
  /** The machine remembers refusals, and whether anything good comes after one. */
  refusals: { ...remapped, bounds: { ...ONE_PAGE, highPage: 3, reasons: 1 }, shapes: ["read"] },
  /** A good and a bad entry in one batch. */
  mixedBatches: {
    ...remapped,
    bounds: { ...ONE_PAGE, depth: 3, blankEntries: 1 },
    shapes: ["sgl"],
  },
  /** Claims end while commands are in flight. */
  ends: { ...remapped, bounds: { ...ONE_PAGE, teardowns: 1 }, shapes: ["read"] },
  /** The same with commands that use no window. */
  endsWithoutData: {
    ...remapped,
    bounds: { ...ONE_PAGE, teardowns: 1, blankEntries: 1 },
    shapes: ["noData"],
  },
  /** Single windows are revoked; the third one holds the first owner's data. */
  revocations: {
    ...remapped,
    bounds: { ...ONE_PAGE, windows: 3, revokes: 1, teardowns: 1, lowPage: 5, highPage: 5 },
    shapes: ["read"],
  },
  /** The window that holds the ring is revoked. */
  ringRevocations: {
    ...remapped,
    bounds: { ...ONE_PAGE, revokes: 1, teardowns: 1 },
    shapes: ["read"],
  },
  /** The window that holds the ring is revoked and granted anew, to the same owner or another one. */
  ringRegrants: {
    ...remapped,
    bounds: { ...LIFE, windows: 1, revokes: 1, activeOwners: 1 },
    shapes: ["read"],
  },
  /** The same while an I/O queue pair is created in it. */
  ioRingRegrants: {
    ...remapped,
    bounds: {
      ...ONE_PAGE,
      windows: 1,
      ioQueue: 1,
      revokes: 1,
      regrants: 1,
      blankEntries: 1,
      disorder: 0,
    },
    shapes: ["createCq", "createSq"],
  },
  /** Everything is granted, used, revoked, ended and granted again. */
  lifecycle: { ...remapped, bounds: { ...LIFE, revokes: 1 }, shapes: ["read"] },
  successions: { ...remapped, bounds: LIFE, shapes: ["read"] },
  /** One window, whose owners follow each other until the generations are used up. */
  generations: {
    ...remapped,
    bounds: { ...LIFE, windows: 1, blankEntries: 1, disorder: 0 },
    shapes: ["noData"],
  },
  /** Nothing is granted at the start. */
  fromNothing: {
    ...remapped,
    bounds: { ...ONE_PAGE, start: 1, activeOwners: 2 },
    shapes: ["read"],
  },
  /** The second owner holds the claim; the first one still has its old handle. */
  oldHandles: {
    ...remapped,
    bounds: { ...ONE_PAGE, start: 2, activeOwners: 2 },
    shapes: ["read"],
  },
  /** A waiter gives up before its completion comes. */
  abandonedWaits: { ...remapped, bounds: { ...ONE_PAGE, abandons: 1 }, shapes: ["read"] },
  /** An I/O queue pair is created and used. */
  ioQueues: {
    ...remapped,
    bounds: { ...ONE_PAGE, ioQueue: 1, blankEntries: 1 },
    shapes: ["createCq", "createSq"],
  },
  /** It is created and deleted in any order. */
  ioQueueOrder: {
    ...remapped,
    bounds: { ...ONE_PAGE, ioQueue: 1, blankEntries: 1, disorder: 0 },
    shapes: ["createCq", "createSq", "deleteSq"],
  },
  /** Its extent of two pages is named by any address. */
  ioQueueExtents: {
    ...remapped,
    bounds: { ...ONE_PAGE, ioQueue: 1, queuePages: 2, lowPage: 0, highPage: 4 },
    shapes: ["createCq"],
  },
  /** Two owners' windows in one domain: an IOMMU cannot tell them apart. */
  sharedDomain: {
    ...remapped,
    bounds: { ...ONE_PAGE, highPage: 3, teardowns: 1, sharedDomain: 1 },
    shapes: ["read"],
  },
  /** The kernel authors every address, on hardware without an IOMMU. */
  brokered: { ...bounce, bounds: { ...ONE_PAGE, registers: 1 }, shapes: ["read", "write"] },
  brokeredLifecycle: { ...bounce, bounds: { ...LIFE, revokes: 1 }, shapes: ["read"] },
  brokeredEnds: {
    ...bounce,
    bounds: { ...ONE_PAGE, teardowns: 1 },
    shapes: ["noData"],
  },
  brokeredIoQueues: {
    ...bounce,
    bounds: { ...ONE_PAGE, ioQueue: 1, teardowns: 1 },
    shapes: ["read", "createCq", "createSq", "deleteSq", "deleteCq"],
  },
  /** What must be refused: a validated claim where device-visible equals host physical. */
  validatedBounce: {
    lane: "bounce",
    model: "validated",
    bounds: { ...ONE_PAGE, start: 1, lowPage: 7, highPage: 7 },
    shapes: ["read"],
  },
} as const satisfies { readonly [name: string]: Place };
