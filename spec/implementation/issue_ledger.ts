/**
 * The issue ledger: for each command in flight, under which grants it was validated and who waits.
 *
 * It is what a completion is held against. A controller says only "submission queue, command
 * identifier"; everything else that matters about a command is known from here.
 *
 * @module
 */

import type { QueueEffect } from "./queue_effects.ts";
import type { Window } from "./ledger.ts";
import type { Handle } from "./slot_table.ts";

/**
 * Who waits for a command. A waiter leaves `waiting` once, and never comes back to it. When it has
 * `abandoned` its wait the command is still in flight, and its identifier in use.
 */
export interface Waiter {
  phase: "waiting" | "woken" | "cancelled" | "abandoned";
}

/** A command in flight. */
export interface Issue {
  readonly cid: number;
  /** The claim that it was submitted under. */
  readonly claim: Handle;
  /** The windows that its addresses lie in. */
  readonly windows: readonly Window[];
  /** The kernel's copy of its PRP list. */
  readonly listFrame: number | null;
  /** What becomes of queues when it succeeds. */
  readonly effect: QueueEffect | null;
  readonly waiter: Waiter;
}

/**
 * The commands in flight of one submission queue, by identifier.
 *
 * @example
 * ```ts
 * import { assert } from "@std/assert";
 * import { IssueLedger } from "./issue_ledger.ts";
 *
 * const issues = new IssueLedger();
 * issues.open({
 *   cid: 7,
 *   claim: { slot: 0, generation: 0 },
 *   windows: [],
 *   listFrame: null,
 *   effect: null,
 *   waiter: { phase: "waiting" },
 * });
 * assert(issues.has(7) && !issues.has(8));
 * assert(issues.close(7)?.cid === 7 && issues.close(7) === null);
 * ```
 */
export class IssueLedger {
  readonly #byCid = new Map<number, Issue>();

  get size(): number {
    return this.#byCid.size;
  }

  /** The commands in flight, in the order in which they were submitted. */
  get all(): readonly Issue[] {
    return [...this.#byCid.values()];
  }

  has(cid: number): boolean {
    return this.#byCid.has(cid);
  }

  get(cid: number): Issue | null {
    return this.#byCid.get(cid) ?? null;
  }

  /** @throws {Error} if a command of this identifier is in flight. */
  open(issue: Issue): void {
    if (this.has(issue.cid)) throw new Error(`Cannot issue command ${issue.cid}: it is in flight`);
    this.#byCid.set(issue.cid, issue);
  }

  /** Takes a command out and hands it back, once. */
  close(cid: number): Issue | null {
    const issue = this.get(cid);
    this.#byCid.delete(cid);
    return issue;
  }
}
