/**
 * What came of a run: as a table, as JSON, as JUnit.
 *
 * @module
 */

import { bold, dim, green, red, yellow } from "@std/fmt/colors";
import { junitXml } from "../../scenarios/junit.ts";
import { divergenceText } from "./divergence_text.ts";
import type { Capabilities } from "./protocol.ts";
import type { SuiteResult } from "./run_suite.ts";

/** Whether nothing was found against the adapter. Where nothing was run, nothing is known of it. */
export function passed(results: readonly SuiteResult[]): boolean {
  return results.every(({ verdict }) => verdict === "conforms" || verdict === "left out") &&
    results.some(({ verdict }) => verdict === "conforms");
}

const paint = {
  conforms: green,
  diverges: red,
  fault: red,
  "left out": yellow,
  "not run": yellow,
} as const;

/** One line of the table. */
export function lineOf(result: SuiteResult): string {
  const { suite, verdict, counts, work, why } = result;
  const text = counts === null
    ? why
    : counts.covers === "attacks"
    ? `${work.walks} met, of ${counts.all}`
    : `${work.steps} steps in ${plural(work.walks, "walk")}, ` +
      `${work.declined} forbidden ones tried${coverageText(result)}`;
  return `${paint[verdict](verdict.padEnd(9))} ${suite.name.padEnd(22)} ${dim(text)}\n`;
}

/** What a suite covers is said where it was run to its end: before that it has covered some of it. */
function coverageText({ verdict, counts }: SuiteResult): string {
  if (verdict !== "conforms" || counts === null) return "";
  return `; ${counts.covered} of ${counts.all} ${counts.covers} ` +
    `${counts.complete ? "of all" : "of the first"} ${counts.states} states`;
}

function plural(count: number, what: string): string {
  return `${count} ${what}${count === 1 ? "" : "s"}`;
}

/**
 * What is said after the table.
 *
 * @param there how many suites there are.
 */
export function summary(
  capabilities: Capabilities,
  results: readonly SuiteResult[],
  there: number,
): string {
  const text: string[] = [];
  const left = results.filter(({ verdict }) => verdict === "left out");
  const interleaved = results.flatMap(({ interleaved }) => interleaved ?? []);
  if (interleaved.length > 0) {
    const sum = (of: "left" | "all") =>
      interleaved.reduce((total, counts) => total + counts[of], 0);
    text.push(
      `The scan is atomic: ${sum("left")} of ${
        sum("all")
      } steps were left out, those on ways that ` +
        "lead through the middle of a scan.",
    );
  }
  if (left.length > 0) {
    text.push(`Left out: ${left.map(({ suite, why }) => `${suite.name} (${why})`).join(", ")}.`);
  }
  const conforming = results.filter(({ verdict }) => verdict === "conforms").length;
  const run = results.length - left.length;
  const name = bold(capabilities.name);
  text.push(
    run === 0
      ? `Nothing was run, so nothing is known of ${name}.`
      : `${name} conforms in ${conforming} of ${run} suites.`,
  );
  const begun = results.filter(({ counts }) => counts !== null);
  // Of one suite there may be several bundles.
  const names = new Set(begun.map(({ suite }) => suite.name)).size;
  if (names < there) text.push(`${names} of the ${there} suites were run.`);
  return `\n${text.join("\n")}\n`;
}

/** A failure as text. */
export function failureText({ verdict, divergence, why, suite }: SuiteResult): string {
  if (verdict === "fault") return `${suite.name}: ${why}\n`;
  if (divergence === null) return "";
  const { steps } = divergence;
  const title = `${suite.name}: adapter and machine part ways after ${
    plural(steps.length, "step")
  }`;
  const note = why === "" ? "" : `${why}\n`;
  return `${red(title)}\n${note}\n${divergenceText(divergence)}`;
}

/** The report as JSON text. */
export function jsonReport(
  command: readonly string[],
  capabilities: Capabilities | null,
  results: readonly SuiteResult[],
): string {
  const report = {
    version: 1,
    command,
    adapter: capabilities,
    passed: passed(results),
    suites: results.map(({ suite, verdict, why, seconds, counts, work, ...rest }) => ({
      name: suite.name,
      title: suite.title,
      ...(suite.instance !== null && {
        lane: suite.instance.lane,
        model: suite.instance.model,
      }),
      verdict,
      ...(why !== "" && { why }),
      seconds: Number(seconds.toFixed(3)),
      ...countsOf(verdict, counts),
      work,
      interleaved: rest.interleaved,
      divergence: rest.divergence === null ? null : {
        choices: rest.divergence.steps,
        enabled: rest.divergence.disagreement.enabled,
        facts: rest.divergence.disagreement.facts,
      },
    })),
  };
  return `${JSON.stringify(report, null, 2)}\n`;
}

/** What a suite would have covered is known of all that were begun, what it has of those that ended. */
function countsOf(verdict: SuiteResult["verdict"], counts: SuiteResult["counts"]) {
  if (counts === null || verdict === "conforms") return counts;
  const { covered: _, ...rest } = counts;
  return rest;
}

/** The report as JUnit XML. */
export function junitReport(results: readonly SuiteResult[]): string {
  return junitXml(
    "conform",
    results.map((result) => ({
      className: classOf(result),
      name: result.suite.name,
      seconds: result.seconds,
      ...(result.verdict === "diverges" && { failure: failureText(result) }),
      ...(result.verdict === "fault" && { error: result.why }),
      ...((result.verdict === "left out" || result.verdict === "not run") && {
        skipped: result.why,
      }),
    })),
  );
}

function classOf({ suite: { instance, name } }: SuiteResult): string {
  return instance === null ? name : `${instance.lane}.${instance.model}`;
}
