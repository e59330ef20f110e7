/**
 * What cells an expression or a block may read and write, called routines included.
 *
 * Every path is taken, so that both sets are upper bounds. Whether a cell is written at all may
 * depend on the state; a cell that is written only under a condition is not read for that.
 *
 * @module
 */

import { generating, withLocal } from "../bindings.ts";
import { isConstant } from "../build.ts";
import { isBelow, isInside, isTotal } from "../footing.ts";
import { operandsOf } from "../parts.ts";
import type { PossibleValues } from "../possible_values.ts";
import type { Block, Expression, Place, Routine, Scalar, Statement } from "../representation.ts";
import { bodyOf } from "../specialise.ts";
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
    switch (expression.kind) {
      case "read":
      case "size":
        return found.read(this.cells.at(expression.place));
      case "has":
        return found.read(this.cells.atMember(expression.place, expression.member));
      case "same":
        found.read(this.cells.at(expression.left));
        return found.read(this.cells.at(expression.right));
      case "call":
        return this.#call(found, expression.routine, expression.arguments);
    }
  }

  #statement(found: Found, statement: Statement): void {
    const block = (inner: Block) => inner.forEach((each) => this.#statement(found, each));
    switch (statement.kind) {
      case "let":
      case "assign":
        return this.#expression(found, statement.value);
      case "write": {
        const { place, value } = statement;
        this.#place(found, place);
        this.#expression(found, value);
        found.mayFail ||= !fits(value.type, place.domain);
        return found.write(
          this.cells.at(place),
          value.kind === "constant" ? one(value.value) : undefined,
        );
      }
      case "add":
      case "delete": {
        const { place, member } = statement;
        this.#place(found, place);
        this.#expression(found, member);
        const { domain } = place;
        found.mayFail ||= domain.kind !== "subset" || !isBelow(member, domain.size);
        return found.write(this.cells.atMember(place, member), one(statement.kind === "add"));
      }
      case "clear":
        this.#place(found, statement.place);
        for (const cell of this.cells.at(statement.place)) {
          found.write([cell], one(this.cells.valueOf(cell, 0)));
        }
        return;
      case "copy":
        this.#place(found, statement.source);
        this.#place(found, statement.target);
        found.read(this.cells.at(statement.source));
        return found.write(this.cells.at(statement.target), undefined);
      case "if":
        this.#expression(found, statement.test);
        block(statement.yes);
        return block(statement.no);
      case "loop":
        this.#expression(found, statement.from);
        this.#expression(found, statement.limit);
        return block(statement.body);
      case "break":
      case "continue":
        return;
      case "call":
        statement.arguments.forEach((argument) => this.#expression(found, argument));
        return this.#call(found, statement.routine, statement.arguments);
      case "return":
        if (statement.value !== undefined) this.#expression(found, statement.value);
    }
  }

  /** What it takes to find a place. */
  #place(found: Found, place: Place): void {
    found.mayFail ||= !isInside(place);
    for (const step of place.path) {
      if (step.kind === "element") this.#expression(found, step.index);
    }
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
