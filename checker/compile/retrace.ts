/**
 * The way to a state, found again from the levels that the seen set keeps.
 *
 * A state of level n has a predecessor on level n - 1: all states of that level are expanded again
 * until one leads there. Nothing is looked up on the way, so that this costs less than the search
 * did, and it serves all states whose ways are wanted in one sweep from the deepest level up.
 *
 * Levels are kept modulo 255. A search that went deeper is repeated by `explore.ts`, which keeps
 * links to parents: machines that deep are narrow, and seldom large.
 *
 * @module
 */

import { toPlain } from "../codec.ts";
import { Exploration } from "../explore.ts";
import { successorsFor } from "../program.ts";
import type { Behaviour, BehaviourStep } from "../result.ts";
import { behaviourTo } from "../trace.ts";
import type { CompiledProgram } from "./compiled.ts";
import { TAGS } from "./key_set.ts";
import { LevelSearch } from "./level_search.ts";

/** A state whose way is wanted. */
export interface Destination {
  readonly state: Uint32Array;
  readonly level: number;
  /** A step to go on with. */
  readonly choice?: number;
}

/** A shortest behaviour to each destination. */
export function retrace(
  search: LevelSearch,
  destinations: readonly Destination[],
): readonly Behaviour[] {
  const deepest = Math.max(0, ...destinations.map(({ level }) => level));
  if (deepest > TAGS) return destinations.map((each) => byLinks(search.program, each));
  const ways = destinations.map(({ state }): Uint32Array[] => [state]);
  for (let level = deepest; level > 1; level--) {
    const wanted = ways.filter((_, i) => destinations[i].level >= level);
    for (const [way, predecessor] of predecessors(search, wanted, level - 1)) {
      way.unshift(predecessor);
    }
  }
  return ways.map((way, i) => behaviourAlong(search.program, way, destinations[i].choice));
}

/** For each way, a state of the level given that leads to where the way begins. */
function predecessors(
  search: LevelSearch,
  ways: readonly Uint32Array[][],
  level: number,
): Map<Uint32Array[], Uint32Array> {
  const { program, seen, keys } = search;
  const { words } = program.layout;
  const successors = successorsFor(program);
  const state = new Uint32Array(words);
  const found = new Map<Uint32Array[], Uint32Array>();
  let open = [...ways];
  seen.each(LevelSearch.tagOf(level), (low, high) => {
    keys.decode(low, high, state, 0, 0);
    const count = program.expand(state, 0, successors);
    for (let i = 0; i < count; i++) {
      for (const way of open) {
        if (!equals(successors.states, i * words, way[0])) continue;
        found.set(way, state.slice());
        open = open.filter((other) => other !== way);
      }
    }
    return open.length === 0;
  });
  return found;
}

function equals(states: Uint32Array, at: number, words: Uint32Array): boolean {
  for (let w = 0; w < words.length; w++) if (states[at + w] !== words[w]) return false;
  return true;
}

/** The behaviour that goes through the states given, the choices found again. */
function behaviourAlong(
  program: CompiledProgram,
  way: readonly Uint32Array[],
  last: number | undefined,
): Behaviour {
  const { layout, choices, initialChoices } = program;
  const successors = successorsFor(program);
  const steps = way.map((state, i): BehaviourStep => {
    const count = i === 0 ? program.initial(successors) : program.expand(way[i - 1], 0, successors);
    let found = 0;
    while (!equals(successors.states, found * layout.words, state)) {
      if (++found >= count) throw new Error("Cannot find the way to a state again");
    }
    const choice = successors.choices[found];
    return {
      ...(i === 0 ? { action: null, params: initialChoices[choice] } : choices[choice]),
      state: toPlain(layout, state),
    };
  });
  if (last !== undefined) {
    const state = new Uint32Array(layout.words);
    program.apply(way[way.length - 1], 0, last, state, 0);
    steps.push({ ...choices[last], state: toPlain(layout, state) });
  }
  return { steps };
}

/** The way to a state by a search that keeps links. */
function byLinks(program: CompiledProgram, { state, choice }: Destination): Behaviour {
  let found: number | undefined;
  const exploration = new Exploration(program, [{
    discovered(id, states, at) {
      if (equals(states, at, state)) found = id;
    },
    get satisfied() {
      return found !== undefined;
    },
  }]);
  exploration.advance(Infinity, Infinity, Infinity);
  return behaviourTo(program, exploration.store, found!, choice);
}
