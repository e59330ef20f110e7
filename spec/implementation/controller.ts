/**
 * The controller as the kernel sees it: registers, and nothing else. Everything else that it does, it
 * does through memory, in its own time.
 *
 * @module
 */

/** A controller's registers. */
export interface Controller {
  /** Reads `width` bytes at an offset. */
  read(offset: number, width: 4 | 8): bigint;
  /** Writes `width` bytes at an offset. */
  write(offset: number, width: 4 | 8, value: bigint): void;
}
