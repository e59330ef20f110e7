/**
 * The instances whose suites implementations are held to: the hardened design, where it fits.
 *
 * @module
 */

import { exploreGraph, type Graph } from "../../checker/mod.ts";
import { type Place, places } from "../../scenarios/places.ts";
import { type Instance, ringfence } from "../../spec/machine.ts";
import type { MachineConstants } from "./machine_state.ts";

/** One instance, or part of it. */
export interface SuitePlace extends Place {
  readonly name: string;
  /** How many states of it are explored at most, the nearest ones; by default all. */
  readonly states?: number;
  /** The actions that are taken; by default all. */
  readonly actions?: readonly string[];
}

const place = (name: keyof typeof places, states?: number): SuitePlace => ({
  name,
  ...places[name],
  states,
});

/**
 * The places, small ones first. Left out are those where two owners share a domain, which this
 * implementation refuses to have, and I/O queues of two pages, whose rings no small bound can stand for.
 */
export const suitePlaces: readonly SuitePlace[] = [
  place("validatedBounce"),
  place("brokered"),
  place("onePage"),
  place("oldHandles"),
  place("abandonedWaits"),
  {
    ...place("registers"),
    bounds: { ...places.registers.bounds, lowPage: 1, highPage: 3 },
    // With queues of two pages the machine's rings are smaller than the real ones.
    actions: ["providerWritesRegisters", "providerEnablesController"],
  },
  place("doorbellBuffers"),
  place("chains", 200),
  place("oneCommandId", 800),
  place("mixedBatches", 400),
  place("addresses", 500),
  { ...place("addresses", 500), name: "syntheticAddresses", lane: "synthetic" },
  // What these are refused for is not the page that they name.
  {
    ...place("carriers", 800),
    bounds: { ...places.carriers.bounds, highPage: 2 },
    shapes: ["read", "readUnaligned", "sgl", "metadata"],
  },
  {
    ...place("carriers", 600),
    name: "vendors",
    bounds: { ...places.carriers.bounds, highPage: 2 },
    shapes: ["vendor"],
  },
  place("transfers", 500),
  place("lists", 500),
  { ...place("lists", 500), name: "syntheticLists", lane: "synthetic" },
  place("pageSizes", 400),
  place("twoCommands", 500),
  place("twoFlights", 500),
  place("ends", 1000),
  place("endsWithoutData", 500),
  place("revocations", 600),
  place("ringRevocations", 800),
  place("fromNothing", 300),
  place("successions", 800),
  place("lifecycle", 1000),
  place("generations", 1500),
  place("ioQueues", 1500),
  place("ioQueueOrder", 3000),
  place("brokeredLifecycle", 500),
  place("brokeredIoQueues", 300),
];

/** A place's graph, and what its machine's constants say. */
export interface Explored {
  readonly place: SuitePlace;
  readonly instance: Instance;
  readonly graph: Graph;
  readonly constants: MachineConstants;
}

/** Explores a place, as far as it is wanted. */
export async function explorePlace(wanted: SuitePlace): Promise<Explored> {
  const { lane, model, bounds, shapes } = wanted;
  const instance: Instance = { lane, model, bounds, shapes, design: "hardened" };
  const machine = ringfence(instance);
  const actions = Object.fromEntries(
    Object.entries(machine.actions).filter(([name]) => wanted.actions?.includes(name) ?? true),
  );
  const graph = await exploreGraph({ ...machine, actions }, { maxStates: wanted.states });
  return { place: wanted, instance, graph, constants: machine.constants };
}
