/**
 * Host memory, by frame and by byte.
 *
 * The kernel reads and writes by frame and offset, and never across a frame's end: a run of pages in
 * an address space need not be a run of frames. Host-physical addresses appear only where a device
 * is told them.
 *
 * @module
 */

/** What the kernel needs of memory. Reads copy: what was read cannot change afterwards. */
export interface HostMemory {
  readonly frameBytes: number;
  readonly frames: number;
  /** A copy of `length` bytes. */
  read(frame: number, offset: number, length: number): Uint8Array;
  write(frame: number, offset: number, bytes: Uint8Array): void;
  /** Puts zeros into a whole frame. */
  clear(frame: number): void;
  /** The host-physical address of a frame. */
  addressOf(frame: number): bigint;
  /** The frame that a host-physical address lies in, or `null`. */
  frameOf(address: bigint): number | null;
}

/**
 * Memory as one array of bytes, from a host-physical base.
 *
 * @example
 * ```ts
 * import { assert } from "@std/assert";
 * import { PhysicalMemory } from "./memory.ts";
 *
 * const memory = new PhysicalMemory({ frames: 4, frameBytes: 4096, base: 0x10_0000n });
 * memory.write(2, 100, new Uint8Array([1, 2, 3]));
 * assert(memory.read(2, 101, 1)[0] === 2);
 * assert(memory.addressOf(2) === 0x10_2000n && memory.frameOf(0x10_2fffn) === 2);
 * ```
 */
export class PhysicalMemory implements HostMemory {
  readonly frameBytes: number;
  readonly frames: number;
  readonly base: bigint;
  readonly #bytes: Uint8Array;

  constructor({ frames, frameBytes, base }: { frames: number; frameBytes: number; base: bigint }) {
    this.frames = frames;
    this.frameBytes = frameBytes;
    this.base = base;
    this.#bytes = new Uint8Array(frames * frameBytes);
  }

  read(frame: number, offset: number, length: number): Uint8Array {
    const at = this.#place(frame, offset, length);
    return this.#bytes.slice(at, at + length);
  }

  write(frame: number, offset: number, bytes: Uint8Array): void {
    this.#bytes.set(bytes, this.#place(frame, offset, bytes.length));
  }

  clear(frame: number): void {
    const at = this.#place(frame, 0, this.frameBytes);
    this.#bytes.fill(0, at, at + this.frameBytes);
  }

  addressOf(frame: number): bigint {
    return this.base + BigInt(frame) * BigInt(this.frameBytes);
  }

  frameOf(address: bigint): number | null {
    const offset = address - this.base;
    if (offset < 0n) return null;
    const frame = offset / BigInt(this.frameBytes);
    return frame < BigInt(this.frames) ? Number(frame) : null;
  }

  #place(frame: number, offset: number, length: number): number {
    const inside = Number.isInteger(frame) && frame >= 0 && frame < this.frames &&
      Number.isInteger(offset) && offset >= 0 && length >= 0 && offset + length <= this.frameBytes;
    if (!inside) {
      throw new RangeError(
        `Cannot reach ${length} bytes at offset ${offset} of frame ${frame}: they lie outside it`,
      );
    }
    return frame * this.frameBytes + offset;
  }
}
