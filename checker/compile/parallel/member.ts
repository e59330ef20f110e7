/**
 * One thread of a search among others.
 *
 * All share one seen set, the tables of its keys, and one frontier. Everyone takes chunks of the
 * frontier, expands them, and puts what was not seen before into chunks of the next level. All meet
 * when a level is over, because everyone has found nothing more to take, and when the seen set has
 * to grow, which they make it do together; elsewhere nobody waits for long.
 *
 * @module
 */

import type { Layout } from "../../layout.ts";
import { type LevelSearch, SOURCES, type Stores } from "../level_search.ts";
import { stateKeys } from "../state_keys.ts";
import { type FrontierMemory, SharedFrontier } from "./shared_frontier.ts";
import { SharedKeySet, type SharedKeySetMemory } from "./shared_key_set.ts";
import { type PairTableMemory, SharedPairTable } from "./shared_pair_table.ts";
import { Team, type TeamMemory } from "./team.ts";

/** What the threads of a search share. */
export interface SearchMemory {
  readonly team: TeamMemory;
  readonly seen: SharedKeySetMemory;
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
    seen: SharedKeySet.memory(),
    tables,
    frontier: SharedFrontier.memory(),
  };
}

/** A thread's view of what is shared. */
export function storesIn(memory: SearchMemory, layout: Layout): SharedStores {
  let node = 0;
  return {
    seen: new SharedKeySet(memory.seen),
    keys: stateKeys(layout, SOURCES, () => new SharedPairTable(memory.tables[node++])),
    frontier: new SharedFrontier(memory.frontier),
  };
}

/** Stores that threads share. */
interface SharedStores extends Stores {
  readonly seen: SharedKeySet;
  readonly frontier: SharedFrontier;
}

/** What is decided where all meet: to end, to go on to the next level, or first to make room. */
const END = 0;
const NEXT_LEVEL = 1;
const MAKE_ROOM = 2;

/** A thread's place in the team. */
export class Member {
  readonly #number: number;
  readonly #team: Team;
  readonly #seen: SharedKeySet;
  readonly #frontier: SharedFrontier;
  #failure: { readonly error: unknown } | undefined;

  constructor(team: Team, number: number, { seen, frontier }: SharedStores) {
    this.#number = number;
    this.#team = team;
    this.#seen = seen;
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
      const decision = team.meet(() => this.#decide());
      if (decision === END) break;
      if (decision === NEXT_LEVEL) search.beginLevel();
      else this.#makeRoom();
      for (let turn = 0; this.#goesOn(search); turn++) {
        this.#attempt(() => search.advance());
        if ((turn & 15) === 0) this.#report(search);
        if (search.satisfied) team.satisfy();
      }
    }
    if (this.#failure !== undefined) throw this.#failure.error;
  }

  #goesOn(search: LevelSearch): boolean {
    return !this.#team.stopped && !this.#seen.crowded && search.left > 0;
  }

  /** Decides how all go on, while they wait. */
  #decide(): number {
    const { stopped, satisfied } = this.#team;
    if (stopped) return END;
    if (this.#seen.crowded) {
      this.#seen.beginToGrow();
      return MAKE_ROOM;
    }
    return this.#frontier.turn() && !satisfied ? NEXT_LEVEL : END;
  }

  /** Does a share of what makes room for more states. */
  #makeRoom(): void {
    this.#attempt(() => this.#seen.growTogether());
    this.#team.meet();
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
