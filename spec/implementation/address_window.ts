/**
 * Whether every byte of an extent lies in a window: exact 64-bit arithmetic on half-open intervals.
 *
 * Addresses are bigints, so a sum never wraps by itself: an extent whose end lies beyond the address
 * space is seen to, and covered by nothing. An extent that begins in one window and ends in another
 * that adjoins it is covered, because every one of its bytes is.
 *
 * @module
 */

/** `length` bytes from `base`. */
export interface AddressWindow {
  readonly base: bigint;
  readonly length: bigint;
}

/** The end of a 64-bit address space: the first address that does not exist. */
export const ADDRESS_SPACE_END = 1n << 64n;

/** Why an extent is not covered: its first byte is not, or a later one. */
export type Uncovered = "outside" | "overrun";

/**
 * One owner's windows, disjoint, sorted by base. Looking up takes time logarithmic in their number.
 *
 * @example
 * ```ts
 * import { assert } from "@std/assert";
 * import { WindowIndex } from "./address_window.ts";
 *
 * const windows = new WindowIndex();
 * windows.insert({ base: 0x1000n, length: 0x1000n });
 * windows.insert({ base: 0x2000n, length: 0x1000n });
 * assert(windows.cover(0x1800n, 0x1000n) instanceof Array);
 * assert(windows.cover(0x2800n, 0x0801n) === "overrun");
 * assert(windows.cover(0x0fffn, 2n) === "outside");
 * ```
 */
export class WindowIndex<W extends AddressWindow = AddressWindow> {
  /** The first address that does not exist. Smaller than 2^64 only where a test counts every one. */
  readonly addressSpaceEnd: bigint;
  readonly #sorted: W[] = [];

  constructor(addressSpaceEnd: bigint = ADDRESS_SPACE_END) {
    this.addressSpaceEnd = addressSpaceEnd;
  }

  /** The windows, by ascending base. */
  get windows(): readonly W[] {
    return this.#sorted;
  }

  /** Whether a window is at least one byte, lies within the address space, and meets no other. */
  fits(window: AddressWindow): boolean {
    const { base, length } = window;
    if (base < 0n || length <= 0n || base + length > this.addressSpaceEnd) return false;
    const after = this.#after(base);
    const before = this.#sorted[after - 1];
    const next = this.#sorted[after];
    return (before === undefined || before.base + before.length <= base) &&
      (next === undefined || base + length <= next.base);
  }

  /**
   * Adds a window.
   *
   * @throws {RangeError} if it does not {@link fits | fit}.
   */
  insert(window: W): void {
    if (!this.fits(window)) {
      throw new RangeError(`Cannot add the window at ${window.base}: it does not fit`);
    }
    this.#sorted.splice(this.#after(window.base), 0, window);
  }

  /** Removes a window. */
  remove(window: W): void {
    const at = this.#sorted.indexOf(window);
    if (at >= 0) this.#sorted.splice(at, 1);
  }

  /** The window that holds an address. */
  find(address: bigint): W | null {
    const window = this.#sorted[this.#after(address) - 1];
    return window !== undefined && address < window.base + window.length ? window : null;
  }

  /**
   * The windows that together hold every byte of an extent, in order, or why there are none. An
   * extent of no bytes names nothing and is refused as lying outside.
   */
  cover(base: bigint, length: bigint): readonly W[] | Uncovered {
    if (length <= 0n) return "outside";
    const first = this.find(base);
    if (first === null) return "outside";
    const end = base + length;
    const covering = [first];
    let next = this.#after(base);
    let reached = first.base + first.length;
    while (reached < end) {
      const window = this.#sorted[next++];
      if (window === undefined || window.base !== reached) return "overrun";
      covering.push(window);
      reached += window.length;
    }
    return covering;
  }

  /** The position of the first window whose base lies above an address. */
  #after(address: bigint): number {
    let low = 0;
    let high = this.#sorted.length;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if (this.#sorted[middle].base <= address) low = middle + 1;
      else high = middle;
    }
    return low;
  }
}
