/**
 * The whole graph of a compiled machine, from what was recorded while it was explored.
 *
 * Only keys were: here the target of each step gets the number of the state that has its key, from
 * a table of numbers at the places that the hashes of the keys pick.
 *
 * @module
 */

import { toPlain } from "../codec.ts";
import type { Graph, Incomplete } from "../graph.ts";
import { sourceOf } from "../liveness/steps.ts";
import type { Limit } from "../result.ts";
import { type Limits, run, type Search, type Watch } from "../search.ts";
import type { CompiledProgram } from "./compiled.ts";
import { CompiledChecks } from "./compiled_checks.ts";
import { EdgeRecorder } from "./edge_recorder.ts";
import { hashOf } from "./hash.ts";
import { LevelSearch } from "./level_search.ts";
import { behaviourAlong, explained } from "./retrace.ts";

/** Keys that are looked up between two looks at the limits. */
const BATCH = 1 << 12;
/** How many numbers are kept at hand: most targets are those of a neighbour's steps too. */
const LATELY = 1 << 13;

/**
 * The graph that a search has come across, all of it, unless a limit kept its numbers from being
 * found: it is incomplete then.
 *
 * @param recorder What the search was recorded by.
 * @param held Bytes held besides, which count towards the limit and the graph's bytes.
 */
export async function recordedGraph(
  program: CompiledProgram,
  search: LevelSearch,
  recorder: EdgeRecorder,
  options: Limits & Watch,
  held = 0,
): Promise<Graph | Incomplete> {
  const numbering = new Numbering(search, recorder, held);
  const { bytes } = numbering;
  const limit = await run(numbering, options, options);
  if (limit !== undefined) return { complete: false, limit, bytes };
  const [first, targets, choices] = [recorder.first, recorder.low, recorder.choices]
    .map((numbers) => numbers.values());
  const [low, high] = [recorder.stateLow.values(), recorder.stateHigh.values()];
  const read = (id: number, into: Uint32Array) =>
    search.keys.decode(low[id] | 0, high[id], into, 0, 0);
  const wordsOf = (id: number) => {
    const words = new Uint32Array(program.layout.words);
    read(id, words);
    return words;
  };
  const graph: Graph = {
    program,
    states: low.length,
    initialStates: recorder.initialStates,
    first,
    targets,
    choices,
    counts: search.counts,
    bytes,
    complete: true,
    obligations: (...of) => recorder.obligations(...of),
    read,
    stateAt: (id) => toPlain(program.layout, wordsOf(id)),
    behaviourTo(id) {
      const states = [wordsOf(id)];
      for (let at = id; at >= recorder.initialStates;) {
        // The first step that leads to a state is the one by which it was found.
        at = sourceOf(graph, targets.indexOf(at));
        states.unshift(wordsOf(at));
      }
      return behaviourAlong(program, { states });
    },
  };
  return graph;
}

/** Explores a compiled machine once more, for its graph: it is incomplete if a limit ends that. */
export async function exploredAgain(
  program: CompiledProgram,
  lively: readonly string[],
  options: Limits & Watch,
  held: number,
): Promise<Graph | Incomplete> {
  const recorder = new EdgeRecorder(program, lively);
  const checks = new CompiledChecks(program, []);
  const search = new LevelSearch(program, checks, false, undefined, recorder);
  const { maxBytes = Infinity } = options;
  const left = { ...options, maxBytes: Math.max(0, maxBytes - held) };
  let limit: Limit | undefined;
  try {
    limit = await run(search, left, options);
  } catch (error) {
    throw await explained(search, error, options);
  }
  if (limit === undefined) return recordedGraph(program, search, recorder, options, held);
  return { complete: false, limit, bytes: search.bytes + held };
}

/** Puts the numbers of states in the place of their keys, step by step. */
class Numbering implements Search {
  readonly satisfied = false;
  readonly frontier = 0;
  readonly #search: LevelSearch;
  readonly #held: number;
  readonly #stateLow: Uint32Array;
  readonly #stateHigh: Uint32Array;
  /** The keys of targets; their low words make way for numbers. */
  readonly #low: Uint32Array;
  readonly #high: Uint32Array;
  /** Numbers of states plus 1, at the place that the hash of the key picks or after it. */
  readonly #table: Int32Array;
  readonly #mask: number;
  readonly #lately = new Int32Array(LATELY);
  /** How many states are in the table, and how many targets have their numbers. */
  #states = 0;
  #targets = 0;

  constructor(search: LevelSearch, recorder: EdgeRecorder, held: number) {
    this.#search = search;
    this.#held = held;
    this.#stateLow = recorder.stateLow.values();
    this.#stateHigh = recorder.stateHigh.values();
    this.#low = recorder.low.values();
    this.#high = recorder.high.values();
    const room = 2 ** Math.ceil(Math.log2(1.5 * this.#stateLow.length + 1));
    this.#table = new Int32Array(room);
    this.#mask = room - 1;
  }

  get size(): number {
    return this.#stateLow.length;
  }

  get bytes(): number {
    return this.#search.bytes + this.#table.byteLength + this.#held;
  }

  get counts() {
    return this.#search.counts;
  }

  get complete(): boolean {
    return this.#targets === this.#low.length && this.#states === this.size;
  }

  advance(): void {
    if (this.#states < this.size) this.#enter();
    else this.#number();
  }

  /** Enters the next states in the table. */
  #enter(): void {
    const low = this.#stateLow;
    const high = this.#stateHigh;
    const table = this.#table;
    const mask = this.#mask;
    const end = Math.min(this.#states + BATCH, low.length);
    for (let id = this.#states; id < end; id++) {
      let at = hashOf(low[id], high[id]) & mask;
      while (table[at] !== 0) at = (at + 1) & mask;
      table[at] = id + 1;
    }
    this.#states = end;
  }

  /** Numbers the next targets. */
  #number(): void {
    const low = this.#low;
    const high = this.#high;
    const stateLow = this.#stateLow;
    const stateHigh = this.#stateHigh;
    const table = this.#table;
    const mask = this.#mask;
    const lately = this.#lately;
    const end = Math.min(this.#targets + BATCH, low.length);
    for (let i = this.#targets; i < end; i++) {
      const lo = low[i];
      const hi = high[i];
      const hash = hashOf(lo, hi);
      const near = (hash >>> 13) & (LATELY - 1);
      let id = lately[near];
      if (stateLow[id] !== lo || stateHigh[id] !== hi) {
        let at = hash & mask;
        do {
          id = table[at] - 1;
          at = (at + 1) & mask;
        } while (stateLow[id] !== lo || stateHigh[id] !== hi);
        lately[near] = id;
      }
      low[i] = id;
    }
    this.#targets = end;
  }
}
