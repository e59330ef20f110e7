/**
 * Rows: scenarios as tables by name, in which only what sets one apart from the others is said.
 *
 * @module
 */

import type { Bounds } from "../../spec/bounds.ts";
import { faults } from "../../spec/faults.ts";
import { type Place, places } from "../places.ts";
import type { Scenario } from "../scenario.ts";

/** A scenario whose bounds are the machine's, so that a misspelt one does not compile. */
export type MachineScenario =
  & Omit<Scenario, "bounds" | "deepBounds">
  & { readonly bounds: Bounds; readonly deepBounds?: Bounds };

/** What a row may say of its scenario in so many words. */
type Said = Omit<MachineScenario, "name" | "title" | "bounds" | "deepBounds" | "expect" | "pinned">;

/** A scenario without what follows from its name, its place and its table. */
export interface Row extends Partial<Said> {
  /** What it shows, in one line. */
  readonly title: string;
  /** Where the machine is explored, but for what the row says itself. */
  readonly place: keyof typeof places;
  /** Bounds that differ from the place's. */
  readonly bounds?: Partial<Bounds>;
  /** Bounds that differ from the place's with `--deep`. */
  readonly deepBounds?: Partial<Bounds>;
  /** The properties that fail; without it, all hold. */
  readonly violates?: readonly string[];
  readonly pinned: MachineScenario["pinned"];
}

/** A row whose title may follow from its name. */
export type Untitled = Omit<Row, "title"> & Partial<Pick<Row, "title">>;

/** All but name, title and design are those of a scenario in which a fault stands for the design. */
export interface Same {
  readonly sameAs: string;
}

/** Rows by the names of their scenarios, in the order in which they are run. */
export type Table<R> = { readonly [name: string]: R };

/** Scenarios of the hardened design, unless a row says otherwise. */
export function hardened(table: Table<Row>): readonly MachineScenario[] {
  return Object.entries(table).map(([name, row]) => scenarioOf(name, "hardened", row));
}

/** Scenarios of the document taken literally, in which all properties are looked at. */
export function asWritten(table: Table<Row>): readonly MachineScenario[] {
  return Object.entries(table).map(([name, row]) => scenarioOf(name, "asWritten", row));
}

/** Scenarios of the document taken literally, each of which shows what one finding claims. */
export function asWrittenFindings(table: Table<Row>): readonly MachineScenario[] {
  return Object.entries(table).map(([name, row]) =>
    scenarioOf(name, "asWritten", { properties: row.violates, ...row })
  );
}

/**
 * Scenarios of the hardened design without the ingredient that each is named for.
 *
 * @param others The scenarios that a row can name.
 * @throws {TypeError} if a row names none of them.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { ablated, faulty } from "./rows.ts";
 *
 * const pinned = { distinct: 1, generated: 1, depth: 1, lengths: {} };
 * const faults = faulty({ fault_page_size_unchecked: { place: "pageSizes", pinned } });
 * const [{ design, fault, expect }] = ablated(
 *   { without_page_size: { sameAs: "fault_page_size_unchecked" } },
 *   faults,
 * );
 * assertEquals([design, fault], ["without:pageSize", undefined]);
 * assertEquals(expect, { violates: ["PublishedPointersAreGranted"] });
 * ```
 */
export function ablated(
  table: Table<Untitled | Same>,
  others: readonly MachineScenario[] = [],
): readonly MachineScenario[] {
  return Object.entries(table).map(([name, row]) => {
    const words = name.replace(/^without_/, "");
    const title = `The hardened design without ${words.replaceAll("_", " ")}.`;
    const design = `without:${camelCase(words)}`;
    if (!("sameAs" in row)) return scenarioOf(name, design, { title, ...row });
    const same = others.find((other) => other.name === row.sameAs);
    if (same === undefined) {
      throw new TypeError(`Cannot take "${name}" from "${row.sameAs}": there is no such scenario`);
    }
    const { fault: _, ...rest } = same;
    return { ...rest, name, design, title };
  });
}

/**
 * Scenarios of the hardened design with the fault that each is named for, or says. The fault gives
 * the title, and the property that fails if it is the only one.
 *
 * @throws {TypeError} if there is no such fault.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { faulty } from "./rows.ts";
 *
 * const pinned = { distinct: 1, generated: 1, depth: 1, lengths: {} };
 * const [{ fault, title, expect }] = faulty({ fault_ring_overrun: { place: "twoCommands", pinned } });
 * assertEquals(fault, "ringOverrun");
 * assertEquals(title, "The kernel lets a tail overtake the head.");
 * assertEquals(expect, { violates: ["RingsAreNeverOverrun"] });
 * ```
 */
export function faulty(table: Table<Untitled>): readonly MachineScenario[] {
  return Object.entries(table).map(([name, row]) => {
    const fault = row.fault ?? camelCase(name.replace(/^fault_/, ""));
    if (!Object.hasOwn(faults, fault)) {
      throw new TypeError(`Cannot seed a fault in "${name}": there is no fault "${fault}"`);
    }
    const { title, breaks } = faults[fault];
    return scenarioOf(name, "hardened", { title: `${title}.`, violates: [breaks], ...row, fault });
  });
}

/** The scenario of a row. */
function scenarioOf(name: string, design: string, row: Row): MachineScenario {
  const { place: from, bounds, deepBounds, violates, ...said } = row;
  const place: Place = places[from];
  return {
    name,
    design,
    ...place,
    ...said,
    bounds: { ...place.bounds, ...bounds },
    ...(deepBounds && { deepBounds: { ...place.bounds, ...deepBounds } }),
    expect: violates ? { violates } : { holds: true },
  };
}

/** As the machine spells names: `ringOverrun` for `ring_overrun`. */
function camelCase(words: string): string {
  return words.replace(/_(.)/g, (_, letter: string) => letter.toUpperCase());
}
