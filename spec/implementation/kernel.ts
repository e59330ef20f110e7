/**
 * The kernel's side of a userspace NVMe driver: grants out, claims out, everything back in.
 *
 * @module
 */

import { CAP, CSTS, IDENTIFY_BYTES, memoryPageBytes, REGISTERS } from "../nvme/mod.ts";
import type { Lane, Model } from "../vocabulary.ts";
import { ADDRESS_SPACE_END } from "./address_window.ts";
import type { Addressing } from "./addressing.ts";
import { BrokeredClaim } from "./brokered_path.ts";
import { takeCompletions } from "./completion_gate.ts";
import type { Controller } from "./controller.ts";
import { FrameTable } from "./frames.ts";
import { GrantLedger, type Window } from "./ledger.ts";
import type { HostMemory } from "./memory.ts";
import {
  DEFAULT_LIMITS,
  type Identity,
  type Limits,
  pageBytes,
  type Platform,
  type Wake,
} from "./platform.ts";
import { ProviderMapping } from "./provider_mapping.ts";
import { Refusal, RefusalLog } from "./refusal.ts";
import { ClaimRetirement, WindowRetirement } from "./retirement.ts";
import { ControllerSession } from "./session.ts";
import type { Handle } from "./slot_table.ts";
import { ValidatedClaim } from "./validated_path.ts";

/** What a kernel is put together from. */
export interface KernelOptions {
  readonly memory: HostMemory;
  readonly controller: Controller;
  readonly addressing: Addressing;
  /** What the controller said of itself, where that is known already; otherwise see `probe.ts`. */
  readonly identity?: Identity;
  /** How many frames, from the first, are the host's own. */
  readonly hostFrames: number;
  readonly limits?: Partial<Limits>;
  readonly onWake?: (wake: Wake) => void;
}

/** A window as its owner knows it. */
export interface GrantedWindow {
  readonly handle: Handle;
  /** The provider's own accesses. */
  readonly memory: ProviderMapping;
}

/**
 * The kernel in charge of one controller.
 *
 * @example
 * ```ts
 * import { assert } from "@std/assert";
 * import { assemble } from "./assembly.ts";
 *
 * const { kernel } = assemble("bounce");
 * const refused = kernel.claim(1, "validated");
 * assert("reason" in refused && refused.reason === "modelInLane");
 * const claim = kernel.claim(1, "brokered");
 * assert("model" in claim && claim.model === "brokered");
 * assert(kernel.log.count("modelInLane") === 1);
 * ```
 */
export class Kernel {
  readonly platform: Platform;
  /** The claim at work, until its retirement has ended. */
  #session: ControllerSession | null = null;
  /** That retirement, once it has begun. */
  #ending: ClaimRetirement | null = null;
  /** Windows whose retirement may not have ended. */
  #retiring: WindowRetirement[] = [];

  constructor(options: KernelOptions) {
    const limits = { ...DEFAULT_LIMITS, ...options.limits };
    const { memory, controller } = options;
    this.platform = {
      memory,
      controller,
      addressing: options.addressing,
      identity: options.identity ?? UNKNOWN,
      limits,
      frames: new FrameTable(memory, options.hostFrames),
      ledger: new GrantLedger(limits, memory),
      log: new RefusalLog(limits.refusals),
      capabilities: CAP.decode(controller.read(REGISTERS.cap.offset, REGISTERS.cap.width)),
      onWake: options.onWake ?? (() => {}),
    };
    this.#isAtRest();
  }

  get lane(): Lane {
    return this.platform.addressing.lane;
  }

  /** The claim at work, if there is one. */
  get session(): ControllerSession | null {
    return this.#session;
  }

  /**
   * The retirement of the claim at work, if it has begun: by {@link endClaim}, or by the provider's own
   * reset. It takes no step by itself.
   */
  get ending(): ClaimRetirement | null {
    return this.#ending;
  }

  /** The record of refusals. */
  get log(): RefusalLog {
    return this.platform.log;
  }

  /**
   * Grants whole pages of memory to an owner, at an address of the owner's address space; in the first
   * free slot of the ledger, or in the one that is wanted.
   */
  grantWindow(owner: number, base: bigint, pages: number, slot?: number): GrantedWindow | Refusal {
    return this.#recorded(owner, "grant window", this.#grantWindow(owner, base, pages, slot));
  }

  /** Grants an interrupt vector to an owner. */
  grantInterrupt(owner: number, vector: number): Handle | Refusal {
    return this.#recorded(owner, "grant interrupt", this.#grantInterrupt(owner, vector));
  }

  /** Takes an interrupt back. */
  revokeInterrupt(handle: Handle): Refusal | null {
    const revoked = this.platform.ledger.endInterrupt(handle);
    return this.#recorded(NOBODY, "revoke interrupt", revoked ? null : STALE_INTERRUPT);
  }

  /**
   * Claims the controller's doorbells for an owner. The model has to be declared; where addresses are
   * host physical, no claim may author any.
   */
  claim(owner: number, model: "validated"): ValidatedClaim | Refusal;
  claim(owner: number, model: "brokered"): BrokeredClaim | Refusal;
  claim(owner: number, model?: Model): ValidatedClaim | BrokeredClaim | Refusal;
  claim(owner: number, model?: Model): ValidatedClaim | BrokeredClaim | Refusal {
    return this.#recorded(owner, "claim", this.#claim(owner, model));
  }

  /**
   * Begins to take back a claim, with its owner's windows and interrupts: on release, on a driver's
   * death, when the kernel has lost its patience. A provider that resets the controller does the same
   * to itself.
   */
  endClaim(session: ControllerSession): ClaimRetirement | Refusal {
    if (!session.isLive) {
      return this.#recorded(session.owner, "end claim", new Refusal("staleClaim"));
    }
    this.platform.ledger.endInterruptsOf(session.owner);
    for (const window of [...this.platform.ledger.windowsOf(session.owner).windows]) {
      this.#retire(window);
    }
    const windows = this.#retiring.filter(({ window, phase }) =>
      window.owner === session.owner && phase !== "free"
    );
    this.#ending = new ClaimRetirement(session, windows, () => {
      this.#session = null;
      this.#ending = null;
    });
    return this.#ending;
  }

  /** Begins to take back a window. Its owner's claim stays, and goes on without it. */
  revokeWindow(handle: Handle): WindowRetirement | Refusal {
    const window = this.platform.ledger.windows.get(handle);
    if (window === null) return this.#recorded(NOBODY, "revoke window", STALE_WINDOW);
    return this.#retire(window);
  }

  /**
   * The interrupt path: takes the completions of the queues that raise a vector, if the vector is
   * granted to the claim's owner.
   *
   * @returns how many were handed over.
   */
  interrupt(vector: number): number | Refusal {
    const session = this.#session;
    if (session === null) return 0;
    const granted = this.platform.ledger.hasInterrupt(session.owner, vector);
    if (!granted) return this.#recorded(session.owner, `interrupt ${vector}`, STALE_INTERRUPT);
    return this.#take(session, (queueVector) => queueVector === vector);
  }

  /** Takes the completions of every queue of the claim at work, without an interrupt. */
  poll(): number {
    return this.#session === null ? 0 : this.#take(this.#session, () => true);
  }

  #retire(window: Window): WindowRetirement {
    const session = this.#session?.owner === window.owner ? this.#session : null;
    const retirement = new WindowRetirement(this.platform, window, session);
    this.#retiring = this.#retiring.filter(({ phase }) => phase !== "free");
    this.#retiring.push(retirement);
    return retirement;
  }

  #take(session: ControllerSession, wanted: (vector: number | null) => boolean): number {
    let taken = 0;
    for (const queue of session.queues.completions.values()) {
      if (wanted(queue.vector)) taken += takeCompletions(session, queue).length;
    }
    return taken;
  }

  #grantWindow(
    owner: number,
    base: bigint,
    pages: number,
    slot?: number,
  ): GrantedWindow | Refusal {
    const { ledger, frames, addressing } = this.platform;
    if (this.#isEndingFor(owner)) return new Refusal("staleClaim");
    const bytes = BigInt(pageBytes(this.platform));
    if (!Number.isInteger(pages) || pages < 1 || base % bytes !== 0n) {
      return new Refusal("windowShape", base);
    }
    const length = BigInt(pages) * bytes;
    if (base < 0n || base + length > ADDRESS_SPACE_END) return new Refusal("windowShape", base);
    const taken = addressing.reserves(base, length) || this.#isHostPhysical(base, length);
    if (taken || !ledger.hasRoom(owner, { base, length })) {
      return new Refusal("windowOverlap", base);
    }
    const { windows } = ledger;
    const free = slot === undefined ? windows.hasFree : windows.slot(slot)?.phase === "free";
    if (!free) return new Refusal("slotsExhausted", slot);
    const granted = frames.grant(owner, pages);
    if (granted === null) return new Refusal("memoryExhausted", pages);
    const window = ledger.openWindow(owner, base, granted, slot) as Window;
    addressing.mapWindow(owner, window);
    return { handle: window.handle, memory: new ProviderMapping(this.platform.memory, window) };
  }

  /**
   * Whether a range holds a number that is a host-physical address, where providers author addresses.
   * Such a number is then never a provider's own, and is known for what it is wherever it turns up.
   * There are only so many frames, and a range may be as long as the address space.
   */
  #isHostPhysical(base: bigint, length: bigint): boolean {
    if (this.lane === "bounce") return false;
    const { memory } = this.platform;
    for (let frame = 0; frame < memory.frames; frame++) {
      const address = memory.addressOf(frame);
      if (address < base + length && base < address + BigInt(memory.frameBytes)) return true;
    }
    return false;
  }

  #grantInterrupt(owner: number, vector: number): Handle | Refusal {
    if (this.#isEndingFor(owner)) return new Refusal("staleClaim");
    return this.platform.ledger.interrupts.open({ owner, vector }) ?? new Refusal("slotsExhausted");
  }

  /** Whether a claim of the owner's ends: what is granted meanwhile would not be taken back with it. */
  #isEndingFor(owner: number): boolean {
    return this.#ending?.session.owner === owner;
  }

  #claim(owner: number, model?: Model): ValidatedClaim | BrokeredClaim | Refusal {
    if (model === undefined) return new Refusal("undeclaredModel");
    if (model === "validated" && this.lane === "bounce") return new Refusal("modelInLane");
    if (this.#session !== null) return new Refusal("controllerClaimed");
    if (!this.#isAtRest()) return new Refusal("notReady");
    const { mpsmin, mpsmax } = this.platform.capabilities;
    const page = pageBytes(this.platform);
    if (page < memoryPageBytes(mpsmin) || page > memoryPageBytes(mpsmax)) {
      return new Refusal("pageSize", page);
    }
    const handle = this.platform.ledger.claims.open({ owner, lane: this.lane, model });
    if (handle === null) return new Refusal("slotsExhausted");
    this.platform.addressing.attach(owner);
    const session = new ControllerSession(this.platform, handle, owner, () => {
      const ending = this.endClaim(session);
      if (ending instanceof ClaimRetirement) ending.advance();
    });
    this.#session = session;
    return model === "validated" ? new ValidatedClaim(session) : new BrokeredClaim(session);
  }

  /**
   * Whether the controller is in nobody's service. Whoever used it before the kernel did, firmware
   * maybe, has no claim to it, and its queues are anybody's memory by now: it is told to stop, as soon as
   * it is ready to be told.
   */
  #isAtRest(): boolean {
    const { controller } = this.platform;
    const { cc, csts } = REGISTERS;
    const configuration = controller.read(cc.offset, cc.width);
    const enabled = (configuration & 1n) === 1n;
    const { rdy, cfs } = CSTS.decode(controller.read(csts.offset, csts.width));
    if (enabled && (rdy === 1 || cfs === 1)) {
      controller.write(cc.offset, cc.width, configuration & ~1n);
    }
    return !enabled && rdy === 0;
  }

  #recorded<T>(owner: number, attempt: string, answer: T): T {
    if (answer instanceof Refusal) this.platform.log.record(owner, attempt, answer);
    return answer;
  }
}

/** Before the controller was asked: enough to ask it. */
const UNKNOWN: Identity = { maxTransferBytes: IDENTIFY_BYTES, namespaces: new Map() };

/** The owner in the log where a handle was good for nothing. */
const NOBODY = -1;

const STALE_WINDOW = new Refusal("staleWindow");
const STALE_INTERRUPT = new Refusal("staleInterrupt");
