/**
 * Which registers a claim selects, how they may be accessed, and what a claim is shown of them.
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

/** A register, or one half of a register of eight bytes. */
export interface RegisterAccess {
  readonly kind: "register";
  readonly name: RegisterName;
  /** The lowest bit of the register that is accessed, 0 or 32, and how many are. */
  readonly low: number;
  readonly bits: number;
}

/** What an access of the right shape is of. */
export type Accessed = RegisterAccess | Doorbell;

/** Bytes of the halves in which a register of eight may be accessed. */
const HALF = 4;

/**
 * What an access names: a register, whole or the half of one that has eight bytes, or a doorbell.
 * Drivers do write ASQ and ACQ half by half. Nothing else will do: controllers have been seen to take
 * a byte written to CC as an enable, and eight bytes at AQA as AQA and half of ASQ.
 *
 * Source: NVMe over PCIe Transport Specification 1.1, 3.1 (native width, or aligned 32 bits; never a
 * part of two registers).
 *
 * @example
 * ```ts
 * import { assert } from "@std/assert";
 * import { assemble } from "./assembly.ts";
 * import { accessed } from "./register_access.ts";
 *
 * const { platform } = assemble("remapped").kernel;
 * const upper = accessed(platform, 0x2c, 4);
 * assert("name" in upper && upper.name === "asq" && upper.low === 32);
 * const both = accessed(platform, 0x24, 8);
 * assert("reason" in both && both.reason === "access");
 * ```
 */
export function accessed(platform: Platform, offset: number, width: number): Accessed | Refusal {
  if (offset >= DOORBELL_BASE) {
    const doorbell = doorbellAt(offset, platform.capabilities.dstrd);
    if (doorbell === null || width !== DOORBELL_BYTES) return new Refusal("access", offset);
    return doorbell;
  }
  const name = registerAt(offset) ?? registerAt(offset - HALF);
  if (name === null) return new Refusal("access", offset);
  const register = REGISTERS[name];
  const isWhole = offset === register.offset && width === register.width;
  const isHalf = register.width === 2 * HALF && width === HALF;
  if (!isWhole && !isHalf) return new Refusal("access", offset);
  return { kind: "register", name, low: 8 * (offset - register.offset), bits: 8 * width };
}

/** A register's value after the accessed bits were written. */
export function withBits({ low, bits }: RegisterAccess, before: bigint, value: bigint): bigint {
  const written = ((1n << BigInt(bits)) - 1n) << BigInt(low);
  return (before & ~written) | (value << BigInt(low));
}

/** The accessed bits of a register's value. */
export function bitsOf({ low, bits }: RegisterAccess, value: bigint): bigint {
  return BigInt.asUintN(bits, value >> BigInt(low));
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

/** What a provider is shown of a register, or of half of one, or why it is shown nothing. */
export function shownRegister(
  platform: Platform,
  shadow: RegisterShadow,
  access: RegisterAccess,
): bigint | Refusal {
  const value = shownWhole(platform, shadow, access.name);
  return value instanceof Refusal ? value : bitsOf(access, value);
}

function shownWhole(
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
