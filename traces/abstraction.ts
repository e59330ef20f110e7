/**
 * The abstraction: what the implementation's state is to the machine.
 *
 * Every variable of the machine is read off the implementation's ledger, queues, memory, controller and
 * IOMMU, or is left out. Nothing here knows what the machine would do. Left out, each for its reason:
 *
 * | variable | why |
 * | --- | --- |
 * | `queue.*.checked` of slots that no doorbell published | a scan's copies are private to it until it ends |
 * | `queue.*.checked.*.second` of lists, `listed` of others | the kernel's copy of the list replaces the list page; the rest is not read |
 * | `queue.*.checked.*Generation`, `queue.*.ringGeneration`, `queue.*.issue.*.ringGeneration` | the implementation remembers the windows themselves |
 * | `queue.*.issue.*.uses` of creations | the controller is handed a ring of the kernel's, and no page of the window named |
 * | `queue.*.answer` | the answer is compared as such (`conformance/`) |
 * | `queue.*.scan.cursor, to, generation, reads` | private to the scan |
 * | `queue.*.cell` that were taken | read once, never again |
 * | `queue.*.sq`, `cq` and `registers` of brokered claims | there are none of the provider's |
 * | `frame.*.cell` | completion rings of the provider's are copies, of no consequence |
 * | `iommu` in lanes without one | there is none |
 * | `overtaken`, `ringer`, `published`, `stale`, `ringStale`, `wakes`, `completed`, `validated`, `owner` of queues and flights | ghosts: properties read them, nobody else |
 *
 * Positions in an I/O completion ring are counted from where the ring stood when its submission queue
 * was created: the machine tells an empty ring without a submission queue as one just made.
 *
 * @module
 */

import type { Plain, PlainState } from "../checker/mod.ts";
import type { ProviderRing, Window } from "../spec/implementation/mod.ts";
import {
  COMPLETION_ENTRY_BYTES,
  decodeCompletionEntry,
  decodePrpList,
  decodeSubmissionEntry,
  SUBMISSION_ENTRY_BYTES,
  type SubmissionEntry,
} from "../spec/nvme/mod.ts";
import { abstractEntry, publishedEntry } from "./conformance/entries.ts";
import { type InProcessHost, waitKey } from "./conformance/in_process_host.ts";
import { frameCount, LIST_OFFSET, PAGE } from "./conformance/layout.ts";

type Fields = { [name: string]: Plain };

/** The machine's variables, as far as a host tells them. */
export function abstraction(host: InProcessHost): PlainState {
  return {
    claim: claimOf(host),
    handle: host.claims.map((held) => [...held.keys()].sort()),
    window: host.windows.map((_, slot) => windowOf(host, slot)),
    frame: framesOf(host),
    ...(host.assembly.iommu === null ? {} : { iommu: iommuOf(host) }),
    ...(host.geometry.model === "brokered" ? {} : { registers: registersOf(host) }),
    queue: host.pending.map((_, queue) => queueOf(host, queue)),
    controller: controllerOf(host),
  } as PlainState;
}

function claimOf({ assembly: { kernel }, claims }: InProcessHost): Fields {
  const { phase, generation } = kernel.platform.ledger.claims.slot(0);
  const { session } = kernel;
  const holder = claims.flatMap((held) => [...held.values()])
    .find(({ claim }) => claim.session === session);
  return {
    phase: session === null ? "free" : session.isLive ? "live" : "closing",
    owner: session?.owner ?? 0,
    model: session === null ? "undeclared" : holder?.claim.model ?? "undeclared",
    generation,
    spent: phase === "spent",
  };
}

/** A generation advances in the machine when the grant is revoked, in the ledger when its slot is freed. */
function windowOf({ assembly, windows, geometry }: InProcessHost, slot: number): Fields {
  const { phase, generation } = assembly.kernel.platform.ledger.windows.slot(slot);
  const retirement = windows[slot]?.retirement ?? null;
  const last = generation + 1 >= geometry.generations;
  const free = phase === "free" || phase === "spent";
  return {
    phase: free ? "free" : phase === "live" ? "live" : retirement?.phase ?? "unknown",
    owner: free ? 0 : windows[slot]?.owner ?? -1,
    generation: phase === "retiring" && !last ? generation + 1 : generation,
    spent: phase === "spent" || (phase === "retiring" && last),
  };
}

/** The host's frames that stand for the machine's, window by window; frame 0 stands for no single one. */
function* framesBehind({ windows, geometry, assembly }: InProcessHost) {
  for (let slot = 0; slot < geometry.windows; slot++) {
    const { phase } = assembly.kernel.platform.ledger.windows.slot(slot);
    const held = windows[slot];
    for (let page = 0; page < geometry.windowPages; page++) {
      const frame = held === null ? null : windowBehind(held)?.frames[page] ?? null;
      const granted = phase === "live" || phase === "retiring";
      yield { frame, granted, owner: held?.owner ?? null };
    }
  }
}

const remembered = new WeakMap<object, Window>();

/** The ledger's window behind a handle, also when the ledger no longer has it. */
function windowBehind(held: NonNullable<InProcessHost["windows"][number]>): Window | undefined {
  if (held.retirement !== null) return held.retirement.window;
  return remembered.get(held.handle);
}

/** Remembers the ledger's window behind each handle while it is live. */
function rememberWindows({ windows, assembly }: InProcessHost): void {
  for (const held of windows) {
    const window = held === null ? null : assembly.kernel.platform.ledger.windows.get(held.handle);
    if (held !== null && window !== null) remembered.set(held.handle, window);
  }
}

function framesOf(host: InProcessHost): Plain[] {
  rememberWindows(host);
  const frames: Plain[] = [{ holds: null }];
  for (const { frame, granted, owner } of framesBehind(host)) {
    frames.push(frameOf(host, frame, granted, owner));
  }
  return frames;
}

function frameOf(
  host: InProcessHost,
  frame: number | null,
  granted: boolean,
  owner: number | null,
): Fields {
  if (frame === null) return { holds: null };
  const { memory, kernel } = host.assembly;
  if (!granted) {
    // Once it is free, nothing may be left in it. It may be in other use already.
    const { use } = kernel.platform.frames.at(frame);
    const clean = use !== "free" || memory.read(frame, 0, PAGE).every((byte) => byte === 0);
    return { holds: clean ? null : owner };
  }
  const { geometry } = host;
  const slot = Array.from({ length: geometry.depth }, (_, index) => {
    const bytes = memory.read(frame, index * SUBMISSION_ENTRY_BYTES, SUBMISSION_ENTRY_BYTES);
    const queue = queueAt(host, frame);
    return {
      ...(abstractEntry(decodeSubmissionEntry(bytes), queue, host.addresses) ??
        { shape: "unknown" }),
    };
  });
  const [listed] = decodePrpList(memory.read(frame, LIST_OFFSET, 8));
  return {
    holds: kernel.platform.frames.at(frame).owner,
    slot,
    listed: host.addresses.pageAt(listed),
  };
}

/** The queue whose ring of the provider's lies in a frame: it says by which set its entries are read. */
function queueAt({ assembly: { kernel } }: InProcessHost, frame: number): number {
  for (const { qid, provider } of kernel.session?.queues.submissions.values() ?? []) {
    if (provider?.ring.frames.includes(frame)) return qid;
  }
  return 0;
}

/** The machine's frame that a granted frame of the host's stands for, or -1. */
export function frameNumber(host: InProcessHost, frame: number): number {
  let number = 1;
  for (const behind of framesBehind(host)) {
    if (behind.granted && behind.frame === frame) return number;
    number++;
  }
  return -1;
}

function iommuOf(host: InProcessHost): Fields {
  const iommu = host.assembly.iommu!;
  const numbers = (frames: number[]) =>
    frames.map((frame) => frameNumber(host, frame)).filter((number) => number > 0).sort();
  const owners = host.claims.map((_, owner) => owner);
  return {
    attached: iommu.attached,
    mapped: owners.map((owner) => numbers(iommu.mapped(owner))),
    reach: owners.map((owner) => numbers(iommu.reachable(owner))),
  };
}

function registersOf(host: InProcessHost): Fields {
  const { session } = host.assembly.kernel;
  const claim = host.claims.flatMap((held) => [...held.values()])
    .find((held) => held.claim.session === session)?.claim;
  const shadow = claim?.model === "validated" ? claim.shadow : null;
  const { addresses } = host;
  return {
    asq: addresses.pageAt(shadow?.asq ?? 0n),
    acq: addresses.pageAt(shadow?.acq ?? 0n),
    asqShifted: ((shadow?.asq ?? 0n) & 0xfffn) !== 0n,
    // CC.MPS is bits 10:7.
    bigPages: (((shadow?.cc ?? 0n) >> 7n) & 0xfn) !== 0n,
  };
}

/** The number of the page in which a ring of the provider's begins: a name of its window's. */
function ringPage({ addresses }: InProcessHost, { ring, windows: [window] }: ProviderRing): number {
  const page = window.frames.indexOf(ring.frames[0]);
  return addresses.pageAt(window.base + BigInt(page * PAGE));
}

function queueOf(host: InProcessHost, qid: number): Fields {
  const queues = host.assembly.kernel.session?.queues;
  const submission = queues?.submissions.get(qid);
  const completion = queues?.completions.get(qid);
  const exists = submission !== undefined && submission.status !== "creating";
  const half = completion !== undefined && completion.status !== "creating";
  const pending = host.pending[qid];
  const fields: Fields = {
    armed: exists ? "yes" : half ? "half" : "no",
    tail: exists ? submission.tail : 0,
    scan: {
      phase: pending === null ? "idle" : pending.refused === null ? "scanning" : "refusing",
    },
    issue: issuesOf(host, qid),
    checked: checkedOf(host, qid),
  };
  const { controller } = host.assembly;
  // A controller that has stopped serves nobody, and what it has posted is still to be taken.
  const serves = controller.device.submissions.has(qid) || isOff(host);
  if (exists && serves && completion !== undefined) {
    const at = relative(host, qid, cyclePosition(completion), completion.size);
    fields.head = at % completion.size;
    fields.expects = at < completion.size;
    fields.cell = cellsOf(host, qid);
  } else {
    fields.head = 0;
    fields.expects = half;
  }
  if (exists && submission.provider !== null) {
    fields.sq = ringPage(host, submission.provider);
  }
  if (half && completion.provider != null) {
    fields.cq = ringPage(host, completion.provider);
  }
  return fields;
}

/** How far a ring's head, with its phase, has come in a cycle of two rounds. */
export function cyclePosition(
  { head, phase, size }: { head: number; phase: number; size: number },
) {
  return head + (phase === 1 ? 0 : size);
}

/** A position in a cycle, counted from where the ring stood at its queue's beginning. */
function relative({ origins }: InProcessHost, qid: number, position: number, size: number): number {
  return (position - origins[qid] + 2 * size) % (2 * size);
}

function issuesOf(host: InProcessHost, qid: number): Plain[] {
  const issues = host.assembly.kernel.session?.queues.submissions.get(qid)?.issues;
  return Array.from({ length: MOST_COMMANDS }, (_, cid): Fields => {
    const issue = issues?.get(cid) ?? null;
    if (issue === null) return { phase: host.ended.get(waitKey(qid, cid)) ?? "idle" };
    const uses = issue.windows.map(({ handle }) => handle.slot).sort();
    return {
      phase: issue.waiter.phase,
      generation: issue.claim.generation,
      // A queue that is created is on a ring of the kernel's, whatever page of the provider's it names.
      ...(issue.effect === null ? { uses } : {}),
    };
  });
}

/** More command identifiers than any instance has; whoever compares looks at those that it has. */
const MOST_COMMANDS = 4;

/** The entries that the controller may still fetch, as they stand in the kernel's ring. */
function checkedOf(host: InProcessHost, qid: number): Plain[] {
  const submission = host.assembly.kernel.session?.queues.submissions.get(qid);
  const device = host.assembly.controller.device.submissions.get(qid);
  return Array.from({ length: host.geometry.depth }, (_, slot) => {
    if (submission === undefined || device === undefined) return { published: false };
    const { size } = submission;
    const waiting = (slot - device.head + size) % size < (device.tail - device.head + size) % size;
    if (!waiting) return { published: false };
    const { frame, offset } = submission.kernel.ring.place(slot);
    const bytes = host.assembly.memory.read(frame, offset, SUBMISSION_ENTRY_BYTES);
    return { published: true, ...published(host, qid, decodeSubmissionEntry(bytes), false) };
  });
}

/** What an entry of the kernel's stands for; on the bus, or as the provider named its pages. */
function published(
  host: InProcessHost,
  qid: number,
  entry: SubmissionEntry,
  onBus: boolean,
): Fields {
  const page = (address: bigint) => pageOnBus(host, address, onBus);
  const fields: Fields = { ...publishedEntry(entry, qid, page) };
  const { shape } = fields;
  if (shape === "createCq" || shape === "createSq") {
    const ring = createdRing(host, qid, entry.cid);
    if (ring !== null) fields.page = onBus ? pageToBus(host, ring) : ring;
  }
  if (shape === "readList") {
    const list = kernelFrame(host, entry.prp2);
    const [listed] = list === null ? [0n] : decodePrpList(host.assembly.memory.read(list, 0, 8));
    fields.listed = page(listed);
  }
  return fields;
}

/** The machine's number of the page that the controller reaches by an address; -1 for no page of it. */
function pageOnBus(host: InProcessHost, address: bigint, onBus: boolean): number {
  const { lane } = host.geometry;
  if (lane === "remapped") return host.addresses.pageAt(address);
  const frame = host.assembly.memory.frameOf(address);
  if (frame === null) return -1;
  const number = frameNumber(host, frame);
  const physical = onBus || lane === "bounce";
  return number < 0 ? -1 : physical ? frameCount(host.geometry) + number : number;
}

/** The page that a command under way names as the base of a new queue, or `null`. */
function createdRing(host: InProcessHost, qid: number, cid: number): number | null {
  const submission = host.assembly.kernel.session?.queues.submissions.get(qid);
  const effect = submission?.issues.get(cid)?.effect ?? null;
  if (effect === null || !("provider" in effect) || effect.provider === null) return null;
  return ringPage(host, effect.provider);
}

/** What the controller is handed for a page of the provider's. */
function pageToBus({ geometry }: InProcessHost, page: number): number {
  return geometry.lane === "remapped" ? page : frameCount(geometry) + page;
}

/** The number by which the machine's controller knows rings of the kernel's; -1 for any other ring. */
function ringOnBus(host: InProcessHost, address: bigint): number {
  const { kernel } = host.assembly;
  const frame = kernelFrame(host, address);
  if (frame === null || kernel.platform.frames.at(frame).use !== "kernel") return -1;
  return host.geometry.lane === "remapped" ? 0 : frameCount(host.geometry);
}

/** The kernel's frame at an address of the bus, found without a translation that the IOTLB would keep. */
function kernelFrame(
  { assembly: { kernel, memory } }: InProcessHost,
  address: bigint,
): number | null {
  const { addressing } = kernel.platform;
  for (let frame = 0; frame < memory.frames; frame++) {
    if (addressing.ofKernelFrame(frame) === address) return frame;
  }
  return null;
}

function cellsOf(host: InProcessHost, qid: number): Plain[] {
  const completion = host.assembly.kernel.session!.queues.completions.get(qid)!;
  const device = host.assembly.controller.device.completions.get(qid);
  const { ring } = completion.kernel;
  return Array.from({ length: completion.size }, (_, index): Fields => {
    const slot = (index + host.origins[qid]) % completion.size;
    const ahead = (slot - completion.head + completion.size) % completion.size;
    const { frame, offset } = ring.place(slot);
    const bytes = host.assembly.memory.read(frame, offset, COMPLETION_ENTRY_BYTES);
    const { cid, phase, sct, sc } = decodeCompletionEntry(bytes);
    const round = relative(host, qid, cyclePosition(completion), completion.size);
    const at = (round + ahead) % (2 * completion.size);
    // The phase that the controller gave it, if the rounds were counted from the queue's beginning.
    const expected = completion.phase ^ (completion.head + ahead >= completion.size ? 1 : 0);
    const posted = device === undefined
      ? phase === expected
      : ahead < (device.tail - completion.head + completion.size) % completion.size;
    if (!posted) return {};
    return {
      cid,
      error: sct !== 0 || sc !== 0,
      phase: (phase === expected) === (at < completion.size),
    };
  });
}

function controllerOf(host: InProcessHost): Fields {
  const { controller } = host.assembly;
  return {
    phase: isOff(host) ? "off" : controller.enabled ? "on" : "stopping",
    bigPages: controller.device.pageBytes !== PAGE,
    shadowDoorbells: false,
    queue: host.pending.map((_, qid) => deviceQueueOf(host, qid)),
    flight: host.flights.map((_, flight) => flightOf(host, flight)),
  };
}

function isOff({ assembly: { controller } }: InProcessHost): boolean {
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
