/**
 * What two ways of checking a machine are compared by.
 *
 * @module
 */

import { assertEquals } from "@std/assert";
import type { RecordDomain } from "../domains.ts";
import { DomainError, IndexError, MachineError } from "../errors.ts";
import type { Machine } from "../language.ts";
import { checkNaively } from "../naive.ts";
import type { Behaviour, CheckResult } from "../result.ts";
import { Stepper } from "../stepper.ts";

/** What was found, or what was wrong with the machine. */
export type Summary = { readonly [what: string]: unknown };

/** What the oracle finds. */
export function summaryByOracle<S extends RecordDomain, K>(machine: Machine<S, K>): Summary {
  try {
    return { ...checkNaively(machine) };
  } catch (error) {
    return summaryOfError(error);
  }
}

/** What a checker finds, in the oracle's terms. */
export async function summaryBy(find: () => Promise<CheckResult>): Promise<Summary> {
  try {
    const { counts, verdict, violations, witnesses, actions } = await find();
    const lengths: [property: string, length: number][] = [
      ...violations.map(({ property, behaviour }) => [property, behaviour] as const),
      ...Object.entries(witnesses),
    ].map(([property, { steps }]) => [property, steps.length]);
    return {
      ...counts,
      violated: verdict === "violated",
      lengths: Object.fromEntries(lengths),
      steps: Object.fromEntries(Object.entries(actions).map(([name, { steps }]) => [name, steps])),
    };
  } catch (error) {
    return summaryOfError(error);
  }
}

function summaryOfError(error: unknown): Summary {
  if (error instanceof DomainError) return { misfit: error.field, value: error.value };
  if (error instanceof IndexError) return { misfit: error.field, value: error.index };
  if (error instanceof MachineError) return { refused: error.message };
  throw error;
}

/** What must not depend on who explores, where every step is taken. */
export function exactFindings(result: CheckResult) {
  const { verdict, counts, actions, unreached, neverEnabled, violations, witnesses } = result;
  const length = ({ steps, closing }: Behaviour) => steps.length + (closing === undefined ? 0 : 1);
  return {
    verdict,
    counts,
    unreached,
    neverEnabled,
    steps: Object.entries(actions).map(([name, { steps }]) => [name, steps]),
    violations: Object.fromEntries(
      violations.map(({ property, kind, behaviour }) => [property, [kind, length(behaviour)]]),
    ),
    witnesses: Object.fromEntries(
      Object.entries(witnesses).map(([name, behaviour]) => [name, length(behaviour)]),
    ),
  };
}

/** Fails unless the machine can take every step of a behaviour and comes to where it says. */
export function follow<S extends RecordDomain, K>(
  machine: Machine<S, K>,
  { steps: [first, ...steps] }: Behaviour,
): void {
  const stepper = new Stepper(machine);
  const isFirst = (state: unknown) => JSON.stringify(state) === JSON.stringify(first.state);
  assertEquals(stepper.initial().filter(isFirst).length, 1);
  let state = first.state;
  for (const { action, params, state: claimed } of steps) {
    state = stepper.apply(state, { action: action!, params });
    assertEquals(state, claimed);
  }
}
