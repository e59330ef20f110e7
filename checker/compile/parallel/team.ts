/**
 * What the threads of a search agree by: where they meet, what ends their work, and what each
 * says of itself, in shared memory.
 *
 * @module
 */

/** Cells that all share. */
const STOPPED = 0;
const ARRIVED = 1;
const MEETINGS = 2;
const DECIDED = 3;
const SATISFIED = 4;
const CELLS = 5;

/** How often to look whether all have come before sleeping: others are seldom far behind. */
const LOOKS = 5000;

/** Numbers that a member says of itself while it works. */
const TALLY = 4;

/** How far a member has come. Numbers, so that all can be added up. */
export interface Standing {
  readonly size: number;
  readonly frontier: number;
  readonly generated: number;
  readonly level: number;
}

/** Memory that a team shares. */
export interface TeamMemory {
  readonly cells: SharedArrayBuffer;
  readonly standings: SharedArrayBuffer;
}

/** A team as one of its members sees it, or as one who looks on. */
export class Team {
  readonly size: number;
  readonly #cells: Int32Array;
  readonly #standings: Float64Array;

  /** Memory for a team. */
  static memory(size: number): TeamMemory {
    return {
      cells: new SharedArrayBuffer(4 * CELLS),
      standings: new SharedArrayBuffer(8 * TALLY * size),
    };
  }

  constructor({ cells, standings }: TeamMemory) {
    this.#cells = new Int32Array(cells);
    this.#standings = new Float64Array(standings);
    this.size = this.#standings.length / TALLY;
  }

  /** Whether the work is to end before it is done. */
  get stopped(): boolean {
    return Atomics.load(this.#cells, STOPPED) !== 0;
  }

  /** Asks everyone to end. */
  stop(): void {
    Atomics.store(this.#cells, STOPPED, 1);
  }

  /** Says that nothing is wanted beyond the level that is being expanded. */
  satisfy(): void {
    Atomics.store(this.#cells, SATISFIED, 1);
  }

  get satisfied(): boolean {
    return Atomics.load(this.#cells, SATISFIED) !== 0;
  }

  /**
   * Waits until everyone has come, and lets the last to come decide something for all while the
   * others wait.
   *
   * @returns what was decided.
   */
  meet(decide: () => number = () => 0): number {
    const cells = this.#cells;
    const meeting = Atomics.load(cells, MEETINGS);
    if (Atomics.add(cells, ARRIVED, 1) === this.size - 1) {
      Atomics.store(cells, DECIDED, decide());
      Atomics.store(cells, ARRIVED, 0);
      Atomics.add(cells, MEETINGS, 1);
      Atomics.notify(cells, MEETINGS);
    } else {
      const met = () => Atomics.load(cells, MEETINGS) !== meeting;
      let looks = 0;
      while (looks < LOOKS && !met()) looks++;
      while (!met()) Atomics.wait(cells, MEETINGS, meeting);
    }
    return Atomics.load(cells, DECIDED);
  }

  /** Says how far a member has come. */
  report(member: number, { size, frontier, generated, level }: Standing): void {
    const at = member * TALLY;
    const standings = this.#standings;
    standings[at] = size;
    standings[at + 1] = frontier;
    standings[at + 2] = generated;
    standings[at + 3] = level;
  }

  /** How far everyone has come, lately. */
  get standings(): readonly Standing[] {
    return Array.from({ length: this.size }, (_, member) => {
      const [size, frontier, generated, level] = this.#standings.subarray(member * TALLY);
      return { size, frontier, generated, level };
    });
  }
}
