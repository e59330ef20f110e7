/**
 * What each thread of a parallel search runs.
 *
 * @module
 */

import { CompiledChecks } from "../compiled_checks.ts";
import { GeneratedProgram } from "../generated_program.ts";
import { LevelSearch } from "../level_search.ts";
import { reducedBy } from "../reductions.ts";
import { predecessorsIn } from "../retrace.ts";
import { Exchange } from "./exchange.ts";
import { dataOf, type Failure, type Order, type Report } from "./messages.ts";
import { Team } from "./team.ts";

/** A worker's own scope, as far as it is used here. */
interface WorkerScope {
  onmessage: ((event: MessageEvent<Order>) => void) | null;
  postMessage(report: Report): void;
}

const scope = globalThis as unknown as WorkerScope;
let search: LevelSearch;

scope.onmessage = ({ data: order }) => scope.postMessage(answer(order));

function answer(order: Order): Report {
  if (order.kind === "predecessors") {
    return { kind: "predecessors", found: predecessorsIn(search, order.level, order.states) };
  }
  const { member, names, rings, stopAtFirst } = order;
  const program = new GeneratedProgram(order.program);
  const share = new Exchange(new Team(order.team), member, rings, program.layout.words);
  const reduced = reducedBy(program, order.reductions);
  search = new LevelSearch(reduced, new CompiledChecks(program, names), stopAtFirst, share);
  let failure: Failure | undefined;
  try {
    share.explore(search, LevelSearch.batchOf(program));
  } catch (error) {
    failure = { error: dataOf(error), at: search.failure };
  }
  const { met, tally, steps } = search;
  return { kind: "explored", met, tally, steps, failure };
}
