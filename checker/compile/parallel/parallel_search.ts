/**
 * A search by several threads, as whoever drives it sees it.
 *
 * What is found does not depend on the number of threads: the same states, counts and steps of each
 * action, the same verdict, and for each property that is met a behaviour of the same, shortest
 * length. Which of several such behaviours is shown is left to chance, as is which action is first
 * to reach a state. Where a limit ends the search, what was covered is left to chance too.
 *
 * @module
 */

import type { CheckingSearch, Question } from "../../engine.ts";
import { DomainError, IndexError, MemoryError } from "../../errors.ts";
import type { Graph, Incomplete } from "../../graph.ts";
import { successorsFor } from "../../program.ts";
import type { Behaviour, Counts } from "../../result.ts";
import type { Limits, Watch } from "../../search.ts";
import type { CompiledProgram } from "../compiled.ts";
import { CompiledChecks } from "../compiled_checks.ts";
import {
  countsOf,
  generateInitial,
  type LevelProgram,
  LevelSearch,
  type Met,
  type Tally,
} from "../level_search.ts";
import { exploredAgain } from "../recorded_graph.ts";
import { reducedBy, type Reductions } from "../reductions.ts";
import { type Destination, type Predecessors, retrace } from "../retrace.ts";
import { memoryFor, storesIn } from "./member.ts";
import { errorOf, type Inquiry, type InquiryMemory, type Order, type Report } from "./messages.ts";
import { Team } from "./team.ts";

/** How often a search that goes on elsewhere is looked at, in milliseconds. */
const LOOK = 20;

/** A search by several threads. */
export class ParallelSearch implements CheckingSearch {
  readonly #program: CompiledProgram;
  readonly #reduced: LevelProgram;
  readonly #names: readonly string[];
  readonly #lively: readonly string[];
  readonly #team: Team;
  /** What the explorers share, to be read here. */
  readonly #shared: LevelSearch;
  /** Bytes that each thread holds besides. */
  readonly #besides: number;
  readonly #workers: readonly Worker[];
  /** Resolves when all have explored. */
  readonly #end: Promise<void>;
  #reports: readonly Report[] | undefined;

  /** @param explorers Threads that {@link startExplorers} started; they are this search's to end. */
  constructor(
    program: CompiledProgram,
    { names, lively, stopAtFirst }: Question,
    explorers: readonly Worker[],
    reductions: Reductions = {},
  ) {
    this.#program = program;
    const reduced = this.#reduced = reducedBy(program, reductions);
    this.#names = names;
    this.#lively = lively;
    // Every explorer would say the same of initial states that there are not or that do not fit.
    generateInitial(program, successorsFor(program));
    const memory = memoryFor(program.layout, explorers.length);
    this.#team = new Team(memory.team);
    const stores = storesIn(memory, program.layout);
    this.#shared = new LevelSearch(reduced, new CompiledChecks(program, []), false, stores);
    this.#besides = explorers.length * this.#shared.bytes;
    this.#workers = explorers;
    const reports = this.#workers.map((worker, number) =>
      ask<Order, Report>(worker, {
        number,
        program: program.data,
        reductions,
        names,
        stopAtFirst,
        memory,
      })
    );
    this.#end = Promise.all(reports).then((reports) => {
      this.#reports = reports;
    });
    // Whoever waits is told; until then it is not an error that nobody handles.
    this.#end.catch(() => {});
  }

  get choices() {
    return this.#program.choices;
  }

  get leavesOut() {
    return this.#reduced.leavesOut;
  }

  get size(): number {
    return this.#sum(({ size }) => size);
  }

  get frontier(): number {
    return this.#sum(({ frontier }) => frontier);
  }

  get bytes(): number {
    return this.#shared.bytes + this.#besides;
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
    const tallies = this.#reports?.map(({ tally }) => tally);
    return countsOf(this.size, depth, tallies === undefined ? this.#soFar : together(tallies));
  }

  /** Steps taken with each choice, by its number, once all have explored. */
  get steps(): Float64Array {
    const sums = new Float64Array(this.choices.length);
    for (const { steps } of this.#reports ?? []) {
      for (let choice = 0; choice < sums.length; choice++) sums[choice] += steps[choice];
    }
    return sums;
  }

  /** What was met, the nearest of each property, once all have explored. */
  get met(): readonly Met[] {
    const nearest = new Map<string, Met>();
    for (const met of (this.#reports ?? []).flatMap(({ met }) => met)) {
      const known = nearest.get(met.property);
      if (known === undefined || met.level < known.level) nearest.set(met.property, met);
    }
    const rank = ({ property }: Met) => this.#names.indexOf(property);
    return [...nearest.values()].sort((a, b) => a.level - b.level || rank(a) - rank(b));
  }

  /** Looks up when all have explored, or after a while. */
  async advance(): Promise<void> {
    let timer;
    const aWhile = new Promise<void>((resolve) => timer = setTimeout(resolve, LOOK));
    try {
      await Promise.race([this.#end, aWhile]);
    } finally {
      clearTimeout(timer);
    }
    if (this.#reports !== undefined) await this.#raise();
  }

  async behaviours(): Promise<readonly Behaviour[]> {
    this.#team.stop();
    await this.#end;
    try {
      await this.#raise();
    } catch (error) {
      // That it ended for want of memory was said already; what was found before is there.
      if (!(error instanceof MemoryError)) throw error;
    }
    return await this.#retrace(this.met);
  }

  /** Explores once more, in this thread alone: what several come across is in no order. */
  graph(options: Limits & Watch): Promise<Graph | Incomplete> {
    return exploredAgain(this.#program, this.#lively, options, this.bytes);
  }

  close(): void {
    for (const worker of this.#workers) worker.terminate();
  }

  /** Throws what an explorer failed with, if one did, with the way to where it did. */
  async #raise(): Promise<void> {
    const failures = this.#reports!.flatMap(({ failure }) => failure ?? []);
    if (failures.length === 0) return;
    const { error: data, at } = failures[0];
    const error = errorOf(data);
    if (at !== undefined && (error instanceof DomainError || error instanceof IndexError)) {
      error.behaviour = (await this.#retrace([at]))[0];
    }
    throw error;
  }

  #retrace(destinations: readonly Destination[]): Promise<readonly Behaviour[]> {
    return retrace(
      this.#reduced,
      destinations,
      (level, states) => this.#predecessors(level, states),
    );
  }

  /** Has the explorers look for predecessors. */
  async #predecessors(level: number, states: readonly Uint32Array[]): Promise<Predecessors> {
    const memory: InquiryMemory = {
      next: new SharedArrayBuffer(4),
      found: new SharedArrayBuffer(4 * states.length),
    };
    const found = await Promise.all(
      this.#workers.map((worker) => ask<Inquiry, Predecessors>(worker, { level, states, memory })),
    );
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
function together(tallies: readonly Tally[]): Tally {
  const sum = (of: (tally: Tally) => number) => tallies.reduce((sum, each) => sum + of(each), 0);
  return {
    expanded: sum(({ expanded }) => expanded),
    generated: sum(({ generated }) => generated),
    initial: sum(({ initial }) => initial),
    least: Math.min(...tallies.map(({ least }) => least)),
    most: Math.max(...tallies.map(({ most }) => most)),
  };
}

/** Starts threads for a search, which takes them a moment. */
export function startExplorers(count: number): readonly Worker[] {
  return Array.from(
    { length: count },
    () => new Worker(new URL("./explorer.ts", import.meta.url), { type: "module" }),
  );
}

/** Tells a worker something, and waits for what it answers. */
function ask<Question, Answer>(worker: Worker, question: Question): Promise<Answer> {
  const { promise, resolve, reject } = Promise.withResolvers<Answer>();
  worker.onmessage = ({ data }: MessageEvent<Answer>) => resolve(data);
  worker.onerror = (event) => {
    event.preventDefault();
    reject(new Error(event.message));
  };
  worker.postMessage(question);
  return promise;
}
