/**
 * Sets of small numbers (cells, choices) as bits in words.
 *
 * @module
 */

/** Number `n` is in the set if bit `n % 32` of word `n / 32` is set. */
export type Bits = Uint32Array;

/** The empty set of numbers below `count`. */
export function noBits(count: number): Bits {
  return new Uint32Array((count + 31) >>> 5);
}

/** The set of the numbers given. */
export function bitsOf(count: number, numbers: Iterable<number>): Bits {
  const bits = noBits(count);
  for (const number of numbers) include(bits, number);
  return bits;
}

/** Puts a number in. */
export function include(bits: Bits, number: number): void {
  bits[number >>> 5] |= 1 << (number & 31);
}

/** Puts all numbers of another set in. */
export function includeAll(bits: Bits, others: Bits): void {
  for (let w = 0; w < bits.length; w++) bits[w] |= others[w];
}

/** Whether a number is in. */
export function includes(bits: Bits, number: number): boolean {
  return (bits[number >>> 5] >>> (number & 31) & 1) === 1;
}

/** Whether two sets have a number in common. */
export function meet(left: Bits, right: Bits): boolean {
  for (let w = 0; w < left.length; w++) if ((left[w] & right[w]) !== 0) return true;
  return false;
}

/** The numbers that two sets have in common. */
export function common(left: Bits, right: Bits): Bits {
  return left.map((word, w) => word & right[w]);
}

/** The numbers in a set, ascending. */
export function numbersIn(bits: Bits): number[] {
  const found: number[] = [];
  for (let w = 0; w < bits.length; w++) {
    for (let rest = bits[w]; rest !== 0; rest &= rest - 1) {
      found.push(w * 32 + 31 - Math.clz32(rest & -rest));
    }
  }
  return found;
}
