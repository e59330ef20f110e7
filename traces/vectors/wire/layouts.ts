/**
 * Vectors of the formats whose fields tile their bytes: what the bytes are is computed from where the
 * specification's tables put each field, and from nothing of the implementation's.
 *
 * @module
 */

import type { Fields, WireVector } from "../wire.ts";
import { LAYOUTS, type WireLayout } from "../wire_fields.ts";

/** An integer's bytes, the lowest first, without the zeroes at the end. */
export function bytesOfWord(word: bigint): string {
  let bytes = "";
  for (; word > 0n; word >>= 8n) bytes += (word & 0xffn).toString(16).padStart(2, "0");
  return bytes;
}

/** A value as a file has it. */
const written = (value: bigint, width: number) => width > 32 ? value.toString(16) : Number(value);

/** A vector both ways: an integer, and the fields in it. */
function vectorOf(format: string, { bytes, fields }: WireLayout, name: string, word: bigint) {
  const values = Object.entries(fields).map(([field, [low, width]]) => {
    const value = (word >> BigInt(low)) & ((1n << BigInt(width)) - 1n);
    return [field, written(value, width)] as const;
  });
  return {
    name: snake(`${format}_${name}`),
    format,
    way: "both",
    length: bytes,
    bytes: bytesOfWord(word),
    fields: Object.fromEntries(values),
    answer: "done",
  } as const;
}

/** Fields that cannot be encoded. */
export function refusedEncoding(format: string, name: string, fields: Fields): WireVector {
  return {
    name: snake(`${format}_${name}`),
    format,
    way: "encode",
    length: 0,
    bytes: "",
    fields,
    answer: "refused",
  };
}

/** Bytes that cannot be decoded. */
export function refusedDecoding(format: string, name: string, length: number): WireVector {
  return {
    name: snake(`${format}_${name}`),
    format,
    way: "decode",
    length,
    bytes: "".padEnd(2 * length, "f"),
    fields: {},
    answer: "refused",
  };
}

/** A name in snake_case. */
export function snake(name: string): string {
  return name.replaceAll(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);
}

function vectorsOf(format: string, layout: WireLayout): WireVector[] {
  const { bytes, fields } = layout;
  const rising = Array.from({ length: bytes }, (_, at) => BigInt(0x81 + at) << BigInt(8 * at));
  const falling = Array.from({ length: bytes }, (_, at) => BigInt(0x7e - at) << BigInt(8 * at));
  const whole = (parts: bigint[]) => parts.reduce((sum, part) => sum | part, 0n);
  const vectors: WireVector[] = [
    vectorOf(format, layout, "zeroes", 0n),
    { ...vectorOf(format, layout, "of_nothing", 0n), way: "encode", fields: {} },
    vectorOf(format, layout, "rising", whole(rising)),
    vectorOf(format, layout, "falling", whole(falling)),
    refusedDecoding(format, "too_long", bytes + 1),
  ];
  // A register's value has no length of its own, and is short where its high bytes are zero.
  const isRegister = bytes < 16;
  if (!isRegister) vectors.push(refusedDecoding(format, "too_short", bytes - 1));
  for (const [field, [low, width]] of Object.entries(fields)) {
    const most = (1n << BigInt(width)) - 1n;
    vectors.push(
      vectorOf(format, layout, `${field}_largest`, most << BigInt(low)),
      refusedEncoding(format, `${field}_too_large`, { [field]: written(most + 1n, width) }),
      refusedEncoding(format, `${field}_below_zero`, { [field]: width > 32 ? "-1" : -1 }),
    );
    if (width <= 32) {
      vectors.push(refusedEncoding(format, `${field}_in_part`, { [field]: "0.5" }));
    }
  }
  return vectors;
}

export const layoutVectors: readonly WireVector[] = Object.entries(LAYOUTS).flatMap(
  ([format, layout]) => vectorsOf(format, layout),
);
