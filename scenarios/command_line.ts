/**
 * How every command reads its options, and what it says of those that it cannot read.
 *
 * @module
 */

import { parseArgs, type ParseArgsConfig } from "node:util";
import { UsageError } from "./exit_codes.ts";
import { nearest } from "./nearest.ts";

/**
 * Reads a command line as node's `parseArgs` does. (Not the standard library's parser: that one
 * takes the "-" of "--json -" for a positional.)
 *
 * @throws {UsageError} for an option that there is none of, naming the nearest; for one without the
 * value that it takes, or with one that it does not take.
 *
 * @example
 * ```ts
 * import { assertEquals, assertThrows } from "@std/assert";
 * import { parseCommandLine } from "./command_line.ts";
 * import { UsageError } from "./exit_codes.ts";
 *
 * const read = (...args: string[]) =>
 *   parseCommandLine({ args, options: { seed: { type: "string" } }, allowPositionals: true });
 * assertEquals(read("--seed", "3", "onePage").values.seed, "3");
 * assertThrows(() => read("--sed", "3"), UsageError, 'the nearest is "--seed"');
 * ```
 */
export function parseCommandLine<T extends ParseArgsConfig>(
  config: T,
): ReturnType<typeof parseArgs<T>> {
  try {
    return parseArgs(config);
  } catch (error) {
    if (!(error instanceof TypeError)) throw error;
    throw new UsageError(sentenceOf(error.message, Object.keys(config.options ?? {})));
  }
}

/** What the parser says, as the commands say it. */
function sentenceOf(message: string, known: readonly string[]): string {
  const [, kind, option] = /(nknown option|ption) '(?:-\w, )?(--?[^' ]*)/.exec(message) ?? [];
  if (option === undefined) return `Cannot read the command line: ${message.split("\n")[0]}`;
  if (kind === "nknown option") {
    const likely = nearest(option.replace(/^--?/, ""), known);
    const hint = likely === undefined ? "--help lists them" : `the nearest is "--${likely}"`;
    return `Cannot use the option "${option}": there is none; ${hint}`;
  }
  if (/does not take/.test(message)) return `Cannot give ${option} a value: it takes none`;
  if (/missing/.test(message)) return `Cannot use ${option} without a value`;
  return `Cannot use ${option} with what follows it; a value that begins with "-" is written ` +
    `${option}=VALUE`;
}
