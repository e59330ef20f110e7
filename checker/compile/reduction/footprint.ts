/**
 * Footprints: which cells each choice reads and writes, its guard and its effect apart.
 *
 * They are found in the representation, specialised for the choice, so that an element of an array
 * is told from the others where the choice's parameters say which it is. What is read and written
 * is an upper bound; what a guard admits is one too.
 *
 * @example
 * ```ts
 * import { compile } from "../mod.ts";
 * import { twoPhase } from "../../examples/two_phase.ts";
 * import { footprintsOf, printFootprint } from "./footprint.ts";
 * import { assertEquals } from "@std/assert";
 *
 * const program = await compile(twoPhase(2));
 * const footprints = footprintsOf(program);
 * const prepares = program.choices.findIndex(({ action }) => action === "rmPrepares");
 * assertEquals(printFootprint(program, footprints[prepares]), [
 *   'rmPrepares {"rm":0}',
 *   "  guard reads rm[0]",
 *   "  effect reads nothing",
 *   "  writes rm[0], sentPrepared{0}",
 * ]);
 * ```
 *
 * @module
 */

import { match } from "ts-pattern";
import { assuming, type Bindings, generating, withLocal, withParameter } from "../bindings.ts";
import { constant } from "../build.ts";
import { localsIn } from "../footing.ts";
import type { CompiledProgram } from "../compiled.ts";
import type { ActionText, Block, Expression, GuardItem, Statement } from "../representation.ts";
import type { Site } from "../subset_error.ts";
import { specialiseBlock, specialiseItem } from "../specialise_block.ts";
import { type Accesses, AccessFinder, type Written } from "./accesses.ts";
import { type Bits, bitsOf, includeAll, noBits, numbersIn } from "./bits.ts";
import { Cells } from "./cells.ts";
import { evaluate } from "./evaluate.ts";

/** Cells with more values than this are not looked at value by value. */
const FEW_VALUES = 64;

/** A condition without which a choice is disabled. */
export interface Conjunct {
  /** The condition, where it is an expression and not statements. */
  readonly test: Expression | undefined;
  /** Statements that return it, with the locals that it needs. */
  readonly body: Block;
  readonly site: Site;
  readonly reads: Bits;
  /** Whether it has a value in every state, also where one before it is false. */
  readonly isTotal: boolean;
}

/** What one choice reads and writes. */
export interface Footprint {
  readonly choice: number;
  readonly conjuncts: readonly Conjunct[];
  readonly guardReads: Bits;
  readonly effectReads: Bits;
  readonly writes: Bits;
  /** The values that a cell may be given when it is written, where they are known. */
  readonly written: ReadonlyMap<number, Written>;
  /** By cell and code, whether the guard may hold where the cell has that code. */
  readonly admits: ReadonlyMap<number, readonly boolean[]>;
  /** Whether the effect may raise an error, for all that is known of it. */
  readonly effectMayFail: boolean;
}

/** The footprints of all choices of a program, by number. */
export function footprintsOf(program: CompiledProgram): Footprint[] {
  const finder = new AccessFinder(new Cells(program.layout), program.possible);
  const actions = new Map(program.text.actions.map((action) => [action.name, action]));
  return program.choices.map(({ action, params }, choice) => {
    const bindings = Object.entries(params).reduce(
      (known, [name, value]) => withParameter(known, name, constant(value)),
      generating(program.possible),
    );
    return footprintOf(finder, actions.get(action)!, choice, bindings);
  });
}

function footprintOf(
  finder: AccessFinder,
  { guard, effect }: ActionText,
  choice: number,
  bindings: Bindings,
): Footprint {
  const { cells } = finder;
  const { conjuncts, known } = conjunctsOf(finder, guard, bindings);
  const done = finder.ofBlock(specialiseBlock(effect, known));
  const guardReads = noBits(cells.count);
  for (const { reads } of conjuncts) includeAll(guardReads, reads);
  const admits = new Map<number, boolean[]>();
  for (const cell of numbersIn(guardReads)) {
    const count = cells.valuesOf(cell);
    if (count > FEW_VALUES) continue;
    admits.set(
      cell,
      Array.from({ length: count }, (_, code) => {
        const value = new Map([[cell, cells.valueOf(cell, code)]]);
        return conjuncts.every(({ test }) =>
          test === undefined || evaluate(cells, test, value) !== false
        );
      }),
    );
  }
  return {
    choice,
    conjuncts,
    guardReads,
    effectReads: done.reads,
    writes: bitsOf(cells.count, done.writes.keys()),
    written: done.writes,
    admits,
    effectMayFail: done.mayFail,
  };
}

/** A guard's conjuncts, and what is known where all of them hold. */
function conjunctsOf(finder: AccessFinder, guard: readonly GuardItem[], bindings: Bindings) {
  const conjuncts: Conjunct[] = [];
  const lets: (Statement & { kind: "let" })[] = [];
  let known = bindings;
  for (const given of guard) {
    const item = specialiseItem(given, known);
    match(item)
      .with({ kind: "let" }, (item) => {
        if (item.value.kind === "constant") known = withLocal(known, item.local, item.value);
        else lets.push(item);
      })
      .with({ kind: "require" }, ({ test, site }) => {
        if (test.kind === "constant" && test.value === true) return;
        // Locals that the test does not use are left out, lest it be thought to depend on them.
        const used = usedBy(test, lets);
        const body: Block = [...used, { kind: "return", value: test }];
        conjuncts.push(conjunctOf(finder.ofBlock(body), test, body, site));
        known = assuming(known, test, true);
      })
      .with({ kind: "decide" }, (item) => {
        const body = [...lets, ...item.body];
        conjuncts.push(conjunctOf(finder.ofBlock(body), undefined, body, item.site));
      })
      .exhaustive();
  }
  return { conjuncts, known };
}

/** The locals that an expression uses, and those that these use, in the order of the text. */
function usedBy(expression: Expression, lets: readonly (Statement & { kind: "let" })[]) {
  const used = localsIn(expression);
  return lets.toReversed().filter(({ local, value }) => {
    if (used.has(local)) localsIn(value, used);
    return used.has(local);
  }).reverse();
}

function conjunctOf(
  { reads, mayFail }: Accesses,
  test: Expression | undefined,
  body: Block,
  site: Site,
): Conjunct {
  return { test, body, site, reads, isTotal: !mayFail };
}

/** A choice's footprint, a line each for its name, guard and effect. */
export function printFootprint(program: CompiledProgram, footprint: Footprint): string[] {
  const cells = new Cells(program.layout);
  const { action, params } = program.choices[footprint.choice];
  const list = (bits: Bits) =>
    numbersIn(bits).map((cell) => cells.all[cell].path).join(", ") || "nothing";
  return [
    `${action} ${JSON.stringify(params)}`,
    `  guard reads ${list(footprint.guardReads)}`,
    `  effect reads ${list(footprint.effectReads)}`,
    `  writes ${list(footprint.writes)}`,
  ];
}
