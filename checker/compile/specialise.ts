/**
 * The representation with some parameters and locals replaced by constants, and folded again.
 *
 * An action is generated once for each choice of its parameters where that stays small; then every
 * position in the state is constant. Loops with few turns are written out for the same reason.
 *
 * @module
 */

import * as build from "./build.ts";
import type { Block, Expression, Local, Place, Statement } from "./representation.ts";

/** Constants by parameter name and by local. */
export interface Bindings {
  readonly parameters: ReadonlyMap<string, Expression>;
  readonly locals: ReadonlyMap<Local, Expression>;
}

/** No constants at all. */
export const unbound: Bindings = { parameters: new Map(), locals: new Map() };

/** The same bindings and a parameter's. */
export function withParameter(bindings: Bindings, name: string, value: Expression): Bindings {
  return { ...bindings, parameters: new Map(bindings.parameters).set(name, value) };
}

/** The same bindings and a local's. */
export function withLocal(bindings: Bindings, local: Local, value: Expression): Bindings {
  return { ...bindings, locals: new Map(bindings.locals).set(local, value) };
}

/** How many statements a loop may become when it is written out. */
const roomToUnroll = 64;

/** An expression with its constants put in. */
export function specialise(expression: Expression, bindings: Bindings): Expression {
  const inner = (each: Expression) => specialise(each, bindings);
  switch (expression.kind) {
    case "constant":
      return expression;
    case "parameter":
      return bindings.parameters.get(expression.name) ?? expression;
    case "local":
      return bindings.locals.get(expression.local) ?? expression;
    case "read":
    case "size":
      return { ...expression, place: specialisePlace(expression.place, bindings) };
    case "has":
      return {
        ...expression,
        place: specialisePlace(expression.place, bindings),
        member: inner(expression.member),
      };
    case "same":
      return {
        ...expression,
        left: specialisePlace(expression.left, bindings),
        right: specialisePlace(expression.right, bindings),
      };
    case "arithmetic":
      return build.arithmetic(expression.operator, inner(expression.left), inner(expression.right));
    case "compare":
      return build.compare(expression.operator, inner(expression.left), inner(expression.right));
    case "equal":
      return build.equal(inner(expression.left), inner(expression.right));
    case "not":
      return build.not(inner(expression.operand));
    case "and": {
      const left = inner(expression.left);
      return build.isConstant(left, false) ? left : build.and(left, inner(expression.right));
    }
    case "or": {
      const left = inner(expression.left);
      return build.isConstant(left, true) ? left : build.or(left, inner(expression.right));
    }
    case "choose": {
      const test = inner(expression.test);
      if (test.kind === "constant") return inner(test.value ? expression.yes : expression.no);
      // The sides were of one kind before, and still are.
      return build.choose(test, inner(expression.yes), inner(expression.no), expression.site)!;
    }
    case "present":
      return build.present(inner(expression.operand), expression.site);
    case "lookup": {
      const index = inner(expression.index);
      return build.lookup(expression.table, index, expression.site) ?? { ...expression, index };
    }
    case "call":
      return { ...expression, arguments: expression.arguments.map(inner) };
  }
}

function specialisePlace<P extends Place>(place: P, bindings: Bindings): P {
  const path = place.path.map((step) =>
    step.kind === "field" ? step : { ...step, index: specialise(step.index, bindings) }
  );
  return { ...place, path };
}

/** Statements with their constants put in. What cannot be reached is left out. */
export function specialiseBlock(block: Block, bindings: Bindings): Block {
  const found: Statement[] = [];
  let known = bindings;
  for (const statement of block) {
    if (statement.kind === "let" && !statement.local.changes) {
      const value = specialise(statement.value, known);
      if (value.kind === "constant") known = withLocal(known, statement.local, value);
      else found.push({ ...statement, value });
      continue;
    }
    found.push(...specialiseStatement(statement, known));
    const last = found.at(-1)?.kind;
    if (last === "return" || last === "break" || last === "continue") break;
  }
  return found;
}

function specialiseStatement(statement: Statement, bindings: Bindings): Block {
  const inner = (each: Expression) => specialise(each, bindings);
  switch (statement.kind) {
    case "let":
    case "assign":
      return [{ ...statement, value: inner(statement.value) }];
    case "write":
      return [{
        ...statement,
        place: specialisePlace(statement.place, bindings),
        value: inner(statement.value),
      }];
    case "add":
    case "delete":
      return [{
        ...statement,
        place: specialisePlace(statement.place, bindings),
        member: inner(statement.member),
      }];
    case "clear":
      return [{ ...statement, place: specialisePlace(statement.place, bindings) }];
    case "copy":
      return [{
        ...statement,
        target: specialisePlace(statement.target, bindings),
        source: specialisePlace(statement.source, bindings),
      }];
    case "if": {
      const test = inner(statement.test);
      if (test.kind === "constant") {
        return specialiseBlock(test.value ? statement.yes : statement.no, bindings);
      }
      const yes = specialiseBlock(statement.yes, bindings);
      const no = specialiseBlock(statement.no, bindings);
      return [{ ...statement, test, yes, no }];
    }
    case "loop":
      return specialiseLoop(statement, bindings);
    case "break":
    case "continue":
      return [statement];
    case "call":
      return [{ ...statement, arguments: statement.arguments.map(inner) }];
    case "return":
      return [{ ...statement, value: statement.value && inner(statement.value) }];
  }
}

function specialiseLoop(loop: Statement & { kind: "loop" }, bindings: Bindings): Block {
  const from = specialise(loop.from, bindings);
  const limit = specialise(loop.limit, bindings);
  if (from.kind === "constant" && limit.kind === "constant" && !breaksOff(loop.body)) {
    const turns = Math.max(
      0,
      loop.operator.length === 2
        ? Math.floor(((limit.value as number) - (from.value as number)) / loop.step) + 1
        : Math.ceil(((limit.value as number) - (from.value as number)) / loop.step),
    );
    if (turns * sizeOf(loop.body) <= roomToUnroll) {
      const found: Statement[] = [];
      for (let turn = 0; turn < turns; turn++) {
        const value = build.constant((from.value as number) + turn * loop.step);
        found.push(...specialiseBlock(loop.body, withLocal(bindings, loop.local, value)));
        if (found.at(-1)?.kind === "return") break;
      }
      return found;
    }
  }
  return [{ ...loop, from, limit, body: specialiseBlock(loop.body, bindings) }];
}

/** Whether statements break off the loop that they are the body of. */
function breaksOff(block: Block): boolean {
  return block.some((statement) =>
    statement.kind === "break" || statement.kind === "continue" ||
    (statement.kind === "if" && (breaksOff(statement.yes) || breaksOff(statement.no)))
  );
}

/** How many statements there are, those inside others included. */
export function sizeOf(block: Block): number {
  return block.reduce((sum, statement) => {
    if (statement.kind === "if") return sum + 1 + sizeOf(statement.yes) + sizeOf(statement.no);
    return sum + 1 + (statement.kind === "loop" ? sizeOf(statement.body) : 0);
  }, 0);
}
