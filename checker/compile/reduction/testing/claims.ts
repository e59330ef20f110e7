/**
 * What reduced searches are compared with the oracle by: which claims about states are met.
 *
 * @module
 */

import { DomainError, IndexError, MachineError } from "../../../errors.ts";
import type { AnyMachine } from "../../../language.ts";
import { checkNaively } from "../../../naive.ts";
import { DEADLOCK } from "../../../safety.ts";
import { follow } from "../../../testing/agreement.ts";
import { checkCompiled, type CompiledOptions } from "../../check_compiled.ts";

/** What is found of a machine. */
export interface Found {
  /** Which claims are violated or reached, or that the machine is mistaken. */
  readonly met: readonly string[] | "mistake";
  readonly distinct: number;
}

/** The claims of a machine that a reduction serves. */
export function claimsOf({ properties }: AnyMachine): string[] {
  const names = Object.keys(properties).filter((name) =>
    properties[name].kind === "invariant" || properties[name].kind === "witness"
  );
  return [...names, DEADLOCK];
}

/** What the oracle finds. */
export function foundByOracle(machine: AnyMachine): Promise<Found> {
  const claims = claimsOf(machine);
  return unlessMistaken(() => {
    const { lengths, distinct } = checkNaively(machine);
    return { met: Object.keys(lengths).filter((name) => claims.includes(name)).sort(), distinct };
  });
}

/** What a search finds, all claims asked unless others are. Every behaviour it shows is followed. */
export function foundBy(machine: AnyMachine, options: CompiledOptions): Promise<Found> {
  return unlessMistaken(async () => {
    const { violations, witnesses, counts } = await checkCompiled(machine, {
      properties: claimsOf(machine),
      ...options,
    });
    for (const { behaviour } of violations) follow(machine, behaviour);
    for (const behaviour of Object.values(witnesses)) follow(machine, behaviour);
    const met = [...violations.map(({ property }) => property), ...Object.keys(witnesses)].sort();
    return { met, distinct: counts.distinct };
  });
}

async function unlessMistaken(find: () => Found | Promise<Found>): Promise<Found> {
  try {
    return await find();
  } catch (error) {
    const isMistake = error instanceof DomainError || error instanceof IndexError ||
      error instanceof MachineError;
    if (isMistake) return { met: "mistake", distinct: 0 };
    throw error;
  }
}
