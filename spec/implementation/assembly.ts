/**
 * A host with a simulated controller, put together for one lane.
 *
 * @module
 */

import type { Lane } from "../vocabulary.ts";
import { type Addressing, DirectAddressing, RemappedAddressing } from "./addressing.ts";
import { Bus } from "./bus.ts";
import { Disk } from "./disk.ts";
import { Iommu } from "./iommu.ts";
import { Kernel } from "./kernel.ts";
import { PhysicalMemory } from "./memory.ts";
import type { Identity, Limits, Wake } from "./platform.ts";
import { DEFAULT_CAPABILITIES, SimulatedController } from "./simulated_controller.ts";
import { NSID } from "./simulated_commands.ts";

/** What may be chosen about a host. */
export interface AssemblyOptions {
  /** Frames of memory; the first four are the host's own. */
  readonly frames?: number;
  /** Bytes of a frame, and with that of a memory page; 4 KiB unless CAP allows others. */
  readonly frameBytes?: number;
  readonly limits?: Partial<Limits>;
  /** CAP, as it reads. */
  readonly capabilities?: bigint;
  readonly ioQueues?: number;
  readonly mdts?: number;
  /** Whether the controller goes on until RDY = 0 (`simulated_controller.ts`). */
  readonly dawdles?: boolean;
  readonly onWake?: (wake: Wake) => void;
}

/** A host: every part of it in reach. */
export interface Assembly {
  readonly memory: PhysicalMemory;
  /** `null` in the lanes that have none. */
  readonly iommu: Iommu | null;
  readonly bus: Bus;
  readonly disk: Disk;
  readonly controller: SimulatedController;
  readonly kernel: Kernel;
}

/** Bytes of a frame, and of a memory page, where nothing else is chosen. */
export const FRAME_BYTES = 4096;

/** How many frames, from the first, are the host's own. */
export const HOST_FRAMES = 4;

/** Where host memory begins, as the bus counts: a number that nothing else looks like. */
export const PHYSICAL_BASE = 0x7a5c_3e00_0000n;

/** Blocks of the disk, and bytes of a block. */
const DISK = { blocks: 2048, blockBytes: 512 };

/** What a probe would find (`probe.ts`), known beforehand. */
const IDENTITY: Identity = {
  maxTransferBytes: 32 * FRAME_BYTES,
  namespaces: new Map([[NSID, {
    nsid: NSID,
    blocks: BigInt(DISK.blocks),
    blockBytes: DISK.blockBytes,
    metadataBytes: 0,
  }]]),
};

/**
 * Puts a host together.
 *
 * @example
 * ```ts
 * import { assert } from "@std/assert";
 * import { assemble } from "./assembly.ts";
 *
 * const { kernel, controller } = assemble("remapped");
 * assert(kernel.lane === "remapped" && !controller.ready);
 * ```
 */
export function assemble(lane: Lane, options: AssemblyOptions = {}): Assembly {
  const { frames = 128, frameBytes = FRAME_BYTES } = options;
  const memory = new PhysicalMemory({ frames, frameBytes, base: PHYSICAL_BASE });
  const iommu = lane === "remapped" ? new Iommu(frameBytes) : null;
  const addressing: Addressing = iommu !== null
    ? new RemappedAddressing(iommu, memory)
    : new DirectAddressing(lane === "bounce" ? "bounce" : "synthetic", memory);
  const bus = new Bus(memory, iommu);
  const disk = new Disk(DISK);
  const controller = new SimulatedController({
    bus,
    disk,
    capabilities: options.capabilities ?? DEFAULT_CAPABILITIES,
    ioQueues: options.ioQueues,
    mdts: options.mdts,
    dawdles: options.dawdles,
  });
  const kernel = new Kernel({
    memory,
    controller,
    addressing,
    identity: IDENTITY,
    hostFrames: HOST_FRAMES,
    limits: options.limits,
    onWake: options.onWake,
  });
  return { memory, iommu, bus, disk, controller, kernel };
}
