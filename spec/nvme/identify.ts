/**
 * Identify data structures: the fields that a kernel needs to know lengths, and that a simulated
 * controller fills in.
 *
 * A transfer's length in bytes is its number of blocks times the size of a block, which only the
 * namespace's own data structure tells. So the kernel must have asked for it itself, into memory
 * that no provider can write.
 *
 * | structure, bytes | field | meaning |
 * | --- | --- | --- |
 * | controller, 4..23, 24..63, 64..71 | `serialNumber`, `modelNumber`, `firmwareRevision` | ASCII, padded with spaces |
 * | controller, 77 | `mdts` | largest transfer: 2^`mdts` pages of CAP.MPSMIN; 0 sets no limit |
 * | controller, 512, 513 | `sqes`, `cqes` | sizes of entries: bits 3:0 the required, 7:4 the largest one |
 * | controller, 516..519 | `nn` | number of namespaces |
 * | namespace, 0..7, 8..15 | `nsze`, `ncap` | size and capacity in blocks |
 * | namespace, 26 | `flbas` | format in use: its index in bits 6:5 above bits 3:0 |
 * | namespace, 128 + 4 x index | `ms`, `lbads` | bytes of metadata a block (16 bits); 2^`lbads` bytes a block (byte 2) |
 *
 * Sources: NVMe Base Specification 2.1, 5.1.13 "Identify command"; NVM Command Set Specification
 * 1.1, 4.1.5.1 (Identify Namespace data structure, CNS 00h).
 *
 * @module
 */

import { requireBits, requireLength, requireQword, viewOf } from "./bit_fields.ts";

/** Bytes of every Identify data structure. */
export const IDENTIFY_BYTES = 4096;

/** Which data structure, bits 7:0 of CDW10. */
export const CNS = { namespace: 0x00, controller: 0x01, activeNamespaces: 0x02 } as const;

/** Fields of Identify Controller (CNS 01h). Text is printable ASCII. */
export interface ControllerIdentity {
  readonly serialNumber: string;
  readonly modelNumber: string;
  readonly firmwareRevision: string;
  /** Largest transfer: 2^`mdts` pages of CAP.MPSMIN; 0 sets no limit. */
  readonly mdts: number;
  /** Number of namespaces. */
  readonly nn: number;
}

/** Fields of Identify Namespace (CNS 00h), for the format in use. */
export interface NamespaceIdentity {
  /** Size in logical blocks. */
  readonly nsze: bigint;
  /** A power of two. */
  readonly blockBytes: number;
  /** Bytes of metadata a block; with any, Read and Write move more than blocks. */
  readonly metadataBytes: number;
}

/**
 * Writes an Identify Controller data structure.
 *
 * @throws {RangeError} if a value does not fit its field.
 */
export function encodeControllerIdentity(identity: ControllerIdentity): Uint8Array {
  requireBits("mdts", identity.mdts, 8);
  requireBits("nn", identity.nn, 32);
  const bytes = new Uint8Array(IDENTIFY_BYTES);
  writeText(bytes, 4, 20, "serialNumber", identity);
  writeText(bytes, 24, 40, "modelNumber", identity);
  writeText(bytes, 64, 8, "firmwareRevision", identity);
  bytes[77] = identity.mdts;
  // Required and largest entry sizes, as binary logarithms: 64 and 16 bytes.
  bytes[512] = 0x66;
  bytes[513] = 0x44;
  viewOf(bytes).setUint32(516, identity.nn, true);
  return bytes;
}

/**
 * Reads an Identify Controller data structure.
 *
 * @example
 * ```ts
 * import { assert } from "@std/assert";
 * import { decodeControllerIdentity, encodeControllerIdentity } from "./identify.ts";
 *
 * const bytes = encodeControllerIdentity({
 *   serialNumber: "1",
 *   modelNumber: "Simulated",
 *   firmwareRevision: "1.0",
 *   mdts: 5,
 *   nn: 1,
 * });
 * assert(decodeControllerIdentity(bytes).modelNumber === "Simulated");
 * ```
 * @throws {RangeError} if there are not exactly 4096 bytes.
 */
export function decodeControllerIdentity(bytes: Uint8Array): ControllerIdentity {
  requireLength("an Identify data structure", bytes, IDENTIFY_BYTES);
  return {
    serialNumber: readText(bytes, 4, 20),
    modelNumber: readText(bytes, 24, 40),
    firmwareRevision: readText(bytes, 64, 8),
    mdts: bytes[77],
    nn: viewOf(bytes).getUint32(516, true),
  };
}

/**
 * Writes an Identify Namespace data structure with one format.
 *
 * @throws {RangeError} if a value does not fit its field, or `blockBytes` is no power of two.
 */
export function encodeNamespaceIdentity(identity: NamespaceIdentity): Uint8Array {
  const lbads = Math.round(Math.log2(identity.blockBytes));
  if (2 ** lbads !== identity.blockBytes) {
    throw new RangeError(`Cannot encode blockBytes: ${identity.blockBytes} is no power of two`);
  }
  requireBits("lbads", lbads, 8);
  requireQword("nsze", identity.nsze);
  requireBits("metadataBytes", identity.metadataBytes, 16);
  const bytes = new Uint8Array(IDENTIFY_BYTES);
  const view = viewOf(bytes);
  view.setBigUint64(0, identity.nsze, true);
  view.setBigUint64(8, identity.nsze, true);
  view.setUint16(128, identity.metadataBytes, true);
  bytes[130] = lbads;
  return bytes;
}

/**
 * Reads an Identify Namespace data structure. FLBAS, byte 26, tells which of the formats from byte
 * 128 is in use: its bits 6:5 above its bits 3:0.
 *
 * @throws {RangeError} if there are not exactly 4096 bytes.
 */
export function decodeNamespaceIdentity(bytes: Uint8Array): NamespaceIdentity {
  requireLength("an Identify data structure", bytes, IDENTIFY_BYTES);
  const view = viewOf(bytes);
  const format = (bytes[26] & 0xf) | (((bytes[26] >> 5) & 0b11) << 4);
  const at = 128 + 4 * format;
  return {
    nsze: view.getBigUint64(0, true),
    blockBytes: 2 ** bytes[at + 2],
    metadataBytes: view.getUint16(at, true),
  };
}

/**
 * Writes an Active Namespace ID list (CNS 02h): ascending, ended by zero.
 *
 * @throws {RangeError} if a number does not fit 32 bits, or there are more than a page holds.
 */
export function encodeNamespaceList(nsids: readonly number[]): Uint8Array {
  const bytes = new Uint8Array(IDENTIFY_BYTES);
  nsids.forEach((nsid, index) => {
    requireBits("nsid", nsid, 32);
    viewOf(bytes).setUint32(4 * index, nsid, true);
  });
  return bytes;
}

/**
 * Reads an Active Namespace ID list.
 *
 * @throws {RangeError} if there are not exactly 4096 bytes.
 */
export function decodeNamespaceList(bytes: Uint8Array): number[] {
  requireLength("a namespace list", bytes, IDENTIFY_BYTES);
  const view = viewOf(bytes);
  const nsids: number[] = [];
  for (let at = 0; at < IDENTIFY_BYTES; at += 4) {
    const nsid = view.getUint32(at, true);
    if (nsid === 0) break;
    nsids.push(nsid);
  }
  return nsids;
}

/** Text is left-justified ASCII, padded with spaces. */
function writeText(
  bytes: Uint8Array,
  at: number,
  width: number,
  field: "serialNumber" | "modelNumber" | "firmwareRevision",
  { [field]: text }: ControllerIdentity,
): void {
  if (!new RegExp(`^[ -~]{0,${width}}$`).test(text)) {
    throw new RangeError(
      `Cannot encode ${field}: ${
        JSON.stringify(text)
      } is not ${width} ASCII characters at the most`,
    );
  }
  for (let i = 0; i < width; i++) bytes[at + i] = i < text.length ? text.charCodeAt(i) : 0x20;
}

function readText(bytes: Uint8Array, at: number, width: number): string {
  return String.fromCharCode(...bytes.subarray(at, at + width)).trimEnd();
}
