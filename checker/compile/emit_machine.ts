/**
 * Code for a whole machine, and the functions that it evaluates to.
 *
 * @module
 */

import { match } from "ts-pattern";
import { cardinality, type ScalarDomain } from "../domains.ts";
import type { Layout } from "../layout.ts";
import type { Coverage } from "./coverage_points.ts";
import { emitAction } from "./emit_action.ts";
import type { Context } from "./emit_expression.ts";
import { failures, Module } from "./emit_module.ts";
import { emitBlock, indent, inMemory } from "./emit_statement.ts";
import { leastOf, nullOf } from "./encoding.ts";
import type { ActionText, MachineText, Parameter, Predicate, Type } from "./representation.ts";
import { generating } from "./bindings.ts";
import type { PossibleValues } from "./possible_values.ts";
import { specialiseBlock } from "./specialise_block.ts";
import { flagType, presentOf, typeOfDomain } from "./types.ts";

/** Appends the successors of the state at `S[o]` to `T` and `C`, from number `n` on. */
export type Append = (
  S: Uint32Array,
  o: number,
  T: Uint32Array,
  C: Uint32Array,
  n: number,
) => number;

/** Whether something holds in the state at `S[o]`, with the parameters' numbers. */
export type Holds = (S: Uint32Array, o: number, ...parameters: number[]) => boolean;

/** Whether something holds of the step with choice `c` from the state at `B[p]` to the one at `S[o]`. */
export type HoldsOfStep = (
  S: Uint32Array,
  o: number,
  B: Uint32Array,
  p: number,
  c: number,
) => boolean;

/** Generated code, and what the numbers of types in it stand for. */
export interface GeneratedSource {
  readonly source: string;
  readonly types: readonly Type[];
}

/** What generated code offers. */
export interface Generated {
  readonly initial: Append;
  readonly expand: Append;
  /** Each action by itself, in their order. */
  readonly actions: readonly Append[];
  /** Invariants and witnesses by name, `final`, and `NAME.from` and `NAME.to` of a leads-to. */
  readonly holds: { readonly [name: string]: Holds };
  /** Step properties by name, then by the action they observe. */
  readonly steps: { readonly [name: string]: { readonly [action: string]: HoldsOfStep } };
}

/**
 * Generates a machine's code.
 *
 * Initial states are made in the full layout: what makes them passes through values that no action
 * can store.
 */
export function emitMachine(
  layout: Layout,
  fullLayout: Layout,
  text: MachineText,
  possible?: PossibleValues,
  coverage?: Coverage,
): GeneratedSource {
  const module = new Module(layout, possible, coverage);
  const entries: string[] = [];
  const actions: string[] = [];
  const actionNames: string[] = [];
  /** The number of each action's first choice. */
  const firsts = new Map<string, number>();
  let first = 0;
  const add = (action: ActionText): void => {
    const emitted = emitAction(module, action, first);
    actions.push(emitted.text);
    actionNames.push(emitted.name);
    firsts.set(action.name, first);
    first += action.parameters.reduce((product, { domain }) => product * cardinality(domain), 1);
  };
  text.actions.forEach(add);
  const atFirst = new Module(fullLayout, undefined, coverage, module.types);
  const initial = emitAction(atFirst, text.initial, 0);
  coverage?.close();

  const holds: string[] = [];
  const predicate = (key: string, of: Predicate): void => {
    const name = module.fresh(key);
    actions.push(emitPredicate(module, name, of));
    holds.push(`${JSON.stringify(key)}: ${name}`);
  };
  const steps: string[] = [];
  for (const property of text.properties) {
    match(property)
      .with({ kind: "invariant" }, { kind: "witness" }, (p) => predicate(p.name, p.holds))
      .with({ kind: "leadsTo" }, (p) => {
        predicate(`${p.name}.from`, p.from);
        predicate(`${p.name}.to`, p.to);
      })
      .with({ kind: "step" }, (p) => {
        const observed = p.actions.map(({ action, holds }) => {
          const name = module.fresh(p.name);
          actions.push(emitPredicate(module, name, holds, firsts.get(action)));
          return `${JSON.stringify(action)}: ${name}`;
        });
        steps.push(`${JSON.stringify(p.name)}: { ${observed.join(", ")} }`);
      })
      .exhaustive();
  }
  if (text.final !== undefined) predicate("final", text.final);

  entries.push(
    "function expand(S, o, T, C, n) {",
    ...indent(actionNames.map((name) => `n = ${name}(S, o, T, C, n);`)),
    "  return n;",
    "}",
    "return {",
    "  initial: (() => {",
    ...indent(indent([...complete(atFirst, [initial.text]), `return ${initial.name};`])),
    "  })(),",
    "  expand,",
    `  actions: [${actionNames.join(", ")}],`,
    `  holds: { ${holds.join(", ")} },`,
    `  steps: { ${steps.join(", ")} },`,
    "};",
  );
  const source = complete(module, [...actions, ...entries]).join("\n");
  return { source, types: module.types };
}

/** A module's text, after what it needs. */
function complete(module: Module, lines: readonly string[]): string[] {
  return [...module.prelude(), ...module.functions, ...lines];
}

/** Makes functions of generated code. */
export function evaluateSource(
  source: string,
  layout: Layout,
  types: readonly Type[],
  coverage?: Coverage,
): Generated {
  const cover = (number: number, value: boolean) => coverage!.note(number, value);
  const scope = { ...failures(layout, types), cover };
  return new Function(...Object.keys(scope), source)(...Object.values(scope));
}

/**
 * Code for a predicate of a state and its parameters' numbers; or of a step by an action whose
 * first choice has the number given, and of the step's choice. That says what the parameters are.
 */
function emitPredicate(
  module: Module,
  name: string,
  { parameters, body }: Predicate,
  first?: number,
): string {
  const names = new Map(parameters.map((each) => [each.name, module.fresh(each.name)]));
  const context: Context = { module, buffers: inMemory, parameters: names, locals: new Map() };
  const lines = emitBlock(
    context,
    specialiseBlock(body, generating(module.possible)),
    (value) => [`return ${value};`],
    flagType,
  );
  const given = first === undefined ? ["S", "o", ...names.values()] : ["S", "o", "B", "p", "c"];
  const chosen = first === undefined ? [] : chosenParameters([...names.values()], parameters, first)
    .filter(([name]) => lines.some((line) => line.includes(name)))
    .map(([name, value]) => `const ${name} = ${value};`);
  return [`function ${name}(${given.join(", ")}) {`, ...indent([...chosen, ...lines]), "}"]
    .join("\n");
}

/** Each parameter's name, with code for its number in the choice `c` of the action. */
function chosenParameters(
  names: readonly string[],
  parameters: readonly Parameter[],
  first: number,
): [name: string, value: string][] {
  const counts = parameters.map(({ domain }) => cardinality(domain));
  return parameters.map(({ domain }, i) => {
    const stride = counts.slice(i + 1).reduce((product, count) => product * count, 1);
    return [names[i], `${leastCode(domain)} + ((c - ${first}) / ${stride} | 0) % ${counts[i]}`];
  });
}

/** The numbers that generated code takes for the parameters of a choice, given by its code. */
export function parameterNumbers(parameters: readonly Parameter[], choice: number): number[] {
  const numbers: number[] = [];
  let rest = choice;
  for (const { domain } of parameters.toReversed()) {
    const count = cardinality(domain);
    numbers.unshift(leastCode(domain) + rest % count);
    rest = Math.floor(rest / count);
  }
  return numbers;
}

function leastCode(domain: ScalarDomain): number {
  const type = typeOfDomain(domain);
  return type.kind === "maybe" ? nullOf(type) : leastOf(presentOf(type));
}
