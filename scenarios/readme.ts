/**
 * The parts of the project's documents that follow from its data: the verdict matrix, the findings
 * and the requirements.
 *
 * Nothing is explored for them. They are made from what the scenarios expect and pin, and
 * `deno task check` fails where that is not what comes of the machine. A document marks the place of
 * each part by two comments, `<!-- begin NAME -->` and `<!-- end NAME -->`; `deno task readme` writes
 * what belongs between them, and a test fails when it is stale.
 *
 * @module
 */

import { type Requirement, requirements } from "../spec/requirements.ts";
import { parseArguments } from "./arguments.ts";
import { type Finding, findings } from "./findings.ts";
import { matrixMarkdown, verdictMatrix, type Verdicts } from "./matrix.ts";
import { count } from "./progress.ts";
import { expectedViolations, type Scenario, type Task } from "./scenario.ts";
import { type Choice, select } from "./select.ts";

/** The documents with parts that are written here, by their paths from the top. */
export const documents: readonly string[] = ["README.md", "spec/REQUIREMENTS.md"];

/** Markdown by the name of the part that it is. */
export type Parts = { readonly [name: string]: string };

/** The names of the golden traces; none, where they are not there. */
export function goldenNames(): readonly string[] {
  try {
    return [...Deno.readDirSync(new URL("../traces/golden/", import.meta.url))]
      .map(({ name }) => name);
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return [];
    throw error;
  }
}

/**
 * Every part, made from the scenarios given.
 *
 * @param golden The names of the golden traces, which tell whether one is packed.
 */
export function partsOf(library: Choice, golden: readonly string[]): Parts {
  const tasks = select(parseArguments([]), library);
  return {
    matrix: matrixPart(tasks, library),
    findings: findings.map((finding, i) => findingPart(finding, i + 1, tasks, golden)).join("\n"),
    depths: depthsPart(tasks),
    requirements: requirementsPart(requirements),
  };
}

/**
 * The document with each part between its comments.
 *
 * @throws {Error} if a comment names a part that there is not, or one does not end.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { withParts } from "./readme.ts";
 *
 * const text = "Before.\n<!-- begin sum -->\n3\n<!-- end sum -->\nAfter.\n";
 * assertEquals(withParts(text, { sum: "4\n" }), text.replace("3", "4"));
 * ```
 */
export function withParts(document: string, parts: Parts): string {
  return document.replaceAll(
    /(?<=^<!-- begin (\w+) -->\n)(?:[^]*?(?=^<!-- end \1 -->$)|)/gm,
    (old, name: string, at: number) => {
      const part = parts[name];
      if (part === undefined) throw new Error(`Cannot write the part "${name}": there is none`);
      if (!document.startsWith(`<!-- end ${name} -->`, at + old.length)) {
        throw new Error(`Cannot write the part "${name}": nothing says where it ends`);
      }
      return part;
    },
  );
}

/** The verdicts that the scenarios of the two designs expect. */
function matrixPart(tasks: readonly Task[], library: Choice): string {
  const designs = ["hardened", "asWritten"];
  const expected = tasks.filter(({ instance }) => designs.includes(instance.design));
  return matrixMarkdown(verdictMatrix(expected.map((task) => expectedVerdicts(task, library))));
}

/** What an exploration finds that comes out as its scenario expects. */
function expectedVerdicts(task: Task, library: Choice): Verdicts {
  const { properties } = library.machine(task.instance);
  const witnesses = task.properties.filter((name) => properties[name]?.kind === "witness");
  const missed = [...expectedViolations(task.scenario), ...task.scenario.idle?.witnesses ?? []];
  return {
    task,
    result: {
      unsettled: [],
      violations: expectedViolations(task.scenario).map((property) => ({ property })),
      unreached: witnesses.filter((name) => missed.includes(name)),
      witnesses: Object.fromEntries(
        witnesses.filter((name) => !missed.includes(name)).map((name) => [name, true]),
      ),
    },
  };
}

function findingPart(
  finding: Finding,
  number: number,
  tasks: readonly Task[],
  golden: readonly string[],
): string {
  const shown = finding.scenarios.map((name) => scenarioNamed(name, tasks));
  const lines = [
    `### ${number}. ${finding.title}${finding.otherReading === undefined ? "" : " (a reading)"}`,
    "",
    `> ${finding.quote}`,
    "",
    `(${finding.section}.) ${finding.consequence}`,
    "",
    ...(finding.otherReading === undefined ? [] : [`*A reading:* ${finding.otherReading}`, ""]),
    `*Mended by* ${finding.ingredients.map((name) => `\`${name}\``).join(", ")}: ${finding.mend}`,
    "",
    "| fails | shortest trace | reproduce |",
    "| --- | --- | --- |",
    ...shown.flatMap((scenario) =>
      expectedViolations(scenario).map((property) =>
        `| \`${property}\` | ${traceCell(scenario, property, golden)} | ` +
        `\`deno task check ${scenario.name} --show\` |`
      )
    ),
    "",
  ];
  return lines.join("\n");
}

/** Where the trace is, and its length. What cannot be reached has none. */
function traceCell(
  { name, pinned }: Scenario,
  property: string,
  golden: readonly string[],
): string {
  const steps = pinned.lengths[property];
  if (steps === undefined) return `none: out of reach in all ${count(pinned.distinct)} states`;
  const text = `${name}.${property}.itf.json`;
  const file = golden.includes(`${text}.gz`) ? `${text}.gz` : text;
  return `[${steps === 1 ? "1 step" : `${steps} steps`}](traces/golden/${file})`;
}

function scenarioNamed(name: string, tasks: readonly Task[]): Scenario {
  const task = tasks.find(({ scenario }) => scenario.name === name);
  if (task === undefined) throw new Error(`Cannot show the finding of "${name}": no such scenario`);
  return task.scenario;
}

/** How cost and states grow with the size of the queues. */
function depthsPart(tasks: readonly Task[]): string {
  const swept = tasks.filter(({ scenario }) => scenario.name.startsWith("depth_"));
  return [
    "| scenario | queue size | distinct states | generated | depth |",
    "| --- | ---: | ---: | ---: | ---: |",
    ...swept.map(({ scenario: { name, bounds, pinned, symmetry } }) =>
      `| \`${name}\` | ${bounds.depth} | ${count(pinned.distinct)}${
        symmetry ? " stand for all" : ""
      } | ${count(pinned.generated)} | ${pinned.depth} |`
    ),
    "",
  ].join("\n");
}

function requirementsPart(all: readonly Requirement[]): string {
  const names = (list: readonly string[]) => list.map((name) => `\`${name}\``).join("<br>");
  return [
    "| id | asks | properties | faults | scenarios |",
    "| --- | --- | --- | --- | --- |",
    ...all.map(({ id, section, asks, note, properties, faults, scenarios }) =>
      `| \`${id}\` | ${asks}<br>*${section}*${note === undefined ? "" : `<br>${note}`} | ` +
      `${names(properties)} | ${names(faults)} | ${names(scenarios)} |`
    ),
    "",
  ].join("\n");
}
