/**
 * The trace of a behaviour.
 *
 * A trace says of itself which machine, scenario and instance it belongs to, so that it can be
 * replayed years later from the file alone.
 *
 * @module
 */

import type { Behaviour, PlainParameters } from "../checker/mod.ts";
import {
  ACTION_TAKEN,
  FORMAT_DESCRIPTION,
  INIT,
  type ItfMeta,
  type ItfOption,
  type ItfTrace,
  NONDET_PICKS,
} from "./itf.ts";
import { itfType, NONE, some, toItf } from "./itf_value.ts";
import { type AnyMachine, type Claim, parametersOf, type Subject, variablesOf } from "./subject.ts";

/**
 * The trace of a behaviour.
 *
 * @throws {TraceError} `trace-value-misfit` if the behaviour is not one of the subject's machine.
 */
export function traceOf(subject: Subject, behaviour: Behaviour, claim?: Claim): ItfTrace {
  const { machine } = subject;
  const variables = variablesOf(machine);
  const picks = picksOf(machine);
  const states = behaviour.steps.map(({ action, params, state }, index) => ({
    "#meta": { index },
    [ACTION_TAKEN]: action ?? INIT,
    [NONDET_PICKS]: picks(action, params),
    ...toItf(machine.state, state, { path: `states[${index}]` }) as object,
  }));
  const { closing, obligation } = behaviour;
  const meta: ItfMeta = {
    format: "ITF",
    "format-description": FORMAT_DESCRIPTION,
    source: subject.scenario ?? machine.name,
    status: claim === undefined || claim.kind === "witness" ? "ok" : "violation",
    description: describe(behaviour, claim),
    varTypes: Object.fromEntries(variables.map(([name, domain]) => [name, itfType(domain)])),
    machine: machine.name,
    ...(subject.scenario === undefined ? {} : { scenario: subject.scenario }),
    ...(subject.instance === undefined ? {} : { instance: JSON.stringify(subject.instance) }),
    ...(claim === undefined ? {} : { property: claim.property, kind: claim.kind }),
    ...(claim?.params === undefined ? {} : { arguments: JSON.stringify(claim.params) }),
    ...(obligation === undefined ? {} : { obligation: String(obligation) }),
    ...(closing === undefined ? {} : {
      closing: JSON.stringify({
        [ACTION_TAKEN]: closing.action,
        [NONDET_PICKS]: picks(closing.action, closing.params),
      }),
    }),
  };
  return {
    "#meta": meta,
    params: [],
    vars: [...variables.map(([name]) => name), ACTION_TAKEN, NONDET_PICKS],
    ...(behaviour.loop === undefined ? {} : { loop: behaviour.loop }),
    states,
  };
}

function describe({ steps, loop }: Behaviour, claim: Claim | undefined): string {
  const when = loop !== undefined
    ? `: from state ${loop} on for ever`
    : steps.length === 1
    ? " in the first state"
    : ` after ${counted(steps.length - 1)}`;
  if (claim === undefined) return `A behaviour${when}`;
  return `${claim.property} ${claim.kind === "witness" ? "is reached" : "fails"}${when}`;
}

function counted(steps: number): string {
  return steps === 1 ? "1 step" : `${steps} steps`;
}

/** Writes a step's parameters: every parameter of any action, `None` where the step has none such. */
function picksOf(machine: AnyMachine) {
  const all = [null, ...Object.keys(machine.actions)]
    .flatMap((action) => Object.keys(parametersOf(machine, action)));
  const nothing = Object.fromEntries([...new Set(all)].sort().map((name) => [name, NONE]));
  return (action: string | null, params: PlainParameters): { [name: string]: ItfOption } => {
    const picks: { [name: string]: ItfOption } = { ...nothing };
    for (const [name, domain] of Object.entries(parametersOf(machine, action))) {
      picks[name] = some(toItf(domain, params[name], { path: name }));
    }
    return picks;
  };
}
