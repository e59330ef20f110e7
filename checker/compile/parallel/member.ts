/**
 * One thread of a search among others.
 *
 * All share one seen set, the tables of its keys, and one frontier. Everyone takes chunks of the
 * frontier, expands them, and puts what was not seen before into chunks of the next level. All meet
 * when a level is over, because everyone has found nothing more to take, and when the seen set has
 * to grow, which they make it do together; elsewhere nobody waits for long.
 *
 * One thread begins at once. The others, which take a while to start and to have their code compiled,
 * come later, and do not take part before a level is wide enough to be worth their while.
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

/**
 * Chunks of a level from which on others take part: some sixteen thousand states. Where no level is
 * as wide, a search is over before a second thread, whose engine has to optimise the same code once
 * more, has done as much as that costs.
 */
const WIDE = 64;

/** What went wrong. */
export interface Mistake {
  readonly error: unknown;
}

/** A thread's place in the team, and what it does there: a part of a search. */
export class Member {
  /** What this thread failed with. */
  failure: Mistake | undefined;
  /** Whether all have ended. */
  ended = false;
  readonly #team: Team;
  readonly #number: number;
  readonly #search: LevelSearch;
  readonly #seen: SharedKeySet;
  readonly #frontier: SharedFrontier;
  readonly #together: boolean;
  /** The meeting that this thread has come to and that others have still to come to. */
  #meeting: { readonly number: number; readonly decides: boolean } | undefined;

  /**
   * @param number 0 for who began the search, and admits others once there is work for them.
   * @param together Whether others take part however little work there is.
   */
  constructor(
    team: Team,
    number: number,
    search: LevelSearch,
    { seen, frontier }: SharedStores,
    together = false,
  ) {
    this.#team = team;
    this.#number = number;
    this.#search = search;
    this.#seen = seen;
    this.#frontier = frontier;
    this.#together = together;
  }

  /** Whether this thread waits for others. */
  get waits(): boolean {
    return this.#meeting !== undefined;
  }

  /**
   * Expands a batch or, where none is left of the level, goes on to the next together with the
   * others, until all is explored or someone wants to stop. If one of them fails, all end.
   *
   * @param patience For how long to wait for others, in milliseconds. Where they take longer, this
   * is to be called again.
   */
  advance(patience = Infinity): void {
    if (this.#meeting === undefined) {
      this.#team.giveSign();
      if (!this.#team.stopped && !this.#seen.crowded && this.#search.left > 0) {
        this.#attempt(() => this.#search.advance());
        if (this.#search.satisfied) this.#team.satisfy();
        return;
      }
      this.report();
      this.#comeTo(() => this.#decide());
    }
    const { number, decides } = this.#meeting!;
    const decision = this.#team.await(number, patience);
    if (decision === undefined) return;
    this.#meeting = undefined;
    // Where room was made, all go on as before.
    if (!decides) return;
    if (decision === NEXT_LEVEL) this.#beginLevel();
    else if (decision === MAKE_ROOM) this.#makeRoom();
    else this.#end();
  }

  #comeTo(decide?: () => number): void {
    this.#meeting = { number: this.#team.arrive(decide), decides: decide !== undefined };
  }

  /** Says how far this thread has come. */
  report(): void {
    const { size, frontier, tally: { generated }, level } = this.#search;
    this.#team.report(this.#number, { size, frontier, generated, level });
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

  #beginLevel(): void {
    this.#search.beginLevel();
    if (this.#number > 0 || !this.#team.expectant) return;
    if (this.#together || this.#frontier.chunks >= WIDE) this.#team.admit(this.#search.level);
  }

  /** Does a share of what makes room for more states. */
  #makeRoom(): void {
    this.#attempt(() => this.#seen.growTogether());
    this.#comeTo();
  }

  #end(): void {
    this.ended = true;
    if (this.#number === 0) this.#team.dismiss();
  }

  /** Does a part of the work. Who fails keeps the others company until they have ended, too. */
  #attempt(part: () => void): void {
    try {
      part();
    } catch (error) {
      this.failure ??= { error };
      this.#team.stop();
    }
  }
}
