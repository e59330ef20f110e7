/**
 * The controller: its phase, its own view of the queues, and the commands that it has in flight.
 *
 * @module
 */

import type { InProcessHost } from "../conformance/in_process_host.ts";
import { PAGE } from "../conformance/layout.ts";
import type { Fields } from "./fields.ts";
import { published, ringOnBus } from "./on_bus.ts";
import { cyclePosition, relative } from "./positions.ts";

/** The controller with its queues and flights. */
export function controllerOf(host: InProcessHost): Fields {
  const { controller } = host.assembly;
  return {
    phase: isOff(host) ? "off" : controller.enabled ? "on" : "stopping",
    bigPages: controller.device.pageBytes !== PAGE,
    shadowDoorbells: false,
    queue: host.pending.map((_, qid) => deviceQueueOf(host, qid)),
    flight: host.flights.map((_, flight) => flightOf(host, flight)),
  };
}

/** Whether it is neither enabled nor still coming to rest. */
export function isOff({ assembly: { controller } }: InProcessHost): boolean {
  return !controller.enabled && !controller.ready;
}

function deviceQueueOf(host: InProcessHost, qid: number): Fields {
  const { device } = host.assembly.controller;
  const submission = device.submissions.get(qid);
  const completion = device.completions.get(qid);
  if (completion === undefined) return { state: "none" };
  const cq = ringOnBus(host, completion.base);
  if (submission === undefined) return { state: "half", cq };
  const { size, tail, phase } = completion;
  const at = relative(host, qid, cyclePosition({ head: tail, phase, size }), size);
  const taken = relative(host, qid, completion.head, size);
  return {
    state: "live",
    sq: ringOnBus(host, submission.base),
    cq,
    head: submission.head,
    tail: submission.tail,
    post: at % size,
    phase: at < size,
    consumed: taken % size,
  };
}

function flightOf(host: InProcessHost, number: number): Fields {
  const numbered = host.flights[number];
  if (numbered === null) return { phase: "idle" };
  const { sqid, entry } = numbered.flight;
  const fields = published(host, sqid, entry, true);
  // The page that a list names is known to the machine's controller from the beginning.
  return {
    phase: "busy",
    queue: sqid,
    ...fields,
    // The last page of a list is named twice, so that the list has the two entries that it needs.
    part: Math.min(numbered.accesses, 3),
  };
}
