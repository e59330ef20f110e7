/**
 * Clean behaviours: shortest ways to every good thing that the machine says is possible.
 *
 * They are what a scenario without violations has to show: its witnesses. An implementation must take
 * each of their steps, with what an observer sees and with the state that it leads to.
 *
 * @module
 */

import { readingOf } from "../../checker/views.ts";
import { ringfence } from "../../spec/machine.ts";
import type { Schema } from "../../spec/state.ts";
import type { Path } from "./cover.ts";
import type { Explored } from "./suite_places.ts";

/** Ways to witnesses: by name, shortest first; `all` counts those too to which no sure way leads. */
export interface Witnesses {
  readonly ways: ReadonlyMap<string, Path>;
  readonly all: number;
}

/**
 * The witnesses of a place's graph.
 *
 * @param isContested whether an implementation may decline a step: no way leads over one.
 */
export function witnessesIn(
  { graph, instance }: Explored,
  isContested: (edge: number) => boolean,
): Witnesses {
  const { properties, constants } = ringfence(instance);
  const witnesses = Object.entries(properties).flatMap(([name, property]) =>
    property.kind === "witness" ? [{ name, property }] : []
  );
  const { layout } = graph.program;
  const words = new Uint32Array(layout.words);
  const namesAt = (state: number) => {
    graph.read(state, words);
    const view = readingOf<Schema>(layout, words);
    return witnesses.filter(({ property }) => property.reached(view, constants))
      .map(({ name }) => name);
  };

  const ways = new Map<string, Path>();
  const by = new Map<number, { edge: number; from: number }>();
  const queue = [0];
  for (let next = 0; next < queue.length; next++) {
    const state = queue[next];
    for (const name of namesAt(state)) {
      if (!ways.has(name)) ways.set(name, wayTo(by, state));
    }
    for (let edge = graph.first[state]; edge < graph.first[state + 1]; edge++) {
      const target = graph.targets[edge];
      if (target === 0 || by.has(target) || isContested(edge)) continue;
      by.set(target, { edge, from: state });
      queue.push(target);
    }
  }
  const all = new Set<string>();
  for (let state = 0; state < graph.states; state++) {
    namesAt(state).forEach((name) => all.add(name));
  }
  return { ways, all: all.size };
}

function wayTo(by: ReadonlyMap<number, { edge: number; from: number }>, state: number): Path {
  const way: number[] = [];
  for (let at = state; at !== 0; at = by.get(at)!.from) way.push(by.get(at)!.edge);
  return way.reverse();
}
