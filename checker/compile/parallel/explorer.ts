/**
 * What each worker of a parallel search runs: it explores its share, once, and then helps to find
 * the ways to what was met.
 *
 * @module
 */

import { CompiledChecks } from "../compiled_checks.ts";
import { GeneratedProgram } from "../generated_program.ts";
import { LevelSearch } from "../level_search.ts";
import { reducedBy } from "../reductions.ts";
import type { Predecessors } from "../retrace.ts";
import { answer, type Inquiry } from "./inquiry.ts";
import { Member, storesIn } from "./member.ts";
import { dataOf, type Order, type Report } from "./messages.ts";
import { Team } from "./team.ts";

/** A worker's own scope, as far as it is used here. */
interface WorkerScope {
  onmessage: ((event: MessageEvent<Order | Inquiry>) => void) | null;
  postMessage(said: Report | Predecessors): void;
}

const scope = globalThis as unknown as WorkerScope;

/** Batches from one report to the next. */
const BATCHES = 16;

/** What was explored, once it was. */
let search: LevelSearch | undefined;

scope.onmessage = ({ data }) => {
  scope.postMessage("program" in data ? explore(data) : answer(search!, data));
};

function explore({ program: data, reductions, names, stopAtFirst, memory }: Order): Report {
  const program = new GeneratedProgram(data);
  const stores = storesIn(memory, program.layout);
  const checks = new CompiledChecks(program, names);
  search = new LevelSearch(reducedBy(program, reductions), checks, stopAtFirst, stores);
  const failure = takePart(search, stores, new Team(memory.team));
  const { met, tally, steps } = search;
  return {
    met,
    tally,
    steps,
    failure: failure && { error: dataOf(failure.error), at: search.failure },
  };
}

function takePart(search: LevelSearch, stores: ReturnType<typeof storesIn>, team: Team) {
  const admitted = team.join();
  if (admitted === undefined) return;
  while (search.level < admitted.level) search.beginLevel();
  const member = new Member(team, admitted.member, search, stores);
  while (!member.ended) {
    for (let batch = 0; batch < BATCHES && !member.ended; batch++) member.advance();
    member.report();
  }
  return member.failure;
}
