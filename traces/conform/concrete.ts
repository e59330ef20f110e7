/**
 * From the machine's numbers to real ones: page numbers become addresses, command shapes become
 * 64-byte entries.
 *
 * @module
 */

import {
  CAP,
  CC,
  createCompletionQueue,
  createSubmissionQueue,
  encodePrpList,
  encodeSubmissionEntry,
  OPC,
  submissionEntry,
} from "../../spec/nvme/mod.ts";
import type { Constants } from "../../spec/state.ts";
import type { Shape } from "../../spec/vocabulary.ts";

/** Bytes of a page. */
export const PAGE = 4096n;

/** The first page of every provider's address space. Page 0 of it is the host's, so no window has it. */
const PROVIDER_BASE = 0x10_0000n;

/** Where in a page a PRP list stands: behind the entries of a ring that may share the page. */
const LIST_AT = 0x800n;

/** Where a list stands of which the last slot of the page would have to point to another list. */
const CHAIN_AT = 0xff8n;

/** Where in a page data lands: behind rings and lists, so that what the machine keeps apart stays so. */
export const DATA_AT = 0xc00n;

/** An offset of PRP1 with which a page of data touches two pages. */
const OFFSET = 0xe04n;

/** The only namespace, and bytes of its blocks. */
export const NAMESPACE = { nsid: 1, blockBytes: 512 } as const;

/** The largest transfer in bytes. */
export const MOST_BYTES = 32 * 4096;

/** CAP of the simulated controller: queues of 1024 entries, pages of 4 KiB to 8 KiB. */
export const CAPABILITIES = CAP.encode({ mqes: 1023, to: 15, css: 1, mpsmax: 1 });

/** CC with EN = 1, for pages of 4 KiB or of 8 KiB. */
export function configuration(bigPages: boolean): bigint {
  return CC.encode({ en: 1, mps: bigPages ? 1 : 0, iosqes: 6, iocqes: 4 });
}

/**
 * Entries of a submission and of a completion queue. Where extents of several pages are what an
 * instance is about, its queues are as large as that; admin queues that are used stay small.
 */
export function queueEntries(k: Constants, queue: number): Readonly<Record<Kind, number>> {
  const small = k.bounds.queuePages === 1 || (queue === 0 && k.bounds.registers === 0);
  if (small) return { submission: k.bounds.depth, completion: k.bounds.depth };
  const bytes = k.bounds.queuePages * Number(PAGE);
  return { submission: bytes / 64, completion: bytes / 16 };
}

type Kind = "submission" | "completion";

/** The command identifier of the machine's command `c`. */
export const cidOf = (c: number): number => 0x21 + c;

/** The address by which a provider names a page of its address space. */
export const providerAddress = (page: number): bigint => PROVIDER_BASE + BigInt(page) * PAGE;

/** Page numbers as addresses: the provider's own, and the host-physical ones that the adapter told. */
export class Addresses {
  readonly #k: Constants;
  /** Host-physical addresses by frame of the machine. */
  readonly #physical = new Map<number, bigint>();

  constructor(k: Constants) {
    this.#k = k;
  }

  /** Notes where a frame of the machine is in the adapter's memory. */
  place(frame: number, physical: bigint): void {
    this.#physical.set(frame, physical);
  }

  /** What a provider writes for a page number. */
  of(page: number): bigint {
    const frame = page - this.#k.frames;
    if (frame < 0) return providerAddress(page);
    // A frame that was never granted is some frame of the host's: any host-physical address will do.
    return this.#physical.get(frame) ?? this.#physical.get(0)! + BigInt(frame) * PAGE;
  }
}

/** Whether the address of a list is that of a chain. */
const listAt = (shape: Shape) => shape === "chain" ? CHAIN_AT : LIST_AT;

/** The bytes that a provider puts where a PRP list stands: both of its entries name one page. */
export function listWrite(page: bigint, listed: bigint): { address: bigint; bytes: Uint8Array } {
  return { address: page + LIST_AT, bytes: encodePrpList([listed, listed]) };
}

/** A Get Log Page that moves some pages. */
function logPages(pages: number) {
  return { opc: OPC.getLogPage, cdw10: 0x01 | ((pages * Number(PAGE) / 4 - 1) << 16) };
}

/** A command that moves one page to memory: Identify, or Read of eight blocks. */
const readOne = (queue: number) =>
  queue === 0 ? { opc: OPC.identify, cdw10: 1 } : { opc: OPC.read, nsid: NAMESPACE.nsid, cdw12: 7 };

/** A command that moves two pages, or three, to memory. */
const readMore = (queue: number, pages: number) =>
  queue === 0 ? logPages(pages) : { opc: OPC.read, nsid: NAMESPACE.nsid, cdw12: pages * 8 - 1 };

/**
 * The entry that stands for a shape.
 *
 * @param page The address of the first pointer's page, `second` that of the second one's.
 */
export function entryBytes(
  k: Constants,
  queue: number,
  shape: Shape,
  c: number,
  page: bigint,
  second: bigint,
): Uint8Array {
  const cid = cidOf(c);
  const entry = (fields: Parameters<typeof submissionEntry>[0]) =>
    submissionEntry({ cid, ...fields });
  const sizes = queueEntries(k, 1);
  const make = () => {
    switch (shape) {
      case "noData":
        return entry(queue === 0 ? { opc: OPC.abort } : { opc: OPC.flush, nsid: NAMESPACE.nsid });
      case "read":
        return entry({ ...readOne(queue), prp1: page });
      case "write":
        return entry(
          queue === 0
            ? { opc: OPC.setFeatures, cdw10: 0x0e, prp1: page }
            : { opc: OPC.write, nsid: NAMESPACE.nsid, cdw12: 7, prp1: page },
        );
      case "readTwoPages":
        return entry({ ...readMore(queue, 2), prp1: page, prp2: second });
      case "readOffset":
        return entry({ ...readOne(queue), prp1: page + OFFSET, prp2: second });
      case "readUnaligned":
        return entry({ ...readOne(queue), prp1: page + 2n });
      case "readList":
      case "chain":
        return entry({ ...readMore(queue, 3), prp1: page, prp2: second + listAt(shape) });
      case "sgl":
        return entry({ ...readOne(queue), psdt: 1, prp1: page, prp2: second });
      case "metadata":
        return entry({ ...readOne(queue), mptr: second, prp1: page });
      case "vendor":
        return entry({ opc: queue === 0 ? 0xc0 : 0x80, prp1: page, prp2: second });
      case "doorbellBuffer":
        return entry({ opc: OPC.doorbellBufferConfig, prp1: page, prp2: second });
      case "createCq":
        return createCompletionQueue(cid, {
          qid: 1,
          entries: sizes.completion,
          contiguous: true,
          base: page,
          vector: null,
        });
      case "createSq":
        return createSubmissionQueue(cid, {
          qid: 1,
          entries: sizes.submission,
          contiguous: true,
          base: page,
          cqid: 1,
        });
      case "deleteSq":
        return entry({ opc: OPC.deleteSubmissionQueue, cdw10: 1 });
      case "deleteCq":
        return entry({ opc: OPC.deleteCompletionQueue, cdw10: 1 });
    }
  };
  return encodeSubmissionEntry(make());
}

/** What a brokered provider asks for by a shape. */
export function intentOf(queue: number, shape: Shape): string {
  const intents: { readonly [S in Shape]?: string } = {
    noData: "flush",
    read: queue === 0 ? "identify" : "read",
    write: "write",
    createCq: "createCompletionQueue",
    createSq: "createSubmissionQueue",
    deleteSq: "deleteSubmissionQueue",
    deleteCq: "deleteCompletionQueue",
  };
  const intent = intents[shape];
  if (intent === undefined) {
    throw new RangeError(`Cannot ask for ${shape}: no intent stands for it`);
  }
  return intent;
}
