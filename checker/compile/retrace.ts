/**
 * The way to a state, found again from the levels that the seen set keeps.
 *
 * A state of level n has a predecessor on level n - 1: all states of that level are expanded again
 * until one leads there. Nothing is looked up on the way, so that this costs less than the search
 * did, and it serves all states whose ways are wanted in one sweep from the deepest level up.
 *
 * Levels are kept modulo 255. Where a search went deeper, a state that seems to be of the level
 * before may be of one 255 further down, with a step back. It is then repeated by `explore.ts`,
 * which keeps links to parents, as far as the states whose ways are wanted: machines that deep are
 * narrow, and seldom large.
 *
 * @module
 */

import { toPlain } from "../codec.ts";
import type { Behaviours } from "../engine.ts";
import { DomainError, IndexError, InternalError } from "../errors.ts";
import { Exploration } from "../explore.ts";
import { type Program, type Successors, successorsFor } from "../program.ts";
import type { Behaviour, BehaviourStep, Limit } from "../result.ts";
import { type Limits, run } from "../search.ts";
import { pathTo } from "../trace.ts";
import { TAGS } from "./key_set.ts";
import { type LevelProgram, LevelSearch, type Way } from "./level_search.ts";

/** A state whose way is wanted. */
export interface Destination {
  readonly state: Uint32Array;
  readonly level: number;
  /** A step to go on with. */
  readonly choice?: number;
}

/** Finds, for each state given, one of that level which leads to it. */
export type FindPredecessors = (
  level: number,
  states: readonly Uint32Array[],
) => Predecessors | Promise<Predecessors>;

/** A predecessor each, where one is known. */
export type Predecessors = readonly (Uint32Array | undefined)[];

/**
 * A shortest behaviour to each destination that a search has found.
 *
 * @param limits How far a search that went too deep may be repeated. Where it did not, only the
 * signal counts: looking for predecessors takes no more memory, and less time than was taken.
 */
export async function retrace(
  { program, levels }: Pick<LevelSearch, "program" | "levels">,
  destinations: readonly Destination[],
  find: FindPredecessors,
  limits: Limits = {},
): Promise<Behaviours> {
  const { ways, limit } = levels > TAGS
    ? await byLinks(program, destinations, limits)
    : await byLevels(destinations, find, limits.signal);
  const behaviours = ways.map((states, i) => {
    if (states === undefined) return undefined;
    const way = { states, choice: destinations[i].choice };
    return program.behaviourAlong?.(way) ?? behaviourAlong(program, way);
  });
  return { behaviours, limit };
}

/**
 * What a search failed with; a mistake in the specification, with the way to where it showed.
 *
 * @param limits As for {@link retrace}.
 */
export async function explained(
  search: LevelSearch,
  error: unknown,
  limits: Limits = {},
): Promise<unknown> {
  const isMistake = error instanceof DomainError || error instanceof IndexError;
  if (!isMistake || search.failure === undefined) return error;
  const find: FindPredecessors = (level, states) => predecessorsIn(search, level, states);
  const { behaviours } = await retrace(search, [search.failure], find, limits);
  error.behaviour ??= behaviours[0];
  return error;
}

/** The states on the way to each destination; none, where a limit kept it from being found. */
interface Ways {
  readonly ways: readonly (Uint32Array[] | undefined)[];
  readonly limit?: Limit;
}

/** How long the event loop may wait, in milliseconds. */
const SLICE = 100;

/** A way to each destination, all found in one sweep. */
async function byLevels(
  destinations: readonly Destination[],
  find: FindPredecessors,
  signal?: AbortSignal,
): Promise<Ways> {
  let turn = performance.now();
  const deepest = Math.max(0, ...destinations.map(({ level }) => level));
  const ways = destinations.map(({ state }): Uint32Array[] => [state]);
  for (let level = deepest; level > 1; level--) {
    const wanted = ways.filter((_, i) => destinations[i].level >= level);
    if (performance.now() - turn >= SLICE) {
      await new Promise((resume) => setTimeout(resume, 0));
      turn = performance.now();
    }
    if (signal?.aborted) return { ways: [], limit: "interrupted" };
    const found = await find(level - 1, wanted.map(([state]) => state));
    for (const [i, way] of wanted.entries()) {
      const predecessor = found[i];
      if (predecessor === undefined) throw lost(level);
      way.unshift(predecessor);
    }
  }
  return { ways };
}

/** One's share, where several look for predecessors at the same time. */
export interface Share {
  /** Where to look in the seen set. */
  readonly shards: Iterable<number>;
  /** For each state, whether anyone has found a predecessor. */
  readonly found: Int32Array;
}

/**
 * For each state given, one that the search has on the level given and that leads to it.
 *
 * @param share Where to look, if not everywhere; what others find is left out.
 */
export function predecessorsIn(
  search: LevelSearch,
  level: number,
  wanted: readonly Uint32Array[],
  { shards, found }: Partial<Share> = {},
): Predecessors {
  const { seen, keys } = search;
  const program = searched(search.program);
  const { words } = program.layout;
  const successors = successorsFor(program);
  const state = new Uint32Array(words);
  const predecessors: (Uint32Array | undefined)[] = wanted.map(() => undefined);
  const isFound = found ?? new Int32Array(wanted.length);
  let open = true;
  seen.each(LevelSearch.tagOf(level), (low, high) => {
    keys.decode(low, high, state, 0, 0);
    const count = program.expand(state, 0, successors);
    for (let i = 0; i < count; i++) {
      for (let w = 0; w < wanted.length; w++) {
        if (isFound[w] !== 0 || !equals(successors.states, i * words, wanted[w])) continue;
        predecessors[w] = state.slice();
        isFound[w] = 1;
        open = isFound.includes(0);
      }
    }
    return !open;
  }, shards);
  return predecessors;
}

function lost(level: number): InternalError {
  return new InternalError(
    `Cannot find the way to a state of level ${level} again: nothing on the level before leads there`,
  );
}

function equals(states: Uint32Array, at: number, words: Uint32Array): boolean {
  for (let w = 0; w < words.length; w++) if (states[at + w] !== words[w]) return false;
  return true;
}

/** The behaviour that goes through the states given, the choices found again. */
export function behaviourAlong(given: LevelProgram, { states, choice: last }: Way): Behaviour {
  const program = searched(given);
  const { layout, choices, initialChoices } = program;
  const successors = successorsFor(program);
  const steps = states.map((state, i): BehaviourStep => {
    const count = i === 0
      ? program.initial(successors)
      : program.expand(states[i - 1], 0, successors);
    let found = 0;
    while (!equals(successors.states, found * layout.words, state)) {
      if (++found >= count) throw lost(i + 1);
    }
    const choice = successors.choices[found];
    return {
      ...(i === 0 ? { action: null, params: initialChoices[choice] } : choices[choice]),
      state: toPlain(layout, state),
    };
  });
  if (last !== undefined) {
    const state = new Uint32Array(layout.words);
    program.apply(states[states.length - 1], 0, last, state, 0);
    steps.push({ ...choices[last], state: toPlain(layout, state) });
  }
  return { steps };
}

/** The ways to all destinations by one search that keeps links, and stops when it has met them. */
async function byLinks(
  given: LevelProgram,
  destinations: readonly Destination[],
  limits: Limits,
): Promise<Ways> {
  if (destinations.length === 0) return { ways: [] };
  const program = searched(given);
  const found = destinations.map((): number | undefined => undefined);
  const exploration = new Exploration(program, [{
    discovered(id, states, at) {
      for (let i = 0; i < found.length; i++) {
        if (found[i] === undefined && equals(states, at, destinations[i].state)) found[i] = id;
      }
    },
    get satisfied() {
      return !found.includes(undefined);
    },
  }]);
  const limit = await run(exploration, limits);
  const ways = found.map((id, i) => {
    if (id === undefined && limit === undefined) throw lost(destinations[i].level);
    return id === undefined ? undefined : pathTo(exploration.store, id).map((id) => {
      const words = new Uint32Array(program.layout.words);
      exploration.store.read(id, words);
      return words;
    });
  });
  return { ways, limit };
}

/** A program whose successors are those that the search looks up. */
function searched(program: LevelProgram): Program {
  const canonical = (into: Successors, count: number) => {
    program.canonicalise?.(into.states, 0, count);
    return count;
  };
  return {
    layout: program.layout,
    choices: program.choices,
    initialChoices: program.initialChoices,
    initial: (into) => canonical(into, program.initial(into)),
    expand: (states, at, into) => canonical(into, program.append(states, at, into, 0)),
    isEnabled: (...of) => program.isEnabled(...of),
    apply: (...of) => program.apply(...of),
  };
}
