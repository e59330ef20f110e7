/**
 * What a lane makes of an address: the number that the controller is handed for a page, and what has
 * to be mapped for it to arrive.
 *
 * | lane | the provider writes | the controller is handed |
 * | --- | --- | --- |
 * | `remapped` | IOVAs of its domain | the same; the IOMMU translates |
 * | `synthetic` | names that mean nothing to the bus | host-physical addresses |
 * | `bounce` | no address at all | host-physical addresses |
 *
 * @module
 */

import type { Lane } from "../vocabulary.ts";
import type { Iommu, Permission } from "./iommu.ts";
import type { HostMemory } from "./memory.ts";

/** Where granted pages begin in their owner's address space, and the frames behind them. */
export interface Placed {
  readonly base: bigint;
  readonly frames: readonly number[];
}

/** Device-visible addresses in one lane. */
export interface Addressing {
  readonly lane: Lane;
  /** The address that the controller is handed for a page of a window. */
  ofPage(window: Placed, page: number): bigint;
  /** The address that the controller is handed for a frame of the kernel's. */
  ofKernelFrame(frame: number): bigint;
  /** Whether the kernel keeps part of this range of an owner's address space for itself. */
  reserves(base: bigint, length: bigint): boolean;
  /** Lets the controller reach a window, and stops it; it may still do so until {@link invalidate}. */
  mapWindow(owner: number, window: Placed): void;
  unmapWindow(owner: number, window: Placed): void;
  /** Lets the controller reach frames of the kernel's in an owner's service, and stops it. */
  mapKernelFrames(owner: number, frames: readonly number[], permission: Permission): void;
  unmapKernelFrames(owner: number, frames: readonly number[]): void;
  /** Waits until no translation of an owner's is remembered. */
  invalidate(owner: number): void;
  /** Says in whose service the controller works, or in nobody's. */
  attach(owner: number | null): void;
}

/** Where the kernel's frames appear in every domain. No window may lie there. */
const KERNEL_IOVA = 1n << 63n;

/** Addressing through an IOMMU. */
export class RemappedAddressing implements Addressing {
  readonly lane = "remapped";
  readonly #iommu: Iommu;
  readonly #memory: HostMemory;

  constructor(iommu: Iommu, memory: HostMemory) {
    this.#iommu = iommu;
    this.#memory = memory;
  }

  ofPage(window: Placed, page: number): bigint {
    return window.base + BigInt(page) * BigInt(this.#memory.frameBytes);
  }

  ofKernelFrame(frame: number): bigint {
    return KERNEL_IOVA + BigInt(frame) * BigInt(this.#memory.frameBytes);
  }

  reserves(base: bigint, length: bigint): boolean {
    return base < this.ofKernelFrame(this.#memory.frames) && base + length > KERNEL_IOVA;
  }

  mapWindow(owner: number, window: Placed): void {
    window.frames.forEach((frame, page) => {
      this.#iommu.map(owner, this.ofPage(window, page), frame, "readWrite");
    });
  }

  unmapWindow(owner: number, window: Placed): void {
    window.frames.forEach((_, page) => this.#iommu.unmap(owner, this.ofPage(window, page)));
  }

  mapKernelFrames(owner: number, frames: readonly number[], permission: Permission): void {
    for (const frame of frames) {
      this.#iommu.map(owner, this.ofKernelFrame(frame), frame, permission);
    }
  }

  unmapKernelFrames(owner: number, frames: readonly number[]): void {
    for (const frame of frames) this.#iommu.unmap(owner, this.ofKernelFrame(frame));
  }

  invalidate(owner: number): void {
    this.#iommu.invalidate(owner);
  }

  attach(owner: number | null): void {
    this.#iommu.attach(owner);
  }
}

/**
 * Addressing with nothing between the controller and memory: trusted code writes host-physical
 * addresses where the controller reads them, and nowhere else.
 */
export class DirectAddressing implements Addressing {
  readonly lane: "synthetic" | "bounce";
  readonly #memory: HostMemory;

  constructor(lane: "synthetic" | "bounce", memory: HostMemory) {
    this.lane = lane;
    this.#memory = memory;
  }

  ofPage(window: Placed, page: number): bigint {
    return this.#memory.addressOf(window.frames[page]);
  }

  ofKernelFrame(frame: number): bigint {
    return this.#memory.addressOf(frame);
  }

  reserves(): boolean {
    return false;
  }

  mapWindow(): void {}
  unmapWindow(): void {}
  mapKernelFrames(): void {}
  unmapKernelFrames(): void {}
  invalidate(): void {}
  attach(): void {}
}
