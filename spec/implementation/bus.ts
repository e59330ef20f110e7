/**
 * The bus between the controller and memory.
 *
 * @module
 */

import type { Iommu, Translation } from "./iommu.ts";
import type { HostMemory } from "./memory.ts";

/** What a device does to memory through the bus. */
export interface DmaAccess {
  readonly kind: "read" | "write";
  readonly frame: number;
  readonly offset: number;
  readonly length: number;
}

/** The bus as a device sees it: addresses go in, bytes come out, or a fault. */
export interface DeviceBus {
  /** The bytes, or `null` if an address among them leads nowhere. */
  read(address: bigint, length: number): Uint8Array | null;
  /** Whether every byte arrived. Bytes before the one that faulted have been written. */
  write(address: bigint, bytes: Uint8Array): boolean;
}

/**
 * The bus in front of host memory: through an IOMMU where there is one, else host-physical addresses
 * as they are.
 */
export class Bus implements DeviceBus {
  readonly #memory: HostMemory;
  readonly #iommu: Iommu | null;
  /** Called for each access that reaches memory, for tests and the example to watch. */
  onAccess: ((access: DmaAccess) => void) | null = null;

  constructor(memory: HostMemory, iommu: Iommu | null) {
    this.#memory = memory;
    this.#iommu = iommu;
  }

  read(address: bigint, length: number): Uint8Array | null {
    const bytes = new Uint8Array(length);
    for (let at = 0; at < length;) {
      const place = this.#place(address + BigInt(at), "read");
      if (place === null) return null;
      const share = Math.min(length - at, this.#memory.frameBytes - place.offset);
      bytes.set(this.#memory.read(place.frame, place.offset, share), at);
      this.onAccess?.({ kind: "read", ...place, length: share });
      at += share;
    }
    return bytes;
  }

  write(address: bigint, bytes: Uint8Array): boolean {
    for (let at = 0; at < bytes.length;) {
      const place = this.#place(address + BigInt(at), "write");
      if (place === null) return false;
      const share = Math.min(bytes.length - at, this.#memory.frameBytes - place.offset);
      this.#memory.write(place.frame, place.offset, bytes.subarray(at, at + share));
      this.onAccess?.({ kind: "write", ...place, length: share });
      at += share;
    }
    return true;
  }

  #place(address: bigint, access: "read" | "write"): Translation | null {
    if (this.#iommu !== null) return this.#iommu.translate(address, access);
    const frame = this.#memory.frameOf(address);
    if (frame === null) return null;
    return { frame, offset: Number(address - this.#memory.addressOf(frame)) };
  }
}
