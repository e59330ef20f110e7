// `deno task mutants [NAME…]`: takes every mutant to the suites and prints how each is found.

import { parseCommandLine } from "../../scenarios/command_line.ts";
import { type ExitCode, exitCodeHelp, exitCodes, UsageError } from "../../scenarios/exit_codes.ts";
import { exitCodeOf } from "../../scenarios/exit_code_of.ts";
import { nearestHint } from "../../scenarios/nearest.ts";
import { FileOutput } from "../../scenarios/outputs.ts";
import { ProgressLine } from "../../scenarios/progress.ts";
import { EQUIVALENT } from "./mutants/derived_places.ts";
import type { Outcome } from "./mutants/lane_worker.ts";
import { implementationTexts, type Mutant, mutantsOf } from "./mutants/mod.ts";

const codes: readonly ExitCode[] = [
  { ...exitCodes.asExpected, meaning: "every mutant was found" },
  { ...exitCodes.differs, meaning: "one was not" },
  exitCodes.badInput,
  exitCodes.internalError,
  exitCodes.readerGone,
];

const help =
  `Breaks the implementation in one place after the other, takes each mutant to the suites, and prints
how it is found: by the shortest trace of the machine, or the shortest case of the byte suites.

Usage: deno task mutants [NAME…]

A NAME is that of a mutant, as it is printed, or the beginning of some: "scan/" or
"scan/DoorbellScan.begin". Without any, all are taken, in about ten minutes.

Exit codes:
${exitCodeHelp(codes)}
`;

async function mutants(args: string[]): Promise<ExitCode> {
  const { values, positionals } = parseCommandLine({
    args,
    options: { help: { type: "boolean", short: "h", default: false } },
    allowPositionals: true,
  });
  const output = new FileOutput(Deno.stdout, "the standard output");
  if (values.help) {
    output.write(help);
    return exitCodes.asExpected;
  }
  const wanted = named(mutantsOf(await implementationTexts()), positionals);
  const outcomes = await takeToSuites(wanted, output);
  if (positionals.length === 0) {
    const lines = Object.entries(EQUIVALENT).map(([name, why]) => `          ${name}: ${why}\n`);
    output.write(`\nMutants that nobody could tell from the implementation:\n${lines.join("")}`);
  }
  const by = (wanted: Outcome["kind"]) => outcomes.filter(({ kind }) => kind === wanted).length;
  const missed = by(null);
  output.write(
    `\n${outcomes.length} mutants: ${by("walk")} found by traces of the machine, ${
      by("case")
    } by ` +
      `byte suites; ${missed} missed\n`,
  );
  return missed === 0 ? exitCodes.asExpected : exitCodes.differs;
}

/** The mutants whose names begin with one of those given; all, if none is. */
function named(mutants: readonly Mutant[], given: readonly string[]): readonly Mutant[] {
  const unknown = given.find((each) => !mutants.some(({ name }) => name.startsWith(each)));
  if (unknown !== undefined) {
    const hint = nearestHint(unknown, mutants.map(({ name }) => name));
    throw new UsageError(`Cannot take the mutant "${unknown}": there is none${hint}`);
  }
  if (given.length === 0) return mutants;
  return mutants.filter(({ name }) => given.some((each) => name.startsWith(each)));
}

/** What became of each. */
async function takeToSuites(wanted: readonly Mutant[], output: FileOutput): Promise<Outcome[]> {
  const terminal = Deno.stderr.isTerminal()
    ? new FileOutput(Deno.stderr, "the terminal")
    : undefined;
  const progress = new ProgressLine(terminal, wanted.length, () => Deno.consoleSize().columns);
  const outcomes: Outcome[] = [];
  const takeAll = async (lane: number, folder: string, some: readonly Mutant[]): Promise<void> => {
    const worker = new Worker(new URL("./mutants/lane_worker.ts", import.meta.url), {
      type: "module",
    });
    try {
      for (const mutant of some) {
        progress.update(lane, mutant.name, undefined);
        const outcome = await new Promise<Outcome>((resolve, reject) => {
          worker.onmessage = ({ data }: MessageEvent<Outcome>) => resolve(data);
          worker.onerror = ({ message }) => reject(new Error(`${mutant.name}: ${message}`));
          worker.postMessage({ folder, mutant });
        });
        outcomes.push(outcome);
        progress.clear();
        output.write(outcome.text);
        progress.done(lane);
      }
    } finally {
      worker.terminate();
    }
  };
  const folder = await Deno.makeTempDir({ prefix: "mutants" });
  try {
    // The machine's suites keep one core busy, byte suites another one.
    await Promise.all([
      takeAll(0, folder, wanted.filter(({ places }) => places.length > 0)),
      takeAll(1, folder, wanted.filter(({ places }) => places.length === 0)),
    ]);
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
  progress.clear();
  return outcomes;
}

Deno.exit(await exitCodeOf(() => mutants(Deno.args)));
