/**
 * The verdict matrix: which property holds in which lane, model and design.
 *
 * Only scenarios without a fault count, since a fault is not a design that anyone proposes. Where
 * several scenarios share a column, each of its verdicts is the worst of theirs.
 *
 * @module
 */

import { bold, dim, green, red, yellow } from "@std/fmt/colors";
import type { CheckResult } from "../checker/mod.ts";
import type { Instance, Task } from "./scenario.ts";

/** What is known of one property in one lane, model and design; the worst comes last. */
export type Cell = "not checked" | "holds" | "inconclusive" | "fails";

/** What the matrix is made of: the part of an outcome that says which properties hold. */
export interface Verdicts {
  readonly task: Pick<Task, "instance" | "properties">;
  readonly result: Pick<CheckResult, "unsettled" | "unreached"> & {
    readonly violations: readonly { readonly property: string }[];
    /** Failures that no behaviour shows. They are failures all the same. */
    readonly unshown?: readonly { readonly property: string }[];
    /** By name, whatever shows that the witness is reached. */
    readonly witnesses: { readonly [name: string]: unknown };
  };
}

/** Verdicts by property (rows) and by lane, model and design (columns). */
export interface Matrix {
  readonly columns: readonly Pick<Instance, "lane" | "model" | "design">[];
  readonly rows: readonly { readonly property: string; readonly cells: readonly Cell[] }[];
}

const badness: readonly Cell[] = ["not checked", "holds", "inconclusive", "fails"];
// A witness need be reached only once: what shows it makes up for what does not.
const witnessBadness: readonly Cell[] = ["not checked", "fails", "inconclusive", "holds"];

const marks = { "not checked": "·", holds: "✓", inconclusive: "?", fails: "✗" } as const;

const meanings = {
  holds: "holds in every state within the bounds",
  fails: "fails, or for a witness: is out of reach",
  inconclusive: "not settled before a limit was reached",
  "not checked": "not checked",
} as const;

/** Gathers the verdicts of the outcomes into one matrix. */
export function verdictMatrix(outcomes: readonly Verdicts[]): Matrix {
  const clean = outcomes.filter(({ task }) => task.instance.fault === undefined);
  const columns = new Map<string, Verdicts[]>();
  for (const outcome of clean) {
    const { lane, model, design } = outcome.task.instance;
    const key = `${lane} ${model} ${design}`;
    columns.set(key, [...columns.get(key) ?? [], outcome]);
  }
  const properties = new Set(clean.flatMap(({ task }) => [...task.properties]));
  return {
    columns: [...columns.values()].map(([{ task: { instance: { lane, model, design } } }]) => ({
      lane,
      model,
      design,
    })),
    rows: [...properties].map((property) => ({
      property,
      cells: [...columns.values()].map((column) => summary(column, property)),
    })),
  };
}

/** What one outcome says of one property. */
export function cell({ task, result }: Verdicts, property: string): Cell {
  if (!task.properties.includes(property)) return "not checked";
  const failed = [...result.violations, ...result.unshown ?? []]
    .some((violation) => violation.property === property) || result.unreached.includes(property);
  if (failed) return "fails";
  return result.unsettled.includes(property) ? "inconclusive" : "holds";
}

/** What the outcomes of one column say together of one property. */
function summary(column: readonly Verdicts[], property: string): Cell {
  const isWitness = column.some(({ result }) =>
    property in result.witnesses || result.unreached.includes(property)
  );
  const order = isWitness ? witnessBadness : badness;
  return column.map((outcome) => cell(outcome, property))
    .reduce((left, right) => order.indexOf(left) >= order.indexOf(right) ? left : right);
}

/** The matrix for a terminal: a letter a column, explained below. Nothing without a column. */
export function matrixText({ columns, rows }: Matrix): string {
  if (columns.length === 0) return "";
  const width = Math.max(...rows.map(({ property }) => property.length));
  const labels = columns.map((_, i) => columnLabel(i));
  const gap = Math.max(...labels.map(({ length }) => length));
  const colors = { "not checked": dim, holds: green, inconclusive: yellow, fails: red } as const;
  const line = (head: string, cells: readonly string[]) => `${head} ${cells.join(" ")}`;
  return [
    bold(line("".padEnd(width), labels.map((label) => label.padEnd(gap)))),
    ...rows.map(({ property, cells }) =>
      line(
        property.padEnd(width),
        cells.map((value) => colors[value](marks[value]) + " ".repeat(gap - 1)),
      )
    ),
    "",
    ...columns.map(({ lane, model, design }, i) =>
      `${bold(labels[i].padEnd(gap))}  ${lane} ${model} ${design}`
    ),
    legend().map(([mark, meaning]) => `${mark} ${meaning}`).join("; "),
  ].join("\n") + "\n";
}

/** The matrix as a Markdown table, with its legend. Nothing without a column. */
export function matrixMarkdown({ columns, rows }: Matrix): string {
  if (columns.length === 0) return "";
  const row = (cells: readonly string[]) => `| ${cells.join(" | ")} |`;
  return [
    row([
      "property",
      ...columns.map(({ lane, model, design }) => `${lane}<br>${model}<br>${design}`),
    ]),
    row(["---", ...columns.map(() => ":---:")]),
    ...rows.map(({ property, cells }) =>
      row([`\`${property}\``, ...cells.map((value) => marks[value])])
    ),
    "",
    legend().map(([mark, meaning]) => `${mark} ${meaning}`).join("; ") + ".",
  ].join("\n") + "\n";
}

function legend(): [string, string][] {
  const shown = ["holds", "fails", "inconclusive", "not checked"] as const;
  return shown.map((value) => [marks[value], meanings[value]]);
}

/** a, b, …, z, aa, ab, … */
function columnLabel(i: number): string {
  const last = String.fromCharCode("a".charCodeAt(0) + i % 26);
  return i < 26 ? last : columnLabel(Math.floor(i / 26) - 1) + last;
}
