/**
 * The controller, as the harness plays it: registers as the adapter wrote them, and every access to
 * memory a request of its own. It sees what a controller sees, so what it fetched can be looked at.
 *
 * @module
 */

import {
  AQA,
  completionEntry,
  decodePrpList,
  decodeSubmissionEntry,
  encodeCompletionEntry,
  OPC,
  pageShares,
  PRP_ENTRY_BYTES,
  prpShape,
  readCreateCompletionQueue,
  readCreateSubmissionQueue,
  REGISTERS,
  SUBMISSION_ENTRY_BYTES,
  type SubmissionEntry,
  transferOf,
} from "../../spec/nvme/mod.ts";
import { IO_QUEUE, setOf } from "../conformance/entries.ts";
import { PAGE } from "../conformance/layout.ts";
import { bytesRead, type RegisterWrite, tailWrite } from "./answer_fields.ts";
import { type Answer, hexOf, type Request } from "./protocol.ts";

/** The only namespace, and bytes of its blocks. */
export const NAMESPACE = { nsid: 1, blockBytes: 512 } as const;

/** The most bytes of a share of data that land: a mark, so that requests stay short. */
const MARK_BYTES = 8;

/** A memory access of a command: its share of the data, or its list. */
export interface Access {
  readonly kind: "list" | "data";
  readonly address: bigint;
  /** Bytes of a list, or what landed or was read. */
  readonly bytes: Uint8Array;
}

/** A command in the controller's hands. */
export interface Fetched {
  readonly queue: number;
  readonly entry: SubmissionEntry;
  /** The pages of its list, once it was read. */
  listed: readonly bigint[] | null;
  /** Memory accesses made: of its list and of its data. */
  accesses: number;
}

/** A submission ring. Entries from head up to tail are published and not fetched. */
interface SubmissionRing {
  readonly base: bigint;
  readonly entries: number;
  head: number;
  tail: number;
}

/** A completion ring. It goes on where it was when the submission queue before it is created anew. */
export interface CompletionRing {
  readonly base: bigint;
  readonly entries: number;
  /** Where the next completion is posted, and its phase. */
  post: number;
  phase: 0 | 1;
  /** Completions for which no interrupt was raised yet. */
  due: number;
  /** Those that wait with their posting until the kernel has taken the one before them. */
  readonly later: { readonly address: bigint; readonly bytes: Uint8Array }[];
  /** Where the provider takes the next one that the kernel hands to it. */
  handed: number;
}

/** The rings of one queue pair, as far as the controller was told of them. */
export interface Rings {
  submission: SubmissionRing | null;
  readonly completion: CompletionRing;
}

/** The harness's controller. */
export class Device {
  /** Between EN and RDY: `on` and `off` once RDY has followed. */
  phase: "off" | "on" | "stopping" = "off";
  /** The queue pairs' rings by queue. */
  readonly rings: (Rings | undefined)[] = [];
  readonly flights: (Fetched | null)[];
  readonly #ask: (request: Request) => Promise<Answer>;
  readonly #registers = new Map<number, bigint>();
  #marks = 0;

  constructor(flights: number, ask: (request: Request) => Promise<Answer>) {
    this.flights = Array.from({ length: flights }, () => null);
    this.#ask = ask;
  }

  /** Takes a register write in. */
  write(write: RegisterWrite): void {
    const { offset, value } = write;
    this.#registers.set(offset, value);
    const doorbell = tailWrite(write);
    const rung = doorbell === null ? null : this.rings[doorbell.queue]?.submission;
    // A controller ignores a tail outside its ring.
    if (rung && doorbell!.tail < rung.entries) rung.tail = doorbell!.tail;
    if (offset !== REGISTERS.cc.offset) return;
    const enables = (value & 1n) === 1n;
    if (enables && this.phase === "off") this.#start();
    else if (!enables && this.phase === "on") this.phase = "stopping";
  }

  #start(): void {
    this.phase = "on";
    const { submission, completion } = this.adminEntries;
    const register = (name: "asq" | "acq") => this.#registers.get(REGISTERS[name].offset) ?? 0n;
    this.rings[0] = {
      submission: { base: register("asq"), entries: submission, head: 0, tail: 0 },
      completion: newRing(register("acq"), completion),
    };
  }

  /** Entries of the admin queues, as AQA has them. */
  get adminEntries(): { submission: number; completion: number } {
    const { asqs, acqs } = AQA.decode(this.#registers.get(REGISTERS.aqa.offset) ?? 0n);
    return { submission: asqs + 1, completion: acqs + 1 };
  }

  /** RDY follows EN to 0: the controller forgets its queues and what it worked on. */
  stop(): void {
    this.phase = "off";
    this.rings.length = 0;
    this.flights.fill(null);
  }

  /** Whether an access to an address leads anywhere. */
  async reaches(address: bigint): Promise<boolean> {
    return await this.#read(address, 8) !== null;
  }

  /** Looks at a slot of a submission ring; `null` if it cannot be reached. */
  async look(ring: SubmissionRing, slot: number): Promise<SubmissionEntry | null> {
    const at = ring.base + BigInt(slot * SUBMISSION_ENTRY_BYTES);
    const bytes = await this.#read(at, SUBMISSION_ENTRY_BYTES);
    return bytes === null ? null : decodeSubmissionEntry(bytes);
  }

  /** Fetches the next entry of a ring into an idle flight; `null` if it cannot be reached. */
  async fetch(queue: number): Promise<Fetched | null> {
    const ring = this.rings[queue]!.submission!;
    const entry = await this.look(ring, ring.head);
    if (entry === null) return null;
    ring.head = (ring.head + 1) % ring.entries;
    const fetched = { queue, entry, listed: null, accesses: 0 };
    this.flights[this.flights.indexOf(null)] = fetched;
    return fetched;
  }

  /** Makes a command's next access to memory: `null` if it leads nowhere, or if there is none. */
  async access(flight: Fetched): Promise<Access | null> {
    const shape = this.#shape(flight);
    const { entry } = flight;
    flight.accesses++;
    if (shape?.kind === "list" && flight.listed === null) {
      const bytes = await this.#read(entry.prp2, shape.entries * PRP_ENTRY_BYTES);
      if (bytes === null) return null;
      flight.listed = decodePrpList(bytes);
      return { kind: "list", address: entry.prp2, bytes };
    }
    const made = flight.accesses - 1 - (flight.listed === null ? 0 : 1);
    const share = this.#shares(flight)[made];
    return share === undefined ? null : await this.#move(flight, share);
  }

  /** Whether a command's data goes to memory. */
  writesMemory({ entry, queue }: Fetched): boolean {
    const transfer = transferOf(setOf(queue), entry, NAMESPACE.blockBytes);
    return transfer?.kind === "data" && transfer.direction === "fromController";
  }

  /** The shares of a command's data, page by page. */
  #shares(flight: Fetched): { address: bigint; length: number }[] {
    const shape = this.#shape(flight);
    if (shape === null) return [];
    const { prp1, prp2 } = flight.entry;
    const following = shape.kind === "list"
      ? flight.listed ?? []
      : shape.kind === "twoPages"
      ? [prp2]
      : [];
    return pageShares(prp1, following, this.#bytes(flight.entry, flight.queue), PAGE);
  }

  async #move(flight: Fetched, share: { address: bigint; length: number }): Promise<Access | null> {
    const length = Math.min(share.length, MARK_BYTES);
    // The last bytes of the share: its first ones may be rings and lists, which stay what they were.
    const address = share.address + BigInt(share.length - length);
    if (!this.writesMemory(flight)) {
      const bytes = await this.#read(address, length);
      return bytes === null ? null : { kind: "data", address, bytes };
    }
    const mark = new Uint8Array(length);
    new DataView(mark.buffer).setUint32(length - 4, 0xda7a_0000 + ++this.#marks);
    const answer = await this.#ask({
      op: "dmaWrite",
      address: address.toString(16),
      bytes: hexOf(mark),
    });
    return answer.outcome === "done" ? { kind: "data", address, bytes: mark } : null;
  }

  /**
   * Completes a command and posts that; `false` if the ring cannot be reached. An interrupt makes a
   * kernel take all that was posted. So that it takes one completion at a time, as the machine does, the
   * next is posted once that was taken.
   */
  async post(flight: number, fails: boolean): Promise<boolean> {
    const { queue, entry } = this.flights[flight]!;
    const { submission, completion: ring } = this.rings[queue]!;
    this.flights[flight] = null;
    // What creation and deletion change, they change now.
    if (queue === 0 && !fails) this.#changeQueues(entry);
    const bytes = encodeCompletionEntry(completionEntry({
      sqhd: submission?.head ?? 0,
      sqid: queue,
      cid: entry.cid,
      phase: ring.phase,
      // Invalid Field in Command, for one.
      sc: fails ? 2 : 0,
    }));
    const address = ring.base + BigInt(ring.post * bytes.length);
    ring.post = (ring.post + 1) % ring.entries;
    if (ring.post === 0) ring.phase = ring.phase === 1 ? 0 : 1;
    ring.due++;
    ring.later.push({ address, bytes });
    return ring.due > 1 || await this.postNext(ring);
  }

  /** Posts the completion that waits, if one does; `false` if the ring cannot be reached. */
  async postNext({ later }: CompletionRing): Promise<boolean> {
    const next = later.shift();
    if (next === undefined) return true;
    const { address, bytes } = next;
    const request = { op: "dmaWrite", address: address.toString(16), bytes: hexOf(bytes) };
    return (await this.#ask(request)).outcome === "done";
  }

  #changeQueues(entry: SubmissionEntry): void {
    switch (entry.opc) {
      case OPC.createCompletionQueue: {
        const { base, entries } = readCreateCompletionQueue(entry);
        this.rings[IO_QUEUE] = { submission: null, completion: newRing(base, entries) };
        return;
      }
      case OPC.createSubmissionQueue: {
        const { base, entries } = readCreateSubmissionQueue(entry);
        this.rings[IO_QUEUE]!.submission = { base, entries, head: 0, tail: 0 };
        return;
      }
      case OPC.deleteSubmissionQueue:
        this.rings[IO_QUEUE]!.submission = null;
        return;
      case OPC.deleteCompletionQueue:
        this.rings[IO_QUEUE] = undefined;
        return;
    }
  }

  async #read(address: bigint, length: number): Promise<Uint8Array | null> {
    return bytesRead(
      await this.#ask({ op: "dmaRead", address: address.toString(16), length }),
      length,
    );
  }

  #bytes(entry: SubmissionEntry, queue: number): number {
    const transfer = transferOf(setOf(queue), entry, NAMESPACE.blockBytes);
    return transfer?.kind === "data" ? transfer.bytes : 0;
  }

  #shape({ entry, queue }: Fetched) {
    const bytes = this.#bytes(entry, queue);
    return bytes === 0 ? null : prpShape(entry.prp1, bytes, PAGE);
  }
}

/** A completion ring as it is when it is created. */
function newRing(base: bigint, entries: number): CompletionRing {
  return { base, entries, post: 0, phase: 1, due: 0, later: [], handed: 0 };
}
