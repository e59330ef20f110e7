/**
 * A benchmark's rows, as text.
 *
 * @module
 */

import type { Measured } from "./measure.ts";

/** What one row is measured against: what it is called, and its milliseconds. */
export type Yardstick = readonly [name: string, milliseconds: number];

/** The engines that all rows after them are measured against. */
export const YARDSTICKS = ["direct", "compiled"];

/**
 * The line above the rows. A `rate` is of the whole check, compiling included; `exploring` is the
 * rate of distinct states without what comes before the first. `each` is how many states were
 * generated for each distinct one.
 */
export const HEADING =
  "engine                       distinct       rate  exploring      generated       rate   each" +
  "  a state      first       whole";

/** One engine's row, with how many times as fast it is as others of the same run. */
export function row(name: string, measured: Measured, against: readonly Yardstick[]): string {
  const { distinct, generated, bytes, milliseconds, millisecondsToFirst, gaveUp } = measured;
  const { millisecondsExploring } = measured;
  const perSecond = (states: number, time = milliseconds) =>
    `${(states / time / 1000).toFixed(2)} M/s`;
  return [
    name.padEnd(24),
    distinct.toLocaleString("en").padStart(12),
    perSecond(distinct).padStart(10),
    perSecond(distinct, millisecondsExploring).padStart(10),
    generated.toLocaleString("en").padStart(14),
    perSecond(generated).padStart(10),
    (generated / distinct).toFixed(1).padStart(6),
    `${(bytes / distinct).toFixed(1)} B`.padStart(8),
    `${millisecondsToFirst.toFixed(0)} ms`.padStart(10),
    seconds(milliseconds).padStart(11),
    ratios(milliseconds, against),
    gaveUp ? "(every step was taken: next to none can be left out)" : "",
  ].join(" ").trimEnd();
}

/** How many times as fast as others, in words. */
export function ratios(milliseconds: number, against: readonly Yardstick[]): string {
  const parts = against.map(([name, other]) => `${(other / milliseconds).toFixed(2)} x ${name}`);
  return parts.length === 0 ? "" : `  ${parts.join(", ")}`;
}

/** A time, readable. */
export function seconds(milliseconds: number): string {
  return milliseconds < 1000
    ? `${milliseconds.toFixed(0)} ms`
    : `${(milliseconds / 1000).toFixed(2)} s`;
}
