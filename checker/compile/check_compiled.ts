/**
 * Checking a machine by compiling it: what `check.ts` does directly, from the same text.
 *
 * @module
 */

import type { RecordDomain } from "../domains.ts";
import { type Behaviours, type CheckingSearch, checkWith, type Question } from "../engine.ts";
import type { Graph, Incomplete } from "../graph.ts";
import type { Machine } from "../language.ts";
import { checkKinds, flagKind, type OptionKinds, requireOptions } from "../options.ts";
import type { CheckOptions, CheckResult } from "../result.ts";
import type { Limits, Watch } from "../search.ts";
import { compile, type CompiledProgram } from "./compiled.ts";
import { CompiledChecks } from "./compiled_checks.ts";
import { EdgeRecorder } from "./edge_recorder.ts";
import { type LevelProgram, LevelSearch } from "./level_search.ts";
import { ParallelSearch } from "./parallel/parallel_search.ts";
import { startExplorers } from "./parallel/thread.ts";
import { exploredAgain, recordedGraph } from "./recorded_graph.ts";
import { reductionFor, sparing } from "./reduction/mod.ts";
import { reducedBy, type Reductions } from "./reductions.ts";
import { explained, predecessorsIn, retrace } from "./retrace.ts";
import { symmetryFor } from "./symmetry/mod.ts";

/** How to check a compiled machine. */
export interface CompiledOptions extends CheckOptions {
  /**
   * How many threads explore (default 1). Nothing that is found depends on it, but for what
   * `parallel/parallel_search.ts` leaves to chance. With `stopAtFirst`, any number goes on to the end
   * of the level on which the first violation shows.
   */
  readonly workers?: number;
  /**
   * Have all threads take part from the first level on, as tests do (default: others than the first
   * join it when they have started, and a level is wide enough to be worth it).
   */
  readonly together?: boolean;
  /**
   * Leave out steps whose order does not matter (default: every step is taken). Behaviours that are
   * shown may then be longer than the shortest, and nothing is said of actions never enabled.
   *
   * Walks through the machine show which steps are worth a try. Where next to none can be left out
   * every step is taken after all, which is many times as fast, and the result says so. With
   * `"always"` everything is tried everywhere.
   */
  readonly partialOrder?: boolean | "always";
  /**
   * Explore one of all states that differ only in what members of index types declared symmetric
   * are called (default: every state). Counts are then of such representatives.
   */
  readonly symmetry?: boolean;
}

const MOST_WORKERS = 256;

const compiledKinds: OptionKinds<CompiledOptions> = {
  ...checkKinds,
  workers: {
    be: `a whole number from 1 to ${MOST_WORKERS}`,
    allows: (n) => Number.isInteger(n) && 1 <= (n as number) && (n as number) <= MOST_WORKERS,
  },
  together: flagKind,
  partialOrder: {
    be: 'true, false or "always"',
    allows: (value) => typeof value === "boolean" || value === "always",
  },
  symmetry: flagKind,
};

/**
 * Explores a compiled machine breadth first and checks its properties.
 *
 * @throws {OptionsError} if `properties` names one that the machine lacks, or an option has a value
 * that makes no sense.
 * @throws {UnsupportedError} if a reduction is asked for that does not serve one of the properties.
 * @throws {SubsetError} if the machine's text leaves the subset.
 * @throws {SymmetryError} if it tells apart members of an index type declared symmetric.
 * @throws {MachineError} if the machine has no initial state, or its source cannot be read.
 * @throws {DomainError} if an effect writes a value outside its field's domain.
 * @throws {NullError} if the text computes with `null`, which run directly goes on.
 * @throws {IndexError} if anything reaches outside an array or set.
 * @throws {MemoryError} if there is not even room to begin.
 */
export async function checkCompiled<S extends RecordDomain, K>(
  machine: Machine<S, K>,
  options: CompiledOptions = {},
): Promise<CheckResult> {
  requireOptions(options, compiledKinds);
  const { workers = 1, together, symmetry = false, partialOrder = false } = options;
  let reductions: Reductions = {};
  const result = await checkWith(
    async (machine, question) => {
      // They start while the machine is compiled.
      const explorers = startExplorers(workers - 1);
      try {
        const program = await compile(machine);
        const symmetric = symmetry ? symmetryFor(program, machine, question) : undefined;
        reductions = { symmetric };
        if (partialOrder !== false) {
          const all = reductionFor(program, question.names, { permuted: symmetric });
          const used = partialOrder === "always" ? all : sparing(program, all);
          reductions = { symmetric, partialOrder: used };
        }
        return workers === 1
          ? new CompiledSearch(program, question, reducedBy(program, reductions))
          : new ParallelSearch(program, question, explorers, reductions, { together });
      } catch (error) {
        for (const explorer of explorers) explorer.end();
        throw error;
      }
    },
    machine,
    options,
  );
  if (!symmetry && partialOrder === false) return result;
  const reduction = {
    ...(symmetry ? { symmetric: reductions.symmetric } : {}),
    ...(partialOrder !== false ? { partialOrder: reductions.partialOrder !== undefined } : {}),
  };
  return { ...result, reduction };
}

/** A search of a compiled machine, or of a reduction around it, that checks safety properties. */
export class CompiledSearch extends LevelSearch implements CheckingSearch {
  readonly #whole: CompiledProgram;
  readonly #lively: readonly string[];
  readonly #limits: Limits;
  #recorder: EdgeRecorder | undefined;

  /** @param reduced What is explored, if it is not the whole machine. */
  constructor(
    whole: CompiledProgram,
    { names, lively, stopAtFirst, limits = {} }: Question,
    reduced: LevelProgram = whole,
  ) {
    const recorder = lively.length > 0 ? new EdgeRecorder(whole, lively) : undefined;
    super(reduced, new CompiledChecks(whole, names), stopAtFirst, undefined, recorder);
    this.#whole = whole;
    this.#lively = lively;
    this.#limits = limits;
    this.#recorder = recorder;
    this.#makeRoom();
  }

  get leavesOut() {
    return this.program.leavesOut;
  }

  get choices() {
    return this.program.choices;
  }

  /** Whether a violation was all that was wanted, and its level is done: as several workers stop. */
  override get satisfied(): boolean {
    return super.satisfied && this.left === 0;
  }

  /** Expands a batch; a mistake in the specification comes with the way to it. */
  override advance(): void | Promise<void> {
    try {
      super.advance();
      this.#makeRoom();
    } catch (error) {
      return explained(this, error, this.#limits).then((error) => {
        throw error;
      });
    }
  }

  behaviours(limits: Limits): Promise<Behaviours> {
    return retrace(
      this,
      this.met,
      (level, states) => predecessorsIn(this, level, states),
      limits,
    );
  }

  /** From what was recorded; where memory was short of that, all is explored once more. */
  graph(options: Limits & Watch): Promise<Graph | Incomplete> {
    return this.#recorder === undefined
      ? exploredAgain(this.#whole, this.#lively, options, this.bytes)
      : recordedGraph(this.#whole, this, this.#recorder, options);
  }

  /** Gives up recording rather than the search. */
  #makeRoom(): void {
    if (this.#recorder === undefined) return;
    const { maxBytes = Infinity } = this.#limits;
    if (!this.#recorder.isFull && this.bytes <= maxBytes) return;
    this.#recorder = undefined;
    this.stopRecording();
  }
}
