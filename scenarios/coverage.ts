/**
 * What the scenarios of a run covered of the machine's text, together: a conjunct that mattered in
 * one of them matters.
 *
 * @module
 */

import { bold, dim } from "@std/fmt/colors";
import {
  type CoveragePoint,
  type CoverageReport,
  mergeCoverage,
  printCoverage,
  printDecided,
} from "../checker/compile/mod.ts";
import type { Finished } from "./run.ts";

/** What was covered of one machine's text. */
export interface CoveredText extends Omit<CoverageReport, "takenApart"> {
  /** The scenarios that explored it, by name. */
  readonly scenarios: readonly string[];
}

/** Where the project stands; sites are told from there. */
const project = new URL("../", import.meta.url).href;

/** Merges what was covered by the text that was explored. Nothing, where it was not watched. */
export function coverageByText(finished: readonly Finished[]): readonly CoveredText[] {
  const byText = new Map<string, { name: string; coverage: CoverageReport }[]>();
  for (const one of finished) {
    if (one.kind !== "outcome" || one.coverage === undefined) continue;
    const { coverage, task: { scenario: { name } } } = one;
    const key = `${coverage.source} ${coverage.machine}`;
    byText.set(key, [...byText.get(key) ?? [], { name, coverage }]);
  }
  return [...byText.values()].map((reports) => {
    const { machine, source, complete, points } = mergeCoverage(
      reports.map(({ coverage }) => coverage),
    );
    return {
      machine,
      source: source && fromProject(source),
      complete,
      points: points.map((point) => ({
        ...point,
        site: { ...point.site, file: fromProject(point.site.file) },
      })),
      scenarios: reports.map(({ name }) => name),
    };
  });
}

/** What was covered, for a person: how much, and each point that went one way only or neither. */
export function coverageText(finished: readonly Finished[]): string {
  return coverageByText(finished).map((covered) => {
    const { machine, complete, points, scenarios } = covered;
    const watched = points.filter(({ decided }) => !decided);
    const decided = points.filter(({ decided }) => decided);
    const ways = (kind: CoveragePoint["kind"]) => {
      const all = watched.filter((point) => point.kind === kind);
      const both = all.filter(({ everTrue, everFalse }) => everTrue && everFalse);
      return `${both.length} of ${all.length}`;
    };
    const count = (kind: CoveragePoint["kind"]) =>
      decided.filter((point) => point.kind === kind).length;
    const over = scenarios.length === 1 ? "1 scenario" : `${scenarios.length} scenarios`;
    const lines = [
      bold(`Coverage of "${machine}" by ${over}`) +
      `: ${ways("conjunct")} conjuncts and ${ways("branch")} branches were both true and false`,
      ...printCoverage(points).map((line) => `  ${line}`),
    ];
    if (decided.length > 0) {
      lines.push(
        `  Constants or domains decide ${count("conjunct")} conjuncts and ${count("branch")} ` +
          `branches more, in every scenario:`,
        ...printDecided(points).map((line) => `  ${line}`),
      );
    }
    lines.push(dim("  Properties are left out."));
    if (!complete) lines.push("  Not every state was explored: what was never so yet may be.");
    return lines.join("\n") + "\n\n";
  }).join("");
}

function fromProject(url: string): string {
  return url.startsWith(project) ? url.slice(project.length) : url;
}
