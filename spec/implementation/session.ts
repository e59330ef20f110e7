/**
 * A claim at work: whether the controller is enabled in its service, since when, and with which queues.
 *
 * @module
 */

import { CC, type CompletionEntry, CSTS, REGISTERS } from "../nvme/mod.ts";
import { ListPages } from "./kernel_memory.ts";
import type { Issue } from "./issue_ledger.ts";
import type { Platform } from "./platform.ts";
import type { CompletionQueue, ProviderRing, SubmissionQueue } from "./queue.ts";
import { QueueSet } from "./queue_set.ts";
import { Refusal } from "./refusal.ts";
import type { Batch } from "./batch.ts";
import type { Handle } from "./slot_table.ts";

/**
 * `disabled`: EN and RDY are 0. `enabled`: EN was set. `stopping`: EN is to be cleared, or was, and the
 * controller may still be at work until RDY is 0.
 */
export type SessionPhase = "disabled" | "enabled" | "stopping";

/** The admin queues, as they are latched when the controller is enabled. */
export interface AdminQueues {
  readonly submissionEntries: number;
  readonly completionEntries: number;
  /** The provider's rings; `null` where the kernel authors every entry. */
  readonly submission: ProviderRing | null;
  readonly completion: ProviderRing | null;
}

/** The session of one claim. */
export class ControllerSession {
  readonly platform: Platform;
  readonly claim: Handle;
  readonly owner: number;
  readonly queues: QueueSet;
  readonly listPages: ListPages;
  /** Batches whose checks have not ended. */
  readonly batches = new Set<Batch>();
  /** Completions to be handed over as values, for queues that have no ring of the provider's. */
  readonly mailbox: CompletionEntry[] = [];
  phase: SessionPhase = "disabled";
  /** CC as it was written to the controller. */
  cc = 0n;
  readonly #onReset: () => void;
  #ready = false;

  /** @param onReset ends the claim, and begins the controller's reset. */
  constructor(platform: Platform, claim: Handle, owner: number, onReset: () => void) {
    this.platform = platform;
    this.claim = claim;
    this.owner = owner;
    this.#onReset = onReset;
    this.queues = new QueueSet(platform, owner);
    this.listPages = new ListPages(platform, owner);
  }

  /** Whether the claim is good for anything new. */
  get isLive(): boolean {
    return this.platform.ledger.claims.get(this.claim) !== null;
  }

  /** Whether the controller accepts commands: it was enabled, and has said that it is ready. */
  get isReady(): boolean {
    if (this.phase !== "enabled") return false;
    this.#ready ||= this.#status().rdy === 1;
    return this.#ready;
  }

  /**
   * The submission queue that takes doorbells under this identifier, or `null`. One that is to go takes
   * none from the moment on at which its deletion was found to be in order.
   */
  liveSubmission(qid: number): SubmissionQueue | null {
    const queue = this.queues.submissions.get(qid);
    if (queue?.status !== "live") return null;
    return [...this.batches].some((batch) => batch.deletes(qid)) ? null : queue;
  }

  /**
   * Enables the controller on rings of the kernel's. The configuration must have been checked; EN is
   * added here.
   */
  enable(configuration: bigint, admin: AdminQueues): Refusal | null {
    const completion = this.queues.openCompletion({
      qid: 0,
      entries: admin.completionEntries,
      provider: admin.completion,
      vector: 0,
      status: "live",
    });
    if (completion instanceof Refusal) return completion;
    const submission = this.queues.openSubmission({
      qid: 0,
      entries: admin.submissionEntries,
      provider: admin.submission,
      cqid: 0,
      status: "live",
    });
    if (submission instanceof Refusal) {
      this.queues.close(completion);
      return submission;
    }
    const { controller } = this.platform;
    const sizes = BigInt(submission.size - 1) | (BigInt(completion.size - 1) << 16n);
    controller.write(REGISTERS.aqa.offset, 4, sizes);
    controller.write(REGISTERS.asq.offset, 8, submission.kernel.address);
    controller.write(REGISTERS.acq.offset, 8, completion.kernel.address);
    this.#configure(configuration | 1n);
    this.phase = "enabled";
    this.#ready = false;
    return null;
  }

  /** Asks the controller to shut down. That is not quiescence: it may go on reading and writing. */
  notifyShutdown(shn: number): void {
    this.#configure(CC.encode({ ...CC.decode(this.cc), shn }));
  }

  /**
   * The provider resets the controller. With that its claim ends: what was granted before a reset is
   * stale after it, doorbells and windows alike, and who wants to go on claims anew.
   */
  reset(): void {
    this.#onReset();
  }

  /** Begins the controller's reset. {@link settle} carries it on. */
  beginReset(): void {
    if (this.phase !== "enabled") return;
    this.phase = "stopping";
    this.settle();
  }

  /**
   * Carries a controller reset on as far as the controller lets it: clears EN, and waits for RDY to
   * be 0. What the controller has used until then is given back by {@link release}.
   *
   * @returns whether the controller is at rest.
   */
  settle(): boolean {
    if (this.phase !== "stopping") return this.phase === "disabled";
    const { rdy, cfs } = this.#status();
    const set = (this.cc & 1n) === 1n;
    // To clear EN before the controller is ready has undefined results: it may come up regardless. One
    // that was ready and is no longer has been reset by somebody else, and comes up no more.
    if (set) {
      if (rdy === 1 || cfs === 1 || this.#ready) this.#configure(this.cc & ~1n);
    } else if (rdy === 0) {
      this.phase = "disabled";
    }
    return this.phase === "disabled";
  }

  /** Whether the controller has doorbells; one that is being stopped does, until it says RDY = 0. */
  get hasDoorbells(): boolean {
    return this.phase === "enabled" || this.#status().rdy === 1;
  }

  /**
   * Cancels what was in flight, and gives back every ring and list that a controller used which has
   * come to rest. The last step of a claim's end, so that until then whatever the controller posted can
   * be looked at, and whoever waits can give up.
   */
  release(): void {
    for (const queue of this.queues.submissions.values()) {
      for (const issue of queue.issues.all) this.endIssue(queue, issue, null);
    }
    const queues: (SubmissionQueue | CompletionQueue)[] = [
      ...this.queues.submissions.values(),
      ...this.queues.completions.values(),
    ];
    for (const queue of queues) this.queues.close(queue);
    this.listPages.giveBack();
    this.mailbox.length = 0;
  }

  /**
   * Lets whoever waits for a command give up. The command itself goes on.
   *
   * @returns whether anybody waited.
   */
  abandonWait(sqid: number, cid: number): boolean {
    const waiter = this.queues.submissions.get(sqid)?.issues.get(cid)?.waiter;
    if (waiter?.phase !== "waiting") return false;
    waiter.phase = "abandoned";
    return true;
  }

  /** Ends a command that is no longer in flight, one way or the other. */
  endIssue(queue: SubmissionQueue, issue: Issue, completion: CompletionEntry | null): void {
    queue.issues.close(issue.cid);
    for (const window of issue.windows) window.uses--;
    if (issue.listFrame !== null) this.listPages.put(issue.listFrame);
    if (issue.waiter.phase !== "waiting") return;
    issue.waiter.phase = completion === null ? "cancelled" : "woken";
    this.platform.onWake({ owner: this.owner, sqid: queue.qid, cid: issue.cid, completion });
  }

  #configure(cc: bigint): void {
    this.cc = cc;
    this.platform.controller.write(REGISTERS.cc.offset, 4, cc);
  }

  #status() {
    return CSTS.decode(this.platform.controller.read(REGISTERS.csts.offset, 4));
  }
}
