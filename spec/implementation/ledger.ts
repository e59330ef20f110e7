/**
 * The grant ledger: windows, doorbell claims and interrupts, each with its owner and generation.
 *
 * Who owns what is decided here and nowhere else: not by the value of an address, nor by anything
 * that a provider says of itself.
 *
 * @module
 */

import type { Lane, Model } from "../vocabulary.ts";
import { type AddressWindow, WindowIndex } from "./address_window.ts";
import type { HostMemory } from "./memory.ts";
import { Refusal, type RefusalReason } from "./refusal.ts";
import { type Handle, SlotTable } from "./slot_table.ts";

/** A DMA window: whole pages of an owner's address space, and the frames behind them. */
export interface Window extends AddressWindow {
  readonly handle: Handle;
  readonly owner: number;
  readonly frames: readonly number[];
  /** Commands in flight that use it. */
  uses: number;
  /** Whether the provider's own accesses still reach it. */
  mapped: boolean;
}

/** A claim of the controller's doorbells. */
export interface Claim {
  readonly owner: number;
  readonly lane: Lane;
  readonly model: Model;
}

/** An interrupt vector granted to an owner. */
export interface InterruptGrant {
  readonly owner: number;
  readonly vector: number;
}

/** How many slots each kind of grant has, and how many generations each slot lives through. */
export interface LedgerLimits {
  readonly windows: number;
  readonly claims: number;
  readonly interrupts: number;
  readonly generations: number;
}

/** The ledger. */
export class GrantLedger {
  readonly windows: SlotTable<Window>;
  readonly claims: SlotTable<Claim>;
  readonly interrupts: SlotTable<InterruptGrant>;
  readonly #memory: HostMemory;
  readonly #byOwner = new Map<number, WindowIndex<Window>>();
  /** Windows that are accepted nowhere, but not yet free. */
  readonly #retiring = new Set<Window>();

  constructor(limits: LedgerLimits, memory: HostMemory) {
    this.windows = new SlotTable(limits.windows, limits.generations);
    this.claims = new SlotTable(limits.claims, limits.generations);
    this.interrupts = new SlotTable(limits.interrupts, limits.generations);
    this.#memory = memory;
  }

  /** An owner's live windows, by address. */
  windowsOf(owner: number): WindowIndex<Window> {
    let index = this.#byOwner.get(owner);
    if (index === undefined) this.#byOwner.set(owner, index = new WindowIndex());
    return index;
  }

  /**
   * Whether an owner may be granted a window there. A window that is retiring is in the way, too: what
   * is still mapped, or remembered by the IOTLB, would lead from the new window to the old frames.
   */
  hasRoom(owner: number, window: AddressWindow): boolean {
    if (!this.windowsOf(owner).fits(window)) return false;
    for (const { owner: other, base, length } of this.#retiring) {
      const apart = base + length <= window.base || window.base + window.length <= base;
      if (other === owner && !apart) return false;
    }
    return true;
  }

  /**
   * Enters a window that there is {@link hasRoom | room} for, into the first free slot or into the one
   * that is wanted; `null` if it is not free.
   */
  openWindow(
    owner: number,
    base: bigint,
    frames: readonly number[],
    slot?: number,
  ): Window | null {
    // The handle is part of the window, and the slot that makes the handle holds the window.
    const draft: Omit<Window, "handle"> & { handle: Handle | null } = {
      handle: null,
      owner,
      base,
      length: BigInt(frames.length) * BigInt(this.#memory.frameBytes),
      frames,
      uses: 0,
      mapped: true,
    };
    draft.handle = this.windows.open(draft as Window, slot);
    if (draft.handle === null) return null;
    const window = draft as Window;
    this.windowsOf(owner).insert(window);
    return window;
  }

  /** Takes a window out of its owner's accepted set, for good. */
  retireWindow(window: Window): void {
    this.windows.retire(window.handle);
    this.windowsOf(window.owner).remove(window);
    this.#retiring.add(window);
  }

  /** Frees a retired window's slot, once nothing of it is left. */
  closeWindow(window: Window): void {
    this.windows.close(window.handle);
    this.#retiring.delete(window);
  }

  /** Whether a window is still the grant that it was. */
  isLive(window: Window): boolean {
    return this.windows.get(window.handle) === window;
  }

  /**
   * An owner's windows that cover an extent, or why there are none.
   *
   * Only a refused address is compared with anything that is not its owner's, and only to name the
   * reason in the log.
   */
  cover(owner: number, base: bigint, length: bigint): readonly Window[] | Refusal {
    const covering = this.windowsOf(owner).cover(base, length);
    if (covering === "overrun") return new Refusal("extentOverrun", base);
    if (covering === "outside") return new Refusal(this.#outside(owner, base), base);
    return covering;
  }

  #outside(owner: number, address: bigint): RefusalReason {
    for (const window of this.#retiring) {
      const inside = address >= window.base && address < window.base + window.length;
      if (inside) return window.owner === owner ? "staleGeneration" : "foreignWindow";
    }
    if (this.#memory.frameOf(address) !== null) return "hostPhysical";
    for (const index of this.#byOwner.values()) {
      if (index.find(address) !== null) return "foreignWindow";
    }
    return "outOfWindow";
  }

  /** Whether a vector is granted to an owner. */
  hasInterrupt(owner: number, vector: number): boolean {
    return this.interrupts.live().some(({ value }) =>
      value.owner === owner && value.vector === vector
    );
  }

  /** Takes an interrupt back, at once: no memory is behind it. `false` if the handle was not good. */
  endInterrupt(handle: Handle): boolean {
    if (this.interrupts.retire(handle) === null) return false;
    this.interrupts.close(handle);
    return true;
  }

  /** Takes all of an owner's interrupts back. */
  endInterruptsOf(owner: number): void {
    for (const { handle, value } of this.interrupts.live()) {
      if (value.owner === owner) this.endInterrupt(handle);
    }
  }
}
