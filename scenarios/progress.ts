/**
 * One line on the terminal that says how the run goes on, and leaves no trace once it is over.
 *
 * @module
 */

import type { Progress } from "../checker/mod.ts";
import type { Output } from "./outputs.ts";

/** Back to the first column, and clear the line. */
const clearLine = "\r\x1b[2K";

/** Shows what is being explored. Does nothing where nobody watches. */
export class ProgressLine {
  readonly #output: Output | undefined;
  readonly #width: () => number;
  readonly #total: number;
  readonly #running = new Map<number, { name: string; progress: Progress | undefined }>();
  #done = 0;

  /**
   * @param output The terminal, or undefined where there is none.
   * @param total How many scenarios there are.
   * @param width Columns of the terminal.
   */
  constructor(output: Output | undefined, total: number, width: () => number) {
    this.#output = output;
    this.#total = total;
    this.#width = width;
  }

  /** Notes how far scenario `number` is and shows it. */
  update(number: number, name: string, progress: Progress | undefined): void {
    this.#running.set(number, { name, progress });
    this.show();
  }

  /** Notes that scenario `number` is done. */
  done(number: number): void {
    this.#running.delete(number);
    this.#done++;
    this.show();
  }

  /** Writes the line anew. */
  show(): void {
    if (this.#output === undefined || this.#running.size === 0) return;
    const parts = [...this.#running.values()].map(({ name, progress }) =>
      progress === undefined ? name : `${name} ${describe(progress)}`
    );
    const line = `[${this.#done}/${this.#total}] ${parts.join(" | ")}`;
    this.#output.write(clearLine + line.slice(0, this.#width() - 1));
  }

  /** Takes the line away, so that something else can be written. */
  clear(): void {
    this.#output?.write(clearLine);
  }
}

/** States, rate and frontier in a few words, or which property is examined on the states. */
export function describe({ distinct, frontier, milliseconds, property }: Progress): string {
  if (property !== undefined) return `${count(distinct)} states, examining ${property}`;
  const rate = distinct / Math.max(milliseconds, 1) / 1000;
  return `${count(distinct)} states, ${rate.toFixed(2)} M/s, frontier ${count(frontier)}`;
}

/** A count with its thousands apart. */
export function count(n: number): string {
  return n.toLocaleString("en-US");
}
