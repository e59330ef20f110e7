/**
 * The controller, as the harness plays it: registers as the adapter wrote them, and every access to
 * memory a request of its own. It sees what a controller sees, so what it fetched can be looked at.
 *
 * @module
 */

import {
  AQA,
  type CommandSet,
  decodePrpList,
  decodeSubmissionEntry,
  doorbellAt,
  encodeCompletionEntry,
  OPC,
  pageShares,
  PRP_ENTRY_BYTES,
  prpShape,
  readCreateCompletionQueue,
  REGISTERS,
  SUBMISSION_ENTRY_BYTES,
  type SubmissionEntry,
  transferOf,
} from "../../spec/nvme/mod.ts";
import { DATA_AT, NAMESPACE, PAGE } from "./concrete.ts";
import { type Answer, bytesOf, hexOf, misfit, numberOf, type Request } from "./protocol.ts";

/** A write of the kernel's to a register of the controller. */
export interface RegisterWrite {
  readonly offset: number;
  readonly value: bigint;
}

/** A memory access of a command: its share of the data, or its list. */
export interface Access {
  readonly kind: "list" | "data";
  readonly address: bigint;
  /** Bytes of a list, or what landed. */
  readonly bytes: Uint8Array;
}

/** A command in the controller's hands. */
export interface Fetched {
  readonly queue: number;
  readonly entry: SubmissionEntry;
  /** The pages of its list, once it was read. */
  listed: readonly bigint[] | null;
  /** Data accesses made. */
  made: number;
}

/** The rings of one queue pair, as the controller was told of them. */
interface Rings {
  submission: bigint;
  readonly completion: CompletionRing;
}

/** A completion ring. It goes on where it was when the submission queue before it is created anew. */
interface CompletionRing {
  readonly base: bigint;
  readonly entries: number;
  /** Where the next completion is posted, and its phase. */
  post: number;
  phase: 0 | 1;
}

/** A completion ring as it is when it is created. */
function newRing(base: bigint, entries: number): CompletionRing {
  return { base, entries, post: 0, phase: 1 };
}

/** Reads the register writes of an answer: `offset=value`, in order, with blanks between them. */
export function writesOf({ writes }: Answer): RegisterWrite[] {
  if (writes === undefined || writes === "") return [];
  if (typeof writes !== "string") {
    throw misfit("writes", writes, "OFFSET=VALUE, with blanks between");
  }
  return writes.split(" ").map((write) => {
    const [offset, value, ...more] = write.split("=");
    if (more.length > 0) throw misfit("writes", writes, "OFFSET=VALUE, with blanks between");
    return { offset: Number(numberOf("writes", offset)), value: numberOf("writes", value) };
  });
}

/** The harness's controller. */
export class Device {
  /** The queue pairs' rings by queue. */
  readonly rings: Rings[] = [];
  readonly flights: (Fetched | null)[];
  readonly #ask: (request: Request) => Promise<Answer>;
  readonly #registers = new Map<number, bigint>();
  #marks = 0;

  constructor(flights: number, ask: (request: Request) => Promise<Answer>) {
    this.flights = Array.from({ length: flights }, () => null);
    this.#ask = ask;
  }

  /** Takes a register write in. */
  write({ offset, value }: RegisterWrite): void {
    this.#registers.set(offset, value);
    const enables = offset === REGISTERS.cc.offset && (value & 1n) === 1n;
    if (enables) {
      this.rings[0] = {
        submission: this.#registers.get(REGISTERS.asq.offset) ?? 0n,
        completion: newRing(
          this.#registers.get(REGISTERS.acq.offset) ?? 0n,
          this.adminEntries.completion,
        ),
      };
    }
  }

  /** Entries of the admin queues, as AQA has them. */
  get adminEntries(): { submission: number; completion: number } {
    const { asqs, acqs } = AQA.decode(this.#registers.get(REGISTERS.aqa.offset) ?? 0n);
    return { submission: asqs + 1, completion: acqs + 1 };
  }

  /** Forgets everything that a controller forgets when EN is cleared. */
  stop(): void {
    this.rings.length = 0;
    this.flights.fill(null);
  }

  /** Whether an access to an address leads anywhere. */
  async reaches(address: bigint): Promise<boolean> {
    return await this.#read(address, 8) !== null;
  }

  /** Looks at a slot of a submission ring; `null` if it cannot be reached. */
  async look(queue: number, slot: number): Promise<SubmissionEntry | null> {
    const at = this.rings[queue].submission + BigInt(slot * SUBMISSION_ENTRY_BYTES);
    const bytes = await this.#read(at, SUBMISSION_ENTRY_BYTES);
    return bytes === null ? null : decodeSubmissionEntry(bytes);
  }

  /** Fetches the entry in a slot of a submission ring; `null` if it cannot be reached. */
  async fetch(queue: number, slot: number): Promise<Fetched | null> {
    const entry = await this.look(queue, slot);
    if (entry === null) return null;
    const fetched = { queue, entry, listed: null, made: 0 };
    this.flights[this.flights.indexOf(null)] = fetched;
    return fetched;
  }

  /** Reads a command's list; `null` if it cannot be reached. */
  async readList(flight: Fetched): Promise<readonly bigint[] | null> {
    const shape = this.#shape(flight);
    if (shape?.kind !== "list") return null;
    const bytes = await this.#read(flight.entry.prp2, shape.entries * PRP_ENTRY_BYTES);
    flight.listed = bytes === null ? null : decodePrpList(bytes);
    return flight.listed;
  }

  /** The shares of a command's data, page by page. */
  shares(flight: Fetched): { address: bigint; length: number }[] {
    const shape = this.#shape(flight);
    if (shape === null) return [];
    const { prp1, prp2 } = flight.entry;
    const following = shape.kind === "list"
      ? flight.listed ?? []
      : shape.kind === "twoPages"
      ? [prp2]
      : [];
    return pageShares(prp1, following, this.#bytes(flight.entry, flight.queue), Number(PAGE));
  }

  /** Whether a command's data goes to memory. */
  writesMemory({ entry, queue }: Fetched): boolean {
    const transfer = transferOf(setOf(queue), entry, NAMESPACE.blockBytes);
    return transfer?.kind === "data" && transfer.direction === "fromController";
  }

  /** Moves the next share of a command's data; `null` if memory cannot be reached. */
  async moveData(flight: Fetched): Promise<Access | null> {
    const share = this.shares(flight)[flight.made++];
    if (share === undefined) return null;
    // Only a mark of eight bytes lands, so that rings and lists in the page stay what they were.
    const page = share.address - share.address % PAGE;
    const at = share.address > page + DATA_AT ? share.address : page + DATA_AT;
    if (!this.writesMemory(flight)) {
      const bytes = await this.#read(share.address, Math.min(share.length, 8));
      return bytes === null ? null : { kind: "data", address: share.address, bytes };
    }
    const mark = new Uint8Array(8);
    new DataView(mark.buffer).setBigUint64(0, 0xda7a_0000_0000_0000n + BigInt(++this.#marks));
    const answer = await this.#ask({
      op: "dmaWrite",
      address: at.toString(16),
      bytes: hexOf(mark),
    });
    return answer.outcome === "done" ? { kind: "data", address: at, bytes: mark } : null;
  }

  /**
   * Posts a completion; `false` if the ring cannot be reached.
   *
   * @param head How far the controller has read the submission queue.
   */
  async post(flight: number, head: number, fails: boolean): Promise<boolean> {
    const { queue, entry } = this.flights[flight]!;
    const ring = this.rings[queue].completion;
    this.flights[flight] = null;
    // What creation and deletion change, they change now.
    if (queue === 0 && !fails) this.#changeQueues(entry);
    const bytes = encodeCompletionEntry({
      dw0: 0,
      dw1: 0,
      sqhd: head,
      sqid: queue,
      cid: entry.cid,
      phase: ring.phase,
      // Invalid Field in Command, for one.
      sc: fails ? 2 : 0,
      sct: 0,
      crd: 0,
      more: 0,
      dnr: 0,
    });
    const address = (ring.base + BigInt(ring.post * bytes.length)).toString(16);
    ring.post = (ring.post + 1) % ring.entries;
    if (ring.post === 0) ring.phase = ring.phase === 1 ? 0 : 1;
    const answer = await this.#ask({ op: "dmaWrite", address, bytes: hexOf(bytes) });
    return answer.outcome === "done";
  }

  #changeQueues(entry: SubmissionEntry): void {
    if (entry.opc === OPC.createCompletionQueue) {
      const { base, entries } = readCreateCompletionQueue(entry);
      this.rings[1] = { submission: 0n, completion: newRing(base, entries) };
    }
    if (entry.opc === OPC.createSubmissionQueue) this.rings[1].submission = entry.prp1;
  }

  async #read(address: bigint, length: number): Promise<Uint8Array | null> {
    const answer = await this.#ask({ op: "dmaRead", address: address.toString(16), length });
    if (answer.outcome !== "done") return null;
    const bytes = bytesOf("bytes", answer.bytes);
    if (bytes.length !== length) throw misfit("bytes", answer.bytes, `${length} bytes`);
    return bytes;
  }

  #bytes(entry: SubmissionEntry, queue: number): number {
    const transfer = transferOf(setOf(queue), entry, NAMESPACE.blockBytes);
    return transfer?.kind === "data" ? transfer.bytes : 0;
  }

  #shape({ entry, queue }: Fetched) {
    const bytes = this.#bytes(entry, queue);
    return bytes === 0 ? null : prpShape(entry.prp1, bytes, Number(PAGE));
  }
}

/** Which submission queue's tail a register write is, if it is one. */
export function tailWrite(
  { offset, value }: RegisterWrite,
): { queue: number; tail: number } | null {
  const doorbell = doorbellAt(offset, 0);
  if (doorbell?.kind !== "submissionTail") return null;
  return { queue: doorbell.qid, tail: Number(value) };
}

function setOf(queue: number): CommandSet {
  return queue === 0 ? "admin" : "nvm";
}
