/**
 * Shows and keeps the behaviours that violate a property.
 *
 * How a behaviour is drawn or written to a file is the business of the room of traces, which this
 * room does not import: the command is given its forms.
 *
 * @module
 */

import { bold } from "@std/fmt/colors";
import { join } from "@std/path";
import type { AnyMachine, Violation } from "../checker/mod.ts";
import type { Outcome } from "./check_scenario.ts";
import { type Output, writeFile } from "./outputs.ts";
import type { Instance } from "./scenario.ts";

/** What a violation is a violation of. */
export interface Subject {
  readonly machine: AnyMachine;
  /** The scenario's name. */
  readonly scenario: string;
  readonly instance: Instance;
}

/** A file that holds a trace: its bytes, and the end of its name. */
export interface TraceFile {
  readonly suffix: string;
  readonly bytes: Uint8Array;
}

/** The forms in which a violation is shown and kept. */
export interface TraceForms {
  /** For a terminal. */
  text(subject: Subject, violation: Violation): string;
  /** As a Mermaid sequence diagram. */
  mermaid(subject: Subject, violation: Violation): string;
  /** As an ITF file. */
  itf(subject: Subject, violation: Violation): TraceFile;
}

/** Prints the violations of an outcome: all of them, or those that were not expected. */
export function showViolations(
  output: Output,
  outcome: Outcome,
  subject: () => Subject,
  form: TraceForms["text"],
  all: boolean,
): void {
  const unexpected = new Set(
    outcome.differences.flatMap((d) => d.kind === "failed" ? [d.property] : []),
  );
  for (const violation of outcome.result.violations) {
    if (!all && !unexpected.has(violation.property)) continue;
    const text = form(subject(), violation).trimEnd();
    output.write(`\n${bold(violation.property)} fails:\n${text}\n\n`);
  }
}

/**
 * Writes every violation of an outcome into a folder as `SCENARIO.PROPERTY` and the form's suffix.
 *
 * @throws {UsageError} if a file cannot be written.
 */
export function keepViolations(
  folder: string,
  outcome: Outcome,
  subject: () => Subject,
  form: TraceForms["itf"],
): void {
  for (const violation of outcome.result.violations) {
    const { suffix, bytes } = form(subject(), violation);
    const name = `${outcome.task.scenario.name}.${violation.property}${suffix}`;
    writeFile(join(folder, name), bytes);
  }
}
