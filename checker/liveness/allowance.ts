/**
 * What the liveness pass may take: time, memory, and patience of whoever waits. It looks at the
 * explored graph again and again, so that the limits on an exploration must reach it as well.
 *
 * @module
 */

import type { Limits, Watch } from "../search.ts";
import type { Limit, Progress } from "../result.ts";

/** Thrown where a limit is reached, and caught by {@link checkLiveness}. */
export class LimitReached extends Error {
  override readonly name = "LimitReached";
  readonly limit: Limit;

  constructor(limit: Limit) {
    super(`Cannot go on: the limit on ${limit} is reached`);
    this.limit = limit;
  }
}

/** What the exploration has come to: how large the graph is, and how many bytes it holds. */
type Known = Pick<Progress, "distinct" | "generated" | "depth" | "bytes">;

/** The limits of a check, for as long as they last. */
export interface AllowanceOptions
  extends Pick<Limits, "maxBytes" | "maxMilliseconds" | "signal">, Watch {
  /** When the check began, as `performance.now()` had it (default: now). Its time counts from there. */
  readonly begun?: number;
}

/** How long the event loop may wait, in milliseconds. */
const SLICE = 100;

/**
 * Counts time and memory of a pass over a graph. A long loop asks `isDue` in each round, and waits
 * for `pause()` where it is:
 *
 * @example
 * ```ts
 * import { Allowance, LimitReached } from "./allowance.ts";
 * import { assertRejects, assertThrows } from "@std/assert";
 *
 * const known = { distinct: 10, generated: 30, depth: 4, bytes: 500 };
 * const patient = new Allowance(known, { maxBytes: 1500 });
 * for (let round = 0; round < 10_000; round++) if (patient.isDue) await patient.pause();
 * patient.numbers(250);
 * assertThrows(() => patient.numbers(1), LimitReached, "memory");
 *
 * const impatient = new Allowance(known, { maxMilliseconds: 0 });
 * await assertRejects(() => impatient.pause(), LimitReached, "time");
 * ```
 */
export class Allowance {
  readonly #known: Known;
  readonly #maxBytes: number;
  readonly #begun: number;
  readonly #deadline: number;
  readonly #signal: AbortSignal | undefined;
  readonly #watch: Watch;
  #bytes: number;
  #mostBytes: number;
  #turns = 0;
  /** When the event loop must have its turn. */
  #until: number;
  #shown: number;
  #property = "";

  constructor(
    known: Known = { distinct: 0, generated: 0, depth: 0, bytes: 0 },
    options: AllowanceOptions = {},
  ) {
    const { maxBytes = Infinity, maxMilliseconds = Infinity, signal } = options;
    const now = performance.now();
    const { begun = now } = options;
    this.#known = known;
    this.#maxBytes = maxBytes;
    this.#begun = begun;
    this.#deadline = begun + maxMilliseconds;
    this.#signal = signal;
    this.#watch = options;
    this.#bytes = this.#mostBytes = known.bytes;
    this.#until = Math.min(now + SLICE, this.#deadline);
    this.#shown = now;
  }

  /** The most bytes held at once, those of the graph included. */
  get mostBytes(): number {
    return this.#mostBytes;
  }

  /** Whether it is time to pause. Reading the clock in every round would cost more than the round. */
  get isDue(): boolean {
    return (++this.#turns & 1023) === 0 &&
      (this.#signal?.aborted === true || performance.now() >= this.#until);
  }

  /**
   * Gives way to the event loop, and tells how far the check is.
   *
   * @throws {LimitReached} if time is up, or the check is interrupted.
   */
  async pause(): Promise<void> {
    await new Promise((resume) => setTimeout(resume, 0));
    this.#look();
    const { onProgress, progressEvery = 500 } = this.#watch;
    const now = performance.now();
    if (onProgress !== undefined && now - this.#shown >= progressEvery) this.#tell(now);
    this.#until = Math.min(now + SLICE, this.#deadline);
  }

  /**
   * Begins to examine a property, and says so.
   *
   * @throws {LimitReached} as `pause` does.
   */
  begin(property: string): void {
    this.#property = property;
    this.#tell(performance.now());
    this.#look();
  }

  /**
   * Room for numbers.
   *
   * @throws {LimitReached} if there is not as much left.
   */
  numbers(length: number): Uint32Array<ArrayBuffer> {
    this.#take(4 * length);
    return new Uint32Array(length);
  }

  /** Room for marks of a byte each; throws as `numbers` does. */
  marks(length: number): Uint8Array<ArrayBuffer> {
    this.#take(length);
    return new Uint8Array(length);
  }

  /** Counts the room of numbers as free again. */
  free({ byteLength }: Uint32Array): void {
    this.#bytes -= byteLength;
  }

  /** Does something, and counts the room that it took as free again. */
  async returning<T>(something: () => Promise<T>): Promise<T> {
    const before = this.#bytes;
    const result = await something();
    this.#bytes = before;
    return result;
  }

  #take(bytes: number): void {
    if (this.#bytes + bytes > this.#maxBytes) throw new LimitReached("memory");
    this.#bytes += bytes;
    this.#mostBytes = Math.max(this.#mostBytes, this.#bytes);
  }

  #look(): void {
    if (this.#signal?.aborted) throw new LimitReached("interrupted");
    if (performance.now() >= this.#deadline) throw new LimitReached("time");
  }

  #tell(now: number): void {
    const { distinct, generated, depth } = this.#known;
    this.#shown = now;
    this.#watch.onProgress?.({
      distinct,
      generated,
      depth,
      frontier: 0,
      milliseconds: now - this.#begun,
      bytes: this.#bytes,
      property: this.#property,
    });
  }
}
