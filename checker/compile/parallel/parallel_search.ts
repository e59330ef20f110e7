/**
 * A search by several threads, as whoever drives it sees it.
 *
 * What is found does not depend on the number of threads: the same states, counts and steps of each
 * action, the same verdict, and for each property that is met a behaviour of the same, shortest
 * length. Which of several such behaviours is shown is left to chance, as is which action is first
 * to reach a state. Where a limit ends the search, what was covered is left to chance too; where one
 * violation is enough, all go on to the end of its level, as a single thread does.
 *
 * @module
 */

import type { Behaviours, CheckingSearch, Question } from "../../engine.ts";
import { DomainError, IndexError, MemoryError } from "../../errors.ts";
import type { Graph, Incomplete } from "../../graph.ts";
import type { Counts } from "../../result.ts";
import type { Limits, Watch } from "../../search.ts";
import type { CompiledProgram } from "../compiled.ts";
import { CompiledChecks } from "../compiled_checks.ts";
import { countsOf, LevelSearch, type Met, type Tally } from "../level_search.ts";
import { exploredAgain } from "../recorded_graph.ts";
import { reducedBy, type Reductions } from "../reductions.ts";
import { type Destination, type Predecessors, retrace } from "../retrace.ts";
import { answer, type Inquiry, inquiry, shardsTaken } from "./inquiry.ts";
import { Member, memoryFor, type Mistake, storesIn } from "./member.ts";
import { errorOf, type Order, type Report } from "./messages.ts";
import { Team } from "./team.ts";
import type { Thread } from "./thread.ts";
import { PATIENCE, Vigil } from "./vigil.ts";

/** Batches that this thread expands before it looks up. */
const BATCHES = 16;
/** For how long this thread sleeps at a meeting before it looks up, in milliseconds. */
const NAP = 20;

/** How several threads work together. */
export interface Teamwork {
  /** Whether all take part from the first level on, however few states it has (default: not). */
  readonly together?: boolean;
  /** For how long nothing may be heard of a thread that others wait for, in milliseconds. */
  readonly patience?: number;
}

/** A search by several threads, this one among them. */
export class ParallelSearch implements CheckingSearch {
  readonly #program: CompiledProgram;
  readonly #names: readonly string[];
  readonly #lively: readonly string[];
  readonly #limits: Limits;
  readonly #team: Team;
  /** This thread's part. */
  readonly #search: LevelSearch;
  readonly #member: Member;
  /** Bytes that the other threads hold besides. */
  readonly #besides: number;
  readonly #threads: readonly Thread[];
  readonly #patience: number;
  /** Watches over the others while this thread waits for them. */
  readonly #vigil: Vigil;
  /** Whether to wait until all have come. */
  #gathering: boolean;
  /** Resolves when all others have explored. */
  readonly #end: Promise<void>;
  /** What another thread died of. */
  #death: Mistake | undefined;
  /** What the others have found. */
  #reports: readonly Report[] | undefined;

  /**
   * @param explorers Threads that `startExplorers` started; they are this search's to end.
   */
  constructor(
    program: CompiledProgram,
    { names, lively, stopAtFirst, limits = {} }: Question,
    explorers: readonly Thread[],
    reductions: Reductions = {},
    { together = false, patience = PATIENCE }: Teamwork = {},
  ) {
    this.#program = program;
    const reduced = reducedBy(program, reductions);
    this.#names = names;
    this.#lively = lively;
    this.#limits = limits;
    const memory = memoryFor(program.layout, 1 + explorers.length);
    const team = this.#team = new Team(memory.team);
    const stores = storesIn(memory, program.layout);
    const checks = new CompiledChecks(program, names);
    const search = this.#search = new LevelSearch(reduced, checks, stopAtFirst, stores);
    this.#besides = explorers.length * search.bytes;
    search.begin();
    this.#member = new Member(team, 0, search, stores, together);
    this.#member.report();
    this.#gathering = together;
    this.#threads = explorers;
    this.#patience = patience;
    this.#vigil = new Vigil(() => team.signs, patience);
    const order = { program: program.data, reductions, names, stopAtFirst, memory };
    const reports = explorers.map((thread) => thread.ask<Order, Report>(order));
    this.#end = Promise.all(reports).then((reports) => {
      this.#reports = reports;
    });
    this.#end.catch((error) => {
      this.#death = { error };
    });
  }

  get choices() {
    return this.#program.choices;
  }

  get leavesOut() {
    return this.#search.program.leavesOut;
  }

  get size(): number {
    return this.#sum(({ size }) => size);
  }

  get frontier(): number {
    return this.#sum(({ frontier }) => frontier);
  }

  get bytes(): number {
    return this.#search.bytes + this.#besides;
  }

  get complete(): boolean {
    return this.#reports !== undefined && this.frontier === 0;
  }

  /** Whether all have ended, for want of states or of interest. */
  get satisfied(): boolean {
    return this.#reports !== undefined;
  }

  get counts(): Counts {
    const depth = Math.max(...this.#team.standings.map(({ level }) => level));
    const tally = this.#reports === undefined
      ? this.#soFar
      : summed(this.#parts.map(({ tally }) => tally));
    return countsOf(this.size, depth, tally);
  }

  /** Steps taken with each choice, by its number, once all have explored. */
  get steps(): Float64Array {
    const sums = new Float64Array(this.choices.length);
    for (const { steps } of this.#parts) {
      for (let choice = 0; choice < sums.length; choice++) sums[choice] += steps[choice];
    }
    return sums;
  }

  /** What was met, the nearest of each property, once all have explored. */
  get met(): readonly Met[] {
    const nearest = new Map<string, Met>();
    for (const met of this.#parts.flatMap(({ met }) => met)) {
      const known = nearest.get(met.property);
      if (known === undefined || met.level < known.level) nearest.set(met.property, met);
    }
    const rank = ({ property }: Met) => this.#names.indexOf(property);
    return [...nearest.values()].sort((a, b) => a.level - b.level || rank(a) - rank(b));
  }

  /**
   * Expands some batches; what anyone failed with is told when all have ended. Where there is nothing
   * to do but to wait for others the event loop has its turn: it tells of one that died, and that is
   * told at once.
   */
  advance(): void | Promise<void> {
    if (this.#death !== undefined) throw this.#death.error;
    this.#gathering &&= !this.#team.gathered;
    if (this.#gathering) return this.#listen();
    const member = this.#member;
    for (let batch = 0; batch < BATCHES && !member.ended; batch++) {
      member.advance(NAP);
      if (member.waits) return this.#listen();
    }
    member.report();
    if (member.ended) return this.#owed(this.#end).then(() => this.#raise());
  }

  async behaviours(limits: Limits): Promise<Behaviours> {
    this.#team.stop();
    while (!this.#member.ended) {
      this.#member.advance(NAP);
      if (this.#member.waits) await this.#listen();
    }
    await this.#owed(this.#end);
    try {
      await this.#raise();
    } catch (error) {
      // That it ended for want of memory was said already; what was found before is there.
      if (!(error instanceof MemoryError)) throw error;
    }
    return await this.#retrace(this.met, limits);
  }

  /** Explores once more, in this thread alone: what several come across is in no order. */
  graph(options: Limits & Watch): Promise<Graph | Incomplete> {
    return exploredAgain(this.#program, this.#lively, options, this.bytes);
  }

  close(): void {
    for (const thread of this.#threads) thread.end();
  }

  /**
   * Gives way to the event loop for a moment.
   *
   * @throws {InternalError} if another thread has died.
   */
  async #listen(): Promise<void> {
    await withinAMoment(this.#end);
    this.#vigil.look();
  }

  /** Waits for what the others owe, as long as anything is heard of them; throws as `#listen`. */
  async #owed<T>(promise: Promise<T>, vigil = this.#vigil): Promise<T> {
    while (!await withinAMoment(promise)) vigil.look();
    return await promise;
  }

  /** Throws what an explorer failed with, if one did, with the way to where it did. */
  async #raise(): Promise<void> {
    const failure = this.#failure;
    if (failure === undefined) return;
    const { error, at } = failure;
    if (at !== undefined && (error instanceof DomainError || error instanceof IndexError)) {
      const { behaviours } = await this.#retrace([at], this.#limits);
      error.behaviour = behaviours[0];
    }
    throw error;
  }

  /** What a thread failed with, if one did, and where. */
  get #failure(): { readonly error: unknown; readonly at?: LevelSearch["failure"] } | undefined {
    const own = this.#member.failure;
    if (own !== undefined) return { error: own.error, at: this.#search.failure };
    const other = this.#reports!.find(({ failure }) => failure !== undefined)?.failure;
    return other && { error: errorOf(other.error), at: other.at };
  }

  /** What every thread has found: this one so far, the others once they have ended. */
  get #parts(): readonly Omit<Report, "failure">[] {
    return [this.#search, ...this.#reports ?? []];
  }

  #retrace(destinations: readonly Destination[], limits: Limits): Promise<Behaviours> {
    return retrace(
      this.#search,
      destinations,
      (level, states) => this.#predecessors(level, states),
      limits,
    );
  }

  /** Looks for predecessors together with the others. */
  async #predecessors(level: number, states: readonly Uint32Array[]): Promise<Predecessors> {
    const asked = inquiry(level, states);
    const others = Promise.all(
      this.#threads.map((thread) => thread.ask<Inquiry, Predecessors>(asked)),
    );
    // It is waited for only when this thread has done its own part.
    others.catch(() => {});
    const own = answer(this.#search, asked);
    const vigil = new Vigil(() => shardsTaken(asked), this.#patience);
    const found = [own, ...await this.#owed(others, vigil)];
    return states.map((_, i) => found.map((each) => each[i]).find((each) => each !== undefined));
  }

  /** What has been counted while the search goes on; nothing is known of single states yet. */
  get #soFar(): Tally {
    const generated = this.#sum(({ generated }) => generated);
    return { expanded: 0, generated, initial: 0, least: 0, most: 0 };
  }

  #sum(of: (standing: Team["standings"][number]) => number): number {
    return this.#team.standings.reduce((sum, standing) => sum + of(standing), 0);
  }
}

/** What several have counted, put together. */
function summed(tallies: readonly Tally[]): Tally {
  const sum = (of: (tally: Tally) => number) => tallies.reduce((sum, each) => sum + of(each), 0);
  return {
    expanded: sum(({ expanded }) => expanded),
    generated: sum(({ generated }) => generated),
    initial: sum(({ initial }) => initial),
    least: Math.min(...tallies.map(({ least }) => least)),
    most: Math.max(...tallies.map(({ most }) => most)),
  };
}

/** Whether something is settled, or will be in a moment. Throws what it fails with. */
async function withinAMoment(promise: Promise<unknown>): Promise<boolean> {
  const { promise: moment, resolve } = Promise.withResolvers<boolean>();
  const timer = setTimeout(() => resolve(false), 1);
  try {
    return await Promise.race([promise.then(() => true), moment]);
  } finally {
    clearTimeout(timer);
  }
}
