/**
 * The scan of a submission doorbell: from the provider's ring to checked commands, and to publication.
 *
 * The provider may write its memory at any moment, also between two steps of a scan. So each entry,
 * and the one list page that it may name, is read exactly once, into a copy; it is the copy that is
 * checked, and the copy that the controller will fetch. A grant may end between two steps, too: every
 * step looks whether the claim is still live, and the commit looks again at every window that an
 * address was found in.
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
import { checkPlaced, type CommandPlan, planCommand } from "./command_check.ts";
import { listBytes, type PageList, withList } from "./data_pointer.ts";
import { place, type PlacedSegment, placeShare } from "./extent_check.ts";
import type { Window } from "./ledger.ts";
import { pageBytes } from "./platform.ts";
import { type CheckedCommand, publish } from "./publication.ts";
import type { ProviderRing, SubmissionQueue } from "./queue.ts";
import { Refusal } from "./refusal.ts";
import { distance, freeSlots, isSlot, slotAfter } from "./ring.ts";
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
  readonly session: ControllerSession;
  readonly queue: SubmissionQueue;
  /** The tail that was rung. */
  readonly tail: number;
  readonly work: ScanWork = { entries: 0, lists: 0, bytes: 0 };
  phase: ScanPhase = "reading";
  readonly #ring: ProviderRing;
  readonly #epoch: number;
  readonly #set: CommandSet;
  readonly #windows = new Set<Window>();
  readonly #cids = new Set<number>();
  readonly #checked: CheckedCommand[] = [];
  #pending: PendingList | null = null;

  private constructor(
    session: ControllerSession,
    queue: SubmissionQueue,
    ring: ProviderRing,
    tail: number,
  ) {
    this.session = session;
    this.queue = queue;
    this.tail = tail;
    this.#ring = ring;
    this.#epoch = session.epoch;
    this.#set = queue.qid === 0 ? "admin" : "nvm";
    for (const window of ring.windows) this.#windows.add(window);
    queue.scan = this;
    session.scans.add(this);
  }

  /** Begins the scan of a doorbell's value, if it is one that a ring of this size may be given. */
  static begin(session: ControllerSession, qid: number, value: bigint): DoorbellScan | Refusal {
    if (!session.isReady) return new Refusal("notReady", qid);
    const queue = session.queues.submissions.get(qid);
    if (queue?.status !== "live" || queue.provider === null) {
      return new Refusal("unarmedQueue", qid);
    }
    if (queue.scan !== null) return new Refusal("scanUnderWay", qid);
    if (!isSlot(value, queue.size)) return new Refusal("tailOutOfRange", value);
    const tail = Number(value);
    const published = distance(queue.tail, tail, queue.size);
    if (published === 0) return new Refusal("tailUnchanged", value);
    if (published > freeSlots(queue.head, queue.tail, queue.size)) {
      return new Refusal("ringOverrun", value);
    }
    if (!areLive(session, queue.provider.windows)) return new Refusal("staleGeneration", qid);
    return new DoorbellScan(session, queue, queue.provider, tail);
  }

  /** The slot that the next entry is read from. */
  get cursor(): number {
    return slotAfter(this.queue.tail, this.work.entries, this.queue.size);
  }

  /** Reads one entry, or the list that the last one named. */
  step(): Refusal | null {
    this.#require("reading", "step");
    const overtaken = this.#overtaken();
    if (overtaken !== null) return this.#end(overtaken);
    const refusal = this.#pending === null ? this.#readEntry() : this.#readList(this.#pending);
    if (refusal !== null) return this.#end(refusal);
    if (this.#pending === null && this.cursor === this.tail) this.phase = "ready";
    return null;
  }

  /** Publishes everything, or nothing. */
  commit(): Refusal | null {
    this.#require("ready", "commit");
    const overtaken = this.#overtaken();
    if (overtaken !== null) return this.#end(overtaken);
    if (this.queue.status !== "live" || !areLive(this.session, this.#windows)) {
      return this.#end(new Refusal("staleGeneration", this.queue.qid));
    }
    return this.#end(publish(this.session, this.queue, this.#checked));
  }

  /** Steps to the end and commits. */
  run(): Refusal | null {
    while (this.phase === "reading") {
      const refusal = this.step();
      if (refusal !== null) return refusal;
    }
    return this.commit();
  }

  /** Whether the claim ended, or the controller was reset, since the scan began. */
  #overtaken(): Refusal | null {
    if (!this.session.isLive) return new Refusal("staleClaim");
    if (this.session.epoch !== this.#epoch) return new Refusal("staleGeneration", this.queue.qid);
    return null;
  }

  #readEntry(): Refusal | null {
    const { frame, offset } = this.#ring.ring.place(this.cursor);
    const bytes = this.#read(frame, offset, SUBMISSION_ENTRY_BYTES);
    this.work.entries++;
    const entry = decodeSubmissionEntry(bytes);
    if (this.queue.issues.has(entry.cid) || this.#cids.has(entry.cid)) {
      return new Refusal("commandInFlight", entry.cid);
    }
    this.#cids.add(entry.cid);
    const plan = planCommand(this.session.platform, this.#set, entry);
    if (plan instanceof Refusal) return plan;
    if (plan.memory === null) return this.#accept(plan, []);
    if (plan.memory.kind === "list") {
      this.#pending = { plan, list: plan.memory };
      return null;
    }
    const segments = place(this.session.platform, this.session.owner, plan.memory);
    return segments instanceof Refusal ? segments : this.#accept(plan, segments);
  }

  #readList({ plan, list }: PendingList): Refusal | null {
    this.#pending = null;
    const { platform, owner } = this.session;
    const at = placeShare(platform, owner, list.at, listBytes(list));
    if (at instanceof Refusal) return at;
    this.#windows.add(at.window);
    const bytes = this.#read(at.frame, at.offset, listBytes(list));
    this.work.lists++;
    const pages = withList(list, decodePrpList(bytes), pageBytes(platform));
    if (pages instanceof Refusal) return pages;
    const segments = place(platform, owner, pages);
    return segments instanceof Refusal ? segments : this.#accept(plan, segments);
  }

  #accept(plan: CommandPlan, segments: readonly PlacedSegment[]): Refusal | null {
    const { platform, owner } = this.session;
    const checked = checkPlaced(platform, owner, this.#set, plan, segments);
    if (checked instanceof Refusal) return checked;
    for (const segment of segments) this.#windows.add(segment.window);
    this.#checked.push(checked);
    return null;
  }

  #read(frame: number, offset: number, length: number): Uint8Array {
    this.work.bytes += length;
    return this.session.platform.memory.read(frame, offset, length);
  }

  /** Ends the scan; a refusal is recorded. */
  #end(refusal: Refusal | null): Refusal | null {
    this.phase = refusal === null ? "published" : "refused";
    this.queue.scan = null;
    this.session.scans.delete(this);
    if (refusal !== null) {
      const attempt = `doorbell of submission queue ${this.queue.qid}`;
      this.session.platform.log.record(this.session.owner, attempt, refusal);
    }
    return refusal;
  }

  #require(phase: ScanPhase, attempt: string): void {
    if (this.phase !== phase) throw new Error(`Cannot ${attempt} a scan that is ${this.phase}`);
  }
}

/** Whether each window is still the grant that it was. */
function areLive(session: ControllerSession, windows: Iterable<Window>): boolean {
  for (const window of windows) {
    if (session.platform.ledger.windows.get(window.handle) !== window) return false;
  }
  return true;
}
