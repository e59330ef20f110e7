/**
 * The files that a run leaves behind: JSON, JUnit XML and Markdown.
 *
 * @module
 */

import type { Arguments } from "./arguments.ts";
import type { ExitCode } from "./exit_codes.ts";
import { type JunitCase, junitXml } from "./junit.ts";
import { matrixMarkdown, verdictMatrix } from "./matrix.ts";
import { openFile, type Output, userPath } from "./outputs.ts";
import { jsonReport } from "./report_json.ts";
import { differenceText, verdictText } from "./report_text.ts";
import { type Finished, outcomesOf } from "./run.ts";

/** A finished run. */
export interface Run {
  readonly finished: readonly Finished[];
  readonly exit: ExitCode;
  readonly milliseconds: number;
}

const forms = {
  json: ({ finished, exit, milliseconds }: Run) =>
    JSON.stringify(jsonReport(finished, exit.code, milliseconds), null, 2) + "\n",
  junit: ({ finished }: Run) => junitXml("scenarios", finished.map(junitCase)),
  markdown: ({ finished }: Run) => matrixMarkdown(verdictMatrix(outcomesOf(finished))),
} as const;

/** The reports asked for, opened before the run begins and written when it is over. */
export class Reports {
  /** Whether one of them goes to the standard output, which then must hold nothing else. */
  readonly onStandardOutput: boolean;
  /** Whether one of them goes to a file. */
  readonly toFiles: boolean;
  readonly #outputs: readonly { readonly form: (run: Run) => string; readonly output: Output }[];

  /** @throws {UsageError} if a file cannot be opened. */
  constructor(args: Arguments, standardOutput: Output) {
    const kinds = (["json", "junit", "markdown"] as const).filter((kind) => args[kind]);
    this.#outputs = kinds.map((kind) => ({
      form: forms[kind],
      output: args[kind] === "-" ? standardOutput : openFile(userPath(args[kind]!)),
    }));
    this.onStandardOutput = kinds.some((kind) => args[kind] === "-");
    this.toFiles = kinds.some((kind) => args[kind] !== "-");
  }

  /**
   * Writes them all.
   *
   * @throws {UsageError} if one cannot be written.
   */
  write(run: Run): void {
    for (const { form, output } of this.#outputs) output.write(form(run));
  }
}

function junitCase(finished: Finished): JunitCase {
  const { scenario: { name }, instance: { lane, model, design } } = finished.task;
  const head = { className: `${lane}.${model}.${design}`, name, seconds: 0 };
  switch (finished.kind) {
    case "error":
      return { ...head, error: finished.message };
    case "stopped":
      return { ...head, skipped: "stopped before anything could be said" };
    case "outcome": {
      const { verdict, differences, result } = finished.outcome;
      const timed = { ...head, seconds: result.milliseconds / 1000 };
      switch (verdict) {
        case "as expected":
          return { ...timed, output: verdictText(result) };
        case "differs": {
          const failure = [...differences.map(differenceText), verdictText(result)].join("\n");
          return { ...timed, failure };
        }
        case "inconclusive":
          return { ...timed, error: verdictText(result) };
      }
    }
  }
}
