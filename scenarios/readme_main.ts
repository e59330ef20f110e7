/**
 * The entry of `deno task readme`: rewrites the parts of the documents that follow from data.
 *
 * @module
 */

import { fromFileUrl } from "@std/path";
import { limits, machineOf, scenarios } from "./catalogue.ts";
import { parseCommandLine } from "./command_line.ts";
import { type ExitCode, exitCodeHelp, exitCodes, UsageError } from "./exit_codes.ts";
import { exitCodeOf } from "./exit_code_of.ts";
import { FileOutput, writeFile } from "./outputs.ts";
import { documents, goldenNames, partsOf, withParts } from "./readme.ts";

const codes: readonly ExitCode[] = [
  { ...exitCodes.asExpected, meaning: "they are up to date now" },
  exitCodes.badInput,
  exitCodes.internalError,
];

const help = `Rewrites the parts of ${documents.join(" and ")} that follow from data.

Usage: deno task readme

Options:
  --help             print this

Exit codes:
${exitCodeHelp(codes)}
`;

Deno.exit(
  await exitCodeOf(() => {
    const { values, positionals } = parseCommandLine({
      args: [...Deno.args],
      options: { help: { type: "boolean", short: "h", default: false } },
      allowPositionals: true,
    });
    if (values.help) new FileOutput(Deno.stdout, "the standard output").write(help);
    else if (positionals.length > 0) {
      throw new UsageError(`Cannot use "${positionals[0]}": deno task readme takes no arguments`);
    } else rewrite();
    return Promise.resolve(exitCodes.asExpected);
  }),
);

function rewrite(): void {
  const parts = partsOf({ scenarios, limits, machine: machineOf }, goldenNames());
  for (const path of documents) {
    const place = new URL(`../${path}`, import.meta.url);
    const text = withParts(Deno.readTextFileSync(place), parts);
    writeFile(fromFileUrl(place), new TextEncoder().encode(text));
  }
}
