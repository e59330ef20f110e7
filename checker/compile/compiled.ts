/**
 * A machine compiled: the same interface as direct execution, from generated code.
 *
 * @module
 */

import type { RecordDomain } from "../domains.ts";
import { combinations } from "../direct.ts";
import { MachineError } from "../errors.ts";
import type { Machine } from "../language.ts";
import { layoutOf } from "../layout.ts";
import type { Coverage } from "./coverage_points.ts";
import { emitMachine } from "./emit_machine.ts";
import { GeneratedProgram } from "./generated_program.ts";
import { lowerMachine } from "./lower_machine.ts";
import type { MachineText } from "./representation.ts";
import { type PossibleValues, possibleValues } from "./possible_values.ts";
import { loadSource } from "./source.ts";
import { refuseAsymmetry } from "./symmetry/mod.ts";

/**
 * Compiles a machine from the source that it names, with its conjuncts and branches watched where
 * `coverage` is given.
 *
 * @throws {MachineError} if it names none, or it cannot be read.
 * @throws {SubsetError} if the text leaves the subset.
 * @throws {SymmetryError} if the text tells apart members of an index type declared symmetric.
 */
export async function compile<S extends RecordDomain, K>(
  machine: Machine<S, K>,
  coverage?: Coverage,
): Promise<CompiledProgram> {
  if (machine.source === undefined) {
    throw new MachineError(
      `Cannot compile the machine "${machine.name}": it does not say where its source is ` +
        "(write `source: import.meta.url`)",
    );
  }
  const source = await loadSource(machine.source);
  const text = lowerMachine(machine, source, coverage?.written);
  refuseAsymmetry(text, machine.symmetric ?? []);
  return new CompiledProgram(machine as unknown as Machine, text, coverage);
}

/**
 * The generated source of a compiled machine, for inspection.
 *
 * @example
 * ```ts
 * import { assert } from "@std/assert";
 * import { twoPhase } from "../examples/two_phase.ts";
 * import { compile, generatedSource } from "./compiled.ts";
 *
 * // States at word `o` of `S`; successors from word `t` of `T`, their choices into `C`.
 * const source = generatedSource(await compile(twoPhase(3)));
 * assert(source.includes("function expand(S, o, T, C, n) {"));
 * ```
 */
export function generatedSource(program: CompiledProgram): string {
  return program.source;
}

/** A machine compiled, with the text that it was compiled from. */
export class CompiledProgram extends GeneratedProgram {
  /** What was compiled, for other back ends. */
  readonly text: MachineText;
  /** What its variables can hold, if that was looked for. */
  readonly possible: PossibleValues | undefined;

  constructor(machine: Machine, text: MachineText, coverage?: Coverage) {
    const { initial, constants, actions, symmetric } = machine;
    const fullLayout = layoutOf(machine.state);
    // What is watched is to be there, even if it never comes true.
    const possible = coverage === undefined
      ? possibleValues(fullLayout, text, symmetric)
      : undefined;
    const layout = possible === undefined
      ? fullLayout
      : layoutOf(machine.state, possible.spans(fullLayout));
    super({
      layout,
      fullLayout,
      initialChoices: combinations(initial.params?.(constants) ?? {}),
      choices: Object.entries(actions).flatMap(([action, { params }]) =>
        combinations(params?.(constants) ?? {}).map((params) => ({ action, params }))
      ),
      actions: text.actions.map(({ name, parameters }) => ({ name, parameters })),
      properties: text.properties.map(({ name, kind }) => ({ name, kind })),
      ...emitMachine(layout, fullLayout, text, possible, coverage),
    }, coverage);
    this.text = text;
    this.possible = possible;
  }

  /** The generated source. */
  get source(): string {
    return this.data.source;
  }
}
