/**
 * Checking a machine: explore every state within the limits and report what was found.
 *
 * @module
 */

import type { RecordDomain } from "./domains.ts";
import { DirectProgram } from "./direct.ts";
import { type Behaviours, type CheckingSearch, checkWith, type Question } from "./engine.ts";
import { Exploration } from "./explore.ts";
import { type Graph, GraphRecorder } from "./graph.ts";
import type { Machine } from "./language.ts";
import type { CheckOptions, CheckResult } from "./result.ts";
import { Safety } from "./safety.ts";
import { behaviourTo } from "./trace.ts";

/**
 * Explores a machine breadth first and checks its properties.
 *
 * The search goes on to the fixpoint after a violation, so that one run says everything about a
 * machine: each property that fails is there with a shortest behaviour that shows it. Liveness is
 * examined once every state is known, within the same limits. What a limit leaves open is listed as
 * unsettled, and the verdict is then inconclusive unless something failed.
 *
 * Where `properties` leaves out `Deadlock`, deadlocks are not looked for.
 *
 * @throws {OptionsError} if `properties` names one that the machine lacks, or an option has a value
 * that makes no sense.
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
export function check<S extends RecordDomain, K>(
  machine: Machine<S, K>,
  options: CheckOptions = {},
): Promise<CheckResult> {
  return checkWith((machine, question) => new DirectSearch(machine, question), machine, options);
}

/** Direct execution, with the safety properties and, for liveness, the graph observed. */
class DirectSearch<S extends RecordDomain, K> extends Exploration implements CheckingSearch {
  readonly #safety: Safety<S, K>;
  readonly #recorder: GraphRecorder | undefined;

  constructor(machine: Machine<S, K>, { names, lively, stopAtFirst }: Question) {
    const program = new DirectProgram(machine);
    const safety = new Safety(machine, program, names, stopAtFirst);
    // Liveness looks at the graph again and again; safety alone needs no edges.
    const recorder = lively.length > 0 ? new GraphRecorder() : undefined;
    super(program, recorder ? [safety, recorder] : [safety]);
    this.#safety = safety;
    this.#recorder = recorder;
  }

  get choices() {
    return this.program.choices;
  }

  get met() {
    return this.#safety.met;
  }

  behaviours(): Behaviours {
    const behaviours = this.met.map(({ id, choice }) =>
      behaviourTo(this.program, this.store, id, choice)
    );
    return { behaviours };
  }

  graph(): Graph {
    return this.#recorder!.graph(this);
  }
}
