/**
 * `deno task replay FILE`: replays a trace against its machine and shows it.
 *
 * @module
 */

import { green, red, setColorEnabled } from "@std/fmt/colors";
import { parseCommandLine } from "../scenarios/command_line.ts";
import { type ExitCode, exitCodeHelp, exitCodes, UsageError } from "../scenarios/exit_codes.ts";
import { exitCodeOf } from "../scenarios/exit_code_of.ts";
import { FileOutput, type Output, userPath } from "../scenarios/outputs.ts";
import { addressee } from "./addressees.ts";
import { behaviourLength } from "../scenarios/check_scenario.ts";
import { behaviourOf } from "./behaviour_of.ts";
import { type Catalogue, subjectOf } from "./subject_of.ts";
import { claimOf, faultOfClaim } from "./claim.ts";
import { departureText } from "./departure_text.ts";
import { TraceError } from "./errors.ts";
import { mermaid } from "./mermaid.ts";
import { render } from "./render.ts";
import { replay } from "./replay.ts";
import { readTraceFile } from "./trace_file.ts";

const codes: readonly ExitCode[] = [
  { ...exitCodes.asExpected, meaning: "the trace replays, and shows what it claims" },
  {
    ...exitCodes.differs,
    meaning: "the trace leaves the machine, or does not show what it claims",
  },
  exitCodes.badInput,
  exitCodes.internalError,
  exitCodes.readerGone,
];

const help =
  `Replays a trace against its machine, step by step, and shows it. Where the trace claims that a
property fails, or that a witness is reached, that is looked at too.

Usage: deno task replay [OPTION…] FILE

FILE is a trace in the Informal Trace Format, packed with gzip or not. A trace written here names its
machine. One that another tool wrote does not: give the scenario to hold it against.

Options:
  --scenario NAME  hold the trace against this scenario
  --mermaid        print a Mermaid sequence diagram; what else is to be said goes to standard error
  --no-color       no colours, also on a terminal
  --help           print this

Exit codes:
${exitCodeHelp(codes)}
`;

/** Runs the command and returns its exit code. */
export function command(args: readonly string[], catalogue: Catalogue): Promise<number> {
  return exitCodeOf(async (errors) => {
    try {
      return await replayCommand(args, catalogue, errors);
    } catch (error) {
      if (error instanceof TraceError) throw new UsageError(error.message, { cause: error });
      throw error;
    }
  });
}

async function replayCommand(
  args: readonly string[],
  catalogue: Catalogue,
  errors: Output,
): Promise<ExitCode> {
  const output = new FileOutput(Deno.stdout, "the standard output");
  const options = parse(args);
  setColorEnabled(options.color && !Deno.noColor && Deno.stdout.isTerminal());
  if (options.help) {
    output.write(help);
    return exitCodes.asExpected;
  }
  const trace = await readTraceFile(userPath(options.file));
  const subject = subjectOf(catalogue, trace, options.scenario);
  const { machine } = subject;
  const replayed = replay(machine, behaviourOf(subject, trace));

  const name = subject.scenario ?? machine.name;
  const { description } = trace.meta;
  const title = typeof description === "string" ? `${name}: ${description}` : name;
  const remarks = options.mermaid ? errors : output;
  remarks.write(`${title}\n\n`);
  const { behaviour } = replayed;
  if (behaviour.steps.length > 0) {
    const diagram = () => mermaid(machine, behaviour, { addressee });
    output.write(options.mermaid ? diagram() : render(machine, behaviour));
  }
  if (replayed.kind === "leaves") {
    remarks.write(`\n${departureText(machine, replayed.departure)}`);
    return exitCodes.differs;
  }
  const steps = behaviourLength(behaviour);
  remarks.write(`\n${green("Replays")}: ${steps === 1 ? "1 step" : `${steps} steps`}\n`);
  const claim = claimOf(machine, trace);
  const fault = claim === undefined ? undefined : faultOfClaim(machine, behaviour, claim);
  if (fault === undefined) return exitCodes.asExpected;
  remarks.write(`${red("It does not show what it claims")}: ${fault}\n`);
  return exitCodes.differs;
}

function parse(args: readonly string[]) {
  const { values, positionals } = parseCommandLine({
    args: [...args],
    options: {
      scenario: { type: "string" },
      mermaid: { type: "boolean", default: false },
      color: { type: "boolean", default: true },
      help: { type: "boolean", short: "h", default: false },
    },
    allowPositionals: true,
    allowNegative: true,
  });
  if (positionals.length === 1 || values.help) return { ...values, file: positionals[0] };
  throw new UsageError(
    `Cannot replay ${positionals.length} files: the command takes one; --help says how`,
  );
}
