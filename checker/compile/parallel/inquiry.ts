/**
 * How threads look together for predecessors, once all has been explored.
 *
 * @module
 */

import { SHARDS } from "../key_set.ts";
import type { LevelSearch } from "../level_search.ts";
import { type Predecessors, predecessorsIn } from "../retrace.ts";

/** What a thread is asked: to find predecessors, together with others. */
export interface Inquiry {
  readonly level: number;
  readonly states: readonly Uint32Array[];
  readonly memory: InquiryMemory;
}

/** What those who are asked share. */
interface InquiryMemory {
  /** The next shard of the seen set that nobody has looked at. */
  readonly next: SharedArrayBuffer;
  /** For each state, whether anyone has found a predecessor. */
  readonly found: SharedArrayBuffer;
}

/** Something to ask. */
export function inquiry(level: number, states: readonly Uint32Array[]): Inquiry {
  const memory = {
    next: new SharedArrayBuffer(4),
    found: new SharedArrayBuffer(4 * states.length),
  };
  return { level, states, memory };
}

/** A thread's answer: predecessors among the states that nobody else has looked at. */
export function answer(search: LevelSearch, { level, states, memory }: Inquiry): Predecessors {
  const found = new Int32Array(memory.found);
  return predecessorsIn(search, level, states, { shards: shardsLeft(memory), found });
}

/** How many shards of the seen set someone has begun to look at. */
export function shardsTaken({ memory }: Inquiry): number {
  return Atomics.load(new Int32Array(memory.next), 0);
}

/** The shards of the seen set that nobody else has taken, while anything is to be found. */
function* shardsLeft({ next, found }: InquiryMemory): Iterable<number> {
  const isFound = new Int32Array(found);
  const cell = new Int32Array(next);
  while (isFound.includes(0)) {
    const shard = Atomics.add(cell, 0, 1);
    if (shard >= SHARDS) return;
    yield shard;
  }
}
