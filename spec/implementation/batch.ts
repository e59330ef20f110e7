/**
 * A batch: commands that were checked together and will be published together, or not at all.
 *
 * A batch remembers what its checks relied on: the claim, every window in which an address was found,
 * every interrupt that a queue is to raise. Checks take time, and grants may end meanwhile; so the commit asks for all of it again.
 * While a batch is under way no other begins on its queue, and nothing that it relied on is taken
 * away before it has ended.
 *
 * @module
 */

import type { Window } from "./ledger.ts";
import { type CheckedCommand, publish } from "./publication.ts";
import type { SubmissionQueue } from "./queue.ts";
import { effectObjection } from "./queue_effects.ts";
import { Refusal } from "./refusal.ts";
import { slotAfter } from "./ring.ts";
import type { ControllerSession } from "./session.ts";

/** A batch on its way from the first check to the commit. */
export class Batch {
  readonly session: ControllerSession;
  readonly queue: SubmissionQueue;
  /** What was attempted, for the log. */
  readonly attempt: string;
  readonly #windows = new Set<Window>();
  readonly #commands: CheckedCommand[] = [];
  readonly #cids = new Set<number>();
  /** Queues that a command of the batch creates or deletes. */
  readonly #changed = new Set<number>();

  private constructor(session: ControllerSession, queue: SubmissionQueue, attempt: string) {
    this.session = session;
    this.queue = queue;
    this.attempt = attempt;
    queue.batch = this;
    session.batches.add(this);
  }

  /** Begins a batch of `count` commands on a queue, if they may be published at all. */
  static begin(
    session: ControllerSession,
    queue: SubmissionQueue,
    count: number,
    attempt: string,
  ): Batch | Refusal {
    if (queue.batch !== null) return new Refusal("scanUnderWay", queue.qid);
    // A slot is written anew only when no command of it can still be fetched.
    if (queue.issues.size + count >= queue.size) {
      return new Refusal("ringOverrun", slotAfter(queue.tail, count, queue.size));
    }
    return new Batch(session, queue, attempt);
  }

  /** The commands that were checked so far. */
  get size(): number {
    return this.#commands.length;
  }

  /** Notes that the batch relies on a window. */
  relyOn(window: Window): void {
    this.#windows.add(window);
  }

  /** Whether a command of this identifier may join: none is in flight, and none is in the batch. */
  identifierObjection(cid: number): Refusal | null {
    const used = this.queue.issues.has(cid) || this.#cids.has(cid);
    return used ? new Refusal("commandInFlight", cid) : null;
  }

  /** Takes a checked command in, if it agrees with those that the batch holds already. */
  add(command: CheckedCommand): Refusal | null {
    const { effect, entry, windows } = command;
    const objection = this.identifierObjection(entry.cid);
    if (objection !== null) return objection;
    if (effect !== null) {
      if (this.#changed.has(effect.qid)) return new Refusal("queueOrder", effect.qid);
      const disorder = effectObjection(this.session.queues, effect);
      if (disorder !== null) return disorder;
      this.#changed.add(effect.qid);
    }
    this.#cids.add(entry.cid);
    for (const window of windows) this.relyOn(window);
    this.#commands.push(command);
    return null;
  }

  /** Whether a command of the batch deletes this submission queue. */
  deletes(qid: number): boolean {
    return this.#commands.some(({ effect }) =>
      effect?.kind === "deleteSubmissionQueue" && effect.qid === qid
    );
  }

  /** Why the batch cannot go on: its claim has ended, by a reset of the controller maybe. */
  overtaken(): Refusal | null {
    return this.session.isLive ? null : new Refusal("staleClaim");
  }

  /** Publishes everything, or nothing. */
  commit(): Refusal | null {
    const refusal = this.overtaken() ?? this.#stale() ??
      publish(this.session, this.queue, this.#commands);
    return this.end(refusal);
  }

  /** Gives the batch up: nothing of it is published. */
  abandon(): void {
    this.queue.batch = null;
    this.session.batches.delete(this);
  }

  /** Ends the batch. A refusal is recorded; nothing of the batch was published then. */
  end(refusal: Refusal | null): Refusal | null {
    this.abandon();
    if (refusal !== null) {
      this.session.platform.log.record(this.session.owner, this.attempt, refusal);
    }
    return refusal;
  }

  #stale(): Refusal | null {
    const { platform: { ledger }, owner } = this.session;
    const live = [...this.#windows].every((window) => ledger.isLive(window));
    if (!live) return new Refusal("staleGeneration", this.queue.qid);
    for (const { effect } of this.#commands) {
      const vector = effect?.kind === "createCompletionQueue" ? effect.vector : null;
      if (vector !== null && !ledger.hasInterrupt(owner, vector)) {
        return new Refusal("staleInterrupt", vector);
      }
    }
    return null;
  }
}
