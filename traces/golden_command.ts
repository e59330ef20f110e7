/**
 * `deno task golden`: rewrites the golden traces that are not what the machine shows today.
 *
 * @module
 */

import { parseCommandLine } from "../scenarios/command_line.ts";
import { type ExitCode, exitCodeHelp, exitCodes, UsageError } from "../scenarios/exit_codes.ts";
import { exitCodeOf } from "../scenarios/exit_code_of.ts";
import { FileOutput } from "../scenarios/outputs.ts";
import type { Choice } from "../scenarios/select.ts";
import { TraceError } from "./errors.ts";
import { goldenTraces, type StaleTrace, writeGoldenTraces } from "./golden.ts";

/** What is said of a file that was not as it should be. */
const DONE: { readonly [Why in StaleTrace["why"]]: string } = {
  missing: "added",
  changed: "rewritten",
  superfluous: "removed",
};

const codes: readonly ExitCode[] = [
  { ...exitCodes.asExpected, meaning: "the files are what the machine shows today" },
  exitCodes.badInput,
  exitCodes.internalError,
  exitCodes.readerGone,
];

const help = `Rewrites the golden traces that are not what the machine shows today.

Usage: deno task golden

Exit codes:
${exitCodeHelp(codes)}
`;

/**
 * Makes the files in `folder` the golden traces of the library's scenarios, says what that changed,
 * and returns the exit code.
 *
 * @param args The command line: nothing, or `--help`.
 */
export function command(
  args: readonly string[],
  library: Choice,
  folder: string,
): Promise<number> {
  return exitCodeOf(async (): Promise<ExitCode> => {
    const options = { help: { type: "boolean", short: "h", default: false } } as const;
    const { values } = parseCommandLine({ args: [...args], options });
    const output = new FileOutput(Deno.stdout, "the standard output");
    if (values.help) {
      output.write(help);
      return exitCodes.asExpected;
    }
    const traces = await Array.fromAsync(goldenTraces(library));
    try {
      const stale = await writeGoldenTraces(folder, traces);
      for (const { name, why } of stale) output.write(`${DONE[why].padEnd(9)}  ${name}\n`);
      output.write(`${traces.length} golden traces, ${stale.length} files changed\n`);
    } catch (error) {
      if (error instanceof TraceError) throw new UsageError(error.message, { cause: error });
      throw error;
    }
    return exitCodes.asExpected;
  });
}
