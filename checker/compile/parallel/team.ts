/**
 * What the threads of a search agree by: where they meet, how they wake each other, and what each
 * says of itself, in shared memory.
 *
 * @module
 */

/** Cells that all share. */
const STOPPED = 0;
const ARRIVED = 1;
const MEETINGS = 2;
const GOES_ON = 3;
const FINISHED = 4;
const SATISFIED = 5;
/** Each member's own cells, a cache line apart. */
const MEMBERS = 16;
const STRIDE = 16;
const CALLS = 0;
const FRONTIER = 1;

/** What a member says of itself while it works, as numbers. */
const TALLY = 8;

/** How far a member has come. Numbers, so that all can be added up. */
export interface Standing {
  readonly size: number;
  readonly frontier: number;
  readonly bytes: number;
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
      cells: new SharedArrayBuffer(4 * (MEMBERS + size * STRIDE)),
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
    this.callAll();
  }

  /** Says that nothing is wanted beyond the level that is being expanded. */
  satisfy(): void {
    Atomics.store(this.#cells, SATISFIED, 1);
  }

  /**
   * Waits until everyone has come, and says whether there is another level to expand: the last to
   * come decides it for all.
   */
  meet(member: number, frontier: number): boolean {
    const cells = this.#cells;
    Atomics.store(cells, MEMBERS + member * STRIDE + FRONTIER, frontier);
    const meeting = Atomics.load(cells, MEETINGS);
    if (Atomics.add(cells, ARRIVED, 1) === this.size - 1) {
      const frontiers = Array.from(
        { length: this.size },
        (_, each) => Atomics.load(cells, MEMBERS + each * STRIDE + FRONTIER),
      );
      const goesOn = frontiers.some((frontier) => frontier > 0) && !this.stopped &&
        Atomics.load(cells, SATISFIED) === 0;
      Atomics.store(cells, GOES_ON, goesOn ? 1 : 0);
      Atomics.store(cells, ARRIVED, 0);
      Atomics.store(cells, FINISHED, 0);
      Atomics.add(cells, MEETINGS, 1);
      Atomics.notify(cells, MEETINGS);
    } else {
      while (Atomics.load(cells, MEETINGS) === meeting) Atomics.wait(cells, MEETINGS, meeting);
    }
    return Atomics.load(cells, GOES_ON) === 1;
  }

  /** Says that a member will send no more on this level. */
  finish(): void {
    Atomics.add(this.#cells, FINISHED, 1);
    this.callAll();
  }

  /** Whether nobody will send any more on this level. */
  get finished(): boolean {
    return Atomics.load(this.#cells, FINISHED) === this.size;
  }

  /** Wakes a member, or keeps it from falling asleep. */
  call(member: number): void {
    const at = MEMBERS + member * STRIDE + CALLS;
    Atomics.add(this.#cells, at, 1);
    Atomics.notify(this.#cells, at);
  }

  /** Wakes everyone. */
  callAll(): void {
    for (let member = 0; member < this.size; member++) this.call(member);
  }

  /** How often a member was called: to be asked before it looks whether there is work. */
  calls(member: number): number {
    return Atomics.load(this.#cells, MEMBERS + member * STRIDE + CALLS);
  }

  /** Waits until a member is called once more than the number of times given. */
  wait(member: number, calls: number): void {
    Atomics.wait(this.#cells, MEMBERS + member * STRIDE + CALLS, calls);
  }

  /** Says how far a member has come. */
  report(member: number, { size, frontier, bytes, generated, level }: Standing): void {
    const at = member * TALLY;
    const standings = this.#standings;
    standings[at] = size;
    standings[at + 1] = frontier;
    standings[at + 2] = bytes;
    standings[at + 3] = generated;
    standings[at + 4] = level;
  }

  /** How far everyone has come, lately. */
  get standings(): readonly Standing[] {
    return Array.from({ length: this.size }, (_, member) => {
      const [size, frontier, bytes, generated, level] = this.#standings.subarray(member * TALLY);
      return { size, frontier, bytes, generated, level };
    });
  }
}
