/**
 * Which mutants the suites find, and by how short a trace.
 *
 * @module
 */

import * as implementation from "../../../spec/implementation/mod.ts";
import { factText } from "../facts.ts";
import { inProcessAdapter } from "../in_process.ts";
import { shrink } from "../shrink.ts";
import { explorePlace, suitePlaces } from "../suite_places.ts";
import { type Suite, suiteOf, walksOf } from "../suites.ts";
import { type Failure, runWalks } from "../walks.ts";
import type { ByteTrials } from "./byte_trials.ts";
import type { ByteFinding } from "./byte_suites.ts";
import { OUT_OF_REACH, reachName } from "./derived_places.ts";
import { isWireMutant, loadMutant, type Mutant, writeMutant } from "./mutant.ts";
import { firstFailedTest } from "./own_tests.ts";
import { firstFailedWireTest } from "./wire_tests.ts";

/**
 * How a mutant was found: by a walk of a place's suite, by a case of a byte suite, or, where no adapter
 * can show it, by a test of the implementation's own.
 */
export type Finding =
  | { readonly kind: "walk"; readonly place: string; readonly failure: Failure }
  | { readonly kind: "case" } & ByteFinding
  | { readonly kind: "test"; readonly name: string };

/** What became of a mutant. It survives if there is no finding. */
export interface Kill {
  readonly mutant: Mutant;
  readonly finding: Finding | null;
}

/** Suites by the name of their place, made when they are first needed. */
export class SuiteStore {
  readonly #made = new Map<string, Suite>();

  async get(name: string): Promise<Suite> {
    const made = this.#made.get(name);
    if (made !== undefined) return made;
    const place = suitePlaces.find((each) => each.name === name);
    if (place === undefined) throw new Error(`Cannot make a suite of "${name}": no such place`);
    const suite = suiteOf(await explorePlace(place), "transitions");
    const { constants } = suite.explored;
    // A suite that finds something without any mistake would find every mutant.
    const failure = await runWalks(walksOf(suite), constants, inProcessAdapter(implementation));
    if (failure !== null) {
      throw new Error(
        `Cannot hold mutants to "${name}": the implementation itself fails there, at ` +
          `${failure.steps.slice(-2).map(stepText).join(" -> ")}: ${seenText(failure)}`,
      );
    }
    this.#made.set(name, suite);
    return suite;
  }
}

/** Takes a mutant through the suites of its places, then the byte suites, then the tests. */
export async function killOf(
  folder: string,
  mutant: Mutant,
  suites: SuiteStore,
  bytes: ByteTrials,
): Promise<Kill> {
  const root = await writeMutant(folder, mutant);
  const adapter = mutant.places.length > 0 ? inProcessAdapter(await loadMutant(root)) : null;
  for (const place of adapter === null ? [] : mutant.places) {
    const suite = await suites.get(place);
    const { explored } = suite;
    const found = await runWalks(walksOf(suite), explored.constants, adapter!);
    if (found === null) continue;
    const failure = await shrink(explored, adapter!, found);
    return { mutant, finding: { kind: "walk", place, failure } };
  }
  const shown = await bytes.take(root);
  if (shown !== null) return { mutant, finding: { kind: "case", ...shown } };
  const changed = mutant.patches.map(({ file }) => file);
  const name = (isWireMutant(mutant) ? await firstFailedWireTest(root) : null) ??
    await firstFailedTest(root, changed);
  return { mutant, finding: name === null ? null : { kind: "test", name } };
}

/**
 * Whether a mutant was found by what it has to be found by: a suite, unless no adapter can show it.
 * Some wire formats are the controller's or the host's alone: those are held by property tests.
 */
export function isHeld({ mutant, finding }: Kill): boolean {
  if (finding === null) return false;
  return finding.kind !== "test" || isWireMutant(mutant) || reachName(mutant) in OUT_OF_REACH;
}

/** A step by name, with the values of its parameters. */
function stepText({ action, params }: Failure["steps"][number]): string {
  return `${action}(${Object.values(params).join(", ")})`;
}

/** What was seen that should not have been. */
function seenText({ disagreement }: Failure): string {
  return factText(disagreement.facts.find(({ holds }) => !holds)!);
}

/** Two lines about a mutant: its name, where and how it was found. */
export function killText({ mutant, finding }: Kill): string {
  const { name, title } = mutant;
  if (finding === null) return `SURVIVES  ${name}: ${title}\n`;
  if (finding.kind === "test") {
    const why = OUT_OF_REACH[reachName(mutant)] ?? "";
    return `    test  ${name}: ${title}\n          ${why}${why && " "}${finding.name}\n`;
  }
  if (finding.kind === "case") {
    const { requests, text } = finding;
    const length = String(requests).padStart(3);
    return `${length} asked ${name} (${finding.name}): ${title}\n          ${text}\n`;
  }
  const { place, failure } = finding;
  const { steps } = failure;
  const length = String(steps.length).padStart(3);
  return `${length} ${steps.length === 1 ? "step " : "steps"} ${name} (${place}): ${title}\n` +
    `          ${steps.slice(-2).map(stepText).join(" -> ")}: ${seenText(failure)}\n`;
}
