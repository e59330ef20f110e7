/**
 * One thread of a search among others.
 *
 * All share one seen set, the tables of its keys, and one frontier. Everyone takes chunks of the
 * frontier, expands them, and puts what was not seen before into chunks of the next level; a level
 * is over when everyone has found nothing more to take, and only then does anyone wait.
 *
 * @module
 */

import type { Layout } from "../../layout.ts";
import { KeySet, type KeySetMemory } from "../key_set.ts";
import { type LevelSearch, SOURCES, type Stores } from "../level_search.ts";
import { stateKeys } from "../state_keys.ts";
import { type FrontierMemory, SharedFrontier } from "./shared_frontier.ts";
import { type PairTableMemory, SharedPairTable } from "./shared_pair_table.ts";
import { Team, type TeamMemory } from "./team.ts";

/** What the threads of a search share. */
export interface SearchMemory {
  readonly team: TeamMemory;
  readonly seen: KeySetMemory;
  readonly tables: readonly PairTableMemory[];
  readonly frontier: FrontierMemory;
}

/**
 * Memory for a search.
 *
 * @throws {MemoryError} if there is none to be had.
 */
export function memoryFor(layout: Layout, threads: number): SearchMemory {
  const tables: PairTableMemory[] = [];
  stateKeys(layout, SOURCES, () => {
    const memory = SharedPairTable.memory();
    tables.push(memory);
    return new SharedPairTable(memory);
  });
  return {
    team: Team.memory(threads),
    seen: KeySet.memory(),
    tables,
    frontier: SharedFrontier.memory(),
  };
}

/** A thread's view of what is shared. */
export function storesIn(memory: SearchMemory, layout: Layout): Stores & Turning {
  let node = 0;
  return {
    seen: new KeySet(memory.seen),
    keys: stateKeys(layout, SOURCES, () => new SharedPairTable(memory.tables[node++])),
    frontier: new SharedFrontier(memory.frontier),
  };
}

/** Stores whose frontier can be turned to the next level for all. */
interface Turning {
  readonly frontier: SharedFrontier;
}

/** A thread's place in the team. */
export class Member {
  readonly #number: number;
  readonly #team: Team;
  readonly #frontier: SharedFrontier;
  #failure: { readonly error: unknown } | undefined;

  constructor(team: Team, number: number, { frontier }: Turning) {
    this.#number = number;
    this.#team = team;
    this.#frontier = frontier;
  }

  /**
   * Works on a search together with the others, level by level, until all is explored or someone
   * wants to stop. If one of them fails, all end.
   */
  explore(search: LevelSearch): void {
    const team = this.#team;
    if (this.#number === 0) this.#attempt(() => search.begin());
    for (;;) {
      this.#report(search);
      const goesOn = team.meet(() => this.#frontier.turn() && !team.stopped && !team.satisfied);
      if (!goesOn) break;
      search.beginLevel();
      for (let turn = 0; !team.stopped && search.left > 0; turn++) {
        this.#attempt(() => search.advance());
        if ((turn & 15) === 0) this.#report(search);
        if (search.satisfied) team.satisfy();
      }
    }
    if (this.#failure !== undefined) throw this.#failure.error;
  }

  /** Does a part of the work. Who fails keeps the others company until they have ended, too. */
  #attempt(part: () => void): void {
    try {
      part();
    } catch (error) {
      this.#failure ??= { error };
      this.#team.stop();
    }
  }

  #report({ size, frontier, tally: { generated }, level }: LevelSearch): void {
    this.#team.report(this.#number, { size, frontier, generated, level });
  }
}
