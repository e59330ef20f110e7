/**
 * Checking a machine: explore every state within the limits and report what was found.
 *
 * @module
 */

import type { RecordDomain } from "./domains.ts";
import { DirectProgram } from "./direct.ts";
import { OptionsError } from "./errors.ts";
import { Exploration, run } from "./explore.ts";
import { GraphRecorder } from "./graph.ts";
import type { Machine } from "./language.ts";
import { checkLiveness } from "./liveness/mod.ts";
import type {
  ActionCount,
  Behaviour,
  CheckOptions,
  CheckResult,
  Limit,
  Violation,
} from "./result.ts";
import { DEADLOCK, Safety } from "./safety.ts";
import { behaviourTo } from "./trace.ts";

/**
 * Explores a machine breadth first and checks its properties.
 *
 * The search goes on to the fixpoint after a violation, so that one run says everything about a
 * machine: each property that fails is there with a shortest behaviour that shows it. Liveness is
 * checked once every state is known; where a limit ends the search before that, it is not checked,
 * and the verdict says so by being inconclusive.
 *
 * @throws {OptionsError} if `properties` names one that the machine lacks, or a limit is negative.
 * Where `properties` leaves out `Deadlock`, deadlocks are not looked for.
 *
 * @throws {MachineError} if the machine has no initial state.
 * @throws {DomainError} if an effect writes a value outside its field's domain. It carries the
 * action, the field, the value, and a shortest behaviour that leads there.
 * @throws {IndexError} if anything reaches outside an array or set; it carries as much.
 *
 * @example
 * ```ts
 * import { check } from "./check.ts";
 * import { language, machine } from "./language.ts";
 * import { range, record } from "./domains.ts";
 * import { assertEquals } from "@std/assert";
 *
 * const schema = record({ hour: range(1, 12) });
 * const { action, invariant } = language<typeof schema, null>();
 * const clock = machine({
 *   name: "clock",
 *   actors: ["clock"],
 *   constants: null,
 *   state: schema,
 *   initial: action({ when: () => true, then: () => {} }),
 *   actions: {
 *     clockTicks: action({
 *       when: () => true,
 *       then: (s) => { s.hour = s.hour === 12 ? 1 : s.hour + 1; },
 *     }),
 *   },
 *   properties: { NeverFour: invariant((s) => s.hour !== 4) },
 * });
 *
 * const { verdict, counts, violations } = await check(clock);
 * assertEquals(verdict, "violated");
 * assertEquals([counts.distinct, counts.generated, counts.depth], [12, 13, 12]);
 * assertEquals(violations[0].behaviour.steps.map(({ state }) => state.hour), [1, 2, 3, 4]);
 * ```
 */
export async function check<S extends RecordDomain, K>(
  machine: Machine<S, K>,
  options: CheckOptions = {},
): Promise<CheckResult> {
  const begun = performance.now();
  refuseNonsense(machine, options);
  const names = options.properties ?? [...Object.keys(machine.properties), DEADLOCK];
  const lively = names.filter((name) => machine.properties[name]?.kind === "leadsTo");

  const program = new DirectProgram(machine);
  const safety = new Safety(machine, program, names, options.stopAtFirst ?? false);
  // Liveness looks at the graph again and again; safety alone needs no edges.
  const recorder = lively.length > 0 ? new GraphRecorder() : undefined;
  const exploration = new Exploration(program, recorder ? [safety, recorder] : [safety]);
  const limit: Limit | undefined = await run(exploration, options, options);

  const { complete, store } = exploration;
  const violations: Violation[] = [];
  const witnesses: { [name: string]: Behaviour } = {};
  for (const { property, kind, id, choice } of safety.met) {
    const behaviour = behaviourTo(program, store, id, choice);
    if (kind === "witness") witnesses[property] = behaviour;
    else violations.push({ property, kind, behaviour });
  }
  const isEnough = options.stopAtFirst === true && violations.length > 0;
  if (recorder !== undefined && complete && !isEnough) {
    violations.push(...checkLiveness(machine, recorder.graph(exploration), lively));
  }
  const actions = actionCounts(machine, exploration);
  return {
    machine: machine.name,
    verdict: violations.length > 0 ? "violated" : complete ? "holds" : "inconclusive",
    complete,
    limit,
    counts: exploration.counts,
    actions,
    violations,
    witnesses,
    neverEnabled: complete ? Object.keys(actions).filter((name) => actions[name].steps === 0) : [],
    unreached: complete
      ? names.filter((name) =>
        machine.properties[name]?.kind === "witness" && !Object.hasOwn(witnesses, name)
      )
      : [],
    milliseconds: performance.now() - begun,
    bytes: exploration.bytes,
  };
}

function refuseNonsense<S extends RecordDomain, K>(
  machine: Machine<S, K>,
  options: CheckOptions,
): void {
  for (const name of options.properties ?? []) {
    if (name !== DEADLOCK && !Object.hasOwn(machine.properties, name)) {
      throw new OptionsError(
        `Cannot check "${name}": the machine "${machine.name}" has no such property`,
      );
    }
  }
  for (const name of ["maxStates", "maxBytes", "maxMilliseconds", "progressEvery"] as const) {
    const value = options[name];
    if (value !== undefined && !(value >= 0)) {
      throw new OptionsError(`Cannot check with ${name} ${value}: it must be 0 or more`);
    }
  }
}

function actionCounts<S extends RecordDomain, K>(
  machine: Machine<S, K>,
  { program, steps, discoveries }: Exploration,
): { [name: string]: ActionCount } {
  const counts: { [name: string]: { steps: number; discovered: number } } = {};
  for (const name of Object.keys(machine.actions)) counts[name] = { steps: 0, discovered: 0 };
  program.choices.forEach(({ action }, choice) => {
    counts[action].steps += steps[choice];
    counts[action].discovered += discoveries[choice];
  });
  return counts;
}
