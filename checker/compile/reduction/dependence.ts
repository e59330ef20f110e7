/**
 * Which choices depend on one another, and which can end that a choice is disabled.
 *
 * Two choices are *independent* if neither writes a cell that the other reads or writes, or if no
 * state satisfies both guards. Where both are enabled, then, neither disables the other, and both
 * orders lead to the same state. A choice is disabled because a conjunct of its guard is false; what
 * has to be done before the conjunct is true is in `necessary.ts`.
 *
 * @module
 */

import type { CompiledProgram } from "../compiled.ts";
import { emitMachine, type GeneratedSource } from "../emit_machine.ts";
import { printBlock } from "../print.ts";
import type { PropertyText } from "../representation.ts";
import { type Bits, bitsOf, meet } from "./bits.ts";
import type { Cells } from "./cells.ts";
import { evaluate } from "./evaluate.ts";
import type { Conjunct, Footprint } from "./footprint.ts";
import { type Necessary, NecessaryFinder } from "./necessary.ts";

/** A conjunct of one or more choices' guards. */
export interface Condition {
  /** Whether it has a value in every state, also where one before it is false. */
  readonly isTotal: boolean;
  readonly necessary: Necessary;
}

/** Dependence of choices, by number. */
export interface Dependence {
  /** Of each choice, those that are not independent of it. */
  readonly conflicts: readonly Bits[];
  /** What guards are made of. */
  readonly conditions: readonly Condition[];
  /** Of each choice, the numbers of its guard's conditions, in order. */
  readonly guards: readonly (readonly number[])[];
  /** Generated code that tests conditions, by {@link nameOf} their numbers. */
  readonly tests: GeneratedSource;
}

/** Finds dependence from footprints. */
export function dependenceOf(
  program: CompiledProgram,
  cells: Cells,
  footprints: readonly Footprint[],
): Dependence {
  const finder = new NecessaryFinder(cells, footprints);
  const { guards, distinct } = conditionsOf(footprints);
  return {
    guards,
    conditions: distinct.map(({ test, reads, isTotal }) => ({
      isTotal,
      necessary: finder.find(reads, (known) => test && evaluate(cells, test, known)),
    })),
    tests: testsOf(program, distinct),
    conflicts: footprints.map((one) => {
      const others = footprints.filter((other) => conflict(one, other));
      return bitsOf(footprints.length, others.map(({ choice }) => choice));
    }),
  };
}

/** Whether two choices can be enabled together and then get in each other's way. */
function conflict(one: Footprint, other: Footprint): boolean {
  if (one.choice === other.choice) return false;
  const touches = meet(one.writes, other.writes) ||
    meet(one.writes, other.guardReads) || meet(one.writes, other.effectReads) ||
    meet(other.writes, one.guardReads) || meet(other.writes, one.effectReads);
  return touches && !excludeEachOther(one, other);
}

/** Whether there is a cell of which no value is admitted by both guards. */
function excludeEachOther(one: Footprint, other: Footprint): boolean {
  return [...one.admits].some(([cell, mine]) => {
    const theirs = other.admits.get(cell);
    return theirs !== undefined && mine.every((admitted, code) => !admitted || !theirs[code]);
  });
}

/** The different conjuncts of all guards, and of each guard the numbers of its own. */
function conditionsOf(footprints: readonly Footprint[]) {
  const keys: string[] = [];
  const distinct: Conjunct[] = [];
  const guards = footprints.map(({ choice, conjuncts }) =>
    conjuncts.map((conjunct, position) => {
      const key = keyOf(conjunct, `${choice} ${position}`);
      const known = keys.indexOf(key);
      if (known !== -1) return known;
      distinct.push(conjunct);
      return keys.push(key) - 1;
    })
  );
  return { guards, distinct };
}

/** A string that is equal for equal conjuncts. */
function keyOf({ test, body }: Conjunct, place: string): string {
  return test === undefined || body.length > 1 ? place : printBlock(body).join("\n");
}

/** The name under which the code for {@link Dependence.tests} has a condition. */
export function nameOf(condition: number): string {
  return `condition${condition}`;
}

/** Code that tests conjuncts: they are compiled as if they were properties. */
function testsOf({ data, text, possible }: CompiledProgram, conjuncts: readonly Conjunct[]) {
  const properties = conjuncts.map(({ body, site }, number): PropertyText => ({
    kind: "invariant",
    name: nameOf(number),
    holds: { parameters: [], body, site },
  }));
  const tests = { ...text, actions: [], properties, final: undefined };
  return emitMachine(data.layout, data.fullLayout, tests, possible);
}
