/**
 * Whether a behaviour that replays shows what its trace claims: that a property fails, or that a
 * witness is reached. A trace may outlive the claim: the property mended, the machine unchanged.
 *
 * @module
 */

import {
  type Behaviour,
  codeOf,
  faultOfLasso,
  fromPlain,
  layoutOf,
  type ParameterDomains,
  type PlainParameters,
  type PlainState,
  Stepper,
  type Violation,
} from "../checker/mod.ts";
import { DEADLOCK } from "../checker/safety.ts";
import { readingOf } from "../checker/views.ts";
import { jsonIn } from "./behaviour_of.ts";
import { inFile, quote, TraceError } from "./errors.ts";
import type { RawTrace } from "./itf_read.ts";
import { isObject } from "./itf_value.ts";
import type { AnyMachine } from "./subject.ts";

/** What a trace says that it shows. */
export interface ToldClaim {
  readonly property: string;
  /** The values of the property's parameters for which it fails. */
  readonly params?: PlainParameters;
}

/**
 * What a trace says that it shows, if it says so.
 *
 * @throws {TraceError} `trace-wrong-shape` or `trace-value-misfit` if it cannot be read.
 */
export function claimOf(machine: AnyMachine, { meta, file }: RawTrace): ToldClaim | undefined {
  if (typeof meta.property !== "string") return undefined;
  const property = Object.hasOwn(machine.properties, meta.property)
    ? machine.properties[meta.property]
    : undefined;
  const kind = meta.property === DEADLOCK ? "deadlock" : property?.kind;
  if (meta.kind !== undefined && kind !== undefined && meta.kind !== kind) {
    throw new TraceError(
      "trace-value-misfit",
      `Cannot take ${quote(meta.kind)} for the kind of ${meta.property} in ` +
        `["#meta"].kind${inFile({ file })}: it is ${quote(kind)}`,
      { file, path: `["#meta"].kind` },
    );
  }
  const domains: ParameterDomains = property?.kind === "leadsTo"
    ? property.params?.(machine.constants) ?? {}
    : {};
  if (Object.keys(domains).length === 0) return { property: meta.property };
  const told = jsonIn("arguments", meta.arguments, file);
  const params: { [name: string]: PlainParameters[string] } = {};
  for (const [name, domain] of Object.entries(domains)) {
    const value = isObject(told) ? told[name] : undefined;
    if (codeOf(domain, value) === undefined) {
      throw new TraceError(
        "trace-value-misfit",
        `Cannot take ${quote(value)} for the parameter "${name}" of ${meta.property} in ` +
          `["#meta"].arguments${inFile({ file })}: it is none of its values`,
        { file, path: `["#meta"].arguments` },
      );
    }
    params[name] = value as PlainParameters[string];
  }
  return { property: meta.property, params };
}

/**
 * Why a behaviour does not show what is claimed; `undefined` if it does.
 *
 * @param behaviour One of the machine's.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { faultOfClaim } from "./claim.ts";
 * import { counter, toThree } from "./testing/counter.ts";
 *
 * assertEquals(faultOfClaim(counter, toThree, { property: "NeverThree" }), undefined);
 * const shorter = { steps: toThree.steps.slice(0, 2) };
 * assertEquals(
 *   faultOfClaim(counter, shorter, { property: "NeverThree" }),
 *   "NeverThree holds in its last state",
 * );
 * ```
 */
export function faultOfClaim(
  machine: AnyMachine,
  behaviour: Behaviour,
  { property: name, params }: ToldClaim,
): string | undefined {
  const last = behaviour.steps[behaviour.steps.length - 1];
  const { constants } = machine;
  if (name === DEADLOCK) {
    const [choice] = new Stepper(machine).enabled(last.state);
    if (choice !== undefined) return `${choice.action} is enabled in its last state`;
    const final = machine.final?.(viewOf(machine, last.state), constants) ?? false;
    return final ? "its last state is final" : undefined;
  }
  if (!Object.hasOwn(machine.properties, name)) return `the machine has no property ${name}`;
  const property = machine.properties[name];
  switch (property.kind) {
    case "invariant": {
      const holds = property.holds(viewOf(machine, last.state), constants);
      return holds ? `${name} holds in its last state` : undefined;
    }
    case "witness": {
      const reached = property.reached(viewOf(machine, last.state), constants);
      return reached ? undefined : `${name} is not reached in its last state`;
    }
    case "step": {
      if (last.action === null) return "it has no step";
      const observed = property.of === undefined ||
        property.of.includes(machine.actions[last.action]);
      if (!observed) return `${name} is not about ${last.action}, its last step`;
      const [before, after] = behaviour.steps.slice(-2).map(({ state }) => viewOf(machine, state));
      const holds = property.holds(before, after, last.params, constants);
      return holds ? `${name} holds of its last step` : undefined;
    }
    case "leadsTo": {
      const violation: Violation = { property: name, kind: "leadsTo", params, behaviour };
      return faultOfLasso(machine, violation);
    }
  }
}

function viewOf(machine: AnyMachine, state: PlainState) {
  const layout = layoutOf(machine.state);
  return readingOf(layout, fromPlain(layout, state));
}
