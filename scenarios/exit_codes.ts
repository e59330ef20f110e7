/**
 * How every command of the project says by its exit code what came of it.
 *
 * @module
 */

/** One line of the table that `--help` prints. */
export interface ExitCode {
  readonly code: number;
  readonly meaning: string;
}

/**
 * The exit codes of every command, by name. Interrupting signals follow the shells' convention,
 * 128 and the number of the signal.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { exitCodes } from "./exit_codes.ts";
 *
 * assertEquals([exitCodes.asExpected.code, exitCodes.interrupted.code], [0, 130]);
 * ```
 */
export const exitCodes = {
  asExpected: { code: 0, meaning: "everything came out as expected" },
  differs: { code: 1, meaning: "a verdict or a pinned number differs from what is expected" },
  badInput: { code: 2, meaning: "the command line, a file or a folder given cannot be used" },
  inconclusive: { code: 3, meaning: "a limit was reached before the question was answered" },
  internalError: { code: 4, meaning: "the program itself failed" },
  interrupted: { code: 130, meaning: "interrupted (SIGINT), after printing what was covered" },
  terminated: { code: 143, meaning: "terminated (SIGTERM), after printing what was covered" },
  readerGone: { code: 141, meaning: "whoever read the standard output closed it (SIGPIPE)" },
} as const satisfies { readonly [name: string]: ExitCode };

/** What a command line, file or folder makes impossible: exit code {@link exitCodes}`.badInput`. */
export class UsageError extends Error {
  override readonly name = "UsageError";
}

/** Exit codes as lines of help: all of them, or those that a command can end with. */
export function exitCodeHelp(codes: readonly ExitCode[] = Object.values(exitCodes)): string {
  return codes
    .map(({ code, meaning }) => `  ${String(code).padStart(3)}  ${meaning}`)
    .join("\n");
}
