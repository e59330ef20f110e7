/**
 * Is this lasso what it claims to be? Checked on the machine itself, step by step, without the graph
 * that it was found in: for tests, for replay, and for whoever does not trust the search.
 *
 * @module
 */

import { fromPlain } from "../codec.ts";
import type { RecordDomain } from "../domains.ts";
import type { Machine } from "../language.ts";
import type { Choice } from "../program.ts";
import type { PlainState, Violation } from "../result.ts";
import { Stepper } from "../stepper.ts";
import { readingOf } from "../views.ts";
import { type Constraint, constraintsOf } from "./fairness.ts";

/**
 * What is wrong with a violation of a `leadsTo` property; `undefined` if nothing is.
 *
 * Nothing is if the behaviour begins in an initial state, every step of it is one that the machine
 * can take, the last state goes on to the one at `loop` (or stays as it is), the property's `from`
 * is true at `obligation` and its `to` is false from there on, and going round the loop for ever
 * keeps every promise of fairness.
 */
export function faultOfLasso<S extends RecordDomain, K>(
  machine: Machine<S, K>,
  { property: name, params, behaviour }: Violation,
): string | undefined {
  const { steps, loop, closing, obligation } = behaviour;
  const stepper = new Stepper(machine);
  const states = steps.map(({ state }) => state);
  const property = machine.properties[name];
  if (property?.kind !== "leadsTo") return `${name} is no leadsTo property`;
  if (loop === undefined || loop >= steps.length) return "it has no loop";
  if (closing === undefined && loop !== steps.length - 1) return "its loop is not closed";
  if (!stepper.initial().some((state) => isSame(state, states[0]))) {
    return "its start is not initial";
  }

  const taken: (Choice | null)[] = [];
  for (let i = 1; i <= steps.length; i++) {
    const step = i < steps.length ? steps[i] : closing;
    if (step === undefined) break;
    const choice = { action: step.action!, params: step.params };
    const target = i < steps.length ? states[i] : states[loop];
    if (!stepper.isEnabled(states[i - 1], choice)) return `step ${i} is not enabled`;
    if (!isSame(stepper.apply(states[i - 1], choice), target)) return `step ${i} leads elsewhere`;
    // Taking an action without a change is stuttering.
    taken[i] = isSame(states[i - 1], target) ? null : choice;
  }

  const holds = (test: typeof property.from, state: PlainState) => {
    const reading = readingOf<S>(stepper.layout, fromPlain(stepper.layout, state));
    return test(reading, (params ?? {}) as never, machine.constants);
  };
  if (obligation === undefined || obligation > loop) {
    return "it names no obligation before its loop";
  }
  if (!holds(property.from, states[obligation])) return `from is false at ${obligation}`;
  const answered = states.findIndex((state, i) => i >= obligation && holds(property.to, state));
  if (answered !== -1) return `to is true at ${answered}`;

  const { all, ofChoice } = constraintsOf(machine, stepper.choices);
  const belongs = (choice: Choice, c: number) => ofChoice[stepper.numberOf(choice)] === c;
  const isKept = ({ kind }: Constraint, c: number) => {
    if (taken.slice(loop + 1).some((choice) => choice !== null && belongs(choice, c))) return true;
    const enabled = states.slice(loop).map((state) =>
      stepper.enabled(state).some((choice) =>
        belongs(choice, c) && !isSame(stepper.apply(state, choice), state)
      )
    );
    return kind === "weak" ? enabled.includes(false) : !enabled.includes(true);
  };
  const broken = all.find((constraint, c) => !isKept(constraint, c));
  if (broken === undefined) return undefined;
  return `it is unfair to ${broken.action} ${JSON.stringify(broken.params)}`;
}

function isSame(left: PlainState, right: PlainState): boolean {
  return JSON.stringify(left) === JSON.stringify(right);
}
