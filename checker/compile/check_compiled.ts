/**
 * Checking a machine by compiling it: what `check.ts` does directly, from the same text.
 *
 * @module
 */

import type { RecordDomain } from "../domains.ts";
import { type CheckingSearch, checkWith, type Question } from "../engine.ts";
import { DomainError, IndexError } from "../errors.ts";
import { Exploration } from "../explore.ts";
import { type Graph, GraphRecorder } from "../graph.ts";
import type { Machine } from "../language.ts";
import type { Behaviour, CheckOptions, CheckResult } from "../result.ts";
import { type Limits, run, type Watch } from "../search.ts";
import { compile, type CompiledProgram } from "./compiled.ts";
import { CompiledChecks } from "./compiled_checks.ts";
import { type LevelProgram, LevelSearch } from "./level_search.ts";
import { retrace } from "./retrace.ts";

/**
 * Explores a compiled machine breadth first and checks its properties.
 *
 * @throws {OptionsError} if `properties` names one that the machine lacks, or a limit is negative.
 * @throws {SubsetError} if the machine's text leaves the subset.
 * @throws {MachineError} if the machine has no initial state, or its source cannot be read.
 * @throws {DomainError} if an effect writes a value outside its field's domain.
 * @throws {IndexError} if anything reaches outside an array or set.
 */
export function checkCompiled<S extends RecordDomain, K>(
  machine: Machine<S, K>,
  options: CheckOptions = {},
): Promise<CheckResult> {
  return checkWith(
    async (machine, question) => new CompiledSearch(await compile(machine), question),
    machine,
    options,
  );
}

/** A search of a compiled machine, or of a reduction around it, that checks safety properties. */
export class CompiledSearch extends LevelSearch implements CheckingSearch {
  readonly #whole: CompiledProgram;

  /** @param reduced What is explored, if it is not the whole machine. */
  constructor(
    whole: CompiledProgram,
    { names, stopAtFirst }: Question,
    reduced: LevelProgram = whole,
  ) {
    super(reduced, new CompiledChecks(whole, names), stopAtFirst);
    this.#whole = whole;
  }

  get choices() {
    return this.program.choices;
  }

  /** Expands a batch; a mistake in the specification comes with the way to it. */
  override advance(): void {
    try {
      super.advance();
    } catch (error) {
      const { failure } = this;
      if (failure !== undefined && (error instanceof DomainError || error instanceof IndexError)) {
        error.behaviour ??= retrace(this, [failure])[0];
      }
      throw error;
    }
  }

  behaviours(): readonly Behaviour[] {
    return retrace(this, this.met);
  }

  /** Explores once more, with every edge: the fast search keeps none. */
  async graph({ maxBytes = Infinity, ...options }: Limits & Watch): Promise<Graph> {
    const recorder = new GraphRecorder();
    const exploration = new Exploration(this.#whole, [recorder]);
    // This search's own memory is held meanwhile.
    const limits = { ...options, maxBytes: Math.max(0, maxBytes - this.bytes) };
    const graph = recorder.graph(exploration, await run(exploration, limits, options));
    return { ...graph, bytes: graph.bytes + this.bytes };
  }
}
