/**
 * `deno task check`: explores the scenarios asked for and says how each came out.
 *
 * @module
 */

import { setColorEnabled } from "@std/fmt/colors";
import { type Arguments, help, parseArguments } from "./arguments.ts";
import { coverageText } from "./coverage.ts";
import { exitCodeOf } from "./exit_code_of.ts";
import { type ExitCode, exitCodes } from "./exit_codes.ts";
import { matrixText, verdictMatrix } from "./matrix.ts";
import { FileOutput, makeFolder, type Output, ReaderGone, userPath } from "./outputs.ts";
import { machineText } from "./print_machine.ts";
import { ProgressLine } from "./progress.ts";
import { refuseUnserved } from "./reductions.ts";
import { finishedText, listText, statisticsText, summaryText } from "./report_text.ts";
import { Reports } from "./reports.ts";
import { type Finished, outcomesOf, runTasks } from "./run.ts";
import type { Task } from "./scenario.ts";
import { type Choice, select } from "./select.ts";
import { keepViolations, showViolations, type TraceForms } from "./violations.ts";
import { workersFor } from "./workers.ts";

/** What the command runs on. */
export interface Library extends Choice {
  /** The module that each worker runs: it calls `serve` with the same `machine`. */
  readonly worker: URL;
  readonly traces: TraceForms;
}

/**
 * Runs the command and returns its exit code.
 *
 * @param args The command line.
 */
export function command(args: readonly string[], library: Library): Promise<number> {
  return exitCodeOf((errors) => checkCommand(args, library, errors));
}

async function checkCommand(
  commandLine: readonly string[],
  library: Library,
  errors: Output,
): Promise<ExitCode> {
  const begun = performance.now();
  const standardOutput = new FileOutput(Deno.stdout, "the standard output");
  const args = parseArguments(commandLine);
  setColorEnabled(args.color && !Deno.noColor && Deno.stdout.isTerminal());
  if (args.help) {
    standardOutput.write(help());
    return exitCodes.asExpected;
  }
  const tasks = select(args, library);
  refuseUnserved(tasks, args, library);
  if (args.list) {
    standardOutput.write(listText(tasks.map(({ scenario }) => scenario)));
    return exitCodes.asExpected;
  }

  if (args.print !== undefined) {
    standardOutput.write(await machineText(args.print, tasks, library.machine));
    return exitCodes.asExpected;
  }

  const reports = new Reports(args, standardOutput);
  const folder = args.traces === undefined ? undefined : userPath(args.traces);
  if (folder !== undefined) makeFolder(folder);
  else if (!reports.toFiles) Deno.permissions.revokeSync({ name: "write" });

  const output = reports.onStandardOutput ? errors : standardOutput;
  const print = (text: string) => {
    try {
      output.write(text);
    } catch (error) {
      // Without a reader the run still makes sense if it leaves files behind.
      if (!(error instanceof ReaderGone && (reports.toFiles || folder !== undefined))) throw error;
    }
  };

  const interruption = new Interruption();
  const finished: Finished[] = [];
  const width = Math.max(...tasks.map(({ scenario }) => scenario.name.length));
  const progress = new ProgressLine(
    Deno.stderr.isTerminal() ? errors : undefined,
    tasks.length,
    // A terminal that does not know its width says 0.
    () => Deno.consoleSize().columns || 80,
  );
  try {
    for await (const one of runCommand(tasks, args, library, progress, interruption.signal)) {
      finished.push(one);
      progress.clear();
      print(finishedText(one, width));
      if (one.kind === "outcome") {
        const { task: { scenario, instance }, outcome } = one;
        const subject = () => ({
          machine: library.machine(instance),
          scenario: scenario.name,
          instance,
        });
        if (args.statistics) print(statisticsText(outcome));
        const form = args.mermaid ? library.traces.mermaid : library.traces.text;
        showViolations({ write: print }, outcome, subject, form, args.show);
        if (folder !== undefined) keepViolations(folder, outcome, subject, library.traces.itf);
      }
      progress.show();
    }
  } finally {
    progress.clear();
    interruption.forget();
  }

  const milliseconds = performance.now() - begun;
  const exit = interruption.exit ?? exitOf(finished);
  const matrix = matrixText(verdictMatrix(outcomesOf(finished)));
  if (matrix !== "") print(`\n${matrix}\n`);
  if (args.coverage) print(coverageText(finished));
  if (interruption.exit !== undefined) print("Interrupted. Covered so far:\n");
  print(summaryText(finished, milliseconds));
  reports.write({ finished, exit, milliseconds });
  return exit;
}

/** Bytes that all explorations together may take unless the command line says otherwise. */
const memory = { usual: 4 * 2 ** 30, deep: 20 * 2 ** 30 } as const;

function runCommand(
  tasks: readonly Task[],
  args: Arguments,
  library: Library,
  progress: ProgressLine,
  signal: AbortSignal,
): AsyncGenerator<Finished> {
  const cores = navigator.hardwareConcurrency;
  const size = Math.min(args.jobs ?? cores, tasks.length);
  const limits = {
    engine: args.engine,
    coverage: args.coverage,
    partialOrder: args.partialOrder,
    maxStates: args.maxStates,
    maxBytes: args.maxBytes ?? Math.floor((args.deep ? memory.deep : memory.usual) / size),
    maxMilliseconds: args.maxMilliseconds,
  };
  return runTasks(tasks, limits, {
    worker: library.worker,
    workers: (task) => workersFor(task, args, tasks.length, cores),
    size,
    signal,
    onProgress: (number, at) => progress.update(number, tasks[number].scenario.name, at),
    onDone: (number) => progress.done(number),
  });
}

function exitOf(finished: readonly Finished[]): ExitCode {
  if (finished.some(({ kind }) => kind === "error")) return exitCodes.internalError;
  const verdicts = outcomesOf(finished).map(({ verdict }) => verdict);
  if (verdicts.includes("differs")) return exitCodes.differs;
  if (verdicts.includes("inconclusive")) return exitCodes.inconclusive;
  return exitCodes.asExpected;
}

/** Turns the first SIGINT or SIGTERM into an orderly end; the second ends the program at once. */
class Interruption {
  /** The exit code that the signal calls for, once there was one. */
  exit: ExitCode | undefined;
  readonly #controller = new AbortController();
  readonly #onInterrupt = () => this.#stop(exitCodes.interrupted);
  readonly #onTerminate = () => this.#stop(exitCodes.terminated);

  constructor() {
    Deno.addSignalListener("SIGINT", this.#onInterrupt);
    Deno.addSignalListener("SIGTERM", this.#onTerminate);
  }

  get signal(): AbortSignal {
    return this.#controller.signal;
  }

  /** Listens no more. */
  forget(): void {
    Deno.removeSignalListener("SIGINT", this.#onInterrupt);
    Deno.removeSignalListener("SIGTERM", this.#onTerminate);
  }

  #stop(exit: ExitCode): void {
    if (this.exit !== undefined) Deno.exit(exit.code);
    this.exit = exit;
    this.#controller.abort();
  }
}
