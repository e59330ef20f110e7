/**
 * What each thread of a parallel search runs: it explores its share, once.
 *
 * @module
 */

import { CompiledChecks } from "../compiled_checks.ts";
import { GeneratedProgram } from "../generated_program.ts";
import { LevelSearch } from "../level_search.ts";
import { reducedBy } from "../reductions.ts";
import { Member, storesIn } from "./member.ts";
import { dataOf, type Failure, type Order, type Report } from "./messages.ts";
import { Team } from "./team.ts";

/** A worker's own scope, as far as it is used here. */
interface WorkerScope {
  onmessage: ((event: MessageEvent<Order>) => void) | null;
  postMessage(report: Report): void;
}

const scope = globalThis as unknown as WorkerScope;

scope.onmessage = ({ data: order }) => scope.postMessage(explore(order));

function explore({ number, program: data, reductions, names, stopAtFirst, memory }: Order): Report {
  const program = new GeneratedProgram(data);
  const stores = storesIn(memory, program.layout);
  const checks = new CompiledChecks(program, names);
  const reduced = reducedBy(program, reductions);
  const search = new LevelSearch(reduced, checks, stopAtFirst, stores);
  let failure: Failure | undefined;
  try {
    new Member(new Team(memory.team), number, stores).explore(search);
  } catch (error) {
    failure = { error: dataOf(error), at: search.failure };
  }
  const { met, tally, steps } = search;
  return { met, tally, steps, failure };
}
