/**
 * What the properties of a machine see of its steps.
 *
 * A property of states sees a step that changes a cell which it reads, unless it cannot tell the
 * old value from the new: where it reads a variable only to ask whether it is `"committed"`, a step
 * from `"working"` to `"prepared"` shows it nothing.
 *
 * Guards that may raise an error are seen as properties are, so that no error goes unnoticed.
 *
 * @module
 */

import { match } from "ts-pattern";
import { UnsupportedError } from "../../errors.ts";
import { generating } from "../bindings.ts";
import type { CompiledProgram } from "../compiled.ts";
import { isTotal } from "../footing.ts";
import { operandsOf, partsOf } from "../parts.ts";
import type { Block, Expression, Statement } from "../representation.ts";
import { specialiseBlock } from "../specialise_block.ts";
import { AccessFinder } from "./accesses.ts";
import { type Bits, bitsOf, common, includeAll, includes, noBits, numbersIn } from "./bits.ts";
import { type CellBits, type Cells, codeIn } from "./cells.ts";
import { evaluate, evaluateBlock } from "./evaluate.ts";
import type { Footprint } from "./footprint.ts";
import { type LeavingCell, type Necessary, NecessaryFinder, type Truth } from "./necessary.ts";

/** A condition that must not be reached unnoticed: an invariant's violation, a witness. */
export interface Observed {
  /** What has to be done before it is true. */
  readonly necessary: Necessary;
  /** Of each choice, the cells that it writes and the condition reads. */
  readonly seen: readonly (readonly SeenCell[])[];
  /** Of each choice, the cells that it reads or writes and of which a value excludes the condition. */
  readonly excluding: readonly (readonly LeavingCell[])[];
}

/** A cell that a property reads. */
interface SeenCell {
  readonly bits: CellBits;
  /** A number for each code, the same for those that the property cannot tell apart. */
  readonly classes: readonly number[] | undefined;
}

/**
 * What the properties named see.
 *
 * @throws {UnsupportedError} if one of them is not one of states alone: which steps lead from a
 * state, and what follows it, is what the reduction does not keep.
 */
export function observedBy(
  program: CompiledProgram,
  cells: Cells,
  names: readonly string[],
  footprints: readonly Footprint[],
): Observed[] {
  const finder = new AccessFinder(cells, program.possible);
  const choices = new NecessaryFinder(cells, footprints);
  const found: Observed[] = [];
  for (const property of program.text.properties) {
    if (!names.includes(property.name)) continue;
    if (property.kind === "step" || property.kind === "leadsTo") {
      const what = property.kind === "step" ? "steps" : "what follows a state";
      throw new UnsupportedError(
        `Cannot check "${property.name}" with partial-order reduction: it observes ${what}`,
      );
    }
    const body = specialiseBlock(property.holds.body, generating(program.possible));
    const isBroken = property.kind === "invariant";
    // Where it may raise an error instead, that it is surely not met says too little.
    const { mayFail } = finder.ofBlock(body);
    const truth: Truth = (known) => {
      const value = mayFail ? undefined : evaluateBlock(cells, body, known);
      return value === undefined ? undefined : value !== isBroken;
    };
    const reader = new PropertyReader(finder);
    reader.block(body);
    const necessary = choices.find(reader.reads, truth);
    found.push(seenThrough(cells, footprints, reader.reads, reader.classes(), necessary));
  }
  const fragile = noBits(cells.count);
  for (const { conjuncts, guardReads } of footprints) {
    if (conjuncts.some((conjunct) => !conjunct.isTotal)) includeAll(fragile, guardReads);
  }
  if (numbersIn(fragile).length > 0) {
    const necessary = choices.find(fragile, () => undefined);
    found.push(seenThrough(cells, footprints, fragile, new Map(), necessary));
  }
  return found;
}

/** Whether a step from the state at `states[at]` to that at `after[to]` shows in one of the cells. */
export function isSeen(
  cells: readonly SeenCell[],
  states: Uint32Array,
  at: number,
  after: Uint32Array,
  to: number,
): boolean {
  for (const { bits, classes } of cells) {
    const from = codeIn(states, at, bits);
    const now = codeIn(after, to, bits);
    if (from !== now && (classes === undefined || classes[from] !== classes[now])) return true;
  }
  return false;
}

type Classes = ReadonlyMap<number, readonly number[]>;

function seenThrough(
  cells: Cells,
  footprints: readonly Footprint[],
  reads: Bits,
  classes: Classes,
  { enabling, leaving }: Necessary,
): Observed {
  const written = footprints.map(({ writes }) => numbersIn(common(writes, reads)));
  const changing = footprints.filter((footprint) =>
    written[footprint.choice].some((cell) => mayShow(cells, footprint, cell, classes.get(cell)))
  );
  return {
    necessary: {
      enabling: common(
        enabling,
        bitsOf(footprints.length, changing.map(({ choice }) => choice)),
      ),
      leaving,
    },
    seen: written.map((of) =>
      of.map((cell) => ({ bits: cells.all[cell].bits, classes: classes.get(cell) }))
    ),
    excluding: footprints.map(({ guardReads, effectReads, writes }) =>
      leaving.filter(({ cell }) =>
        [guardReads, effectReads, writes].some((bits) => includes(bits, cell))
      )
    ),
  };
}

/** Whether a choice may take a cell from one class to another. */
function mayShow(
  cells: Cells,
  { admits, written }: Footprint,
  cell: number,
  classes: readonly number[] | undefined,
): boolean {
  const values = written.get(cell);
  if (classes === undefined || values === undefined) return true;
  const codes = classes.map((_, code) => code);
  const after = codes.filter((code) => values.has(cells.valueOf(cell, code)));
  const before = codes.filter((code) => admits.get(cell)?.[code] !== false);
  return before.some((from) => after.some((to) => classes[from] !== classes[to]));
}

/** Cells with more values than this are not looked at value by value. */
const MOST_VALUES = 256;

/** Finds the questions that a property asks of single cells. */
class PropertyReader {
  readonly reads: Bits;
  readonly #cells: Cells;
  readonly #finder: AccessFinder;
  /** The answers to each question asked of a cell, by code. */
  readonly #answers = new Map<number, boolean[][]>();
  /** Cells that are read other than to ask such a question. */
  readonly #exact: Bits;

  constructor(finder: AccessFinder) {
    this.#cells = finder.cells;
    this.#finder = finder;
    this.reads = noBits(finder.cells.count);
    this.#exact = noBits(finder.cells.count);
  }

  block(block: Block): void {
    includeAll(this.reads, this.#finder.ofBlock(block).reads);
    block.forEach((statement) => this.#statement(statement));
  }

  /** For each cell of which only questions are asked, a class for each code. */
  classes(): Classes {
    const found = new Map<number, number[]>();
    for (const [cell, answers] of this.#answers) {
      if (numbersIn(common(this.#exact, bitsOf(this.#cells.count, [cell]))).length > 0) continue;
      const keys: string[] = [];
      const classes = answers[0].map((_, code) => {
        const key = answers.map((answer) => answer[code]).join();
        return keys.includes(key) ? keys.indexOf(key) : keys.push(key) - 1;
      });
      found.set(cell, classes);
    }
    return found;
  }

  #statement(statement: Statement): void {
    const exact = () => includeAll(this.#exact, this.#finder.ofBlock([statement]).reads);
    const parts = () => {
      const { expressions, blocks } = partsOf(statement);
      expressions.forEach((expression) => this.#expression(expression));
      blocks.forEach((block) => this.#block(block));
    };
    match(statement)
      .with({ kind: "let" }, { kind: "assign" }, { kind: "if" }, { kind: "loop" }, parts)
      .with({ kind: "return" }, { kind: "break" }, { kind: "continue" }, parts)
      .with({ kind: "call" }, { kind: "write" }, { kind: "add" }, { kind: "delete" }, exact)
      .with({ kind: "clear" }, { kind: "copy" }, exact)
      .exhaustive();
  }

  #block(block: Block): void {
    block.forEach((statement) => this.#statement(statement));
  }

  #expression(expression: Expression): void {
    const { reads } = this.#finder.ofExpression(expression);
    const cells = numbersIn(reads);
    if (cells.length === 0) return;
    if (cells.length === 1 && expression.type.kind === "flag" && isTotal(expression)) {
      const answers = this.#ask(expression, cells[0]);
      if (answers !== undefined) {
        this.#answers.set(cells[0], [...this.#answers.get(cells[0]) ?? [], answers]);
        return;
      }
    }
    const exact = () => includeAll(this.#exact, reads);
    const operands = () => operandsOf(expression).forEach((each) => this.#expression(each));
    match(expression)
      .with({ kind: "read" }, { kind: "size" }, { kind: "has" }, { kind: "same" }, exact)
      .with({ kind: "call" }, exact)
      .with({ kind: "constant" }, { kind: "parameter" }, { kind: "local" }, operands)
      .with({ kind: "arithmetic" }, { kind: "compare" }, { kind: "equal" }, operands)
      .with({ kind: "not" }, { kind: "and" }, { kind: "or" }, operands)
      .with({ kind: "choose" }, { kind: "present" }, { kind: "lookup" }, operands)
      .exhaustive();
  }

  /** What an expression of one cell comes to for each code; nothing, if it takes more to know. */
  #ask(expression: Expression, cell: number): boolean[] | undefined {
    const count = this.#cells.valuesOf(cell);
    if (count > MOST_VALUES) return undefined;
    const answers = Array.from({ length: count }, (_, code) => {
      const known = new Map([[cell, this.#cells.valueOf(cell, code)]]);
      return evaluate(this.#cells, expression, known);
    });
    return answers.every((answer) => typeof answer === "boolean") ? answers : undefined;
  }
}
