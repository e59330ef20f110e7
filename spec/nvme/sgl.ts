/**
 * Scatter-gather descriptors: recognised, so that they can be refused by name.
 *
 * A descriptor is 16 bytes; byte 15 says what it is. An entry uses SGLs when its `psdt` is not 0;
 * over PCIe, admin commands never may.
 *
 * | bytes | field | data block, segments | keyed |
 * | --- | --- | --- | --- |
 * | 0..7 | `address` | address | address |
 * | 8..11 | `length` | length | length (24 bits), first byte of the key |
 * | 12..14 | `reserved` | reserved | rest of the key |
 * | 15, bits 3:0 | `subtype` | 0: address, 1: offset | |
 * | 15, bits 7:4 | `type` | see {@link SGL_TYPES} | |
 *
 * Source: NVMe Base Specification 2.1, 4.3.2 "Scatter Gather List".
 *
 * @module
 */

import { requireBits, requireLength, requireQword, viewOf } from "./bit_fields.ts";
import type { SubmissionEntry } from "./submission_entry.ts";

/** Bytes of a descriptor. */
export const SGL_DESCRIPTOR_BYTES = 16;

/** A descriptor, field by field. */
export interface SglDescriptor {
  readonly address: bigint;
  readonly length: number;
  readonly reserved: number;
  readonly subtype: number;
  readonly type: number;
}

/** The names of the descriptor types that the specification defines. */
export const SGL_TYPES: { readonly [type: number]: string } = {
  0x0: "data block",
  0x1: "bit bucket",
  0x2: "segment",
  0x3: "last segment",
  0x4: "keyed data block",
  0x5: "transport data block",
  0xf: "vendor specific",
};

/**
 * The fields of 16 bytes.
 *
 * @example
 * ```ts
 * import { assert } from "@std/assert";
 * import { decodeSglDescriptor, SGL_TYPES } from "./sgl.ts";
 *
 * const bytes = new Uint8Array(16);
 * bytes[15] = 0x30;
 * assert(SGL_TYPES[decodeSglDescriptor(bytes).type] === "last segment");
 * ```
 * @throws {RangeError} if there are not exactly 16 bytes.
 */
export function decodeSglDescriptor(bytes: Uint8Array): SglDescriptor {
  requireLength("an SGL descriptor", bytes, SGL_DESCRIPTOR_BYTES);
  const view = viewOf(bytes);
  return {
    address: view.getBigUint64(0, true),
    length: view.getUint32(8, true),
    reserved: view.getUint16(12, true) | (bytes[14] << 16),
    subtype: bytes[15] & 0xf,
    type: bytes[15] >> 4,
  };
}

/**
 * The 16 bytes of a descriptor: the inverse of {@link decodeSglDescriptor}.
 *
 * @throws {RangeError} if a value does not fit its field.
 */
export function encodeSglDescriptor(descriptor: SglDescriptor): Uint8Array {
  requireQword("address", descriptor.address);
  requireBits("length", descriptor.length, 32);
  requireBits("reserved", descriptor.reserved, 24);
  requireBits("subtype", descriptor.subtype, 4);
  requireBits("type", descriptor.type, 4);
  const bytes = new Uint8Array(SGL_DESCRIPTOR_BYTES);
  const view = viewOf(bytes);
  view.setBigUint64(0, descriptor.address, true);
  view.setUint32(8, descriptor.length, true);
  view.setUint16(12, descriptor.reserved & 0xffff, true);
  bytes[14] = descriptor.reserved >> 16;
  bytes[15] = descriptor.subtype | (descriptor.type << 4);
  return bytes;
}

/** Whether an entry's data pointer is to be read as an SGL descriptor instead of two PRPs. */
export function usesSgl(entry: SubmissionEntry): boolean {
  return entry.psdt !== 0;
}
