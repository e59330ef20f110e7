/**
 * Checking `leadsTo`: on an explored graph, under the fairness that the actions state.
 *
 * A behaviour violates `from` leads to `to` if at some point `from` is true and from there on `to`
 * never is, for ever, while every promise of fairness is kept. In a finite graph that is a *lasso*:
 * a way to a state where the obligation arises, on through states where it is open, and then a fair
 * loop, or a state at which nothing is promised to go on.
 *
 * @module
 */

import { combinations } from "../direct.ts";
import type { RecordDomain } from "../domains.ts";
import { IndexError, isOutOfMemory, MachineError, toldOf, UnsupportedError } from "../errors.ts";
import { type Graph, Obligation } from "../graph.ts";
import type { LeadsTo, Machine } from "../language.ts";
import type { Behaviour, Limit, PlainParameters, Violation } from "../result.ts";
import { readingOf } from "../views.ts";
import { Allowance, type AllowanceOptions, LimitReached } from "./allowance.ts";
import { nearestFairComponent, nearestFairStop } from "./fair_cycles.ts";
import { type Constraints, constraintsOf } from "./fairness.ts";
import { fairLoop } from "./loop.ts";
import { openRegion, type OpenWay, wayInto } from "./region.ts";
import { shortestWays, type Ways } from "./steps.ts";

/** What examining the `leadsTo` properties of a machine came to. */
export interface LivenessResult {
  /**
   * One violation for each property that fails. Its behaviour is the shortest of those found for
   * the property's parameter values and, for each, of two: one that stutters in the end, which is a
   * shortest such, and one that enters its loop as early as any can and has a short loop.
   */
  readonly violations: readonly Violation[];
  /** The properties that a limit kept from being examined to the end. */
  readonly unsettled: readonly string[];
  readonly limit?: Limit;
  /** The most bytes held at once, those of the graph included. */
  readonly bytes: number;
}

/**
 * Checks the `leadsTo` properties named, each for every value of its parameters, in their order and
 * within the limits given.
 *
 * @throws {UnsupportedError} if the graph is incomplete: a behaviour may go on where it ends, and
 * what looks fair may be unfair there.
 * @throws {MachineError} if a name is not that of a `leadsTo` property of the machine.
 * @throws {IndexError} if a property reaches outside an array or set, with a behaviour to where it
 * does.
 *
 * @example A lamp that is promised to go out, and one that is not
 * ```ts
 * import { checkLiveness } from "./liveness.ts";
 * import { exploreGraph } from "../graph.ts";
 * import { language, machine, weakly } from "../language.ts";
 * import { flag, record } from "../domains.ts";
 * import { assertEquals } from "@std/assert";
 *
 * const schema = record({ on: flag() });
 * const { action, leadsTo } = language<typeof schema, null>();
 * const lamp = (fairness?: ReturnType<typeof weakly>) =>
 *   machine({
 *     name: "lamp",
 *     actors: ["user"],
 *     constants: null,
 *     state: schema,
 *     initial: action({ when: () => true, then: () => {} }),
 *     actions: {
 *       userSwitchesOn: action({ when: (s) => !s.on, then: (s) => { s.on = true; } }),
 *       userSwitchesOff: action({ fairness, when: (s) => s.on, then: (s) => { s.on = false; } }),
 *     },
 *     properties: { LampGoesOut: leadsTo({ from: (s) => s.on, to: (s) => !s.on }) },
 *   });
 *
 * const fair = lamp(weakly());
 * const { violations: none } = await checkLiveness(fair, await exploreGraph(fair), ["LampGoesOut"]);
 * assertEquals(none, []);
 *
 * const unfair = lamp();
 * const found = await checkLiveness(unfair, await exploreGraph(unfair), ["LampGoesOut"]);
 * const [violation] = found.violations;
 * assertEquals(violation.behaviour.steps.map(({ state }) => state.on), [false, true]);
 * assertEquals([violation.behaviour.loop, violation.behaviour.closing], [1, undefined]);
 * ```
 */
export async function checkLiveness<S extends RecordDomain, K>(
  machine: Machine<S, K>,
  graph: Graph,
  names: readonly string[],
  options: AllowanceOptions = {},
): Promise<LivenessResult> {
  if (names.length > 0 && !graph.complete) {
    throw new UnsupportedError(
      `Cannot check "${names[0]}" of the machine "${machine.name}": ` +
        `liveness needs every state, and only part of them was explored`,
    );
  }
  const allowance = new Allowance({ ...graph.counts, bytes: graph.bytes }, options);
  const violations: Violation[] = [];
  let search: Search | undefined;
  for (const [i, property] of names.entries()) {
    try {
      allowance.begin(property);
      search ??= {
        graph,
        allowance,
        constraints: constraintsOf(machine, graph.program.choices),
        ways: await shortestWays(graph, allowance),
      };
      const lasso = await shortestLasso(machine, search, property);
      if (lasso === undefined) continue;
      const { params } = lasso;
      violations.push({ property, kind: "leadsTo", params, behaviour: behaviourOf(graph, lasso) });
    } catch (error) {
      if (!(error instanceof LimitReached) && !isOutOfMemory(error)) throw error;
      const limit = error instanceof LimitReached ? error.limit : "memory";
      return { violations, unsettled: names.slice(i), limit, bytes: allowance.mostBytes };
    }
  }
  return { violations, unsettled: [], bytes: allowance.mostBytes };
}

/** What all properties of a machine are checked on. */
interface Search {
  readonly graph: Graph;
  readonly allowance: Allowance;
  readonly constraints: Constraints;
  readonly ways: Ways;
}

/** A way to an open state, and a loop back to it; an empty loop stutters there. */
interface Lasso extends OpenWay {
  readonly loop: readonly number[];
  /** The values of the property's parameters. */
  readonly params: PlainParameters;
}

async function shortestLasso<S extends RecordDomain, K>(
  machine: Machine<S, K>,
  search: Search,
  name: string,
): Promise<Lasso | undefined> {
  const property = Object.hasOwn(machine.properties, name) ? machine.properties[name] : undefined;
  if (property?.kind !== "leadsTo") {
    throw new MachineError(
      `Cannot check "${name}" as liveness: the machine "${machine.name}" has no such leadsTo`,
    );
  }
  let shortest: Lasso | undefined;
  const choices = combinations(property.params?.(machine.constants) ?? {});
  for (const [choice, params] of choices.entries()) {
    const found = await search.allowance.returning(async () => {
      const obligations = search.allowance.marks(search.graph.states);
      if (search.graph.obligations !== undefined) {
        search.graph.obligations(name, choice, obligations);
      } else await obligationsByViews(machine, search, name, params, obligations);
      return lassoFor(search, obligations, params);
    });
    if (found !== undefined && (shortest === undefined || sizeOf(found) < sizeOf(shortest))) {
      shortest = found;
    }
  }
  return shortest;
}

/** How much there is to read of a lasso. */
function sizeOf({ way, loop }: Lasso): number {
  return way.length + loop.length;
}

async function lassoFor(
  search: Search,
  obligations: Uint8Array,
  params: PlainParameters,
): Promise<Lasso | undefined> {
  const { graph, allowance, constraints, ways } = search;
  const region = await openRegion(graph, ways, obligations, allowance);
  const wayTo = (state: number) => wayInto(graph, ways, region, state);
  const stop = await nearestFairStop(graph, constraints, region, allowance);
  const component = await nearestFairComponent(graph, constraints, region, allowance);
  const stopped = stop === undefined ? undefined : { ...wayTo(stop), loop: [], params };
  if (component === undefined) return stopped;
  // A loop has two steps at least, as one that changes nothing is none.
  if (stopped !== undefined && sizeOf(stopped) < region.distance[component.entry] + 2) {
    return stopped;
  }
  const loop = await fairLoop(graph, constraints, component, allowance);
  const looping = { ...wayTo(component.entry), loop, params };
  return stopped !== undefined && sizeOf(stopped) <= sizeOf(looping) ? stopped : looping;
}

/** Finds what a property says of each state by the machine's own functions, run on views. */
async function obligationsByViews<S extends RecordDomain, K>(
  { constants, properties }: Machine<S, K>,
  { graph, allowance }: Search,
  name: string,
  params: PlainParameters,
  into: Uint8Array,
): Promise<void> {
  const { from, to } = properties[name] as LeadsTo<S, K>;
  const { layout } = graph.program;
  const words = new Uint32Array(layout.words);
  const state = readingOf<S>(layout, words);
  for (let id = 0; id < graph.states; id++) {
    if (allowance.isDue) await allowance.pause();
    graph.read(id, words);
    try {
      if (to(state, params as never, constants)) into[id] = Obligation.met;
      else if (from(state, params as never, constants)) into[id] = Obligation.arises;
    } catch (error) {
      const named = toldOf(error, { property: name });
      if (named instanceof IndexError) named.behaviour = graph.behaviourTo(id);
      throw named;
    }
  }
}

function behaviourOf(graph: Graph, { first, way, arises, loop }: Lasso): Behaviour {
  const { choices } = graph.program;
  const steps = [...graph.behaviourTo(first).steps];
  for (const step of [...way, ...loop.slice(0, -1)]) {
    steps.push({ ...choices[graph.choices[step]], state: graph.stateAt(graph.targets[step]) });
  }
  const lasso = { steps, obligation: arises, loop: way.length };
  const closing = loop.at(-1);
  return closing === undefined ? lasso : { ...lasso, closing: choices[graph.choices[closing]] };
}
