/**
 * A controller that runs whole I/O on a disk of bytes, and does nothing until it is told to.
 *
 * It follows the protocol and is otherwise in no hurry: after a doorbell it may fetch at any time,
 * between a fetch and a completion it may touch memory at any time, and after EN = 0 it may go on
 * until it says RDY = 0. {@link SimulatedController.choices} lists what it could do next, and
 * {@link SimulatedController.take} does one of them, so that whoever drives it can try every order.
 *
 * Invalid doorbells are ignored and counted, as the specification allows. What it does not do: raise
 * events, read SGLs, abort commands on request, keep features or logs.
 *
 * @module
 */

import {
  AQA,
  CAP,
  CC,
  type CommandSet,
  CSTS,
  doorbellAt,
  memoryPageBytes,
  OPC,
  REGISTERS,
  STATUS,
  type SubmissionEntry,
} from "../nvme/mod.ts";
import type { DeviceBus } from "./bus.ts";
import type { Controller } from "./controller.ts";
import type { Disk } from "./disk.ts";
import { type Device, type Ended, runAdminCommand, runNvmCommand } from "./simulated_commands.ts";
import type { Steps } from "./simulated_data.ts";
import { DeviceCompletionQueue, DeviceSubmissionQueue } from "./simulated_queue.ts";

/** A command that was fetched and has not been completed. */
export interface Flight {
  readonly sqid: number;
  readonly entry: SubmissionEntry;
  /** How the command ended; `null` while there is work left. */
  ended: Ended | null;
}

/** Something that the controller could do next. */
export type Choice =
  | { readonly kind: "becomeReady" }
  | { readonly kind: "fetch"; readonly sqid: number }
  /** One access to memory on a command's behalf, or its effect if it makes none. */
  | { readonly kind: "work"; readonly flight: Flight }
  | { readonly kind: "complete"; readonly flight: Flight }
  | { readonly kind: "finishReset" };

/** How a simulated controller is made. */
export interface SimulatedOptions {
  readonly bus: DeviceBus;
  readonly disk: Disk;
  /** CAP, as it reads; by default 64-entry queues, no stride, 4 KiB pages only. */
  readonly capabilities?: bigint;
  /** I/O queues of each kind. */
  readonly ioQueues?: number;
  /** The largest transfer, as Identify says it: 2^mdts pages, or no limit for 0. */
  readonly mdts?: number;
  /**
   * Whether it goes on fetching and completing after EN = 0 until it says RDY = 0. NVMe has a
   * controller stop at once; a kernel had better not depend on it.
   */
  readonly dawdles?: boolean;
  /** Told of a vector whenever a completion is posted to a queue that has one. */
  readonly onInterrupt?: (vector: number) => void;
}

/** How many asynchronous event requests may be outstanding. */
const EVENT_REQUESTS = 4;

/** What CAP says unless told otherwise: 64 entries, contiguous or not, a time-out of 7.5 s. */
export const DEFAULT_CAPABILITIES = CAP.encode({ mqes: 63, to: 15, css: 1 });

/**
 * A simulated controller.
 *
 * @example
 * ```ts
 * import { assert } from "@std/assert";
 * import { assemble } from "./assembly.ts";
 *
 * const { controller } = assemble("bounce");
 * controller.write(0x24, 4, 0x0001_0001n);
 * controller.write(0x14, 4, 0x0046_0001n);
 * assert(controller.choices()[0].kind === "becomeReady" && !controller.ready);
 * controller.run();
 * assert(controller.ready && controller.choices().length === 0);
 * ```
 */
export class SimulatedController implements Controller {
  onInterrupt: (vector: number) => void;
  /** Doorbells that were out of range, unchanged, or of no queue. */
  invalidDoorbells = 0;
  readonly device: Device;
  readonly #capabilities: bigint;
  readonly #dstrd: number;
  readonly #dawdles: boolean;
  readonly #flights: Flight[] = [];
  readonly #work = new Map<Flight, Steps<Ended>>();
  readonly #registers = { cc: 0n, aqa: 0n, asq: 0n, acq: 0n };
  #ready = false;
  #fatal = false;
  #shutdown = false;

  constructor(options: SimulatedOptions) {
    this.#capabilities = options.capabilities ?? DEFAULT_CAPABILITIES;
    const { dstrd, mqes } = CAP.decode(this.#capabilities);
    this.#dstrd = dstrd;
    this.#dawdles = options.dawdles ?? false;
    this.onInterrupt = options.onInterrupt ?? (() => {});
    this.device = {
      bus: options.bus,
      disk: options.disk,
      pageBytes: memoryPageBytes(0),
      ioQueues: options.ioQueues ?? 4,
      mdts: options.mdts ?? 5,
      queueEntries: mqes + 1,
      submissions: new Map(),
      completions: new Map(),
    };
  }

  /** Whether CC.EN is set. */
  get enabled(): boolean {
    return (this.#registers.cc & 1n) === 1n;
  }

  /** Whether CSTS.RDY is set. */
  get ready(): boolean {
    return this.#ready;
  }

  /** Commands fetched and not completed, oldest first. */
  get flights(): readonly Flight[] {
    return this.#flights;
  }

  read(offset: number, _width: 4 | 8): bigint {
    switch (offset) {
      case REGISTERS.cap.offset:
        return this.#capabilities;
      case REGISTERS.vs.offset:
        return 0x0002_0100n;
      case REGISTERS.cc.offset:
        return this.#registers.cc;
      case REGISTERS.csts.offset:
        return CSTS.encode({
          rdy: this.#ready ? 1 : 0,
          cfs: this.#fatal ? 1 : 0,
          shst: this.#shutdown ? 2 : 0,
        });
      case REGISTERS.aqa.offset:
        return this.#registers.aqa;
      case REGISTERS.asq.offset:
        return this.#registers.asq;
      case REGISTERS.acq.offset:
        return this.#registers.acq;
      default:
        return 0n;
    }
  }

  write(offset: number, _width: 4 | 8, value: bigint): void {
    const doorbell = doorbellAt(offset, this.#dstrd);
    if (doorbell?.kind === "submissionTail") this.#ringTail(doorbell.qid, value);
    else if (doorbell?.kind === "completionHead") this.#ringHead(doorbell.qid, value);
    else if (offset === REGISTERS.cc.offset) this.#configure(value);
    else if (!this.enabled) this.#setAdminQueue(offset, value);
  }

  /** Everything that could happen next. */
  choices(): Choice[] {
    const choices: Choice[] = [];
    if (this.enabled && !this.#ready && !this.#fatal) choices.push({ kind: "becomeReady" });
    const fetching = this.#ready && !this.#fatal && (this.enabled || this.#dawdles);
    for (const queue of fetching ? this.device.submissions.values() : []) {
      if (queue.hasWork && !this.#completionQueueOf(queue.qid).isFull) {
        choices.push({ kind: "fetch", sqid: queue.qid });
      }
    }
    for (const flight of this.#flights) {
      if (flight.ended === null) {
        if (!isEventRequest(flight)) choices.push({ kind: "work", flight });
      } else if (fetching && !this.#completionQueueOf(flight.sqid).isFull) {
        choices.push({ kind: "complete", flight });
      }
    }
    if (!this.enabled && this.#ready) choices.push({ kind: "finishReset" });
    return choices;
  }

  /** Does one thing. */
  take(choice: Choice): void {
    switch (choice.kind) {
      case "becomeReady":
        this.#ready = true;
        break;
      case "fetch":
        this.#fetch(choice.sqid);
        break;
      case "work":
        this.#workOn(choice.flight);
        break;
      case "complete":
        this.#complete(choice.flight);
        break;
      case "finishReset":
        this.#finishReset();
        break;
    }
  }

  /** Does what comes first, if there is anything to do. */
  step(): boolean {
    const [choice] = this.choices();
    if (choice === undefined) return false;
    this.take(choice);
    return true;
  }

  /** Does everything there is to do. */
  run(): void {
    while (this.step());
  }

  #completionQueueOf(sqid: number): DeviceCompletionQueue {
    return this.device.completions.get(this.device.submissions.get(sqid)!.cqid)!;
  }

  #fetch(sqid: number): void {
    const entry = this.device.submissions.get(sqid)!.fetch(this.device.bus);
    if (entry === null) {
      // An entry that cannot be fetched leaves nothing to complete.
      this.#fatal = true;
      return;
    }
    const flight: Flight = { sqid, entry, ended: null };
    const waiting = this.#flights.filter(isEventRequest).length;
    if (isEventRequest(flight) && waiting >= EVENT_REQUESTS) {
      flight.ended = { status: STATUS.asynchronousEventLimit, dw0: 0 };
    }
    this.#flights.push(flight);
  }

  #workOn(flight: Flight): void {
    const set: CommandSet = flight.sqid === 0 ? "admin" : "nvm";
    let work = this.#work.get(flight);
    if (work === undefined) {
      const run = set === "admin" ? runAdminCommand : runNvmCommand;
      this.#work.set(flight, work = run(this.device, flight.entry));
      // A generator stops before its first access: that is not a step of its own.
      const begun = work.next();
      if (begun.done) return this.#endWork(flight, begun.value);
    }
    const { done, value } = work.next();
    if (done) this.#endWork(flight, value);
  }

  #endWork(flight: Flight, ended: Ended): void {
    flight.ended = ended;
    this.#work.delete(flight);
    this.#abortOrphans();
  }

  /** Drops the commands of submission queues that are gone: to be deleted is to be aborted. */
  #abortOrphans(): void {
    const orphans = this.#flights.filter(({ sqid }) => !this.device.submissions.has(sqid));
    for (const orphan of orphans) {
      this.#flights.splice(this.#flights.indexOf(orphan), 1);
      this.#work.delete(orphan);
    }
  }

  #complete(flight: Flight): void {
    const submission = this.device.submissions.get(flight.sqid)!;
    const completion = this.#completionQueueOf(flight.sqid);
    this.#flights.splice(this.#flights.indexOf(flight), 1);
    const posted = completion.post(this.device.bus, {
      dw0: flight.ended!.dw0,
      dw1: 0,
      sqhd: submission.head,
      sqid: flight.sqid,
      cid: flight.entry.cid,
      ...flight.ended!.status,
      crd: 0,
      more: 0,
      dnr: 0,
    });
    if (!posted) this.#fatal = true;
    else if (completion.vector !== null) this.onInterrupt(completion.vector);
  }

  #configure(value: bigint): void {
    const before = CC.decode(this.#registers.cc);
    const after = CC.decode(value);
    this.#registers.cc = value;
    if (after.shn !== 0) this.#shutdown = true;
    if (before.en === 0 && after.en === 1) this.#enable();
    if (before.en === 1 && after.en === 0) this.#disable();
  }

  #enable(): void {
    const { asqs, acqs } = AQA.decode(this.#registers.aqa);
    const { asq, acq } = this.#registers;
    this.device.pageBytes = memoryPageBytes(CC.decode(this.#registers.cc).mps);
    const pageMask = BigInt(this.device.pageBytes - 1);
    this.#fatal = ((asq | acq) & pageMask) !== 0n || asqs === 0 || acqs === 0;
    if (this.#fatal) return;
    const { pageBytes, completions, submissions } = this.device;
    const at = (base: bigint) => ({ base, pageBytes, pages: null });
    completions.set(0, new DeviceCompletionQueue(0, at(acq), acqs + 1, 0));
    submissions.set(0, new DeviceSubmissionQueue(0, at(asq), asqs + 1, 0));
  }

  /** Stops fetching and posting. What is in flight may still touch memory until RDY is 0. */
  #disable(): void {
    if (!this.#ready) this.#finishReset();
  }

  #finishReset(): void {
    this.device.submissions.clear();
    this.device.completions.clear();
    this.#flights.length = 0;
    this.#work.clear();
    this.#ready = false;
    this.#fatal = false;
    this.#shutdown = false;
  }

  #setAdminQueue(offset: number, value: bigint): void {
    if (offset === REGISTERS.aqa.offset) this.#registers.aqa = value;
    else if (offset === REGISTERS.asq.offset) this.#registers.asq = value;
    else if (offset === REGISTERS.acq.offset) this.#registers.acq = value;
  }

  #ringTail(qid: number, value: bigint): void {
    const queue = this.device.submissions.get(qid);
    const valid = queue !== undefined && value < BigInt(queue.size) &&
      Number(value) !== queue.tail;
    if (valid) queue.tail = Number(value);
    else this.invalidDoorbells++;
  }

  #ringHead(qid: number, value: bigint): void {
    const queue = this.device.completions.get(qid);
    const valid = queue !== undefined && value < BigInt(queue.size) &&
      Number(value) !== queue.head;
    if (valid) queue.head = Number(value);
    else this.invalidDoorbells++;
  }
}

function isEventRequest({ sqid, entry }: Flight): boolean {
  return sqid === 0 && entry.opc === OPC.asynchronousEventRequest;
}
