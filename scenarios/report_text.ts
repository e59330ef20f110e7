/**
 * What a run found, for a person to read.
 *
 * @module
 */

import { bold, dim, green, red, yellow } from "@std/fmt/colors";
import { format } from "@std/fmt/duration";
import type { CheckResult } from "../checker/mod.ts";
import { behaviourLength, type Difference, type Outcome, pinsOf } from "./check_scenario.ts";
import { count } from "./progress.ts";
import { isReduced, pinnedFor, reductionTexts } from "./reductions.ts";
import { type Finished, outcomesOf } from "./run.ts";
import type { Scenario } from "./scenario.ts";

/**
 * One scenario: its verdict in a line, and below it whatever is not as expected. Nothing for one
 * that was never begun.
 */
export function finishedText(finished: Finished, width: number): string {
  const name = finished.task.scenario.name.padEnd(width);
  switch (finished.kind) {
    case "error":
      return `${red("!")} ${name}  ${red("failed")}: ${finished.message}\n`;
    case "stopped": {
      if (finished.progress === undefined) return "";
      const { distinct, depth } = finished.progress;
      return `${yellow("?")} ${name}  stopped after ${count(distinct)} distinct states, ` +
        `depth ${depth}\n`;
    }
    case "outcome":
      return outcomeText(finished.outcome, name);
  }
}

function outcomeMark(verdict: Outcome["verdict"]): string {
  switch (verdict) {
    case "as expected":
      return green("✓");
    case "differs":
      return red("✗");
    case "inconclusive":
      return yellow("?");
  }
}

function outcomeText({ task, result, verdict, differences }: Outcome, name: string): string {
  const indent = "    ";
  const failures = failureTexts(result);
  // A design with many holes would not fit a line.
  const [said, listed] = failures.length > 2
    ? [[`${failures.length} properties fail`, ...limitTexts(result)].join(", "), failures]
    : [verdictText(result), []];
  const lines = [
    `${outcomeMark(verdict)} ${name}  ${said} ${dim(sizeText(result))}`,
    ...[...listed, ...differences.map(differenceText)].map((line) => indent + line),
  ];
  if (differences.some(({ kind }) => kind === "number")) {
    lines.push(`${indent}to pin what was found: pinned: ${pinsText(result)},`);
  }
  const pinned = pinnedFor(task, result);
  if ("none" in pinned) {
    const what = task.overridden || result.reduction?.partialOrder === true
      ? "numbers and idle actions"
      : "numbers";
    lines.push(indent + dim(`${what} not compared: ${pinned.none}`));
  }
  lines.push(...reductionTexts(result).map((line) => indent + dim(line)));
  return lines.join("\n") + "\n";
}

function failureTexts({ violations, unshown = [], unreached }: CheckResult): string[] {
  return [
    ...violations.map(({ property, behaviour }) =>
      `${property} fails in ${steps(behaviourLength(behaviour))}`
    ),
    ...unshown.map(({ property }) => `${property} fails, but its behaviour was not found`),
    ...unreached.map((witness) => `${witness} is out of reach`),
  ];
}

/** What a result says of the properties, in one line. */
export function verdictText(result: CheckResult): string {
  const { complete, limit, counts } = result;
  const said = failureTexts(result);
  if (said.length === 0) {
    const distinct = `${count(counts.distinct)} distinct states`;
    said.push(
      limit === undefined && isReduced(result)
        ? `holds in all states within these bounds, of which ${
          count(counts.distinct)
        } stand for all`
        : limit === undefined
        ? `holds in all ${distinct} within these bounds`
        : complete
        ? `nothing failed in all ${distinct}`
        : `nothing failed in the ${distinct} found so far`,
    );
  }
  return [...said, ...limitTexts(result)].join(", ");
}

function limitTexts({ complete, limit, unsettled, unshown }: CheckResult): string[] {
  if (limit === undefined) return [];
  const end = limit === "interrupted" ? "interrupted" : `cut short by the limit on ${limit}`;
  // Where all states are known, what is open is the liveness that is examined on them.
  const failed = unshown?.map(({ property }) => property) ?? [];
  const open = complete ? unsettled.filter((property) => !failed.includes(property)) : [];
  return open.length > 0 ? [`${open.join(" and ")} not settled`, end] : [end];
}

function steps(n: number): string {
  return n === 1 ? "1 step" : `${n} steps`;
}

function sizeText(result: CheckResult): string {
  const { counts, milliseconds } = result;
  return (failureTexts(result).length === 0 ? "(" : `(${count(counts.distinct)} distinct, `) +
    `${count(counts.generated)} generated, depth ${counts.depth}, ${duration(milliseconds)})`;
}

/** Out-degree, rate, and how often each action was taken: what the search says of itself. */
export function statisticsText({ result }: Outcome): string {
  const { counts: { distinct, outDegree }, milliseconds, bytes } = result;
  const { least, most, mean } = outDegree;
  const rate = count(Math.round(distinct / milliseconds * 1000));
  const width = Math.max(...Object.keys(result.actions).map(({ length }) => length));
  return [
    `out-degree ${least} to ${most}, ${mean.toFixed(2)} on average; ${rate} distinct states a ` +
    `second; ${(bytes / distinct).toFixed(1)} bytes a state`,
    ...Object.entries(result.actions).map(([name, { steps, discovered }]) =>
      `${name.padEnd(width)}  taken ${count(steps)} times` +
      (discovered === undefined ? "" : `, first to reach ${count(discovered)} states`)
    ),
  ].map((line) =>
    `    ${line}
`
  ).join("");
}

/** How long something took. */
export function duration(milliseconds: number): string {
  if (milliseconds < 60_000) return `${(milliseconds / 1000).toFixed(1)}s`;
  return format(Math.round(milliseconds / 1000) * 1000, { ignoreZero: true });
}

/** One difference in a sentence. */
export function differenceText(difference: Difference): string {
  switch (difference.kind) {
    case "failed":
      return `${bold(difference.property)} fails; it is expected to hold`;
    case "held":
      return `${bold(difference.property)} holds; it is expected to fail`;
    case "number": {
      const { what, pinned, found } = difference;
      return `${what}: pinned ${pinned === null ? "none" : count(pinned)}, found ${count(found)}`;
    }
    case "idle":
      return difference.what === "action"
        ? `${bold(difference.name)} is never enabled`
        : `${bold(difference.name)} is never reached`;
    case "busy":
      return difference.what === "action"
        ? `${bold(difference.name)} is listed as idle, and is enabled`
        : `${bold(difference.name)} is listed as idle, and is reached`;
  }
}

/** The numbers of a result as they stand in a scenario. */
function pinsText(result: CheckResult): string {
  const { distinct, generated, depth, lengths } = pinsOf(result);
  const entries = Object.entries(lengths).map(([name, length]) => `${name}: ${length}`);
  const inner = entries.length === 0 ? "{}" : `{ ${entries.join(", ")} }`;
  return `{ distinct: ${distinct}, generated: ${generated}, depth: ${depth}, lengths: ${inner} }`;
}

/** The run in a line or two. */
export function summaryText(finished: readonly Finished[], milliseconds: number): string {
  const outcomes = outcomesOf(finished);
  const of = (verdict: Outcome["verdict"]) => outcomes.filter((o) => o.verdict === verdict);
  const asExpected = of("as expected");
  const clean = asExpected.filter(({ task }) => "holds" in task.scenario.expect);
  const all = statesText(clean.map(({ result }) => result));
  const parts = [
    [clean.length, `holds ${all}`, `hold ${all}`],
    [asExpected.length - clean.length, "fails as expected", "fail as expected"],
    [of("differs").length, "differs from what is expected", "differ from what is expected"],
    [of("inconclusive").length, "is inconclusive", "are inconclusive"],
    [finished.filter(({ kind }) => kind === "error").length, "could not run", "could not run"],
    [finished.filter(({ kind }) => kind === "stopped").length, "was not begun", "were not begun"],
  ] as const;
  const said = parts.filter(([n]) => n > 0)
    .map(([n, one, many]) => `${n} ${n === 1 ? one : many}`)
    .join("; ");
  const scenarios = finished.length === 1 ? "1 scenario" : `${finished.length} scenarios`;
  return `${scenarios} in ${duration(milliseconds)}: ${said}\n`;
}

/** In how many states something holds; those that stand for others too are counted by themselves. */
function statesText(results: readonly CheckResult[]): string {
  const sum = (some: readonly CheckResult[]) =>
    count(some.reduce((states, { counts }) => states + counts.distinct, 0));
  const reduced = results.filter(isReduced);
  const whole = results.filter((result) => !isReduced(result));
  if (reduced.length === 0) return `in all ${sum(whole)} distinct states within these bounds`;
  return whole.length === 0
    ? `in all states within these bounds, of which ${sum(reduced)} stand for all`
    : `in all ${sum(whole)} distinct states within these bounds, and in all of those for which ` +
      `${sum(reduced)} stand`;
}

/** The scenarios with what they are, as `--list` prints them. */
export function listText(scenarios: readonly Scenario[]): string {
  const rows = scenarios.map(({ name, lane, model, design, fault, expect, title }) => [
    name,
    `${lane} ${model} ${design}${fault === undefined ? "" : `, fault ${fault}`}`,
    "holds" in expect ? "holds" : `violates ${expect.violates.join(", ")}`,
    title,
  ]);
  const widths = [0, 1].map((column) => Math.max(0, ...rows.map((row) => row[column].length)));
  return rows.map(([name, where, verdict, title]) =>
    `${bold(name.padEnd(widths[0]))}  ${where.padEnd(widths[1])}  ${verdict}\n    ${dim(title)}\n`
  ).join("");
}
