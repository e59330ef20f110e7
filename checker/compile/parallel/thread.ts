/**
 * The threads that help to explore, as whoever started them sees them.
 *
 * @module
 */

import { InternalError, isOutOfMemory, MemoryError } from "../../errors.ts";

/** A thread that is asked something and answers, unless it dies. */
export class Thread {
  readonly #worker: Worker;
  /** What it died of. */
  #failure: Error | undefined;
  #asked: PromiseWithResolvers<unknown> | undefined;

  /** @param worker One that was started just now: it may die before it is asked anything. */
  constructor(worker: Worker) {
    this.#worker = worker;
    worker.onmessage = ({ data }) => this.#asked?.resolve(data);
    worker.onerror = (event) => {
      event.preventDefault();
      // The class of what a thread died of does not travel.
      this.#failure ??= isOutOfMemory(new RangeError(event.message))
        ? new MemoryError(event.message)
        : new InternalError(`Cannot go on: a thread of the search died: ${event.message}`);
      this.#asked?.reject(this.#failure);
    };
  }

  /**
   * Tells it something, and waits for what it answers.
   *
   * @throws {InternalError} if it dies, or has died before; {MemoryError}, if that was for want of
   * memory.
   */
  ask<Question, Answer>(question: Question): Promise<Answer> {
    const { promise, reject } = this.#asked = Promise.withResolvers<unknown>();
    if (this.#failure === undefined) this.#worker.postMessage(question);
    else reject(this.#failure);
    return promise as Promise<Answer>;
  }

  /** Ends it, whatever it is doing. */
  end(): void {
    this.#worker.terminate();
  }
}

/**
 * Starts threads for a search, which takes them a moment.
 *
 * @param start Starts one.
 * @throws {MemoryError} if the system has no room for so many. Those that were started have ended.
 */
export function startExplorers(count: number, start = startExplorer): readonly Thread[] {
  const threads: Thread[] = [];
  try {
    while (threads.length < count) threads.push(new Thread(start()));
    return threads;
  } catch (cause) {
    for (const thread of threads) thread.end();
    throw new MemoryError(
      `Cannot start thread ${threads.length + 1} of ${count}: ${(cause as Error).message}`,
      { cause },
    );
  }
}

function startExplorer(): Worker {
  return new Worker(new URL("./explorer.ts", import.meta.url), { type: "module" });
}
