/**
 * Golden traces: for every violation that a scenario expects, a shortest trace that shows it, kept
 * with the project. A reader can open them without running anything, other tools and other
 * implementations can replay them, and a change of the machine that changes one is seen in review.
 *
 * A golden trace is called `SCENARIO.PROPERTY.itf.json`, or `.itf.json.gz` where it is long.
 *
 * @module
 */

import { join } from "@std/path";
import { check } from "../checker/mod.ts";
import { parseArguments } from "../scenarios/arguments.ts";
import { expectedViolations } from "../scenarios/scenario.ts";
import { type Choice, select } from "../scenarios/select.ts";
import { systemMessage } from "../scenarios/outputs.ts";
import { writeWhole } from "../scenarios/whole_file.ts";
import { TraceError } from "./errors.ts";
import { traceForms } from "./forms.ts";

/** A golden trace: the file's name, and its bytes. */
export interface GoldenTrace {
  readonly name: string;
  readonly bytes: Uint8Array;
}

/** A golden trace that is not as it should be. */
export interface StaleTrace {
  readonly name: string;
  /** It is not there; it is there and differs; nothing asks for it. */
  readonly why: "missing" | "changed" | "superfluous";
}

/**
 * The golden traces of the scenarios that are run by default, in their order.
 *
 * Each property is explored for by itself and no further than to its first violation. The same
 * search finds the same trace, so the bytes are the same whenever and wherever this runs.
 */
export async function* goldenTraces(library: Choice): AsyncGenerator<GoldenTrace> {
  for (const scenario of library.scenarios.filter(({ deep }) => deep !== true)) {
    const [{ instance }] = select(parseArguments([scenario.name]), library);
    const machine = library.machine(instance);
    const subject = { machine, scenario: scenario.name, instance };
    for (const property of expectedViolations(scenario)) {
      // A witness that is never reached has no trace to show for it.
      if (machine.properties[property]?.kind === "witness") continue;
      const { violations } = await check(machine, { properties: [property], stopAtFirst: true });
      if (violations.length === 0) {
        throw new Error(`Cannot trace how ${scenario.name} violates ${property}: it does not`);
      }
      const { suffix, bytes } = traceForms.itf(subject, violations[0]);
      yield { name: `${scenario.name}.${property}${suffix}`, bytes };
    }
  }
}

/** Which of the golden traces in a folder are not those given, or are missing, or left over. */
export async function staleTraces(
  folder: string,
  traces: readonly GoldenTrace[],
): Promise<StaleTrace[]> {
  const stale: StaleTrace[] = [];
  const left = new Set(await namesIn(folder));
  for (const { name, bytes } of traces) {
    if (!left.delete(name)) {
      stale.push({ name, why: "missing" });
      continue;
    }
    const found = await Deno.readFile(join(folder, name));
    const same = found.length === bytes.length && found.every((byte, i) => byte === bytes[i]);
    if (!same) stale.push({ name, why: "changed" });
  }
  return [...stale, ...[...left].sort().map((name) => ({ name, why: "superfluous" }) as const)];
}

/**
 * Makes the golden traces in a folder those given, and says what that changed.
 *
 * @throws {TraceError} `trace-unwritable`.
 */
export async function writeGoldenTraces(
  folder: string,
  traces: readonly GoldenTrace[],
): Promise<StaleTrace[]> {
  try {
    await Deno.mkdir(folder, { recursive: true });
    const stale = await staleTraces(folder, traces);
    for (const { name, why } of stale) {
      const path = join(folder, name);
      if (why === "superfluous") await Deno.remove(path);
      else writeWhole(path, traces.find((trace) => trace.name === name)!.bytes);
    }
    return stale;
  } catch (cause) {
    throw new TraceError(
      "trace-unwritable",
      `Cannot write the golden traces in ${folder}: ${systemMessage(cause)}`,
      { file: folder, cause },
    );
  }
}

async function namesIn(folder: string): Promise<string[]> {
  const names: string[] = [];
  try {
    for await (const { name } of Deno.readDir(folder)) names.push(name);
  } catch (error) {
    if (!(error instanceof Deno.errors.NotFound)) throw error;
  }
  return names;
}
