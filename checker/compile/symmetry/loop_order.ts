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

import { match } from "ts-pattern";
import { isTotal, isTotalBlock, localsIn } from "../footing.ts";
import { indicesOf, operandsOf } from "../parts.ts";
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
  const isOwn = (e: Expression) => e.kind === "local" && e.local === local;
  return match(value)
    .returnType<string | undefined>()
    .with({ kind: "constant" }, (e) => `= ${JSON.stringify(e.value)}`)
    .with({ kind: "arithmetic", operator: "-" }, (e) => isOwn(e.left) ? "sum" : undefined)
    .with(
      { kind: "arithmetic", operator: "+" },
      (e) => isOwn(e.left) || isOwn(e.right) ? "sum" : undefined,
    )
    .with(
      { kind: "arithmetic", operator: "min" },
      { kind: "arithmetic", operator: "max" },
      { kind: "arithmetic", operator: "&" },
      { kind: "arithmetic", operator: "|" },
      { kind: "arithmetic", operator: "^" },
      (e) => isOwn(e.left) || isOwn(e.right) ? e.operator : undefined,
    )
    // What stands to the right is skipped in some orders; then it must not be able to fail.
    .with(
      { kind: "and" },
      { kind: "or" },
      (e) => isOwn(e.right) || (isOwn(e.left) && isTotal(e.right)) ? e.kind : undefined,
    )
    .with({ kind: "arithmetic" }, { kind: "compare" }, { kind: "equal" }, () => undefined)
    .with({ kind: "parameter" }, { kind: "local" }, { kind: "read" }, () => undefined)
    .with({ kind: "size" }, { kind: "has" }, { kind: "same" }, { kind: "not" }, () => undefined)
    .with({ kind: "choose" }, { kind: "present" }, { kind: "lookup" }, () => undefined)
    .with({ kind: "call" }, () => undefined)
    .exhaustive();
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
    match(statement)
      .with({ kind: "let" }, ({ local, value }) => {
        this.#expression(value);
        this.#inner.add(local);
        if (!local.changes) this.#alias(local, value);
      })
      .with({ kind: "assign" }, (assignment) => {
        this.#expression(assignment.value);
        if (!this.#inner.has(assignment.local)) this.#turn.assigned.push(assignment);
      })
      .with({ kind: "write" }, ({ place, value }) => {
        this.#expression(value);
        this.#write(place, [], value);
      })
      .with({ kind: "add" }, { kind: "delete" }, ({ kind, place, member }) => {
        this.#expression(member);
        this.#write(place, [member], truth(kind === "add"));
      })
      .with({ kind: "clear" }, ({ place }) => this.#write(place, [], truth(false)))
      .with({ kind: "copy" }, ({ target, source }) => {
        this.#read(source);
        this.#write(target, [], undefined);
      })
      .with({ kind: "if" }, ({ test, yes, no }) => {
        this.#expression(test);
        this.block(yes, breaks);
        this.block(no, breaks);
      })
      .with({ kind: "loop" }, ({ local, from, limit, body }) => {
        this.#expression(from);
        this.#expression(limit);
        this.#inner.add(local);
        this.block(body, false);
      })
      .with({ kind: "break" }, { kind: "continue" }, () => {})
      .with({ kind: "call" }, (call) => {
        call.arguments.forEach((each) => this.#expression(each));
        this.#call(call.routine, call.arguments);
      })
      .with({ kind: "return" }, ({ value }) => value && this.#expression(value))
      .exhaustive();
  }

  #expression(expression: Expression): void {
    const operands = () => operandsOf(expression).forEach((each) => this.#expression(each));
    match(expression)
      .with({ kind: "local" }, ({ local }) => {
        const { uses } = this.#turn;
        uses.set(local, (uses.get(local) ?? 0) + 1);
      })
      .with({ kind: "read" }, { kind: "size" }, ({ place }) => this.#read(place))
      .with({ kind: "has" }, ({ place, member }) => {
        this.#expression(member);
        this.#read(place, [member]);
      })
      .with({ kind: "same" }, ({ left, right }) => {
        this.#read(left);
        this.#read(right);
      })
      .with({ kind: "call" }, (call) => {
        operands();
        this.#call(call.routine, call.arguments);
      })
      .with({ kind: "constant" }, { kind: "parameter" }, () => {})
      .with({ kind: "arithmetic" }, { kind: "compare" }, { kind: "equal" }, operands)
      .with({ kind: "not" }, { kind: "and" }, { kind: "or" }, operands)
      .with({ kind: "choose" }, { kind: "present" }, { kind: "lookup" }, operands)
      .exhaustive();
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

  #indices(place: Place): void {
    indicesOf(place).forEach((index) => this.#expression(index));
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
