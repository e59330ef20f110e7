/**
 * A divergence as text: the steps, what was asked in each, and at the last one what was expected
 * beside what came.
 *
 * @module
 */

import { bold, dim, green, red } from "@std/fmt/colors";
import { decodeSubmissionEntry, SUBMISSION_ENTRY_BYTES } from "../../spec/nvme/mod.ts";
import type { Choice } from "../../checker/mod.ts";
import type { Exchange, Flat } from "../conformance/adapter.ts";
import type { Fact } from "../conformance/facts.ts";
import type { Failure } from "../conformance/walks.ts";
import { bytesOf, printable } from "./protocol.ts";

/** The longest value that is shown whole. */
const LONGEST = 40;

/** The text of a divergence. */
export function divergenceText({ steps, disagreement, exchanges }: Failure): string {
  const lines: string[] = [];
  const show = (title: string, asked: readonly Exchange[]) => {
    lines.push(bold(title));
    for (const { request, answer } of asked) {
      const entry = entryText(request) ?? entryText(answer);
      lines.push(dim(`       > ${flatText(request)}`), dim(`       < ${flatText(answer)}`));
      if (entry !== null) lines.push(dim(`         ${entry}`));
    }
  };
  // What set the adapter up is worth showing only where it went wrong.
  if (steps.length === 0) show("   0  the adapter is set up", exchanges[0] ?? []);
  else lines.push(bold("   0  the adapter is set up"));
  steps.forEach((choice, i) => {
    const title = choice.forbidden
      ? `      and then, which the machine forbids here: ${choiceText(choice)}`
      : `${String(i + 1).padStart(4)}  ${choiceText(choice)}`;
    show(title, exchanges[i + 1] ?? []);
  });
  return `${lines.join("\n")}\n\n${factsText(disagreement.facts)}`;
}

/** A choice on one line. */
export function choiceText({ action, params }: Choice): string {
  const named = Object.entries(params).map(([name, value]) => `${name}=${value}`);
  return [action, ...named].join(" ");
}

/** Facts as a table: what was expected on the left, what came on the right. */
export function factsText(facts: readonly Fact[]): string {
  const rows = [
    ["", "expected", "actual"],
    ...facts.map(({ name, expected, actual }) => [name, expected.join(" or "), printable(actual)]),
  ];
  const widths = [0, 1].map((column) => Math.max(...rows.map((row) => row[column].length)));
  return rows.map(([name, expected, actual], i) => {
    const fact = facts[i - 1];
    const differs = fact !== undefined && !fact.holds;
    const line = `    ${differs ? "!" : " "} ${name.padEnd(widths[0])}  ${
      differs ? green(expected.padEnd(widths[1])) : expected.padEnd(widths[1])
    }  ${differs ? red(actual) : actual}`;
    return line.trimEnd();
  }).join("\n") + "\n";
}

function flatText(flat: Flat): string {
  return Object.entries(flat)
    .filter(([name, value]) => name !== "id" && value !== "")
    .map(([name, value]) => name === "op" || name === "outcome" ? value : `${name}=${short(value)}`)
    .join(" ");
}

/** A submission entry that is stored or read, in words. */
function entryText({ bytes }: Flat): string | null {
  if (typeof bytes !== "string" || bytes.length !== 2 * SUBMISSION_ENTRY_BYTES) return null;
  const { opc, cid, mptr, prp1, prp2 } = decodeSubmissionEntry(bytesOf("bytes", bytes));
  const fields = Object.entries({ opc, cid, mptr, prp1, prp2 })
    .filter(([name, value]) => name === "opc" || name === "cid" || value !== 0n)
    .map(([name, value]) => `${name}=${value.toString(16)}h`);
  return `entry: ${fields.join(" ")}`;
}

function short(value: string | number): string {
  const text = printable(String(value));
  return text.length <= LONGEST ? text : `${text.slice(0, LONGEST)}… (${text.length / 2} bytes)`;
}
