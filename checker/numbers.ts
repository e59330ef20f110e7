/**
 * A list of 32-bit numbers that grows.
 *
 * @example
 * ```ts
 * import { Numbers } from "./numbers.ts";
 * import { assertEquals } from "@std/assert";
 *
 * const squares = new Numbers();
 * for (let i = 0; i < 3; i++) squares.push(i * i);
 * squares.append(Uint32Array.of(9, 16, 25), 2);
 * assertEquals(squares.values(), Uint32Array.of(0, 1, 4, 9, 16));
 * ```
 *
 * @module
 */

/** Numbers of 32 bits, unsigned. */
export class Numbers {
  #length = 0;
  #room = new Uint32Array(1 << 10);

  /** How many there are. */
  get length(): number {
    return this.#length;
  }

  /** Bytes held, those of room not used yet included. */
  get bytes(): number {
    return this.#room.byteLength;
  }

  /** Puts a number at the end. */
  push(number: number): void {
    if (this.#length === this.#room.length) this.#grow(this.#length + 1);
    this.#room[this.#length++] = number;
  }

  /** Puts the first `count` of the numbers given at the end. */
  append(numbers: Uint32Array | Int32Array, count: number): void {
    const length = this.#length + count;
    if (length > this.#room.length) this.#grow(length);
    this.#room.set(numbers.subarray(0, count), this.#length);
    this.#length = length;
  }

  /** All of them: no copy, and not longer than the list is now. */
  values(): Uint32Array {
    return this.#room.subarray(0, this.#length);
  }

  #grow(least: number): void {
    const larger = new Uint32Array(Math.max(least, 2 * this.#room.length));
    larger.set(this.#room);
    this.#room = larger;
  }
}
