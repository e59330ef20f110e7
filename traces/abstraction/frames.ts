/**
 * Frames: which of the host's stand for the machine's, what is in them, and who reaches them.
 *
 * @module
 */

import type { Plain } from "../../checker/mod.ts";
import type { Window } from "../../spec/implementation/mod.ts";
import {
  decodePrpList,
  decodeSubmissionEntry,
  SUBMISSION_ENTRY_BYTES,
} from "../../spec/nvme/mod.ts";
import { abstractEntry } from "../conformance/entries.ts";
import type { InProcessHost } from "../conformance/in_process_host.ts";
import { LIST_OFFSET, PAGE } from "../conformance/layout.ts";
import type { Fields } from "./fields.ts";

/** Every frame, by number. Number 0 stands for no single one of the host's. */
export function framesOf(host: InProcessHost): Plain[] {
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

/** The machine's frame that a granted frame of the host's stands for, or -1. */
export function frameNumber(host: InProcessHost, frame: number): number {
  let number = 1;
  for (const behind of framesBehind(host)) {
    if (behind.granted && behind.frame === frame) return number;
    number++;
  }
  return -1;
}

/** What the IOMMU maps for each owner, and what is reached by it while its IOTLB is stale. */
export function iommuOf(host: InProcessHost): Fields {
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
