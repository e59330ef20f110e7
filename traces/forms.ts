/**
 * The forms in which the `check` command shows a violation and keeps it.
 *
 * @module
 */

import type { TraceForms } from "../scenarios/violations.ts";
import { addressee } from "./addressees.ts";
import { mermaid } from "./mermaid.ts";
import { render } from "./render.ts";
import { traceFile } from "./trace_file.ts";
import { traceOf } from "./trace_of.ts";

/** A violation as lines for a terminal, as a Mermaid diagram, as an ITF file. */
export const traceForms: TraceForms = {
  text: ({ machine }, { behaviour }) => render(machine, behaviour),
  mermaid: ({ machine }, { behaviour }) => mermaid(machine, behaviour, { addressee }),
  itf: (subject, { behaviour, property, kind, params }) =>
    traceFile(traceOf(subject, behaviour, { property, kind, params })),
};
