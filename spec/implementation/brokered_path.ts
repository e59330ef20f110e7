/**
 * The brokered path (Model A): buffers, queue handles and typed intent come in; the kernel authors
 * every address.
 *
 * It is the only path where device-visible equals host physical. A provider names its data by a
 * window's handle and an offset, so there is no address of its own to check, and none of the kernel's
 * for it to see: rings are in memory that it never maps, completions are handed over as values.
 *
 * @module
 */

import {
  ADMIN_QUEUE_MOST_ENTRIES,
  CC,
  type CompletionEntry,
  encodeSubmissionEntry,
  QUEUE_LEAST_ENTRIES,
  type SubmissionEntry,
} from "../nvme/mod.ts";
import { allowedTransfer } from "./allowed_commands.ts";
import { Batch } from "./batch.ts";
import { takeCompletions } from "./completion_gate.ts";
import { placeInWindow } from "./extent_check.ts";
import {
  type Buffer,
  bufferOf,
  effectOfIntent,
  entryOfIntent,
  type Intent,
  isAdminIntent,
} from "./intent.ts";
import { pageBytes } from "./platform.ts";
import type { CheckedCommand, Segment } from "./publication.ts";
import { entryBytes, type SubmissionQueue } from "./queue.ts";
import { checkQueueShape } from "./queue_effects.ts";
import { Refusal } from "./refusal.ts";
import { accessed, emptyShadow, shownRegister } from "./register_access.ts";
import type { ControllerSession } from "./session.ts";

/** A queue that the provider owns: good for this queue alone, and for none that takes its place. */
export interface QueueHandle {
  readonly qid: number;
  readonly generation: number;
}

/**
 * What a provider holds who claimed the controller under the brokered model.
 *
 * @example
 * ```ts
 * import { assert } from "@std/assert";
 * import { assemble } from "./assembly.ts";
 *
 * const { kernel, controller } = assemble("bounce");
 * const window = kernel.grantWindow(1, 0n, 1);
 * const claim = kernel.claim(1, "brokered");
 * assert("handle" in window && "enable" in claim);
 * const admin = claim.enable({ submission: 8, completion: 8 });
 * assert("qid" in admin);
 * controller.run();
 * const buffer = { window: window.handle, offset: 0 };
 * assert(claim.submit(admin, 7, { kind: "identify", cns: 1, nsid: 0, buffer }) === null);
 * controller.run();
 * const taken = claim.takeCompletions();
 * assert(Array.isArray(taken) && taken[0].cid === 7);
 * ```
 */
export class BrokeredClaim {
  readonly model = "brokered";
  /** The kernel's side of the claim. It does not cross to the provider. */
  readonly session: ControllerSession;

  constructor(session: ControllerSession) {
    this.session = session;
  }

  /** Enables the controller on admin queues that the kernel makes. */
  enable(entries: { submission: number; completion: number }): QueueHandle | Refusal {
    return this.#answer("enable", () => {
      if (this.session.phase !== "disabled") return new Refusal("notReady");
      const most = Math.min(this.session.platform.limits.queueEntries, ADMIN_QUEUE_MOST_ENTRIES);
      for (const size of [entries.submission, entries.completion]) {
        const served = Number.isInteger(size) && size >= QUEUE_LEAST_ENTRIES && size <= most;
        if (!served) return new Refusal("queueSize");
      }
      const refusal = this.session.enable(this.#configuration(), {
        submissionEntries: entries.submission,
        completionEntries: entries.completion,
        submission: null,
        completion: null,
      });
      return refusal ?? handleOf(this.session.liveSubmission(0)!);
    });
  }

  /** Resets the controller. With that the claim ends, whether it was enabled or not. */
  reset(): Refusal | null {
    return this.#answer("reset", () => {
      this.session.reset();
      return null;
    });
  }

  /** The handle of a queue that exists by now. */
  queue(qid: number): QueueHandle | Refusal {
    return this.#answer(`queue ${qid}`, () => {
      const queue = this.session.liveSubmission(qid);
      return queue !== null ? handleOf(queue) : new Refusal("unarmedQueue", qid);
    });
  }

  /**
   * Submits an intent under a command identifier of the provider's choice: the kernel writes the
   * entry, publishes it and rings the doorbell.
   */
  submit(handle: QueueHandle, cid: number, intent: Intent): Refusal | null {
    const batch = this.prepare(handle, cid, intent);
    return batch instanceof Refusal ? batch : batch.commit();
  }

  /**
   * Does the first half of {@link submit}: everything but the publication, which asks once more
   * whether the grants still stand.
   */
  prepare(handle: QueueHandle, cid: number, intent: Intent): Batch | Refusal {
    const attempt = `${intent.kind} on queue ${handle.qid}`;
    return this.#answer(attempt, () => {
      const queue = this.session.liveSubmission(handle.qid);
      if (queue?.generation !== handle.generation) return new Refusal("unarmedQueue", handle.qid);
      if (!this.session.isReady) return new Refusal("notReady", handle.qid);
      if (isAdminIntent(intent) !== (queue.qid === 0)) return new Refusal("opcode", handle.qid);
      const batch = Batch.begin(this.session, queue, 1, attempt);
      if (batch instanceof Refusal) return batch;
      const command = this.#author(batch, cid, intent);
      const objection = command instanceof Refusal ? command : batch.add(command);
      if (objection === null) return batch;
      batch.abandon();
      return objection;
    });
  }

  /** Looks for completions, without waiting for an interrupt, and hands over those that came. */
  takeCompletions(): readonly CompletionEntry[] | Refusal {
    return this.#answer("take completions", () => {
      for (const queue of this.session.queues.completions.values()) {
        takeCompletions(this.session, queue);
      }
      return this.session.mailbox.splice(0);
    });
  }

  /** Reads a register. The addresses in ASQ and ACQ are the kernel's, so they read as zero. */
  read(offset: number, width: number): bigint | Refusal {
    return this.#answer(`read ${offset.toString(16)}h`, () => {
      const target = accessed(this.session.platform, offset, width);
      if (target instanceof Refusal) return target;
      if (target.kind !== "register") return new Refusal("register", offset);
      return shownRegister(
        this.session.platform,
        { ...emptyShadow(), cc: this.session.cc },
        target,
      );
    });
  }

  /** Refuses: in this model, registers are the kernel's to write. */
  write(offset: number): Refusal {
    return this.#answer<never>(
      `write ${offset.toString(16)}h`,
      () => new Refusal("modelOfClaim", offset),
    );
  }

  #configuration(): bigint {
    return CC.encode({
      mps: Math.log2(pageBytes(this.session.platform)) - 12,
      iosqes: Math.log2(entryBytes("submission")),
      iocqes: Math.log2(entryBytes("completion")),
    });
  }

  /** The command for an intent, with the addresses of its buffer's pages. */
  #author(batch: Batch, cid: number, intent: Intent): CheckedCommand | Refusal {
    const { platform, owner } = this.session;
    const effect = effectOfIntent(intent);
    if (effect !== null && "entries" in effect) {
      const refusal = checkQueueShape(platform, effect.qid, effect.entries);
      if (refusal !== null) return refusal;
    }
    if (effect?.kind === "createCompletionQueue" && effect.vector !== null) {
      const granted = platform.ledger.hasInterrupt(owner, effect.vector);
      if (!granted) return new Refusal("interruptVector", effect.vector);
    }
    const entry = wellFormedEntry(cid, intent);
    if (entry instanceof Refusal) return entry;
    const set = batch.queue.qid === 0 ? "admin" : "nvm";
    const transfer = allowedTransfer(set, entry, platform.identity);
    if (transfer instanceof Refusal) return transfer;
    const objection = batch.identifierObjection(cid);
    if (objection !== null) return objection;
    const buffer = bufferOf(intent);
    if (buffer === null) return { entry, segments: [], effect, windows: [] };
    const segments = this.#segments(buffer, transfer.kind === "data" ? transfer.bytes : 0);
    if (segments instanceof Refusal) return segments;
    return { entry, segments, effect, windows: segments.map(({ window }) => window) };
  }

  /** The pages of a buffer: from its offset, as many bytes as the command moves. */
  #segments(buffer: Buffer, bytes: number): Segment[] | Refusal {
    const { platform, owner } = this.session;
    const window = platform.ledger.windows.get(buffer.window);
    if (window === null) return new Refusal("staleWindow", buffer.window.slot);
    if (window.owner !== owner) return new Refusal("foreignWindow", buffer.window.slot);
    const { offset } = buffer;
    if (!Number.isSafeInteger(offset) || offset < 0) return new Refusal("outOfWindow");
    if (offset % 4 !== 0) return new Refusal("unaligned", offset);
    if (BigInt(offset) + BigInt(bytes) > window.length) return new Refusal("extentOverrun", offset);
    const segments: Segment[] = [];
    const page = pageBytes(platform);
    for (let at = offset; at < offset + bytes; at += page - at % page) {
      segments.push(placeInWindow(platform, window, at));
    }
    return segments;
  }

  /** Does the work of a call if the claim is live, and records a refusal. */
  #answer<T>(attempt: string, work: () => T | Refusal): T | Refusal {
    const answer = this.session.isLive ? work() : new Refusal("staleClaim");
    if (answer instanceof Refusal) {
      this.session.platform.log.record(this.session.owner, attempt, answer);
    }
    return answer;
  }
}

function handleOf({ qid, generation }: SubmissionQueue): QueueHandle {
  return { qid, generation };
}

/** The entry of an intent, if every number in it fits its field. */
function wellFormedEntry(cid: number, intent: Intent): SubmissionEntry | Refusal {
  try {
    const entry = entryOfIntent(cid, intent);
    encodeSubmissionEntry(entry);
    return entry;
  } catch (error) {
    if (error instanceof RangeError) return new Refusal("intent");
    throw error;
  }
}
