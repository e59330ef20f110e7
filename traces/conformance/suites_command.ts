/**
 * `deno task suites [OPTION…] FOLDER [PLACE…]`: writes the suites as bundles of ITF traces.
 *
 * @module
 */

import { join } from "@std/path";
import { parseCommandLine } from "../../scenarios/command_line.ts";
import { type ExitCode, exitCodeHelp, exitCodes, UsageError } from "../../scenarios/exit_codes.ts";
import { exitCodeOf } from "../../scenarios/exit_code_of.ts";
import { nearestHint } from "../../scenarios/nearest.ts";
import { wholeNumber } from "../../scenarios/quantities.ts";
import { FileOutput, makeFolder, userPath, writeFile } from "../../scenarios/outputs.ts";
import { bundleOf, manifestText } from "./suite_bundle.ts";
import { explorePlace, suitePlaces } from "./suite_places.ts";
import { type Coverage, COVERAGES, suiteOf } from "./suites.ts";

const codes: readonly ExitCode[] = [
  { ...exitCodes.asExpected, meaning: "the bundles are written" },
  exitCodes.badInput,
  exitCodes.internalError,
  exitCodes.readerGone,
];

const help =
  `Writes test suites: for each place a zip of behaviours in the Informal Trace Format, with
the steps to be declined on the way. "deno task conform FILE.zip -- COMMAND" runs one.

Usage: deno task suites [OPTION…] FOLDER [PLACE…]

Options:
  --covers WHAT  transitions (the default), pairs of them, situations or witnesses
  --seed N       make other walks, which cover the same (default: 0)
  --whole        let nothing interrupt a scan, for implementations whose scan is atomic
  --states N     make walks from the first N states of each place
  --help         print this

Exit codes:
${exitCodeHelp(codes)}
`;

/** Runs the command and returns its exit code. */
export function suitesCommand(args: readonly string[]): Promise<number> {
  return exitCodeOf(async () => {
    const output = new FileOutput(Deno.stdout, "the standard output");
    const { values, positionals: [folder, ...names] } = parse(args);
    if (values.help) {
      output.write(help);
      return exitCodes.asExpected;
    }
    if (folder === undefined) throw new UsageError("Cannot write suites: name the folder");
    const known = suitePlaces.map(({ name }) => name);
    const unknown = names.find((name) => !known.includes(name));
    if (unknown !== undefined) {
      throw new UsageError(
        `Cannot make a suite of "${unknown}": there is no such place` +
          nearestHint(unknown, known),
      );
    }
    const covers = coverageOf(values.covers);
    const seed = wholeNumber("--seed", values.seed, { from: 0 });
    const states = values.states === undefined
      ? undefined
      : wholeNumber("--states", values.states, { from: 1 });
    makeFolder(userPath(folder));
    for (const place of suitePlaces) {
      if (names.length > 0 && !names.includes(place.name)) continue;
      const explored = await explorePlace(place, { states, whole: values.whole });
      const { manifest, bytes } = bundleOf(suiteOf(explored, covers, seed));
      writeFile(userPath(join(folder, `${place.name}.${covers}.zip`)), bytes);
      output.write(manifestText(manifest));
    }
    return exitCodes.asExpected;
  });
}

/**
 * What a command line wants covered.
 *
 * @throws {UsageError} if there is no such coverage.
 */
export function coverageOf(text: string): Coverage {
  const covers = COVERAGES.find((each) => each === text);
  if (covers !== undefined) return covers;
  throw new UsageError(`Cannot cover "${text}": there are ${COVERAGES.join(", ")}`);
}

function parse(args: readonly string[]) {
  return parseCommandLine({
    args: [...args],
    options: {
      covers: { type: "string", default: "transitions" },
      seed: { type: "string", default: "0" },
      whole: { type: "boolean", default: false },
      states: { type: "string" },
      help: { type: "boolean", short: "h", default: false },
    },
    allowPositionals: true,
  });
}
