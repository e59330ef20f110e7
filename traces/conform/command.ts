/**
 * `deno task conform [SUITE…] -- COMMAND [ARG…]`: holds an implementation to the specification.
 *
 * @module
 */

import { setColorEnabled } from "@std/fmt/colors";
import { join } from "@std/path";
import { parseCommandLine } from "../../scenarios/command_line.ts";
import { wholeNumber } from "../../scenarios/quantities.ts";
import { type ExitCode, exitCodeHelp, exitCodes, UsageError } from "../../scenarios/exit_codes.ts";
import { exitCodeOf } from "../../scenarios/exit_code_of.ts";
import {
  FileOutput,
  makeFolder,
  openFile,
  type Output,
  requirePlaces,
  systemMessage,
  userPath,
  writeFile,
} from "../../scenarios/outputs.ts";
import { AdapterProcess } from "./adapter_process.ts";
import { AdapterFault } from "../conformance/adapter_fault.ts";
import { coverageOf } from "../conformance/suites_command.ts";
import { ProcessAdapter } from "./process_adapter.ts";
import { failureText, jsonReport, junitReport, lineOf, passed, summary } from "./report.ts";
import { divergenceText } from "./divergence_text.ts";
import { parseReproduction, reproductionText, takeAgain } from "./reproduction.ts";
import { idle, runSuite, type SuiteResult } from "./run_suite.ts";
import { shellWord, taskIn } from "./shell_line.ts";
import { chosenSources, suiteCount, type Thoroughness } from "./suite_source.ts";

const codes: readonly ExitCode[] = [
  { ...exitCodes.asExpected, meaning: "the adapter conforms in every suite that it can run" },
  {
    ...exitCodes.differs,
    meaning: "it parts ways with the machine, breaks the protocol, or can run no suite",
  },
  exitCodes.badInput,
  exitCodes.internalError,
  exitCodes.readerGone,
];

const help = `Holds an implementation to the specification: starts an adapter and takes walks of the
machine to it, step by step. traces/PROTOCOL.md says what an adapter has to do.

Usage: deno task conform [OPTION…] [SUITE…] -- COMMAND [ARG…]

SUITE is the name of a suite, or a bundle that "deno task suites" wrote (FILE.zip); by default all.

Options:
  --covers WHAT      situations (the default), transitions, pairs of them or witnesses
  --states N         make walks from the first N states of each suite (default: 12000)
  --seed N           make other walks, which cover the same (default: 0)
  --timeout MS       milliseconds that an answer may take (default: 5000)
  --reproduce DIR    where to write a file for each divergence (default: the current folder);
                     it is made if there is none
  --replay FILE      take the steps of such a file to the adapter, and nothing else
  --json FILE        write a JSON report ("-": standard output)
  --junit FILE       write a JUnit XML report ("-": likewise)
  --list             list the suites, and run none
  --no-color         no colours, also on a terminal
  --help             print this

Exit codes:
${exitCodeHelp(codes)}
`;

/** Runs the command and returns its exit code. */
export function command(args: readonly string[]): Promise<number> {
  return exitCodeOf(() => conform(args));
}

async function conform(args: readonly string[]): Promise<ExitCode> {
  const output = new FileOutput(Deno.stdout, "the standard output");
  const options = parse(args);
  setColorEnabled(options.color && !Deno.noColor && Deno.stdout.isTerminal());
  if (options.help) {
    output.write(help);
    return exitCodes.asExpected;
  }
  const chosen = await chosenSources(options.suites, options).catch((error) => {
    // Whoever forgets "--" names the adapter as if it were a suite.
    if (options.command.length > 0 || !(error instanceof UsageError)) throw error;
    throw new UsageError(`${error.message}; an adapter's command goes after "--"`);
  });
  if (options.list) {
    for (const { name, title } of chosen) output.write(`${name.padEnd(22)} ${title}\n`);
    return exitCodes.asExpected;
  }
  if (options.command.length === 0) {
    throw new UsageError('Cannot start an adapter: give its command after "--"; --help says how');
  }
  const json = options.json === undefined ? undefined : reportTo(options.json, output);
  const junit = options.junit === undefined ? undefined : reportTo(options.junit, output);
  // Where a report goes to the standard output, nothing else does.
  const quiet = options.json === "-" || options.junit === "-";
  const table: Output = quiet ? { write: () => {} } : output;

  if (options.replay !== undefined) return await replay(options, options.replay, table);
  if (options.reproduce !== options.folder) makeFolder(options.reproduce);
  const results: SuiteResult[] = [];
  const hints: string[] = [];
  let adapter: AdapterProcess | null = null;
  let fault: AdapterFault | null = null;
  try {
    adapter = await AdapterProcess.start(options);
    for (const suite of chosen) {
      const broken = results.some(({ verdict }) => verdict === "fault");
      const result = broken
        ? idle(suite, "not run", "the adapter broke the protocol before")
        : await runSuite(adapter, suite);
      results.push(result);
      table.write(lineOf(result));
      hints.push(reproductionHint(options, result));
    }
  } catch (error) {
    if (!(error instanceof AdapterFault)) throw error;
    if (error.kind === "not-started") throw new UsageError(error.message);
    fault = error;
    for (const suite of chosen) results.push(idle(suite, "not run", error.message));
  } finally {
    await adapter?.close();
  }
  json?.write(jsonReport(options.command, adapter?.capabilities ?? null, results));
  junit?.write(junitReport(results));
  if (fault !== null || adapter === null) {
    table.write(`${fault?.message}\n`);
    return exitCodes.differs;
  }
  for (const [i, result] of results.entries()) {
    const text = failureText(result);
    if (text !== "") table.write(`\n${text}`);
    if (hints[i] !== "") table.write(`\n${hints[i]}\n`);
  }
  table.write(summary(adapter.capabilities, results, suiteCount));
  return passed(results) ? exitCodes.asExpected : exitCodes.differs;
}

/**
 * Writes the file that reproduces a divergence, and says how to use it. What was found is worth more
 * than the file: that it cannot be written ends nothing.
 */
function reproductionHint(options: Options, { suite, divergence }: SuiteResult): string {
  if (divergence === null) return "";
  const file = join(options.reproduce, `divergence_${suite.name}.json`);
  const text = reproductionText(suite.name, suite.instance, divergence);
  try {
    writeFile(file, new TextEncoder().encode(text));
  } catch (error) {
    if (!(error instanceof UsageError)) throw error;
    return `${error.message}. So there is no file to see it again from.`;
  }
  const words = ["conform", "--replay", file, "--", ...options.command];
  return `To see it again: ${taskIn(options.folder)} ${words.map(shellWord).join(" ")}`;
}

/** Takes the steps of a file to the adapter. */
async function replay(options: Options, name: string, output: Output): Promise<ExitCode> {
  const path = userPath(name);
  let text;
  try {
    text = await Deno.readTextFile(path);
  } catch (error) {
    throw new UsageError(`Cannot read "${name}": ${systemMessage(error)}`, { cause: error });
  }
  const file = parseReproduction(text, name);
  let adapter: AdapterProcess | null = null;
  try {
    adapter = await AdapterProcess.start(options);
    const failure = await takeAgain(new ProcessAdapter(adapter), file);
    if (failure === null) {
      output.write(`${file.suite}: the adapter does what the machine does\n`);
      return exitCodes.asExpected;
    }
    output.write(divergenceText(failure));
    return exitCodes.differs;
  } catch (error) {
    if (!(error instanceof AdapterFault)) throw error;
    if (error.kind === "not-started") throw new UsageError(error.message);
    output.write(`${error.message}\n`);
    return exitCodes.differs;
  } finally {
    await adapter?.close();
  }
}

function reportTo(path: string, output: Output): Output {
  return path === "-" ? output : openFile(userPath(path));
}

interface Options extends Thoroughness {
  readonly suites: readonly string[];
  readonly command: readonly string[];
  readonly timeout: number;
  readonly reproduce: string;
  /** Where the user is. */
  readonly folder: string;
  readonly replay?: string;
  readonly json?: string;
  readonly junit?: string;
  readonly list: boolean;
  readonly color: boolean;
  readonly help: boolean;
}

function parse(args: readonly string[]): Options {
  const end = args.indexOf("--");
  const own = end < 0 ? args : args.slice(0, end);
  const parsed = parseOwn(own);
  const { states, seed, timeout, json, junit } = parsed.values;
  requirePlaces({ json, junit });
  return {
    ...parsed.values,
    suites: parsed.positionals,
    command: end < 0 ? [] : args.slice(end + 1),
    covers: coverageOf(parsed.values.covers),
    seed: wholeNumber("--seed", seed, { from: 0 }),
    states: wholeNumber("--states", states, { from: 1 }),
    timeout: wholeNumber("--timeout", timeout, { from: 1 }),
    reproduce: userPath(parsed.values.reproduce),
    folder: userPath("."),
  };
}

function parseOwn(args: readonly string[]) {
  return parseCommandLine({
    args: [...args],
    options: {
      covers: { type: "string", default: "situations" },
      states: { type: "string", default: "12000" },
      seed: { type: "string", default: "0" },
      timeout: { type: "string", default: "5000" },
      reproduce: { type: "string", default: "." },
      replay: { type: "string" },
      json: { type: "string" },
      junit: { type: "string" },
      list: { type: "boolean", default: false },
      color: { type: "boolean", default: true },
      help: { type: "boolean", short: "h", default: false },
    },
    allowPositionals: true,
    allowNegative: true,
  });
}
