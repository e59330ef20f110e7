/**
 * All wire vectors.
 *
 * @module
 */

import type { WireFile } from "../wire.ts";
import { commandRows } from "./commands.ts";
import { deviceRows } from "./device.ts";
import { layoutVectors } from "./layouts.ts";
import { memoryRows } from "./memory.ts";
import { structureVectors } from "./structures.ts";

/** The contents of `wire_v1.json`. */
export const wireFile: WireFile = {
  format: "ringfence-wire",
  version: 1,
  vectors: [...layoutVectors, ...structureVectors],
  rows: [...commandRows, ...memoryRows, ...deviceRows],
};

/** The file's text: one line a vector or a row, so that two versions can be compared line by line. */
export function wireText({ vectors, rows, ...head }: WireFile): string {
  const lines = Object.entries(head).map(([name, value]) =>
    `  "${name}": ${JSON.stringify(value)},`
  );
  const listed = (entries: readonly object[]) =>
    entries.map((entry) => `    ${JSON.stringify(entry)}`).join(",\n");
  return `{\n${lines.join("\n")}\n  "vectors": [\n${listed(vectors)}\n  ],\n` +
    `  "rows": [\n${listed(rows)}\n  ]\n}\n`;
}
