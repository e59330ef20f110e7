/**
 * The scan of a submission doorbell: from the provider's ring to a batch of checked commands.
 *
 * The provider may write its memory at any moment, also between two steps of a scan. So each entry,
 * and the one list page that it may name, is read exactly once, into a copy; it is the copy that is
 * checked, and the copy that the controller will fetch.
 *
 * A scan reads what its doorbell publishes, and nothing else: 64 bytes for each entry, and for each
 * list 8 bytes for each page that it lists.
 *
 * @module
 */

import {
  type CommandSet,
  decodePrpList,
  decodeSubmissionEntry,
  SUBMISSION_ENTRY_BYTES,
} from "../nvme/mod.ts";
import { Batch } from "./batch.ts";
import { checkPlaced, type CommandPlan, planCommand } from "./command_check.ts";
import { listBytes, type PageList, withList } from "./data_pointer.ts";
import { place, placeShare } from "./extent_check.ts";
import { pageBytes } from "./platform.ts";
import type { Segment } from "./publication.ts";
import type { ProviderRing, SubmissionQueue } from "./queue.ts";
import { Refusal } from "./refusal.ts";
import { distance, isSlot, slotAfter } from "./ring.ts";
import type { ControllerSession } from "./session.ts";

/** `reading`: a step reads on. `ready`: everything was read and found good. The others are ends. */
export type ScanPhase = "reading" | "ready" | "published" | "refused";

/** What a scan has read so far. */
export interface ScanWork {
  entries: number;
  lists: number;
  bytes: number;
}

/** A list that the next step reads, and the plan that needs it. */
interface PendingList {
  readonly plan: CommandPlan;
  readonly list: PageList;
}

/** The scan of one doorbell. */
export class DoorbellScan {
  readonly queue: SubmissionQueue;
  /** The tail that was rung. */
  readonly tail: number;
  readonly work: ScanWork = { entries: 0, lists: 0, bytes: 0 };
  readonly #session: ControllerSession;
  readonly #batch: Batch;
  readonly #ring: ProviderRing;
  readonly #set: CommandSet;
  #phase: ScanPhase = "reading";
  #pending: PendingList | null = null;

  private constructor(batch: Batch, ring: ProviderRing, tail: number) {
    this.#batch = batch;
    this.#session = batch.session;
    this.queue = batch.queue;
    this.tail = tail;
    this.#ring = ring;
    this.#set = batch.queue.qid === 0 ? "admin" : "nvm";
    for (const window of ring.windows) batch.relyOn(window);
  }

  /** Begins the scan of a doorbell's value, if it is one that this queue's ring may be given now. */
  static begin(session: ControllerSession, qid: number, value: bigint): DoorbellScan | Refusal {
    const queue = session.liveSubmission(qid);
    if (queue === null || queue.provider === null) return new Refusal("unarmedQueue", qid);
    if (!session.isReady) return new Refusal("notReady", qid);
    const ring = queue.provider;
    if (!ring.windows.every((window) => session.platform.ledger.isLive(window))) {
      return new Refusal("staleGeneration", qid);
    }
    if (!isSlot(value, queue.size)) return new Refusal("tailOutOfRange", value);
    const tail = Number(value);
    const count = distance(queue.tail, tail, queue.size);
    if (count === 0) return new Refusal("tailUnchanged", value);
    const batch = Batch.begin(session, queue, count, `doorbell of submission queue ${qid}`);
    return batch instanceof Refusal ? batch : new DoorbellScan(batch, ring, tail);
  }

  get phase(): ScanPhase {
    return this.#phase;
  }

  /** The slot that the next entry is read from. */
  get cursor(): number {
    return slotAfter(this.queue.tail, this.work.entries, this.queue.size);
  }

  /** Reads one entry, or the list that the last one named. */
  step(): Refusal | null {
    this.#require("reading", "step");
    const refusal = this.#batch.overtaken() ??
      (this.#pending === null ? this.#readEntry() : this.#readList(this.#pending));
    if (refusal !== null) {
      this.#phase = "refused";
      return this.#batch.end(refusal);
    }
    if (this.#pending === null && this.cursor === this.tail) this.#phase = "ready";
    return null;
  }

  /** Publishes everything, or nothing. */
  commit(): Refusal | null {
    this.#require("ready", "commit");
    const refusal = this.#batch.commit();
    this.#phase = refusal === null ? "published" : "refused";
    return refusal;
  }

  /** Steps to the end and commits. */
  run(): Refusal | null {
    while (this.#phase === "reading") {
      const refusal = this.step();
      if (refusal !== null) return refusal;
    }
    return this.commit();
  }

  #readEntry(): Refusal | null {
    const { platform, owner } = this.#session;
    const { frame, offset } = this.#ring.ring.place(this.cursor);
    const bytes = this.#read(frame, offset, SUBMISSION_ENTRY_BYTES);
    this.work.entries++;
    const entry = decodeSubmissionEntry(bytes);
    const plan = planCommand(platform, this.#set, entry);
    if (plan instanceof Refusal) return plan;
    const objection = this.#batch.identifierObjection(entry.cid);
    if (objection !== null) return objection;
    if (plan.memory === null) return this.#accept(plan, []);
    if (plan.memory.kind === "list") return this.#expectList({ plan, list: plan.memory });
    const segments = place(platform, owner, plan.memory);
    return segments instanceof Refusal ? segments : this.#accept(plan, segments);
  }

  /** A list is worth reading only if the page before it is granted, and the list itself. */
  #expectList(pending: PendingList): Refusal | null {
    const { platform, owner } = this.#session;
    const { first, at } = pending.list;
    const page = first === null ? null : placeShare(platform, owner, first, 1);
    if (page instanceof Refusal) return page;
    const list = placeShare(platform, owner, at, listBytes(pending.list));
    if (list instanceof Refusal) return list;
    this.#batch.relyOn(list.window);
    this.#pending = pending;
    return null;
  }

  #readList({ plan, list }: PendingList): Refusal | null {
    const { platform, owner } = this.#session;
    this.#pending = null;
    // The window may have been retired since the entry was read.
    const at = placeShare(platform, owner, list.at, listBytes(list));
    if (at instanceof Refusal) return at;
    const bytes = this.#read(at.frame, at.offset, listBytes(list));
    this.work.lists++;
    const pages = withList(list, decodePrpList(bytes), pageBytes(platform));
    if (pages instanceof Refusal) return pages;
    const segments = place(platform, owner, pages);
    return segments instanceof Refusal ? segments : this.#accept(plan, segments);
  }

  #accept(plan: CommandPlan, segments: readonly Segment[]): Refusal | null {
    const { platform, owner } = this.#session;
    const checked = checkPlaced(platform, owner, this.#set, plan, segments);
    return checked instanceof Refusal ? checked : this.#batch.add(checked);
  }

  #read(frame: number, offset: number, length: number): Uint8Array {
    this.work.bytes += length;
    return this.#session.platform.memory.read(frame, offset, length);
  }

  #require(phase: ScanPhase, attempt: string): void {
    if (this.#phase !== phase) throw new Error(`Cannot ${attempt} a scan that is ${this.#phase}`);
  }
}
