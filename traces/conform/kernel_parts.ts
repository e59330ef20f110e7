/**
 * The host of the implementation behind the protocol: memory, an IOMMU where the lane has one, a
 * controller's registers, and the kernel on them.
 *
 * @module
 */

import type { Bus, Controller, Kernel, PhysicalMemory } from "../../spec/implementation/mod.ts";
import { CAP, REGISTERS } from "../../spec/nvme/mod.ts";
import type { Lane } from "../../spec/vocabulary.ts";
import type { Flat } from "../conformance/adapter.ts";
import type { Implementation } from "../conformance/in_process_host.ts";
import { numberOf } from "./protocol.ts";

/** Bytes of a page, and how many pages may be granted, where a `reset` does not say. */
export const PAGE = 4096;
const FRAMES = 252;

/** How many frames are the host's own. The last of them stands for the machine's host frame. */
const HOST_FRAMES = 4;

/** Where host memory begins. */
const PHYSICAL_BASE = 0x7a5c_3e00_0000n;

/** The controller as its driver sees it: registers. What it would do, the harness does. */
class RegisterFile implements Controller {
  readonly writes: string[] = [];
  csts: bigint;
  #cc: bigint;
  readonly #capabilities: bigint;

  /** @param firmware CC and CSTS, as whoever used the controller before has left them. */
  constructor(capabilities: bigint, firmware: { cc: bigint; csts: bigint }) {
    this.#capabilities = capabilities;
    this.#cc = firmware.cc;
    this.csts = firmware.csts;
  }

  read(offset: number): bigint {
    switch (offset) {
      case REGISTERS.cap.offset:
        return this.#capabilities;
      case REGISTERS.cc.offset:
        return this.#cc;
      case REGISTERS.csts.offset:
        return this.csts;
      default:
        return 0n;
    }
  }

  write(offset: number, _width: 4 | 8, value: bigint): void {
    if (offset === REGISTERS.cc.offset) this.#cc = value;
    this.writes.push(`${offset.toString(16)}=${value.toString(16)}`);
  }
}

/** Told of a waiter that left its wait. */
type OnWake = (sqid: number, cid: number, completed: boolean) => void;

/** What a `reset` sets up. */
export interface KernelParts {
  readonly kernel: Kernel;
  readonly memory: PhysicalMemory;
  readonly bus: Bus;
  readonly registers: RegisterFile;
  /** The DSTRD of the controller's CAP: how far apart its doorbells are. */
  readonly dstrd: number;
  /** What the answer says of the host's addresses. */
  readonly told: Flat;
}

/** Sets up what a `reset` asks for. */
export function kernelParts(
  implementation: Implementation,
  request: Flat,
  onWake: OnWake,
): KernelParts {
  const lane = request.lane as Lane;
  const count = (field: string, otherwise: number) => (request[field] ?? otherwise) as number;
  const frames = count("frames", FRAMES) + HOST_FRAMES;
  const page = count("page", PAGE);
  const memory = new implementation.PhysicalMemory({
    frames,
    frameBytes: page,
    base: PHYSICAL_BASE,
  });
  const iommu = lane === "remapped" ? new implementation.Iommu(page) : null;
  const capabilities = numberOf("cap", request.cap);
  const registers = new RegisterFile(capabilities, {
    cc: numberOf("cc", request.cc ?? "0"),
    csts: numberOf("csts", request.csts ?? "0"),
  });
  const nsid = request.nsid as number;
  const addressing = iommu !== null
    ? new implementation.RemappedAddressing(iommu, memory)
    : new implementation.DirectAddressing(lane === "bounce" ? "bounce" : "synthetic", memory);
  const kernel = new implementation.Kernel({
    memory,
    controller: registers,
    addressing,
    identity: {
      maxTransferBytes: request.most as number,
      namespaces: new Map([[nsid, {
        nsid,
        blocks: 2048n,
        blockBytes: request.block as number,
        metadataBytes: count("metadata", 0),
      }]]),
    },
    hostFrames: HOST_FRAMES,
    limits: { claims: 1, ...limitsOf(request) },
    onWake: ({ sqid, cid, completion }) => onWake(sqid, cid, completion !== null),
  });
  const told = {
    outcome: "done",
    physical: memory.addressOf(HOST_FRAMES - 1).toString(16),
    // Where host memory begins and ends, as the bus counts.
    memory: [0, frames].map((frame) => (PHYSICAL_BASE + BigInt(frame * page)).toString(16)).join(),
    // Where the kernel's own frames appear in every owner's domain. Directly addressed, they do not.
    reserved: iommu === null
      ? ""
      : [0, frames].map((frame) => addressing.ofKernelFrame(frame).toString(16)).join(),
  };
  const { dstrd } = CAP.decode(capabilities);
  return {
    kernel,
    memory,
    bus: new implementation.Bus(memory, iommu),
    registers,
    dstrd,
    told,
  };
}

/** Limits that a `reset` may name. */
const LIMITS = [
  "windows",
  "generations",
  "interrupts",
  "queues",
  "queueEntries",
  "listPages",
  "refusals",
] as const;

function limitsOf(request: Flat): { [limit: string]: number } {
  const named = LIMITS.filter((limit) => request[limit] !== undefined);
  return Object.fromEntries(named.map((limit) => [limit, request[limit] as number]));
}
