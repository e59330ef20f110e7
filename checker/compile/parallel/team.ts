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
/** Members that take part, those who have come to take part, and the level at which they begin. */
const PRESENT = 5;
const COME = 6;
const LEVEL = 7;
/** Signs of life, in a cache line of their own: they are given with each batch. */
const SIGNS = 16;
const CELLS = 32;

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
    const cells = new SharedArrayBuffer(4 * CELLS);
    // One begins; the others come.
    new Int32Array(cells).set([1, 1], PRESENT);
    return { cells, standings: new SharedArrayBuffer(8 * TALLY * size) };
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

  /** Whether there is anyone who has come and does not take part yet. */
  get expectant(): boolean {
    return Atomics.load(this.#cells, COME) > Atomics.load(this.#cells, PRESENT);
  }

  /** Whether all have come. */
  get gathered(): boolean {
    return Atomics.load(this.#cells, COME) === this.size;
  }

  /**
   * Comes, and waits until {@link admit admitted}.
   *
   * @returns a number of one's own, and the level that all are at; nothing, if the work is over.
   */
  join(): { readonly member: number; readonly level: number } | undefined {
    const cells = this.#cells;
    const member = Atomics.add(cells, COME, 1);
    for (let present = 1; member >= present; present = Atomics.load(cells, PRESENT)) {
      Atomics.wait(cells, PRESENT, present);
    }
    const level = Atomics.load(cells, LEVEL);
    return level === 0 ? undefined : { member, level };
  }

  /**
   * Lets those who have come take part from here on. Only who began the work may do so, where all
   * go on from a meeting: until it comes to the next one, that cannot be over.
   */
  admit(level: number): void {
    this.#admit(level, Atomics.load(this.#cells, COME));
  }

  /** Lets all who have come, and all who will, know that the work is over. Otherwise as `admit`. */
  dismiss(): void {
    this.#admit(0, this.size);
  }

  #admit(level: number, present: number): void {
    Atomics.store(this.#cells, LEVEL, level);
    Atomics.store(this.#cells, PRESENT, present);
    Atomics.notify(this.#cells, PRESENT);
  }

  /**
   * Comes to a meeting of everyone who takes part. The last to come decides something for all while
   * the others wait.
   *
   * @returns the meeting, to {@link await await} what was decided.
   */
  arrive(decide: () => number = () => 0): number {
    const cells = this.#cells;
    const meeting = Atomics.load(cells, MEETINGS);
    if (Atomics.add(cells, ARRIVED, 1) === Atomics.load(cells, PRESENT) - 1) {
      Atomics.store(cells, DECIDED, decide());
      Atomics.store(cells, ARRIVED, 0);
      Atomics.add(cells, MEETINGS, 1);
      Atomics.notify(cells, MEETINGS);
    }
    return meeting;
  }

  /**
   * Waits until all have come to a meeting.
   *
   * @param milliseconds How long to wait for them, at most.
   * @returns what was decided; nothing, if someone has still to come.
   */
  await(meeting: number, milliseconds: number): number | undefined {
    const cells = this.#cells;
    const met = () => Atomics.load(cells, MEETINGS) !== meeting;
    let looks = 0;
    while (looks < LOOKS && !met()) looks++;
    if (!met()) Atomics.wait(cells, MEETINGS, meeting, milliseconds);
    return met() ? Atomics.load(cells, DECIDED) : undefined;
  }

  /** Gives a sign of life. */
  giveSign(): void {
    Atomics.add(this.#cells, SIGNS, 1);
  }

  /** How many signs of life were given. */
  get signs(): number {
    return Atomics.load(this.#cells, SIGNS);
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
