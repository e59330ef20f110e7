/**
 * A whole machine of the representation as text, for inspection.
 *
 * @module
 */

import { match } from "ts-pattern";
import { operandsOf, partsOf } from "./parts.ts";
import { indent, printAction, printBlock, printLocal, printRoutineName } from "./print.ts";
import type {
  Block,
  Expression,
  GuardItem,
  MachineText,
  Predicate,
  PropertyText,
  Routine,
} from "./representation.ts";

/**
 * Everything that a machine's text came to: its routines, actions, properties and `final`.
 *
 * @example
 * ```ts
 * import { assert } from "@std/assert";
 * import { twoPhase } from "../examples/two_phase.ts";
 * import { compile } from "./compiled.ts";
 * import { printMachine } from "./print_machine.ts";
 *
 * const { text } = await compile(twoPhase(3));
 * assert(printMachine(text).includes('rmPrepares(rm)\n  when\n    s.rm[rm] === "working"'));
 * ```
 */
export function printMachine(text: MachineText): string {
  const { name, initial, actions, properties, final } = text;
  return [
    `machine ${name}`,
    ...routinesOf(text).map(printRoutine),
    ...[initial, ...actions].map(printAction),
    ...properties.flatMap(printProperty),
    ...(final === undefined ? [] : [printPredicate("final", final)]),
  ].join("\n\n") + "\n";
}

function printRoutine(routine: Routine): string {
  const parameters = routine.parameters.map(printLocal).join(", ");
  const head = `routine ${printRoutineName(routine)}(${parameters})`;
  return [head, ...indent(printBlock(routine.body))].join("\n");
}

function printProperty(property: PropertyText): string[] {
  return match(property)
    .with(
      { kind: "invariant" },
      { kind: "witness" },
      ({ kind, name, holds }) => [printPredicate(`${kind} ${name}`, holds)],
    )
    .with(
      { kind: "step" },
      ({ name, actions }) =>
        actions.map(({ action, holds }) => printPredicate(`step ${name} of ${action}`, holds)),
    )
    .with({ kind: "leadsTo" }, ({ name, from, to }) => [
      printPredicate(`leadsTo ${name}, from`, from),
      printPredicate(`leadsTo ${name}, to`, to),
    ])
    .exhaustive();
}

function printPredicate(head: string, { parameters, body }: Predicate): string {
  const names = parameters.map(({ name }) => name).join(", ");
  return [`${head}(${names})`, ...indent(printBlock(body))].join("\n");
}

/** The routines that are called anywhere, each after those that it calls. */
function routinesOf({ initial, actions, properties, final }: MachineText): Routine[] {
  const found = new Set<Routine>();
  const call = (routine: Routine) => {
    if (found.has(routine)) return;
    block(routine.body);
    found.add(routine);
  };
  const expression = (each: Expression): void => {
    operandsOf(each).forEach(expression);
    if (each.kind === "call") call(each.routine);
  };
  const block = (statements: Block): void => {
    for (const statement of statements) {
      const { expressions, blocks } = partsOf(statement);
      expressions.forEach(expression);
      blocks.forEach(block);
      if (statement.kind === "call") call(statement.routine);
    }
  };
  const item = (each: GuardItem): void =>
    match(each)
      .with({ kind: "let" }, ({ value }) => expression(value))
      .with({ kind: "require" }, ({ test }) => expression(test))
      .with({ kind: "decide" }, ({ body }) => block(body))
      .exhaustive();
  for (const { guard, effect } of [initial, ...actions]) {
    guard.forEach(item);
    block(effect);
  }
  const predicates = properties.flatMap((property) =>
    match(property)
      .with({ kind: "invariant" }, { kind: "witness" }, ({ holds }) => [holds])
      .with({ kind: "step" }, ({ actions }) => actions.map(({ holds }) => holds))
      .with({ kind: "leadsTo" }, ({ from, to }) => [from, to])
      .exhaustive()
  );
  for (const { body } of [...predicates, ...final === undefined ? [] : [final]]) block(body);
  return [...found];
}
