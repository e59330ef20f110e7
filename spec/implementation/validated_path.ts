/**
 * The validated path (Model B): the provider writes registers, queue bases and PRPs itself, and the
 * kernel checks them at the one place where they come to matter.
 *
 * The claim's selected writes come in here. ASQ, ACQ and AQA are kept in a shadow and checked when EN
 * goes from 0 to 1; a submission doorbell is scanned before anything reaches the controller; a
 * completion doorbell is checked against what was handed out. The controller itself works on rings of
 * the kernel's, so nothing that the provider can still write is ever fetched.
 *
 * @module
 */

import { AQA, CC, type Doorbell, memoryPageBytes, QUEUE_LEAST_ENTRIES } from "../nvme/mod.ts";
import { takeCompletions } from "./completion_gate.ts";
import { planExtent } from "./data_pointer.ts";
import { place, providerRing } from "./extent_check.ts";
import { pageBytes } from "./platform.ts";
import { entryBytes, type ProviderRing, queueBytes } from "./queue.ts";
import { Refusal } from "./refusal.ts";
import {
  accessed,
  emptyShadow,
  fitsAccess,
  type RegisterAccess,
  type RegisterShadow,
  shownRegister,
  withBits,
} from "./register_access.ts";
import { distance, isSlot } from "./ring.ts";
import { DoorbellScan } from "./scan.ts";
import type { AdminQueues, ControllerSession } from "./session.ts";

/**
 * What a provider holds who claimed the controller under the validated model.
 *
 * @example
 * ```ts
 * import { assert } from "@std/assert";
 * import { assemble } from "./assembly.ts";
 *
 * const { kernel } = assemble("remapped");
 * kernel.grantWindow(1, 0x10_0000n, 4);
 * const claim = kernel.claim(1, "validated");
 * assert("shadow" in claim);
 * assert(claim.write(0x28, 8, 0x10_0000n) === null, "ASQ");
 * assert(claim.write(0x2a, 2, 0n)?.reason === "access", "two bytes of ASQ");
 * assert(claim.read(0x28, 8) === 0x10_0000n);
 * ```
 */
export class ValidatedClaim {
  readonly model = "validated";
  /** The kernel's side of the claim. It does not cross to the provider. */
  readonly session: ControllerSession;
  /** The registers as the provider wrote them. */
  readonly shadow: RegisterShadow = emptyShadow();

  constructor(session: ControllerSession) {
    this.session = session;
  }

  /**
   * Writes a register or rings a doorbell.
   *
   * @param width bytes of the access: one whole register, or half of one that has eight.
   * @returns why not; then neither the controller nor the shadow has changed.
   */
  write(offset: number, width: number, value: bigint): Refusal | null {
    const target = this.#target(offset, width, value);
    if (target instanceof Refusal) return this.#record("write", offset, target);
    switch (target.kind) {
      case "register":
        return this.#record("write", offset, this.#writeRegister(target, value));
      case "completionHead":
        return this.#record("write", offset, this.#consume(target.qid, value));
      case "submissionTail": {
        const scan = this.beginScan(target, value);
        return scan instanceof Refusal ? scan : scan.run();
      }
    }
  }

  /**
   * Begins what {@link write} does for a submission doorbell, to be driven step by step while other
   * cores run.
   */
  beginScan(doorbell: Doorbell, value: bigint): DoorbellScan | Refusal {
    const scan = this.session.isLive
      ? DoorbellScan.begin(this.session, doorbell.qid, value)
      : new Refusal("staleClaim");
    if (scan instanceof Refusal) this.#log(`doorbell of submission queue ${doorbell.qid}`, scan);
    return scan;
  }

  /** Reads a register as the provider may see it. */
  read(offset: number, width: number): bigint | Refusal {
    const value = this.#readRegister(offset, width);
    if (value instanceof Refusal) this.#log(`read ${offset.toString(16)}h`, value);
    return value;
  }

  #readRegister(offset: number, width: number): bigint | Refusal {
    if (!this.session.isLive) return new Refusal("staleClaim");
    const { platform } = this.session;
    const target = accessed(platform, offset, width);
    if (target instanceof Refusal) return target;
    if (target.kind !== "register") return new Refusal("register", offset);
    return shownRegister(platform, this.shadow, target);
  }

  #target(offset: number, width: number, value: bigint) {
    if (!this.session.isLive) return new Refusal("staleClaim");
    const target = accessed(this.session.platform, offset, width);
    if (target instanceof Refusal) return target;
    return fitsAccess(value, width) ? target : new Refusal("access", offset);
  }

  #writeRegister(access: RegisterAccess, value: bigint): Refusal | null {
    const { name } = access;
    switch (name) {
      case "cc":
        return this.#configure(value);
      case "aqa":
      case "asq":
      case "acq":
        if (this.session.phase !== "disabled") return new Refusal("latched", value);
        this.shadow[name] = withBits(access, this.shadow[name], value);
        return null;
      default:
        return new Refusal("register", value);
    }
  }

  /** A write of CC: enables, resets (which ends the claim), announces a shutdown, or changes nothing. */
  #configure(value: bigint): Refusal | null {
    const enables = CC.decode(value).en === 1;
    const refusal = this.session.phase === "enabled"
      ? this.#reconfigure(value, enables)
      : enables
      ? this.#enable(value)
      : null;
    if (refusal === null) this.shadow.cc = value;
    return refusal;
  }

  #reconfigure(value: bigint, enables: boolean): Refusal | null {
    if (!enables) {
      this.session.reset();
      return null;
    }
    const { shn } = CC.decode(value);
    if (CC.encode({ ...CC.decode(this.session.cc), shn }) !== value) {
      return new Refusal("latched", value);
    }
    this.session.notifyShutdown(shn);
    return null;
  }

  #enable(value: bigint): Refusal | null {
    const refusal = this.#refusedConfiguration(value);
    if (refusal !== null) return refusal;
    const admin = this.#adminQueues();
    return admin instanceof Refusal ? admin : this.session.enable(value, admin);
  }

  #refusedConfiguration(value: bigint): Refusal | null {
    const cc = CC.decode(value);
    const page = pageBytes(this.session.platform);
    if (memoryPageBytes(cc.mps) !== page) return new Refusal("pageSize", cc.mps);
    const served = CC.encode({
      en: 1,
      mps: cc.mps,
      iosqes: Math.log2(entryBytes("submission")),
      iocqes: Math.log2(entryBytes("completion")),
    });
    return value === served ? null : new Refusal("configuration", value);
  }

  /** The admin queues that the shadow describes, checked with their full extent. */
  #adminQueues(): AdminQueues | Refusal {
    const { asqs, acqs, reserved12, reserved28 } = AQA.decode(this.shadow.aqa);
    const submissionEntries = asqs + 1;
    const completionEntries = acqs + 1;
    const most = this.session.platform.limits.queueEntries;
    const sizes = [submissionEntries, completionEntries];
    const served = sizes.every((size) => size >= QUEUE_LEAST_ENTRIES && size <= most);
    if (!served || reserved12 !== 0 || reserved28 !== 0) {
      return new Refusal("queueSize", this.shadow.aqa);
    }
    const submission = this.#adminRing("submission", this.shadow.asq, submissionEntries);
    if (submission instanceof Refusal) return submission;
    const completion = this.#adminRing("completion", this.shadow.acq, completionEntries);
    if (completion instanceof Refusal) return completion;
    return { submissionEntries, completionEntries, submission, completion };
  }

  #adminRing(
    kind: "submission" | "completion",
    base: bigint,
    entries: number,
  ): ProviderRing | Refusal {
    const { platform, owner } = this.session;
    const plan = planExtent(base, queueBytes(kind, entries), pageBytes(platform));
    if (plan instanceof Refusal) return plan;
    const segments = place(platform, owner, plan);
    if (segments instanceof Refusal) return segments;
    return providerRing(platform, segments, entries, entryBytes(kind));
  }

  /** A completion doorbell: the provider has taken what was handed to it. */
  #consume(qid: number, value: bigint): Refusal | null {
    if (!this.session.isReady) return new Refusal("notReady", qid);
    const queue = this.session.queues.completions.get(qid);
    if (queue?.status !== "live") return new Refusal("unarmedQueue", qid);
    if (!isSlot(value, queue.size)) return new Refusal("headOutOfRange", value);
    const taken = distance(queue.consumed, Number(value), queue.size);
    if (taken === 0) return new Refusal("headUnchanged", value);
    if (taken > distance(queue.consumed, queue.copied, queue.size)) {
      return new Refusal("headOverrun", value);
    }
    queue.consumed = Number(value);
    // What did not fit before may fit now.
    takeCompletions(this.session, queue);
    return null;
  }

  #record(attempt: string, offset: number, refusal: Refusal | null): Refusal | null {
    if (refusal !== null) this.#log(`${attempt} ${offset.toString(16)}h`, refusal);
    return refusal;
  }

  #log(attempt: string, refusal: Refusal): void {
    this.session.platform.log.record(this.session.owner, attempt, refusal);
  }
}
