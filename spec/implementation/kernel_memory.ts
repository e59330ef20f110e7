/**
 * Frames that the kernel uses in an owner's service: rings, and copies of PRP lists. The controller
 * reaches them, the provider does not.
 *
 * @module
 */

import type { Permission } from "./iommu.ts";
import { pageBytes, type Platform } from "./platform.ts";
import { type KernelRing, Ring } from "./queue.ts";

/** Takes a run of frames and lets the controller reach them; `null` if there is none. */
export function takeKernelFrames(
  platform: Platform,
  owner: number,
  count: number,
  permission: Permission,
): number[] | null {
  const frames = platform.frames.takeRun(owner, count);
  if (frames !== null) platform.addressing.mapKernelFrames(owner, frames, permission);
  return frames;
}

/**
 * Gives frames back. Only when the controller no longer uses them: unmapped, then forgotten by the
 * IOTLB, then scrubbed, because what the kernel wrote is nobody else's business.
 */
export function giveBackKernelFrames(
  platform: Platform,
  owner: number,
  frames: readonly number[],
): void {
  if (frames.length === 0) return;
  platform.addressing.unmapKernelFrames(owner, frames);
  platform.addressing.invalidate(owner);
  platform.frames.retire(frames);
  platform.frames.scrub(frames);
  platform.frames.release(frames);
}

/** Makes a ring of the kernel's; `null` if there is no run of frames for it. */
export function takeKernelRing(
  platform: Platform,
  owner: number,
  size: number,
  entryBytes: number,
  permission: Permission,
): KernelRing | null {
  const count = Math.ceil(size * entryBytes / pageBytes(platform));
  const frames = takeKernelFrames(platform, owner, count, permission);
  if (frames === null) return null;
  return {
    ring: new Ring(size, entryBytes, frames, pageBytes(platform)),
    address: platform.addressing.ofKernelFrame(frames[0]),
  };
}

/**
 * A claim's pages for copies of PRP lists: made when first needed, up to the claim's share, used again
 * when a command has ended, given back with the claim's queues.
 */
export class ListPages {
  readonly #platform: Platform;
  readonly #owner: number;
  readonly #idle: number[] = [];
  #made: number[] = [];

  constructor(platform: Platform, owner: number) {
    this.#platform = platform;
    this.#owner = owner;
  }

  /** The frames in use or kept for use. */
  get frames(): readonly number[] {
    return this.#made;
  }

  /** A page, or `null` if the share is used up. */
  take(): number | null {
    const idle = this.#idle.pop();
    if (idle !== undefined) return idle;
    if (this.#made.length >= this.#platform.limits.listPages) return null;
    const frames = takeKernelFrames(this.#platform, this.#owner, 1, "read");
    if (frames === null) return null;
    this.#made.push(frames[0]);
    return frames[0];
  }

  /** Puts a page back for the next command. */
  put(frame: number): void {
    this.#idle.push(frame);
  }

  /** Gives every page back. */
  giveBack(): void {
    giveBackKernelFrames(this.#platform, this.#owner, this.#made);
    this.#made = [];
    this.#idle.length = 0;
  }
}
