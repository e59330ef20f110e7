/**
 * The command line of `deno task check`: its options, their help, and what they come to.
 *
 * @module
 */

import { parseCommandLine } from "./command_line.ts";
import { exitCodeHelp, UsageError } from "./exit_codes.ts";
import { requirePlaces } from "./outputs.ts";
import type { EngineName } from "./worker.ts";
import { quantity, wholeNumber } from "./quantities.ts";
import type { Bounds } from "./scenario.ts";

// One table for the parser and for the help, so that neither can name what the other does not know.
const options = {
  lane: { type: "string", multiple: true, value: "LANE", help: "only scenarios in this lane" },
  model: { type: "string", multiple: true, value: "MODEL", help: "only scenarios of this model" },
  design: { type: "string", multiple: true, value: "NAME", help: "only scenarios of this design" },
  fault: {
    type: "string",
    multiple: true,
    value: "NAME",
    help: 'only scenarios with this fault ("none": without one)',
  },
  property: {
    type: "string",
    multiple: true,
    value: "NAME",
    help: "check only this property, in the scenarios that check it",
  },
  bounds: {
    type: "string",
    multiple: true,
    value: "NAME=N,…",
    help: "other bounds; numbers and idle actions are then not compared",
  },
  deep: { type: "boolean", help: "the raised bounds, and the scenarios kept for them" },
  statistics: {
    type: "boolean",
    help: "print out-degree, states a second and how often each action was taken",
  },
  coverage: {
    type: "boolean",
    help: "say which conjuncts and branches were never true, or never false",
  },
  symmetry: {
    type: "boolean",
    help: "explore one of all states that differ by interchangeable members",
  },
  "partial-order": {
    type: "boolean",
    help: "leave out steps whose order does not matter; only for properties of states",
  },
  show: { type: "boolean", help: "print the traces of expected violations too" },
  mermaid: { type: "boolean", help: "print traces as Mermaid sequence diagrams" },
  json: { type: "string", value: "FILE", help: 'write a JSON report ("-": standard output)' },
  junit: { type: "string", value: "FILE", help: 'write a JUnit XML report ("-": likewise)' },
  markdown: {
    type: "string",
    value: "FILE",
    help: 'write the verdict matrix as Markdown ("-": likewise)',
  },
  traces: { type: "string", value: "DIR", help: "write every violation there as an ITF trace" },
  "max-states": {
    type: "string",
    value: "N",
    help: "states a scenario may have, about: 500k, 20M (default: any number)",
  },
  "max-memory": {
    type: "string",
    value: "SIZE",
    help: "memory of a scenario's states (default: 4GiB for all, 20GiB with --deep)",
  },
  "max-time": { type: "string", value: "TIME", help: "time a scenario may take: 90s, 10m" },
  engine: {
    type: "string",
    value: "NAME",
    help: 'what explores: "compiled" (default), or "direct", the reference',
  },
  jobs: { type: "string", value: "N", help: "scenarios explored at once (default: one a core)" },
  workers: {
    type: "string",
    value: "N",
    help: "threads that explore a scenario (default: 1; one a core for a large one)",
  },
  "print-generated": {
    type: "boolean",
    help: "print the code generated for the one scenario selected, and run none",
  },
  "print-representation": {
    type: "boolean",
    help: "print what the one scenario's text is read as, and run none",
  },
  list: { type: "boolean", help: "list the scenarios that the filters leave, and run none" },
  color: { type: "boolean", default: true, help: "color" },
  help: { type: "boolean", short: "h", help: "print this" },
} as const;

/** What the command line asks for. */
export interface Arguments {
  /** Names and globs of scenarios; none means all. */
  readonly scenarios: readonly string[];
  readonly lane: readonly string[];
  readonly model: readonly string[];
  readonly design: readonly string[];
  readonly fault: readonly string[];
  readonly property: readonly string[];
  /** Bounds to put in place of the scenarios' own. */
  readonly bounds: Bounds;
  readonly deep: boolean;
  readonly statistics: boolean;
  readonly coverage: boolean;
  readonly symmetry: boolean;
  readonly partialOrder: boolean;
  readonly show: boolean;
  readonly mermaid: boolean;
  /** Files to write, by kind; `-` is the standard output. */
  readonly json?: string;
  readonly junit?: string;
  readonly markdown?: string;
  /** The folder to write traces to. */
  readonly traces?: string;
  readonly engine: EngineName;
  readonly maxStates?: number;
  readonly maxBytes?: number;
  readonly maxMilliseconds?: number;
  readonly jobs?: number;
  readonly workers?: number;
  /** What to print of the machine of one scenario, in place of running it. */
  readonly print?: "generated" | "representation";
  readonly list: boolean;
  readonly color: boolean;
  readonly help: boolean;
}

/**
 * Reads a command line.
 *
 * @throws {UsageError} for an option that is not known (naming the nearest), lacks its value or has
 * one it cannot use.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { parseArguments } from "./arguments.ts";
 *
 * const { scenarios, bounds } = parseArguments(["hostile_*", "--bounds", "depth=3,frames=4"]);
 * assertEquals(scenarios, ["hostile_*"]);
 * assertEquals(bounds, { depth: 3, frames: 4 });
 * ```
 */
export function parseArguments(args: readonly string[]): Arguments {
  const { values, positionals } = parseCommandLine({
    args: [...args],
    options,
    allowPositionals: true,
    allowNegative: true,
  });
  const number = (name: "max-states" | "max-memory" | "max-time", kind: QuantityKind) => {
    const text = values[name];
    return text === undefined ? undefined : quantity(`--${name}`, text, kind);
  };
  const { json, junit, markdown, traces } = values;
  requirePlaces({ json, junit, markdown });
  if (traces === "") throw new UsageError('Cannot write --traces to "": it names no file');
  const engine = parseEngine(values.engine ?? "compiled");
  const count = (name: "jobs" | "workers") => {
    const text = values[name];
    return text === undefined ? undefined : wholeNumber(`--${name}`, text, { from: 1, to: 256 });
  };
  const workers = count("workers");
  const { coverage = false, symmetry = false, "partial-order": partialOrder = false } = values;
  const { "print-generated": generated, "print-representation": representation } = values;
  const print = generated ? "generated" : representation ? "representation" : undefined;
  refuseTogether({ engine, workers, coverage, symmetry, partialOrder, print });
  if (generated && representation) {
    throw new UsageError("Cannot use --print-generated with --print-representation: print one");
  }
  return {
    scenarios: positionals,
    lane: values.lane ?? [],
    model: values.model ?? [],
    design: values.design ?? [],
    fault: values.fault ?? [],
    property: values.property ?? [],
    bounds: parseBounds(values.bounds ?? []),
    deep: values.deep ?? false,
    statistics: values.statistics ?? false,
    coverage,
    symmetry,
    partialOrder,
    show: values.show ?? false,
    mermaid: values.mermaid ?? false,
    json: values.json,
    junit: values.junit,
    markdown: values.markdown,
    traces: values.traces,
    engine,
    maxStates: number("max-states", "count"),
    maxBytes: number("max-memory", "bytes"),
    maxMilliseconds: number("max-time", "milliseconds"),
    jobs: count("jobs"),
    workers,
    print,
    list: values.list ?? false,
    color: values.color,
    help: values.help ?? false,
  };
}

/** Refuses options that would not do together what each says it does. */
function refuseTogether(
  { engine, workers = 1, coverage, symmetry, partialOrder, print }: Pick<
    Arguments,
    "engine" | "workers" | "coverage" | "symmetry" | "partialOrder" | "print"
  >,
): void {
  const direct = engine === "direct";
  const pairs: [refused: boolean, option: string, other: string, why: string][] = [
    [direct && workers > 1, "workers", "engine direct", "it explores with one thread"],
    [direct && symmetry, "symmetry", "engine direct", "it explores every state"],
    [direct && partialOrder, "partial-order", "engine direct", "it takes every step"],
    [direct && print !== undefined, `print-${print}`, "engine direct", "it runs the text as it is"],
    [coverage && symmetry, "coverage", "symmetry", "it is of all states"],
    [coverage && partialOrder, "coverage", "partial-order", "it is of all steps"],
  ];
  for (const [refused, option, other, why] of pairs) {
    if (refused) throw new UsageError(`Cannot use --${option} with --${other}: ${why}`);
  }
}

type QuantityKind = Parameters<typeof quantity>[2];

function parseBounds(texts: readonly string[]): Bounds {
  const bounds: { [name: string]: number } = {};
  for (const text of texts.flatMap((list) => list.split(","))) {
    const [, name, digits] = /^([A-Za-z]\w*)=(\d+)$/.exec(text.trim()) ?? [];
    if (name === undefined) {
      throw new UsageError(`Cannot use "${text}" as --bounds: it takes NAME=N,NAME=N,…`);
    }
    bounds[name] = Number(digits);
  }
  return bounds;
}

/** What `--help` prints. */
export function help(): string {
  const rows = Object.entries(options).map(([name, option]) => {
    if (name === "color") return ["--no-color", "no colours, also on a terminal"];
    return [`--${name}${"value" in option ? ` ${option.value}` : ""}`, option.help];
  });
  const width = Math.max(...rows.map(([usage]) => usage.length)) + 2;
  return `Explores bounded instances of the machine exhaustively and holds each verdict, count and
trace length against what is expected of it.

Usage: deno task check [OPTION…] [SCENARIO…]

A SCENARIO is a name or a glob ("hostile_*"); without any, all are run. Filters take names or globs
and may be repeated.

Options:
${rows.map(([usage, meaning]) => `  ${usage.padEnd(width)}${meaning}`).join("\n")}

Exit codes:
${exitCodeHelp()}
`;
}

/** The engine that is named. */
function parseEngine(text: string): EngineName {
  if (text === "compiled" || text === "direct") return text;
  throw new UsageError(`Cannot use "${text}" as --engine: there are compiled and direct`);
}
