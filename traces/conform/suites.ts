/**
 * The suites: which instances of the machine an implementation is held to, and which of their steps
 * can be taken to it.
 *
 * Reasons are told apart here, which the scenarios leave out. A few steps are left out of some suites,
 * each because the machine and an implementation may differ there without either being wrong.
 *
 * @module
 */

import type { Choice } from "../../checker/mod.ts";
import { places } from "../../scenarios/places.ts";
import type { Instance } from "../../spec/machine.ts";
import { managesQueues } from "../../spec/shapes.ts";
import type { Lane, Shape } from "../../spec/vocabulary.ts";
import type { MachineState } from "../conformance/machine_state.ts";

/** A suite. */
export interface Suite {
  readonly name: string;
  /** What it holds an implementation to, in one line. */
  readonly title: string;
  readonly instance: Instance;
  /** Run doorbells whole even on an implementation that can stop between two entries. */
  readonly wholeScans?: boolean;
  /** Take no other actions than these. */
  readonly only?: readonly string[];
}

type PlaceName = keyof typeof places;

function suite(
  name: string,
  title: string,
  place: PlaceName,
  more: { lane?: Lane; bounds?: object; shapes?: Instance["shapes"] } & Partial<Suite> = {},
): Suite {
  const { lane, bounds, shapes, ...rest } = more;
  const at = places[place];
  return {
    name,
    title,
    instance: {
      lane: lane ?? at.lane,
      model: at.model,
      design: "hardened",
      bounds: { ...at.bounds, reasons: 1, ...bounds },
      shapes: shapes ?? at.shapes,
    },
    ...rest,
  };
}

/** The suites, in the order in which they are run. */
export const suites: readonly Suite[] = [
  suite("one_page", "honest addresses, hostile timing", "onePage"),
  suite("addresses", "own, foreign, host-physical and unknown addresses", "addresses"),
  suite("two_pages", "two pages, named one by one or by an offset", "transfers", {
    shapes: ["readTwoPages", "readOffset"],
  }),
  suite("to_controller", "data that the controller reads", "onePage", { shapes: ["write"] }),
  suite("lists", "PRP lists, rewritten at any moment", "lists"),
  suite("chains", "lists that go on in another page", "chains"),
  suite("carriers", "what is refused for what it is", "carriers", { bounds: { highPage: 2 } }),
  suite("doorbell_buffers", "Doorbell Buffer Config", "doorbellBuffers"),
  suite("registers", "every base and page size, over two pages each", "registers", {
    only: ["providerWritesRegisters", "providerEnablesController"],
  }),
  suite("two_commands", "two command identifiers", "twoCommands"),
  suite("one_command_id", "a command identifier that is in flight", "oneCommandId"),
  suite("batches", "a good and a bad entry in one doorbell", "mixedBatches"),
  suite("ends", "claims that end while commands are in flight", "ends"),
  suite("revocations", "the window that holds the ring is revoked", "ringRevocations"),
  suite("successions", "claims and windows granted, ended and granted again", "successions"),
  suite("generations", "one window, until its generations are used up", "generations"),
  suite("from_nothing", "nothing is granted at the start", "fromNothing"),
  suite("old_handles", "the handle of a claim that has ended", "oldHandles"),
  suite("abandoned_waits", "whoever waited gives up", "abandonedWaits"),
  suite("io_queues", "an I/O queue pair is created and used", "ioQueues", { wholeScans: true }),
  suite("io_queue_order", "it is created and deleted in any order", "ioQueueOrder", {
    wholeScans: true,
  }),
  suite("io_queue_extents", "its two pages are named by any address", "ioQueueExtents", {
    wholeScans: true,
  }),
  suite("synthetic_addresses", "the same addresses as names", "addresses", { lane: "synthetic" }),
  suite("synthetic_lists", "the same lists of names", "lists", { lane: "synthetic" }),
  suite("synthetic_successions", "the same successions, without IOMMU", "successions", {
    lane: "synthetic",
  }),
  suite("validated_bounce", "a validated claim where addresses are physical", "validatedBounce"),
  suite("brokered", "the kernel authors every address", "brokered", {
    shapes: ["read"],
    bounds: { registers: 0 },
  }),
  suite("brokered_lifecycle", "the same, granted, ended and granted again", "brokeredLifecycle"),
  suite("brokered_io_queues", "the same with I/O queues", "brokeredIoQueues", {
    wholeScans: true,
  }),
];

/** Whether a scan or a prepared intent is under way. */
export function isScanning(state: MachineState): boolean {
  return state.queue.some(({ scan }) => scan.phase !== "idle");
}

/** Steps that end or carry on a scan. */
const SCAN_STEPS = ["kernelScansEntry", "kernelPublishesBatch", "kernelRefusesBatch"];

/**
 * Whether a step belongs to a suite.
 *
 * @param whole Scans are run whole: nothing else happens while one is under way.
 */
export function belongs(
  suite: Suite,
  whole: boolean,
  state: MachineState,
  { action, params }: Choice,
): boolean {
  if (suite.only !== undefined && !suite.only.includes(action)) return false;
  if (whole && isScanning(state) && !SCAN_STEPS.includes(action)) return false;
  // A kernel may wait with a window until it has seen every command that uses it completed.
  if (action === "kernelUnmapsWindow" && state.controller.phase !== "off") {
    const busy = state.queue.some(({ issue }) =>
      issue.some(({ phase }) => phase === "waiting" || phase === "abandoned")
    );
    return !busy;
  }
  // An intent that creates or deletes a queue names no buffer.
  if (action === "providerSubmitsIntent" && managesQueues(params.shape as Shape)) {
    const { phase, owner } = state.window[params.window as number];
    return phase === "live" && owner === state.claim.owner;
  }
  // To the kernel, a death is a release.
  return params.cause !== "death";
}
