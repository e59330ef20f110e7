/**
 * Words made of bit fields, declared once as a table and read and written from it.
 *
 * The fields of a table tile the word: every bit belongs to exactly one of them, reserved bits
 * under a `reserved…` name. So nothing is lost in decoding, and encoding is its inverse.
 *
 * @module
 */

/** Where each field of a word lies: its lowest bit, and how many bits it has (at most 32). */
export type BitLayout = { readonly [field: string]: readonly [low: number, width: number] };

/** The values of a word's fields. */
export type BitValues<L extends BitLayout> = { readonly [F in keyof L]: number };

/**
 * A word of bit fields.
 *
 * @example
 * ```ts
 * import { assert } from "@std/assert";
 * import { BitFields } from "./bit_fields.ts";
 *
 * const queueSizes = new BitFields("AQA", 32, {
 *   asqs: [0, 12],
 *   reserved12: [12, 4],
 *   acqs: [16, 12],
 *   reserved28: [28, 4],
 * });
 * const word = queueSizes.encode({ asqs: 3, acqs: 7 });
 * assert(word === 0x0007_0003n);
 * assert(queueSizes.decode(word).acqs === 7);
 * ```
 */
export class BitFields<const L extends BitLayout> {
  readonly name: string;
  readonly bits: number;
  readonly layout: L;

  /** @throws {RangeError} if the fields leave a gap, overlap, or one has more than 32 bits. */
  constructor(name: string, bits: number, layout: L) {
    this.name = name;
    this.bits = bits;
    this.layout = layout;
    let next = 0;
    for (const [field, [low, width]] of Object.entries(layout)) {
      if (low !== next || width < 1 || width > 32) {
        throw new RangeError(
          `Cannot lay out ${name}: field "${field}" begins at bit ${low}, expected ${next}`,
        );
      }
      next = low + width;
    }
    if (next !== bits) {
      throw new RangeError(`Cannot lay out ${name}: ${next} of ${bits} bits are described`);
    }
  }

  /**
   * The fields of a word.
   *
   * @throws {RangeError} if the word has more bits than the layout.
   */
  decode(word: bigint): BitValues<L> {
    // What is below zero has no last bit, so it has too many, too.
    if (word >> BigInt(this.bits) !== 0n) {
      throw new RangeError(`Cannot decode ${this.name}: ${word} has more than ${this.bits} bits`);
    }
    const values: Record<string, number> = {};
    for (const [field, [low, width]] of Object.entries(this.layout)) {
      values[field] = Number((word >> BigInt(low)) & ((1n << BigInt(width)) - 1n));
    }
    return values as BitValues<L>;
  }

  /**
   * The word that holds these values; a field that is left out is zero.
   *
   * @throws {RangeError} if a value does not fit its field.
   */
  encode(values: Partial<BitValues<L>>): bigint {
    let word = 0n;
    for (const [field, [low, width]] of Object.entries(this.layout)) {
      const value = values[field as keyof L] ?? 0;
      requireBits(`${this.name}.${field}`, value, width);
      word |= BigInt(value) << BigInt(low);
    }
    return word;
  }
}

/**
 * Refuses a value that does not fit its field, rather than letting it wrap.
 *
 * @throws {RangeError} if `value` is no integer from 0 to 2^`width` - 1.
 */
export function requireBits(field: string, value: number, width: number): void {
  if (!Number.isInteger(value) || value < 0 || value >= 2 ** width) {
    throw new RangeError(`Cannot encode ${field}: ${value} does not fit ${width} bits`);
  }
}

/**
 * Refuses an integer that does not fit 64 bits.
 *
 * @throws {RangeError} if `value` is below 0, or is 2^64 or more.
 */
export function requireQword(field: string, value: bigint): void {
  if (value !== BigInt.asUintN(64, value)) {
    throw new RangeError(`Cannot encode ${field}: ${value} does not fit 64 bits`);
  }
}

/**
 * Refuses bytes of the wrong length.
 *
 * @throws {RangeError} if there are not exactly `length` bytes.
 */
export function requireLength(what: string, bytes: Uint8Array, length: number): void {
  if (bytes.length !== length) {
    throw new RangeError(`Cannot decode ${what}: ${bytes.length} bytes, expected ${length}`);
  }
}

/** A view for little-endian reads and writes over exactly these bytes. */
export function viewOf(bytes: Uint8Array): DataView {
  return new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
}
