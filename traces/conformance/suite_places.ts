/**
 * The instances whose suites implementations are held to: the hardened design, where it fits.
 *
 * @module
 */

import { exploreGraph, type Graph } from "../../checker/mod.ts";
import { type Place, places } from "../../scenarios/places.ts";
import { type Instance, ringfence } from "../../spec/machine.ts";
import { reachableEdges } from "./cover.ts";
import { type MachineConstants, machineState } from "./machine_state.ts";

/** One instance, or part of it. */
export interface SuitePlace extends Place {
  readonly name: string;
  /** What its suite holds an implementation to, in one line. */
  readonly title: string;
  /** How many states of it are explored at most, the nearest ones; by default all. */
  readonly states?: number;
  /** The actions that are taken; by default all. */
  readonly actions?: readonly string[];
}

const place = (name: keyof typeof places, title: string, states?: number): SuitePlace => ({
  name,
  title,
  ...places[name],
  states,
});

/**
 * The places, small ones first. Left out are those where two owners share a domain, which this
 * implementation refuses to have, and I/O queues of two pages, whose rings no small bound can stand for.
 */
export const suitePlaces: readonly SuitePlace[] = [
  place("validatedBounce", "a validated claim where addresses are physical"),
  place("brokered", "the kernel authors every address"),
  place("onePage", "honest addresses, hostile timing"),
  place("oldHandles", "the handle of a claim that has ended"),
  place("abandonedWaits", "whoever waited gives up"),
  {
    ...place("registers", "every base and page size, over two pages each"),
    bounds: { ...places.registers.bounds, lowPage: 1, highPage: 3 },
    // With queues of two pages the machine's rings are smaller than the real ones.
    actions: ["providerWritesRegisters", "providerEnablesController"],
  },
  place("doorbellBuffers", "Doorbell Buffer Config"),
  place("chains", "lists that go on in another page", 200),
  place("oneCommandId", "a command identifier that is in flight", 800),
  place("mixedBatches", "a good and a bad entry in one doorbell", 400),
  place("addresses", "own, foreign, host-physical and unknown addresses", 500),
  {
    ...place("addresses", "the same addresses as names", 500),
    name: "syntheticAddresses",
    lane: "synthetic",
  },
  // What these are refused for is not the page that they name.
  {
    ...place("carriers", "what is refused for what it is", 800),
    bounds: { ...places.carriers.bounds, highPage: 2 },
    shapes: ["read", "readUnaligned", "sgl", "metadata"],
  },
  {
    ...place("carriers", "opcodes of unknown length", 600),
    name: "vendors",
    bounds: { ...places.carriers.bounds, highPage: 2 },
    shapes: ["vendor"],
  },
  place("transfers", "two pages, named one by one or by an offset; data that is read", 500),
  place("lists", "PRP lists, rewritten at any moment", 500),
  {
    ...place("lists", "the same lists of names", 500),
    name: "syntheticLists",
    lane: "synthetic",
  },
  place("pageSizes", "pages larger than the kernel's", 400),
  place("twoCommands", "two command identifiers", 500),
  place("twoFlights", "two commands in flight, completed in any order", 500),
  place("ends", "claims that end while commands are in flight", 1000),
  place("endsWithoutData", "the same with commands that use no window", 500),
  place("revocations", "the window that holds the data is revoked", 600),
  // Nothing else ends, and completions come in order.
  {
    ...place("revocations", "the window that a new completion queue is to lie in is revoked", 600),
    name: "newQueueRevocations",
    bounds: { ...places.revocations.bounds, ioQueue: 1, teardowns: 0, disorder: 0 },
    shapes: ["createCq"],
  },
  place("ringRevocations", "the window that holds the ring is revoked", 800),
  place("fromNothing", "nothing is granted at the start", 300),
  place("successions", "claims and windows granted, ended and granted again", 800),
  {
    ...place("successions", "the same without IOMMU", 800),
    name: "syntheticSuccessions",
    lane: "synthetic",
  },
  place("lifecycle", "the same, and single windows revoked", 1000),
  place("generations", "one window, until its generations are used up", 1500),
  place("ioQueues", "an I/O queue pair is created and used", 1500),
  place("ioQueueOrder", "it is created and deleted in any order", 3000),
  place("brokeredLifecycle", "brokered, granted, ended and granted again", 500),
  // Windows are revoked, used or not, and nothing else ends.
  {
    ...place("brokeredLifecycle", "brokered, and single windows are revoked"),
    name: "brokeredRevocations",
    bounds: { ...places.brokeredLifecycle.bounds, teardowns: 0, regrants: 0, activeOwners: 1 },
  },
  place("brokeredIoQueues", "brokered, with I/O queues", 300),
  // As little as there is beside I/O queues that are used, and deleted while they are.
  {
    ...place("brokeredIoQueues", "I/O queues deleted while they are used", 1500),
    name: "deletions",
    bounds: {
      ...places.brokeredIoQueues.bounds,
      teardowns: 0,
      windows: 1,
      windowPages: 1,
      lowPage: 0,
      highPage: 0,
    },
    actions: [
      "providerSubmitsIntent",
      "kernelPublishesBatch",
      "kernelRefusesBatch",
      "controllerFetchesEntry",
      "controllerAccessesMemory",
      "controllerCompletes",
      "kernelTakesCompletion",
    ],
  },
];

/** A place's graph, and what its machine's constants say. */
export interface Explored {
  readonly place: SuitePlace;
  readonly instance: Instance;
  readonly graph: Graph;
  readonly constants: MachineConstants;
  /** Whether the graph has no step that interrupts a scan. */
  readonly whole: boolean;
  /** Steps of the place that such a graph leaves out, and all of them. */
  readonly interruptions: { readonly left: number; readonly all: number };
}

/** How a place is explored. */
export interface ExploreOptions {
  /** How many states are explored at most, instead of as many as the place says. */
  readonly states?: number;
  /** Scans are run whole: nothing else happens while one is under way. */
  readonly whole?: boolean;
}

/** Steps that carry on or end a scan, or the preparation of an intent. */
export const SCAN_STEPS = ["kernelScansEntry", "kernelPublishesBatch", "kernelRefusesBatch"];

/** The instance of the machine at a place. */
export function instanceOf({ lane, model, bounds, shapes }: SuitePlace): Instance {
  return { lane, model, bounds, shapes, design: "hardened" };
}

/** Explores a place, as far as it is wanted. */
export async function explorePlace(
  wanted: SuitePlace,
  { states = wanted.states, whole = false }: ExploreOptions = {},
): Promise<Explored> {
  const instance = instanceOf(wanted);
  const machine = ringfence(instance);
  const actions = Object.fromEntries(
    Object.entries(machine.actions).filter(([name]) => wanted.actions?.includes(name) ?? true),
  );
  const graph = await exploreGraph({ ...machine, actions }, { maxStates: states });
  const taken = whole ? withoutInterruptions(graph) : graph;
  const all = graph.targets.length;
  return {
    place: wanted,
    instance,
    graph: taken,
    constants: machine.constants,
    whole,
    interruptions: { left: all - reachableEdges({ ...taken, nodes: taken.states }), all },
  };
}

/** A graph without the steps that interrupt a scan. What only they lead to is left without a way. */
function withoutInterruptions(graph: Graph): Graph {
  const first = new Uint32Array(graph.states + 1);
  const kept: number[] = [];
  for (let state = 0; state < graph.states; state++) {
    const scans = machineState(graph.stateAt(state)).queue
      .some(({ scan }) => scan.phase !== "idle");
    for (let edge = graph.first[state]; edge < graph.first[state + 1]; edge++) {
      const { action } = graph.program.choices[graph.choices[edge]];
      if (!scans || SCAN_STEPS.includes(action)) kept.push(edge);
    }
    first[state + 1] = kept.length;
  }
  return {
    ...graph,
    first,
    targets: Uint32Array.from(kept, (edge) => graph.targets[edge]),
    choices: Uint32Array.from(kept, (edge) => graph.choices[edge]),
  };
}
