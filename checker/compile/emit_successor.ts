/**
 * Code for the successor by an action whose guard held: the effect, on the words of the state in
 * variables where all its positions are constant, on a copy of them in memory where not.
 *
 * @module
 */

import { type Bindings, withLocal } from "./bindings.ts";
import { type Buffer, NeedsMemory } from "./emit_access.ts";
import type { Context } from "./emit_expression.ts";
import { emitBlock, indent } from "./emit_statement.ts";
import type { ActionText, Block, Expression, Local } from "./representation.ts";
import { specialise } from "./specialise.ts";
import { specialiseBlock } from "./specialise_block.ts";

/** A successor to be written: of which action, and what is known where its guard has held. */
export interface Successor {
  readonly action: ActionText;
  readonly context: Context;
  readonly bindings: Bindings;
  /** Locals of the guard that hold numbers, by what they hold. */
  readonly numbers: ReadonlyMap<string, Local>;
  /** Code for the number of the choice that was made. */
  readonly number: string;
  /** Names the variable that a word of the state before is loaded into. */
  readonly load: (word: number) => string;
}

/** Writes the successor of a state in which the guard held. */
export function emitSuccessor(successor: Successor): string[] {
  const { context: { module }, action, number } = successor;
  // Where tests are counted, none may be decided beforehand.
  const effect = module.coverage === undefined ? withNumbers(successor) : action.effect;
  const done = [`C[n++] = ${number};`, `t += ${module.layout.words};`];
  try {
    return [...inVariables(successor, effect), ...done];
  } catch (error) {
    if (!(error instanceof NeedsMemory)) throw error;
    return [...inMemory(successor, effect), ...done];
  }
}

/** The effect. What it begins by finding out as the guard did, it takes from there. */
function withNumbers({ action: { effect }, numbers, bindings }: Successor): Block {
  let known = bindings;
  let begun = 0;
  for (;;) {
    const statement = effect[begun];
    if (statement?.kind !== "let" || statement.local.type.kind !== "number") break;
    if (statement.local.changes) break;
    const local = numbers.get(keyOf(specialise(statement.value, known)));
    if (local === undefined) break;
    const held = known.locals.get(local) ?? { kind: "local", local, type: local.type };
    known = withLocal(known, statement.local, held);
    begun++;
  }
  return specialiseBlock(effect.slice(begun), known);
}

/** An effect at constant positions: words change in variables and are stored once. */
function inVariables({ context, load }: Successor, effect: Block): string[] {
  const changed = new Set<number>();
  const state: Buffer = {
    array: "T",
    at: "t",
    detached: true,
    word: (word) => {
      changed.add(word);
      return `t${word}`;
    },
  };
  const lines = emitEffect({ ...context, buffers: { state, before: state } }, effect);
  const words = Array.from({ length: context.module.layout.words }, (_, word) => word);
  return [
    ...[...changed].map((word) => `let t${word} = ${load(word)};`),
    ...lines,
    ...words.map((word) => `T[t + ${word}] = ${changed.has(word) ? `t${word}` : load(word)};`),
  ];
}

/** An effect that needs the whole state in memory: it is copied first and changed there. */
function inMemory({ context, load }: Successor, effect: Block): string[] {
  const state: Buffer = { array: "T", at: "t" };
  const words = Array.from({ length: context.module.layout.words }, (_, word) => word);
  return [
    ...words.map((word) => `T[t + ${word}] = ${load(word)};`),
    ...emitEffect({ ...context, buffers: { state, before: state } }, effect),
  ];
}

function emitEffect(context: Context, effect: Block): string[] {
  const own = { ...context, locals: new Map(context.locals) };
  const label = context.module.fresh("effect");
  let returned = false;
  const lines = emitBlock(own, effect, () => {
    returned = true;
    return [`break ${label};`];
  }, undefined);
  return returned ? [`${label}: {`, ...indent(lines), "}"] : lines;
}

/** A text that two expressions have in common if they come to the same in the same state. */
export function keyOf(expression: Expression): string {
  return JSON.stringify(expression, (name, value) => {
    if (name === "routine" || name === "local") return value.id;
    return name === "site" ? undefined : value;
  });
}
