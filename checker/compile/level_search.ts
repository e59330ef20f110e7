/**
 * The fast search: breadth first, level by level, in batches, on keys alone.
 *
 * Nothing is kept of a state but its key and, in eight bits, its level; links to parents are not
 * kept, because `retrace.ts` can find a way back from the levels. What is to be expanded is a queue
 * of keys. A batch of sources is expanded into one buffer, then all successors are looked up
 * together (`key_set.ts` says why).
 *
 * A state's invariants are tested when it is expanded, where its words are at hand, and not when it
 * is first seen; every state is expanded, so that makes no difference at the fixpoint.
 *
 * @module
 */

import { DomainError, IndexError, MachineError } from "../errors.ts";
import type { Program, Successors } from "../program.ts";
import type { Behaviour, Counts } from "../result.ts";
import type { Search } from "../search.ts";
import type { CompiledChecks, Finding } from "./compiled_checks.ts";
import type { EdgeRecorder } from "./edge_recorder.ts";
import { type Frontier, KeyQueue } from "./key_queue.ts";
import { type KeyBatch, keyBatch, KeySet, TAGS } from "./key_set.ts";
import { type StateKeys, stateKeys } from "./state_keys.ts";

/** Sources in a batch, at most. */
export const SOURCES = 256;
/** Successors in a batch, before those of its last source. Their lines fit the nearest cache. */
const ROOM = 1024;

/**
 * What this search explores: a compiled machine, or a reduction around one.
 *
 * A reduction delegates to the machine it is around and changes either of two things. To leave out
 * steps (partial-order reduction), `append` yields a subset of a state's successors, always the same
 * for the same state. To leave out states (symmetry), `canonicalise` puts a state's representative
 * in its place; it is called after the step to it has been tested, so that step properties see the
 * step as it is taken, from a representative. Everything else follows: how the search counts, and
 * how the way to a state is found again, as a row of representatives each of which has a step to a
 * state that the next one represents. Where that is not yet a behaviour, `behaviourAlong` makes it
 * one.
 */
export interface LevelProgram extends Omit<Program, "expand"> {
  /** Writes successors of the state at `states[at]` after the `count` there are; returns how many. */
  append(states: Uint32Array, at: number, into: Successors, count: number): number;
  /** Whether there are states of which `append` does not write every successor. */
  readonly leavesOut?: boolean;
  /** Puts representatives in the place of the states numbered `from` up to `to`. */
  canonicalise?(states: Uint32Array, from: number, to: number): void;
  /** The concrete behaviour that a way stands for. Without this, its states are taken as they are. */
  behaviourAlong?(way: Way): Behaviour;
}

/** A way through states of successive levels, the first being initial. */
export interface Way {
  readonly states: readonly Uint32Array[];
  /** A step to go on with from the last one. */
  readonly choice?: number;
}

/** What a search keeps its states in. */
export interface Stores {
  readonly seen: KeySet;
  readonly keys: StateKeys;
  readonly frontier: Frontier;
}

/** What a search has counted, so that what several have counted can be put together. */
export interface Tally {
  readonly expanded: number;
  readonly generated: number;
  /** How many of those generated are initial states, duplicates included. */
  readonly initial: number;
  /** The fewest and most successors of a state. */
  readonly least: number;
  readonly most: number;
}

/** The counts that a tally comes to. */
export function countsOf(distinct: number, depth: number, tally: Tally): Counts {
  const { expanded, generated, initial, least, most } = tally;
  const none = expanded === 0;
  const outDegree = {
    least: none ? 0 : least,
    most,
    mean: none ? 0 : (generated - initial) / expanded,
  };
  return { distinct, generated, depth, outDegree };
}

/** Where a property was first met. */
export interface Met extends Finding {
  /** The state's words, or the step's source's. */
  readonly state: Uint32Array;
  /** Its level, the initial one being 1. */
  readonly level: number;
  /** The step's choice. */
  readonly choice?: number;
}

/** A search in progress, advanced by a batch at a time. */
export class LevelSearch implements Search {
  readonly program: LevelProgram;
  readonly seen: KeySet;
  readonly keys: StateKeys;
  /** What was met, in the order in which it was. */
  readonly met: Met[] = [];
  /** Steps taken with each choice, by its number. */
  readonly steps: Float64Array;
  /** States first reached with each choice, by its number. */
  readonly discoveries: Float64Array;
  readonly #checks: CompiledChecks;
  readonly #stopAtFirst: boolean;
  #violated = false;
  readonly #queue: Frontier;
  #recorder: EdgeRecorder | undefined;
  readonly #states: Uint32Array;
  readonly #successors: Successors;
  /** Which source of the batch a successor is of. */
  readonly #sources: Int32Array;
  /** The successors' keys. */
  readonly #batch: KeyBatch;
  readonly #fresh: Uint32Array;
  #level = 0;
  #expanded = 0;
  #generated = 0;
  #initial = 0;
  #least = Infinity;
  #most = 0;

  /**
   * @param stores Where several searches share their states. It is then for one of them to
   * {@link begin}.
   * @param recorder What is told of every state and step, by a search that has its states to itself.
   */
  constructor(
    program: LevelProgram,
    checks: CompiledChecks,
    stopAtFirst = false,
    stores?: Stores,
    recorder?: EdgeRecorder,
  ) {
    this.program = program;
    this.#recorder = recorder;
    this.#checks = checks;
    this.#stopAtFirst = stopAtFirst;
    const { words } = program.layout;
    const room = Math.max(ROOM + program.choices.length, program.initialChoices.length);
    this.seen = stores?.seen ?? new KeySet();
    this.keys = stores?.keys ?? stateKeys(program.layout, SOURCES);
    this.#queue = stores?.frontier ?? new KeyQueue();
    this.steps = new Float64Array(program.choices.length);
    this.discoveries = new Float64Array(program.choices.length);
    this.#states = new Uint32Array(SOURCES * words);
    this.#successors = {
      states: new Uint32Array(room * words),
      choices: new Uint32Array(room),
    };
    this.#sources = new Int32Array(room);
    this.#batch = keyBatch(room);
    this.#fresh = new Uint32Array(room);
    if (stores === undefined) this.begin();
    recorder?.begun(this.size);
  }

  /** Distinct states found. */
  get size(): number {
    return this.seen.size;
  }

  /** States found and not yet expanded. */
  get frontier(): number {
    return this.#queue.size;
  }

  /** Whether every reachable state has been expanded. */
  get complete(): boolean {
    return this.#queue.size === 0;
  }

  /** Whether a violation was found that was all that was wanted. */
  get satisfied(): boolean {
    return this.#stopAtFirst && this.#violated;
  }

  /** Bytes held, all included. */
  get bytes(): number {
    const { states, choices } = this.#successors;
    const room = this.#states.length + states.length + 7 * choices.length;
    const recorded = this.#recorder?.bytes ?? 0;
    return this.seen.bytes + this.keys.bytes + this.#queue.bytes + recorded + 4 * room;
  }

  get counts(): Counts {
    return countsOf(this.size, this.#level, this.tally);
  }

  get tally(): Tally {
    return {
      expanded: this.#expanded,
      generated: this.#generated,
      initial: this.#initial,
      least: this.#least,
      most: this.#most,
    };
  }

  /** The level of the states that are being expanded. */
  get level(): number {
    return this.#level;
  }

  /** How many levels the seen set may have states of: the next one, too. */
  get levels(): number {
    return this.#level + 1;
  }

  /** How many of them this search is to expand next; none, if there are no more. */
  get left(): number {
    return this.#queue.left;
  }

  /** The tag that states of a level have in the seen set. */
  static tagOf(level: number): number {
    return (level - 1) % TAGS + 1;
  }

  /** Expands one batch, unless there is nothing left. */
  advance(): void {
    if (this.#queue.left === 0) this.beginLevel();
    let sources = 0;
    let count = 0;
    while (sources < SOURCES && count < ROOM && this.#queue.left > 0) {
      count = this.#expand(sources++, count);
    }
    const fresh = this.#look(count);
    const { choices } = this.#successors;
    this.#recorder?.stepped(this.#batch.low, this.#batch.high, choices, count);
    const { steps, discoveries } = this;
    const positions = this.#fresh;
    for (let i = 0; i < count; i++) steps[choices[i]]++;
    for (let i = 0; i < fresh; i++) discoveries[choices[positions[i]]]++;
  }

  /** Tells the recorder nothing more, and counts its bytes no longer. */
  stopRecording(): void {
    this.#recorder = undefined;
  }

  /** Goes on to the states that were found while the last level was expanded. */
  beginLevel(): void {
    this.#level++;
    this.#queue.beginLevel();
  }

  /** Finds the initial states. */
  begin(): void {
    this.#initial = generateInitial(this.program, this.#successors);
    this.#sources.fill(-1, 0, this.#initial);
    this.#look(this.#initial);
  }

  /** Expands the next state as source number `slot`, after `count` successors of others. */
  #expand(slot: number, count: number): number {
    const { words } = this.program.layout;
    const states = this.#states;
    const at = slot * words;
    const { low, high } = this.#queue;
    this.keys.decode(low, high, states, at, slot);
    this.#queue.advance();
    let after = count;
    try {
      if (this.#checks.stateTest !== undefined) this.#checkState(at);
      after = this.program.append(states, at, this.#successors, count);
      this.#recorder?.expanded(low, high, states, at, after - count);
      if (after === count) this.#record(this.#checks.stuck(states, at), at);
      this.#checkSteps(at, count, after);
      this.program.canonicalise?.(this.#successors.states, count, after);
    } catch (error) {
      this.#failed(error, at);
    }
    const sources = this.#sources;
    for (let i = count; i < after; i++) sources[i] = slot;
    this.#expanded++;
    this.#least = Math.min(this.#least, after - count);
    this.#most = Math.max(this.#most, after - count);
    return after;
  }

  #checkState(at: number): void {
    try {
      if (this.#checks.stateTest!(this.#states, at)) return;
    } catch {
      // What follows says which property it was.
    }
    this.#record(this.#checks.state(this.#states, at), at);
  }

  #checkSteps(at: number, from: number, to: number): void {
    const { states, choices } = this.#successors;
    const { words } = this.program.layout;
    for (let i = this.#stepToAsk(at, from, to); i < to; i = this.#stepToAsk(at, i + 1, to)) {
      const choice = choices[i];
      this.#record(this.#checks.step(this.#states, at, states, i * words, choice), at, choice);
    }
  }

  /** The first step in which a property may be met; `to`, if there is none. */
  #stepToAsk(at: number, from: number, to: number): number {
    const { stepsTest } = this.#checks;
    if (stepsTest === undefined) return to;
    try {
      const { states, choices } = this.#successors;
      return stepsTest(states, this.#states, at, choices, from, to);
    } catch {
      // Asked one by one, they say which property it was.
      return from;
    }
  }

  /**
   * Looks the batch's successors up; those not seen before go to the queue. Returns how many, and
   * leaves their positions in `#fresh`.
   */
  #look(count: number): number {
    const tag = LevelSearch.tagOf(this.#level + 1);
    const batch = this.#batch;
    const left = this.keys.encode(this.#successors.states, this.#sources, count, batch);
    const fresh = this.seen.add(batch, left, tag, this.#fresh);
    this.#queue.push(batch.low, batch.high, this.#fresh, fresh);
    this.#generated += count;
    return fresh;
  }

  #record(findings: readonly Finding[], at: number, choice?: number): void {
    for (const { property, kind } of findings) {
      const state = this.#states.slice(at, at + this.program.layout.words);
      this.met.push({ property, kind, state, level: this.#level, choice });
      this.#violated ||= kind !== "witness";
    }
  }

  /** Where a mistake in the specification showed, for whoever looks for the way there. */
  failure: { readonly state: Uint32Array; readonly level: number } | undefined;

  #failed(error: unknown, at: number): never {
    if (error instanceof DomainError || error instanceof IndexError) {
      const state = this.#states.slice(at, at + this.program.layout.words);
      this.failure = { state, level: this.#level };
    }
    throw error;
  }
}

/**
 * Writes the initial states, as they are looked up.
 *
 * @throws {MachineError} if there is none.
 */
export function generateInitial(program: LevelProgram, into: Successors): number {
  const count = program.initial(into);
  if (count === 0) throw new MachineError("Cannot explore: there is no initial state");
  program.canonicalise?.(into.states, 0, count);
  return count;
}
