/**
 * What each frame of memory is used for, and what would be unsafe to do with it.
 *
 * A frame goes round in one circle: free and clean, then granted or the kernel's, then retiring,
 * then scrubbed, then free again. It cannot be handed out dirty, nor freed without scrubbing.
 *
 * @module
 */

import type { HostMemory } from "./memory.ts";

/** `host`: never part of the pool that grants are made from. */
export type FrameUse = "free" | "granted" | "kernel" | "retiring" | "host";

interface Frame {
  use: FrameUse;
  /** Whose grant it is, or in whose service the kernel uses it. */
  owner: number | null;
  /** Holds bytes of its last user. */
  dirty: boolean;
}

/**
 * The table of frames.
 *
 * @example
 * ```ts
 * import { assert } from "@std/assert";
 * import { FrameTable } from "./frames.ts";
 * import { PhysicalMemory } from "./memory.ts";
 *
 * const memory = new PhysicalMemory({ frames: 4, frameBytes: 4096, base: 0n });
 * const table = new FrameTable(memory, 1);
 * const granted = table.grant(7, 2)!;
 * assert(granted.length === 2 && !granted.includes(0), "frame 0 is the host's");
 * table.retire(granted);
 * table.scrub(granted);
 * table.release(granted);
 * assert(table.at(granted[0]).use === "free");
 * ```
 */
export class FrameTable {
  readonly #memory: HostMemory;
  readonly #frames: Frame[];
  /** No frame below is free: to find one takes no longer in a larger memory. */
  #lowest: number;

  /** @param hostFrames how many frames, from the first, are the host's own. */
  constructor(memory: HostMemory, hostFrames: number) {
    this.#memory = memory;
    this.#frames = Array.from({ length: memory.frames }, (_, frame) => ({
      use: frame < hostFrames ? "host" : "free",
      owner: null,
      dirty: false,
    }));
    this.#lowest = hostFrames;
  }

  get size(): number {
    return this.#frames.length;
  }

  /** What is known of a frame. */
  at(frame: number): Readonly<Frame> {
    return this.#frames[frame];
  }

  /** Takes free frames for an owner's window; `null` if there are too few. */
  grant(owner: number, count: number): number[] | null {
    const free: number[] = [];
    for (let frame = this.#lowest; frame < this.size && free.length < count; frame++) {
      if (this.#frames[frame].use === "free") free.push(frame);
    }
    return free.length === count ? this.#take(free, "granted", owner) : null;
  }

  /** Takes a run of free frames for the kernel's use in an owner's service; `null` if there is none. */
  takeRun(owner: number, count: number): number[] | null {
    let run: number[] = [];
    for (let frame = this.#lowest; frame < this.size && run.length < count; frame++) {
      if (this.#frames[frame].use === "free") run.push(frame);
      else run = [];
    }
    return run.length === count ? this.#take(run, "kernel", owner) : null;
  }

  /** Marks frames as on their way back. */
  retire(frames: readonly number[]): void {
    for (const frame of frames) this.#frames[frame].use = "retiring";
  }

  /** Puts zeros into retiring frames. */
  scrub(frames: readonly number[]): void {
    for (const frame of frames) {
      this.#require(frame, this.#frames[frame].use === "retiring", "scrub", "it is in use");
      this.#memory.clear(frame);
      this.#frames[frame].dirty = false;
    }
  }

  /**
   * Frees scrubbed frames.
   *
   * @throws {Error} if one is in use, or was not scrubbed.
   */
  release(frames: readonly number[]): void {
    for (const number of frames) {
      const frame = this.#frames[number];
      this.#require(number, frame.use === "retiring", "release", "it is in use");
      this.#require(number, !frame.dirty, "release", "it was not scrubbed");
      frame.use = "free";
      frame.owner = null;
      if (number < this.#lowest) this.#lowest = number;
    }
  }

  #take(frames: number[], use: FrameUse, owner: number): number[] {
    for (const number of frames) {
      const frame = this.#frames[number];
      this.#require(number, !frame.dirty, "hand out", "it was not scrubbed");
      frame.use = use;
      frame.owner = owner;
      frame.dirty = true;
    }
    while (this.#lowest < this.size && this.#frames[this.#lowest].use !== "free") this.#lowest++;
    return frames;
  }

  #require(frame: number, holds: boolean, attempt: string, why: string): void {
    if (!holds) throw new Error(`Cannot ${attempt} frame ${frame}: ${why}`);
  }
}
