/**
 * Whether a loop over the members of an index type does the same in whatever order it visits them.
 *
 * Shown is that no turn sees what another has done: each turn changes only what is kept for its own
 * member; or all put the same constant in the same place; or they add up a local that none of them
 * reads. A loop that is left early does nothing else, and leaves in one way only, so that it does
 * not matter which member made it leave.
 *
 * @module
 */

import { isTotal, isTotalBlock, localsIn } from "../footing.ts";
import { operandsOf } from "../parts.ts";
import { printBlock, printExpression, printPlace } from "../print.ts";
import type { Block, Expression, Local, Place, Statement } from "../representation.ts";
import { SymmetryError } from "./symmetry_error.ts";

type Loop = Statement & { readonly kind: "loop" };
type Assignment = Statement & { readonly kind: "let" | "assign" };

/** What makes the order of turns matter in a loop over an index type, or a member go unvisited. */
export function findOrder(loop: Loop, index: string, size: number): SymmetryError | undefined {
  const site = loop.site!;
  if (!visitsAll(loop, size)) {
    const found = `a loop that does not visit each of its ${size} members in turn`;
    return new SymmetryError(index, "nobody-first", site, found);
  }
  const found = orderIn(loop);
  return found === undefined
    ? undefined
    : new SymmetryError(index, "any-order", site, `a loop with ${found}`);
}

function visitsAll({ from, limit, operator, step }: Loop, size: number): boolean {
  if (from.kind !== "constant" || limit.kind !== "constant") return false;
  const [first, end] = [from.value as number, limit.value as number];
  return step === 1
    ? first === 0 && end === (operator === "<" ? size : size - 1)
    : step === -1 && first === size - 1 && end === (operator === ">" ? -1 : 0);
}

/** One step of an access: a field, the loop's own member, some number, or any other element. */
type AccessStep = string | number | "own" | "any";

/** A place that a turn reads or changes. */
interface Access {
  readonly steps: readonly AccessStep[];
  readonly text: string;
  /** For a change to a constant in a place that is the same in every turn: which. */
  readonly constant?: string;
}

/** What one turn of a loop does. */
interface Turn {
  readonly reads: Access[];
  readonly writes: Access[];
  /** Assignments to locals that outlive the turn. */
  readonly assigned: Assignment[];
  /** How the loop is left: what is assigned first, and the statement that leaves. */
  readonly exits: Set<string>;
  /** How many of the assignments belong to exits. */
  atExits: number;
  /** How often each local is looked at. */
  readonly uses: Map<Local, number>;
}

/** What makes the order of turns matter, in words; nothing, if nothing does. */
function orderIn(loop: Loop): string | undefined {
  const turn: Turn = {
    reads: [],
    writes: [],
    assigned: [],
    exits: new Set(),
    atExits: 0,
    uses: new Map(),
  };
  const collector = new Collector(loop, turn);
  collector.block(loop.body, true);
  return ofExits(loop, turn) ?? ofWrites(turn) ?? ofLocals(turn);
}

function ofExits(loop: Loop, { exits, writes, assigned, atExits }: Turn): string | undefined {
  if (exits.size === 0) return undefined;
  if (exits.size > 1) return `several ways out, ${[...exits].map((e) => `\`${e}\``).join(" and ")}`;
  if (writes.length > 0) return `an early way out and a change of \`${writes[0].text}\``;
  if (assigned.length > atExits) {
    return `an early way out and a change of "${assigned[0].local.name}"`;
  }
  // Whether the turn that would fail is ever come to depends on who is visited first.
  return isTotalBlock(loop.body)
    ? undefined
    : "an early way out, and something in it that may fail in one turn and not in another";
}

function ofWrites({ reads, writes }: Turn): string | undefined {
  for (const [i, write] of writes.entries()) {
    const read = reads.find((read) => meet(write, read));
    if (read !== undefined) return `a turn that reads \`${read.text}\`, which another may change`;
    for (const other of writes.slice(i)) {
      if (!meet(write, other)) continue;
      if (write.constant === undefined || write.constant !== other.constant) {
        return `turns that each change \`${write.text}\``;
      }
    }
  }
  return undefined;
}

/** Whether what one turn does to a place can concern what another does to a place. */
function meet(a: Access, b: Access): boolean {
  for (let i = 0; i < Math.min(a.steps.length, b.steps.length); i++) {
    const [left, right] = [a.steps[i], b.steps[i]];
    // Two turns have two members of their own.
    if (left === "own" && right === "own") return false;
    const isElement = (step: AccessStep) => step === "own" || step === "any";
    if (left !== right && !isElement(left) && !isElement(right)) return false;
  }
  return true;
}

function ofLocals({ assigned, uses }: Turn): string | undefined {
  for (const { local } of assigned) {
    const ways = assigned.filter((other) => other.local === local).map(accumulates);
    if (ways.some((way) => way === undefined || way !== ways[0])) {
      return `an assignment to "${local.name}" that depends on who is visited last`;
    }
    const own = ways.filter((way) => !way!.startsWith("=")).length;
    if ((uses.get(local) ?? 0) > own) {
      return `"${local.name}", which turns change and look at`;
    }
  }
  return undefined;
}

/** How an assignment adds to a local: by a sum, another operation, or always the same constant. */
function accumulates({ local, value }: Assignment): string | undefined {
  if (value.kind === "constant") return `= ${JSON.stringify(value.value)}`;
  if (value.kind !== "arithmetic" && value.kind !== "and" && value.kind !== "or") return undefined;
  const isOwn = (e: Expression) => e.kind === "local" && e.local === local;
  const operator = value.kind === "arithmetic" ? value.operator : value.kind;
  switch (operator) {
    case "-":
      return isOwn(value.left) ? "sum" : undefined;
    case "+":
      return isOwn(value.left) || isOwn(value.right) ? "sum" : undefined;
    case "min":
    case "max":
    case "&":
    case "|":
    case "^":
      return isOwn(value.left) || isOwn(value.right) ? operator : undefined;
    case "and":
    case "or":
      // What stands to the right is skipped in some orders; then it must not be able to fail.
      return isOwn(value.right) || (isOwn(value.left) && isTotal(value.right))
        ? operator
        : undefined;
  }
  return undefined;
}

/** Another name that a local goes by: the one that it stands for. */
type Aliases = ReadonlyMap<Local, Expression>;

/** Goes through a turn, and through the routines that it calls. */
class Collector {
  readonly #loop: Loop;
  readonly #turn: Turn;
  /** What is declared within the turn. */
  readonly #inner: Set<Local>;
  readonly #aliases: Map<Local, Expression>;
  /** Whether the block belongs to the loop's function, which a `return` in it leaves. */
  readonly #isOwn: boolean;

  constructor(loop: Loop, turn: Turn, aliases: Aliases = new Map(), isOwn = true) {
    this.#loop = loop;
    this.#turn = turn;
    this.#inner = new Set([loop.local]);
    this.#aliases = new Map(aliases);
    this.#isOwn = isOwn;
  }

  /** @param breaks Whether a `break` in the block leaves the loop. */
  block(block: Block, breaks: boolean): void {
    const last = block.at(-1);
    const leaves = last !== undefined && this.#isOwn &&
      (last.kind === "return" || (last.kind === "break" && breaks));
    for (const statement of block) this.#statement(statement, breaks);
    if (!leaves) return;
    const assigns = block.filter((each) =>
      each.kind === "assign" && !this.#inner.has(each.local) && each.value.kind === "constant"
    );
    this.#turn.atExits += assigns.length;
    this.#turn.exits.add(printBlock([...assigns, this.#stable(last)]).join("; "));
  }

  /** The statement that leaves, told apart from others if what it returns is not always the same. */
  #stable(statement: Statement): Statement {
    if (statement.kind !== "return" || statement.value === undefined) return statement;
    if ([...localsIn(statement.value)].some((local) => this.#inner.has(local))) {
      this.#turn.exits.add(`returning what depends on "${this.#loop.local.name}"`);
    }
    return statement;
  }

  #statement(statement: Statement, breaks: boolean): void {
    switch (statement.kind) {
      case "let":
        this.#expression(statement.value);
        this.#inner.add(statement.local);
        if (!statement.local.changes) this.#alias(statement.local, statement.value);
        return;
      case "assign":
        this.#expression(statement.value);
        if (!this.#inner.has(statement.local)) this.#turn.assigned.push(statement);
        return;
      case "write":
        this.#expression(statement.value);
        return this.#write(statement.place, [], statement.value);
      case "add":
      case "delete":
        this.#expression(statement.member);
        return this.#write(statement.place, [statement.member], truth(statement.kind === "add"));
      case "clear":
        return this.#write(statement.place, [], truth(false));
      case "copy":
        this.#read(statement.source);
        return this.#write(statement.target, [], undefined);
      case "if":
        this.#expression(statement.test);
        this.block(statement.yes, breaks);
        this.block(statement.no, breaks);
        return;
      case "loop":
        this.#expression(statement.from);
        this.#expression(statement.limit);
        this.#inner.add(statement.local);
        return this.block(statement.body, false);
      case "break":
      case "continue":
        return;
      case "call":
        statement.arguments.forEach((each) => this.#expression(each));
        return this.#call(statement.routine, statement.arguments);
      case "return":
        if (statement.value !== undefined) this.#expression(statement.value);
    }
  }

  #expression(expression: Expression): void {
    switch (expression.kind) {
      case "local": {
        const { uses } = this.#turn;
        uses.set(expression.local, (uses.get(expression.local) ?? 0) + 1);
        return;
      }
      case "read":
      case "size":
        return this.#read(expression.place);
      case "has":
        this.#expression(expression.member);
        return this.#read(expression.place, [expression.member]);
      case "same":
        this.#read(expression.left);
        return this.#read(expression.right);
    }
    operandsOf(expression).forEach((operand) => this.#expression(operand));
    if (expression.kind === "call") this.#call(expression.routine, expression.arguments);
  }

  #call(routine: { parameters: readonly Local[]; body: Block }, args: readonly Expression[]): void {
    const inside = new Collector(this.#loop, this.#turn, new Map(), false);
    routine.parameters.forEach((local, i) => {
      inside.#inner.add(local);
      inside.#alias(local, this.#resolve(args[i]));
    });
    inside.block(routine.body, false);
  }

  #alias(local: Local, value: Expression): void {
    this.#aliases.set(local, this.#resolve(value));
  }

  /** What an expression stands for, as far as it is a local, a parameter or a constant. */
  #resolve(expression: Expression): Expression {
    return expression.kind === "local"
      ? this.#aliases.get(expression.local) ?? expression
      : expression;
  }

  #read(place: Place, last: readonly Expression[] = []): void {
    this.#indices(place);
    if (place.root === "state") this.#turn.reads.push(this.#access(place, last));
  }

  #write(place: Place, last: readonly Expression[], value: Expression | undefined): void {
    this.#indices(place);
    const access = this.#access(place, last);
    const same = value?.kind === "constant" && !access.steps.includes("any") &&
      !access.steps.includes("own");
    const constant = same ? JSON.stringify([access.steps, value.value]) : undefined;
    this.#turn.writes.push({ ...access, constant });
  }

  #indices({ path }: Place): void {
    for (const step of path) if (step.kind === "element") this.#expression(step.index);
  }

  #access(place: Place, last: readonly Expression[]): Access {
    const steps = place.path.map((step) =>
      step.kind === "field" ? step.name : this.#element(step.index)
    );
    const members = last.map((member) => this.#element(member));
    const text = printPlace(place) + last.map((member) => `[${printExpression(member)}]`).join("");
    return { steps: [...steps, ...members], text };
  }

  #element(index: Expression): AccessStep {
    const value = this.#resolve(index);
    if (value.kind === "local" && value.local === this.#loop.local) return "own";
    return value.kind === "constant" ? value.value as number : "any";
  }
}

function truth(value: boolean): Expression {
  return { kind: "constant", value, type: { kind: "flag" } };
}
