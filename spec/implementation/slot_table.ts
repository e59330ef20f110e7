/**
 * Slots with generations: what a capability names, and how it goes stale.
 *
 * A handle is a slot's number and the generation at which it was opened. It is good only while the
 * slot is live *and* of that generation, so a handle to what was there before is told from a handle
 * to what is there now. A counter that would wrap could make an old handle good again; instead, a
 * slot whose generations are used up is spent, and never opened again.
 *
 * @module
 */

/** A slot and the generation at which it was opened. */
export interface Handle {
  readonly slot: number;
  readonly generation: number;
}

/** `retiring`: no longer good for anything new, not yet free for reuse. */
export type SlotPhase = "free" | "live" | "retiring" | "spent";

interface Slot<T> {
  phase: SlotPhase;
  generation: number;
  value: T | null;
}

/**
 * A table of slots.
 *
 * @example
 * ```ts
 * import { assert } from "@std/assert";
 * import { SlotTable } from "./slot_table.ts";
 *
 * const table = new SlotTable<string>(1, 2);
 * const first = table.open("first")!;
 * assert(table.get(first) === "first");
 * table.retire(first);
 * assert(table.get(first) === null);
 * table.close(first);
 *
 * const second = table.open("second")!;
 * assert(table.get(first) === null && table.get(second) === "second");
 * table.retire(second);
 * table.close(second);
 * assert(table.open("third") === null, "two generations, both used up");
 * ```
 */
export class SlotTable<T> {
  /** How many generations a slot lives through. */
  readonly generations: number;
  readonly #slots: Slot<T>[];

  constructor(slots: number, generations: number) {
    this.generations = generations;
    this.#slots = Array.from(
      { length: slots },
      () => ({ phase: "free", generation: 0, value: null }),
    );
  }

  get size(): number {
    return this.#slots.length;
  }

  /** A slot's phase and generation, for whoever shows or abstracts the table. */
  slot(number: number): { readonly phase: SlotPhase; readonly generation: number } {
    return this.#slots[number];
  }

  /** What is live, in slot order. */
  live(): { readonly handle: Handle; readonly value: T }[] {
    return this.#slots.flatMap(({ phase, generation, value }, slot) =>
      phase === "live" ? [{ handle: { slot, generation }, value: value as T }] : []
    );
  }

  /** Whether there is a slot to open. */
  get hasFree(): boolean {
    return this.#slots.some((slot) => slot.phase === "free");
  }

  /** Puts a value into the first free slot, or into the one that is wanted; `null` if it is not free. */
  open(value: T, wanted?: number): Handle | null {
    const number = wanted ?? this.#slots.findIndex((slot) => slot.phase === "free");
    const slot = this.#slots[number];
    if (slot?.phase !== "free") return null;
    slot.phase = "live";
    slot.value = value;
    return { slot: number, generation: slot.generation };
  }

  /** What a handle names, if it is live and of the handle's generation; else `null`. */
  get(handle: Handle): T | null {
    const slot = this.#current(handle);
    return slot?.phase === "live" ? slot.value : null;
  }

  /** Marks what a handle names as retiring; `null` if the handle was not good. */
  retire(handle: Handle): T | null {
    const slot = this.#current(handle);
    if (slot?.phase !== "live") return null;
    slot.phase = "retiring";
    return slot.value;
  }

  /**
   * Frees a retiring slot for its next generation, or spends it if there is none left.
   *
   * @throws {Error} if the handle does not name a retiring slot.
   */
  close(handle: Handle): void {
    const slot = this.#current(handle);
    if (slot?.phase !== "retiring") {
      throw new Error(`Cannot close slot ${handle.slot}: it is not retiring`);
    }
    slot.value = null;
    if (slot.generation + 1 < this.generations) {
      slot.generation++;
      slot.phase = "free";
    } else {
      slot.phase = "spent";
    }
  }

  #current(handle: Handle): Slot<T> | null {
    const slot = this.#slots[handle.slot];
    return slot !== undefined && slot.generation === handle.generation ? slot : null;
  }
}
