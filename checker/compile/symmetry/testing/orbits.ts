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

/** Every state that a machine reaches. */
export function statesOf(machine: AnyMachine): PlainState[] {
  const stepper = new Stepper(machine);
  const states = new Map(stepper.initial().map((state) => [JSON.stringify(state), state]));
  for (const state of states.values()) {
    for (const choice of stepper.enabled(state)) {
      const after = stepper.apply(state, choice);
      states.set(JSON.stringify(after), after);
    }
  }
  return [...states.values()];
}
