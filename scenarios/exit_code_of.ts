/**
 * What every command does with what its body throws.
 *
 * @module
 */

import { type ExitCode, exitCodes, UsageError } from "./exit_codes.ts";
import { FileOutput, type Output, ReaderGone } from "./outputs.ts";

/**
 * Runs a command and gives its exit code. A {@link UsageError} becomes one line on the standard
 * error, anything unforeseen its stack; a reader that is gone is told nothing.
 *
 * @param body The command; it is given the standard error.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { exitCodeOf } from "./exit_code_of.ts";
 * import { exitCodes } from "./exit_codes.ts";
 *
 * assertEquals(await exitCodeOf(() => Promise.resolve(exitCodes.differs)), 1);
 * ```
 */
export async function exitCodeOf(body: (errors: Output) => Promise<ExitCode>): Promise<number> {
  const errors = new FileOutput(Deno.stderr, "the standard error");
  try {
    return (await body(errors)).code;
  } catch (error) {
    if (error instanceof ReaderGone) return exitCodes.readerGone.code;
    if (error instanceof UsageError) {
      errors.write(`${error.message}\n`);
      return exitCodes.badInput.code;
    }
    errors.write(`Internal error: ${error instanceof Error ? error.stack : error}\n`);
    return exitCodes.internalError.code;
  }
}
