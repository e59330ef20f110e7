/**
 * `deno task vectors FILE [-- COMMAND [ARG…]]`: checks that a file of vectors is well formed, and, with
 * a command, that an adapter gives the answers that it demands.
 *
 * @module
 */

import { parseCommandLine } from "../../scenarios/command_line.ts";
import { type ExitCode, exitCodeHelp, exitCodes, UsageError } from "../../scenarios/exit_codes.ts";
import { exitCodeOf } from "../../scenarios/exit_code_of.ts";
import { FileOutput, systemMessage, userPath } from "../../scenarios/outputs.ts";
import { AdapterProcess } from "../conform/adapter_process.ts";
import { AdapterFault } from "../conformance/adapter_fault.ts";
import { problemsOf, type VectorFile } from "./format.ts";
import { runVector } from "./run.ts";

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

const help = `Checks a file of static vectors, and with a command holds an adapter to it.
traces/vectors/README.md describes the file.

Usage: deno task vectors FILE [-- COMMAND [ARG…]]

Exit codes:
${exitCodeHelp(codes)}
`;

/** Milliseconds that an adapter's answer may take. */
const TIMEOUT = 5000;

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
    options: { help: { type: "boolean", short: "h", default: false } },
    allowPositionals: true,
  });
  if (values.help) {
    output.write(help);
    return exitCodes.asExpected;
  }
  if (files.length !== 1) {
    throw new UsageError(
      `Cannot check ${files.length} files: the command takes one; --help says how`,
    );
  }
  const value = await read(files[0]);
  const problems = problemsOf(value);
  for (const problem of problems) output.write(`${problem}\n`);
  if (problems.length > 0) return exitCodes.differs;
  const file = value as VectorFile;
  if (end < 0) {
    output.write(`${file.vectors.length} vectors, all well formed\n`);
    return exitCodes.asExpected;
  }
  return await hold(file, args.slice(end + 1), output);
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
  file: VectorFile,
  command: readonly string[],
  output: FileOutput,
): Promise<ExitCode> {
  if (command.length === 0) throw new UsageError('Cannot start an adapter: nothing follows "--"');
  let adapter: AdapterProcess | null = null;
  let wrong = 0;
  try {
    adapter = await AdapterProcess.start({ command, timeout: TIMEOUT, folder: userPath(".") });
    for (const vector of file.vectors) {
      const came = await runVector(adapter, file, vector);
      if (came === null) continue;
      wrong++;
      output.write(`${vector.name}: wanted ${vector.answer} ${vector.reason}, came ${came}\n`);
    }
    const { name } = adapter.capabilities;
    const right = file.vectors.length - wrong;
    output.write(`${name} answers ${right} of ${file.vectors.length} vectors as they demand\n`);
    return wrong === 0 ? exitCodes.asExpected : exitCodes.differs;
  } catch (error) {
    if (!(error instanceof AdapterFault)) throw error;
    if (error.kind === "not-started") throw new UsageError(error.message);
    output.write(`${error.message}\n`);
    return exitCodes.differs;
  } finally {
    await adapter?.close();
  }
}
