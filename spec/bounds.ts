/**
 * Bounds: how much of everything one instance of the machine has.
 *
 * A bound either counts something (owners, windows, queue entries) or switches a part of the
 * environment on (1) or off (0), so that a scenario can spend its states on what it is about.
 * Numbers only, so that a command line can override each of them.
 *
 * @module
 */

import { SpecificationError } from "./errors.ts";

/** The bounds of one instance. */
export interface Bounds {
  /** Providers, each hostile. The first holds the claim when the machine starts in service. */
  readonly owners: number;
  /** DMA windows in the ledger. */
  readonly windows: number;
  /** Pages in each window. */
  readonly windowPages: number;
  /** Entries of every ring: the queue size. A ring of `depth` entries holds `depth - 1` commands. */
  readonly depth: number;
  /** Command ids of each queue. */
  readonly commands: number;
  /** Values of a generation counter. */
  readonly generations: number;
  /** Commands that the controller works on at the same time. */
  readonly flights: number;
  /** Pages that the extent of one queue (base plus size) covers. */
  readonly queuePages: number;
  /** The lowest and highest page number that a provider writes into entries and lists. */
  readonly lowPage: number;
  readonly highPage: number;
  /** How many of the owners act; the others only hold grants. */
  readonly activeOwners: number;
  /**
   * Where the machine starts. 0: in service, the first owner's admin queue armed. 1: nothing is
   * granted. 2: as 0, but the second owner holds the claim that the first one lost.
   */
  readonly start: number;
  /** 1: providers also publish ring slots that they never wrote (all zeroes, a command without data). */
  readonly blankEntries: number;
  /** 1: queues other than the admin queue exist, created and deleted by admin commands. */
  readonly ioQueue: number;
  /** 1: the provider chooses the values of ASQ, ACQ and CC.MPS. */
  readonly registers: number;
  /** 1: the kernel may revoke a single window. */
  readonly revokes: number;
  /** 1: a claim may end, by release, reset or the driver's death. */
  readonly teardowns: number;
  /** 1: what was retired may be granted anew. */
  readonly regrants: number;
  /**
   * 1: providers also break the protocol's own rules: tails outside the ring, unchanged or past the
   * head, and command ids that are in flight.
   */
  readonly disorder: number;
  /** 1: providers store completions of their own into completion rings that they map. */
  readonly forges: number;
  /** 1: whoever waits for a command may give up. */
  readonly abandons: number;
  /** 1: the machine remembers refusals and their reasons; 0: only that the last doorbell was refused. */
  readonly reasons: number;
  /**
   * 1: the controller does what it has to do, and a provider rings for what it has written. Nothing
   * else may be assumed of either where it is asked what a correct provider can rely on.
   */
  readonly prompt: number;
  /** 1: both owners' windows are translated by one domain. */
  readonly sharedDomain: number;
}

/** A bound's smallest and largest value. */
export const BOUND_LIMITS: { readonly [B in keyof Bounds]: readonly [number, number] } = {
  owners: [2, 3],
  windows: [1, 4],
  windowPages: [1, 3],
  depth: [2, 8],
  commands: [1, 4],
  generations: [2, 8],
  flights: [1, 3],
  queuePages: [1, 2],
  lowPage: [0, 24],
  highPage: [0, 24],
  activeOwners: [1, 3],
  start: [0, 2],
  blankEntries: [0, 1],
  ioQueue: [0, 1],
  registers: [0, 1],
  revokes: [0, 1],
  teardowns: [0, 1],
  regrants: [0, 1],
  disorder: [0, 1],
  forges: [0, 1],
  abandons: [0, 1],
  reasons: [0, 1],
  prompt: [0, 1],
  sharedDomain: [0, 1],
};

/** Small bounds in service: one admin queue of two entries, two owners, two windows. */
export const SMALL: Bounds = {
  owners: 2,
  windows: 2,
  windowPages: 2,
  depth: 2,
  commands: 1,
  generations: 2,
  flights: 1,
  queuePages: 1,
  lowPage: 0,
  highPage: 5,
  activeOwners: 1,
  start: 0,
  blankEntries: 1,
  ioQueue: 0,
  registers: 0,
  revokes: 0,
  teardowns: 0,
  regrants: 0,
  disorder: 1,
  forges: 1,
  abandons: 0,
  reasons: 0,
  prompt: 0,
  sharedDomain: 0,
};

/** How many frames there are: frame 0 is the host's, the others belong to windows in order. */
export function frameCount(bounds: Bounds): number {
  return 1 + bounds.windows * bounds.windowPages;
}

/**
 * Refuses bounds that make no machine.
 *
 * @throws {SpecificationError} naming the bound, the value and the values it may have.
 */
export function checkBounds(bounds: Bounds): void {
  for (const [name, value] of Object.entries(bounds)) {
    if (!Object.hasOwn(BOUND_LIMITS, name)) {
      throw new SpecificationError(`Cannot set the bound "${name}": there is none`);
    }
    const [least, most] = BOUND_LIMITS[name as keyof Bounds];
    if (!Number.isInteger(value) || value < least || value > most) {
      throw new SpecificationError(
        `Cannot set the bound "${name}" to ${
          JSON.stringify(value)
        }: it is a whole number from ${least} to ${most}`,
      );
    }
  }
  const pages = 2 * frameCount(bounds);
  if (bounds.lowPage > bounds.highPage || bounds.highPage >= pages) {
    throw new SpecificationError(
      `Cannot let providers write pages ${bounds.lowPage} to ${bounds.highPage}: ` +
        `with ${bounds.windows} windows of ${bounds.windowPages} pages they are 0 to ${pages - 1}`,
    );
  }
  if (bounds.activeOwners > bounds.owners) {
    throw new SpecificationError(
      `Cannot let ${bounds.activeOwners} owners act: there are only ${bounds.owners}`,
    );
  }
  if (bounds.queuePages > bounds.windowPages) {
    throw new SpecificationError(
      `Cannot give queues ${bounds.queuePages} pages: a window has only ${bounds.windowPages}`,
    );
  }
}
