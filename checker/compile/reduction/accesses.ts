/**
 * What cells an expression or a block may read and write, called routines included.
 *
 * Every path is taken, so that both sets are upper bounds. Whether a cell is written at all may
 * depend on the state; a cell that is written only under a condition is not read for that.
 *
 * @module
 */

import { match } from "ts-pattern";
import { generating, withLocal } from "../bindings.ts";
import { isConstant } from "../build.ts";
import { isBelow, isInside, isTotal } from "../footing.ts";
import { indicesOf, operandsOf } from "../parts.ts";
import type { PossibleValues } from "../possible_values.ts";
import type { Block, Expression, Place, Routine, Scalar, Statement } from "../representation.ts";
import { bodyOf } from "../specialise_call.ts";
import { fits } from "../types.ts";
import { type Bits, include, includeAll, noBits } from "./bits.ts";
import type { Cells } from "./cells.ts";

/** The values that a cell may have been given when it was written; nothing, if they are not known. */
export type Written = ReadonlySet<Scalar> | undefined;

/** What a piece of text may do to the state. */
export interface Accesses {
  readonly reads: Bits;
  /** The cells that may be written. */
  readonly writes: ReadonlyMap<number, Written>;
  /** Whether it may raise an error. */
  readonly mayFail: boolean;
}

/** Finds accesses, those of a routine once. */
export class AccessFinder {
  readonly cells: Cells;
  readonly #possible: PossibleValues | undefined;
  readonly #blocks = new WeakMap<Block, Accesses>();

  constructor(cells: Cells, possible: PossibleValues | undefined) {
    this.cells = cells;
    this.#possible = possible;
  }

  /** The cells that an expression may read. */
  ofExpression(expression: Expression): Accesses {
    const found = new Found(this.cells);
    this.#expression(found, expression);
    return found;
  }

  /** What statements may do. */
  ofBlock(block: Block): Accesses {
    let known = this.#blocks.get(block);
    if (known === undefined) {
      const found = new Found(this.cells);
      block.forEach((statement) => this.#statement(found, statement));
      this.#blocks.set(block, known = found);
    }
    return known;
  }

  #expression(found: Found, expression: Expression): void {
    found.mayFail ||= !isTotal(expression);
    operandsOf(expression).forEach((operand) => this.#expression(found, operand));
    match(expression)
      .with({ kind: "read" }, { kind: "size" }, ({ place }) => found.read(this.cells.at(place)))
      .with({ kind: "has" }, ({ place, member }) => found.read(this.cells.atMember(place, member)))
      .with({ kind: "same" }, ({ left, right }) => {
        found.read(this.cells.at(left));
        found.read(this.cells.at(right));
      })
      .with({ kind: "call" }, (call) => this.#call(found, call.routine, call.arguments))
      // They only pass on what their operands read.
      .with({ kind: "constant" }, { kind: "parameter" }, { kind: "local" }, () => {})
      .with({ kind: "arithmetic" }, { kind: "compare" }, { kind: "equal" }, () => {})
      .with({ kind: "not" }, { kind: "and" }, { kind: "or" }, () => {})
      .with({ kind: "choose" }, { kind: "present" }, { kind: "lookup" }, () => {})
      .exhaustive();
  }

  #statement(found: Found, statement: Statement): void {
    const block = (inner: Block) => inner.forEach((each) => this.#statement(found, each));
    const expression = (inner: Expression) => this.#expression(found, inner);
    match(statement)
      .with({ kind: "let" }, { kind: "assign" }, ({ value }) => expression(value))
      .with({ kind: "write" }, ({ place, value }) => {
        this.#place(found, place);
        expression(value);
        found.mayFail ||= !fits(value.type, place.domain);
        const written = value.kind === "constant" ? one(value.value) : undefined;
        found.write(this.cells.at(place), written);
      })
      .with({ kind: "add" }, { kind: "delete" }, ({ kind, place, member }) => {
        this.#place(found, place);
        expression(member);
        const { domain } = place;
        found.mayFail ||= domain.kind !== "subset" || !isBelow(member, domain.size);
        found.write(this.cells.atMember(place, member), one(kind === "add"));
      })
      .with({ kind: "clear" }, ({ place }) => {
        this.#place(found, place);
        for (const cell of this.cells.at(place)) {
          found.write([cell], one(this.cells.valueOf(cell, 0)));
        }
      })
      .with({ kind: "copy" }, ({ source, target }) => {
        this.#place(found, source);
        this.#place(found, target);
        found.read(this.cells.at(source));
        found.write(this.cells.at(target), undefined);
      })
      .with({ kind: "if" }, ({ test, yes, no }) => {
        expression(test);
        block(yes);
        block(no);
      })
      .with({ kind: "loop" }, ({ from, limit, body }) => {
        expression(from);
        expression(limit);
        block(body);
      })
      .with({ kind: "break" }, { kind: "continue" }, () => {})
      .with({ kind: "call" }, (call) => {
        call.arguments.forEach(expression);
        this.#call(found, call.routine, call.arguments);
      })
      .with({ kind: "return" }, ({ value }) => value && expression(value))
      .exhaustive();
  }

  /** What it takes to find a place. */
  #place(found: Found, place: Place): void {
    found.mayFail ||= !isInside(place);
    indicesOf(place).forEach((index) => this.#expression(found, index));
  }

  #call(found: Found, routine: Routine, args: readonly Expression[]): void {
    const bindings = routine.parameters.reduce(
      (known, local, i) => isConstant(args[i]) ? withLocal(known, local, args[i]) : known,
      generating(this.#possible),
    );
    found.includeAll(this.ofBlock(bodyOf(routine, bindings)));
  }
}

/** Accesses while they are found. */
class Found implements Accesses {
  readonly reads: Bits;
  readonly writes = new Map<number, Written>();
  mayFail = false;

  constructor({ count }: Cells) {
    this.reads = noBits(count);
  }

  read(cells: readonly number[]): void {
    for (const cell of cells) include(this.reads, cell);
  }

  write(cells: readonly number[], values: Written): void {
    for (const cell of cells) {
      const before = this.writes.get(cell) ?? (this.writes.has(cell) ? undefined : new Set());
      this.writes.set(cell, before && values && new Set([...before, ...values]));
    }
  }

  includeAll({ reads, writes, mayFail }: Accesses): void {
    includeAll(this.reads, reads);
    for (const [cell, values] of writes) this.write([cell], values);
    this.mayFail ||= mayFail;
  }
}

function one(value: Scalar): Written {
  return new Set([value]);
}
