/**
 * Which registers a claim selects, and what it is shown of them.
 *
 * Nothing that the kernel wrote into the controller is ever read back: ASQ and ACQ are answered from
 * the provider's own shadow. CAP is shown without what the kernel does not serve: memory inside the
 * controller, boot partitions, subsystem reset, other command sets.
 *
 * @module
 */

import {
  CAP,
  type Doorbell,
  DOORBELL_BASE,
  DOORBELL_BYTES,
  doorbellAt,
  registerAt,
  type RegisterName,
  REGISTERS,
} from "../nvme/mod.ts";
import type { Platform } from "./platform.ts";
import { Refusal } from "./refusal.ts";

/** What an access of the right shape is of. */
export type Accessed = RegisterName | Doorbell;

/**
 * What an access names: a register, or a doorbell. Only one whole register at its own offset will do.
 * Controllers have been seen to take a byte written to CC as an enable, and eight bytes at AQA as AQA
 * and half of ASQ.
 */
export function accessed(platform: Platform, offset: number, width: number): Accessed | Refusal {
  if (offset >= DOORBELL_BASE) {
    const doorbell = doorbellAt(offset, platform.capabilities.dstrd);
    if (doorbell === null || width !== DOORBELL_BYTES) return new Refusal("access", offset);
    return doorbell;
  }
  const name = registerAt(offset);
  if (name === null || REGISTERS[name].width !== width) return new Refusal("access", offset);
  return name;
}

/** Whether a value fits the access, bit for bit. One below zero has no last bit, and fits none. */
export function fitsAccess(value: bigint, width: number): boolean {
  return value >> BigInt(8 * width) === 0n;
}

/** The registers as a provider wrote them. */
export interface RegisterShadow {
  cc: bigint;
  aqa: bigint;
  asq: bigint;
  acq: bigint;
}

/** Registers at zero, as after reset. */
export function emptyShadow(): RegisterShadow {
  return { cc: 0n, aqa: 0n, asq: 0n, acq: 0n };
}

/** What a provider is shown of a register, or why it is shown nothing. */
export function shownRegister(
  platform: Platform,
  shadow: RegisterShadow,
  name: RegisterName,
): bigint | Refusal {
  switch (name) {
    case "cap":
      return shownCapabilities(platform);
    case "vs":
    case "csts":
      return platform.controller.read(REGISTERS[name].offset, REGISTERS[name].width);
    case "cc":
    case "aqa":
    case "asq":
    case "acq":
      return shadow[name];
    default:
      return new Refusal("register", REGISTERS[name].offset);
  }
}

function shownCapabilities(platform: Platform): bigint {
  const { capabilities, limits } = platform;
  return CAP.encode({
    mqes: Math.min(capabilities.mqes, limits.queueEntries - 1),
    cqr: capabilities.cqr,
    to: capabilities.to,
    dstrd: capabilities.dstrd,
    css: 1,
    mpsmin: Math.log2(platform.memory.frameBytes) - 12,
    mpsmax: Math.log2(platform.memory.frameBytes) - 12,
  });
}
