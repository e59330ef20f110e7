/**
 * A divergence as text: the steps, what was asked in each, and at the last one what was expected
 * beside what came.
 *
 * @module
 */

import { bold, dim, green, red } from "@std/fmt/colors";
import { opcodeName, registerAt } from "../../spec/nvme/mod.ts";
import type { Choice } from "../../checker/mod.ts";
import type { Exchange, Flat } from "../conformance/adapter.ts";
import { setOf } from "../conformance/entries.ts";
import type { Fact } from "../conformance/facts.ts";
import { nameOf } from "../conformance/layout.ts";
import type { Failure, FailureStep } from "../conformance/walks.ts";
import { numberOf, printable } from "./protocol.ts";
import { entryIn, WrittenLists } from "./written_lists.ts";

/** The longest value that is shown whole: of bytes, and of anything else. */
const LONGEST = { bytes: 40, other: 200 };

/** The addresses by which a provider knows its first pages. */
const [FIRST, SECOND] = [1, 2].map((page) => `${nameOf(page).toString(16)}h`);

const LEGEND =
  `Numbered: steps of the machine; page 1 of a provider is ${FIRST}, page 2 is ${SECOND}, and so on.
> what the harness asks, < what the adapter answers, without empty fields; numbers as they are sent:
addresses, offsets, register values and bytes are hexadecimal.`;

/** The text of a divergence. */
export function divergenceText(failure: Failure): string {
  const { steps, disagreement, exchanges } = failure;
  const lines: string[] = [dim(LEGEND)];
  const lists = new WrittenLists(exchanges);
  const show = (title: string, asked: readonly Exchange[], shown: boolean, queue?: number) => {
    lines.push(bold(title));
    for (const exchange of asked) {
      const { request, answer } = exchange;
      const read = lists.follow(exchange, queue);
      if (!shown) continue;
      const entry = entryText(request, queue) ?? entryText(answer, queue);
      lines.push(dim(`       > ${flatText(request)}`), dim(`       < ${flatText(answer)}`));
      const below = entry === null ? read : [...read, entry];
      lines.push(...below.map((text) => dim(`         ${text}`)));
    }
  };
  // What set the adapter up is worth showing only where it went wrong.
  show("   0  the adapter is set up", exchanges[0] ?? [], steps.length === 0);
  steps.forEach((step, i) => {
    const { queue } = step.params;
    const number = typeof queue === "number" ? queue : undefined;
    show(titleOf(failure, step, i + 1), exchanges[i + 1] ?? [], true, number);
  });
  return `${lines.join("\n")}\n\n${factsText(disagreement.facts)}${noteOn(failure)}`;
}

/** A step's title. A kernel's last one did not go as it says; of an attack one must not happen. */
function titleOf({ steps, decisive, attack }: Failure, step: FailureStep, number: number): string {
  const text = choiceText(step);
  if (step.forbidden) return `      and then, which the machine forbids here: ${text}`;
  const head = `${String(number).padStart(4)}  `;
  if (number === decisive) return `${head}to be declined: ${text}`;
  // What a provider or the controller does, happens; only the kernel is the adapter's own.
  const expected = number === steps.length && attack === undefined && text.startsWith("kernel");
  return expected ? `${head}here the machine expects: ${text}` : `${head}${text}`;
}

/** What has to be known to read the table. */
function noteOn({ attack, decisive, disagreement }: Failure): string {
  if (attack !== undefined) {
    return `\nThe steps are those of traces/golden/${attack.name}, which breaks\n` +
      `${attack.property}: step ${decisive} is the one to decline, none before it.\n`;
  }
  const variable = disagreement.facts.find(({ name, holds }) => !holds && /^\w+[.[]\w/.test(name));
  return variable === undefined
    ? ""
    : `\n${variable.name} is a variable of the machine: spec/state.ts says of which kind.\n` +
      "What is expected of it is the machine's value, what is actual was seen at the adapter.\n";
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
    .map(([name, value]) =>
      name === "op" || name === "outcome"
        ? value
        : `${name}=${short(name, value)}${registerText(name, value)}`
    )
    .join(" ");
}

/** The name of the register that an offset is of. */
function registerText(name: string, value: string | number): string {
  const register = name === "offset" ? registerAt(Number(numberOf(name, value))) : null;
  return register === null ? "" : ` (${register.toUpperCase()})`;
}

/** A submission entry that is stored or read, in words. */
function entryText(flat: Flat, queue: number | undefined): string | null {
  const entry = entryIn(flat);
  if (entry === null) return null;
  const fields = Object.entries(entry)
    .filter(([name, value]) => name === "opc" || name === "cid" || BigInt(value) !== 0n)
    .map(([name, value]) => `${name}=${value.toString(16)}h`);
  const command = queue === undefined ? "" : ` ${opcodeName(setOf(queue), entry.opc)},`;
  return `entry:${command} ${fields.join(" ")}, all else 0`;
}

function short(name: string, value: string | number): string {
  const text = printable(String(value));
  const isBytes = name === "bytes";
  const longest = isBytes ? LONGEST.bytes : LONGEST.other;
  if (text.length <= longest) return text;
  return `${text.slice(0, longest)}…${isBytes ? ` (${text.length / 2} bytes)` : ""}`;
}
