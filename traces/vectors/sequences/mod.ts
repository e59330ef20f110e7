/**
 * All sequences.
 *
 * @module
 */

import type { SequenceFile } from "../sequence.ts";
import { brokered } from "./brokered.ts";
import { completions } from "./completions.ts";
import { doorbells } from "./doorbells.ts";
import { entries } from "./entries.ts";
import { pointers } from "./pointers.ts";
import { probes } from "./probes.ts";
import { queues } from "./queues.ts";
import { registers } from "./registers.ts";
import { scans } from "./scans.ts";
import { sequencesOf, setupSteps } from "./setups.ts";
import { teardown } from "./teardown.ts";
import { windows } from "./windows.ts";

/** The contents of `sequences_v1.json`. */
export const sequenceFile: SequenceFile = {
  format: "ringfence-sequences",
  version: 1,
  pageBytes: 4096,
  setups: setupSteps,
  sequences: [
    registers,
    entries,
    pointers,
    doorbells,
    windows,
    queues,
    completions,
    brokered,
    teardown,
    probes,
    scans,
  ].flatMap(
    sequencesOf,
  ),
};

/** The file's text: one line a setup or a sequence, so that two versions can be compared line by line. */
export function sequenceText({ setups, sequences, ...head }: SequenceFile): string {
  const lines = Object.entries(head).map(([name, value]) =>
    `  "${name}": ${JSON.stringify(value)},`
  );
  const begun = Object.entries(setups).map(([name, steps]) =>
    `    "${name}": ${JSON.stringify(steps)}`
  );
  const body = sequences.map((sequence) => `    ${JSON.stringify(sequence)}`);
  return `{\n${lines.join("\n")}\n  "setups": {\n${begun.join(",\n")}\n  },\n` +
    `  "sequences": [\n${body.join(",\n")}\n  ]\n}\n`;
}
