/**
 * A provider's own accesses to its window: any byte, at any moment, until the window is unmapped.
 *
 * @module
 */

import type { Window } from "./ledger.ts";
import type { HostMemory } from "./memory.ts";

/** Raised where a real process would be stopped by a fault. */
export class ProviderFault extends Error {
  constructor(message: string) {
    super(message);
    this.name = "ProviderFault";
  }
}

/** A window in its provider's address space. */
export class ProviderMapping {
  readonly #memory: HostMemory;
  readonly #window: Window;

  constructor(memory: HostMemory, window: Window) {
    this.#memory = memory;
    this.#window = window;
  }

  /** Bytes of the window. */
  get length(): number {
    return this.#window.frames.length * this.#memory.frameBytes;
  }

  /**
   * Reads bytes at an offset in the window.
   *
   * @throws {ProviderFault} if they lie outside it, or it is no longer mapped.
   */
  load(offset: number, length: number): Uint8Array {
    const bytes = new Uint8Array(length);
    this.#each(offset, length, (frame, within, at, share) => {
      bytes.set(this.#memory.read(frame, within, share), at);
    });
    return bytes;
  }

  /**
   * Writes bytes at an offset in the window.
   *
   * @throws {ProviderFault} if they lie outside it, or it is no longer mapped.
   */
  store(offset: number, bytes: Uint8Array): void {
    this.#each(offset, bytes.length, (frame, within, at, share) => {
      this.#memory.write(frame, within, bytes.subarray(at, at + share));
    });
  }

  /** Walks over bytes of the window, frame by frame. */
  #each(
    offset: number,
    length: number,
    visit: (frame: number, within: number, at: number, share: number) => void,
  ): void {
    if (!this.#window.mapped) throw new ProviderFault("Cannot reach a window that is not mapped");
    if (offset < 0 || offset + length > this.length) {
      throw new ProviderFault(
        `Cannot reach ${length} bytes at offset ${offset} of a window of ${this.length} bytes`,
      );
    }
    const { frameBytes } = this.#memory;
    for (let at = 0; at < length;) {
      const within = (offset + at) % frameBytes;
      const share = Math.min(length - at, frameBytes - within);
      visit(this.#window.frames[Math.floor((offset + at) / frameBytes)], within, at, share);
      at += share;
    }
  }
}
