/**
 * `deno task vectors FILE [-- COMMAND [ARG…]]`: checks that a file of vectors is well formed, and, with
 * a command, that an adapter gives the answers that it demands.
 *
 * @module
 */

import { parseCommandLine } from "../../scenarios/command_line.ts";
import { type ExitCode, exitCodeHelp, exitCodes, UsageError } from "../../scenarios/exit_codes.ts";
import { exitCodeOf } from "../../scenarios/exit_code_of.ts";
import { wholeNumber } from "../../scenarios/quantities.ts";
import { FileOutput, systemMessage, userPath } from "../../scenarios/outputs.ts";
import { type AdapterOptions, AdapterProcess, type Link } from "../conform/adapter_process.ts";
import { type Capabilities, lacking } from "../conform/protocol.ts";
import { AdapterFault } from "../conformance/adapter_fault.ts";
import { problemsOf, type VectorFile } from "./format.ts";
import { runVector } from "./run.ts";
import { problemsOfSequences, type SequenceFile } from "./sequence.ts";
import { type Departure, outOfReach, runSequence } from "./sequence_run.ts";
import { problemsOfWire, type WireFile } from "./wire.ts";
import { beyond, runWireCase, wireCases } from "./wire_run.ts";

const codes: readonly ExitCode[] = [
  {
    ...exitCodes.asExpected,
    meaning: "the file is well formed, and the adapter answers as it says",
  },
  { ...exitCodes.differs, meaning: "the file has problems, or the adapter answers otherwise" },
  exitCodes.badInput,
  exitCodes.internalError,
  exitCodes.readerGone,
];

const help =
  `Checks a file of static vectors, sequences or wire vectors, and with a command holds an adapter to it.
traces/vectors/README.md describes the files.

Usage: deno task vectors [OPTION…] FILE [-- COMMAND [ARG…]]

Options:
  --timeout MS  milliseconds that an answer may take (default: 5000)
  --help        print this

Exit codes:
${exitCodeHelp(codes)}
`;

/** Runs the command and returns its exit code. */
export function command(args: readonly string[]): Promise<number> {
  return exitCodeOf(() => vectors(args));
}

async function vectors(args: readonly string[]): Promise<ExitCode> {
  const output = new FileOutput(Deno.stdout, "the standard output");
  const end = args.indexOf("--");
  const own = end < 0 ? args : args.slice(0, end);
  const { values, positionals: files } = parseCommandLine({
    args: [...own],
    options: {
      timeout: { type: "string", default: "5000" },
      help: { type: "boolean", short: "h", default: false },
    },
    allowPositionals: true,
  });
  if (values.help) {
    output.write(help);
    return exitCodes.asExpected;
  }
  const timeout = wholeNumber("--timeout", values.timeout, { from: 1 });
  if (files.length !== 1) {
    throw new UsageError(
      `Cannot check ${files.length} files: the command takes one; --help says how`,
    );
  }
  const value = await read(files[0]);
  const suite = suiteOf(value);
  for (const problem of suite.problems) output.write(`${problem}\n`);
  if (suite.problems.length > 0) return exitCodes.differs;
  if (end < 0) {
    output.write(`${suite.cases.length} ${suite.kind}, all well formed\n`);
    return exitCodes.asExpected;
  }
  return await hold(
    suite,
    { command: args.slice(end + 1), timeout, folder: userPath(".") },
    output,
  );
}

/** One case of a file. */
interface Case {
  readonly name: string;
  /** Why an adapter cannot be held to it, if it cannot. */
  leftOut(capabilities: Capabilities): string | null;
  /** What differs from what is demanded, if anything does. */
  run(link: Link): Promise<string | null>;
}

/** A file of any of the formats. */
interface CaseFile {
  readonly kind: "vectors" | "sequences" | "wire vectors";
  readonly problems: readonly string[];
  readonly cases: readonly Case[];
}

/** What a file holds: the cases, if nothing is wrong with it. */
function suiteOf(value: unknown): CaseFile {
  const format = (value as { readonly format?: unknown } | null)?.format;
  if (format === "ringfence-sequences") {
    const problems = problemsOfSequences(value);
    const file = value as SequenceFile;
    const cases = problems.length > 0 ? [] : file.sequences.map((sequence) => ({
      name: sequence.name,
      leftOut: (capabilities: Capabilities) => outOfReach(capabilities, sequence),
      run: async (link: Link) => {
        const departure = await runSequence(link, file, sequence);
        return departure && departureText(departure);
      },
    }));
    return { kind: "sequences", problems, cases };
  }
  if (format === "ringfence-wire") {
    const problems = problemsOfWire(value);
    const cases = problems.length > 0 ? [] : wireCases(value as WireFile).map((each) => ({
      name: each.name,
      leftOut: (capabilities: Capabilities) => beyond(capabilities, each),
      run: (link: Link) => runWireCase(link, each),
    }));
    return { kind: "wire vectors", problems, cases };
  }
  const problems = problemsOf(value);
  const file = value as VectorFile;
  const cases = problems.length > 0 ? [] : file.vectors.map((vector) => ({
    name: vector.name,
    leftOut: (capabilities: Capabilities) => lacking(capabilities, file),
    run: async (link: Link) => {
      const came = await runVector(link, file, vector);
      return came && `wanted ${vector.answer} ${vector.reason}, came ${came}`;
    },
  }));
  return { kind: "vectors", problems, cases };
}

/** A step of a sequence that went another way, with what was asked. */
function departureText({ at, step, wanted, came }: Departure): string {
  return `step ${at + 1}, ${JSON.stringify(step.ask)}: wanted ${wanted}, came ${came}`;
}

async function read(name: string): Promise<unknown> {
  try {
    return JSON.parse(await Deno.readTextFile(userPath(name)));
  } catch (error) {
    const why = error instanceof SyntaxError ? "it is not JSON" : systemMessage(error);
    throw new UsageError(`Cannot check "${name}": ${why}`, { cause: error });
  }
}

/** Holds an adapter to a file. */
async function hold(
  { kind, cases }: CaseFile,
  options: AdapterOptions,
  output: FileOutput,
): Promise<ExitCode> {
  if (options.command.length === 0) {
    throw new UsageError('Cannot start an adapter: nothing follows "--"');
  }
  let adapter: AdapterProcess | null = null;
  try {
    adapter = await AdapterProcess.start(options);
    const { capabilities } = adapter;
    const leftOut = new Map<string, number>();
    let [right, asked] = [0, 0];
    for (const { name, leftOut: whyNot, run } of cases) {
      const why = whyNot(capabilities);
      if (why !== null) {
        leftOut.set(why, (leftOut.get(why) ?? 0) + 1);
        continue;
      }
      asked++;
      const differs = await run(adapter);
      if (differs === null) right++;
      else output.write(`${name}: ${differs}\n`);
    }
    for (const [why, count] of leftOut) output.write(`${count} ${kind} left out: ${why}\n`);
    output.write(`${capabilities.name} answers ${right} of ${asked} ${kind} as they demand\n`);
    return right === asked && asked > 0 ? exitCodes.asExpected : exitCodes.differs;
  } catch (error) {
    if (!(error instanceof AdapterFault)) throw error;
    if (error.kind === "not-started") throw new UsageError(error.message);
    output.write(`${error.message}\n`);
    return exitCodes.differs;
  } finally {
    await adapter?.close();
  }
}
