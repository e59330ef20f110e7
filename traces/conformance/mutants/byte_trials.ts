/**
 * Byte suites in a worker of their own: a mutant that runs for ever is ended, and found by that.
 *
 * @module
 */

import type { ByteFinding } from "./byte_suites.ts";
import type { Report, Trial } from "./byte_worker.ts";

/** How long a case may take, in milliseconds, before its mutant is taken to run for ever. It takes milliseconds. */
const PATIENCE = 6000;

/** The same until the first case: the cases are made, and the mutant is loaded. */
const START = 120_000;

/** Takes mutants to the byte suites. */
export class ByteTrials {
  readonly #patience: number;
  #worker: Worker | null = null;

  /** @param patience Milliseconds that a case may take. */
  constructor(patience: number = PATIENCE) {
    this.#patience = patience;
  }

  /** What finds a mutant; `null` if nothing does. */
  take(trial: Trial): Promise<ByteFinding | null> {
    this.#worker ??= new Worker(new URL("./byte_worker.ts", import.meta.url), { type: "module" });
    const worker = this.#worker;
    return new Promise((resolve, reject) => {
      let at = "hello";
      let timer: ReturnType<typeof setTimeout> | undefined;
      const end = (settle: () => void) => {
        clearTimeout(timer);
        settle();
      };
      const wait = (patience: number) => {
        clearTimeout(timer);
        timer = setTimeout(() => {
          this.close();
          resolve({ name: at, requests: 1, text: "it does not answer" });
        }, patience);
      };
      worker.onmessage = ({ data }: MessageEvent<Report>) => {
        if ("finding" in data) return end(() => resolve(data.finding));
        at = data.at;
        wait(this.#patience);
      };
      worker.onerror = (event) => end(() => reject(new Error(event.message)));
      wait(START);
      worker.postMessage(trial);
    });
  }

  /** Ends the worker. */
  close(): void {
    this.#worker?.terminate();
    this.#worker = null;
  }
}
