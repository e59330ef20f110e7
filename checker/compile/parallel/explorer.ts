/**
 * What each thread of a parallel search runs: it explores its share, once, and then helps to find
 * the ways to what was met.
 *
 * @module
 */

import { CompiledChecks } from "../compiled_checks.ts";
import { GeneratedProgram } from "../generated_program.ts";
import { SHARDS } from "../key_set.ts";
import { LevelSearch } from "../level_search.ts";
import { reducedBy } from "../reductions.ts";
import { type Predecessors, predecessorsIn } from "../retrace.ts";
import { Member, storesIn } from "./member.ts";
import {
  dataOf,
  type Failure,
  type Inquiry,
  type InquiryMemory,
  type Order,
  type Report,
} from "./messages.ts";
import { Team } from "./team.ts";

/** A worker's own scope, as far as it is used here. */
interface WorkerScope {
  onmessage: ((event: MessageEvent<Order | Inquiry>) => void) | null;
  postMessage(said: Report | Predecessors): void;
}

const scope = globalThis as unknown as WorkerScope;

/** What was explored, once it was. */
let search: LevelSearch | undefined;

scope.onmessage = ({ data }) => scope.postMessage("number" in data ? explore(data) : look(data));

function explore({ number, program: data, reductions, names, stopAtFirst, memory }: Order): Report {
  const program = new GeneratedProgram(data);
  const stores = storesIn(memory, program.layout);
  const checks = new CompiledChecks(program, names);
  const reduced = reducedBy(program, reductions);
  search = new LevelSearch(reduced, checks, stopAtFirst, stores);
  let failure: Failure | undefined;
  try {
    new Member(new Team(memory.team), number, stores).explore(search);
  } catch (error) {
    failure = { error: dataOf(error), at: search.failure };
  }
  const { met, tally, steps } = search;
  return { met, tally, steps, failure };
}

function look({ level, states, memory }: Inquiry): Predecessors {
  const found = new Int32Array(memory.found);
  return predecessorsIn(search!, level, states, { shards: shardsLeft(memory), found });
}

/** The shards of the seen set that nobody else has taken, while anything is to be found. */
function* shardsLeft({ next, found }: InquiryMemory): Iterable<number> {
  const isFound = new Int32Array(found);
  const cell = new Int32Array(next);
  while (isFound.includes(0)) {
    const shard = Atomics.add(cell, 0, 1);
    if (shard >= SHARDS) return;
    yield shard;
  }
}
