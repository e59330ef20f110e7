/**
 * What a harness can tell of the machine's variables: from what the adapter says of them, and from what
 * the harness's own controller was told, has fetched and can see.
 *
 * @module
 */

import type { Plain, PlainState } from "../../checker/mod.ts";
import type { SubmissionEntry } from "../../spec/nvme/mod.ts";
import type { Flat } from "../conformance/adapter.ts";
import type { Geometry } from "../conformance/geometry.ts";
import { publishedEntry } from "../conformance/entries.ts";
import { type Addresses, frameCount } from "../conformance/layout.ts";
import type { Device, Fetched } from "./device.ts";

type Fields = { [name: string]: Plain };

/** An entry that was published and not fetched: its slot, and what the controller would find there. */
export interface Published {
  readonly slot: number;
  /** `null` where the address leads nowhere. */
  readonly entry: SubmissionEntry | null;
}

/** Everything that something is known of. */
export interface Known {
  readonly geometry: Geometry;
  readonly addresses: Addresses;
  readonly device: Device;
  /** By queue. */
  readonly published: readonly (readonly Published[])[];
  /** What the adapter said last. */
  readonly said: Flat;
  /** How waits ended that nobody has taken note of, as `queue:cid`. */
  readonly ended: ReadonlyMap<string, "woken" | "cancelled">;
}

/** The variables, as far as they are known. */
export function toldState(known: Known): PlainState {
  const { geometry, device, said } = known;
  const fields: Fields = {
    window: Array.from(
      { length: geometry.windows },
      (_, window) => phaseSaid(said, `window${window}`),
    ),
    queue: Array.from({ length: geometry.queues }, (_, queue) => queueOf(known, queue)),
    controller: {
      phase: device.phase,
      queue: Array.from({ length: geometry.queues }, (_, queue) => deviceQueueOf(device, queue)),
      flight: device.flights.map((flight) => flightOf(known, flight)),
    },
  };
  return { ...fields, claim: phaseSaid(said, "claim") } as PlainState;
}

function phaseSaid(said: Flat, field: string): Fields {
  return said[field] === undefined ? {} : { phase: said[field] };
}

function queueOf(known: Known, queue: number): Fields {
  const { geometry, device, said, ended } = known;
  const fields: Fields = {
    checked: Array.from({ length: geometry.depth }, (_, slot) => checkedAt(known, queue, slot)),
    issue: Array.from({ length: MOST_COMMANDS }, (_, cid): Fields => {
      const end = ended.get(`${queue}:${cid}`);
      if (end !== undefined) return { phase: end };
      // By the time the claim is free everybody who waited has been told.
      return said.claim === "free" ? { phase: "idle" } : {};
    }),
  };
  // What a queue is while its claim ends differs: some forget it at the reset, some with the claim.
  if (said.claim !== "live" || device.phase !== "on") return fields;
  const armed = said[`armed${queue}`];
  if (armed !== undefined) fields.armed = armed;
  const tail = said[`tail${queue}`];
  if (armed === "yes" && tail !== undefined) fields.tail = tail;
  return fields;
}

/** More command identifiers than any instance has; whoever compares looks at those that it has. */
const MOST_COMMANDS = 4;

function checkedAt(known: Known, queue: number, slot: number): Fields {
  const published = known.published[queue].find((each) => each.slot === slot);
  if (published === undefined) return { published: false };
  const { entry } = published;
  if (entry === null) return { published: true, shape: "unreachable" };
  return { published: true, ...entryFields(known, queue, entry, false) };
}

function deviceQueueOf({ rings, phase }: Device, queue: number): Fields {
  const submission = rings[queue]?.submission;
  if (phase !== "on" || !submission) return {};
  return { head: submission.head, tail: submission.tail };
}

function flightOf(known: Known, flight: Fetched | null): Fields {
  if (flight === null) return { phase: "idle" };
  const { queue, entry, listed, accesses } = flight;
  return {
    phase: "busy",
    queue,
    ...entryFields(known, queue, entry, true),
    ...(listed === null ? {} : { listed: known.addresses.pageAt(listed[0]) }),
    // The last page of a list is named twice, so that the list has the two entries that it needs.
    part: Math.min(accesses, 3),
  };
}

/** What an entry stands for; on the bus, or as the provider named its pages. */
function entryFields(
  { geometry, addresses }: Known,
  queue: number,
  entry: SubmissionEntry,
  onBus: boolean,
): Fields {
  const frames = frameCount(geometry);
  return publishedEntry(entry, queue, (address) => {
    const number = addresses.pageAt(address);
    const isName = onBus || geometry.lane !== "synthetic" || number < frames;
    return isName ? number : number - frames;
  });
}
