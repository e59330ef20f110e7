/**
 * A disk of bytes behind a simulated controller: one namespace, in logical blocks.
 *
 * @module
 */

/**
 * The blocks of a namespace.
 *
 * @example
 * ```ts
 * import { assert } from "@std/assert";
 * import { Disk } from "./disk.ts";
 *
 * const disk = new Disk({ blocks: 8, blockBytes: 512 });
 * disk.write(512 * 3, new Uint8Array([1, 2, 3]));
 * assert(disk.read(512 * 3 + 1, 1)[0] === 2);
 * assert(disk.has(7n, 1) && !disk.has(7n, 2));
 * ```
 */
export class Disk {
  readonly blocks: number;
  readonly blockBytes: number;
  readonly #bytes: Uint8Array;

  constructor({ blocks, blockBytes }: { blocks: number; blockBytes: number }) {
    this.blocks = blocks;
    this.blockBytes = blockBytes;
    this.#bytes = new Uint8Array(blocks * blockBytes);
  }

  /** Whether these blocks exist. */
  has(block: bigint, count: number): boolean {
    return block + BigInt(count) <= BigInt(this.blocks);
  }

  /** A copy of bytes, counted from the first block's first. */
  read(at: number, length: number): Uint8Array {
    return this.#bytes.slice(at, at + length);
  }

  write(at: number, bytes: Uint8Array): void {
    this.#bytes.set(bytes, at);
  }
}
