/**
 * Orbits the slow way: every state that a machine reaches, and every renaming of its members, on
 * plain states. Shares nothing with what it is compared with.
 *
 * @module
 */

import type { Domain, RecordDomain } from "../../../domains.ts";
import type { AnyMachine } from "../../../language.ts";
import type { Plain, PlainState } from "../../../result.ts";
import { Stepper } from "../../../stepper.ts";

/** What becomes of each member, by index type. */
export type Renaming = { readonly [index: string]: readonly number[] };

/** Every order of the numbers below `size`. */
export function ordersOf(size: number): number[][] {
  if (size === 0) return [[]];
  return ordersOf(size - 1).flatMap((order) =>
    Array.from({ length: size }, (_, at) => order.toSpliced(at, 0, size - 1))
  );
}

/** Every renaming of the members of index types of these sizes. */
export function renamingsOf(sizes: { readonly [index: string]: number }): Renaming[] {
  return Object.entries(sizes).reduce<Renaming[]>(
    (found, [name, size]) =>
      found.flatMap((renaming) => ordersOf(size).map((order) => ({ ...renaming, [name]: order }))),
    [{}],
  );
}

/** A value with its members renamed. */
export function rename(domain: Domain, value: Plain, renaming: Renaming): Plain {
  const image = (index: string | undefined, member: number) =>
    index === undefined ? member : renaming[index]?.[member] ?? member;
  switch (domain.kind) {
    case "record": {
      const fields = value as { readonly [name: string]: Plain };
      return Object.fromEntries(
        Object.entries(domain.fields).map((
          [name, of],
        ) => [name, rename(of, fields[name], renaming)]),
      );
    }
    case "array": {
      const renamed: Plain[] = [];
      (value as readonly Plain[]).forEach((element, i) => {
        renamed[image(domain.over?.name, i)] = rename(domain.of, element, renaming);
      });
      return renamed;
    }
    case "subset":
      return (value as readonly number[]).map((member) => image(domain.over?.name, member))
        .sort((a, b) => a - b);
    case "optional":
      return value === null ? null : rename(domain.of, value, renaming);
    case "index":
      return image(domain.name, value as number);
    default:
      return value;
  }
}

/** A name for all states that renaming members makes out of one. */
export function orbitOf(
  schema: RecordDomain,
  state: PlainState,
  renamings: readonly Renaming[],
): string {
  return renamings.map((renaming) => JSON.stringify(rename(schema, state, renaming))).sort()[0];
}

/** The orbits of the states that a machine reaches: how many, and on which level the farthest is. */
export function orbitsOf(
  machine: AnyMachine,
  renamings: readonly Renaming[],
): { readonly distinct: number; readonly depth: number } {
  const stepper = new Stepper(machine);
  const states = new Map<string, { state: PlainState; depth: number }>();
  const reach = (state: PlainState, depth: number) => {
    const key = JSON.stringify(state);
    if (!states.has(key)) states.set(key, { state, depth });
  };
  for (const state of stepper.initial()) reach(state, 1);
  // Nearer states come first, and with them the first of each orbit.
  const orbits = new Map<string, number>();
  for (const { state, depth } of states.values()) {
    const orbit = orbitOf(machine.state, state, renamings);
    if (!orbits.has(orbit)) orbits.set(orbit, depth);
    for (const choice of stepper.enabled(state)) reach(stepper.apply(state, choice), depth + 1);
  }
  return { distinct: orbits.size, depth: Math.max(0, ...orbits.values()) };
}
