/**
 * What entries and addresses stand for: as the provider named its pages, or as they are on the bus.
 *
 * @module
 */

import type { ProviderRing } from "../../spec/implementation/mod.ts";
import { decodePrpList, type SubmissionEntry } from "../../spec/nvme/mod.ts";
import { publishedEntry } from "../conformance/entries.ts";
import type { InProcessHost } from "../conformance/in_process_host.ts";
import { frameCount, PAGE } from "../conformance/layout.ts";
import type { Fields } from "./fields.ts";
import { frameNumber } from "./frames.ts";

/** What an entry of the kernel's stands for; on the bus, or as the provider named its pages. */
export function published(
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

/** The number of the page in which a ring of the provider's begins: a name of its window's. */
export function ringPage(
  { addresses }: InProcessHost,
  { ring, windows: [window] }: ProviderRing,
): number {
  const page = window.frames.indexOf(ring.frames[0]);
  return addresses.pageAt(window.base + BigInt(page * PAGE));
}

/** The number by which the machine's controller knows rings of the kernel's; -1 for any other ring. */
export function ringOnBus(host: InProcessHost, address: bigint): number {
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
